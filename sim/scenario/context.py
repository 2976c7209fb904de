"""What the checks of one file share: its tree, its names, and where to report."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sim.scenario.meant import id_like
from sim.scenario.source import Mapping, Node, Place, Scalar, Sequence
from sim.scenario.suggest import did_you_mean

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from sim.scenario.expressions.tree import Expression
    from sim.scenario.problems import Problems
    from sim.scenario.schema import ScenarioFile

Path = tuple[str | int, ...]
FEW = 6
"""So many names are listed where none comes near the one that was written."""


def descend(node: Node, path: Path) -> tuple[Node, Scalar | None]:
    """The node at ``path`` as far as it goes, and the key under which it stands.

    A place in a list that the author left out (one news item, one stage) is the item itself.
    """
    key: Scalar | None = None
    for part in path:
        if isinstance(part, int):
            if isinstance(node, Sequence):
                if part >= len(node.items):
                    break
                node, key = node.items[part], None
            continue
        if not isinstance(node, Mapping):
            break
        for name, value in node.entries:
            if name.text == part:
                node, key = value, name
                break
        else:
            break
    return node, key


def declared(tree: Mapping, *path: str) -> dict[str, Node]:
    """The entries at ``path``, as written, whether or not they are sound.

    Entries of a list that should have been keys count too: ``- attention: {…}``.
    """
    node: Node | None = tree
    for part in path:
        node = next((value for key, value in _entries(node) if key.text == part), None)
    return {key.text: value for key, value in _entries(node)}


def _entries(node: Node | None) -> tuple[tuple[Scalar, Node], ...]:
    match node:
        case Mapping(entries=entries):
            return entries
        case Sequence(items=items):
            mappings = [item for item in items if isinstance(item, Mapping)]
            return tuple(entry for item in mappings for entry in item.entries)
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class Declared:
    """Every id that the file introduces, sound or not, so that one slip is one problem."""

    stages: tuple[str, ...]
    variables: tuple[str, ...]
    unknowns: dict[str, tuple[str, ...]]
    actors: tuple[str, ...]
    moves: dict[str, tuple[str, ...]]
    sources: tuple[str, ...]

    @classmethod
    def of(cls, tree: Mapping) -> Declared:
        """Collect the ids of ``tree``."""
        actors = declared(tree, "actors")
        moves = {
            f"{actor}.{move}": _outcomes(tree, actor, move)
            for actor in actors
            for move in declared(tree, "actors", actor, "moves")
        }
        unknowns = {
            name: tuple(declared(tree, "unknowns", name, "values"))
            for name in declared(tree, "unknowns")
        }
        return cls(
            tuple(declared(tree, "stages")),
            tuple(declared(tree, "variables")),
            unknowns,
            tuple(actors),
            moves,
            tuple(declared(tree, "sources")),
        )

    def refused(self, name: str) -> bool:
        """Whether ``name`` is what an id should be that was refused as it is written.

        Whoever uses it makes no second mistake.
        """
        moves = (key.partition(".")[2] for key in self.moves)
        written = {*self.stages, *self.variables, *self.actors, *self.sources, *moves}
        meant = {id_like(word) for word in written if id_like(word) != word}
        return any(part in meant for part in name.split("."))


def _outcomes(tree: Mapping, actor: str, move: str) -> tuple[str, ...]:
    node = declared(tree, "actors", actor, "moves", move).get("outcomes")
    if not isinstance(node, Sequence):
        return ("1",)
    names = []
    for number, item in enumerate(node.items, start=1):
        entries = item.entries if isinstance(item, Mapping) else ()
        named = [v.text for k, v in entries if k.text == "id" and isinstance(v, Scalar)]
        names.append(named[0] if named else str(number))
    return tuple(names)


@dataclass(slots=True)
class Context:
    """One file under examination."""

    file: ScenarioFile
    tree: Mapping
    names: Declared
    problems: Problems
    original: Callable[[Path], Path]
    lost: frozenset[Path] = frozenset()
    advising: bool = True
    """Whether the author is to be told too of what does not forbid playing: warnings and notes."""
    expressions: dict[Path, Expression] = field(default_factory=dict)
    endings: frozenset[str] = field(init=False)
    """Ids of the final stages."""
    open_stages: frozenset[str] = field(init=False)
    """Ids of the stages that are no endings."""

    def __post_init__(self) -> None:
        stages = self.file.stages
        self.endings = frozenset(name for name, stage in stages.items() if stage.ending)
        self.open_stages = frozenset(stages) - self.endings

    def report(
        self,
        code: str,
        path: Path,
        message: str,
        hint: str | None = None,
        *,
        key: bool = False,
        offset: int | None = None,
        whole: Path | None = None,
    ) -> None:
        """Report ``code`` at the value at ``path``, or at its key.

        What is said because something is missing from the part at ``whole`` is left unsaid where
        something unsound was taken out of that part: one slip is one problem.
        """
        if whole is None or not self.misses(whole):
            self.problems(code, self.place(path, key=key, offset=offset), message, hint)

    def misses(self, path: Path) -> bool:
        """Whether something unsound was taken out at ``path``, below it, or around it."""
        where = self._as_written(self.original(path))
        return any(all(a == b for a, b in zip(gone, where, strict=False)) for gone in self.lost)

    def _as_written(self, path: Path) -> Path:
        """``path`` without places in lists that the author left out."""
        node: Node | None = self.tree
        written: Path = ()
        for part in path:
            if isinstance(part, int):
                if not isinstance(node, Sequence):
                    continue
                node = node.items[part] if part < len(node.items) else None
            else:
                node = next((value for key, value in _entries(node) if key.text == part), None)
            written = (*written, part)
        return written

    def excused(self, name: str) -> bool:
        """Whether ``name`` was refused where it is introduced, so that its uses are no mistakes."""
        own = name.rpartition(".")[2]
        return self.names.refused(name) or any(gone[-1] == own for gone in self.lost)

    @property
    def blind(self) -> bool:
        """Whether something was taken out that holds ids, so that those may not be known."""
        holders = ("stages", "variables", "unknowns", "actors", "sources")
        return any(
            (len(gone) == 1 and gone[0] in holders)
            or (gone[0] == "actors" and (len(gone) == 2 or gone[2:] == ("moves",)))
            for gone in self.lost
        )

    def place(self, path: Path, *, key: bool = False, offset: int | None = None) -> Place:
        """Where the value (or the key) at ``path`` stands; ``offset`` characters into a text."""
        node, name = descend(self.tree, self.original(path))
        if key and name is not None:
            return name.place
        if offset is not None and isinstance(node, Scalar):
            return self._inside(node, offset)
        return node.place

    def _inside(self, node: Scalar, offset: int) -> Place:
        """Exact but in a text with escapes: for that, its beginning."""
        lines = self.problems.lines
        number, column = node.place.line, node.place.column - 1
        if not node.plain:
            block = lines[number - 1][column : column + 1] in {"|", ">"}
            number, column = (number + 1, 0) if block else (number, column + 1)
        if lines[number - 1][column : column + len(node.text)] == node.text:
            return Place(number, column + 1 + offset)
        for word in node.text[: offset + 1].split():
            for sign in word:
                while not (rest := lines[number - 1][column:].lstrip()) and number < len(lines):
                    number, column = number + 1, 0
                column = len(lines[number - 1]) - len(rest)
                if not rest.startswith(sign):
                    return node.place
                column += 1
        return Place(number, column)

    def known(
        self,
        code: str,
        path: Path,
        what: str,
        name: str,
        options: Iterable[str],
        *,
        key: bool = False,
    ) -> bool:
        """Whether ``name`` is among ``options``; if not, that is reported."""
        options = tuple(options)
        if name in options:
            return True
        if self.blind or self.excused(name):
            return False
        hint = did_you_mean(name, options)
        if hint is None and 0 < len(options) <= FEW:
            hint = f"Known here: {', '.join(options)}."
        self.report(code, path, f"There is no {what} called '{name}'.", hint, key=key)
        return False
