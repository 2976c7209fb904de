"""No bare string reaches Textual where it would read markup: a lint of all modules of the screens.

Outside text.py a sink may be given a plain literal without a bracket, or what a function of
text.py made. Widgets that parse what they are given are not used at all.
"""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

TUI = Path(__file__).parent.parent.parent / "sim" / "tui"
DOOR = {"literal", "entitle", "parting"}
WIDGETS = {"Input"}
SINKS = {"notify", "Label", "Static", "Button", "Option", "Selection", "Checkbox", "RadioButton",
         "Collapsible", "TabPane", "Tab", "Placeholder", "DiscoveryHit", "Hit", "SystemCommand",
         "Tooltip", "Markdown", "add_option", "add_options", "add_row", "add_column", "add_leaf",
         "set_options", "from_markup", "from_text", "print", "update"}  # fmt: skip
FIRST_ONLY = {"Hit": 1, "DiscoveryHit": 0}
ATTRIBUTES = {"border_title", "border_subtitle", "tooltip", "title", "sub_title", "placeholder",
              "label", "prompt"}  # fmt: skip
KEYWORDS = ATTRIBUTES | {"message", "markup"}


def harmless(node: ast.expr) -> bool:
    """Whether an expression is a literal without brackets, None, or made by the door."""
    if isinstance(node, ast.Constant):
        return not isinstance(node.value, str) or "[" not in node.value
    if isinstance(node, ast.IfExp):
        return harmless(node.body) and harmless(node.orelse)
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in DOOR


def name_of(call: ast.Call) -> str:
    """The function's or method's own name."""
    if isinstance(call.func, ast.Name):
        return call.func.id
    return call.func.attr if isinstance(call.func, ast.Attribute) else ""


def faults(source: str) -> list[str]:
    """What is wrong with a module, as ``line: what``."""
    found = []

    def fault(node: ast.AST, what: str) -> None:
        found.append(f"{getattr(node, 'lineno', 0)}: {what}")

    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            module = node.module or ""
            names = {alias.name for alias in node.names}
            if module.startswith("textual.widgets") and names - WIDGETS:
                fault(node, f"widgets that read markup: {names - WIDGETS}")
            if module == "textual.content" or (module.startswith("rich") and names != {"Style"}):
                fault(node, f"{module} belongs to text.py")
        elif isinstance(node, ast.Import):
            if any(alias.name.split(".")[0] == "rich" for alias in node.names):
                fault(node, "rich belongs to text.py")
        elif isinstance(node, ast.Call):
            name = name_of(node)
            if name in SINKS:
                arguments = node.args
                if name in FIRST_ONLY:
                    at = FIRST_ONLY[name]
                    arguments = node.args[at : at + 1]
                for argument in arguments:
                    if not harmless(argument):
                        fault(node, f"{name}() is given text that did not pass the door")
            for keyword in node.keywords:
                if keyword.arg in KEYWORDS and not harmless(keyword.value):
                    fault(node, f"{keyword.arg}= is given text that did not pass the door")
        elif isinstance(node, (ast.Assign, ast.AnnAssign)):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for target in targets:
                if (
                    isinstance(target, ast.Attribute)
                    and target.attr in ATTRIBUTES
                    and (node.value is None or not harmless(node.value))
                ):
                    fault(node, f".{target.attr} is set to text that did not pass the door")
    return found


MODULES = sorted(path for path in TUI.rglob("*.py") if path.name != "text.py")


@pytest.mark.parametrize("path", MODULES, ids=lambda path: path.relative_to(TUI).as_posix())
def test_no_text_reaches_textual_but_through_the_door(path: Path) -> None:
    assert faults(path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    "bad",
    [
        "from textual.widgets import Static",
        "from textual.widgets.option_list import Option",
        "from textual.content import Content",
        "from rich.text import Text",
        "import rich",
        "app.notify(words)",
        "app.notify(f'Saved as {path}')",
        "app.notify('[b]saved[/b]')",
        "widget.border_title = f'You: {name}'",
        "widget.tooltip = view.name",
        "app.title = program.title",
        "yield Panel(border_title=name)",
        "field.placeholder = words",
        "yield Hit(score, words, run)",
        "yield DiscoveryHit(f'{words}', run)",
        "self.exit(message=f'Kept as {name}')",
        "label.update(words)",
        "Content.from_markup(words)",
    ],
)
def test_the_lint_sees(bad: str) -> None:
    assert faults(bad), bad


@pytest.mark.parametrize(
    "good",
    [
        "app.notify('Saved.')",
        "yield Hit(score, literal(words), run, words)",
        "self.exit(message=None if words is None else parting(words))",
        "entitle(widget, f'You: {name}')",
        "from textual.widgets import Input",
    ],
)
def test_the_lint_lets_pass(good: str) -> None:
    assert faults(good) == [], good
