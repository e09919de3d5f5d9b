"""What is promised (targets) and what was once reached and must not be lost (floors)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Final, Self

import tomli
from pydantic import Field, ValidationError, model_validator

from intents.evaluation.sets import SetsError
from intents.evaluation.values import Figure
from intents.lexicon import Words, read

_FLOORS: Final = "floors.toml"
_HEAD: Final = """\
# Written by `ieum evaluate --half test --record`; CI fails when a figure is worse than its line.
"""


class Limit(Words):
    """One figure and the value it must reach, or must not pass."""

    figure: str
    at_least: float | None = None
    at_most: float | None = None

    @model_validator(mode="after")
    def _has_one_side(self) -> Self:
        if (self.at_least is None) == (self.at_most is None):
            raise ValueError("either at_least or at_most")
        return self

    @property
    def bound(self) -> float:
        return self.at_least if self.at_least is not None else self.at_most or 0.0

    def holds(self, value: float) -> bool:
        """Tell whether a value is on the right side, or on the line."""
        return value >= self.bound if self.at_least is not None else value <= self.bound


class State(StrEnum):
    """How a figure stands to its limit."""

    MET = "met"  #: even at the worse end of its interval
    NARROW = "narrow"  #: the figure is; the worse end of its interval is not
    MISSED = "missed"
    ABSENT = "absent"  #: nothing was measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """One limit and what was found."""

    limit: Limit
    figure: Figure | None

    @property
    def state(self) -> State:
        if self.figure is None:
            return State.ABSENT
        if not self.limit.holds(self.figure.value):
            return State.MISSED
        upwards = self.limit.at_least is not None
        worse = self.figure.low if upwards else self.figure.high
        return State.MET if self.limit.holds(worse) else State.NARROW

    @property
    def is_met(self) -> bool:
        return self.state in {State.MET, State.NARROW}


class _Rules(Words):
    margin: Annotated[float, Field(ge=0, lt=1)]
    at_least: tuple[str, ...]
    at_most: tuple[str, ...]


class _Targets(Words):
    targets: tuple[Limit, ...]
    floors: _Rules


class _Floors(Words):
    floors: tuple[Limit, ...]


def verdicts(figures: Mapping[str, Figure], limits: Iterable[Limit]) -> tuple[Verdict, ...]:
    """Return what was found of each limit, in the order of the limits."""
    return tuple(Verdict(limit=limit, figure=figures.get(limit.figure)) for limit in limits)


def targets() -> tuple[Limit, ...]:
    """Return what the bot promises."""
    return _targets().targets


def floors(folder: Path) -> tuple[Limit, ...]:
    """Return the floors recorded beside the sets; none when nothing was recorded.

    Raises `SetsError` for a file that cannot be read.
    """
    path = folder / _FLOORS
    try:
        return _Floors.model_validate(tomli.loads(path.read_text(encoding="utf-8"))).floors
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError, tomli.TOMLDecodeError, ValidationError) as error:
        raise SetsError([f"{path}: {error}"]) from None


def record(folder: Path, figures: Mapping[str, Figure]) -> tuple[Limit, ...]:
    """Write today's figures, less the margin, as floors beside the sets; return them.

    Raises `SetsError` when the file cannot be written.
    """
    made = _below(figures, _targets().floors)
    path = folder / _FLOORS
    try:
        path.write_text(_HEAD + "".join(map(_as_toml, made)), encoding="utf-8")
    except OSError as error:
        raise SetsError([f"{path}: cannot be written: {error.strerror}"]) from None
    return made


def _targets() -> _Targets:
    return read("evaluation/targets.toml", _Targets)


def _below(figures: Mapping[str, Figure], rules: _Rules) -> tuple[Limit, ...]:
    up = _known(figures, rules.at_least)
    down = _known(figures, rules.at_most)
    return (
        *(Limit(figure=f.key, at_least=round(max(f.value - rules.margin, 0), 4)) for f in up),
        *(Limit(figure=f.key, at_most=round(f.value + rules.margin, 4)) for f in down),
    )


def _known(figures: Mapping[str, Figure], keys: Sequence[str]) -> list[Figure]:
    return [figures[key] for key in keys if key in figures]


def _as_toml(limit: Limit) -> str:
    side = "at_least" if limit.at_least is not None else "at_most"
    return f'\n[[floors]]\nfigure = "{limit.figure}"\n{side} = {limit.bound}\n'
