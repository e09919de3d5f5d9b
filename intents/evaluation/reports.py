"""The figures as plain text for a terminal, and as JSON for whoever goes on with them."""

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from typing import Any

from intents.evaluation.limits import Verdict
from intents.evaluation.values import Figure, Figures, Miss
from intents.evaluation.words import wording, written

_NAME_WIDTH = 44


def as_text(figures: Figures, verdicts: Sequence[Verdict]) -> Iterator[str]:
    """Return the lines: what was promised and whether it is kept, then every figure."""
    words = wording()
    half = words.halves[figures.half]
    yield words.text["head"].format(half=half, rows=figures.rows, seen=figures.seen)
    yield f"\n{words.text['targets']}"
    yield from map(verdict_line, verdicts)
    for title, those in words.in_sections(figures.figures):
        yield f"\n{title}"
        yield from map(_figure_line, those)


def verdict_line(verdict: Verdict) -> str:
    """Return one limit, what was found and whether it holds."""
    words = wording()
    state = f"{words.marks[verdict.state]} {words.states[verdict.state]}"
    if verdict.figure is None:
        return f"  {_padded(state, 14)}{words.name(verdict.limit.figure)}"
    bound = words.bound(verdict.limit, verdict.figure.unit)
    return f"  {_padded(state, 14)}{_told(verdict.figure)}  {bound}"


def floors_lines(kept: Sequence[Verdict]) -> Iterator[str]:
    """Return what fell below its floor, or that nothing did."""
    words = wording().text
    lost = [verdict for verdict in kept if not verdict.is_met]
    if lost:
        yield f"\n{words['floors_lost']}"
        yield from map(verdict_line, lost)
    else:
        told = words["floors_kept"] if kept else words["floors_none"]
        yield f"\n{told.format(count=len(kept))}"


def misses_lines(misses: Sequence[Miss], most: int) -> Iterator[str]:
    """Return at most so many misunderstood messages of each kind; none when `most` is 0."""
    words = wording()
    kinds = dict.fromkeys(miss.kind for miss in misses) if most else {}
    for kind in kinds:
        those = [miss for miss in misses if miss.kind == kind]
        yield f"\n{words.text['errors']}: {words.misses[kind]} ({len(those)})"
        for miss in those[:most]:
            told = f"{words.text['wanted']} {miss.wanted} · {words.text['got']} {miss.got}"
            yield f"  {miss.text}\n      {told}"


def as_json(figures: Figures, verdicts: Sequence[Verdict]) -> dict[str, Any]:
    """Return everything but the texts and the single times, keyed by the ids of the figures."""
    return {
        "half": figures.half.value,
        "rows": figures.rows,
        "seen": figures.seen,
        "targets": [
            {**v.limit.model_dump(exclude_none=True), "state": v.state.value} for v in verdicts
        ],
        "figures": {key: _figure_json(figure) for key, figure in figures.figures.items()},
        "bands": {scope.value: dict(counts) for scope, counts in figures.bands.items()},
        "intents": [
            {**asdict(row), "recall": row.recall, "precision": row.precision}
            for row in figures.intents
        ],
        "confusions": [asdict(confusion) for confusion in figures.confusions],
        "voices": [asdict(row) for row in figures.voices],
        "calibration": [asdict(bin_) for bin_ in figures.curve],
    }


def _figure_json(figure: Figure) -> dict[str, Any]:
    told = {key: value for key, value in asdict(figure).items() if key != "key"}
    return {k: round(v, 6) if isinstance(v, float) else v for k, v in told.items()}


def _figure_line(figure: Figure) -> str:
    return f"  {_told(figure)}"


def _told(figure: Figure) -> str:
    low, high = written(figure.low, figure.unit), written(figure.high, figure.unit)
    value = f"{written(figure.value, figure.unit):>9}"
    name = _padded(wording().name(figure.key), _NAME_WIDTH)
    return f"{name}{value}  {f'{low} – {high}':<19}{figure.n:>6}"


def _padded(text: str, width: int) -> str:
    """A Korean letter takes two columns of a terminal."""
    wide = sum(unicodedata.east_asian_width(char) in "WF" for char in text)
    return text + " " * max(width - len(text) - wide, 1)
