"""What the learned opinion on danger learns from: sentences written by hand, and variations.

`crisis/examples.tsv`, `crisis/calm.tsv` and `crisis/voices_*.tsv` hold what people write;
`crisis/frames.toml` says the same of other persons, times and places; the rest is calm: what
residents ask, what belongs to other offices, and everyday talk of a public collection.
"""

import random
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from intents.crisis.words import parts
from intents.lexicon import DATA, Words, read
from intents.reading.noise import noisy
from intents.reading.sounds import sound
from intents.reading.text import SYLLABLE_FIRST, SYLLABLE_LAST
from intents.services import service_labels

_WRITTEN: Final = (
    "crisis/examples.tsv",
    "crisis/calm.tsv",
    "crisis/voices_a.tsv",
    "crisis/voices_b.tsv",
    "crisis/voices_c.tsv",
    "crisis/voices_d.tsv",
    "crisis/voices_e.tsv",
    "crisis/voices_f.tsv",
    "crisis/voices_g.tsv",
    "crisis/voices_h.tsv",
    "crisis/voices_i.tsv",
    "crisis/voices_j.tsv",
    "crisis/voices_k.tsv",
    "crisis/voices_l.tsv",
    "crisis/voices_m.tsv",
    "crisis/voices_n.tsv",
    "crisis/voices_o.tsv",
    "crisis/voices_p.tsv",
    "crisis/voices_q.tsv",
    "crisis/voices_r.tsv",
    "crisis/voices_s.tsv",
    "crisis/voices_t.tsv",
    "crisis/voices_u.tsv",
    "crisis/voices_v.tsv",
    "crisis/voices_w.tsv",
    "crisis/voices_x.tsv",
    "crisis/voices_y.tsv",
    "crisis/voices_z.tsv",
    "crisis/voices_aa.tsv",
    "crisis/voices_bb.tsv",
    "crisis/voices_cc.tsv",
)
FILES: Final = (
    *_WRITTEN,
    "crisis/frames.toml",
    "crisis/asked.txt",
    "crisis/chat.txt",
    "outside.toml",
    "services.toml",
)
_EVERYDAY: Final = ("crisis/asked.txt", "crisis/chat.txt")
_SLOT = re.compile(r"\{(\w+)\}")
#: The share of a sentence's letters that a hurried hand gets wrong.
_SLIPS: Final = 0.04

#: The service that starts with a worry about somebody.
_WORRIES: Final = "report-neighbour"

#: Faults of typing, by `noise.kinds`, that a sentence is shown with once more each. Measured on
#: authors left out, they help with clean sentences as much as with faulty ones.
_FAULTS: Final = ("key", "dropfinal", "all")
#: The share of sentences from frames that is shown with them: others like them are many.
_FAULTY: Final = 0.3
#: The share that is shown among other sentences too: more of it blurs what is danger.
_AMONG: Final = 0.25
#: What a varied sentence counts beside a clean one.
_SPOILED: Final = 0.5
#: What only sounds like danger is rarer here than among people, so it counts for more.
_CALM_COUNTS: Final = 1.5
#: So is what nobody could take for danger: everyday talk and plain questions. Counted once, ten
#: of 1,478 lines of public chat were an alarm after authors of quiet danger had been learned from;
#: counted twice, seven, and as much of an unseen author was heard.
_EVERYDAY_COUNTS: Final = 2.0


class Example(NamedTuple):
    """A sentence, the class it is of, and how much it counts."""

    text: str
    label: str
    weight: float = 1.0


class _Outside(Words):
    phrases: tuple[str, ...]


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
    calm = [example.text for example in by_hand if example.label == "calm"]
    for example in by_hand:
        yield from _varied(example, frames, calm, chance)
        yield from _faulty(example)
        yield from _in_parts(example)
    for example in _filled(frames, chance):
        yield from _varied(example, frames, calm, chance)
        if chance.random() < _FAULTY:
            yield from _faulty(example)
    for name in _EVERYDAY:
        for line in _lines(name):
            yield Example(line, "calm", _EVERYDAY_COUNTS)
            faulty = noisy(line, chance.choice(_FAULTS))
            yield Example(faulty, "calm", _EVERYDAY_COUNTS * _SPOILED)
    for phrase in _phrases():
        yield Example(phrase, "calm", _EVERYDAY_COUNTS)


def _varied(
    example: Example, frames: Frames, calm: list[str], chance: random.Random
) -> Iterator[Example]:
    spoiled = example._replace(weight=example.weight * _SPOILED)
    yield example
    yield spoiled._replace(text=slipped(example.text, chance))
    if chance.random() < _AMONG:
        yield spoiled._replace(text=_in_passing(example, frames, calm, chance))


def _faulty(example: Example) -> Iterator[Example]:
    for fault in _FAULTS:
        yield Example(noisy(example.text, fault), example.label, example.weight * _SPOILED)


def _in_parts(example: Example) -> Iterator[Example]:
    """Yield the parts a long message is heard in, when none of them can be danger."""
    pieces = [example.text[start:end] for start, end in parts(example.text)]
    if example.label == "calm" and len(pieces) > 1:
        for piece in pieces:
            yield example._replace(text=piece)


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
    """Yield the sentences written by hand, each once however it is spelled."""
    met = set[str]()
    for name in _WRITTEN:
        for line in _lines(name):
            label, text = line.split("\t")
            if label != "kind" and sound(text) not in met:
                met.add(sound(text))
                yield Example(text, label, _CALM_COUNTS if label == "calm" else 1.0)


def _lines(name: str) -> Iterator[str]:
    for line in (DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            yield line


def read_frames() -> Frames:
    """Return the sentences with blanks and what fills them."""
    return read("crisis/frames.toml", Frames)


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


def _phrases() -> Iterator[str]:
    """Yield what belongs to no service and what starts one, but no worries about a neighbour.

    Some of those tell of danger and some do not, so they teach neither.
    """
    yield from read("outside.toml", _Outside).phrases
    for service in service_labels():
        if service.id != _WORRIES:
            yield from (*service.names, *service.phrases)
