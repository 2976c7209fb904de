"""Going back: the same up to a decision, then another choice or other luck; nothing is lost."""

from __future__ import annotations

import json
import os
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.luck import KeyedLuck
from sim.errors import JournalError, UsageError
from sim.play.editions import own_path, present_edition
from sim.play.journal import JournalWriter, read_journal
from sim.play.rewind import carry_over, fit_words, keep_carried, rewind
from sim.play.saves import path_of, saves, unfinished
from sim.play.session import Casting, Session
from sim.scenario.catalog import load
from sim.scenario.reader import load_path, load_text
from tests.conftest import fixture_path

if TYPE_CHECKING:
    from sim.scenario.reader import Scenario

ROOF = load("leaking_roof")
TOWN_HALL = Path(__file__).parent.parent / "tui" / "fixtures" / "town_hall.yaml"


def played(
    scenario: Scenario = ROOF, players: tuple[str, ...] = ("pupil",), seed: int = 4,
    name: str | None = None, pick: int = -1,
) -> Session:  # fmt: skip
    """A story played to its end by always taking one of the moves."""
    journal = None if name is None else path_of(name)
    session = Session.begin(scenario, Casting(players, seed), journal)
    while not session.ended:
        moves = session.view().moves
        session.choose(moves[pick % len(moves)].id)
    return session


@settings(max_examples=60)
@given(st.data())
def test_what_lies_before_the_decision_stays_exactly_as_it_was(data: st.DataObject) -> None:
    scenario = data.draw(st.sampled_from([ROOF, load_path(TOWN_HALL)]))
    roles = [a for a, shape in scenario.file.actors.items() if shape.playable]
    players = data.draw(st.lists(st.sampled_from(roles), min_size=1, max_size=2, unique=True))
    session = played(scenario, tuple(players), data.draw(st.integers(0, 999)), pick=2)
    at = data.draw(st.integers(1, len(session.decisions)))
    seed = data.draw(st.none() | st.integers(0, 2**64 - 1))
    again = rewind(session, at, seed=seed, keep=False)
    before = session.marks[at - 1]
    assert again.story.events == session.story.events[:before]
    assert again.actor == session.decisions[at - 1][0]
    assert again.decisions == session.decisions[: at - 1]
    if seed is None:
        for _, move in session.decisions[at - 1 :]:
            again.choose(move)
        assert again.story.events == session.story.events


def test_new_luck_changes_what_follows_and_only_that() -> None:
    session = played(seed=4)
    followed = set()
    for seed in range(30):
        again = rewind(session, 3, seed=seed, keep=False)
        while not again.ended:
            again.choose(again.view().moves[-1].id)
        assert again.story.events[: session.marks[2]] == session.story.events[: session.marks[2]]
        followed.add(tuple(map(str, again.story.events)))
    assert len(followed) > 10


def test_new_luck_is_the_luck_of_its_seed() -> None:
    session = played(seed=4)
    again = rewind(session, 2, seed=77, keep=False)
    fresh = Session.begin(ROOF, Casting(("pupil",), 77), None)
    assert again.story.luck.cost(12345) == fresh.story.luck.cost(12345)
    assert again.story.luck.cost(12345) == KeyedLuck(77).cost(12345)
    assert again.story.report.luck is again.story.luck


@settings(max_examples=25)
@given(st.data())
def test_a_rewound_story_is_replayed_event_for_event_however_often_it_was_rewound(
    data: st.DataObject,
) -> None:
    os.environ["NEWSCYCLE_DATA"] = tempfile.mkdtemp()  # a folder of its own for each example
    session = played(seed=data.draw(st.integers(0, 50)), name="mine")
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(1, len(session.decisions)))
        seed = data.draw(st.none() | st.integers(0, 99))
        session.close()
        session = rewind(session, at, seed=seed)
        while not session.ended and data.draw(st.integers(0, 9)):
            moves = session.view().moves
            session.choose(data.draw(st.sampled_from([move.id for move in moves])))
        assert session.name is not None
        again = Session.resume(path_of(session.name), write=False)
        assert again.story.events == session.story.events
        assert again.story.state == session.story.state
        assert (again.decisions, again.lucks, again.marks, again.parent) == (
            session.decisions, session.lucks, session.marks, session.parent,
        )  # fmt: skip
        if not session.decisions:
            break
    session.close()


