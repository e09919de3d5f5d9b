"""The measuring itself: an interpreter and sets in, figures out. Used by all who measure."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from time import perf_counter
from typing import Final, Protocol, TypeVar

from intents.evaluation import counting
from intents.evaluation.intervals import share
from intents.evaluation.judging import Heard, Watched, is_alarm
from intents.evaluation.sets import ALARMING, DISTRESS, Sets, Utterance
from intents.evaluation.values import Figure, Figures, Half, Miss, Scope, Unit
from intents.reading.noise import kinds, noisy
from intents.understanding import Decision, Understanding

#: The one figure of several faults that stands for all: the greatest loss.
WORST: Final = "noise-loss"
#: Messages that are read again with faults of typing; so are those that must alarm.
_SPOILED: Final = frozenset({Scope.KNOWN, Scope.OUTSIDE})
RowT = TypeVar("RowT")


class Understands(Protocol):
    """Whatever can be measured: the interpreter, or one with a part taken out."""

    def understand(self, text: str) -> Understanding:
        """Return the meaning of one message."""
        ...


def calls(sets: Sets, *, faults: Sequence[str] | None = None, most: int | None = None) -> int:
    """Return how many messages `measure` will have understood, for a progress bar."""
    plain = [row for row in sets.utterances if row.scope in _SPOILED]
    grave = [row for row in sets.dangers if row.kind in ALARMING]
    again = len(_some(plain, most)) + len(_some(grave, most))
    return sets.texts + again * len(kinds() if faults is None else faults)


def measure(
    interpreter: Understands,
    sets: Sets,
    *,
    faults: Sequence[str] | None = None,
    most: int | None = None,
    tick: Callable[[], object] = lambda: None,
) -> Figures:
    """Return all figures of an interpreter. The same sets give the same figures, but for time.

    `faults` are the kinds of noise, all by default; `most` rows of each set are read with them,
    evenly taken, all by default. `tick` is called once a message.
    """
    ear = _Ear(interpreter, tick)
    heard = [Heard(row=row, mind=ear.hear(row.text)) for row in sets.utterances]
    watched = [Watched(row=row, mind=ear.hear(row.text)) for row in sets.dangers]
    chat = [ear.hear(text) for text in sets.chat]
    latencies = tuple(ear.latencies)
    error, curve = counting.calibration(heard)
    found = [
        *counting.meaning(heard, sets.answers),
        *counting.limits(heard),
        *counting.danger(watched),
        *counting.chat(chat),
        *_under_noise(ear, heard, watched, kinds() if faults is None else faults, most),
        error,
        *counting.speed(latencies),
    ]
    return Figures(
        half=sets.half,
        rows=sets.texts,
        seen=sets.seen,
        figures={figure.key: figure for figure in found if figure is not None},
        bands=counting.bands(heard),
        intents=counting.intents(heard),
        confusions=counting.confusions(heard),
        voices=counting.voices(heard),
        curve=curve,
        latencies=latencies,
        # Texts of the other half are for nobody's eyes: who reads them tunes on them.
        misses=tuple(_misses(heard, watched, chat)) if sets.half is Half.DEV else (),
    )


def with_load(figures: Figures, seconds: float) -> Figures:
    """Return the figures with how long it took until the first message was understood."""
    load = Figure(key="load", value=seconds, n=1, low=seconds, high=seconds, unit=Unit.SECONDS)
    return replace(figures, figures={**figures.figures, load.key: load})


@dataclass(slots=True)
class _Ear:
    interpreter: Understands
    tick: Callable[[], object]
    latencies: list[float] = field(default_factory=list)  #: milliseconds

    def hear(self, text: str) -> Understanding:
        start = perf_counter()
        mind = self.interpreter.understand(text)
        self.latencies.append((perf_counter() - start) * 1000)
        self.tick()
        return mind


def _under_noise(
    ear: _Ear,
    heard: Sequence[Heard],
    watched: Sequence[Watched],
    faults: Sequence[str],
    most: int | None,
) -> Iterator[Figure | None]:
    heard = _some([one for one in heard if one.row.scope in _SPOILED], most)
    watched = _some([one for one in watched if one.row.kind in ALARMING], most)
    worst: Figure | None = None
    if faults:
        yield share("noise-top1.clean", [h.is_right for h in heard if h.row.scope is Scope.KNOWN])
    for kind in faults:
        spoiled = (
            [replace(one, mind=ear.hear(noisy(one.row.text, kind))) for one in heard],
            [replace(one, mind=ear.hear(noisy(one.row.text, kind))) for one in watched],
        )
        for figure in counting.noise(kind, (heard, watched), spoiled):
            yield figure
            if figure and figure.key == f"{WORST}.{kind}":
                worst = max(worst or figure, figure, key=lambda f: f.value)
    yield worst and replace(worst, key=WORST)


def _some(rows: Sequence[RowT], most: int | None) -> Sequence[RowT]:
    """At most so many of the rows, from the first to the last at even distances."""
    if most is None or len(rows) <= most:
        return rows
    return [rows[number * len(rows) // most] for number in range(most)]


def _misses(
    heard: Sequence[Heard], watched: Sequence[Watched], chat: Sequence[Understanding]
) -> Iterator[Miss]:
    """What went wrong, the gravest first."""
    for one in watched:
        if kind := _danger_miss(one):
            yield Miss(kind=kind, wanted=one.row.kind, got=one.outcome, text=one.row.text)
    for hearing in heard:
        if kind := _meaning_miss(hearing):
            wanted = _wanted(hearing.row)
            yield Miss(kind=kind, wanted=wanted, got=_got(hearing), text=hearing.row.text)
    for mind in chat:
        if is_alarm(mind):
            yield Miss(kind="false-alarm", wanted="chat", got="crisis", text=mind.text)


def _danger_miss(one: Watched) -> str:
    if one.row.kind in ALARMING:
        return "" if one.is_alarmed else "crisis-missed"
    if one.row.kind == DISTRESS:
        return "" if one.is_noticed else "distress-missed"
    return "false-alarm" if one.is_alarmed else ""


def _meaning_miss(one: Heard) -> str:
    if one.is_alarmed and one.row.scope is not Scope.BOUNDARY:
        return "false-alarm"
    if one.row.scope is Scope.OUTSIDE:
        return "outside-answered" if one.as_known and not one.is_right else ""
    if one.row.scope is Scope.SEVERAL:
        return "" if one.has_all_needs else "needs-missed"
    if one.row.scope is Scope.BOUNDARY:
        return "" if one.mind.decision is Decision.BOUNDARY else "boundary-missed"
    if one.is_right:
        return ""
    if one.is_found:
        return "only-offered"
    return "wrong" if one.is_answered else "lost"


def _wanted(row: Utterance) -> str:
    return "+".join("|".join(need) for need in row.needs)


def _got(one: Heard) -> str:
    if one.row.scope is Scope.SEVERAL:
        return f"{one.outcome} [{'+'.join(one.mind.needs)}]"
    offered = " ".join(f"{c.id}:{c.score:.2f}" for c in one.mind.candidates[:3])
    return f"{one.outcome} ({offered})"
