"""The shape of a file against the model, pydantic's errors said in words at their places.

What is unsound is reported, taken out, and the rest is tried again: so the later checks see as
much of the file as can be seen, and one slip is one problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from sim.scenario.context import descend
from sim.scenario.schema import FORMAT, ScenarioFile, keys_at
from sim.scenario.source import Mapping, Node, Place, Scalar, Sequence, missing_space
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

    from sim.scenario.context import Path
    from sim.scenario.problems import Problems

_ROUNDS_OF_MENDING = 100


def read_shape(
    tree: Mapping, problems: Problems
) -> tuple[ScenarioFile | None, Callable[[Path], Path]]:
    """The sound part of ``tree`` as a model, and where its parts stood in the file."""
    rest = _Rest(tree)
    for attempt in range(_ROUNDS_OF_MENDING):
        try:
            shape = ScenarioFile.model_validate(rest.plain)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            for detail in details:
                if attempt == 0 or detail["type"] not in ("missing", "too_short"):
                    _report(tree, problems, detail, rest.original(_clean(detail)))
            if not rest.mend([_clean(detail) for detail in details]):
                return None, rest.original
        else:
            if shape.newscycle != FORMAT:
                problems(
                    "NC219",
                    descend(tree, ("newscycle",))[0].place,
                    f"This program reads format {FORMAT}, not {shape.newscycle}.",
                )
            return shape, rest.original
    return None, rest.original


def _clean(detail: ErrorDetails) -> Path:
    """The place of an error inside the file: pydantic's own marks are left out."""
    return tuple(p for p in detail["loc"] if not (isinstance(p, str) and p[:1] in ("~", "[")))


class _Rest:
    """What is left of a file while its unsound parts are taken out one by one."""

    def __init__(self, tree: Mapping) -> None:
        self.plain: dict[str, Any] = _plain(tree)
        self._kept: dict[Path, list[int]] = {}
        stages = self.plain.get("stages")
        endings = [
            name
            for name, stage in (stages.items() if isinstance(stages, dict) else ())
            if isinstance(stage, dict)
            and isinstance(stage.get("ending"), Scalar)
            and stage["ending"].text == "true"
        ]
        self._stand_ins: dict[Path, Any] = {
            ("newscycle",): _scalar(str(FORMAT)),
            ("title",): _scalar("untitled"),
            ("calendar",): {},
            ("calendar", "rounds"): _scalar("10"),
            ("calendar", "at_end"): _scalar(endings[0] if endings else "none"),
        }

    def original(self, path: Path) -> Path:
        """``path`` in what is left, as a path in the file as it was read."""
        result: Path = ()
        for part in path:
            kept = self._kept.get(result)
            if isinstance(part, int) and kept is not None and part < len(kept):
                result = (*result, kept[part])
            else:
                result = (*result, part)
        return result

    def mend(self, paths: list[Path]) -> bool:
        """Take out what stands at ``paths``, deepest and last first; False if nothing can go."""
        done = False
        for path in sorted(set(paths), key=_depth_first, reverse=True):
            stand_in = self._stand_ins.pop(path, None)
            if stand_in is not None:
                owner = self.plain if len(path) == 1 else self.plain.get("calendar")
                if isinstance(owner, dict):
                    owner[str(path[-1])] = stand_in
                    done = True
                    continue
            done = self._take_out(path) or done
        return done

    def _take_out(self, path: Path) -> bool:
        owner: Any = None
        last: str | int = 0
        trail: Path = ()
        node: Any = self.plain
        for part in path:
            inside = isinstance(node, list) and isinstance(part, int) and part < len(node)
            if inside or (isinstance(node, dict) and part in node):
                owner, last = node, part
                node = owner[part]
                trail = (*trail, part)
            elif not isinstance(part, int):
                break
        if owner is None:
            return False
        if isinstance(owner, list):
            prefix = self.original(trail)[:-1]
            kept = self._kept.setdefault(prefix, list(range(len(owner))))
            del kept[int(last)]
            del owner[int(last)]
        else:
            del owner[last]
        return True


def _depth_first(path: Path) -> tuple[int, tuple[tuple[int, str], ...]]:
    ordered = tuple((p, "") if isinstance(p, int) else (-1, p) for p in path)
    return len(path), ordered


def _scalar(text: str) -> Scalar:
    return Scalar(text, Place(1, 1), True)


def _plain(node: Node) -> Any:
    match node:
        case Mapping(entries=entries):
            return {key.text: _plain(value) for key, value in entries}
        case Sequence(items=items):
            return [_plain(item) for item in items]
        case _:
            return node


def _report(tree: Mapping, problems: Problems, detail: ErrorDetails, path: Path) -> None:
    kind, context = detail["type"], detail.get("ctx", {})
    node, key = descend(tree, path)
    place = key.place if key is not None and detail["loc"][-1] == "[key]" else node.place
    match kind:
        case "extra_forbidden":
            known = keys_at(path[:-1])
            hint = did_you_mean(str(path[-1]), known)
            problems(
                "NC201",
                key.place if key is not None else place,
                f"The key '{path[-1]}' is not known here.",
                hint or (f"Known here: {', '.join(known)}." if known else None),
            )
        case "missing":
            owner, owner_key = descend(tree, path[:-1])
            where = owner_key.place if owner_key is not None else owner.place
            within = "the file" if len(path) == 1 else f"'{path[-2]}'"
            if len(path) > 1 and isinstance(path[-2], int):
                within = "this entry"
            problems("NC202", where, f"The key '{path[-1]}' is missing in {within}.")
        case "too_short" | "too_long":
            problems("NC220", place, _length(context))
        case _ if kind.startswith("NC"):
            problems(kind, place, str(context.get("message", "")), context.get("hint") or None)
        case _:
            wanted = "A list" if "list" in kind else "A set of keys with values"
            hint = missing_space(node) if isinstance(node, Scalar) else None
            problems("NC203", place, f"{wanted} is needed here, not {_what(node)}.", hint)


def _length(context: dict[str, Any]) -> str:
    least, most = context.get("min_length"), context.get("max_length")
    if least is not None:
        return f"This list needs at least {least} {'entry' if least == 1 else 'entries'}."
    return f"This list can have {most} entries at most."


def _what(node: Node) -> str:
    match node:
        case Mapping():
            return "keys with values"
        case Sequence():
            return "a list"
        case Scalar(text=""):
            return "nothing"
        case _:
            return "a text or a number"
