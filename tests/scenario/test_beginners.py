"""Slips of somebody who writes a first scenario: one plain problem each, where the slip is.

All in one small file in block style, as the tutorial teaches it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.scenario.schema import keys_at
from sim.scenario.synonyms import MEANT
from sim.scenario.wording import GROUPS, KEYS
from tests.scenario.marked import examined, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.usefixtures("both_readers")

FILE = """\
newscycle: 1
title: The leaking roof
calendar:
  start: 2024-09-02
  rounds: 8
  at_end: forgotten
variables:
  attention:
    label: Attention
    start: 0
    range: [0, 4]
    drift: -1
    words: [nobody, a class, a year, the school, the town]
stages:
  ignored:
    text: Rain falls on the exam papers.
  shared:
    label: The clip goes round
    text:
      - when: done(head.promise)
        text: Somebody has promised something.
      - text: A clip is on every phone.
  repaired:
    label: The roof is repaired
    ending: true
    text: There is scaffolding around the east wing.
    fates:
      pupil: The clip is still there.
      head: The head keeps the bucket.
  forgotten:
    ending: true
    text: In November it rains in again.
transitions:
  - from: shared
    to: forgotten
    when: attention == 0
actors:
  pupil:
    name: The pupil
    playable: true
    briefing: >-
      It rains on your paper, and you film it.
    wants:
      - text: The roof gets repaired.
        points: 4 if stage == repaired else 0
    moves:
      post:
        in: ignored
        outcomes:
          - id: seen
            chance: 65
            to: shared
            change: {attention: +3}
            news:
              headline: Rain stops exam
          - id: unseen
            chance: 35
            news:
              headline: Eleven views
      ask:
        label: Ask who pays
        in: shared
        cooldown: 1
        change: {attention: +2}
        because: A question is passed on.
  head:
    name: The head teacher
    moves:
      promise:
        in: shared
        once: true
        news:
          headline: We are looking into it
          seen_by: head
      ask_council:
        in: shared
        when: attention >= 3
        to: repaired
expect:
  - ending: repaired
    odds: [0, 0.6]
debrief:
  questions:
    - What did the clip show?
    - Who could have decided something?
"""

ASK = """\
        label: Ask who pays
        in: shared
        cooldown: 1
        change: {attention: +2}
        because: A question is passed on.
