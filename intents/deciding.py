"""From how likely each label is to what is done: act on one, ask, or admit not to know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intents.controls import CONTROLS
from intents.matching.matcher import Matcher, Ranked
from intents.reading.sentences import ends_as_question, is_question
from intents.understanding import Candidate, Decision, Label

#: At least this likely: the label is meant.
SURE: Final = 0.55
#: At least this likely: worth offering among "is it one of these?".
MAYBE: Final = 0.04
#: A second label this near to the first makes it a question, unless only the first was named.
_CLOSE: Final = 0.5
#: A question that fits a service is asked about when an answer is at least this likely beside it.
_ASKED_ABOUT: Final = 0.03
#: Initial consonants alone fit many names, so they are only ever offered.
_INITIALS: Final = 0.4
_MOST_CANDIDATES: Final = 5

#: What somebody wants of us, beside small talk and steering.
SUBSTANCE: Final = frozenset({Decision.ANSWER, Decision.START, Decision.HANDOFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """What is done about a message, danger aside."""

    decision: Decision
    id: str | None = None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    needs: tuple[str, ...] = ()


NOTHING: Final = Meaning(decision=Decision.UNKNOWN)


def certain(label: Label) -> Meaning:
    """Return the meaning of a message that is a phrase of one label, letter by letter."""
    return Meaning(
        decision=label.decision,
        id=label.id,
        score=1.0,
        candidates=(Candidate(id=label.id, score=1.0),),
    )


def is_meaningful(label: Label) -> bool:
    """Tell whether a label can be meant by a part of a message, as no smalltalk or control can."""
    steers = label.decision is Decision.START and label.id in CONTROLS
    return label.decision in SUBSTANCE and not steers


class Decider:
    """Knows the labels by their numbers; without any other state."""

    def __init__(self, labels: Sequence[Label], matcher: Matcher) -> None:
        self._labels = labels
        self._matcher = matcher
        self._meaningful = [is_meaningful(label) for label in labels]

    def decided(
        self, ranked: Ranked, needs: tuple[str, ...], said: str, *, strays: bool
    ) -> Meaning:
        """Return what is done about a text; one that strays to what is not ours is asked about."""
        best = ranked.best(_MOST_CANDIDATES)
        candidates = self._candidates(best)
        if not best or best[0][1] < MAYBE:
            score = best[0][1] if best else 0.0
            return Meaning(decision=Decision.UNKNOWN, score=score, candidates=candidates)
        (first, score), *others = best
        label = self._labels[first]
        strays = strays and label.decision is Decision.ANSWER  # who reports is not held up
        sure = score >= SURE and not (strays or self._is_doubtful(first, score, others, said))
        if not sure and not any(self._meaningful[number] for number, _ in best):
            return Meaning(decision=Decision.UNKNOWN, score=score, candidates=candidates)
        return Meaning(
            decision=label.decision if sure else Decision.CLARIFY,
            id=label.id if sure else None,
            score=score,
            candidates=candidates,
            needs=needs,
        )

    def initials(self, letters: str) -> Meaning:
        """Return the labels whose names begin with these consonants, to choose from."""
        fitting = self._matcher.by_initials(letters)[:_MOST_CANDIDATES]
        if not fitting:
            return NOTHING
        candidates = tuple(Candidate(id=self._labels[n].id, score=_INITIALS) for n in fitting)
        return Meaning(decision=Decision.CLARIFY, score=_INITIALS, candidates=candidates)

    def _is_doubtful(
        self, first: int, score: float, others: list[tuple[int, float]], said: str
    ) -> bool:
        """Tell whether asking is wiser than acting on the first label."""
        if self._labels[first].decision is Decision.START and ends_as_question(said):
            # Who asks how a service works has not asked for it.
            answers = self._labels[others[0][0]].decision is Decision.ANSWER if others else False
            if answers and others[0][1] >= _ASKED_ABOUT:
                return True
        return self._rivalled(first, score, others, said)

    def _rivalled(
        self, first: int, score: float, others: list[tuple[int, float]], said: str
    ) -> bool:
        """Tell whether another label is so likely beside the first that asking is wiser."""
        rivals = {n for n, chance in others if self._meaningful[n] and chance >= _CLOSE * score}
        if not rivals:
            return False
        named = self._matcher.named(said, asked=is_question(said))
        return first not in named or bool(rivals & named)

    def _candidates(self, best: list[tuple[int, float]]) -> tuple[Candidate, ...]:
        return tuple(Candidate(id=self._labels[n].id, score=round(score, 4)) for n, score in best)
