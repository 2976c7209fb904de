"""PyYAML's two readers, as far as their events: the one in C (libyaml), and the one in Python."""

from __future__ import annotations

from typing import Protocol, cast

import yaml
from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner


class Mark(Protocol):
    """A place in the text; all three count from 0."""

    index: int
    line: int
    column: int


class Event(Protocol):
    """An event of either reader; which of the later attributes it has depends on its type."""

    start_mark: Mark
    end_mark: Mark
    anchor: str | None
    tag: str | None
    value: str
    style: str | None
    flow_style: bool | None
    explicit: bool


class EventParser(Protocol):
    """A reader that hands out one event after the other."""

    def get_event(self) -> Event | None:
        """The next event, or None after the last."""


class _PythonParser(Reader, Scanner, Parser):
    """PyYAML's reader in Python as far as its events, without what builds objects."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)


def has_c_parser() -> bool:
    """Whether PyYAML's reader in C is installed."""
    return bool(yaml.__with_libyaml__)


def open_parser(text: str, *, use_c: bool) -> EventParser:
    """A reader of ``text``; the one in C must be installed if it is asked for."""
    reader = yaml.CSafeLoader if use_c else _PythonParser
    return cast("EventParser", reader(text))