def test_the_journal_says_from_where_it_parts_and_leaves_the_old_one_alone() -> None:
    session = played(name="mine")
    session.close()
    before = path_of("mine").read_bytes()
    again = rewind(session, 3, seed=5)
    third = rewind(again, 2)
    again.close(), third.close()
    assert path_of("mine").read_bytes() == before
    assert (again.name, again.kept_as, third.kept_as) == (None, "mine_2", "mine_3")
    first = json.loads(path_of("mine_2").read_text("utf-8").splitlines()[0])
    assert first["parent"] == {"name": "mine", "decision": 3, "root": "mine", "edited": False}
    kinds = [(e.type, e.data.get("from", e.data.get("number"))) for e in
             read_journal(path_of("mine_2")).entries]  # fmt: skip
    assert kinds == [("choose", 1), ("choose", 2), ("luck", 3)]
    listed = {save.name: (save.parent, save.parted, save.decisions) for save in saves()}
    assert listed == {"mine": (None, 0, len(session.decisions)), "mine_2": ("mine", 3, 2),
                      "mine_3": ("mine_2", 2, 1)}  # fmt: skip


def test_the_lines_of_a_rewound_journal_are_those_that_were_written_while_playing() -> None:
    session = played(name="mine")
    session.close()
    again = rewind(session, len(session.decisions))
    again.choose(session.decisions[-1][1])
    again.close()
    old, new = (
        [(e.type, e.data) for e in read_journal(path_of(name)).entries]
        for name in ("mine", "mine_2")
    )
    assert old == new


def test_a_decision_that_a_story_does_not_have_is_refused() -> None:
    session = played()
    for number in (0, -1, len(session.decisions) + 1):
        with pytest.raises(UsageError, match="no decision"):
            rewind(session, number, keep=False)
    begun = Session.begin(ROOF, Casting(("pupil",), 1), None)
    assert rewind(begun, 1, keep=False).story.events == begun.story.events


def test_a_full_disk_leaves_no_half_of_a_rewound_story(monkeypatch: pytest.MonkeyPatch) -> None:
    session = played(name="mine")
    session.close()

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(JournalError, match="no space left"):
            rewind(session, 2)
    assert [path.name for path in path_of("mine").parent.iterdir()] == ["mine.journal"]


def test_file_systems_without_links_keep_journals_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise OSError(1, "Operation not permitted")

    monkeypatch.setattr("os.link", no_links)
    JournalWriter.create(tmp_path / "a.journal", {}).close()
    with pytest.raises(JournalError, match="exists already"):
        JournalWriter.create(tmp_path / "a.journal", {})
    assert [path.name for path in tmp_path.iterdir()] == ["a.journal"]


def test_a_seed_in_a_journal_that_is_none_is_refused() -> None:
    session = played(name="mine")
    again = rewind(session, 2)
    again.writer.append("luck", **{"from": 3, "seed": -1})
    again.close()
    with pytest.raises(JournalError, match="line 3: that is no seed"):
        Session.resume(path_of("mine_2"))


def test_what_was_written_elsewhere_between_reading_and_locking_is_not_cut_off() -> None:
    Session.begin(ROOF, Casting(("pupil",), 1), path_of("mine")).close()
    journal = read_journal(path_of("mine"))
    other = Session.resume(path_of("mine"))
    other.choose(other.view().moves[0].id)
    other.close()
    size = path_of("mine").stat().st_size
    with pytest.raises(JournalError, match="played elsewhere"):
        JournalWriter.resume(journal)
    assert path_of("mine").stat().st_size == size


def test_the_next_start_offers_the_story_that_was_played_last_unless_it_is_over() -> None:
    assert unfinished(saves()) is None
    played(name="over").close()
    assert unfinished(saves()) is None
    begun = Session.begin(ROOF, Casting(("pupil",), 1), path_of("begun"))
    begun.choose(begun.view().moves[0].id)
    begun.close()
    path_of("bad").write_text("damaged\n", "utf-8")
    offered = unfinished(saves())
    assert offered is not None
    assert (offered.name, offered.decisions) == ("begun", 1)


def test_an_ending_that_was_reached_just_before_a_crash_is_noted_on_resuming() -> None:
    session = played(name="mine")
    session.close()
    path = path_of("mine")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[:-1]))
    assert saves()[0].ended is None
    Session.resume(path).close()
    assert saves()[0].ended == session.story.ending


