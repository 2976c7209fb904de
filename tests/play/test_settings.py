"""Settings survive damage, full disks and hands; keys that cannot be are refused in words."""

from __future__ import annotations

import errno
import json
import os
from typing import TYPE_CHECKING

import pytest

from sim.play.commands import COMMANDS, Place, command, commands_at
from sim.play.keymap import FORMER, SHIPPED, key_of, keys_now, plain_words, settle
from sim.play.progress import note_ending
from sim.play.saves import path_of
from sim.play.settings import (
    DAMAGED,
    DONE,
    SKIPPED,
    Settings,
    changed,
    changed_by_words,
    load_settings,
    note_guide,
    offers_guide,
    rows,
    save_settings,
    settings_file,
    told_once,
)

if TYPE_CHECKING:
    from pathlib import Path


WIRE = command("journal").label


def written(text: str) -> None:
    """A settings file with this text."""
    settings_file().parent.mkdir(parents=True, exist_ok=True)
    settings_file().write_text(text, "utf-8")


def test_what_was_set_is_there_at_the_next_start() -> None:
    wanted = Settings("contrast", False, False, DONE, {"journal": "f5", "choose.2": "w"})
    assert save_settings(wanted) is None
    assert load_settings() == (wanted, ())
    assert os.name != "posix" or settings_file().stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "7", "\x00\xff", '{"a":' * 90_000],
    ids=["empty", "cut off", "a list", "a number", "no text", "very deep"],
)
def test_a_damaged_file_is_put_aside_and_everything_is_as_usual(text: str) -> None:
    written(text)
    assert load_settings() == (Settings(), (DAMAGED,))
    assert settings_file().with_suffix(".damaged").read_text("utf-8") == text
    assert load_settings() == (Settings(), ()), "the damage is told once"


