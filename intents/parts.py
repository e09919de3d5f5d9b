"""Which part of an answer is asked for by words that name no programme: 'well, how much?'

Learned from `data/parts.toml`: what residents say when a programme has just been explained to them.
The patterns that stood here before knew .75 of the parts asked for by two authors of talks; what a
third author's thousand phrases teach, .91.
"""

from enum import StrEnum
from typing import Final

from intents.lexicon import DATA, Words, read
from intents.matching import learned
from intents.matching.classifier import Classifier, Phrases, learn
from intents.matching.features import Reader, comparable
from intents.matching.training import Progress
from intents.reading.tokens import mecab

#: What comes with the product.
SHIPPED: Final = DATA / "parts.npy"


class Part(StrEnum):
    """What short words after an answer are about; those an answer may have come first."""

    WHO = "who"
    AMOUNT = "amount"
    HOW = "how"
    DOCUMENTS = "documents"
    HOW_LONG = "how_long"
    OTHER = "other"  #: asks what no part of an answer says
    TOLD = "told"  #: asks nothing and tells more of the same
    CHATTER = "chatter"  #: is about nothing of the kind


_PARTS: Final = tuple(Part)


class _Said(Words):
    phrases: dict[Part, tuple[str, ...]]


class Parts:
    """Tells parts apart. Immutable, safe for several threads."""

    def __init__(self, reader: Reader) -> None:
        """Take what ships, or learn it now, which takes some seconds."""
        self._reader = reader
        self._learned = _recalled(reader)

    def part(self, text: str) -> Part:
        """Return which part a `plain` text is about most likely."""
        said = self._reader.read(comparable(text))
        return _PARTS[int(self._learned.margins(said.features()).argmax())]


def ship(*, progress: Progress = lambda _: None) -> None:
    """Learn anew and put it where the product ships it."""
    phrases = _phrases()
    taught = _learn(Reader(mecab()), phrases, progress)
    learned.write(taught, SHIPPED, learned.key_of(phrases))


def is_shipped() -> bool:
    """Tell whether what ships was learned from exactly the phrases of today."""
    return learned.load(SHIPPED, learned.key_of(_phrases())) is not None


def _recalled(reader: Reader) -> Classifier:
    phrases = _phrases()
    kept = learned.load(SHIPPED, learned.key_of(phrases))
    return kept if kept is not None else _learn(reader, phrases)


def _learn(reader: Reader, phrases: Phrases, progress: Progress = lambda _: None) -> Classifier:
    outside = _PARTS.index(Part.CHATTER)
    return learn(phrases, len(_PARTS), reader, outside=outside, progress=progress)


def _phrases() -> Phrases:
    said = read("parts.toml", _Said).phrases
    return [(phrase, (_PARTS.index(part),)) for part in _PARTS for phrase in said[part]]
