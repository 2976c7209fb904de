"""A journal loses nothing that was acknowledged, and says plainly what is wrong with it."""

from __future__ import annotations

import json
import os
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import ChoiceError, JournalError, UsageError
from sim.play.journal import JournalWriter, read_journal
from sim.play.saves import fresh_name, path_of, saves
from sim.play.session import Casting, Session
from sim.scenario.reader import load_path
from tests.conftest import fixture_path

ROLE = Casting(("paper",), 7)


def begin(path: Path, casting: Casting = ROLE, scenario: str = "paper") -> Session:
    return Session.begin(load_path(fixture_path(scenario)), casting, path)


def play(session: Session, decisions: int) -> None:
    for _ in range(decisions):
        if session.ended:
            return
        session.choose(session.view().moves[-1].id)


def test_a_resumed_story_is_the_same_event_for_event(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    play(session, 3)
    session.close()
    again = Session.resume(path)
    assert again.story.events == session.story.events
    assert again.story.state == session.story.state
    assert again.decisions == session.decisions
    play(again, 20)
    assert again.ended
    again.close()
    whole = Session.resume(path, write=False)
    assert whole.ended
    assert whole.story.events == again.story.events


def test_a_decision_is_on_disk_before_it_takes_effect(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    play(session, 2)
    # No close, no flush: as if the machine had stopped here.
    assert len(read_journal(path).entries) == 2
    other = Session.resume(path, write=False)
    assert other.decisions == session.decisions


def test_only_its_owner_can_read_a_journal(tmp_path: Path) -> None:
    path = tmp_path / "folder" / "a.journal"
    begin(path).close()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_an_unfinished_last_line_is_left_out_and_said(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    play(session, 3)
    session.close()
    data = path.read_bytes()
    for cut in range(1, len(data) - data.rstrip(b"\n").rfind(b"\n") - 2):
        path.write_bytes(data[:-cut])
        resumed = Session.resume(path)
        assert len(resumed.decisions) == 2
        assert resumed.cut_off
        play(resumed, 1)
        resumed.close()
        assert len(read_journal(path).entries) == 3
        assert not read_journal(path).cut_off


@settings(max_examples=150)
@given(st.data())
def test_any_damage_is_found_or_harmless(data: st.DataObject) -> None:
    """One byte changed anywhere: refused with a line, or read as it was."""
    path = Path(tempfile.mkdtemp()) / "a.journal"
    session = begin(path)
    play(session, 3)
    session.close()
    good = path.read_bytes()
    place = data.draw(st.integers(0, len(good) - 1))
    byte = data.draw(st.integers(0, 255))
    path.write_bytes(good[:place] + bytes([byte]) + good[place + 1 :])
    refusal = ""
    try:
        journal = read_journal(path)
    except JournalError as error:
        refusal = str(error)
    if refusal:
        assert "line" in refusal or "empty" in refusal
    else:
        decisions = [(e.data["actor"], e.data["move"]) for e in journal.entries]
        assert decisions == session.decisions[: len(decisions)]
        assert len(decisions) == 3 or journal.cut_off


def test_a_line_taken_out_of_the_middle_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    play(session, 4)
    session.close()
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:2] + lines[3:]))
    with pytest.raises(JournalError, match="line 3"):
        read_journal(path)


def test_a_decision_that_does_not_fit_the_story_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    assert session.writer is not None
    session.writer.append("choose", number=1, round=1, actor="paper", move="no_such_move")
    session.close()
    with pytest.raises(JournalError, match=r"line 2.*no_such_move"):
        Session.resume(path)


@pytest.mark.parametrize(
    "content", [b"", b"hello", b"{}\n", b"[]\n", b"\x00" * 50, b"[" * 100_000 + b"\n"]
)
def test_what_is_no_journal_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.journal"
    path.write_bytes(content)
    with pytest.raises(JournalError):
        read_journal(path)


def test_a_folder_and_a_missing_file_are_no_journals(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "nothing"):
        with pytest.raises(JournalError, match="no journal"):
            read_journal(path)


@pytest.mark.parametrize("character", ["\x1b", "\x9b", "\u202e"])
def test_characters_that_control_a_terminal_are_refused_in_a_journal(
    tmp_path: Path, character: str
) -> None:
    path = tmp_path / "a.journal"
    writer = JournalWriter.create(path, {"scenario": {"title": f"a{character}b"}})
    writer.close()
    with pytest.raises(JournalError, match="line 1"):
        read_journal(path)


def test_a_full_disk_refuses_the_decision_and_keeps_the_story(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    play(session, 1)
    before, size = session.story.state.copy(), path.stat().st_size

    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(JournalError, match="no space left"):
            session.choose("wait")
    assert session.story.state == before
    assert path.stat().st_size == size
    session.choose("wait")
    assert len(read_journal(path).entries) == 2


def test_two_sessions_cannot_write_one_journal(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    with pytest.raises(JournalError, match="played elsewhere"):
        Session.resume(path)
    session.close()
    Session.resume(path).close()


def test_a_move_that_cannot_be_made_is_not_written_down(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    session = begin(path)
    with pytest.raises(ChoiceError):
        session.choose("seal")
    assert len(read_journal(path).entries) == 0


def test_an_edited_scenario_inside_a_journal_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.journal"
    begin(path).close()
    header = json.loads(path.read_text("utf-8").splitlines()[0])
    header.pop("sum"), header.pop("type"), header.pop("format")
    header["scenario"]["text"] = header["scenario"]["text"].replace("The paper mill", "Another")
    path.unlink()
    JournalWriter.create(path, header).close()
    with pytest.raises(JournalError, match="hash"):
        Session.resume(path)


@pytest.mark.parametrize("name", ["", "A", "../x", "a b", "-a", "a" * 65, "é", "a/b", "con\x1b"])
def test_a_save_cannot_have_a_name_that_is_a_path_or_a_trick(name: str) -> None:
    with pytest.raises(UsageError):
        path_of(name)


def test_saves_are_listed_with_what_is_in_them(own_data_folder: Path) -> None:
    import datetime

    now = datetime.datetime(2026, 1, 2, tzinfo=datetime.UTC)
    first = fresh_name("paper", now)
    session = begin(path_of(first))
    play(session, 2)
    session.close()
    assert fresh_name("paper", now) == f"{first}-2"
    path_of("broken").write_text("x\n", "utf-8")
    found = {save.name: save for save in saves()}
    assert (found[first].decisions, found[first].ended, found[first].problem) == (2, None, None)
    assert found["broken"].problem is not None


@pytest.mark.parametrize(
    ("casting", "reason"),
    [
        (Casting(("nobody",), 1), "no actor"),
        (Casting(("mill",), 1), "cannot be played"),
        (Casting(("paper", "paper"), 1), "twice"),
        (Casting(("paper",), -1), "seed"),
        (Casting(("paper",), 1, 0, ("paper~wild",)), "temperament"),
        (Casting(("paper",), 1, 0, ("paper.print@1",)), "actor~name"),
    ],
)
def test_a_casting_that_does_not_fit_is_refused(
    tmp_path: Path, casting: Casting, reason: str
) -> None:
    with pytest.raises(UsageError, match=reason):
        begin(tmp_path / "a.journal", casting)
    assert not (tmp_path / "a.journal").exists()
