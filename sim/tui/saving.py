"""Asking for the name of a file and writing to it: the same question on every page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sim.errors import NewscycleError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from sim.play.reading import Section
    from sim.tui.page import Commanded

AS_PAGE = "Save this page as a file. A name that ends in .md makes it Markdown."


def ask_to_save(
    page: Commanded[Any], title: str, sections: Sequence[Section], file_name: str
) -> None:
    """Ask for a name, and write sections to that file."""
    from sim.play.export import write_page

    def write(path: Path, replace: bool) -> None:
        write_page(path, title, sections, replace=replace)

    ask_for_file(page, AS_PAGE, file_name, write)


def ask_for_file(
    page: Commanded[Any], words: str, file_name: str, write: Callable[[Path, bool], None]
) -> None:
    """Ask for a name until ``write`` (path, whether to replace) has written to it."""

    def judge(name: str, again: bool) -> str | None:
        from sim.play.export import ExistsError, typed_path

        try:
            path = typed_path(name)
            write(path, again)
        except ExistsError as error:
            return f"{error} Press enter again to replace it, or type another name."
        except NewscycleError as error:
            return str(error)
        page.say(f"Saved as {path}.", "head")
        return None

    page.shell.ask(words, file_name, judge)