def test_a_full_disk_leaves_the_old_settings_and_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    assert save_settings(Settings(theme="newsprint")) is None
    before = settings_file().read_bytes()

    def full(descriptor: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    words = save_settings(Settings(theme="contrast"))
    assert words == "This holds until you leave, but it could not be kept: no space left on device."
    assert settings_file().read_bytes() == before
    assert [path.name for path in settings_file().parent.iterdir()] == ["settings.json"]


def test_a_folder_that_cannot_be_made_is_said(own_data_folder: Path) -> None:
    own_data_folder.write_text("a file where the folder should be", "utf-8")
    assert "could not be kept" in (save_settings(Settings()) or "")
    settings, notes = load_settings()
    assert settings == Settings()
    assert len(notes) == 1
    assert "cannot be read" in notes[0]


def test_what_makes_no_sense_is_said_and_the_rest_holds() -> None:
    written(
        json.dumps(
            {
                "theme": "pink",
                "animation": 0,
                "forecasts": False,
                "guide": None,
                "later": [1],
                "keys": {"journal": "?", "glossary": "f6", "nonsense": "x", "quit": "ctrl+c"},
            }
        )
    )
    settings, notes = load_settings()
    assert settings == Settings(forecasts=False, keys={"glossary": "f6"}, others={"later": [1]}), (
        notes
    )
    said = " ".join(notes)
    for words in (
        "'theme' can be \"night-desk\"",
        "'animation' can be true, false",
        "'guide' can be",
        f"{WIRE} cannot have the key question_mark",
        "no command 'nonsense'",
        "belongs to the terminal",
    ):
        assert words in said
    save_settings(settings)
    assert json.loads(settings_file().read_text("utf-8"))["later"] == [1]


def test_a_command_that_is_called_otherwise_now_keeps_the_key_that_it_was_given() -> None:
    written(json.dumps({"keys": {"begin": "f5", "journal": "f6"}, "theme": "contrast"}))
    settings, notes = load_settings()
    assert settings == Settings(theme="contrast", keys={"play_as": "f5", "journal": "f6"})
    assert notes == ("The command 'begin' is called 'play_as' now, and has the key f5.",)
    written(json.dumps({"keys": {"begin": "f5", "play_as": "f7"}}))
    assert load_settings() == (Settings(keys={"play_as": "f7"}), (
        "There is no command 'begin' any more; 'play_as' does what it did.",
    ))  # fmt: skip
    assert all(name not in SHIPPED and now in SHIPPED for name, now in FORMER.items())


def test_what_was_not_taken_is_told_once_and_nothing_else_is_lost() -> None:
    text = json.dumps({"keys": {"gone": "f5", "journal": "g", "map": "f6"}, "later": [1]})
    written(text)
    settings, notes = load_settings()
    assert len(notes) == 2
    words = told_once(settings, notes)
    assert "no command 'gone'" in words
    assert f"{WIRE} cannot have the key g" in words
    assert "settings.before" in words
    assert settings_file().with_suffix(".before").read_text("utf-8") == text
    assert load_settings() == (Settings(keys={"map": "f6"}, others={"later": [1]}), ())
    assert told_once(*load_settings()) == ""


def test_a_file_that_cannot_be_read_is_never_written_over(own_data_folder: Path) -> None:
    settings_file().mkdir(parents=True)
    words = told_once(*load_settings())
    assert "cannot be read" in words
    assert "settings.before" not in words
    assert settings_file().is_dir()


@pytest.mark.parametrize("keys", [["j"], "j", {"journal": 5}, None])
def test_keys_of_another_shape_are_left_out(keys: object) -> None:
    written(json.dumps({"keys": keys, "theme": "contrast"}))
    settings, notes = load_settings()
    assert settings == Settings(theme="contrast")
    assert "pairs the ids of commands" in notes[0]


def test_nothing_that_could_act_on_a_terminal_is_repeated() -> None:
    escape = "\x1b]0;owned\x07"
    written(json.dumps({"keys": {escape: "x", "journal": escape, "glossary": "a" * 10_000}}))
    said = " ".join(load_settings()[1]) + changed_by_words(Settings(), [escape, escape])[1]
    said += changed_by_words(Settings(), ["key", "journal", escape])[1]
    assert "owned" in said
    assert "\x1b" not in said
    assert "\x07" not in said
    assert len(said) < 2000


# -- keys -----------------------------------------------------------------------------------------


def test_two_commands_may_change_their_keys_with_each_other() -> None:
    assert settle({"journal": "g", "glossary": "j"}) == ({"journal": "g", "glossary": "j"}, ())


def test_a_key_that_is_taken_is_refused_and_says_by_whom_and_where() -> None:
    taken, refused = settle({"journal": "g"})
    assert taken == {}
    (words,) = refused
    assert words.startswith(f"{WIRE} cannot have the key g: on the page 'desk' it belongs to Gloss")
    assert words.endswith("Take another key, or give that one another first.")


def test_of_two_changes_the_later_gives_way() -> None:
    assert settle({"journal": "f5", "glossary": "f5"})[0] == {"journal": "f5"}
    assert settle({"journal": "f5", "glossary": "f5"}, last="journal")[0] == {"glossary": "f5"}


def test_a_key_may_be_used_again_where_it_does_not_clash() -> None:
    assert settle({"resume": "j"}) == ({"resume": "j"}, ()), "j belongs to the desk"


@pytest.mark.parametrize(
    ("name", "key", "words"),
    [
        ("quit", "x", "where something is typed"),
        ("help", "question_mark", "where something is typed"),
        ("open_it", "space", "where something is typed"),
        ("journal", "f99", "There is no key 'f99'"),
        ("journal", "", "There is no key ''"),
        ("journal", "ctrl+c", "belongs to the terminal"),
        ("choose", "x", "no command 'choose'"),
        ("journal", "ctrl+q", "it belongs to Quit"),
        ("choose.3", "1", "it belongs to Choose"),
    ],
)
def test_impossible_keys_are_refused_in_words(name: str, key: str, words: str) -> None:
    taken, refused = settle({name: key})
    assert taken == {}
    assert words in refused[0]
    assert refused[0].endswith(".")


def test_no_two_commands_of_a_place_have_one_key_whatever_was_wished() -> None:
    wishes = dict.fromkeys(SHIPPED, "f7") | {"journal": "1", "why": "up"}
    taken, _ = settle(wishes)
    for place in Place:
        if place is Place.EVERYWHERE:
            continue
        used = [
            key
            for name, (entry, _) in SHIPPED.items()
            if entry in commands_at(place)
            for key in keys_now(name, taken)
        ]
        assert len(used) == len(set(used)), place


def test_signs_are_called_as_textual_calls_them() -> None:
    from textual.keys import _character_to_key

    for code in range(0x21, 0x7F):
        assert key_of(chr(code)) == _character_to_key(chr(code)), chr(code)
    assert key_of("PageUp") == "pageup"
    assert key_of("ctrl+F5") == "ctrl+f5"
    assert key_of("\x1b") is None
    for entry in COMMANDS:
        assert all(key_of(key) == key for key in entry.keys), entry.id


def test_a_changed_sign_is_taken_in_plain_play_unless_it_means_something_there() -> None:
    assert plain_words({"journal": "n", "why": "f5", "glossary": "q", "choose.2": "w"}) == {
        "n": "j"
    }


# -- in words -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("theme newsprint", "Colours: newsprint."),
        ("animation off", "Movement: off."),
        ("forecasts off", "Forecasts: off."),
        ("guide off", "Guided start: skipped."),
        ("key journal f5", "journal has the key f5 now."),
        ("key why !", "why has the key exclamation_mark now."),
    ],
)
def test_settings_are_changed_by_words(typed: str, words: str) -> None:
    settings, said = changed_by_words(Settings(), typed.split())
    assert said == words
    assert settings != Settings()


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "by name and value"),
        ("theme", "by name and value"),
        ("theme pink", "'theme' can be night-desk, newsprint, contrast."),
        ("tehme newsprint", "Did you mean 'theme'?"),
        ("key journal", "For instance"),
        ("key journl f5", "Did you mean 'journal'?"),
        ("key journl usual", "Did you mean 'journal'?"),
        ("key journal g", "belongs to Glossary"),
    ],
)
def test_words_that_mean_nothing_change_nothing(typed: str, words: str) -> None:
    settings, said = changed_by_words(Settings(), typed.split())
    assert settings == Settings()
    assert words in said


