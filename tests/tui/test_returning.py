"""Going back on the screens: by keyboard alone, nothing lost, the record's mark always true."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from sim.errors import JournalError
from sim.play.journal import JournalWriter
from sim.play.progress import may_rewind
from sim.play.rewind import rewind
from sim.play.saves import path_of, saves
from sim.play.session import Casting, Session
from sim.scenario.catalog import load
from sim.scenario.reader import load_path, load_text
from sim.tui.screens.deskkeys import Phase
from tests.tui.helpers import (
    AT_ONCE,
    LARGE,
    SMALL,
    TOWN_HALL,
    place,
    play_out,
    playing,
    press,
    registering,
    resident,
    rest,
    screen_text,
    to_choice,
    town_hall,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

TESTS: dict[str, Callable[[], Awaitable[None]]] = {}
WISHES = ("film", "rage", "write")
of = registering(TESTS)


def ended(name: str = "mine", players: tuple[str, ...] = ("resident",)) -> Session:
    """A story that was played to its end, by the same moves as :func:`play_out` takes."""
    session = Session.begin(town_hall(), Casting(players, 3), path_of(name))
    while not session.ended:
        moves = [move.id for move in session.view().moves]
        session.choose(next((wish for wish in WISHES if wish in moves), moves[-1]))
    session.close()
    return session


def at_the_ending(size: tuple[int, int] = SMALL):
    """The application at the front page of that story."""
    return playing(size, resume=path_of("mine"))


def words(app: object) -> str:
    """What is on the screen as running text, without the frames."""
    return " ".join(screen_text(app).replace("│", " ").split())


@of("rewind", "take")
async def test_from_the_ending_one_goes_back_a_decision_with_the_same_luck() -> None:
    old = ended()
    async with at_the_ending() as (app, pilot):
        await press(app, pilot, "b")
        assert place(app) == "StoryTree"
        row = app.screen.marked
        assert (row.kind, row.story) == ("decision", "mine")
        await press(app, pilot, "enter")
        assert place(app) == "Fork"
        await press(app, pilot, "down", "up", "enter")
        assert place(app) == "DeskPage"
        desk = app.screen
        assert desk.phase is Phase.CHOOSING, "what was read before is not read again"
        assert desk.session.decisions == old.decisions[: row.decision - 1]
        assert desk.session.lucks == []
        assert "with the same luck" in words(app)
        assert "kept as mine_2" in words(app)
        for _, move in old.decisions[row.decision - 1 :]:
            await to_choice(app, pilot)
            at = [option.id for option in app.screen.moment.view.moves].index(move)
            await press(app, pilot, str(at + 1), "enter")
        await to_choice(app, pilot)
        assert place(app) == "Ending"
        assert app.screen.session.story.events == old.story.events


async def test_new_luck_is_said_and_stands_in_the_journal() -> None:
    old = ended()
    async with at_the_ending() as (app, pilot):
        await press(app, pilot, "b", "enter", "down", "enter")
        session = app.screen.session
        (at, seed), = session.lucks  # fmt: skip
        assert at == len(session.decisions) + 1
        assert f"with new luck, seed {seed}" in words(app)
        assert session.story.events == old.story.events[: old.marks[at - 1]]
        await play_out(app, pilot, WISHES)
        assert f"seed 3, from decision {at}: {seed}" in screen_text(app)


@of("go_back")
async def test_a_first_play_goes_forward_only_and_a_second_one_may_go_back() -> None:
    async with resident() as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "1", "enter")
        await to_choice(app, pilot)
        await press(app, pilot, "b")
        assert place(app) == "DeskPage"
        assert "A first play goes forward only" in words(app)
        await play_out(app, pilot, WISHES)
        assert may_rewind("town_hall", ["resident"])
        assert not may_rewind("town_hall", ["resident", "council"])
    async with playing(scenario=town_hall(), players=["resident"], seed=8) as (app, pilot):
        for _ in range(2):
            await to_choice(app, pilot)
            await press(app, pilot, "1", "enter")
        await to_choice(app, pilot)
        await press(app, pilot, "b")
        assert place(app) == "StoryTree"
        assert app.screen.marked.decision == 2
        assert app.screen.marked.story == saves()[0].name
        await press(app, pilot, "enter", "enter")
        assert place(app) == "DeskPage"
        assert len(app.screen.session.decisions) == 1


@of("tree", "jump", "unfold", "fold", "next_locked")
async def test_the_tree_is_walked_by_arrows_and_a_locked_move_is_tried() -> None:
    ended()
    async with at_the_ending() as (app, pilot):
        await press(app, pilot, "t")
        tree = app.screen
        assert place(app) == "StoryTree"
        assert tree.marked.decision == 1
        await press(app, pilot, "left")
        assert tree.marked.fold == "closed"
        await press(app, pilot, "left")
        assert tree.marked.kind == "cast"
        await press(app, pilot, "down", "right", "n")
        locked = tree.marked
        assert locked.kind == "untried"
        assert "Never tried" not in words(app)
        assert "What lies behind it is locked" in words(app)
        await press(app, pilot, "enter", "enter")
        assert place(app) == "DeskPage"
        marked = app.screen.picker.marked
        assert app.screen.moment.view.moves[marked].id == locked.move
        await press(app, pilot, "enter")
        assert app.screen.session.decisions == [("resident", locked.move)]
        await play_out(app, pilot)
        await press(app, pilot, "t", "home")
        assert "2 stories" in screen_text(app)
        for key in ("pagedown", "end", "pageup", "up", "home", "down"):
            await press(app, pilot, key)
        assert app.screen.picker.marked == 1
        await press(app, pilot, "escape")
        assert place(app) == "Ending"


async def test_the_tree_leads_to_other_endings_and_to_stories_that_wait() -> None:
    for name, moves in (("one", 2), ("two", 99)):
        session = Session.begin(town_hall(), Casting(("resident",), 3), path_of(name))
        while not session.ended and len(session.decisions) < moves:
            session.choose(session.view().moves[-1].id)
        session.close()
    ended()
    async with at_the_ending(LARGE) as (app, pilot):
        await press(app, pilot, "t")
        tree = app.screen
        tree.opened |= {row.mark for row in tree.lines}
        for _ in range(30):
            tree._fill(None)
            tree.opened |= {row.mark for row in tree.lines}
        rows = {row.kind: n for n, row in enumerate(tree.lines) if row.story in ("one", "two")}
        assert {"ending", "stopped"} <= set(rows)
        tree.picker.mark(rows["ending"])
        await press(app, pilot, "enter")
        assert place(app) == "Ending"
        assert app.screen.session.kept_as == "two"
        await press(app, pilot, "t")
        tree = app.screen
        for _ in range(30):
            tree.opened |= {row.mark for row in tree.lines}
            tree._fill(None)
        missing = next(n for n, row in enumerate(tree.lines) if row.kind == "missing")
        tree.picker.mark(missing)
        await press(app, pilot, "enter")
        assert place(app) == "StoryTree", "nobody knows the way there"
        stopped = next(n for n, row in enumerate(tree.lines) if row.kind == "stopped")
        tree.picker.mark(stopped)
        await press(app, pilot, "enter")
        assert place(app) == "DeskPage"
        assert app.screen.session.name == "one"


async def test_a_role_that_never_ended_is_not_rewound_from_the_newsstand() -> None:
    scenario = load("leaking_roof")
    session = Session.begin(scenario, Casting(("pupil",), 3), path_of("begun"))
    session.choose("post")
    session.close()
    async with playing() as (app, pilot):
        await press(app, pilot, "t")
        assert place(app) == "StoryTree"
        await press(app, pilot, "home", "down")
        assert app.screen.marked.kind == "decision"
        await press(app, pilot, "enter")
        assert "A first play goes forward only" in words(app)
        await press(app, pilot, "down", "down", "down", "down")
        assert place(app) == "StoryTree"


@of("gallery", "compare")
async def test_endings_and_the_comparison_open_after_the_story() -> None:
    session = ended()
    async with at_the_ending() as (app, pilot):
        label = session.story.tell(session.story.rules.stage(session.story.state).label)
        await press(app, pilot, "e")
        assert "1 of 3 endings found" in screen_text(app)
        assert f"■ {label}" in screen_text(app)
        assert "□ An ending beyond" in screen_text(app)
        await press(app, pilot, "escape", "c")
        assert place(app) == "Comparison"
        assert "What really happened" in screen_text(app)
        assert "Your story" in screen_text(app)
        assert "A resident with a phone: Film the corner at night" in words(app)
        await press(app, pilot, "x")
        app.screen.query_one("Field").value = str(path_of("x").parent / "c.md")
        await press(app, pilot, "enter")
        assert "## Mon 2 September 2024" in (path_of("x").parent / "c.md").read_text("utf-8")


async def test_two_columns_stand_side_by_side_where_there_is_room() -> None:
    ended()
    async with at_the_ending(LARGE) as (app, pilot):
        await press(app, pilot, "c")
        lines = screen_text(app).splitlines()
        heads = next(line for line in lines if "What really happened" in line)
        assert "Your story" in heads
        column = heads.index("Your story") - 2
        assert sum(line[column] == "│" for line in lines if len(line) > column) > 10


async def test_a_rewound_story_that_cannot_be_kept_is_asked_about(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def full(*_: object, **__: object) -> None:
        raise JournalError("No journal can be kept: no space left on device.")

    ended()
    async with at_the_ending() as (app, pilot):
        monkeypatch.setattr(JournalWriter, "create", full)
        await press(app, pilot, "b", "enter", "enter")
        assert "Play without keeping the story?" in app.screen.words
        await press(app, pilot, "enter")
        assert place(app) == "DeskPage"
        assert app.screen.session.name is None
        await play_out(app, pilot, ("write",))
        await press(app, pilot, "b")
        assert place(app) == "StoryTree"
        assert app.screen.marked.story == "this story"
        await press(app, pilot, "enter", "enter", "enter")
        assert place(app) == "DeskPage"


async def test_two_people_go_back_together_and_pass_the_keyboard() -> None:
    old = ended(players=("resident", "council"))
    async with at_the_ending() as (app, pilot):
        await press(app, pilot, "b", "enter", "enter")
        assert place(app) == "Cover"
        await press(app, pilot, "space")
        assert place(app) == "DeskPage"
        assert app.screen.phase is Phase.CHOOSING
        at = len(app.screen.session.decisions)
        assert app.screen.session.decisions == old.decisions[:at]


# -- going on -----------------------------------------------------------------------------------


async def test_the_next_start_offers_to_go_on_exactly_there() -> None:
    async with playing(scenario=load("leaking_roof"), players=["pupil"], seed=3) as (app, pilot):
        await to_choice(app, pilot)
        await press(app, pilot, "1", "enter")
        events = list(app.screen.session.story.events)
        # Nothing is closed: the machine stops here.
    async with playing() as (app, pilot):
        assert "▸ Go on: The leaking roof" in screen_text(app)
        assert "after 1 decision, as pupil" in screen_text(app)
        await press(app, pilot, "enter")
        assert place(app) == "DeskPage"
        assert app.screen.session.story.events == events
        await press(app, pilot, "escape", "enter")
        assert "▸ Go on: The leaking roof" in screen_text(app)
        await press(app, pilot, "down")
        assert app.screen.marked.name == "leaking_roof"


async def test_an_edited_scenario_is_said_in_words_and_both_editions_are_open() -> None:
    old = load("leaking_roof")
    before = load_text(old.text.replace("film_again", "film_it"), "leaking_roof")
    session = Session.begin(before, Casting(("pupil",), 3), path_of("mine"))
    while "film_it" not in (moves := [move.id for move in session.view().moves]):
        session.choose("post" if "post" in moves else "wait")
    number = len(session.decisions)
    session.choose("film_it")
    session.close()
    async with playing(resume=path_of("mine")) as (app, pilot):
        assert place(app) == "Fork"
        assert f"{number} of your {number + 1} decisions still fit" in app.screen.words
        assert "there is no such move any more" in app.screen.words
        await press(app, pilot, "escape")
        assert place(app) == "Newsstand"
        await press(app, pilot, "enter", "down", "enter")
        assert app.screen.session.name == "mine"
        assert app.screen.session.decisions[-1] == ("pupil", "film_it")
        await press(app, pilot, "escape", "enter", "enter", "enter")
        assert app.screen.session.name == "mine_2"
        assert app.screen.session.decisions == session.decisions[:number]
        assert app.screen.session.program.hash == old.hash
        assert app.screen.session.parent.edited


# -- the mark of the record ---------------------------------------------------------------------


@pytest.mark.parametrize(("wishes", "seed"), [(("film", "rage"), 3), (("film", "wait"), 1)])
async def test_the_screen_says_truly_whether_what_was_read_is_on_the_record(
    wishes: tuple[str, ...], seed: int
) -> None:
    """At every key: ``on the record`` just as long as nothing that was read departs from it."""
    how = {"scenario": town_hall(), "players": ["resident"], "seed": seed}
    async with playing(**how) as (app, pilot):
        while place(app) != "Ending":
            if place(app) != "DeskPage":
                await press(app, pilot, "space")
                continue
            desk = app.screen
            story = desk.session.story
            head = screen_text(app).splitlines()[0]
            said = "on the record" in head
            assert said != ("off the record" in head), "one of the two is always there"
            if desk.phase is Phase.CHOOSING:
                assert said == story.on_record
                moves = [move.id for move in desk.moment.view.moves]
                wish = next((w for w in wishes if w in moves), moves[-1])
                await press(app, pilot, str(moves.index(wish) + 1), "enter")
                continue
            shown = " ".join(desk.wire.plain.split())
            if "invented here" in shown:
                assert not said, "something off the record was read"
            if story.on_record:
                assert said
            await press(app, pilot, "space")
        assert ("on the record" in screen_text(app).splitlines()[0]) == story.on_record
        await press(app, pilot, "c")
        head = screen_text(app).splitlines()[0]
        assert ("on the record" in head) == story.on_record


@pytest.mark.slow
async def test_a_story_that_is_the_record_stays_on_it_to_the_end() -> None:
    from sim.engine.record import replay_record
    from sim.program.lower import lower

    text = TOWN_HALL.read_text("utf-8")
    one_way = text.replace(
        "            chance: 2\n            to: shared", "            to: shared"
    )
    start = one_way.index("          - id: nothing")
    one_way = one_way[:start] + one_way[one_way.index("      write:", start) :]
    one_way = one_way.replace(
        "          - {id: wrong, chance: 1, change: {budget: -1, anger: +1}, because: he repaired"
        " the wrong lamp, text: The electrician repairs the lamp next to it.}\n", ""
    ).replace("wait: false", "wait: true").replace("playable: true\n    briefing: You are eleven",
              "playable: true\n    briefing: You are eleven")  # fmt: skip
    one_way = one_way.replace("    about: Comes if", "    playable: true\n    about: Comes if")
    one_way = one_way.replace("    wait: true\n", "    playable: true\n", 1)
    scenario = load_text(one_way, "town_hall")
    story, director = replay_record(lower(scenario))
    everybody = ("resident", "council", "paper", "crowd")
    acts = [story.program.moves[move].id for _, move, _ in director.acts]
    async with playing(scenario=scenario, players=everybody, seed=1) as (app, pilot):
        for move in acts:
            assert await to_choice(app, pilot)
            assert "on the record" in screen_text(app).splitlines()[0]
            moves = [option.id for option in app.screen.moment.view.moves]
            await press(app, pilot, str(moves.index(move) + 1), "enter")
            assert "on the record" in screen_text(app).splitlines()[0] or place(app) == "Cover"
        await to_choice(app, pilot)
        assert place(app) == "Ending"
        assert "on the record" in screen_text(app).splitlines()[0]
        await press(app, pilot, "c")
        assert "on the record" in screen_text(app).splitlines()[0]
        assert "leaves the record" not in app.screen.paper.plain


async def test_at_the_end_a_word_helps_those_who_have_been_there_or_had_no_turn() -> None:
    first = Session.begin(load("leaking_roof"), Casting(("pupil",), 1), path_of("first"))
    moves = []
    while not first.ended:
        moves.append(first.view().moves[0].id)
        first.choose(moves[-1])
    again = rewind(first, len(moves))
    again.choose(moves[-1])
    for session, seen in ((first, False), (again, True)):
        async with playing() as (app, pilot):
            app.show_ending(session)
            await rest(app, pilot)
            assert ("come to this ending before" in app.screen.said) is seen
    short = Session.begin(load_path(AT_ONCE), Casting(("late",), 11), path_of("short"))
    async with playing() as (app, pilot):
        app.show_ending(short)
        await rest(app, pilot)
        assert "over before it was your turn" in app.screen.said
        assert "a: play again" in app.screen.said
        await press(app, pilot, "b")
        assert "has been tried" not in screen_text(app), "nothing was open, so nothing was tried"
