"""What ``check`` says: everything at once, each slip once, at its place, with the word meant."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.scenario.problems import excerpt
from sim.scenario.reader import examine_text
from sim.scenario.suggest import did_you_mean, nearest
from tests.scenario.marked import ROOF, examined, holds, roof

FIXTURES = sorted((Path(__file__).parent.parent / "fixtures").glob("*.yaml"))

TRANSITION = "  - {from: dripping, to: repaired, when: attention > 4}\n"
MOVE = "      film: {in: dripping, change: {attention: +1}}\n"
VARIABLE = "  attention: {start: 1, range: [0, 5]}\n"


def test_a_sound_file_has_no_problems():
    scenario, problems = examined(ROOF)
    assert problems == ()
    assert scenario is not None


# Everything at once.


def test_slips_of_all_kinds_are_reported_in_one_go():
    holds(
        ("title: The school roof", "<NC201>titel: The school roof\ntitle: The school roof"),
        ("rounds: 4", "rounds: <NC206>four"),
        ("[0, 5]", "<NC223>[5, 0]"),
        ("to: repaired", "to: <NC301>repared"),
        ("when: attention", "when: <NC406>attenton"),
        ("change: {attention: +1}", "change: {attention: <NC228>1}"),
        ("moves:\n", "playable: <NC209>yes\n    moves:\n"),
    )


def test_places_stay_right_after_unsound_parts_were_taken_out():
    holds(
        (
            TRANSITION,
            """\
  - <NC202>{from: dripping}
  - {from: dripping, to: <NC301>nowhere}
  - <NC203>a text
  - {from: [<NC210>Dripping, dripping], to: <NC301>somewhere}
  - {from: dripping, to: repaired, when: <NC406>noise > 1}
  - <NC202>{to: repaired}
  - {from: <NC301>roof, to: repaired}
