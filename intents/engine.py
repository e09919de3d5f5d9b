"""What the understanding is made of on this machine, for whoever has to look after it."""

from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final

import numpy as np

from intents.crisis import training as crisis_training
from intents.crisis.model import MODEL_FILE
from intents.lexicon import DATA
from intents.matching import learned
from intents.understanding import Label

_ANALYZER: Final = ("konlpy", "mecab-python3")
_DICTIONARY: Final = "python-mecab-ko-dic"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engine:
    """Versions are empty where a package was not installed as one."""

    analyzer: tuple[str, ...]  #: packages that cut a text into words, with their versions
    dictionary: str  #: the package of the words, with its version
    phrases: int  #: how many sentences the labels are learned from
    learns: bool  #: whether there are machines at all, or the nearest phrase decides
    learned: Path | None  #: where what these labels teach is kept; None: learned at the next start
    crisis: Path  #: the model of danger
    crisis_fits: bool  #: whether it was made from the sources beside it


def engine(labels: Sequence[Label], folder: Path) -> Engine:
    """Look at what is there, without learning anything. `folder` is that of `learned.recall`."""
    crisis = DATA / MODEL_FILE
    learns = learned.learns(labels)
    return Engine(
        analyzer=tuple(_named(name) for name in _ANALYZER),
        dictionary=_named(_DICTIONARY),
        phrases=len(learned.phrases_of(labels)),
        learns=learns,
        learned=learned.kept(labels, folder) if learns else None,
        crisis=crisis,
        crisis_fits=_made_from(crisis) == crisis_training.sources_digest(),
    )


def _named(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return package


def _made_from(model: Path) -> str:
    """The sum of the sources that a model of danger was made from; empty without a model."""
    try:
        with np.load(model) as saved:
            return str(saved["sources"])
    except (OSError, ValueError, KeyError):
        return ""
