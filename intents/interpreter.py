"""One message in, its meaning out: the only class other packages call."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray
from threadpoolctl import threadpool_limits

from intents import choosing
from intents.boundary import without_abuse
from intents.controls import control
from intents.crisis.detection import detect
from intents.deciding import (
    MAYBE,
    NOTHING,
    SUBSTANCE,
    SURE,
    Decider,
    Meaning,
    certain,
    is_meaningful,
)
from intents.languages import LANGUAGES, language
from intents.masking.privacy import mask
from intents.matching.features import Reader
from intents.matching.judgement import Judgement
from intents.matching.learned import recall
from intents.matching.matcher import COMPARED, Matcher, Ranked
from intents.matching.spans import Spans
from intents.needs.mentions import Mention, mentions, needs
from intents.parts import Part, Parts
from intents.reading import patterns
from intents.reading.keyboard import retyped
from intents.reading.sentences import (
    after_what_one_has,
    clauses,
    clauses_told,
    is_harmless,
    is_number,
    is_question,
    is_rung,
    without_opening,
)
from intents.reading.text import as_initials, clean, compact, plain
from intents.reading.tokens import Tokenizer, mecab
from intents.understanding import Candidate, CrisisLevel, Decision, Label, Understanding

#: What a name found in the text is worth when the machines are in doubt: it is asked about, as a
#: programme of which they know few phrases is called by its name.
_NAMED: Final = 0.4
#: So few letters behind a greeting, and no question, are said out of politeness.
_POLITE: Final = 8
#: What is asked after the programmes one already has is plain from here on.
_BY_ITSELF: Final = 0.8
#: Controls and smalltalk resemble parts of many sentences; below this they are not meant.
_SAID_ALONE: Final = 0.5
#: A message with fewer letters, or one that is so far inside of a label, has no second need.
_SEVERAL: Final = 8
_ALL_OF_IT: Final = 1.7
#: By clauses: a message whose second label is farther outside than this has one need. Of 250
#: messages with several needs one is lost so, and every third message is understood at once.
_OUTSIDE: Final = {1: 0.0, 2: -0.85}
#: What a clause is worth beside the whole message.
_CLAUSE: Final = 0.9
#: Is the whole message no farther from what is outside of all labels than this, the label is asked
#: about: '에너지 절약 마을 공모전' resembles the energy voucher. Of 43 such messages that were
#: answered 17 are so asked about, and of 1,400 others nine.
_ELSEWHERE: Final = -0.43
#: With abuse taken out, fewer letters than these are no wish, and no question that may be asked
#: back; anger sounds like a complaint, which must be said plainly.
_A_NAME: Final = 4
_A_SENTENCE: Final = 8
_PLAIN: Final = 0.9
_COMPLAINT: Final = "complaint"
#: More of a message than this is kept and masked, but not read for its meaning.
_READ: Final = 1200

#: So many of our own phrases are remembered as understood; spaces and marks make one into several.
_REMEMBERED: Final = 2048
#: No phrase of ours is longer.
_OURS: Final = 200


class Interpreter:
    """What did they mean? Built once from all labels; then pure and safe for threads."""

    def __init__(
        self,
        labels: Sequence[Label],
        *,
        tokenizer: Tokenizer | None = None,
        folder: Path | None = None,
        progress: Callable[[float], None] = lambda _: None,
    ) -> None:
        """Take what all labels teach, from what is kept (`matching.learned`) or learned now.

        `folder` keeps what had to be learned for the next start; `progress` hears the share done.
        """
        # A message is read by many short products of vectors, where threads of the algebra library
        # only get in one another's way: with one, a long message takes half the time.
        threadpool_limits(1, user_api="blas")
        self._labels = tuple(labels)
        self._by_id = {label.id: label for label in labels}
        self._spoken = _spoken(labels)
        self._often = lru_cache(_REMEMBERED)(self._understood)
        self._bars = np.array([_bar(label) for label in labels], dtype=np.float32)
        self._needed = np.array(
            [is_meaningful(label) and label.id not in LANGUAGES for label in labels],
            dtype=np.bool_,
        )
        self._needed_ids = frozenset(
            label.id for label, needed in zip(labels, self._needed, strict=True) if needed
        )
        meaningful = [is_meaningful(label) for label in labels]
        self._part_bars = np.where(meaningful, 0.0, np.inf).astype(np.float32)
        patterns.prepare()
        reader = Reader(tokenizer or mecab())
        learned = recall(labels, reader, folder=folder, progress=progress)
        self._mender = learned.mender
        self._parts = Parts(reader)
        self._judge = Judgement.load()
        self._matcher = Matcher(labels, learned, reader, self._judge)
        self._decider = Decider(self._labels, self._matcher)

    def understand(self, text: str) -> Understanding:
        """Return the meaning of a message. Never raises, whatever the text holds.

        With an alarm the decision is `crisis`, while `id` and the candidates still say what else
        the text asks for, so that a report can go on after the emergency numbers.
        """
        said = clean(text)
        # What so many people say in the same words is understood once. These are our own words, so
        # nothing of a person is remembered.
        is_ours = len(said) <= _OURS and _once(said) in self._spoken
        return self._often(said) if is_ours else self._understood(said)

    def _understood(self, text: str) -> Understanding:
        masked = mask(text)
        read = masked.text[:_READ]
        meaning = self._meaning(read)
        harmless = is_harmless(masked.text)
        danger = None if harmless else detect(masked.text, self._mender.mended)
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

    def margins(self, text: str) -> NDArray[np.float32]:
        """Return how well inside each label a message is, and last, outside of all: what
        `intents.evaluation.calibration` fits its judgement on."""
        return self._matcher.margins(self._matcher.read(self._read(clean(text))))

    def mentions(self, text: str) -> list[Mention]:
        """Return what a message may need, and what speaks for it: what
        `intents.needs.training` fits its weights on."""
        said = self._read(clean(text))
        spans = self._matcher.spans(self._matcher.read(said))
        return mentions(spans, said, self._judge, self._needed) if spans is not None else []

    def likeliest(self, text: str) -> Candidate | None:
        """Return what a text is about most likely, read as one and listened to for nothing else:
        a third of the work of `understand`."""
        ranked = self._matcher.rank(self._matcher.read(self._read(clean(text))))
        best = ranked.over(self._bars).best(1)
        if not best or best[0][1] < MAYBE:
            return None
        return Candidate(id=self._labels[best[0][0]].id, score=best[0][1])

    def part(self, text: str) -> Part:
        """Return which part of an answer the words ask for, were they said right after it."""
        return self._parts.part(self._read(clean(text)))

    def among(self, text: str, options: choosing.Options) -> str | None:
        """Return which of the offered options (id, words) the text means, None when unsure."""
        return choosing.among(clean(text), options)

    def _meaning(self, text: str) -> Meaning:
        kept = without_abuse(text)
        foreign = language(text) if kept is None or len(compact(kept)) >= _A_SENTENCE else None
        known = control(text) or self._spoken.get(_once(text)) or foreign
        if known in self._by_id:
            return certain(self._by_id[known])
        if kept is not None and not _once(kept):
            return Meaning(decision=Decision.BOUNDARY, score=1.0)
        if letters := as_initials(text):
            return self._decider.initials(letters)
        if not compact(plain(text)):
            return NOTHING
        if is_number(plain(text)):
            meant = self._matched(text) if is_rung(plain(text)) else NOTHING
            return meant if meant.decision is Decision.ANSWER else NOTHING
        if typed := retyped(text):
            text, kept = typed, without_abuse(typed)
        if kept is None:
            return self._greeted(text) or self._matched(text)
        meaning = self._matched(kept)
        if self._is_asked_for(meaning, len(compact(kept))):
            return meaning
        return Meaning(decision=Decision.BOUNDARY, score=1.0)

    def _is_asked_for(self, meaning: Meaning, letters: int) -> bool:
        """Tell whether what is left without the abuse is a wish: more than whom it is about."""
        if meaning.decision is Decision.CLARIFY:
            return letters >= _A_SENTENCE and meaning.score >= SURE
        if meaning.decision not in SUBSTANCE or letters < _A_NAME:
            return False
        if meaning.id == _COMPLAINT and meaning.score < _PLAIN:
            return False
        return meaning.id in self._needed_ids

    def _matched(self, text: str) -> Meaning:
        said = self._asked(self._read(text))
        reading = self._matcher.read(said)
        whole = self._matcher.rank(reading)
        # The whole says more than its parts, unless it says nothing or was not read to its end.
        unsure = whole.chances.max(initial=0.0) < SURE or len(said) > COMPARED
        parts = [part for part in clauses(said) if part != said] if unsure else []
        several = len(reading.close) >= _SEVERAL and not self._is_one_need(whole, said)
        spans = self._matcher.spans(reading, whole) if several or parts else None
        ranked = whole.over(self._bars)
        for part in self._matcher.parts(parts, reading, spans):
            ranked = ranked.merged(part.over(self._part_bars), _CLAUSE)
        if ranked.chances.max(initial=0.0) < SURE:
            named = self._matcher.named(said, asked=is_question(said))
            ranked = ranked.lifted(named, _NAMED)
        needs = self._needs(spans, said) if several and spans is not None else ()
        strays = bool((whole.margins[-1:] > _ELSEWHERE).any())
        return self._decider.decided(ranked, needs, said, strays=strays)

    def _read(self, text: str) -> str:
        """Return what is compared of a text: without its greeting, typing faults put right."""
        return self._mender.mended(without_opening(plain(text)))

    def _greeted(self, text: str) -> Meaning | None:
        """Return what a text that opens with a greeting means when hardly more is said after it:
        in doubt, the greeting."""
        said = plain(text)
        rest = without_opening(said)
        opening = self._spoken.get(_once(said[: len(said) - len(rest)]), "")
        if opening not in self._by_id or opening in self._needed_ids:
            return None
        if (known := self._spoken.get(_once(rest))) in self._by_id:
            return certain(self._by_id[known])
        if len(compact(rest)) > _POLITE or is_question(rest):
            return None
        meant = self._matched(rest)
        return certain(self._by_id[opening]) if meant.decision is Decision.UNKNOWN else meant

    def _asked(self, said: str) -> str:
        """Return the text without the programmes somebody has already or was refused, where what
        comes after them says by itself what is asked: '주거급여는 받는데 에너지바우처도 되나요'."""
        had, rest = after_what_one_has(said)
        if len(compact(rest)) < _A_SENTENCE:
            return said
        told = self._matcher.named(had, asked=True)
        if not told:
            return said
        alone = self._matcher.rank(self._matcher.read(rest)).over(self._part_bars).chances
        best = int(alone.argmax())
        return rest if alone[best] >= _BY_ITSELF and best not in told else said

    def _needs(self, spans: Spans, said: str) -> tuple[str, ...]:
        """Return the ids of several needs in the order of mention; empty when there is one."""
        meant = needs(
            spans,
            said,
            self._judge,
            self._needed,
            named=lambda: self._matcher.named(said, asked=False),
        )
        return tuple(self._labels[number].id for number in meant)

    def _is_one_need(self, whole: Ranked, said: str) -> bool:
        """Tell without a closer look that there is no second need."""
        margins = whole.margins[:-1][self._needed]
        if len(margins) < 2:
            return True
        first = margins.argmax()
        if margins[first] > _ALL_OF_IT:
            return True
        margins[first] = -np.inf
        return bool(margins.max() < _OUTSIDE.get(clauses_told(said), -np.inf))


def _bar(label: Label) -> float:
    return 0.0 if is_meaningful(label) else _SAID_ALONE


def _spoken(labels: Sequence[Label]) -> dict[str, str]:
    """Return the ids of whole messages that are a phrase of one label, letter by letter."""
    owner: dict[str, str | None] = {}
    for label in labels:
        for said in {_once(phrase) for phrase in (*label.names, *label.phrases)}:
            owner[said] = None if said in owner else label.id
    return {said: one for said, one in owner.items() if said and one}


def _once(text: str) -> str:
    """Return the letters of a text, and of what is only repeated ("ㄱㅅㄱㅅ") one time."""
    letters = compact(text.lower())
    # A text stands in its double first where it ends, or where what it repeats does.
    return letters[: (letters * 2).find(letters, 1)]
