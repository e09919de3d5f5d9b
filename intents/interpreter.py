"""One message in, its meaning out: the only class other packages call."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from intents import choosing, crisis
from intents.boundary import without_abuse
from intents.controls import control
from intents.keyboard import retyped
from intents.languages import language
from intents.matcher import Matcher, Ranked
from intents.privacy import mask
from intents.sentences import clauses, is_question, without_opening
from intents.text import as_initials, clean, plain
from intents.tokens import MecabTokenizer, Tokenizer
from intents.understanding import Candidate, CrisisLevel, Decision, Label, Understanding

#: At least this sure: the label is meant. Calibrated so that everyday chat is rejected.
_SURE: Final = 0.42
#: At least this sure: worth offering among "is it one of these?".
_MAYBE: Final = 0.24
#: A second label this close to the first makes it a question, unless only the first was named.
_CLOSE: Final = 0.2
#: What a clause is worth beside the whole message.
_CLAUSE: Final = 0.95
#: Initial consonants alone fit many names, so they are only ever offered.
_INITIALS: Final = 0.4
_MOST_CANDIDATES: Final = 5
#: More of a message than this is kept and masked, but not read for its meaning.
_READ: Final = 1200

_SUBSTANCE: Final = frozenset({Decision.ANSWER, Decision.START, Decision.HANDOFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meaning:
    decision: Decision
    id: str | None = None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    needs: tuple[str, ...] = ()


_NOTHING: Final = _Meaning(decision=Decision.UNKNOWN)


class Interpreter:
    """What did they mean? Built once from all labels; then pure and safe for threads."""

    def __init__(self, labels: Sequence[Label], *, tokenizer: Tokenizer | None = None) -> None:
        """Build the index over the names and phrases of all labels, in well under a second."""
        self._labels = tuple(labels)
        self._by_id = {label.id: label for label in self._labels}
        self._matcher = Matcher(self._labels, tokenizer or MecabTokenizer())

    def understand(self, text: str) -> Understanding:
        """Return the meaning of a message. Never raises, whatever the text holds.

        With an alarm the decision is `crisis`, while `id` and the candidates still say what else
        the text asks for, so that a report can go on after the emergency numbers.
        """
        masked = mask(clean(text))
        danger = crisis.detect(masked.text)
        alarm = danger is not None and danger.level is CrisisLevel.ALARM
        read = masked.text[:_READ]
        meaning = self._meaning(read)
        return Understanding(
            text=masked.text,
            decision=Decision.CRISIS if alarm else meaning.decision,
            id=meaning.id,
            score=round(meaning.score, 4),
            candidates=meaning.candidates,
            crisis=danger,
            needs=meaning.needs,
            masked=masked.kinds,
            is_question=is_question(read),
        )

    def among(self, text: str, options: choosing.Options) -> str | None:
        """Return which of the offered options (id, words) the text means, None when unsure."""
        return choosing.among(clean(text), options)

    def _meaning(self, text: str) -> _Meaning:
        known = control(text) or language(text)
        if known in self._by_id:
            return self._certain(self._by_id[known])
        if letters := as_initials(text):
            return self._initials(letters)
        text = retyped(text) or text
        kept = without_abuse(text)
        meaning = self._matched(text if kept is None else kept)
        if kept is not None and meaning.decision not in _SUBSTANCE:
            return _Meaning(decision=Decision.BOUNDARY, score=1.0)
        return meaning

    def _certain(self, label: Label) -> _Meaning:
        return _Meaning(
            decision=label.decision,
            id=label.id,
            score=1.0,
            candidates=(Candidate(id=label.id, score=1.0),),
        )

    def _initials(self, letters: str) -> _Meaning:
        fitting = self._matcher.by_initials(letters)[:_MOST_CANDIDATES]
        if not fitting:
            return _NOTHING
        candidates = tuple(Candidate(id=self._labels[n].id, score=_INITIALS) for n in fitting)
        return _Meaning(decision=Decision.CLARIFY, score=_INITIALS, candidates=candidates)

    def _matched(self, text: str) -> _Meaning:
        said = without_opening(plain(text))
        whole = self._matcher.rank(said)
        parts = [self._substance(self._matcher.rank(part)) for part in clauses(said)]
        ranked = whole
        for part in parts if len(parts) > 1 else ():
            ranked = ranked.merged(part.scaled(_CLAUSE))
        return self._decided(ranked, self._needs(parts))

    def _substance(self, ranked: Ranked) -> Ranked:
        """Return the scores without smalltalk, which a clause of anything resembles."""
        return ranked.only([label.decision in _SUBSTANCE for label in self._labels])

    def _needs(self, parts: list[Ranked]) -> tuple[str, ...]:
        tops = [best[0] for part in parts if (best := part.best(1))]
        ids = dict.fromkeys(self._labels[number].id for number, score in tops if score >= _SURE)
        return tuple(ids) if len(ids) > 1 else ()

    def _decided(self, ranked: Ranked, needs: tuple[str, ...]) -> _Meaning:
        best = ranked.best(_MOST_CANDIDATES)
        if not best or best[0][1] < _MAYBE:
            return _Meaning(
                decision=Decision.UNKNOWN,
                score=best[0][1] if best else 0.0,
                candidates=self._candidates(best),
            )
        (number, score), *others = best
        label = self._labels[number]
        sure = score >= _SURE and not self._rivalled(ranked, number, others)
        return _Meaning(
            decision=label.decision if sure else Decision.CLARIFY,
            id=label.id if sure else None,
            score=score,
            candidates=self._candidates(best),
            needs=needs,
        )

    def _rivalled(self, ranked: Ranked, first: int, others: list[tuple[int, float]]) -> bool:
        """Tell whether another label is about as likely, so that asking is wiser."""
        score = ranked.scores[first]
        return any(
            other_score >= max(_MAYBE, score - _CLOSE)
            and self._labels[other].decision in _SUBSTANCE
            and (first not in ranked.named or other in ranked.named)
            for other, other_score in others
        )

    def _candidates(self, best: list[tuple[int, float]]) -> tuple[Candidate, ...]:
        return tuple(Candidate(id=self._labels[n].id, score=round(score, 4)) for n, score in best)
