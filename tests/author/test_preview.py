"""The preview of a file that is being written, without a screen."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

from sim.author.preview import Choice, Preview
from sim.engine.story import Story
from sim.errors import ChoiceError, UsageError
from sim.scenario.catalog import bundled

if TYPE_CHECKING:
    from pathlib import Path

LAMPS = """\
newscycle: 1
title: Street lamps
calendar: {rounds: 6, at_end: dark}
variables:
  light: {start: 1, range: [0, 5]}
  repaired: {start: false}
stages:
  dusk: {text: It gets dark.}
  night: {text: It is night.}
  dark: {ending: true, text: Nobody sees anything.}
  lit: {ending: true, text: The lamps are lit.}
transitions:
  - {from: dusk, to: night, when: light >= 3}
  - {from: night, to: lit, when: light == 5 or repaired}
actors:
  crew:
    playable: true
    wait: {weight: 0}
    moves:
      climb: {change: {light: +1}}
      mend: {in: night, set: {repaired: true}}
  town:
    moves:
      pay: {in: dusk, weight: 0}
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "lamps.yaml"
    path.write_text(LAMPS, "utf-8")
    return path


def write(file: Path, *changes: tuple[str, str]) -> None:
    text = LAMPS
    for before, after in changes:
        assert before in text
        text = text.replace(before, after)
    at = file.stat().st_mtime_ns
    file.write_text(text, "utf-8")
    os.utime(file, ns=(at + 10**6, at + 10**6))


def test_it_plays_the_file_with_the_first_playable_actor(file):
    preview = Preview(file)
    assert preview.seat == "crew"
    assert not preview.broken
    assert [move.id for move in preview.story.enabled] == ["climb", "wait"]
    preview.choose("climb")
    assert preview.choices == [Choice("crew", "climb", 1)]
    with pytest.raises(ChoiceError):
        preview.choose("mend")


def test_nothing_is_read_while_the_file_stays_as_it_is(file):
    preview = Preview(file)
    story = preview.story
    assert preview.look() is False
    assert preview.reads == 1
    file.touch()
    assert preview.look() is False
    assert preview.reads == 2
    assert preview.story is story


def test_a_change_is_read_and_the_choices_are_made_again(file):
    preview = Preview(file)
    preview.choose("climb")
    preview.choose("wait")
    write(file, ("It gets dark.", "The sun is gone."), ("{light: +1}", "{light: +2}"))
    assert preview.look() is True
    assert preview.made == 2
    assert preview.replayed.why is None
    assert preview.story.state.round == 3
    assert preview.story.rules.stage(preview.story.state).id == "night"


def test_choices_that_no_longer_fit_are_named_and_come_back_when_they_fit_again(file):
    preview = Preview(file)
    for move in ("climb", "climb", "mend"):
        preview.choose(move)
    assert preview.story.ending == "lit"
    write(file, ("climb: {change", "climb: {when: round == 1, change"))
    assert preview.look()
    assert (preview.made, preview.replayed.of) == (1, 3)
    assert preview.replayed.why.startswith("'crew.climb' of round 2 no longer fits. It needs that")
    write(file, ("climb:", "ladder:"))
    assert preview.look()
    assert preview.replayed.why == "'crew.climb' no longer fits: there is no such move any more."
    write(file)
    assert preview.look()
    assert preview.made == 3
    assert preview.story.ending == "lit"


def test_a_new_choice_forgets_what_no_longer_fits(file):
    preview = Preview(file)
    for move in ("climb", "climb", "mend"):
        preview.choose(move)
    write(file, ("climb:", "ladder:"))
    preview.look()
    preview.choose("ladder")
    assert [choice.move for choice in preview.choices] == ["ladder"]


def test_a_broken_file_keeps_the_last_good_story_and_shows_its_problems(file):
    preview = Preview(file)
    preview.choose("climb")
    story = preview.story
    write(file, ("to: night", "to: nihgt"))
    assert preview.look()
    assert preview.broken
    assert preview.story is story
    assert [(p.code, p.line) for p in preview.problems] == [("NC301", 13), ("NC708", 16)]
    preview.choose("wait")
    file.unlink()
    assert preview.look()
    assert [p.code for p in preview.problems] == ["NC001"]
    write_again = LAMPS.replace("Street lamps", "Lamps")
    file.write_text(write_again, "utf-8")
    assert preview.look()
    assert not preview.broken
    assert preview.made == 2


def test_a_file_that_was_never_sound_has_no_story_until_it_is(file):
    write(file, ("rounds: 6", "rounds: six"))
    preview = Preview(file)
    assert preview.story is None
    assert preview.seat is None
    assert preview.back() is False
    for act in (lambda: preview.choose("climb"), lambda: preview.go_to("night")):
        with pytest.raises(UsageError, match="no story yet"):
            act()
    write(file)
    assert preview.look()
    assert preview.story is not None


def test_a_jump_goes_to_any_stage_with_any_values_and_survives_a_change(file):
    preview = Preview(file)
    preview.go_to("night light=2 round=4")
    state = preview.story.state
    assert (preview.story.rules.stage(state).id, state.values[0], state.round) == ("night", 2, 4)
    preview.choose("mend")
    assert preview.story.ending == "lit"
    write(file, ("{light: +1}", "{light: +2}"))
    preview.look()
    assert preview.made == 1
    assert preview.story.ending == "lit"
    write(file, ("  night: {text: It is night.}\n", ""), ("to: night", "to: lit"),
          ("  - {from: night, to: lit, when: light == 5 or repaired}\n", ""),
          ("mend: {in: night, ", "mend: {"))  # fmt: skip
    preview.look()
    assert "The jump to 'night' no longer fits. There is no stage 'night'." in preview.replayed.why
    assert preview.story.state.round == 1


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nigth", "There is no stage 'nigth'. Did you mean 'night'?"),
        ("lit", "'lit' is an ending"),
        ("night light=9", "'light' reaches from 0 to 5, so it cannot be 9."),
        ("night repaired=3", "'repaired' is true or false, not 3."),
        ("night lihgt=3", "There is no variable 'lihgt'. Did you mean 'light'?"),
        ("night round=7", "'round' reaches from 1 to 6"),
        ("night; rm", "'night;' is neither a stage nor a value"),
    ],
)
def test_a_jump_that_cannot_be_meant_is_refused_and_changes_nothing(file, line, said):
    preview = Preview(file)
    preview.choose("climb")
    with pytest.raises(UsageError, match="^" + said.replace("?", r"\?").replace(".", r"\.")):
        preview.go_to(line)
    assert preview.made == 1


def test_choices_can_be_taken_back_and_luck_changed(file):
    preview = Preview(file)
    preview.choose("climb")
    preview.choose("climb")
    assert preview.back()
    assert [choice.move for choice in preview.choices] == ["climb"]
    assert preview.story.state.round == 2
    preview.new_luck()
    assert (preview.number, preview.made) == (1, 1)
    preview.restart()
    assert preview.choices == []
    assert preview.back() is False
    preview.sit("town")
    assert preview.seat == "town"
    with pytest.raises(UsageError, match="Did you mean 'town'"):
        preview.sit("twon")


def test_the_preview_tells_the_very_story_that_is_played():
    preview = Preview(bundled()["leaking_roof"], seed=7, seat="pupil")
    story = Story(preview.program, 7, players=["pupil"])
    while not story.ended:
        move = story.enabled[0].id
        story.choose(move)
        preview.choose(move)
    assert preview.story.ending == story.ending
    assert preview.story.state == story.state
