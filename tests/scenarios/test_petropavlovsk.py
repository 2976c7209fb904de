"""The real case: its record, its balance, and what its file promises."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace

from sim.engine.events import NewsPublished
from sim.engine.record import StepError, record_story, replay_record
from sim.engine.story import Story
from sim.errors import RecordError
from sim.play.stories import record_json
from sim.program.model import Record
from tests.conftest import program_of

PROGRAM = program_of("petropavlovsk")
DATES = (
    "2023-03-19", "2023-03-23", "2023-03-30", "2023-04-02", "2023-04-12", "2023-04-18",
    "2023-11-28",
)  # fmt: skip
SEVEN = ("ignored", "posted", "viral", "police", "appeal", "apology", "fading")


def test_the_seven_stages_of_the_story_are_there() -> None:
    assert set(SEVEN) <= set(PROGRAM.stage_index)


def test_nine_actors_or_more_of_which_five_can_be_played_with_three_moves_each() -> None:
    assert len(PROGRAM.actors) >= 9
    playable = [actor for actor in PROGRAM.actors if actor.playable]
    assert len(playable) >= 5
    assert {"group", "channel", "police", "deputies", "assembly"} <= {a.id for a in playable}
    assert all(len([m for m in a.moves if not m.is_wait]) >= 3 for a in PROGRAM.actors)


def test_services_courts_and_private_people_cannot_be_played() -> None:
    for name in ("prosecutors", "courts", "crowd"):
        assert not PROGRAM.actor(name).playable


def test_seven_endings_or_more_and_forty_items_of_news() -> None:
    assert sum(stage.ending for stage in PROGRAM.stages) >= 7
    items = [o.news for o in PROGRAM.outcomes] + [s.news for s in PROGRAM.stages]
    items += [t.news for t in PROGRAM.transitions]
    assert sum(len(news.items) for news in items if news is not None) >= 40


def test_claims_of_every_verdict_a_third_of_them_documented() -> None:
    verdicts = Counter(claim.verdict for claim in PROGRAM.scenario.file.claims)
    assert set(verdicts) == {"documented", "claimed", "interpretation", "unknown", "wrong"}
    assert sum(verdicts.values()) >= 24
    assert 3 * verdicts["documented"] >= sum(verdicts.values())


def test_each_explanation_has_its_case_and_its_limits_and_none_is_declared_true() -> None:
    concepts = {c.term: str(c.text) for c in PROGRAM.scenario.file.debrief.concepts}
    explanations = {term: text for term, text in concepts.items() if term.startswith("Explanation")}
    assert len(explanations) == 6
    for text in explanations.values():
        assert "For it:" in text or "partisan" in text
        assert "imits" in text or "limiting" in text or "not evidence" in text
    assert "does not decide" in " ".join(concepts["Not one or the other"].split())


def test_there_is_no_hidden_truth_in_a_real_case() -> None:
    assert PROGRAM.unknowns == ()


def test_the_record_ends_where_it_did_on_its_dates() -> None:
    document = record_json(*record_story(PROGRAM))
    assert document["ending"] == "sentenced"
    dates = [step["date"] for step in document["steps"]]
    assert set(DATES) <= set(dates)
    assert "2024-01-31" in [later["date"] for later in document["aftermath"]]
    json.dumps(document)


def test_every_dated_step_falls_into_the_round_of_its_date() -> None:
    story, director = replay_record(PROGRAM)
    days = {event.round: event.day for event in story.events if event.type == "round"}
    assert PROGRAM.start is not None
    for step, number in director.made:
        if step.date is not None:
            first = days[number]
            last = days.get(number + 1, first + 1) - 1
            assert first <= (step.date - PROGRAM.start).days <= last, step


def test_the_record_stays_on_the_record_to_its_end() -> None:
    story, _ = record_story(PROGRAM)
    assert story.on_record
    assert all(e.on_record for e in story.events if isinstance(e, NewsPublished))


def test_replacing_any_step_changes_what_follows_or_is_refused_with_its_line() -> None:
    """Each step in turn gives way to every other move that was enabled there."""
    record = PROGRAM.record
    assert record is not None
    original, director = replay_record(PROGRAM)
    tried = refused = 0
    for step, number in director.made:
        for other in _alternatives(step.index, number):
            move = PROGRAM.moves[other]
            outcome = move.outcomes[0].index if move.outcomes else None
            steps = [
                replace(s, move=other, outcome=outcome) if s.index == step.index else s
                for s in record.steps
            ]
            changed = replace(PROGRAM, record=Record(tuple(steps), record.ending))
            tried += 1
            refusal = None
            try:
                story, _ = replay_record(changed)
            except StepError as error:
                refusal = error
            if refusal is None:
                assert story.events != original.events
            else:
                refused += 1
                assert refusal.step is None or 0 <= refusal.step < len(steps)
    assert tried > 40
    assert refused < tried


def _alternatives(index: int, number: int) -> list[int]:
    """Moves that the actor of step ``index`` could have made in its place."""
    record = PROGRAM.record
    assert record is not None
    step = record.steps[index]
    shortened = replace(PROGRAM, record=Record(record.steps[:index], record.ending))
    actor = PROGRAM.actors[PROGRAM.moves[step.move].actor].id
    try:
        story = _until(shortened, actor, number)
    except RecordError:
        return []
    return [m.index for m in story.enabled if m.index != step.move and not m.is_wait]


def _until(program: object, actor: str, number: int) -> Story:
    """The record up to the turn of ``actor`` in round ``number``, who then may choose."""
    from sim.engine.record import RecordDirector
    from sim.program.model import Program

    assert isinstance(program, Program)

    class Pausing(RecordDirector):
        def __call__(self, story, who, moves):  # type: ignore[no-untyped-def]
            if who.id == actor and story.state.round == number and self.next_step is None:
                return None
            return super().__call__(story, who, moves)

    return Story(program, 0, players=[actor], director=Pausing(program))
