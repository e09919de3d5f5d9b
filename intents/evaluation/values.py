"""What an evaluation says: plain values, the same for every report."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Half(StrEnum):
    """Which half of the sets: one is for tuning, the other is only for measuring."""

    DEV = "dev"
    TEST = "test"


class Scope(StrEnum):
    """What a message asks for, seen from what the bot can do."""

    KNOWN = "known"  #: one need, and the bot has an answer or a service for it
    SEVERAL = "several"  #: several needs in one message
    OUTSIDE = "outside"  #: nothing the bot knows about
    BOUNDARY = "boundary"  #: the bot is abused


class Unit(StrEnum):
    """How a value is read."""

    SHARE = "share"  #: 0..1, shown in percent
    POINTS = "points"  #: a difference of two shares, shown in percentage points
    INDEX = "index"  #: 0..1, shown as it is
    MILLISECONDS = "ms"
    SECONDS = "s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One measured value. `low` and `high` hold the true value in 19 of 20 such samples.

    The key is a family, or a family and a member of it: `crisis`, `crisis.suicide`.
    """

    key: str
    value: float
    n: int  #: rows (or calls) it was counted over
    low: float
    high: float
    unit: Unit = Unit.SHARE


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """Messages whose score lies between `low` and `high`."""

    low: float
    high: float
    n: int
    score: float  #: mean score
    right: float  #: share whose first candidate was right


@dataclass(frozen=True, slots=True, kw_only=True)
class IntentRow:
    """How one id fared."""

    id: str
    wanted: int  #: messages that asked for it
    right: int  #: of these, answered with it
    found: int  #: of these, answered with it or offered it
    answered: int  #: messages answered with it, rightly or not

    @property
    def recall(self) -> float | None:
        return self.right / self.wanted if self.wanted else None

    @property
    def precision(self) -> float | None:
        return self.right / self.answered if self.answered else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confusion:
    """So many messages asked for one id (or `unknown`) and got another (or another outcome)."""

    wanted: str
    got: str
    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VoiceRow:
    """How well one kind of speaker was understood."""

    voice: str
    n: int
    right: int
    found: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Miss:
    """One message that was misunderstood. Only ever made for the half that is for tuning."""

    kind: str
    wanted: str
    got: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """Everything an evaluation found."""

    half: Half
    rows: int  #: messages the figures are over
    seen: int  #: messages left out because they were (or may have been) learned
    figures: Mapping[str, Figure]  #: by key; absent when there was nothing to count
    bands: Mapping[Scope, Mapping[str, int]]  #: what was decided, by scope
    intents: tuple[IntentRow, ...]  #: worst recall first
    confusions: tuple[Confusion, ...]  #: most frequent first
    voices: tuple[VoiceRow, ...]  #: worst first
    curve: tuple[Bin, ...]
    latencies: tuple[float, ...]  #: milliseconds of each call, in the order of the rows
    misses: tuple[Miss, ...]