"""
COMMENT = "on, the line is a comment."

SLIPS: dict[str, tuple[str, str, str]] = {
    "a headline that is only a hashtag": (
        "headline: Eleven views",
        "headline: <NC204>#rain",
        "Nothing is left of the value: from '#rain' " + COMMENT,
    ),
    "a question that is only a hashtag": (
        "- What did the clip show?",
        "- <NC204>#why",
        "Nothing is left of the value: from '#why' " + COMMENT,
    ),
    "a number that is only a hashtag": ("rounds: 8", "rounds: <NC206>#8", COMMENT),
    "a dash before the first move only": (
        "      post:\n        in: ignored",
        "      <NC104>- post:\n        in: ignored",
        "leave out each '- '",
    ),
    "a dash before the second move only": (
        "      ask:\n",
        "      <NC104>- ask:\n",
        "leave out the '- '",
    ),
    "a dash before one stage": ("  shared:\n", "  <NC104>- shared:\n", "leave out the '- '"),
    "an outcome without its dash": (
        "          - id: unseen",
        "            <NC110>id: unseen",
        "If a new entry of the list begins here, write '- ' before it",
    ),
    "a dash without its space": ("- id: unseen", "<NC104>-id: unseen", "Write '- id:'"),
    "the first dash without its space": ("- id: seen", "<NC104>-id: seen", "Write '- id:'"),
    "an equals sign for a colon": ("chance: 65", "<NC108>chance = 65", "Write: chance: 65"),
    "a semicolon for a colon": ("chance: 65", "<NC108>chance; 65", "Write: chance: 65"),
    "a wide colon": (
        "title: The leaking roof",
        "<NC108>title：The leaking roof",
        "Write: title: The leaking roof",
    ),
    "two keys on one line": (
        "label: Ask who pays\n        in: shared",
        "label: <NC152>Ask who pays in: shared",
        "If 'in' is a key, begin a new line with it",
    ),
    "two keys on one line with a comma": (
        "        in: shared\n        cooldown: 1",
        "        in: <NC152>shared, cooldown: 1",
        "If 'cooldown' is a key, begin a new line with it",
    ),
    "a change without braces": (
        "change: {attention: +3}",
        "change: <NC152>attention: +3",
        "Write it in braces: {attention: +3}",
    ),
    "a change in parentheses": (
        "change: {attention: +3}",
        "change: <NC152>(attention: +3)",
        "Write it in braces: {attention: +3}",
    ),
    "a change without a colon": (
        "change: {attention: +3}",
        "change: <NC203>attention +3",
        "Write: {attention: +3}",
    ),
    "a change as in a program": (
        "change: {attention: +3}",
        "change: <NC150>{attention += 3}",
        "Write: {attention: +3}",
    ),
    "a change as a list": (
        "change: {attention: +3}",
        "change:\n              <NC203>- attention: +3",
        "Leave out each '- '",
    ),
    "news as a text": (
        "news:\n              headline: Eleven views",
        "news: <NC203>Eleven views",
        "after a key: 'headline: …'",
    ),
    "a key with a sign that no screen shows": (
        "    label: The clip",
        "    <NC201>\u200blabel: The clip",
        "an invisible sign in it (U+200B)",
    ),
    "y for true": ("playable: true", "playable: <NC209>y", "Write true."),
    "a word of another language for true": ("once: true", "once: <NC209>ja", "Write true."),
    "a stage too far out": (
        "  repaired:\n    label",
        "<NC104>repaired:\n    label",
        "the lines before it and line 30 by 2",
    ),
    "a long text that is not set in": (
        "      It rains on your paper, and",
        "    <NC104>It rains on your paper, and",
        "announces a long text by '>-'",
    ),
    "a long text on the line of its sign": (
        "briefing: >-\n      It rains on your paper, and you film it.",
        "briefing: <NC150>>- It rains on your paper, and you film it.",
        "begins on the next line",
    ),
    "a headline that begins like a quotation in a letter": (
        "headline: Eleven views",
        "headline: <NC150>> Eleven views",
        "put it in quotation marks",
    ),
    "an actor too far in": (
        "  head:\n    name: The head teacher\n    moves:\n",
        "    <NC201>head:\n    name: The head teacher\n    moves:\n",
        "If 'head' is an actor of its own, begin it in column 3, like 'pupil'.",
    ),
    "a move too far out": (
        "      ask_council:\n        in: shared",
        "    <NC201>ask_council:\n        in: shared",
        "If 'ask_council' is a move, begin it in column 7, like 'promise'.",
    ),
    "a stage with a capital letter": (
        "  repaired:\n    label",
        "  <NC210>Repaired:\n    label",
        "For example: repaired",
    ),
    "a stage meant with a capital letter": (
        "        to: repaired",
        "        to: <NC210>Repaired",
        "Write its id: repaired",
    ),
    "a label for an id": (
        "        to: repaired",
        "        to: <NC210>The roof is repaired",
        "Write its id: repaired",
    ),
    "an id with an article": (
        "        in: shared\n        cooldown",
        "        in: <NC210>the shared\n        cooldown",
        "Did you mean 'shared'?",
    ),
    "two ids without brackets": (
        "        in: shared\n        cooldown",
        "        in: <NC210>shared, ignored\n        cooldown",
        "Write: [shared, ignored]",
    ),
    "two ids with 'and'": (
        "seen_by: head",
        "seen_by: <NC210>head and pupil",
        "Write: [head, pupil]",
    ),
    "a comparison in words": (
        "when: attention >= 3",
        "when: attention is at <NC401>least 3",
        "Comparisons are signs, not 'is at least'",
    ),
    "a comparison with 'more than'": (
        "when: attention >= 3",
        "when: attention <NC401>more than 3",
        "Comparisons are signs, not 'more than'",
    ),
    "a comma for 'and'": (
        "when: attention >= 3",
        "when: <NC403>attention >= 3, round > 2",
        "'and' or 'or'",
    ),
    "a list of conditions": (
        "when: attention >= 3",
        "when: <NC203>[attention >= 3, round > 2]",
        "'and' or 'or'",
    ),
    "a variable in braces": (
        "when: attention >= 3",
        "when: <NC150>{attention} >= 3",
        "begins with a brace",
    ),
    "done without the actor": (
        "when: done(head.promise)",
        "when: <NC413>done(promise)",
        "Write: done(head.promise)",
    ),
    "done with quotation marks": (
        "when: done(head.promise)",
        'when: <NC413>done("head.promise")',
        "Write: done(head.promise)",
    ),
    "a move as a condition": (
        "when: done(head.promise)",
        "when: <NC403>head.promise",
        "write: done(head.promise)",
    ),
    "if without else": (
        "points: 4 if stage == repaired else 0",
        "points: <NC401>4 if stage == repaired",
        "an 'else' is missing",
    ),
    "points in words": (
        "points: 4 if stage == repaired else 0",
        "points: <NC406>four",
        "attention",
    ),
    "a range in words": ("range: [0, 4]", "range: <NC203>0 bis 4", "Write: [0, 4]"),
    "a range with a hyphen in brackets": (
        "range: [0, 4]",
        "range: [<NC206>0-4, 4]",
        "From the lowest to the highest: [0, 4]",
    ),
    "a space after a minus": ("drift: -1", "drift: <NC109>- 1", "Write: -1"),
    "a comma after a number": ("rounds: 8", "rounds: <NC206>8,", "Write: 8"),
    "a comment right after a number": (
        "rounds: 8",
        "rounds: <NC206>8# eight",
        "Before the # of a comment stands a space.",
    ),
    "odds in percent": ("odds: [0, 0.6]", "odds: [0, <NC216>60%]", "Write: 0.6"),
    "odds of a hundred": ("odds: [0, 0.6]", "odds: [0, <NC216>60]", "Write: 0.6"),
    "an actor in a text": (
        "headline: Eleven views",
        'headline: "<NC309>{head} has seen it"',
        "{head.name}",
    ),
    "a placeholder with a capital letter": (
        "headline: Eleven views",
        'headline: "<NC309>{Attention} views"',
        "{attention}",
    ),
    "a remark of another language": (
        "calendar:\n",
        "<NC108>// the clock\ncalendar:\n",
        "begin it with '# '",
    ),
    "a heading above the file": (
        "newscycle: 1\n",
        "<NC108>My scenario\n\nnewscycle: 1\n",
        "begin it with '# '",
    ),
    "a file copied with its fence": (
        "newscycle: 1\n",
        "<NC150>```yaml\nnewscycle: 1\n",
        "Delete it, and the one at the end.",
    ),
    "another word for chance": (
        "chance: 65",
        "<NC201>probability: 65",
        "Did you mean 'chance'?",
    ),
    "another word for when": (
        "when: attention >= 3",
        "<NC201>if: attention >= 3",
        "Did you mean 'when' or 'in'?",
    ),
    "another word for to": ("        to: repaired", "        <NC201>next: repaired", "'to'"),
    "another word for rounds": ("rounds: 8", "<NC201>turns: 8", "Did you mean 'rounds'?"),
    "another word for stages": ("stages:\n", "<NC201>scenes:\n", "Did you mean 'stages'?"),
    "another word for moves": (
        "    moves:\n      post",
        "    <NC201>actions:\n      post",
        "Did you mean 'moves'?",
    ),
    "another word for headline": (
        "headline: Rain stops exam",
        "<NC201>title: Rain stops exam",
        "Did you mean 'headline'?",
    ),
    "a label for a name": ("    name: The pupil", "    <NC201>label: The pupil", "'name'"),
    "a name for a label": ("    label: The clip", "    <NC201>name: The clip", "'label'"),
    "a stage that is a text": (
        "  ignored:\n    text: Rain falls",
        "  ignored: <NC203>Rain falls",
        "after a key: 'text: …'",
    ),
    "a move that is a text": (
        f"      ask:\n{ASK}",
        "      ask: <NC203>Ask who pays\n",
        "after a key: 'label: …'",
    ),
    "an actor's name for its id": (
        "      head: The head keeps",
        "      <NC210>The head teacher: The head keeps",
        "Write its id: head",
    ),
    "a range in braces": ("range: [0, 4]", "range: <NC154>{0, 4}", "Write: [0, 4]"),
    "semicolons in a list": (
        "words: [nobody, a class, a year, the school, the town]",
        "words: <NC220>[nobody; a class; a year; the school; the town]",
        "Between the entries stand commas.",
    ),
    "done with a colon": (
        "when: done(head.promise)",
        "when: done(head<NC401>:promise)",
        "A move is named done(actor.move).",
    ),
    "a comparison with 'between'": (
        "when: attention >= 3",
        "when: attention <NC401>between 3 and 4",
        "Comparisons are signs, not 'between'",
    ),
    "asterisks for hyphens": (
        "    - What did the clip show?\n    - Who could have",
        "    <NC150>* What did the clip show?\n    * Who could have",
        "Write '- ' before each entry.",
    ),
}


@pytest.mark.parametrize("slip", SLIPS)
def test_a_slip_is_one_problem_that_says_what_to_do(slip):
    before, after, said = SLIPS[slip]
    assert FILE.count(before) == 1
    text, expected = unmarked(FILE.replace(before, after))
    _, problems = examined(text)
    serious = [p for p in problems if p.severity.value == "error"]
    assert [(p.code, p.line, p.column) for p in serious] == expected, "\n".join(map(str, serious))
    assert said in f"{serious[0].message} {serious[0].hint}"


def test_a_bracket_that_a_hashtag_keeps_from_closing_is_reported_at_the_hashtag():
    words = "words: [nobody, a class, a year, the school, the town]"
    text, (mark,) = unmarked(FILE.replace(words, "words: [nobody, <NC103>#class]"))
    _, problems = examined(text)
    assert (problems[0].code, problems[0].line, problems[0].column) == mark
    assert problems[0].hint == "Put the text with the # in quotation marks."


def test_the_file_itself_is_sound():
    scenario, problems = examined(FILE)
    assert scenario is not None
    assert not any(p.severity.value == "error" for p in problems)


@pytest.mark.parametrize(
    "written",
    [
        "headline: 'Rain #1'",
        'headline: "#rain"',
        "headline: Rain:the film",
        "headline: It is > 3",
        "headline: Eleven - views",
        "headline: Half-term = holidays",
    ],
)
def test_what_only_looks_like_a_slip_is_none(written):
    scenario, _ = examined(FILE.replace("headline: Eleven views", written))
    assert scenario is not None


def test_every_other_word_for_a_key_means_a_key_of_the_format():
    known = set(all_keys())
    assert {key for keys in MEANT.values() for key in keys} <= known


def test_the_words_taken_for_keys_are_keys_of_the_format():
    assert set(all_keys()) >= KEYS | GROUPS


def all_keys() -> Iterator[str]:
    """The keys of the format, or nearly all."""
    for place in (
        (),
        ("calendar",),
        ("variables", "x"),
        ("stages", "x"),
        ("actors", "x"),
        ("actors", "x", "wants", 0),
        ("actors", "x", "moves", "x"),
        ("actors", "x", "moves", "x", "outcomes", 0),
        ("actors", "x", "moves", "x", "news", 0),
        ("debrief", "concepts", 0),
        ("expect", 0),
    ):
        yield from keys_at(place)
