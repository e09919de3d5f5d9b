"""What the learned opinion on danger learns from: sentences written by hand, and variations.

`crisis_examples.tsv` and `crisis_calm.tsv` hold what people write; `crisis_frames.toml` says the
same of other persons, times and places; `crisis_chat.txt` is everyday talk of a public collection.
"""

import random
import re
import tomllib
from collections.abc import Iterator
from importlib.resources import files
from typing import Final, NamedTuple

from intents.lexicon import Words
from intents.text import SYLLABLE_FIRST, SYLLABLE_LAST

FILES: Final = (
    "crisis_examples.tsv",
    "crisis_calm.tsv",
    "crisis_frames.toml",
    "crisis_asked.txt",
    "crisis_chat.txt",
    "services.toml",
)
_EVERYDAY: Final = ("crisis_asked.txt", "crisis_chat.txt")
_SLOT = re.compile(r"\{(\w+)\}")
#: The share of a sentence's letters that a hurried hand gets wrong.
_SLIPS: Final = 0.04

#: What only sounds like danger is rarer here than among people, so it counts for more.
_CALM_COUNTS: Final = 1.5


class Example(NamedTuple):
    """A sentence, the class it is of, and how much it counts."""

    text: str
    label: str
    weight: float = 1.0


class Frames(Words):
    """Sentences with blanks by class, and what surrounds sentences in a longer message."""

    slots: dict[str, tuple[str, ...]]
    frames: dict[str, tuple[str, ...]]
    before: tuple[str, ...]
    after: tuple[str, ...]
    each: int


def examples(chance: random.Random) -> Iterator[Example]:
    """Yield every sentence to learn from, clean and varied, in the order of the files."""
    by_hand = list(written())
    frames = read_frames()
    spoken = [*by_hand, *_filled(frames, chance)]
    calm = [example.text for example in by_hand if example.label == "calm"]
    for example in spoken:
        yield example
        yield example._replace(text=slipped(example.text, chance), weight=example.weight / 2)
        yield example._replace(text=_in_passing(example, frames, calm, chance))
    for name in _EVERYDAY:
        for line in _lines(name):
            yield Example(line, "calm")
    for phrase in _service_phrases():
        yield Example(phrase, "calm")


def slipped(text: str, chance: random.Random) -> str:
    """Return the text with a few letters mistyped: a final or a syllable lost, a vowel changed."""
    letters = []
    for char in text:
        if SYLLABLE_FIRST <= ord(char) <= SYLLABLE_LAST and chance.random() < _SLIPS * 2:
            letters.append(_mistyped(char, chance))
        else:
            letters.append(char)
    return "".join(letters)


def _mistyped(char: str, chance: random.Random) -> str:
    code = ord(char) - SYLLABLE_FIRST
    way = chance.random()
    if way < 0.4:
        return chr(SYLLABLE_FIRST + code - code % 28)
    if way < 0.8:
        vowel = chance.randrange(21)
        return chr(SYLLABLE_FIRST + code // 588 * 588 + vowel * 28 + code % 28)
    return ""


def written() -> Iterator[Example]:
    """Yield the sentences written by hand."""
    for name in ("crisis_examples.tsv", "crisis_calm.tsv"):
        for line in _lines(name):
            label, text = line.split("\t")
            yield Example(text, label, _CALM_COUNTS if label == "calm" else 1.0)


def _lines(name: str) -> Iterator[str]:
    for line in _read(name).splitlines():
        if line and not line.startswith("#"):
            yield line


def _read(name: str) -> str:
    return files("intents").joinpath("data", name).read_text(encoding="utf-8")


def read_frames() -> Frames:
    """Return the sentences with blanks and what fills them."""
    return Frames.model_validate(tomllib.loads(_read("crisis_frames.toml")))


def _filled(frames: Frames, chance: random.Random) -> Iterator[Example]:
    """Yield each frame filled in `each` ways; all its sentences together count as four."""
    for label, sources in frames.frames.items():
        for source in sources:
            made = {_fill(source, frames.slots, chance) for _ in range(frames.each)}
            for text in sorted(made):
                yield Example(text, label, 4 / len(made))


def _fill(source: str, slots: dict[str, tuple[str, ...]], chance: random.Random) -> str:
    while _SLOT.search(source):
        source = _SLOT.sub(lambda name: chance.choice(slots[name[1]]), source, count=1)
    return " ".join(source.split())


def _in_passing(example: Example, frames: Frames, calm: list[str], chance: random.Random) -> str:
    """Return the text inside a message that says other things too.

    Beside danger that may be anything calm, so that calm words are never learned to silence it.
    """
    danger = example.label not in {"calm", "distress"}
    ahead = calm if danger and chance.random() < 0.25 else frames.before
    behind = calm if danger and chance.random() < 0.1 else frames.after
    before = chance.choice(ahead) if chance.random() < 0.6 else ""
    after = chance.choice(behind) if chance.random() < 0.6 or not before else ""
    return f"{before} {example.text} {after}".strip()


def _service_phrases() -> Iterator[str]:
    def texts(value: object) -> Iterator[str]:
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict):
            for part in value.values():
                yield from texts(part)
        elif isinstance(value, list):
            for part in value:
                yield from texts(part)

    yield from texts(tomllib.loads(_read("services.toml")))
