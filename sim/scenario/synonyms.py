"""Other words for the keys of the format: what people write who know another one, or none."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

MEANT: dict[str, tuple[str, ...]] = {
    word: keys
    for words, keys in (
        ("probability prob likelihood percent percentage odds", ("chance", "weight", "odds")),
        ("if condition conditions requires", ("when",)),
        ("description desc content", ("text", "about", "summary", "body")),
        ("text message", ("body", "headline", "about", "label")),
        ("title caption", ("label", "name", "headline", "term")),
        ("name", ("label", "title", "term", "id")),
        ("label", ("name", "title", "term")),
        ("effect effects changes", ("change",)),
        ("goto go_to next target leads_to", ("to",)),
        ("initial default value", ("start",)),
        ("min max minimum maximum limits bounds", ("range",)),
        ("turns duration length", ("rounds",)),
        ("player players human", ("playable", "actors")),
        ("goal goals aims objectives", ("wants",)),
        ("action actions choices options", ("moves",)),
        ("characters people agents roles", ("actors",)),
        ("states state scenes phases", ("stages",)),
        ("final end is_ending terminal", ("ending",)),
        ("reason why explanation", ("because", "why")),
        ("only_once one_time", ("once",)),
        ("type medium", ("kind",)),
    )
    for word in words.split()
    for keys in (keys,)
}
"""A word, and the keys that it may mean, the likeliest first."""


def same_meaning(word: str, known: Collection[str]) -> str | None:
    """The key among ``known`` that ``word`` is another word for."""
    return next((key for key in MEANT.get(word.lower(), ()) if key in known), None)
