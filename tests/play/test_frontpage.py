"""The ending as a front page: what stands on it is the story's, and the picture is sound."""

from __future__ import annotations

from typing import TYPE_CHECKING
from xml.etree import ElementTree

import pytest

from sim.engine.events import NewsPublished
from sim.errors import UsageError
from sim.play.export import ExistsError
from sim.play.frontpage import TEXT_WIDTH, as_text, front_page, in_columns, write_front_page
from sim.play.newspaper import COLUMN, INNER, as_svg, wide, wrapped
from sim.play.pages import said_by
from sim.play.session import Casting, Session
from sim.scenario.catalog import load

if TYPE_CHECKING:
    from pathlib import Path

SVG = "{http://www.w3.org/2000/svg}"


def ended(name: str, role: str, seed: int = 3) -> Session:
    session = Session.begin(load(name), Casting((role,), seed), None)
    while not session.ended:
        session.choose(session.view().moves[0].id)
    return session


@pytest.fixture(scope="module", params=[("leaking_roof", "head"), ("petropavlovsk", "police")])
def session(request: pytest.FixtureRequest) -> Session:
    return ended(*request.param)


def texts_of(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(svg).iter(f"{SVG}text"))  # noqa: S314 - our own


def test_the_page_says_what_the_story_says(session: Session) -> None:
    page = front_page(session)
    words = " ".join(as_text(page).split())
    assert page.headline.upper() in words
    assert page.date in words
    public = [e for e in session.story.events if isinstance(e, NewsPublished) and not e.seen_by]
    titles = [piece.head for piece in page.blocks[0].pieces]
    assert titles == [e.headline for e in reversed(public[-9:])]
    assert all(piece.note for piece in page.blocks[0].pieces), "each item bears its mark"
    assert f"No. {session.casting.seed}" in words


def test_the_text_keeps_to_its_width(session: Session) -> None:
    lines = as_text(front_page(session)).splitlines()
    assert max(map(len, lines)) <= TEXT_WIDTH
    assert all(line == line.rstrip() for line in lines)


def test_the_picture_is_xml_with_no_font_and_no_link(session: Session) -> None:
    svg = as_svg(front_page(session))
    root = ElementTree.fromstring(svg)  # noqa: S314 - our own
    assert {node.tag.removeprefix(SVG) for node in root.iter()} == {
        "svg", "title", "rect", "g", "text", "line",
    }  # fmt: skip
    assert "href" not in svg
    assert "url(" not in svg
    assert "style=" not in svg.replace("font-style=", "")


def test_every_line_of_the_picture_fits_where_it_stands(session: Session) -> None:
    page = front_page(session)
    for node in texts_of(as_svg(page)):
        bold = node.get("font-weight") == "bold"
        width = wide(node.text or "", float(node.get("font-size", 0)), bold=bold)
        x = float(node.get("x", 0))
        if node.get("text-anchor") == "middle":
            assert width <= INNER + 1, node.text
        elif float(node.get("y", 0)) > 200:
            assert width <= COLUMN + 1, node.text
            assert x + width <= 1000 - 55, node.text


def test_all_words_of_the_columns_are_in_the_picture(session: Session) -> None:
    page = front_page(session)
    shown = " ".join(node.text or "" for node in texts_of(as_svg(page)))
    flat = "".join(shown.split())
    for block in page.blocks:
        for piece in block.pieces:
            for part in (piece.head, piece.text):
                # A column may break between a head and its text, never within a line.
                for word in part.split():
                    assert word in flat


def test_a_word_longer_than_a_line_is_cut_not_lost() -> None:
    lines = wrapped("x" * 200, 16, COLUMN)
    assert "".join(lines) == "x" * 200
    assert all(wide(line, 16) <= COLUMN for line in lines)


def test_a_heading_never_stands_at_the_foot_of_a_column() -> None:
    lines = [("a", False), ("b", False), ("HEAD", True), ("c", False), ("d", False)]
    columns = in_columns(lines, 2)
    assert columns == [["a", "b"], ["HEAD", "c", "d"]]


def test_names_decide_the_kind_and_nothing_is_overwritten_unasked(tmp_path: Path) -> None:
    page = front_page(ended("leaking_roof", "head"))
    write_front_page(tmp_path / "a.svg", page)
    write_front_page(tmp_path / "a.txt", page)
    assert (tmp_path / "a.svg").read_text("utf-8").startswith("<svg")
    assert (tmp_path / "a.txt").read_text("utf-8").startswith("═")
    with pytest.raises(ExistsError):
        write_front_page(tmp_path / "a.svg", page)
    with pytest.raises(UsageError, match=r"not \.png"):
        write_front_page(tmp_path / "a.png", page)


def test_a_headline_that_begins_with_its_speaker_is_not_given_another() -> None:
    assert said_by("BASE", "BASE: groups like it") == "BASE: groups like it"
    assert said_by("BASE", "Baseless, says the mayor") == "BASE: Baseless, says the mayor"
    assert said_by("The council", "A promise") == "The council: A promise"
