"""The shape of a file against the model, pydantic's errors said in words at their places.

What is unsound is reported, taken out, and the rest is tried again: so the later checks see as
much of the file as can be seen, and one slip is one problem.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from pydantic import ValidationError

from sim.scenario.advice import (
    BY_ID,
    as_keys,
    as_list,
    hashtag_instead,
    id_meant,
    in_braces,
    key_meant,
    slipped,
    unseen,
)
from sim.scenario.context import descend
from sim.scenario.meant import decimals_meant
from sim.scenario.schema import FORMAT, ScenarioFile, keys_at, meaning_of
from sim.scenario.source import Mapping, Node, Place, Scalar, Sequence, missing_space
from sim.scenario.suggest import nearest
from sim.scenario.synonyms import same_meaning

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic_core import ErrorDetails

    from sim.scenario.context import Path
    from sim.scenario.problems import Problems

_ROUNDS_OF_MENDING = 100
_TAGS = frozenset(("~words", "~variants", "~wait", "~never"))


class Sound(NamedTuple):
    """The sound part of a file: None as ``file`` where too little is left of it.

    ``original`` turns a path in it into the path in the file as it was read; ``lost`` holds the
    paths there of everything that was unsound, and so was taken out or replaced.
    """

    file: ScenarioFile | None
    original: Callable[[Path], Path]
    lost: frozenset[Path]


def read_shape(tree: Mapping, problems: Problems) -> Sound:
    """The sound part of ``tree``; what is unsound is reported."""
    rest = _Rest(tree)
    for attempt in range(_ROUNDS_OF_MENDING):
        try:
            shape = ScenarioFile.model_validate(rest.plain)
        except ValidationError as error:
            details = error.errors(include_url=False, include_input=False)
            misspelt = _misspelt(details)
            for detail in details:
                first = attempt == 0 or detail["type"] not in ("missing", "too_short")
                if first and not (detail["type"] == "missing" and _clean(detail) in misspelt):
                    _report(tree, problems, detail, rest.original(_clean(detail)))
            if not rest.mend([_clean(detail) for detail in details]):
                return rest.sound(None)
        else:
            if shape.newscycle != FORMAT:
                problems(
                    "NC219",
                    descend(tree, ("newscycle",))[0].place,
                    f"This program reads format {FORMAT}, not {shape.newscycle}.",
                    f"Write: newscycle: {FORMAT}",
                )
            return rest.sound(shape)
    return rest.sound(None)


def _misspelt(details: list[ErrorDetails]) -> set[Path]:
    """The places of keys that are there under a wrong name, and so are not missing too."""
    found: set[Path] = set()
    for detail in details:
        if detail["type"] == "extra_forbidden":
            *owner, key = _clean(detail)
            known = keys_at(tuple(owner))
            meant = same_meaning(str(key), known) or nearest(str(key), known)
            found |= {(*owner, meant)} if meant is not None else set()
    return found


def _clean(detail: ErrorDetails) -> Path:
    """The place of an error inside the file: pydantic's own marks are left out."""
    *parts, last = detail["loc"][:-1] if _is_key(detail) else detail["loc"]
    path = tuple(part for part in parts if part not in _TAGS)
    own = detail["type"] == "extra_forbidden" or _is_key(detail) or last not in _TAGS
    return (*path, last) if own else path


def _is_key(detail: ErrorDetails) -> bool:
    """Whether a key itself is wrong: pydantic's mark for that then follows it."""
    return detail["loc"][-1] == "[key]" and detail["type"].startswith("NC")


