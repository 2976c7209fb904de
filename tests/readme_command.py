"""Prints a command of the README: the code block that follows ``<!-- command: NAME -->``."""

from __future__ import annotations

import re
import sys


def command(readme: str, name: str) -> str:
    """The command called ``name`` in the text of a README."""
    match = re.search(rf"<!-- command: {name} -->\n```sh\n(.*?)\n```", readme, re.DOTALL)
    if match is None:
        raise SystemExit(f"the README has no command called {name}")
    return match[1]


if __name__ == "__main__":
    print(command(sys.stdin.read(), sys.argv[1]))
