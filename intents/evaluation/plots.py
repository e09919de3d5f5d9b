"""The plots of the report. Each gets plain values and returns one SVG element."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from math import ceil, log2, sqrt
from typing import Final
from unicodedata import east_asian_width

from intents.evaluation.svg import WIDTH, Drawing
from intents.evaluation.values import Bin

_LABEL: Final = 126  #: where the bars begin
_BARS: Final = WIDTH - _LABEL - 76  #: how long a bar of 100 % is
_ROW: Final = 26
_THICK: Final = 12
_COLUMNS: Final = 17  #: half widths of a letter that fit beside a bar
_NARROW: Final = 30  #: a part of a bar narrower than this holds no number


_QUICK: Final = 0.5  #: anything faster (in ms) stands in the first step


@dataclass(frozen=True, slots=True, kw_only=True)
class BarRow:
    """One bar of a share. `more` is a paler bar behind it that reaches further."""

    label: str
    value: float
    note: str
    low: float | None = None
    high: float | None = None
    more: float | None = None


def bars(rows: Sequence[BarRow], told: str) -> str:
    """Draw shares as bars with their intervals, one below the other."""
    drawing = Drawing(len(rows) * _ROW + 18, told)
    bottom = len(rows) * _ROW + 2
    for step in (0, 0.5, 1):
        x = _LABEL + step * _BARS
        drawing.line(x, 0, x, bottom, "grid")
        drawing.text(x, bottom + 13, f"{step:.0%}", "small", at="middle")
    for number, row in enumerate(rows):
        top = number * _ROW + (_ROW - _THICK) / 2
        middle = top + _THICK / 2
        drawing.text(_LABEL - 6, middle + 4, _cut(row.label), at="end")
        if row.more is not None:
            drawing.bar(_LABEL, top, row.more * _BARS, _THICK, "pale")
        drawing.bar(_LABEL, top, row.value * _BARS, _THICK, "main")
        if row.low is not None and row.high is not None:
            drawing.span(_LABEL + row.low * _BARS, _LABEL + row.high * _BARS, middle)
        drawing.text(_LABEL + _BARS + 42, middle + 4, f"{row.value:.0%}", "strong", at="end")
        drawing.text(WIDTH - 2, middle + 4, row.note, "small", at="end")
    return str(drawing)


def stacks(rows: Sequence[tuple[str, Mapping[str, int]]], told: str) -> str:
    """Draw how each whole is divided; the parts are named by the legend of the page."""
    drawing = Drawing(len(rows) * 50, told)
    for number, (label, parts) in enumerate(rows):
        top, total, x = number * 50, sum(parts.values()), 0.0
        drawing.text(0, top + 13, label, "strong")
        drawing.text(WIDTH, top + 13, str(total), "small", at="end")
        for name, count in parts.items():
            width = count / total * WIDTH
            drawing.bar(x, top + 19, width, 22, f"band-{name}")
            if width >= _NARROW:
                share = f"{count / total:.0%}"
                drawing.text(x + width / 2, top + 34, share, f"on-{name}", at="middle")
            x += width
    return str(drawing)


def calibration(curve: Sequence[Bin], across: str, up: str, told: str) -> str:
    """Draw how often a score was right against the score; honest scores lie on the slope."""
    left, top, side = 44.0, 18.0, 250.0
    drawing = Drawing(top + side + 40, told)
    for step in (0, 0.25, 0.5, 0.75, 1):
        x, y = left + step * side, top + (1 - step) * side
        drawing.line(left, y, left + side, y, "grid")
        drawing.line(x, top, x, top + side, "grid")
        drawing.text(x, top + side + 14, f"{step:g}", "small", at="middle")
        drawing.text(left - 6, y + 4, f"{step:.0%}", "small", at="end")
    drawing.line(left, top + side, left + side, top, "slope")
    drawing.text(left, 10, up, "small")
    drawing.text(left + side, top + side + 32, across, "small", at="end")
    points = [(left + b.score * side, top + (1 - b.right) * side) for b in curve]
    drawing.path(points, "curve")
    most = max((b.n for b in curve), default=1)
    for (x, y), bin_ in zip(points, curve, strict=True):
        drawing.dot(x, y, 3 + 8 * sqrt(bin_.n / most), "dot")
    return str(drawing)


def histogram(values: Sequence[float], unit: str, told: str) -> str:
    """Draw how many values fall into steps that double, from the least to the greatest."""
    steps = [max(ceil(log2(max(value, _QUICK))), 0) for value in values]
    counts = [steps.count(step) for step in range(min(steps), max(steps) + 1)]
    width, high, base = (WIDTH - 8) / len(counts), max(counts), 150.0
    drawing = Drawing(base + 34, told)
    drawing.line(0, base, WIDTH, base, "axis")
    for number, count in enumerate(counts):
        middle, height = 4 + (number + 0.5) * width, count / high * (base - 24)
        if count:
            drawing.bar(middle - width / 2 + 2, base - height, width - 4, height, "main")
            drawing.text(middle, base - height - 5, str(count), "small", at="middle")
        edge = f"≤{2 ** (min(steps) + number)}"
        drawing.text(middle, base + 15, edge, "small", at="middle")
    drawing.text(WIDTH - 2, base + 30, unit, "small", at="end")
    return str(drawing)


def pairs(rows: Sequence[tuple[str, str, int]], told: str) -> str:
    """Draw what was taken for what, with a bar for how often."""
    drawing = Drawing(len(rows) * 38, told)
    most = max(count for _, _, count in rows)
    for number, (wanted, got, count) in enumerate(rows):
        top = number * 38
        drawing.text(0, top + 13, f"{wanted} → {got}")
        drawing.bar(0, top + 20, count / most * (WIDTH - 40), 9, "warn")
        drawing.text(WIDTH - 2, top + 29, str(count), "strong", at="end")
    return str(drawing)


def bullet(value: float, low: float, high: float, bound: float, *, upwards: bool) -> str:
    """Draw a value and its interval on a scale on which its limit stands; lengths in percent."""
    start = min(0.5, low, bound - 0.1) if upwards else 0.0
    end = 1.0 if upwards else max(high, bound * 2)
    drawing = Drawing(22, "")

    def at(place: float) -> float:
        # The ends keep room for the dot.
        return 7 + (min(max(place, start), end) - start) / (end - start) * (WIDTH - 14)

    good = (at(bound), WIDTH) if upwards else (0.0, at(bound))
    drawing.bar(0, 4, WIDTH, 14, "trough")
    drawing.bar(good[0], 4, good[1] - good[0], 14, "good")
    drawing.line(at(bound), 1, at(bound), 21, "limit")
    drawing.span(at(low), at(high), 11)
    drawing.dot(at(value), 11, 6, "dot")
    return str(drawing)


def _cut(label: str) -> str:
    """The label, shortened to what fits. A Korean letter is as wide as two Latin ones."""
    ends = accumulate(2 if east_asian_width(char) in "WF" else 1 for char in label)
    fitting = sum(end <= _COLUMNS for end in ends)
    return label if fitting == len(label) else label[: fitting - 1] + "…"
