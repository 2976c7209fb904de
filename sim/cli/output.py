"""One JSON document on standard output; narration on standard error."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from click import Context, Parameter


LAST = 2**64 - 1
"""The last seed, and the last number of a story."""


class Whole(click.IntRange):
    """A whole number in a range, called that: not every reader has met an "integer"."""

    name = "whole number"

    def _describe_range(self) -> str:
        """The range in the help and in errors: in words, not as an inequality."""
        if self.max is None:
            return f"{self.min} or more"
        most = "2^64-1" if self.max == LAST else str(self.max)
        return f"{self.min} to {most}"

    def get_metavar(self, param: Parameter, ctx: Context) -> str:
        """What stands for it in the help."""
        return "N"


def print_json(document: Any) -> None:
    """Print ``document``, and nothing else, on standard output."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=1))


json_option = click.option("--json", "as_json", is_flag=True, help="Print one JSON document.")
seed_option = click.option(
    "--seed",
    type=Whole(0, LAST),
    help="Fixes all luck; without it a fresh one is drawn and shown.",
)
do_option = click.option(
    "--do",
    "lines",
    metavar="LINE",
    multiple=True,
    help="An intervention, such as police.arrest@3 or never:base.publish; may be repeated.",
)