def test_a_key_is_taken_back_unless_another_has_it_now() -> None:
    settings = Settings(keys={"journal": "f5"})
    assert changed_by_words(settings, ["key", "journal", "usual"])[0].keys == {}
    swapped = Settings(keys={"journal": "f5", "glossary": "j"})
    kept, said = changed_by_words(swapped, ["key", "journal", "usual"])
    assert kept == swapped
    assert "belongs to" in said


def test_every_setting_comes_back_after_its_last_value() -> None:
    for row in rows(Settings()):
        settings, seen = Settings(), []
        for _ in range(4):
            seen.append(rows(settings))
            settings = changed(settings, row.name)
            if rows(settings) == rows(Settings()):
                break
        assert len(seen) >= 2
        assert rows(settings) == rows(Settings())
    with pytest.raises(KeyError):
        changed(Settings(), "nonsense")


# -- the first start ------------------------------------------------------------------------------


def test_the_guide_is_offered_at_the_very_first_start_and_never_again() -> None:
    assert offers_guide()
    for became in (DONE, SKIPPED):
        note_guide(became)
        assert not offers_guide()
    path_of("mine").parent.mkdir(parents=True)
    path_of("mine").write_text("", "utf-8")
    save_settings(changed(load_settings()[0], "guide"))
    assert offers_guide(), "who asks for it again gets it, whatever was played"


def test_whoever_has_played_or_begun_is_not_new_here() -> None:
    path_of("mine").parent.mkdir(parents=True)
    path_of("mine").write_text("", "utf-8")
    assert not offers_guide()
    path_of("mine").unlink()
    assert offers_guide()
    note_ending("leaking_roof", ("pupil",), "repaired")
    assert not offers_guide()