# -- edited scenarios ---------------------------------------------------------------------------


def edited(old: str, new: str) -> Scenario:
    text = ROOF.text.replace(old, new)
    assert text != ROOF.text
    return load_text(text, "leaking_roof")


def test_a_story_goes_on_whole_on_an_edition_that_changes_only_words() -> None:
    session = played(name="mine")
    fit = carry_over(session, edited("label: Post the clip", "label: Put the clip online"))
    assert (fit.kept, fit.misfit, fit.differs) == (fit.of, None, None)
    assert fit.session is not None
    assert fit.session.ended
    assert (
        fit_words(fit)
        == f"The scenario was edited since; all of your {fit.of} decisions still fit."
    )


def test_what_no_longer_fits_is_said_with_the_decision_and_the_reason() -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 4), path_of("mine"))
    for move in ("wait", "post", "wait"):
        session.choose(move)
    session.close()
    edition = edited(
        "        in: ignored\n        weight: 6", "        in: quiet\n        weight: 6"
    )
    fit = carry_over(session, edition)
    assert fit.kept == 1
    words = str(fit)
    assert "1 of your 3 decisions still fit" in words
    assert "Decision 2 (The pupil who filmed: Post the clip) can no longer be made" in words
    assert "only in the stage" in words
    new = keep_carried(fit, session)
    assert new.decisions == [("pupil", "wait")]
    assert new.parent is not None
    assert (new.parent.name, new.parent.decision, new.parent.edited) == ("mine", 2, True)
    new.close()
    again = Session.resume(path_of("mine_2"), write=False)
    assert again.program.hash == edition.hash
    assert again.decisions == new.decisions


def test_a_move_that_is_gone_and_a_role_that_is_gone_are_said() -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 4), None)
    session.choose("show_head")
    gone = load_text(ROOF.text.replace("show_head", "show_teacher"), "leaking_roof")
    assert "there is no such move any more" in str(carry_over(session, gone))
    unplayable = edited(
        "    role: sits in the third row of room 204\n    playable: true",
        "    role: sits in the third row of room 204\n    playable: false",
    )
    fit = carry_over(session, unplayable)
    assert fit.session is None
    assert "does not fit" in str(fit)
    assert "'pupil' cannot be played" in str(fit)


def test_other_consequences_are_said() -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 4), None)
    for move in ("post", "wait", "wait"):
        session.choose(move)
    fit = carry_over(session, edited("chance: 65", "chance: 1000000"))
    assert fit.differs == 2
    assert "After decision 1 other things happen" in str(fit)


def test_the_present_edition_is_found_by_path_or_among_the_bundled(tmp_path: Path) -> None:
    assert present_edition(ROOF, None) is None
    old = load_text(ROOF.text + "\n# older\n", "leaking_roof")
    found = present_edition(old, None)
    assert found is not None
    assert found.hash == ROOF.hash
    path = tmp_path / "mine.yaml"
    path.write_text(fixture_path("paper").read_text("utf-8"), "utf-8")
    scenario = load_path(path)
    assert own_path(scenario) == str(path)
    assert own_path(ROOF) is None
    session = Session.begin(scenario, Casting(("paper",), 1), path_of("mine"))
    session.close()
    again = Session.resume(path_of("mine"), write=False)
    assert again.file == str(path)
    kept = again.program.scenario
    assert present_edition(kept, str(path)) is None
    path.write_text(scenario.text + "\n# edited\n", "utf-8")
    newer = present_edition(kept, str(path))
    assert newer is not None
    assert newer.text.endswith("# edited\n")
    path.write_text("newscycle: [", "utf-8")
    assert present_edition(kept, str(path)) is None
    path.unlink()
    assert present_edition(kept, str(path)) is None


def test_a_path_below_the_home_folder_does_not_name_its_owner(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    path = tmp_path / "mine.yaml"
    path.write_text(fixture_path("paper").read_text("utf-8"), "utf-8")
    assert own_path(load_path(path)) == str(Path("~") / "mine.yaml")
    session = Session.begin(load_path(path), Casting(("paper",), 1), path_of("mine"))
    session.close()
    again = rewind(Session.resume(path_of("mine"), write=False), 1)
    again.close()
    header = read_journal(path_of(again.kept_as)).header
    assert header["scenario"]["path"] == str(Path("~") / "mine.yaml")
