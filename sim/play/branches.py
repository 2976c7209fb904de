"""The story tree as lines that one can walk through: one line a decision, branches folded.

A story runs straight down, as the main line of a chess game does; what else was done at a
decision, and what nobody has tried yet, stands indented below it once the decision is unfolded.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from sim.play.hints import hints
from sim.play.tree import Leaf, Node
from sim.play.wire import off_or_on

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    from sim.play.tree import Branching, Tree, Way

Kind = Literal["cast", "decision", "way", "untried", "ending", "stopped", "missing"]
Mark = tuple[object, ...]
"""What tells a line from all others, as long as the tree is the same."""


NEVER_TRIED = (
    "It was open here, and in no story was it tried. What lies behind it is locked until somebody"
    " goes there."
)
UNTRIED_HERE = "Marked is the latest decision with a move that nobody has tried."
ALL_TRIED = (
    "Every move that was open in this story has been tried. With new luck it can end otherwise."
)


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the tree.

    ``fold`` says whether there is more below it, and whether that is shown. ``story`` is a journal
    that goes through here, and ``decision`` the number, in it, of the decision that the line is
    about (0: none). ``move`` is what was, or could have been, chosen, and ``untried`` what was open
    at that decision and chosen by nobody yet.
    """

    kind: Kind
    mark: Mark
    parent: Mark | None
    depth: int
    label: str
    when: str = ""
    aside: str = ""
    fold: Literal["open", "closed", None] = None
    story: str = ""
    decision: int = 0
    move: str = ""
    players: tuple[str, ...] = ()
    details: tuple[str, ...] = ()
    untried: tuple[str, ...] = ()

    @property
    def sign(self) -> str:
        """A sign that needs no colour: found, missing, unfolded or folded."""
        if self.kind in ("untried", "missing"):
            return "□"
        if self.kind == "ending":
            return "■"
        return {"open": "▾", "closed": "▸", None: "·"}[self.fold]


def rows_of(tree: Tree, opened: Collection[Mark], story: str = "") -> list[Row]:
    """The tree as lines, with what is in ``opened`` unfolded; ``story`` runs straight down."""
    return list(_Layout(tree, opened, story).rows())


def mark_at(tree: Tree, story: str, decision: int) -> Mark | None:
    """The line of a decision of ``story``; None if the story is not in the tree."""
    for place, branching in enumerate(tree.branchings):
        node, path = branching.root, _path(place)
        while story in node.stories:
            if node.number == decision:
                return ("decision", *path)
            step = next((n for n, way in enumerate(node.ways) if story in way.stories), None)
            if step is None:
                break
            path = (*path, step)
            following = node.ways[step].to
            if isinstance(following, Leaf):
                break
            node = following
    return None


def _path(place: int) -> tuple[int, ...]:
    return (place,)


def back_to(tree: Tree, story: str) -> tuple[int, str]:
    """Where to go back to first in ``story``: the number of a decision, and why, in a sentence.

    It is the latest decision with a move that nobody has tried; where all were tried, the latest
    at which there was something to choose.
    """
    latest, untried = 0, 0
    for branching in tree.branchings:
        node: Node | Leaf = branching.root
        while isinstance(node, Node) and story in node.stories:
            way = next((w for w in node.ways if story in w.stories), None)
            if way is None:
                break
            if len(node.options) > 1:
                latest = node.number
            if node.untried:
                untried = node.number
            node = way.to
    if untried:
        return untried, UNTRIED_HERE
    return (latest, ALL_TRIED) if latest else (1, "")


def never_tried(row: Row) -> str:
    """What nobody has chosen at the decision of ``row`` yet, as a sentence that follows another."""
    return f" Never tried there: □ {'; □ '.join(row.untried)}." if row.untried else ""


