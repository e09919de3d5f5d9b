"""How likely a label is meant, from how far a text stands on its side.

Margins rank well but say little of doubt. Here they compete with each other and with the chance
that nothing known is meant (a conditional logit). Its two numbers were fitted on the development
half of the evaluation sets by `ieum learn --calibrate`. Likeness to the nearest phrase and names
found in the text were tried beside the margin and changed nothing that could be measured.
"""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from intents.lexicon import DATA, Words, read
from intents.matching.vocabulary import Values

#: Where the two numbers stand.
FITTED: Final = DATA / "judgement.toml"
_COMMENT: Final = (
    "# How margins become chances. Written by `ieum learn --calibrate` from the development half.\n"
)


class _Fitted(Words):
    sharpness: float
    nothing: float


@dataclass(frozen=True, slots=True)
class Judgement:
    """The two numbers: how much a margin counts, and where "nothing of this" stands."""

    sharpness: float
    nothing: float

    @classmethod
    def load(cls) -> "Judgement":
        fitted = read(FITTED.name, _Fitted)
        return cls(fitted.sharpness, fitted.nothing)

    def chances(self, margins: Values) -> NDArray[np.float32]:
        """Return the chance of each label, of margins whose last is of texts outside.

        Several texts at once are rows.
        """
        pull = margins * np.float32(self.sharpness)
        pull[..., -1] += np.float32(self.nothing)
        pull -= np.maximum.reduce(pull, axis=-1, keepdims=True)
        np.exp(pull, out=pull)
        whole: NDArray[np.float32] = np.add.reduce(pull, axis=-1, keepdims=True)
        chances: NDArray[np.float32] = pull[..., :-1] / whole
        return chances

    def as_toml(self) -> str:
        """Return the lines of the data file."""
        return f"{_COMMENT}sharpness = {self.sharpness:.2f}\nnothing = {self.nothing:.2f}\n"
