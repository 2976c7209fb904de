"""A class code brings everybody into the same world, and a slip of the pen is always found."""

from __future__ import annotations

import re
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.luck import SEED_LIMIT
from sim.errors import UsageError
from sim.play.cast import USUAL, cast_of
from sim.play.classcode import (
    ALPHABET,
    LONGEST,
    bundled_shelf,
    class_code,
    edition,
    is_sound,
    read_code,
    with_checks,
)
from sim.play.session import Casting, check_casting, start_story
from sim.program.lower import lower
from sim.scenario.catalog import bundled, load
from sim.scenario.reader import Scenario, load_text

SHELF = bundled_shelf()
ROOF = next(scenario for scenario in SHELF if scenario.id == "leaking_roof")


@st.composite
def castings(draw: st.DrawFn) -> tuple[Scenario, Casting]:
    """A bundled scenario with any cast that can be begun."""
    scenario = draw(st.sampled_from(SHELF))
    program = lower(scenario)
    members = cast_of(program)
    playable = [m.id for m in members if m.playable]
    players = draw(st.lists(st.sampled_from(playable), min_size=1, unique=True))
    tempers = []
    for member in members:
        if member.id not in players:
            temper = draw(st.sampled_from(member.tempers))
            if temper != USUAL:
                tempers.append(f"{member.id}~{temper}")
    seed = draw(st.one_of(st.integers(0, 2**20 - 1), st.integers(0, SEED_LIMIT - 1)))
    return scenario, Casting(tuple(players), seed, 0, tuple(tempers))


@given(castings())
def test_what_is_read_is_what_was_cast(drawn: tuple[Scenario, Casting]) -> None:
    scenario, casting = drawn
    program = lower(scenario)
    code = class_code(program, casting)
    found = read_code(code, SHELF)
    assert found.scenario.hash == scenario.hash
    assert set(found.casting.players) == set(casting.players)
    assert set(found.casting.temperaments) == set(casting.temperaments)
    assert (found.casting.seed, found.casting.number) == (casting.seed, 0)
    check_casting(program, found.casting)


def test_two_who_type_the_same_code_meet_the_same_world() -> None:
    code = class_code(lower(ROOF), Casting(("pupil",), 4711, 0, ("head~uniform",)))
    stories = []
    for typed in (code, code.lower().replace("-", " ")):
        found = read_code(typed, SHELF)
        story = start_story(lower(found.scenario), found.casting)
        while not story.ended:
            story.choose(story.enabled[0].id)
        stories.append(story.events)
    assert stories[0] == stories[1]


def test_a_code_is_one_short_word() -> None:
    for scenario in SHELF:
        program = lower(scenario)
        for member in cast_of(program):
            if member.playable:
                code = class_code(program, Casting((member.id,), 999_999))
                assert len(code.replace("-", "")) <= 12, code


def codes() -> list[str]:
    """A few codes, short and long."""
    found: list[str] = []
    for scenario in SHELF:
        program = lower(scenario)
        playable = tuple(m.id for m in cast_of(program) if m.playable)
        casts = (
            Casting(playable[:1], 0),
            Casting(playable[:1], 123_456),
            Casting(playable, SEED_LIMIT - 1),
        )
        found += [class_code(program, casting).replace("-", "") for casting in casts]
    return found


def refused(word: str) -> bool:
    """Whether a word is no code at all."""
    with pytest.raises(UsageError) as caught:
        read_code(word, SHELF)
    return "not a class code" in str(caught.value)


def test_any_single_wrong_character_is_found() -> None:
    for code in codes():
        for at, right in enumerate(code):
            for wrong in ALPHABET:
                if wrong != right:
                    assert refused(code[:at] + wrong + code[at + 1 :])


def test_any_swap_of_neighbours_is_found_and_of_all_others_too() -> None:
    for code in codes():
        for one in range(len(code)):
            for other in range(one + 1, len(code)):
                chars = list(code)
                chars[one], chars[other] = chars[other], chars[one]
                assert "".join(chars) == code or refused("".join(chars))


