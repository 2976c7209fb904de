"""``python -m tests.study``: tell the stories, and write numbers, figures and page.

``--draw`` writes figures and page anew from the numbers that are there, without telling a story.
"""

from __future__ import annotations

import argparse
import sys

from tests.study import page
from tests.study.measure import RUNS, WORLD_RUNS, WORLDS, measured


def main() -> None:
    """Write every file of the study."""
    parser = argparse.ArgumentParser(prog="python -m tests.study", description=__doc__)
    parser.add_argument("--draw", action="store_true", help="figures and page only")
    if not parser.parse_args().draw:
        numbers = measured(runs=RUNS, worlds=WORLDS, world_runs=WORLD_RUNS, progress=said)
        for path, text in page.kept(numbers).items():
            path.write_text(text, "utf-8")
    for path, text in page.files(page.read()).items():
        path.write_text(text, "utf-8")
        print(path)


def said(line: str) -> None:
    """How far it is."""
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
