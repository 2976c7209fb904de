"""Writes the index of the problem pages from the catalogue: ``python -m tests.problem_index``."""

from __future__ import annotations

from pathlib import Path

from sim.scenario.codes import CATALOGUE

INDEX = Path(__file__).parent.parent / "docs" / "problems" / "README.md"

ROOMS = (
    "The file itself",
    "YAML as text",
    "Keys, values and ids",
    "Names of other parts",
    "Expressions",
    "Stages, transitions and moves",
    "Calendar and record",
    "Texts, sources and certainty",
    "What-ifs and expectations",
    "What plays and proofs show",
)
"""What the first digit of a code stands for."""

HEAD = """\
# Problem codes

`newscycle check FILE` reports everything that is wrong with a scenario, each with a code, the line
and the column, the line itself with a mark below the place, and what to do.
`newscycle explain CODE` prints the page of a code: what it means, a bad example and a good one.

An **error** forbids playing, but for those of the last room: there the scenario can be played, and
`check` fails because something in it is not as it was meant. A **warning** is probably a mistake. A
**note** is worth a look.

This page is written by `python -m tests.problem_index` from the catalogue in
`sim/scenario/codes.py`.
"""


def index() -> str:
    """The text of the index."""
    parts = [HEAD]
    for digit, room in enumerate(ROOMS):
        rows = [
            f"| [{code}]({code}.md) | {entry.severity.value} | {entry.title} |"
            for code, entry in sorted(CATALOGUE.items())
            if code[2] == str(digit)
        ]
        head = ["| code | severity | title |", "|---|---|---|"]
        parts.append("\n".join([f"\n## {digit}. {room}\n", *head, *rows, ""]))
    return "".join(parts)


if __name__ == "__main__":
    INDEX.write_text(index(), "utf-8")
