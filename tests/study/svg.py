"""A few shapes as SVG: enough for the figures of the study, with no library and no fonts."""

from __future__ import annotations

from html import escape

FONT = "system-ui, 'Segoe UI', 'DejaVu Sans', Helvetica, Arial, sans-serif"
INK, QUIET, LINE, DEEP = "#1b1f24", "#57606a", "#d0d7de", (8, 69, 148)


class Drawing:
    """A picture that grows downwards. ``said`` is read out in place of it."""

    def __init__(self, width: int, title: str, said: str) -> None:
        self.width, self.height = width, 0
        self.title, self.said = title, said
        self.parts: list[str] = []

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        size: int = 12,
        anchor: str = "start",
        colour: str = INK,
        bold: bool = False,
    ) -> None:
        """Words whose baseline begins, has its middle, or ends at ``x``."""
        weight = ' font-weight="600"' if bold else ""
        self.parts.append(
            f'<text x="{x:g}" y="{y:g}" font-size="{size}" text-anchor="{anchor}"'
            f' fill="{colour}"{weight}>{escape(words)}</text>'
        )

    def box(self, x: float, y: float, width: float, height: float, colour: str) -> None:
        """A filled rectangle."""
        self.parts.append(
            f'<rect x="{x:g}" y="{y:g}" width="{width:g}" height="{height:g}" fill="{colour}"/>'
        )

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str = LINE, width: float = 1
    ) -> None:
        """A straight line."""
        self.parts.append(
            f'<line x1="{x1:.2f}" y1="{y1:.2f}" x2="{x2:.2f}" y2="{y2:.2f}" stroke="{colour}"'
            f' stroke-width="{width:g}"/>'
        )

    def dot(self, x: float, y: float, radius: float, colour: str, opacity: float = 1) -> None:
        """A filled circle."""
        self.parts.append(
            f'<circle cx="{x:.2f}" cy="{y:.2f}" r="{radius:g}" fill="{colour}"'
            f' fill-opacity="{opacity:g}"/>'
        )

    def __str__(self) -> str:
        inside = "\n".join(self.parts)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.width} {self.height}"'
            f' width="{self.width}" height="{self.height}" role="img" font-family="{FONT}">\n'
            f"<title>{escape(self.title)}</title>\n<desc>{escape(self.said)}</desc>\n"
            f'<rect width="{self.width}" height="{self.height}" fill="#ffffff"/>\n'
            f"{inside}\n</svg>\n"
        )


def shade(part: float) -> tuple[str, str]:
    """A blue, the deeper the larger ``part`` (0 to 1), and the ink that reads well on it."""
    mixed = [round(255 + (deep - 255) * (0.06 + 0.94 * part)) for deep in DEEP]
    return "#{:02x}{:02x}{:02x}".format(*mixed), "#ffffff" if part > 0.5 else INK
