"""What people set for themselves: colours, movement, keys, forecasts, whether they were guided.

A small JSON file beside the saves, which may also be edited by hand. It is written whole or not
at all. What cannot be understood in it is left out and said in words; a file that is no JSON is
put aside, not deleted, and everything is as at the first start.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from sim.play.keymap import SHIPPED, key_of, renamed, settle
from sim.play.saves import data_folder
from sim.play.whole import write_whole
from sim.scenario.chars import FORBIDDEN, REPLACEMENT
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

THEMES = ("night-desk", "newsprint", "contrast")
NEW, OFFERED, BEGUN, DONE, SKIPPED = "new", "offered", "begun", "done", "skipped"
GUIDE = (NEW, OFFERED, BEGUN, DONE, SKIPPED)
SWITCHES = {True: "on", False: "off"}
SWITCHES_IN_FILE = {True: "true", False: "false"}
DAMAGED = (
    "The settings were damaged, and everything is set as at the first start."
    " The damaged file lies beside them as settings.damaged."
)
BEFORE = "The settings as they were lie beside them as settings.before."


@dataclass(frozen=True, slots=True)
class Settings:
    """``keys`` are those that were changed: id of a command → key.

    ``guide`` says what became of the guided first play: ``new`` offers it to whoever has never
    played, ``offered`` in any case, ``begun`` shows the hints in plain play. ``others`` are
    entries of the file that this version does not know; they are kept.
    """

    theme: str = THEMES[0]
    animation: bool = True
    forecasts: bool = True
    guide: str = NEW
    keys: Mapping[str, str] = field(default_factory=dict)
    others: Mapping[str, Any] = field(default_factory=dict)


def settings_file() -> Path:
    """Where settings are kept."""
    return data_folder() / "settings.json"


def load_settings() -> tuple[Settings, tuple[str, ...]]:
    """The settings, and in sentences what in their file was not taken."""
    path = settings_file()
    try:
        data = json.loads(path.read_text("utf-8"))
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (f"The settings cannot be read: {_reason(error)}.",)
    except (ValueError, RecursionError):
        data = None
    if isinstance(data, dict):
        return _sound(data)
    with contextlib.suppress(OSError):
        path.replace(path.with_suffix(".damaged"))
    return Settings(), (DAMAGED,)


def _sound(data: dict[str, Any]) -> tuple[Settings, tuple[str, ...]]:
    """Only what makes sense: the file is the user's, and anything may stand in it."""
    notes: list[str] = []
    plain = Settings()

    def one_of(name: str, allowed: tuple[Any, ...], usual: Any) -> Any:
        value = data.get(name, usual)
        # By type too: 1 is not true to somebody who reads the file.
        if any(value is a or (isinstance(a, str) and value == a) for a in allowed):
            return value
        words = ", ".join(SWITCHES_IN_FILE.get(a, f'"{a}"') for a in allowed)
        notes.append(f"In the settings, '{name}' can be {words}.")
        return usual

    keys = data.get("keys", {})
    if not isinstance(keys, dict) or not all(isinstance(k, str) for k in keys.values()):
        notes.append("In the settings, 'keys' pairs the ids of commands with the names of keys.")
        keys = {}
    wishes, moved = renamed({name: key_of(key) or key for name, key in keys.items()})
    taken, refused = settle(wishes)
    known = {"theme", "animation", "forecasts", "guide", "keys"}
    settings = Settings(
        theme=one_of("theme", THEMES, plain.theme),
        animation=one_of("animation", (True, False), plain.animation),
        forecasts=one_of("forecasts", (True, False), plain.forecasts),
        guide=one_of("guide", GUIDE, plain.guide),
        keys=taken,
        others={name: value for name, value in data.items() if name not in known},
    )
    return settings, tuple(_clean(note) for note in (*notes, *moved, *refused))


def told_once(settings: Settings, notes: tuple[str, ...]) -> str:
    """``notes`` as one text, to be shown; the file is then written without what was not taken.

    The file as it was stays beside it. A file that could not be read is left alone.
    """
    path = settings_file()
    if not notes:
        return ""
    try:
        text = path.read_text("utf-8")
        write_whole(path.with_suffix(".before"), text)
    except (OSError, ValueError):
        return " ".join(notes)
    save_settings(settings)
    return " ".join((*notes, BEFORE))


def save_settings(settings: Settings) -> str | None:
    """Write the settings; in a sentence what went wrong, if anything did."""
    data = {
        **settings.others,
        "theme": settings.theme,
        "animation": settings.animation,
        "forecasts": settings.forecasts,
        "guide": settings.guide,
        "keys": dict(settings.keys),
    }
    try:
        write_whole(settings_file(), json.dumps(data, indent=1, ensure_ascii=False) + "\n")
    except OSError as error:
        return f"This holds until you leave, but it could not be kept: {_reason(error)}."
    return None


