"""What do we know? The closing exercise on the screen; test_commands runs TESTS too."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sim.play.progress import note_ending
from sim.play.quiz.asking import capital, word
from sim.play.quiz.due import Wish, seat
from sim.play.quiz.sitting import AFTER, BEFORE, LATER
from sim.play.quiz.store import kept, quiz_folder
from sim.program.lower import lower
from sim.scenario.reader import load_text
from sim.tui.knowing import open_quiz
from tests.tui.helpers import (
    SMALL,
    place,
    play_out,
    playing,
    press,
    registering,
    resident,
    rest,
    screen_text,
    town_hall,
)  # fmt: skip

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    import pytest
    from textual.pilot import Pilot

    from sim.tui.app import NewscycleApp

TESTS: dict[str, Callable[[Path], Awaitable[None]]] = {}
NUMBERS = {"documented": "1", "claimed": "2", "interpretation": "3", "unknown": "4", "wrong": "5"}
of = registering(TESTS)


def sitting_down(occasion: str | None, size: tuple[int, int] = SMALL, player: str = ""):
    return playing(size, scenario=town_hall(), quiz=Wish(occasion, player, 7))


def sorted_already(occasion: str, number: int = 99, verdict: str | None = None) -> None:
    """What was done on another day: ``number`` claims sorted, as meant or all as ``verdict``."""
    exercise = seat(lower(town_hall()), occasion).sit_down()
    while number and exercise.item is not None:
        exercise.take(verdict or exercise.item.verdict)
        number -= 1
    exercise.close()


async def begin(app: NewscycleApp, pilot: Pilot[None]) -> None:
    """From the page that says how it goes to the first claim."""
    assert place(app) == "QuizPage"
    for _ in range(9):
        if app.screen.exercise is not None:
            return
        await press(app, pilot, "enter")
    raise AssertionError(screen_text(app))


async def sort(app: NewscycleApp, pilot: Pilot[None], number: int = 99) -> None:
    """Sort claims as they are meant."""
    while number and place(app) == "QuizPage":
        item = app.screen.exercise.item
        await press(app, pilot, NUMBERS[item.verdict], "enter")
        if place(app) == "QuizPage" and app.screen.told is not None:
            await press(app, pilot, "space")
        number -= 1


@of("quiz", "sort", "decide")
async def after_the_debrief(folder: Path) -> None:
    async with resident() as (app, pilot):
        await play_out(app, pilot)
        assert "to be sorted: ? begins." in " ".join(app.screen.paper.plain.split())
        await press(app, pilot, "d", "escape")
        assert "What do we know? ? sorts claims" in screen_text(app)
        await press(app, pilot, "question_mark")
        await begin(app, pilot)
        number = len(app.screen.sitting_items)
        assert f"Claim 1 of {number}" in screen_text(app)
        await press(app, pilot, "enter")
        assert "Mark a verdict first" in app.screen.said
        item = app.screen.exercise.item
        wrong = "5" if item.verdict != "wrong" else "1"
        await press(app, pilot, wrong)
        assert f"▸{wrong}" in screen_text(app)
        await press(app, pilot, "enter")
        assert "You said" in screen_text(app)
        assert "It is" in screen_text(app)
        await press(app, pilot, "enter")
        assert f"Claim 2 of {number}" in screen_text(app)
        await sort(app, pilot)
        assert place(app) == "Reading"
        text = " ".join(app.screen.paper.plain.split())
        assert f"{number - 1} of {number} claims sorted as they are meant." in text
        assert "in the columns what you said" in text
        await press(app, pilot, "escape")
        assert place(app) == "Ending"
    (sitting,) = kept("town_hall").sittings
    assert (sitting.occasion, sitting.done) == (AFTER, True)


async def test_before_a_story_nothing_is_given_away() -> None:
    async with playing(scenario=town_hall()) as (app, pilot):
        assert place(app) == "CastingPage"
        await press(app, pilot, "question_mark")
        assert "Before the story" in screen_text(app)
        await begin(app, pilot)
        while place(app) == "QuizPage":
            assert app.screen.told is None
            app.screen.picker.mark(2)
            await press(app, pilot, "enter")
        assert "is told after the story" in " ".join(screen_text(app).split())
        await press(app, pilot, "escape")
        assert place(app) == "CastingPage"
    (sitting,) = kept("town_hall").sittings
    assert (sitting.occasion, sitting.done) == (BEFORE, True)


async def test_what_is_due_opens_and_is_compared(monkeypatch: pytest.MonkeyPatch) -> None:
    sorted_already(BEFORE, verdict="interpretation")
    note_ending("town_hall", ("resident",), "repaired")
    sorted_already(AFTER, 6)
    async with sitting_down(None) as (app, pilot):
        assert "After the story" in screen_text(app)
        assert "6 are sorted already" in " ".join(screen_text(app).split())
        await begin(app, pilot)
        assert "Claim 7 of 7" in screen_text(app)
        await sort(app, pilot)
        text = " ".join(app.screen.paper.plain.split())
        assert "Compared with before the story" in text
        assert "1 as meant then, 7 now" in text
        assert "You tell apart better than then" in text
    monkeypatch.setattr("sim.play.quiz.due.today", lambda: "2099-01-01")
    sorted_already(LATER, 6)
    async with sitting_down(None) as (app, pilot):
        assert "Later" in screen_text(app)
        await begin(app, pilot)
        assert "Claim 7 of 7" in screen_text(app)
        await sort(app, pilot)
        text = " ".join(app.screen.paper.plain.split())
        assert "Compared with before the story" in text
        assert "Compared with after the story" in text
        assert "You tell apart about as well as then" in text


async def test_what_is_sorted_may_be_read_or_sorted_again() -> None:
    sorted_already(AFTER)
    async with sitting_down(AFTER) as (app, pilot):
        assert place(app) == "Fork"
        assert "You have sorted these claims after the story" in " ".join(screen_text(app).split())
        await press(app, pilot, "enter")
        assert place(app) == "Reading"
        assert "7 of 7 claims sorted" in screen_text(app)
        await press(app, pilot, "escape")
        open_quiz(app, lower(town_hall()), None, Wish(AFTER))
        await rest(app, pilot)
        await press(app, pilot, "down", "enter")
        assert "The first time is what counts" in " ".join(app.screen.paper.plain.split())
        await begin(app, pilot)
        await press(app, pilot, "1", "enter", "escape")
        assert place(app) == "Newsstand", "in the middle of what is told"
    first, second = kept("town_hall").sittings
    assert (first.number, second.number) == (1, 2)
    assert len(second.given) == 1


async def test_the_mouse_alone_can_sort_and_a_large_window_shows_what_was_sorted() -> None:
    def at(app: NewscycleApp, words: str) -> tuple[int, int]:
        lines = screen_text(app).splitlines()
        return next((line.index(words), y) for y, line in enumerate(lines) if words in line)

    async def click(app: NewscycleApp, pilot: Pilot[None], words: str) -> None:
        await pilot.click(offset=at(app, words))
        await rest(app, pilot)

    async with sitting_down(AFTER, (200, 60)) as (app, pilot):
        await click(app, pilot, "enter begin")
        first = app.screen.exercise.item
        words = capital(word(first.verdict))
        await click(app, pilot, f"{words} ")
        assert f"▸{NUMBERS[first.verdict]}  {words}" in screen_text(app)
        await click(app, pilot, f"{words} ")
        assert app.screen.told == (first, first.verdict)
        await click(app, pilot, "enter next claim")
        shown = screen_text(app)
        assert "Claim 2 of 7" in shown
        assert "Sorted so far" in shown
        assert first.text in shown
        assert "as you said." in shown


async def test_the_smallest_window_shows_every_verdict_and_a_full_disk_takes_none() -> None:
    async with sitting_down(AFTER, (60, 20)) as (app, pilot):
        await begin(app, pilot)
        for number, words in app.screen.choices():
            await press(app, pilot, str(number))
            assert f"▸{number}  {words}" in screen_text(app)
        assert all(words in screen_text(app) for _, words in app.screen.choices())
        item = app.screen.exercise.item
        writer = app.screen.exercise.writer
        kept_file = writer._file
        with Path("/dev/full").open("ab", buffering=0) as full:
            writer._file = full
            await press(app, pilot, "enter")
            assert "could not be saved" in " ".join(app.screen.said.split())
            assert app.screen.exercise.item == item
        writer._file = kept_file
        await press(app, pilot, "enter")
        assert app.screen.told is not None


async def test_long_feedback_is_read_to_its_end_before_the_next_claim() -> None:
    text = town_hall().text.replace("The paper counted the days.", "word " * 900)
    only = text[: text.index("  - {text: The council promised")] + text[text.index("glossary:") :]
    long = load_text(only, "town_hall")
    async with playing(SMALL, scenario=long, quiz=Wish(AFTER)) as (app, pilot):
        await begin(app, pilot)
        await press(app, pilot, "1", "enter")
        told = app.screen.told
        await press(app, pilot, "pagedown", "pageup", "enter")
        assert app.screen.told is told, "there is more to read"
        assert app.screen.paper.scroll_offset.y > 0


async def test_answers_that_cannot_be_kept_are_taken_only_if_the_player_agrees(
    own_data_folder: Path,
) -> None:
    own_data_folder.mkdir(parents=True)
    quiz_folder().write_text("a file where the folder should be", "utf-8")
    async with sitting_down(AFTER) as (app, pilot):
        await press(app, pilot, "enter")
        assert place(app) == "Question"
        assert "without keeping the answers" in " ".join(screen_text(app).split())
        await press(app, pilot, "escape")
        assert place(app) == "QuizPage"
        await press(app, pilot, "enter", "enter", "1", "enter")
        assert app.screen.told is not None
        await press(app, pilot, "escape")
        assert place(app) == "Newsstand"
    assert not kept("town_hall").sittings


async def test_damaged_answers_are_refused_with_their_line() -> None:
    sorted_already(AFTER, 3)
    (path,) = quiz_folder().iterdir()
    path.write_bytes(path.read_bytes().replace(b'"type":"answer"', b'"type":"anwser"', 1))
    async with sitting_down(AFTER) as (app, pilot):
        assert place(app) == "Reading"
        text = " ".join(app.screen.paper.plain.split())
        assert "line 2" in text
        assert "Move the file away" in text
        await press(app, pilot, "escape")
        assert place(app) == "Newsstand"


async def test_where_there_are_no_claims_nothing_is_offered() -> None:
    text = town_hall().text
    bare = load_text(text[: text.index("claims:")] + text[text.index("glossary:") :], "town_hall")
    async with playing((140, 45), scenario=bare, seed=3) as (app, pilot):
        assert "what do we know" not in screen_text(app)
        await press(app, pilot, "question_mark")
        assert place(app) == "CastingPage"


async def test_a_page_that_is_left_at_once_is_not_laid_out_any_more() -> None:
    async with sitting_down(AFTER) as (app, pilot):
        page = app.screen
        await pilot.resize_terminal(100, 30)
        page.dismiss(None)
        page.call_next(page._settled)
        await rest(app, pilot)
        page._settled()
        assert place(app) == "Newsstand"