class _Rest:
    """What is left of a file while its unsound parts are taken out one by one."""

    def __init__(self, tree: Mapping) -> None:
        self.plain: dict[str, Any] = _plain(tree)
        self._kept: dict[Path, list[int]] = {}
        self._lost: set[Path] = set()
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

    def sound(self, file: ScenarioFile | None) -> Sound:
        """What is left, with what had to go."""
        return Sound(file, self.original, frozenset(self._lost))

    def original(self, path: Path) -> Path:
        """``path`` in what is left, as a path in the file as it was read."""
        node: Any = self.plain
        result: Path = ()
        written: Path = ()
        for part in path:
            kept = self._kept.get(written)
            whole = part
            if isinstance(part, int) and kept is not None and part < len(kept):
                whole = kept[part]
            result = (*result, whole)
            # One thing may stand where a list may; in the file it then has no place of its own.
            if isinstance(part, int) and not isinstance(node, list):
                continue
            written = (*written, whole)
            if isinstance(node, dict):
                node = node.get(part)
            else:
                inside = isinstance(node, list) and isinstance(part, int) and part < len(node)
                node = node[part] if inside else None
        return result

    def mend(self, paths: list[Path]) -> bool:
        """Take out what stands at ``paths``, or around it; False if nothing can go."""
        replaced = {path for path in paths if self._stand_in(path)}
        there = {self._there(path) for path in paths if path not in replaced} - {()}
        outermost = {p for p in there if not any(p[:n] in there for n in range(1, len(p)))}
        # The last item of a list goes first, so that the places of the others stay.
        for path in sorted(outermost, reverse=True):
            self._take_out(path)
        return bool(replaced or outermost)

    def _stand_in(self, path: Path) -> bool:
        """Whether something that a scenario cannot be without was put in at ``path``."""
        stand_in = self._stand_ins.pop(path, None)
        owner = self.plain if len(path) == 1 else self.plain.get("calendar")
        if stand_in is None or not isinstance(owner, dict):
            return False
        owner[str(path[-1])] = stand_in
        self._lost.add(path)
        return True

    def _there(self, path: Path) -> Path:
        """``path``, as far as it leads to something that is there."""
        node: Any = self.plain
        found: Path = ()
        for part in path:
            inside = isinstance(node, list) and isinstance(part, int) and part < len(node)
            if inside or (isinstance(node, dict) and part in node):
                node = node[part]
                found = (*found, part)
            elif not isinstance(part, int):
                break
        return found

    def _take_out(self, path: Path) -> None:
        original = self.original(path)
        owner: Any = self.plain
        for part in path[:-1]:
            owner = owner[part]
        if isinstance(owner, list):
            kept = self._kept.setdefault(original[:-1], list(range(len(owner))))
            del kept[int(path[-1])]
        del owner[path[-1]]
        self._lost.add(original)


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
    place = key.place if key is not None and _is_key(detail) else node.place
    read = kind != "extra_forbidden" and not _is_key(detail)
    if read and (found := hashtag_instead(problems.lines, node)) is not None:
        code = kind if kind.startswith("NC") else "NC203"
        advice = "If that belongs to the value, put the whole of it in quotation marks."
        problems(code, found[0], found[1], advice)
        return
    hint: str | None
    match kind:
        case "extra_forbidden":
            known = keys_at(path[:-1])
            hint = (
                unseen(str(path[-1]))
                or key_meant(str(path[-1]), known)
                or slipped(tree, path, node)
            )
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
            meaning = meaning_of(path)
            hint = f"{path[-1]}: {meaning}" if meaning else None
            problems("NC202", where, f"The key '{path[-1]}' is missing in {within}.", hint)
        case "too_short" if context.get("min_length") == 1:
            problems("NC204", place, "At least one entry is needed here.")
        case "too_short" | "too_long":
            texts = [n.text for n in getattr(node, "items", ()) if isinstance(n, Scalar)]
            meant = decimals_meant(texts) if path[-1] == "odds" else None
            hint = f"Decimals have a point. Write: {meant}" if meant else None
            if len(texts) == 1 and ";" in texts[0]:
                hint = "Between the entries stand commas."
            problems("NC220", place, _length(context), hint)
        case _ if kind.startswith("NC"):
            hint = context.get("hint") or None
            if kind == "NC210":
                text = node.text if isinstance(node, Scalar) else ""
                named = str(path[-1]) if _is_key(detail) else text
                new = _is_key(detail) and path[-2] not in BY_ID
                hint = unseen(named) or (None if new else id_meant(tree, named)) or hint
            problems(kind, place, str(context.get("message", "")), hint)
        case _ if in_braces(problems.lines, node):
            pass  # reported as it was read
        case _:
            listed = "list" in kind
            wanted = "A list" if listed else "A set of keys with values"
            hint = missing_space(node) if isinstance(node, Scalar) else None
            hint = hint or (as_list if listed else as_keys)(node, path)
            problems("NC203", place, f"{wanted} is needed here, not {_what(node)}.", hint)


def _length(context: dict[str, Any]) -> str:
    least, most = context.get("min_length"), context.get("max_length")
    if least is not None:
        return f"This list needs at least {least} entries."
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