class _Layout:
    def __init__(self, tree: Tree, opened: Collection[Mark], story: str) -> None:
        self.tree = tree
        self.opened = opened
        self.rank = {name: place for place, name in enumerate(tree.stories, start=1)}
        self.rank[story] = 0

    def rows(self) -> Iterator[Row]:
        for place, branching in enumerate(self.tree.branchings):
            mark: Mark = ("cast", place)
            ended = branching.root.endings
            total = sum(stage.ending for stage in self.tree.program.stages)
            yield Row(
                "cast", mark, None, 0, " and ".join(branching.names),
                aside=f"{_stories(len(branching.root.stories))} · {len(ended)} of {total} endings",
                fold=self._fold(mark), players=branching.players,
                details=("Stories that began alike run together until they part.",),
            )  # fmt: skip
            if mark not in self.opened:
                continue
            yield from self._branching(branching, place, mark)

    def _branching(self, branching: Branching, place: int, mark: Mark) -> Iterator[Row]:
        root = branching.root
        main = self._main(root)
        for step in [main, *(n for n in range(len(root.ways)) if n != main)]:
            way, path = root.ways[step], (place, step)
            if len(root.ways) == 1:
                yield from self._line(way, path, branching, 0, mark)
                continue
            start: Mark = ("way", *path)
            yield Row(
                "way", start, mark, 0, f"Another beginning: {way.twist}",
                aside=_stories(len(way.stories)), fold=self._fold(start), story=self._best(way),
                decision=1, players=branching.players, details=self._about_way(root, way),
            )  # fmt: skip
            if start in self.opened:
                yield from self._line(way, path, branching, 1, start)
        for ending, hint in hints(self.tree.program).items():
            if ending in root.endings:
                continue
            yield Row(
                "missing", ("missing", place, hint), mark, 0, hint, aside="locked",
                players=branching.players,
                details=("An ending that no story of this cast has come to yet.",),
            )  # fmt: skip

    def _line(
        self, way: Way, path: tuple[int, ...], branching: Branching, depth: int, parent: Mark
    ) -> Iterator[Row]:
        """A story straight down from where ``way`` leads, with what is unfolded beside it."""
        while isinstance(way.to, Node):
            node = way.to
            if node.stopped and not node.ways:
                yield self._stopped(node, path, branching, depth, parent)
                return
            step = self._main(node)
            main = node.ways[step]
            mark: Mark = ("decision", *path)
            yield self._decision(node, main, mark, branching, depth, parent)
            if mark in self.opened:
                yield from self._beside(node, step, path, branching, depth + 1, mark)
            way, path = main, (*path, step)
        yield self._ending(way, path, branching, depth, parent)

    def _beside(
        self, node: Node, main: int, path: tuple[int, ...], branching: Branching, depth: int,
        parent: Mark,
    ) -> Iterator[Row]:  # fmt: skip
        """Below a decision: the other ways from it, and the moves that nobody has tried."""
        if node.stopped:
            yield self._stopped(node, path, branching, depth, parent)
        steps = sorted(
            range(len(node.ways)), key=lambda n: (node.ways[n].label, self._rank(n, node))
        )
        for step in steps:
            if step == main:
                continue
            way = node.ways[step]
            mark: Mark = ("way", *path, step)
            yield Row(
                "way", mark, parent, depth, way.label + (f" · {way.twist}" if way.twist else ""),
                node.when, _outcome(way), self._fold(mark), self._best(way),
                node.number, way.move, branching.players, self._about_way(node, way),
                tuple(node.untried.values()),
            )  # fmt: skip
            if mark in self.opened:
                yield from self._line(way, (*path, step), branching, depth + 1, mark)
        for move, label in node.untried.items():
            yield Row(
                "untried", ("untried", *path, move), parent, depth, label, node.when, "locked",
                None, self._through(node), node.number, move, branching.players,
                (NEVER_TRIED,),
            )  # fmt: skip

    def _decision(
        self, node: Node, main: Way, mark: Mark, branching: Branching, depth: int, parent: Mark
    ) -> Row:
        others, untried = len(node.ways) - 1, len(node.untried)
        aside = [f"{others} other way{'s' * (others > 1)}"] if others else []
        aside += [f"□ {untried} untried"] if untried else []
        fold = self._fold(mark) if others or untried or node.stopped else None
        return Row(
            "decision", mark, parent, depth, main.label, node.when, " · ".join(aside), fold,
            self._best(main), node.number, main.move, branching.players,
            self._about_decision(node, main), tuple(node.untried.values()),
        )  # fmt: skip

    def _about_decision(self, node: Node, main: Way) -> tuple[str, ...]:
        record = "" if node.on_record is None else f" · {off_or_on(node.on_record)}"
        lines = [
            f"Decision {node.number} of {node.who} · round {node.round} · {node.stage}{record}"
        ]
        lines.append(f"Tried: {'; '.join(_tried(node))}.")
        if main.twist:
            lines.append(f"Here: {main.twist}.")
        if untried := node.untried:
            lines.append(f"Never tried: □ {'; □ '.join(untried.values())}.")
        elif len(node.options) == 1:
            lines.append("Nothing else could be done here.")
        return tuple(lines)

    def _about_way(self, node: Node, way: Way) -> tuple[str, ...]:
        where = f"Decision {node.number}" if node.number else "The beginning"
        return (f"{where} · {_stories(len(way.stories))} went this way.", _led_to(way.endings))

    def _ending(
        self, way: Way, path: tuple[int, ...], branching: Branching, depth: int, parent: Mark
    ) -> Row:
        leaf = way.to
        if not isinstance(leaf, Leaf):
            raise TypeError("a way ends at an ending")
        name = self._best(way)
        told = self.tree.stories[name]
        details = [f"{name} · {told.seeds}"]
        if told.older:
            details.append("Played on an earlier edition of the scenario.")
        return Row(
            "ending", ("ending", *path), parent, depth, leaf.label, leaf.when,
            _stories(len(way.stories)), None, name, 0, "", branching.players, tuple(details),
        )  # fmt: skip

    def _stopped(
        self, node: Node, path: tuple[int, ...], branching: Branching, depth: int, parent: Mark
    ) -> Row:
        name = min(node.stopped, key=lambda story: self.rank.get(story, 0))
        return Row(
            "stopped", ("stopped", *path), parent, depth, f"Not over: {node.stage}", node.when,
            _stories(len(node.stopped)), None, name, node.number, "", branching.players,
            (f"{name} waits at decision {node.number}.",),
        )  # fmt: skip

    # -- which of several ----------------------------------------------------------------------

    def _fold(self, mark: Mark) -> Literal["open", "closed"]:
        return "open" if mark in self.opened else "closed"

    def _rank(self, step: int, node: Node) -> int:
        return min(self.rank.get(name, 0) for name in node.ways[step].stories)

    def _main(self, node: Node) -> int:
        """The way that runs straight down: the wanted story's, else that of the latest one."""
        return min(range(len(node.ways)), key=lambda step: self._rank(step, node))

    def _best(self, way: Way) -> str:
        return min(way.stories, key=lambda story: self.rank.get(story, 0))

    def _through(self, node: Node) -> str:
        return min(node.stories, key=lambda story: self.rank.get(story, 0))


def _stories(number: int) -> str:
    return f"{number} {'story' if number == 1 else 'stories'}"


def _outcome(way: Way) -> str:
    """What came of a way: its ending, if all its stories have come to that one."""
    if len(way.endings) == 1 and not _waiting(way):
        return f"→ ■ {next(iter(way.endings.values()))}"
    return _stories(len(way.stories))


def _waiting(way: Way) -> bool:
    """Whether some story on ``way`` is not over."""
    if isinstance(way.to, Leaf):
        return False
    return bool(way.to.stopped) or any(_waiting(following) for following in way.to.ways)


def _tried(node: Node) -> list[str]:
    """The moves that were made at a decision, each with the endings that it led to."""
    moves: dict[str, dict[str, str]] = {}
    for way in node.ways:
        moves.setdefault(way.label, {}).update(way.endings)
    return [
        f"{label} → {', '.join(f'■ {ending}' for ending in led.values()) or 'no ending yet'}"
        for label, led in moves.items()
    ]


def _led_to(endings: dict[str, str]) -> str:
    if not endings:
        return "No story from here has come to an ending yet."
    return f"Led to: ■ {'; ■ '.join(endings.values())}."