def note_guide(became: str) -> None:
    """Remember what became of the guided first play; a full disk is no tragedy."""
    settings, _ = load_settings()
    if settings.guide != became:
        save_settings(replace(settings, guide=became))


def offers_guide() -> bool:
    """Whether the guided first play is to be offered: nobody has played, or it was asked for."""
    from sim.play.progress import found
    from sim.play.saves import saves_folder

    guide = load_settings()[0].guide
    if guide != NEW or found():
        return guide == OFFERED
    folder = saves_folder()
    try:
        return not folder.is_dir() or not any(folder.iterdir())
    except OSError:
        return True


def _clean(text: str) -> str:
    """``text`` without what could act on a terminal, and not endless."""
    return FORBIDDEN.sub(REPLACEMENT, text)[:400]


def _reason(error: OSError) -> str:
    return (error.strerror or str(error)).lower()


# -- in words: the settings screen, the line player and the command line all use these --------


@dataclass(frozen=True, slots=True)
class Row:
    """One setting: its name, its label, its value in words, and what it does."""

    name: str
    label: str
    value: str
    help: str


def rows(settings: Settings) -> tuple[Row, ...]:
    """All settings but the keys, which have a page of their own."""
    return (
        Row("theme", "Colours", settings.theme.replace("-", " "),
            "Night desk is dark, newsprint is light, contrast is black and white with few colours."
            " NO_COLOR in the environment takes all colour away."),
        Row("animation", "Movement", SWITCHES[settings.animation],
            "Whether lists and pages may glide. Off, everything is in its place at once."),
        Row("forecasts", "Forecasts", SWITCHES[settings.forecasts],
            "Two or three times in a story: what do you think will happen, and how sure are you?"
            " The ending says how well you judged."),
        Row("guide", "Guided start",
            "is offered" if settings.guide in (NEW, OFFERED) else settings.guide,
            "Two minutes in The leaking roof, with hints beside the real desk. Change this to have"
            " it offered again."),
    )  # fmt: skip


def changed(settings: Settings, name: str) -> Settings:
    """The setting ``name`` at its next value; KeyError for a name that is none."""
    match name:
        case "theme":
            at = THEMES.index(settings.theme)
            return replace(settings, theme=THEMES[(at + 1) % len(THEMES)])
        case "animation":
            return replace(settings, animation=not settings.animation)
        case "forecasts":
            return replace(settings, forecasts=not settings.forecasts)
        case "guide":
            again = SKIPPED if settings.guide in (NEW, OFFERED) else OFFERED
            return replace(settings, guide=again)
        case _:
            raise KeyError(name)


HOW = "Settings are changed by name and value, for instance: forecasts off; key journal f5."


def changed_by_words(settings: Settings, words: list[str]) -> tuple[Settings, str]:
    """What ``words`` such as ``theme newsprint`` or ``key journal f5`` make of the settings.

    Gives the settings, the same ones if nothing was understood, and a sentence that says what
    was done or what can be done.
    """
    words = [_clean(word) for word in words]
    if words[:1] == ["key"]:
        return _rekeyed(settings, words[1:])
    if len(words) != 2:
        return settings, HOW
    name, value = words[0], words[1].lower()
    switch = {"on": True, "off": False}
    allowed: dict[str, dict[str, Any]] = {
        "theme": {theme: theme for theme in THEMES},
        "animation": switch,
        "forecasts": switch,
        "guide": {"on": OFFERED, "off": SKIPPED},
    }
    if name not in allowed:
        hint = did_you_mean(name, [*allowed, "key"]) or HOW
        return settings, f"There is no setting '{name}'. {hint}"
    if value not in allowed[name]:
        return settings, f"'{name}' can be {', '.join(allowed[name])}."
    new = replace(settings, **{name: allowed[name][value]})
    row = next(row for row in rows(new) if row.name == name)
    return new, f"{row.label}: {row.value}."


def _rekeyed(settings: Settings, words: list[str]) -> tuple[Settings, str]:
    if len(words) != 2:
        return settings, "For instance: key journal f5; and key journal usual, to take it back."
    name, word = words
    if word == "usual":
        if name not in SHIPPED:
            return settings, _no_command(name)
        kept = {other: key for other, key in settings.keys.items() if other != name}
        taken, refused = settle(kept)
        if refused:
            return settings, refused[0]
        return replace(settings, keys=taken), f"{name} has its usual key again."
    return rekeyed(settings, name, word)


def rekeyed(settings: Settings, name: str, word: str) -> tuple[Settings, str]:
    """``name`` with another key, or the same settings and why not, in a sentence."""
    if name not in SHIPPED:
        return settings, _no_command(name)
    key = key_of(word) or word
    taken, refused = settle({**settings.keys, name: key}, last=name)
    if refused:
        return settings, refused[0]
    return replace(settings, keys=taken), f"{name} has the key {key} now."


def _no_command(name: str) -> str:
    hint = did_you_mean(name, SHIPPED) or "newscycle keys lists all of them."
    return f"There is no command '{name}'. {hint}"
