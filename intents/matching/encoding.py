"""From the features of a text to the numbers that are compared and learned from."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

import numpy as np

from intents.matching.features import Features
from intents.matching.vocabulary import Numbers, Values, Vocabulary

Kinds = tuple[Vocabulary, Vocabulary]  #: of letters and of words

#: Letters survive misspellings and missing spaces, so they weigh more than words.
SHARES: Final = ((2 / 3) ** 0.5, (1 / 3) ** 0.5)


def vocabularies(said: Iterable[Features], *, at_least: int = 1) -> Kinds:
    """Return the vocabularies of both kinds over many texts, which are not kept."""
    letters: Counter[int] = Counter()
    words: Counter[int] = Counter()
    texts = 0
    for features in said:
        letters.update(features.letters.tolist())
        words.update(features.words.tolist())
        texts += 1
    return (
        Vocabulary.of(letters, texts, at_least=at_least),
        Vocabulary.of(words, texts, at_least=at_least),
    )


def encode(kinds: Kinds, features: Features) -> tuple[Numbers, Values]:
    """Return the numbers of a text's features over both kinds, and their values."""
    letters, values = kinds[0].encode(features.letters)
    words, their = kinds[1].encode(features.words)
    return (
        np.concatenate((letters, words + len(kinds[0]))),
        np.concatenate((values * SHARES[0], their * SHARES[1])),
    )
