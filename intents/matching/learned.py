"""Keeps what was learned: with the product, in a folder of this machine, or learned now.

What is kept is found by a hash of everything it was learned from, so a changed phrase is never
answered from old knowledge.
"""

import hashlib
import os
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

from intents.lexicon import DATA, Words, read
from intents.matching.classifier import VERSION, Classifier, Phrases, learn
from intents.matching.features import Reader
from intents.matching.nearest import Nearest
from intents.matching.training import Progress
from intents.reading.tokens import mecab
from intents.understanding import Label

#: What comes with the product: what its own answers and services taught.
SHIPPED: Final = DATA / "learned.npy"
#: Every third line of everyday talk: more teach nothing more.
_EVERYDAY: Final = 3
#: Fewer labels teach nothing, more would grow the machines too large: the nearest phrase decides.
_FEWEST_LABELS: Final = 10
_MOST_LABELS: Final = 600
_BROKEN: Final = (OSError, ValueError, EOFError)


class _Outside(Words):
    phrases: tuple[str, ...]


def phrases_of(labels: Sequence[Label]) -> Phrases:
    """Return everything to learn from, with the numbers of its labels; the last is outside."""
    owners: dict[str, list[int]] = {}
    for number, label in enumerate(labels):
        for phrase in dict.fromkeys((*label.names, *label.phrases)):
            owners.setdefault(phrase, []).append(number)
    outside = [(phrase, (len(labels),)) for phrase in _outside()]
    return [(phrase, tuple(numbers)) for phrase, numbers in owners.items()] + outside


def recall(
    labels: Sequence[Label],
    reader: Reader,
    *,
    folder: Path | None = None,
    progress: Progress = lambda _: None,
) -> Classifier | Nearest:
    """Return what the phrases of these labels teach, learning it only when nobody has yet.

    Learning the product's own content takes about a minute of one core. `folder` keeps what
    was learned for the next start; one that cannot be written is done without.
    """
    phrases = phrases_of(labels)
    if not learns(labels):
        return Nearest.of(phrases, len(labels) + 1, reader)
    key = key_of(phrases)
    places = _places(key, folder)
    for path in places:
        if (found := load(path, key)) is not None:
            return found
    learned = learn(phrases, len(labels) + 1, reader, outside=len(labels), progress=progress)
    if folder is not None:
        with suppress(OSError):
            write(learned, places[-1], key)
    return learned


def learns(labels: Sequence[Label]) -> bool:
    """Tell whether so many labels are learned at all; else the nearest phrase decides."""
    return _FEWEST_LABELS <= len(labels) <= _MOST_LABELS


def kept(labels: Sequence[Label], folder: Path) -> Path | None:
    """Return where what exactly these labels teach is kept; None when it has yet to be learned."""
    key = key_of(phrases_of(labels))
    return next((path for path in _places(key, folder) if load(path, key) is not None), None)


def _places(key: str, folder: Path | None) -> tuple[Path, ...]:
    """Where it may be, the place to write it last."""
    return (SHIPPED,) if folder is None else (SHIPPED, folder / f"learned-{key[:16]}.npy")


def ship(labels: Sequence[Label], *, progress: Progress = lambda _: None) -> None:
    """Learn anew and put it where the product ships it."""
    phrases = phrases_of(labels)
    reader = Reader(mecab())
    learned = learn(phrases, len(labels) + 1, reader, outside=len(labels), progress=progress)
    write(learned, SHIPPED, key_of(phrases))


def is_shipped(labels: Sequence[Label]) -> bool:
    """Tell whether what ships was learned from exactly these labels."""
    return load(SHIPPED, key_of(phrases_of(labels))) is not None


def write(learned: Classifier, path: Path, key: str) -> None:
    """Write whole or not at all, so that no other process reads half of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
    os.close(handle)
    try:
        learned.save(Path(name), key)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    finally:
        Path(name).unlink(missing_ok=True)


def load(path: Path, key: str) -> Classifier | None:
    """Return what a file keeps under the key, None when it keeps nothing such or is broken."""
    with suppress(*_BROKEN):
        return Classifier.load(path, key)
    return None


def key_of(phrases: Phrases) -> str:
    """Return what everything these phrases teach is kept under."""
    taught = "".join(f"{owners}\t{phrase}\n" for phrase, owners in phrases)
    return hashlib.sha256(f"{VERSION}{taught}".encode()).hexdigest()


def _outside() -> tuple[str, ...]:
    """What people write that nothing here answers: other matters of an office, everyday talk."""
    chat = (DATA / "crisis/chat.txt").read_text(encoding="utf-8")
    lines = [line for line in chat.splitlines() if line and not line.startswith("#")]
    return (*read("outside.toml", _Outside).phrases, *lines[::_EVERYDAY])
