"""Three themes: newsprint (light), night desk (dark), contrast. Every role has a colour in each.

The colours of text keep at least 4.5 to 1 against what they stand on (WCAG 2.2, AA); contrast
keeps 7 to 1. A test computes it.
"""

from __future__ import annotations

from textual.theme import Theme

NIGHT = {
    "paper": "#14161a",
    "sheet": "#1b1e24",
    "ink": "#ebe6da",
    "strong": "#fffaf0",
    "muted": "#b0aba0",
    "faded": "#9d9990",
    "rule-line": "#565b66",
    "frame": "#565b66",
    "gold": "#f0b64c",
    "own": "#84c7f5",
    "inside": "#d9b3ff",
    "effect": "#9fd6a8",
    "marked": "#c3b79b",
    "real": "#f0b64c",
    "warn": "#ff9d8c",
    "bar": "#2a2e37",
}
NEWSPRINT = {
    "paper": "#ece6d8",
    "sheet": "#f7f2e6",
    "ink": "#24211c",
    "strong": "#0d0c0a",
    "muted": "#57524a",
    "faded": "#5e5a51",
    "rule-line": "#a39b8b",
    "frame": "#8b8474",
    "gold": "#86180f",
    "own": "#0a4a80",
    "inside": "#67258a",
    "effect": "#1c5c33",
    "marked": "#5e4c20",
    "real": "#86180f",
    "warn": "#a5180a",
    "bar": "#dcd4c2",
}
CONTRAST = {
    "paper": "#000000",
    "sheet": "#000000",
    "ink": "#ffffff",
    "strong": "#ffffff",
    "muted": "#e0e0e0",
    "faded": "#c8c8c8",
    "rule-line": "#ffffff",
    "frame": "#ffffff",
    "gold": "#ffff00",
    "own": "#00ffff",
    "inside": "#ffb3ff",
    "effect": "#80ff80",
    "marked": "#ffffff",
    "real": "#ffff00",
    "warn": "#ffb380",
    "bar": "#1a1a1a",
}


def _theme(name: str, colours: dict[str, str], *, dark: bool) -> Theme:
    return Theme(
        name=name,
        primary=colours["gold"],
        secondary=colours["own"],
        accent=colours["gold"],
        warning=colours["warn"],
        error=colours["warn"],
        success=colours["effect"],
        foreground=colours["ink"],
        background=colours["paper"],
        surface=colours["sheet"],
        panel=colours["bar"],
        dark=dark,
        variables={f"n-{key}": value for key, value in colours.items()}
        | {
            "block-cursor-background": colours["gold"],
            "block-cursor-foreground": colours["sheet"],
            "input-selection-background": f"{colours['own']} 40%",
            "scrollbar": colours["frame"],
            "scrollbar-background": colours["sheet"],
        },
    )


THEMES = (
    _theme("night-desk", NIGHT, dark=True),
    _theme("newsprint", NEWSPRINT, dark=False),
    _theme("contrast", CONTRAST, dark=True),
)
"""The first is the default."""
