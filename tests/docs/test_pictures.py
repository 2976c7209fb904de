"""The pictures of the documentation show the program as it is, and fetch nothing."""

from __future__ import annotations

import re
from xml.etree import ElementTree

import pytest

from tests.pictures import GRAPHS, IMAGES, PICTURES, draw, graph, lines_of

SVG = "{http://www.w3.org/2000/svg}"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_shows_what_the_program_draws_now(name: str) -> None:
    # The words, not the bytes: another version of Textual may write the same screen otherwise.
    kept = lines_of((IMAGES / f"{name}.svg").read_text("utf-8"))
    assert kept == lines_of(draw(name)), "run: python -m tests.pictures"
    assert len(kept) > 10


def test_every_picture_in_the_folder_is_drawn_by_the_program() -> None:
    assert sorted(path.name for path in IMAGES.iterdir()) == sorted(
        f"{name}.svg" for name in (*PICTURES, *GRAPHS)
    )


@pytest.mark.parametrize("name", GRAPHS)
def test_a_graph_shows_what_the_program_draws_now(name: str) -> None:
    kept = (IMAGES / f"{name}.svg").read_text("utf-8")
    assert kept == graph(name), "run: python -m tests.pictures"


@pytest.mark.parametrize("name", PICTURES)
def test_a_picture_fetches_nothing_and_needs_no_special_font(name: str) -> None:
    svg = (IMAGES / f"{name}.svg").read_text("utf-8")
    assert set(re.findall(r"https?://[^\"' )]*", svg)) == {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in svg
    assert "monospace" in svg
    # Viewers differ in what they do with spaces at the ends of a text; so there are none.
    texts = [text.text or "" for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314
    assert len(texts) > 20
    assert all(text == text.strip() for text in texts)
