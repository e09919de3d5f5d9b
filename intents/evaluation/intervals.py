"""95 % intervals, so that a figure over forty rows is not read as a figure over four thousand.

Rows count as independent. Variants of one sentence in a set make the true intervals a little wider.
"""

from collections.abc import Sequence
from math import ceil, floor, sqrt
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.evaluation.values import Figure, Unit

#: 97.5 % quantile of the normal distribution.
_Z: Final = 1.959963984540054
_RESAMPLES: Final = 400


def share(key: str, hits: Sequence[bool]) -> Figure | None:
    """Return how many of the rows hit, with Wilson's interval; None for no rows."""
    n = len(hits)
    if not n:
        return None
    value = sum(hits) / n
    spread = _Z * sqrt(value * (1 - value) / n + _Z**2 / (4 * n**2))
    middle = value + _Z**2 / (2 * n)
    whole = 1 + _Z**2 / n
    low, high = (middle - spread) / whole, (middle + spread) / whole
    # Rounding must not push an end past a value of exactly 0 or 1.
    return Figure(
        key=key, value=value, n=n, low=min(max(low, 0), value), high=max(min(high, 1), value)
    )


def loss(key: str, before: Sequence[bool], after: Sequence[bool]) -> Figure | None:
    """Return by how many points the share falls from `before` to `after`, row by row.

    The interval is Bonett and Price's for paired shares (2012), sound for few rows too.
    """
    n = len(before)
    if not n:
        return None
    lost = sum(b and not a for b, a in zip(before, after, strict=True))
    won = sum(a and not b for b, a in zip(before, after, strict=True))
    down, up = (lost + 1) / (n + 2), (won + 1) / (n + 2)
    spread = _Z * sqrt((down + up - (down - up) ** 2) / (n + 2))
    value = (lost - won) / n
    return Figure(
        key=key,
        value=value,
        n=n,
        low=min(down - up - spread, value),
        high=max(down - up + spread, value),
        unit=Unit.POINTS,
    )


def auroc(key: str, inside: Sequence[float], outside: Sequence[float]) -> Figure | None:
    """Return how often a score of `inside` is above one of `outside` (Hanley and McNeil, 1982)."""
    m, n = len(inside), len(outside)
    if not m or not n:
        return None
    one, other = np.array(inside)[:, None], np.array(outside)[None, :]
    area = float(((one > other) + (one == other) / 2).mean())
    first, second = area / (2 - area), 2 * area**2 / (1 + area)
    variance = area * (1 - area) + (m - 1) * (first - area**2) + (n - 1) * (second - area**2)
    spread = _Z * sqrt(max(variance, 0) / (m * n))
    low, high = max(area - spread, 0.0), min(area + spread, 1.0)
    return Figure(key=key, value=area, n=m + n, low=low, high=high, unit=Unit.INDEX)


def mean(key: str, values: Sequence[float], unit: Unit) -> Figure | None:
    """Return the mean; the interval is the normal one."""
    n = len(values)
    if not n:
        return None
    middle = float(np.mean(values))
    spread = _Z * float(np.std(values, ddof=1)) / sqrt(n) if n > 1 else 0.0
    return Figure(key=key, value=middle, n=n, low=middle - spread, high=middle + spread, unit=unit)


def quantile(key: str, values: Sequence[float], q: float, unit: Unit) -> Figure | None:
    """Return the value below which a share `q` lies; the interval is made of ranks."""
    n = len(values)
    if not n:
        return None
    ranked = sorted(values)
    spread = _Z * sqrt(n * q * (1 - q))
    low, high = floor(n * q - spread), ceil(n * q + spread)
    at = [ranked[min(max(rank, 0), n - 1)] for rank in (low, int(n * q), high)]
    return Figure(key=key, value=at[1], n=n, low=at[0], high=at[2], unit=unit)


def calibration_error(
    key: str, scores: Sequence[float], right: Sequence[bool], edges: Sequence[float]
) -> Figure | None:
    """Return how far score and share of right ones lie apart (ECE); the interval is resampled."""
    n = len(scores)
    if not n:
        return None
    gaps = np.array(right, dtype=float) - np.array(scores, dtype=float)
    bins = np.digitize(np.array(scores), np.array(edges[1:-1]))
    value = _error(gaps, bins)
    chance = np.random.default_rng(1)
    picks = (chance.integers(0, n, n) for _ in range(_RESAMPLES))
    drawn = [_error(gaps[pick], bins[pick]) for pick in picks]
    low, high = (float(end) for end in np.quantile(drawn, (0.025, 0.975)))
    # Resampling adds noise, hence distance: the interval is never shown beside its own value.
    return Figure(
        key=key, value=value, n=n, low=min(low, value), high=max(high, value), unit=Unit.INDEX
    )


def _error(gaps: NDArray[np.float64], bins: NDArray[np.int64]) -> float:
    return float(np.abs(np.bincount(bins, weights=gaps)).sum() / len(gaps))
