"""Going back, on the screens: from the tree to the question which luck, and on to the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sim.errors import JournalError
from sim.play.branches import never_tried
from sim.play.tree import NOT_KEPT, grow

if TYPE_CHECKING:
    from sim.play.branches import Row
    from sim.play.session import Session
    from sim.play.tree import Tree
    from sim.program.model import Program
    from sim.tui.shell import Shell

FORWARD_ONLY = "A first play goes forward only; after an ending of this role every way is open."
SAME_LUCK = "What you do not touch happens as it did: compare what your choice changed."
SAME_AGAIN = "The same choices lead to the same ending."
NEW_LUCK = "All that follows is drawn anew; what lies before stays as it was."


def open_tree(
    shell: Shell, program: Program, session: Session | None = None, decision: int = 0
) -> None:
    """The story tree, with the line of ``decision`` in ``session`` marked if that is given."""
    from sim.tui.screens.storytree import StoryTree

    unkept = session if session is not None and session.kept_as is None else None
    story = "" if session is None else session.kept_as or NOT_KEPT

    def show(tree: Tree) -> None:
        shell.push_screen(
            StoryTree(tree, lambda row: _leave(shell, tree, row, session), story, decision)
        )

    shell.load(lambda: grow(program, unkept), show)


def may_go_back(program: Program, players: tuple[str, ...]) -> bool:
    """Whether this cast may go back: its first story has come to an ending."""
    from sim.play.progress import may_rewind

    return may_rewind(program.id, players)


def _leave(shell: Shell, tree: Tree, row: Row, session: Session | None) -> str | None:
    """Go where a line of the tree leads; why not, in words, if one cannot."""
    from sim.play.saves import path_of

    if row.kind in ("ending", "stopped"):
        if row.story == NOT_KEPT or (session is not None and row.story == session.name):
            shell.pop_screen()
        else:
            shell.resume(path_of(row.story))
        return None
    ended = any(b.players == row.players and b.root.endings for b in tree.branchings)
    if not ended and not may_go_back(tree.program, row.players):
        return FORWARD_ONLY
    _ask_luck(shell, row, session)
    return None


def _ask_luck(shell: Shell, row: Row, session: Session | None) -> None:
    """Same luck or new luck?"""
    from sim.tui.screens.fork import Fork, Path

    what = f"There you chose “{row.label}”." if row.kind != "untried" else f"Try: “{row.label}”."
    words = f"Back to decision {row.decision}, {row.when}. {what}"
    if row.kind != "untried":
        words += never_tried(row)
    same = SAME_LUCK if row.kind == "untried" else f"{SAME_LUCK} {SAME_AGAIN}"
    paths = (
        Path("With the same luck", same, lambda: _go(shell, row, session, new=False)),
        Path("With new luck", NEW_LUCK, lambda: _go(shell, row, session, new=True)),
    )
    shell.push_screen(Fork(words, paths))


def _go(shell: Shell, row: Row, session: Session | None, *, new: bool) -> None:
    """Rewind in the background, then play on; without a journal only if the player agrees."""
    from sim.play.rewind import rewind
    from sim.play.saves import path_of
    from sim.play.session import Session, fresh_seed

    seed = fresh_seed() if new else None
    own = session is not None and row.story in (session.kept_as, NOT_KEPT)

    def source() -> Session:
        if own and session is not None:
            return session
        return Session.resume(path_of(row.story), write=False)

    def job() -> tuple[Session, str]:
        old = source()
        try:
            return rewind(old, row.decision, seed=seed), ""
        except (JournalError, OSError) as error:
            return rewind(old, row.decision, seed=seed, keep=False), str(error)

    def show(made: tuple[Session, str]) -> None:
        fresh, trouble = made
        words = _arrived(fresh, row, seed)
        move = row.move if row.kind == "untried" else ""

        def play() -> None:
            shell.show_desk(fresh, rewound=words, wish=move)

        if trouble:
            question = f"{trouble} Play without keeping the story?"
            shell.ask_whether(question, "Play anyway", "Not now", play)
        else:
            play()

    shell.load(job, show)


def _arrived(session: Session, row: Row, seed: int | None) -> str:
    luck = "with the same luck" if seed is None else f"with new luck, seed {seed}"
    kept = f" A story of its own, kept as {session.name}." if session.name else ""
    more = never_tried(row) if row.kind != "untried" else ""
    return f"Back at decision {row.decision}, {luck}.{more}{kept}"
