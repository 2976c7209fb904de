"""What happens and what is said: effects, news and outcomes, lowered."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.program.keys import event_key
from sim.program.model import Assignment, News, NewsItem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sim.program.model import Text
    from sim.program.names import Names
    from sim.scenario import parts
    from sim.scenario.context import Path


def effects(
    names: Names, path: Path, what: parts.Consequence | parts.OnEnter
) -> tuple[Assignment, ...]:
    changes = [
        Assignment(names.variable_index[name], names.expression((*path, "change", name)), True)
        for name in what.change or {}
    ]
    values = [
        Assignment(names.variable_index[name], names.expression((*path, "set", name)), False)
        for name in what.set or {}
    ]
    return (*changes, *values)


def news(
    names: Names,
    path: Path,
    items: Sequence[parts.News] | None,
    owner: str,
    by: Text,
    certainty: str,
    sources: tuple[str, ...],
) -> News | None:
    if not items:
        return None
    lowered = []
    for number, item in enumerate(items):
        place = (*path, "news", number)
        lowered.append(
            NewsItem(
                headline=names.text((*place, "headline"), item.headline),
                by=by if item.by is None else names.text((*place, "by"), item.by),
                kind=item.kind,
                body=names.maybe((*place, "body"), item.body),
                seen_by=names.actors_of(item.seen_by),
                certainty=item.certainty or certainty,
                sources=tuple(item.source or sources),
            )
        )
    keys = tuple(event_key("news", owner, str(n)) for n in range(1, len(items) + 1))
    return News(tuple(lowered), keys)