@given(st.lists(st.integers(0, 31), min_size=1, max_size=LONGEST - 2))
def test_the_checks_find_every_slip_in_codes_of_any_length(values: list[int]) -> None:
    whole = with_checks(values)
    assert is_sound(whole)
    assert whole[2:] == values
    for at in range(len(whole)):
        for change in range(1, 32):
            assert not is_sound([*whole[:at], whole[at] ^ change, *whole[at + 1 :]])
    for at, (one, other) in enumerate(pairwise(whole)):
        if one != other:
            assert not is_sound([*whole[:at], other, one, *whole[at + 2 :]])


def test_a_character_too_few_or_too_many_is_found() -> None:
    for code in codes():
        for at in range(len(code)):
            assert refused(code[:at] + code[at + 1 :])
        assert refused(code + "0")
        assert refused("0" + code)
        assert refused("00000" + code)


def test_codes_are_read_as_people_write_them() -> None:
    code = class_code(lower(ROOF), Casting(("pupil",), 1))
    assert "0" in code
    ways = [code.replace(*pair) for pair in (("0", "O"), ("0", "o"), ("1", "I"), ("1", "l"))]
    for typed in (*ways, code.lower(), f"  {code} ", code.replace("-", "")):
        assert read_code(typed, SHELF).casting.seed == 1


def test_a_code_of_another_edition_names_both_editions() -> None:
    text = bundled()["leaking_roof"].read_text("utf-8")
    other = load_text(text.replace("drift: -1", "drift: -2", 1), "leaking_roof")
    assert other.hash != ROOF.hash
    code = class_code(lower(other), Casting(("pupil",), 7))
    with pytest.raises(UsageError) as caught:
        read_code(code, SHELF)
    said = str(caught.value)
    mark = edition(other).rpartition("(")[2].removesuffix(")")
    assert f"made for edition {mark} of “The leaking roof”" in said
    assert f"here is edition {edition(ROOF)}" in said
    assert read_code(code, [other]).casting.seed == 7


def test_a_code_for_a_file_needs_the_file() -> None:
    text = bundled()["leaking_roof"].read_text("utf-8")
    mine = load_text(text, "my_own_school")
    code = class_code(lower(mine), Casting(("pupil",), 7))
    with pytest.raises(UsageError, match="open that file first"):
        read_code(code, SHELF)
    assert read_code(code, [mine]).casting.players == ("pupil",)


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("", "Type a class code"),
        ("  - ", "Type a class code"),
        ("ABCU", "no U in a class code"),
        ("Ä", "no Ä in"),
        ("\x1b[2J", "no this in"),
        ("0", "not a class code"),
        ("00", "not a class code"),
        ("000", "not a class code"),
        ("7" * 1000, "not a class code"),
    ],
)
def test_what_is_no_code_is_said_in_words(typed: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_code(typed, [])
    assert words in str(caught.value)
    assert "\x1b" not in str(caught.value)


def test_a_story_of_a_run_has_no_code() -> None:
    with pytest.raises(UsageError, match="seed alone"):
        class_code(lower(ROOF), Casting(("pupil",), 7, 3))


def test_the_form_of_codes_is_a_promise() -> None:
    """A code on a worksheet must still work next year, while the scenario is the same."""
    scenario = replace(load("leaking_roof"), hash="ab" * 32)
    assert class_code(lower(scenario), Casting(("head",), 271_828)) == PROMISED
    found = read_code(PROMISED, [scenario]).casting
    assert (found.players, found.seed) == (("head",), 271_828)


def test_codes_that_are_shown_as_examples_are_sound() -> None:
    """So that nobody who tries one is told of a typing error."""
    page = Path(__file__).parent.parent.parent / "docs" / "classroom.md"
    shown = re.findall(r"`(\w{4}-\w{4}-\w{4})`", page.read_text("utf-8"))
    assert shown
    with pytest.raises(UsageError) as caught:
        read_code("", SHELF)
    for code in [*shown, str(caught.value).split()[-1].rstrip(".")]:
        assert is_sound([ALPHABET.index(char) for char in reversed(code.replace("-", ""))])


PROMISED = "115T-GJNT-K7PK"
