"""One message in, its meaning out: the only class other packages call."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np

from intents import choosing, crisis
from intents.boundary import without_abuse
from intents.controls import CONTROLS, control
from intents.keyboard import retyped
from intents.languages import language
from intents.matcher import Matcher, Ranked
from intents.privacy import mask
from intents.second_opinion import Opinion, SecondOpinion, example_labels
from intents.sentences import clauses, is_question, without_opening
from intents.text import as_initials, clean, compact, plain
from intents.tokens import MecabTokenizer, Tokenizer
from intents.understanding import Candidate, Crisis, CrisisLevel, Decision, Label, Understanding

#: At least this sure: the label is meant. Calibrated so that everyday chat is rejected.
_SURE: Final = 0.42
#: At least this sure: worth offering among "is it one of these?".
_MAYBE: Final = 0.24
#: A second label this close to the first makes it a question, unless only the first was named.
_CLOSE: Final = 0.2
#: A second programme this likely may meet the same need, however near the first is.
_ALSO_MEANT: Final = 0.5
#: Two labels this close are never told apart by the form of the sentence.
_EVEN: Final = 0.05
#: From here on the form of the sentence decides between a question about a service and a wish.
_CLEAR: Final = 0.6
#: Controls and smalltalk resemble parts of many sentences; below this they are not meant.
_SAID_ALONE: Final = 0.5
#: A message this near to one phrase holds one need; its clauses need no second look.
_WHOLE: Final = 0.9
#: What a clause is worth beside the whole message.
_CLAUSE: Final = 0.95
#: Initial consonants alone fit many names, so they are only ever offered.
_INITIALS: Final = 0.4
_MOST_CANDIDATES: Final = 5
#: More of a message than this is kept and masked, but not read for its meaning.
_READ: Final = 1200

#: So much of the message is shown as evidence when the message as a whole is.
_QUOTED: Final = 80

_SUBSTANCE: Final = frozenset({Decision.ANSWER, Decision.START, Decision.HANDOFF})


@dataclass(frozen=True, slots=True, kw_only=True)
class _Meaning:
    decision: Decision
    id: str | None = None
    score: float = 0.0
    candidates: tuple[Candidate, ...] = ()
    needs: tuple[str, ...] = ()
    opinion: Opinion | None = None


_NOTHING: Final = _Meaning(decision=Decision.UNKNOWN)


class Interpreter:
    """What did they mean? Built once from all labels; then pure and safe for threads."""

    def __init__(self, labels: Sequence[Label], *, tokenizer: Tokenizer | None = None) -> None:
        """Build the index over the names and phrases of all labels, in well under a second."""
        self._labels = (*labels, *example_labels())
        self._by_id = {label.id: label for label in labels}
        self._second = SecondOpinion(self._labels)
        self._meaningful = [_is_meaningful(label) for label in self._labels]
        self._bars = np.array([_bar(label) for label in self._labels])
        self._clause_bars = np.where(self._meaningful, 0.0, np.inf)
        self._matcher = Matcher(self._labels, tokenizer or MecabTokenizer())

    def understand(self, text: str) -> Understanding:
        """Return the meaning of a message. Never raises, whatever the text holds.

        With an alarm the decision is `crisis`, while `id` and the candidates still say what else
        the text asks for, so that a report can go on after the emergency numbers.
        """
        masked = mask(clean(text))
        read = masked.text[:_READ]
        meaning = self._meaning(read)
        danger = _graver(crisis.detect(masked.text), meaning.opinion, read)
        alarm = danger is not None and danger.level is CrisisLevel.ALARM
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
        if not compact(plain(text)):
            return _NOTHING
        text = retyped(text) or text
        kept = without_abuse(text)
        meaning = self._matched(text if kept is None else kept)
        if kept is not None and meaning.decision not in _SUBSTANCE:
            return _Meaning(decision=Decision.BOUNDARY, score=1.0, opinion=meaning.opinion)
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
        asked = is_question(text)
        whole = self._matcher.rank(said, asked=asked)
        pieces = clauses(said) if whole.scores.max(initial=0.0) < _WHOLE else []
        rankings = [self._matcher.rank(p, asked=asked) for p in pieces] if len(pieces) > 1 else []
        parts = [ranking.over(self._clause_bars) for ranking in rankings]
        ranked = whole.over(self._bars)
        for part in parts:
            ranked = ranked.merged(part.scaled(_CLAUSE))
        opinions = [o for r in (whole, *rankings) if (o := self._second.of(r.scores))]
        meaning = self._decided(ranked, self._needs(parts), asked=asked)
        return replace(meaning, opinion=max(opinions, key=lambda o: o.score, default=None))

    def _needs(self, parts: list[Ranked]) -> tuple[str, ...]:
        tops = [best[0] for part in parts if (best := part.best(1))]
        ids = dict.fromkeys(self._labels[number].id for number, score in tops if score >= _SURE)
        return tuple(ids) if len(ids) > 1 else ()

    def _decided(self, ranked: Ranked, needs: tuple[str, ...], *, asked: bool) -> _Meaning:
        best = ranked.best(_MOST_CANDIDATES)
        candidates = self._candidates(best)
        if not best or best[0][1] < _MAYBE:
            score = best[0][1] if best else 0.0
            return _Meaning(decision=Decision.UNKNOWN, score=score, candidates=candidates)
        (first, score), *others = best
        rivals = [
            other
            for other, close in others
            if self._meaningful[other] and self._rivals(ranked, first, other, close, asked=asked)
        ]
        label = self._labels[first]
        sure = score >= _SURE and not rivals
        if not sure and not any(self._meaningful[number] for number, _ in best):
            return _Meaning(decision=Decision.UNKNOWN, score=score, candidates=candidates)
        return _Meaning(
            decision=label.decision if sure else Decision.CLARIFY,
            id=label.id if sure else None,
            score=score,
            candidates=candidates,
            needs=needs,
        )

    def _rivals(self, ranked: Ranked, first: int, other: int, close: float, *, asked: bool) -> bool:
        """Tell whether another label is so likely beside the first that asking is wiser."""
        if first in ranked.named and other not in ranked.named:
            return False
        score = ranked.scores[first]
        alike = close >= max(_MAYBE, score - _CLOSE)
        decision, rival = self._labels[first].decision, self._labels[other].decision
        if decision is not rival:
            # The form of the sentence tells a question about a service from asking for it.
            fits = score >= _CLEAR and decision is (Decision.ANSWER if asked else Decision.START)
            return close >= score - _EVEN if fits else bool(alike)
        # A need that two programmes meet ("월세가 밀렸어요") is asked about even when the words
        # are nearer to one of them; a programme called by its name is not.
        return bool(alike) or (first not in ranked.named and close >= _ALSO_MEANT)

    def _candidates(self, best: list[tuple[int, float]]) -> tuple[Candidate, ...]:
        return tuple(Candidate(id=self._labels[n].id, score=round(score, 4)) for n, score in best)


def _is_meaningful(label: Label) -> bool:
    """Tell whether a label can be meant by a part of a message, as no smalltalk or control can."""
    steers = label.decision is Decision.START and label.id in CONTROLS
    return label.decision in _SUBSTANCE and not steers


def _bar(label: Label) -> float:
    if label.decision in {Decision.CRISIS, Decision.UNKNOWN}:
        return np.inf
    return 0.0 if _is_meaningful(label) else _SAID_ALONE


def _graver(heard: Crisis | None, opinion: Opinion | None, text: str) -> Crisis | None:
    """Return the danger the patterns heard, unless the second opinion is graver."""
    if opinion is None or (heard is not None and heard.level is CrisisLevel.ALARM):
        return heard
    if heard is not None and opinion.level is CrisisLevel.DISTRESS:
        return heard
    return crisis.seconded(text, opinion.kind, opinion.level, text[:_QUOTED].strip())
