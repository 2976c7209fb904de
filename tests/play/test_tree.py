"""The story tree holds every story ever played, and loses none to a damaged file."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path
from random import Random
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.play.branches import ALL_TRIED, UNTRIED_HERE, back_to, mark_at, rows_of
from sim.play.rewind import rewind
from sim.play.saves import path_of
from sim.play.session import Casting, Session
from sim.play.tree import NOT_KEPT, Leaf, Node, grow
from sim.program.lower import lower
from sim.scenario.catalog import load
from sim.scenario.reader import load_path, load_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sim.play.branches import Mark, Row
    from sim.play.tree import Tree, Way

ROOF = load("leaking_roof")
PROGRAM = lower(ROOF)
TOWN_HALL = load_path(Path(__file__).parent.parent / "tui" / "fixtures" / "town_hall.yaml")


def play_many(number: int, random: Random, role: str = "pupil", prefix: str = "s") -> None:
    """Stories of one role: some begun anew, most rewound from the one before."""
    session: Session | None = None
    for count in range(number):
        if session is None or random.random() < 0.3:
            casting = Casting((role,), random.randrange(4))
            session = Session.begin(ROOF, casting, path_of(f"{prefix}{count}"))
        else:
            at = random.randint(1, len(session.decisions))
            seed = random.choice([None, random.randrange(99)])
            session = rewind(session, at, seed=seed)
        while not session.ended and (len(session.decisions) < 2 or random.random() < 0.97):
            session.choose(random.choice(session.view().moves).id)
        session.close()


def ways(node: Node) -> Iterator[tuple[Node, Way]]:
    waiting = [node]
    while waiting:
        node = waiting.pop()
        for way in node.ways:
            yield node, way
            if isinstance(way.to, Node):
                waiting.append(way.to)


def all_open(tree: Tree, story: str = "") -> list[Row]:
    opened: set[Mark] = set()
    while True:
        rows = rows_of(tree, opened, story)
        folded = {row.mark for row in rows if row.fold == "closed"}
        if not folded:
            return rows
        opened |= folded


@settings(max_examples=8)
@given(st.randoms(use_true_random=False))
def test_every_story_runs_through_the_tree_from_its_first_decision_to_its_end(
    random: Random,
) -> None:
    os.environ["NEWSCYCLE_DATA"] = tempfile.mkdtemp()
    play_many(8, random)
    tree = grow(PROGRAM)
    assert tree.unreadable == 0
    (branching,) = tree.branchings
    for path in path_of("x").parent.glob("*.journal"):
        session = Session.resume(path, write=False)
        node: Node | Leaf = branching.root
        seen = []
        while isinstance(node, Node):
            assert path.stem in node.stories
            way = next((w for w in node.ways if path.stem in w.stories), None)
            if way is None:
                break
            if node.number:
                seen.append((node.actor, way.move))
                assert way.move in node.options
            node = way.to
        assert seen == session.decisions
        if isinstance(node, Leaf):
            assert node.ending == session.story.ending
        else:
            assert path.stem in node.stopped
            assert not session.ended
    stories = {path.stem for path in path_of("x").parent.glob("*.journal")}
    assert set(tree.stories) == stories
    for node, way in ways(branching.root):
        assert set(way.stories) <= stories
        twins = [w for w in node.ways if w.move == way.move]
        assert bool(way.twist) == (len(twins) > 1), "ways by one move say what sets them apart"


def test_stories_run_together_until_the_decision_at_which_one_was_rewound() -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 3), path_of("mine"))
    while not session.ended:
        session.choose(session.view().moves[-1].id)
    session.close()
    again = rewind(session, 3)
    again.choose(again.view().moves[0].id)
    again.close()
    (branching,) = grow(PROGRAM).branchings
    forks = [node for node, _ in ways(branching.root) if len(node.ways) > 1]
    assert {node.number for node in forks} == {3}
    assert sorted(forks[0].stories) == ["mine", "mine_2"]


def test_what_was_open_and_never_chosen_is_locked_and_what_was_chosen_is_not() -> None:
    session = Session.begin(TOWN_HALL, Casting(("resident",), 3), path_of("mine"))
    session.choose("film")
    session.close()
    tree = grow(lower(TOWN_HALL))
    node = tree.branchings[0].root.ways[0].to
    assert isinstance(node, Node)
    assert set(node.untried) == {"write", "wait"}
    locked = {row.move for row in all_open(tree) if row.kind == "untried" and row.decision == 1}
    assert locked == {"write", "wait"}
    missing = [row.label for row in all_open(tree) if row.kind == "missing"]
    assert missing
    for stage in lower(TOWN_HALL).stages:
        if stage.ending:
            assert all(str(stage.label.plain) not in label for label in missing), "a spoiler"


def test_damaged_and_foreign_journals_are_left_out_and_counted(own_data_folder: Path) -> None:
    Session.begin(ROOF, Casting(("pupil",), 3), path_of("good")).close()
    Session.begin(TOWN_HALL, Casting(("resident",), 3), path_of("other")).close()
    path_of("empty").write_bytes(b"")
    path_of("bytes").write_bytes(bytes(range(256)))
    data = path_of("good").read_bytes()
    path_of("cut").write_bytes(data[: len(data) // 2])
    path_of("edited").write_bytes(data.replace(b'"seed":3', b'"seed":4'))
    (own_data_folder / "saves" / "UPPER.journal").write_text("not ours", "utf-8")
    path_of("gone").symlink_to("nowhere")
    tree = grow(PROGRAM)
    assert set(tree.stories) == {"good"}
    assert tree.unreadable == 5


def test_a_story_of_an_older_edition_stays_in_the_tree() -> None:
    older = load_text(ROOF.text + "\n# older\n", "leaking_roof")
    for name, scenario in (("old", older), ("new", ROOF)):
        session = Session.begin(scenario, Casting(("pupil",), 3), path_of(name))
        session.choose("post")
        session.close()
    tree = grow(PROGRAM)
    assert {name: told.older for name, told in tree.stories.items()} == {"old": True, "new": False}
    (branching,) = tree.branchings
    assert len(branching.root.ways) == 1, "the very same things happened in both"


def test_a_story_without_a_journal_belongs_to_the_tree_too() -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 3), None)
    session.choose("post")
    tree = grow(PROGRAM, session)
    assert list(tree.stories) == [NOT_KEPT]
    assert mark_at(tree, NOT_KEPT, 2) is not None


def test_the_wanted_story_runs_straight_down_whatever_else_was_played() -> None:
    play_many(30, Random(5))
    tree = grow(PROGRAM)
    for story, told in tree.stories.items():
        mark = mark_at(tree, story, 1)
        assert mark is not None
        opened = {("cast", mark[1]), ("way", *mark[1:3])}
        rows = rows_of(tree, opened, story)
        depth = next(row.depth for row in rows if row.mark == mark)
        line = [r for r in rows if r.depth == depth and r.story == story and r.kind != "way"]
        decisions = [row.decision for row in line if row.kind == "decision"]
        assert decisions == list(range(1, told.decisions + 1))
        if told.ending is not None:
            assert line[-1].kind == "ending"
        at, _ = back_to(tree, story)
        assert mark_at(tree, story, at) is not None


def test_a_hundred_plays_are_one_screen_of_lines_until_they_are_unfolded() -> None:
    play_many(100, Random(1))
    tree = grow(PROGRAM)
    assert len(tree.stories) == 100
    story = next(iter(tree.stories))
    mark = mark_at(tree, story, back_to(tree, story)[0])
    assert mark is not None
    first = rows_of(tree, {("cast", mark[1]), ("way", *mark[1:3])}, story)
    assert len(first) <= 40
    rows = all_open(tree, story)
    assert len({row.mark for row in rows}) == len(rows), "every line has a mark of its own"
    marks = {row.mark for row in rows}
    assert all(row.parent is None or row.parent in marks for row in rows)
    for row in rows:
        assert row.label
        if row.kind in ("decision", "way", "untried"):
            assert row.story in tree.stories
            assert 1 <= row.decision <= tree.stories[row.story].decisions + 1


@pytest.mark.parametrize("kind", ["decision", "way", "untried"])
def test_every_line_leads_to_the_decision_that_it_names(kind: str) -> None:
    play_many(25, Random(9))
    for row in [row for row in all_open(grow(PROGRAM)) if row.kind == kind][:40]:
        session = Session.resume(path_of(row.story), write=False)
        back = rewind(session, row.decision, keep=False)
        assert len(back.decisions) == row.decision - 1
        if row.move:
            assert row.move in [move.id for move in back.view().moves]


def on_the_way(tree: Tree, story: str) -> list[Node]:
    """The decisions of ``story``, in order."""
    found = []
    for branching in tree.branchings:
        node: Node | Leaf = branching.root
        while isinstance(node, Node) and story in node.stories:
            found.append(node)
            node = next(way.to for way in node.ways if story in way.stories)
    return [node for node in found if node.number]


def test_the_way_back_leads_to_the_latest_decision_with_something_untried() -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 1), path_of("first"))
    while not session.ended:
        session.choose(session.view().moves[-1].id)
    session.close()
    before = 99
    for _ in range(40):
        tree = grow(PROGRAM)
        at, words = back_to(tree, "first")
        untried = [node for node in on_the_way(tree, "first") if node.untried]
        if not untried:
            break
        assert words == UNTRIED_HERE
        assert at == untried[-1].number <= before
        before = at
        branch = rewind(session, at)
        branch.choose(next(iter(untried[-1].untried)))
        branch.close()
    assert words == ALL_TRIED
    choices = [node for node in on_the_way(tree, "first") if len(node.options) > 1]
    assert at == choices[-1].number


def test_a_decision_says_for_each_move_where_it_led_and_which_was_never_made() -> None:
    session = Session.begin(ROOF, Casting(("pupil",), 1), path_of("first"))
    while not session.ended:
        session.choose(session.view().moves[-1].id)
    branch = rewind(session, 1)
    branch.choose(branch.view().moves[0].id)
    tree = grow(PROGRAM)
    row = next(r for r in all_open(tree, "first") if r.kind == "decision" and r.decision == 1)
    label = session.story.tell(session.story.rules.stage(session.story.state).label)
    said = " ".join(row.details)
    assert f"Leave it for now → ■ {label}" in said
    assert "→ no ending yet" in said
    assert row.untried
    assert all(f"□ {move}" in said for move in row.untried)
    way = next(r for r in all_open(tree, branch.kept_as) if r.kind == "way" and r.decision == 1)
    assert way.aside == f"→ ■ {label}", "the other way says where it led"
