"""Small drawings as SVG inside a page: no script, no file, colours from the page's own style."""

from collections.abc import Sequence
from html import escape
from typing import Final

#: Drawings are this wide on a phone; the page lets them grow a little on a desk.
WIDTH: Final = 320


class Drawing:
    """Shapes on a canvas, each with a class of the page's style. Lengths are pixels of a phone."""

    def __init__(self, height: float, told: str) -> None:
        """Begin an empty drawing; `told` is what it says, for those who cannot see it."""
        self._height = height
        self._told = told
        self._shapes: list[str] = []

    def bar(self, x: float, y: float, width: float, height: float, style: str) -> None:
        """Draw a filled rectangle; one too narrow to see is still drawn a hair wide."""
        self._shapes.append(
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{max(width, 0.5):.1f}" '
            f'height="{height:.1f}" class="{style}"/>'
        )

    def line(self, x1: float, y1: float, x2: float, y2: float, style: str) -> None:
        """Draw a straight line."""
        ends = f'x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"'
        self._shapes.append(f'<line {ends} class="{style}"/>')

    def path(self, points: Sequence[tuple[float, float]], style: str) -> None:
        """Draw a line through points."""
        through = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        self._shapes.append(f'<polyline points="{through}" class="{style}"/>')

    def dot(self, x: float, y: float, radius: float, style: str) -> None:
        """Draw a filled circle."""
        self._shapes.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" class="{style}"/>')

    def text(self, x: float, y: float, text: str, style: str = "", *, at: str = "start") -> None:
        """Write a text on the line `y`; `at` is which part of it stands at `x`."""
        place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{at}"'
        self._shapes.append(f'<text {place} class="{style}">{escape(text)}</text>')

    def span(self, low: float, high: float, y: float) -> None:
        """Draw an interval: a thin line with ends."""
        self.line(low, y, high, y, "span")
        for end in (low, high):
            self.line(end, y - 3, end, y + 3, "span")

    def __str__(self) -> str:
        """Return the element."""
        told = escape(self._told, quote=True)
        head = f'<svg viewBox="0 0 {WIDTH} {self._height:.0f}" role="img" aria-label="{told}">'
        return f"{head}{''.join(self._shapes)}</svg>"
