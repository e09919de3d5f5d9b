"""How well an interpreter understands: figures over utterances whose meaning is known."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from intents.interpreter import Interpreter
from intents.understanding import CrisisLevel, Decision, Understanding

_ACTS = frozenset({Decision.ANSWER, Decision.START, Decision.HANDOFF, Decision.SMALLTALK})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Shares between 0 and 1; None where there was nothing to count."""

    top1: float | None  #: the right id was the first candidate
    top3: float | None  #: the right id was among the first three
    right: float | None  #: acted on, and rightly
    wrong: float | None  #: acted on, and wrongly
    accepted_oos: float | None  #: out-of-scope texts that were acted on
    auroc: float | None  #: how well the score tells in scope from out of scope
    alarms: float | None  #: texts out of scope that raised a crisis alarm


def evaluate(interpreter: Interpreter, rows: Iterable[tuple[str, str | None]]) -> Report:
    """Return the figures for pairs of a text and its id, None for a text out of scope."""
    read = [(interpreter.understand(text), id_) for text, id_ in rows]
    known = [(u, id_) for u, id_ in read if id_ is not None]
    strange = [u for u, id_ in read if id_ is None]
    return Report(
        top1=_share(_among_first(u, id_, 1) for u, id_ in known),
        top3=_share(_among_first(u, id_, 3) for u, id_ in known),
        right=_share(u.id == id_ for u, id_ in known),
        wrong=_share(u.id not in {None, id_} for u, id_ in known),
        accepted_oos=_share(u.decision in _ACTS for u in strange),
        auroc=_auroc([u.score for u, _ in known], [u.score for u in strange]),
        alarms=_share(_is_alarm(u) for u in strange),
    )


def _among_first(understood: Understanding, id_: str, count: int) -> bool:
    return id_ in [candidate.id for candidate in understood.candidates[:count]]


def _is_alarm(understood: Understanding) -> bool:
    return understood.crisis is not None and understood.crisis.level is CrisisLevel.ALARM


def _share(hits: Iterable[bool]) -> float | None:
    counted = list(hits)
    return sum(counted) / len(counted) if counted else None


def _auroc(inside: Sequence[float], outside: Sequence[float]) -> float | None:
    if not inside or not outside:
        return None
    wins = sum((a > b) + (a == b) / 2 for a in inside for b in outside)
    return wins / (len(inside) * len(outside))