""",
        )
    )


def test_places_stay_right_inside_lists_of_lists():
    holds(
        (
            MOVE,
            """\
      film:
        outcomes:
          - <NC203>nothing
          - chance: <NC401>(1
            news:
              - <NC202>{by: The class}
              - {headline: One, kind: <NC217>gossip}
              - {headline: Two, seen_by: <NC303>pupils}
          - {<NC201>chanse: 1, to: <NC301>roof}
          - {to: repaired, news: {headline: Three, source: [<NC306>diary]}}
""",
        )
    )


def test_places_stay_right_in_a_list_below_something_that_may_be_a_list_too():
    holds(
        (
            MOVE,
            """\
      film:
        change: {attention: +1}
        news:
          headline:
            - {when: round == 1, <NC201>txet: One}
            - {when: round == 2, text: Two}
            - {when: round == 3 <NC415>&& attention > 2, text: Three}
            - {when: <NC406>noise > 2, text: Four}
            - text: Five
""",
        )
    )


def test_a_key_with_a_slip_in_its_name_is_not_missing_too():
    holds(("title: The school roof", "<NC201>titel: The school roof"))
    holds((", at_end: forgotten", ", <NC201>at_ends: forgotten"))


def test_a_missing_key_is_reported_where_its_owner_is_named():
    holds((", at_end: forgotten", ""), ("calendar:", "<NC202>calendar:"))
    holds(("title: The school roof\n", ""), ("newscycle:", "<NC202>newscycle:"))


def test_unions_say_what_is_wrong_inside_the_shape_that_was_meant():
    holds(
        ("moves:\n", "wait: {<NC201>lable: Stay away}\n    moves:\n"),
        ("text: Rain falls on the exam papers.", "text: [{text: One, <NC201>wenn: round > 1}]"),
    )
    holds(("moves:\n", "wait: <NC209>never\n    moves:\n"))
    holds(("moves:\n", "wait: <NC209>true\n    moves:\n"))
    holds(("moves:\n", "wait: <NC203>[1]\n    moves:\n"))
    holds(("text: The roof is repaired.", "text: <NC203>{de: Das Dach ist dicht.}"))
    holds(("text: The roof is repaired.", "text: <NC204>[]"))


def test_one_value_and_a_list_of_one_are_the_same():
    one = roof((TRANSITION, "  - {from: dripping, to: repaired}\n"), ("start: 1, ", ""))
    many = one.replace("from: dripping", "from: [dripping]").replace(
        "in: dripping", "in: [dripping]"
    )
    (first, said), (second, also) = examined(one), examined(many)
    assert [p.code for p in said] == [p.code for p in also] == ["NC311"]
    assert first is not None
    assert second is not None
    assert first.file == second.file


@pytest.mark.parametrize("written", ["news: {NEWS}", "news: [{NEWS}]", "news:\n  - {NEWS}"])
def test_news_may_be_one_item_or_a_list(written):
    news = "{headline: Rain, kind: <NC217>tweet, seen_by: [<NC303>pupli]}"
    holds(
        (
            MOVE,
            "      film:\n        "
            + written.replace("{NEWS}", news).replace("\n", "\n        ")
            + "\n        change: {attention: +1}\n",
        )
    )


def test_a_list_needs_something_in_it():
    holds(("from: dripping", "from: <NC204>[]"))
    holds((MOVE, "      film: {in: <NC204>[], change: {attention: +1}}\n"))


def test_a_scenario_needs_stages_and_actors():
    head, _, _ = ROOF.partition("actors:")
    _, problems = examined(head + "actors: {}\n")
    assert [(p.code, p.line, p.column) for p in problems] == [("NC204", 12, 9)]
    _, problems = examined("newscycle: 1\ntitle: x\nstages:\n")
    assert [(p.code, p.line) for p in problems] == [
        ("NC202", 1), ("NC202", 1), ("NC203", 3),
    ]  # fmt: skip


def test_keys_that_look_like_the_marks_of_a_library_are_keys():
    holds(("  dripping:", '  <NC210>"~words": {}\n  <NC210>"[key]": {}\n  dripping:'))
    holds(("title:", '<NC201>"[key]": 1\n<NC201>"~words": 1\ntitle:'))


# Did you mean.


@pytest.mark.parametrize(
    ("before", "after", "meant"),
    [
        ("title: The", "titel: The", "title"),
        ("to: repaired", "to: repared", "repaired"),
        ("when: attention", "when: atention", "attention"),
        ("{attention: +1}", "{atention: +1}", "attention"),
        ("when: attention > 4", "when: done(pupil.fillm)", "pupil.film"),
        ("when: attention > 4", "when: stage == driping", "dripping"),
        ("in: dripping", "in: driping", "dripping"),
        ("at_end: forgotten", "at_end: forgoten", "forgotten"),
        ("{in: dripping", "{inn: dripping", "in"),
        ("text: The roof is repaired.", "text: 'Attention {atention}'", "attention"),
        ("when: attention > 4", "when: TRUE", "true"),
    ],
)
def test_the_word_that_was_meant_is_named(before, after, meant):
    _, problems = examined(roof((before, after)))
    assert f"Did you mean '{meant}'?" in [p.hint for p in problems]


def test_no_word_is_named_where_none_is_near():
    (problem,) = holds(("to: repaired", "to: <NC301>zzz"))
    assert problem.hint == "Known here: dripping, repaired, forgotten."
    (problem,) = holds(("when: attention", "when: <NC406>zzz"))
    assert problem.hint == "A number, or one of these, can stand here: attention."


def test_of_two_moves_the_one_with_the_same_name_is_meant():
    (problem,) = holds(
        (MOVE, MOVE + "      fetch: {after: <NC304>call}\n  head:\n    moves: {call: {}}\n")
    )
    assert problem.hint == "Did you mean 'head.call'?"
    assert nearest("pupil.fetsh", ["head.call", "pupil.fetch", "head.fish"]) == "pupil.fetch"
    assert nearest("pupils.fetch", ["head.call", "pupil.fetch", "head.fetch"]) == "pupil.fetch"


def test_two_words_that_are_as_near_are_both_named():
    assert did_you_mean("chane", ["chance", "change", "source"]) in {
        "Did you mean 'chance' or 'change'?",
        "Did you mean 'change' or 'chance'?",
    }
    assert did_you_mean("chancee", ["chance", "change"]) == "Did you mean 'chance'?"


def test_what_a_missing_key_is_for_is_said():
    (problem,) = holds((", at_end: forgotten", ""), ("calendar:", "<NC202>calendar:"))
    assert problem.hint == "at_end: The ending that is taken when the rounds run out."


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("when: attention > 4", "when: 'attention > 1 and\n    <NC406>noise > 4'"),
        ("when: attention > 4", 'when: "attention > 1\n\n    and <NC406>noise > 4"'),
        ("when: attention > 4", "when: attention > 1\n    and <NC406>noise > 4"),
    ],
)
def test_a_place_is_exact_in_a_text_of_several_lines(before, after):
    holds((before, after))


@pytest.mark.parametrize("mark", [">", ">-", "|", "|-", ">2-", ">  # said"])
def test_a_place_is_exact_in_a_block_text(mark):
    lines = ("film:", "  in: dripping", "  change: {attention: +1}", f"  when: {mark}")
    body = "".join(f"      {line}\n" for line in lines)
    body += "          attention > 1\n\n          and <NC406>noise > 2\n"
    holds((MOVE, body))


def test_places_inside_quotation_marks_count_the_mark():
    holds(("when: attention > 4", 'when: "<NC406>zzz > 4"'))
    holds(("text: The roof is repaired.", "text: '<NC704>{date'"))
    holds(("text: The roof is repaired.", "text: 'On <NC704>{date of {date}'"))


# One slip is one problem.


@pytest.mark.parametrize(
    "variable",
    [
        "attention: <NC203>3",
        "attention: <NC203>[0, 5]",
        "attention: {start: <NC206>one, range: [0, 5]}",
        "attention: {start: <NC209>yes, range: [0, 5]}",
        "attention: {start: 1, range: [0, <NC206>five]}",
        "attention: {start: 1, range: <NC220>[0]}",
        "attention: {start: 1, range: <NC203>5}",
        "attention: {start: 1, range: <NC223>[5, 0]}",
        "<NC222>attention: {}",
    ],
)
def test_a_slip_in_a_variable_is_not_reported_again_where_it_is_read(variable):
    holds((VARIABLE, f"  {variable}\n"))


def test_a_slip_in_the_start_of_a_truth_is_reported_once():
    holds(
        (VARIABLE, "  open: {start: <NC209>no}\n"),
        ("when: attention > 4", "when: open"),
        ("change: {attention: +1}", "set: {open: not open}"),
    )


def test_a_variable_that_does_not_exist_is_reported_once_under_set():
    holds((", change: {attention: +1}", ", set: {<NC302>opne: true}"))


def test_variables_written_as_a_list_are_reported_once():
    holds((VARIABLE, "  <NC203>- attention: {start: 1, range: [0, 5]}\n"))


def test_variables_that_cannot_be_read_at_all_are_reported_once():
    holds((VARIABLE, ""), ("variables:", "variables: <NC203>attention"))


def test_a_stage_that_cannot_be_read_is_still_a_stage():
    holds(
        ("dripping: {text: Rain falls on the exam papers.}", "dripping: <NC203>Rain"),
        ("when: attention > 4", "when: stage == dripping"),
    )


def test_an_ending_that_says_yes_is_not_also_missing():
    holds(("forgotten: {ending: true", "forgotten: {ending: <NC209>yes"))
    holds(("repaired: {ending: true", "repaired: {ending: <NC209>True"))


def test_without_any_ending_the_stages_are_reported_and_nothing_else():
    holds(
        ("repaired: {ending: true, ", "repaired: {"),
        ("forgotten: {ending: true, ", "forgotten: {"),
        ("stages:", "<NC502>stages:"),
    )


def test_a_text_that_is_wrong_does_not_count_as_missing():
    holds(("text: The roof is repaired.", "text: <NC204>''"))


def test_an_outcome_that_cannot_be_read_does_not_leave_the_other_one_alone():
    holds(
        (MOVE, "      film: {outcomes: [{chance: 3, change: {attention: +1}}, <NC203>nothing]}\n")
    )


def test_an_outcome_whose_id_is_wrong_is_not_missed_in_the_record():
    record = "record: {steps: [{move: pupil.film, outcome: good}], ending: forgotten}\n"
    outcomes = "[{id: <NC210>Good, change: {attention: +1}}, {id: bad}]"
    holds((MOVE, f"      film: {{outcomes: {outcomes}}}\n"), ("actors:", f"{record}actors:"))


def test_a_source_that_is_wrong_does_not_count_as_missing():
    holds(
        (
            ", change: {attention: +1}",
            ", change: {attention: +1}, news: {headline: R, certainty: claimed, source: <NC210>D}",
        )
    )


def test_a_source_cited_only_in_an_unsound_part_is_not_called_unused():
    holds(
        ("variables:", "sources: {diary: {title: A diary}}\nvariables:"),
        (TRANSITION, TRANSITION + "  - <NC202>{from: dripping, source: diary}\n"),
    )


def test_an_unsound_move_is_not_missed_by_what_if_lines():
    holds(
        (MOVE, "      film: <NC203>yes\n"),
        ("actors:", "what_ifs: {early: {do: pupil.film@1}}\nactors:"),
    )


def test_a_slip_in_the_word_never_is_put_right():
    (problem,) = holds(
        ("actors:", "what_ifs: {early: {do: <NC801>'nevr:pupil.film'}}\nactors:"),
    )
    assert problem.hint == "Did you mean 'never:pupil.film'?"


def test_a_wrong_name_in_the_order_is_reported_once():
    holds(("at_end: forgotten", "at_end: forgotten, order: [<NC303>pupils]"))


def test_a_wrong_calendar_is_not_held_against_the_conditions():
    holds(("rounds: 4", "rounds: <NC208>0"), ("when: attention > 4", "when: round > 30"))


# Single rules.


def test_a_word_named_twice_is_reported_at_its_second_place():
    holds(("in: dripping", "in: [dripping, <NC227>dripping]"))
    holds(("at_end: forgotten", "at_end: forgotten, order: [pupil, <NC227>pupil]"))


def test_what_people_write_for_true_is_named():
    for word, meant in [("yes", "true"), ("No", "false"), ("TRUE", "true"), ("off", "false")]:
        (problem,) = holds(("moves:\n", f"playable: <NC209>{word}\n    moves:\n"))
        assert problem.hint == f"Write {meant}."


def test_a_plus_sign_under_set_is_pointed_out():
    holds(("change: {attention: +1}", "set: {attention: <NC234>+1}"))
    holds(("change: {attention: +1}", "set: {attention: 1 + attention}"))


def test_a_step_on_the_day_after_the_last_is_outside_the_calendar():
    record = "record: {steps: [{date: DATE, move: pupil.film, source: log}], ending: forgotten}\n"
    changes = [
        ("{rounds: 4", "{start: 2024-09-02, rounds: 4"),
        ("variables:", "sources: {log: {title: The log}}\nvariables:"),
    ]
    for date in ("2024-09-02", "2024-09-05"):
        holds(*changes, ("actors:", record.replace("DATE", date) + "actors:"))
    for date in ("2024-09-01", "2024-09-06"):
        holds(*changes, ("actors:", record.replace("DATE", f"<NC604>{date}") + "actors:"))


def test_versions_that_leave_nothing_open_need_no_last_one():
    text = "text: Rain falls on the exam papers."
    holds((text, "text: [{when: attention > 2, text: A}, {when: attention <= 2, text: B}]"))
    holds((text, "text: <NC705>[{when: attention > 2, text: A}, {when: attention < 2, text: B}]"))


def test_versions_below_one_without_condition_are_still_read():
    holds(
        (
            "text: Rain falls on the exam papers.",
            "text: [{text: A}, <NC706>{when: attention < 2, text: 'B <NC309>{atention}'}]",
        )
    )


@pytest.mark.parametrize("condition", ["", ", when: true", ", when: <NC421>round > 0"])
def test_transitions_that_always_lead_back_are_an_error(condition):
    circle = (
        f"  - {{from: dripping, to: leaking{condition}}}\n"
        "  - <NC505>{from: leaking, to: dripping, when: <NC421>attention < 9}\n"
    )
    holds(
        ("  repaired:", "  leaking: {}\n  repaired:"),
        (TRANSITION, circle),
        (MOVE, MOVE + "      mend: {to: repaired}\n"),
    )


def test_transitions_that_may_lead_back_are_a_warning():
    circle = (
        "  - {from: dripping, to: leaking, when: attention > 2}\n"
        "  - <NC506>{from: leaking, to: dripping, when: attention > 3}\n"
    )
    holds(
        ("  repaired:", "  leaking: {}\n  repaired:"),
        (TRANSITION, circle),
        (MOVE, MOVE + "      mend: {to: repaired}\n"),
    )


@pytest.mark.parametrize(
    "above",
    ["attention > 4", "attention > 2", "attention > 4 or round == 2", "attention >= 5"],
)
def test_a_transition_below_one_that_holds_whenever_it_does_is_never_looked_at(above):
    first = f"  - {{from: dripping, to: forgotten, when: {above}}}\n"
    (problem,) = holds((TRANSITION, first + TRANSITION.replace("- {", "- <NC507>{")))
    assert "the one in line 11 is taken whenever this one could be" in problem.message


def test_several_transitions_can_leave_nothing_for_one_below():
    holds(
        (
            TRANSITION,
            """\
  - {from: dripping, to: forgotten, when: attention > 2}
  - {from: dripping, to: repaired, when: attention < 3}
  - <NC507>{from: dripping, to: forgotten, when: round > 1}
""",
        )
    )


def test_a_transition_that_has_its_turn_in_one_of_its_stages_is_reported_for_the_other():
    holds(
        ("  repaired:", "  leaking: {}\n  repaired:"),
        (
            TRANSITION,
            """\
  - {from: dripping, to: leaking, when: attention > 3}
  - {from: [leaking, <NC507>dripping], to: repaired, when: attention > 4}
""",
        ),
    )


def test_ids_that_differ_by_a_letter_are_pointed_out_but_not_counted_ones():
    def moves(*ids):
        return MOVE + "".join(f"      {name}: {{in: dripping}}\n" for name in ids)

    (problem,) = holds((MOVE, moves("publish", "<NC235>publihs")))
    assert "'publihs' is easily confused with 'publish'" in problem.message
    holds((MOVE, moves("step_1", "step_2", "post", "most")))


def test_an_outcome_without_a_chance_is_pointed_out():
    outcomes = "[{chance: 1, change: {attention: +1}}, {chance: <NC427>0}]"
    holds((MOVE, f"      film: {{outcomes: {outcomes}}}\n"))


def test_a_move_whose_condition_contradicts_its_gates_can_never_be_made():
    shout = "      <NC510>shout: {after: film, when: not done(pupil.film)}\n"
    holds((MOVE, MOVE + shout))
    holds((MOVE, MOVE + "      <NC510>shout: {once: true, when: done(pupil.shout)}\n"))
    holds((MOVE, MOVE + "      shout: {after: film, when: done(pupil.film) or round > 2}\n"))


def test_a_move_that_needs_itself_is_told_so_where_it_stands_and_not_below():
    move = "      film: {in: dripping, change: {attention: +1}}\n"
    after = "      <NC510>film:\n        after: film\n        unless: film\n"
    kept = "      post: {in: dripping, change: {attention: +1}}\n"
    (problem,) = holds((move, f"{after}{kept}"))
    assert "itself" in f"{problem.message} {problem.hint}"


def test_the_reason_why_a_move_can_never_be_made_is_named():
    (problem,) = holds((MOVE, MOVE + "      <NC510>send: {after: send}\n"))
    assert "needs itself" in problem.message
    problems = holds(
        (MOVE, MOVE + "      <NC510>send: {after: print}\n      <NC510>print: {after: send}\n")
    )
    assert "'pupil.print', which cannot be made before it" in problems[0].message
    problems = holds(
        ("  repaired:", "  <NC508>leaking: {}\n  repaired:"),
        (MOVE, MOVE + "      <NC510>send: {in: leaking}\n"),
    )
    assert "never reached" in problems[1].message


def test_a_playable_actor_without_briefing_and_wants_lacks_both():
    (problem,) = holds(
        ("  pupil:\n", "  <NC708>pupil:\n"), ("moves:\n", "playable: true\n    moves:\n")
    )
    assert "no briefing and no wants" in problem.message


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("attention <NC415>≥ 4", "Write '>='."),
        ("attention > 4 <NC415>AND 1 < 2", "'and'"),
        ("attention <NC415>&& 1", "'and'"),
        ("attention <NC415>= 4", "'=='"),
        ("stage == <NC415>“dripping”", "straight quotation mark"),
        ("attention <NC415>– 1 > 2", "Write '-'."),
        ("attention > <NC412>04", "without the zero"),
        ("<NC401>(attention > 4", "never closed"),
        ("attention > 4<NC401>)", "closes nothing"),
        ("attention > 4 <NC415>& round > 1", "'and'"),
        ("attention <NC403>/ 2 > 1", "'//'"),
        ("<NC404>1 if attention > 2 else 0", "Compare"),
    ],
)
def test_what_other_languages_write_is_put_right(written, said):
    (problem,) = holds(("when: attention > 4", f"when: {written}"))
    assert said in f"{problem.message} {problem.hint}"


def test_a_weight_in_percent_is_put_right():
    (problem,) = holds((MOVE, MOVE.replace("{in", "{weight: <NC412>60%, in")))
    assert "write 60 without the '%'" in problem.message


# Nothing brings it down.


class _Plain(yaml.SafeLoader):
    """Reads every scalar as text."""


_Plain.yaml_implicit_resolvers = {}
TREES = [yaml.load(path.read_text("utf-8"), _Plain) for path in FIXTURES]  # noqa: S506
ODD: list[Any] = [
    "", 0, -1, "x", "[sic]", [], {}, ["a"], {"a": "b"}, None, "no", "1.5", "2024-13-01", [[]], [{}],
    "a.b", "~never", {"~words": 1}, "{", "attention >", "9" * 20, "0 // 0", "true", "²", "a@1+",
]  # fmt: skip
KEYS = ["~a", "[x]", "[key]", "wait", "A b", "zzz", "text", "when", "id", "chance", ""]


def _paths(node: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below: Any = ()
    if isinstance(node, (dict, list)):
        below = node.items() if isinstance(node, dict) else enumerate(node)
    return [path, *(p for key, value in below for p in _paths(value, (*path, key)))]


def _mangle(rng: random.Random) -> str:
    """A fixture with one to four values taken out, renamed, moved or replaced."""
    tree = copy.deepcopy(rng.choice(TREES))
    for _ in range(rng.randint(1, 4)):
        paths = _paths(tree)
        path = rng.choice(paths[1:] or [()])
        if not path:
            break
        owner = tree
        for part in path[:-1]:
            owner = owner[part]
        how = rng.random()
        if how < 0.2:
            del owner[path[-1]]
        elif how < 0.35 and isinstance(owner, dict):
            owner[rng.choice(KEYS)] = owner.pop(path[-1])
        elif how < 0.5:
            taken: Any = tree
            for part in rng.choice([p for p in paths if p != path[: len(p)]] or [()]):
                taken = taken[part]
            owner[path[-1]] = copy.deepcopy(taken) if taken is not tree else 1
        else:
            owner[path[-1]] = rng.choice(ODD)
    return json.dumps(tree, indent=1, ensure_ascii=False)


@settings(max_examples=400)
@given(seed=st.integers(0, 2**32))
def test_no_mangled_scenario_is_anything_but_a_list_of_problems(seed):
    text = _mangle(random.Random(seed))
    scenario, problems = examine_text(text, file="x.yaml", name="x")
    assert (scenario is None) == any(p.severity == "error" for p in problems)
    lines = text.split("\n")
    for problem in problems:
        assert 1 <= problem.line <= len(lines)
        assert 1 <= problem.column <= len(lines[problem.line - 1]) + 1
        assert problem.text == lines[problem.line - 1]


def test_a_line_that_is_too_long_for_the_screen_is_shown_from_its_first_word():
    line = "              headline: Rain stops exam"
    assert excerpt(line, 7, 25, 30) == [
        "    7 | headline: Rain stops exam",
        "      |           ^",
    ]
    (shown, _) = excerpt("        change: {attention: 2}", 115, 29, 22)
    assert shown == "  115 | change: {attention: 2}"
    far = "words " * 20
    (shown, caret) = excerpt(far, 7, 61, 30)
    assert "…" in shown
    assert shown[caret.index("^") :].startswith("words")
