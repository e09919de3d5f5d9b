"""The only downgrade ladder: what a channel cannot show becomes words, and no word is lost.

The rungs, in order: phones and the source become lines of the text; choices a channel has no
room for become numbered lines (the dialog takes a number for an answer); texts too long for a
bubble are split; small bubbles are merged when there are too many. Pure: no input, no output,
no words of its own.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from codecs import utf_16_le_encode
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby, pairwise
from unicodedata import category

from bot.domain.messages import Capabilities, Choice, Phone, Reply, Tone

Measure = Callable[[str], int]

_PARAGRAPH = re.compile(r"\n\s*\n")
_LINE = re.compile(r"\n")
_SENTENCE = re.compile(r"(?<=[.!?…。！？])\s+|(?<=[.!?…。！？][\"'”’)])\s+")
_WORD = re.compile(r"\s+")
_ZWJ = "\u200d"
_BORDERS = (_PARAGRAPH, _LINE, _SENTENCE, _WORD)

#: From which fill on a bubble may end at each border. Words are cut only where a bubble holds
#: nothing but one word, or where bubbles are so scarce that every one must be full.
_LOOSE = (1 / 3, 1 / 3, 1 / 3, 0.0)
_DENSE = (0.9, 0.9, 0.9, 0.9)


def utf16(text: str) -> int:
    """Letters as KakaoTalk and Telegram may count them: an emoji is two or more."""
    return len(utf_16_le_encode(text, "surrogatepass")[0]) // 2


def fit(
    replies: Sequence[Reply],
    capabilities: Capabilities,
    measure: Measure,
    *,
    phone_buttons: int = 0,
) -> list[Reply]:
    """Return bubbles that a channel with these capabilities can show, crisis first.

    `measure` counts letters as the platform does and never shrinks as a text grows. Each bubble
    has non-blank `text` that holds all there is to read (`source` is empty, phones stand as
    lines), `choices` that fit as buttons, and in `phones` at most `phone_buttons` numbers to be
    shown as press-to-call buttons besides. A bubble of staff is never merged with another's.

    More than `max_bubbles` come back only when the words cannot do with fewer; the channel then
    shows the first ones and keeps the rest for later. An `answer_no` to be shown must be put
    into the text before.
    """
    flat = [_flat(reply, phone_buttons) for reply in replies]
    return fit_flat(flat, capabilities, measure, phone_buttons=phone_buttons)


def fit_flat(
    replies: Iterable[Reply],
    capabilities: Capabilities,
    measure: Measure,
    *,
    phone_buttons: int = 0,
) -> list[Reply]:
    """`fit` for replies whose text holds all there is to read, and which have no more phones
    than there are buttons for."""
    fitting = _Fitting(capabilities, measure, phone_buttons)
    flat = [r for r in replies if r.text or r.choices]
    flat.sort(key=lambda reply: reply.tone is not Tone.CRISIS)
    while len(bubbles := fitting.bubbles(flat)) > capabilities.max_bubbles:
        at = fitting.smallest_pair(flat)
        if at is None:
            dense = fitting.bubbles(fitting.reflow(flat), _DENSE)
            return min(dense, bubbles, key=len)
        flat[at : at + 2] = [fitting.join(flat[at], flat[at + 1])]
    return bubbles


@dataclass(frozen=True, slots=True)
class _Fitting:
    can: Capabilities
    measure: Measure
    phone_buttons: int

    def bubbles(self, flat: Iterable[Reply], fill: Sequence[float] = _LOOSE) -> list[Reply]:
        return [part for reply in flat for part in self._parts(self._numbered(reply), fill)]

    def smallest_pair(self, flat: Sequence[Reply]) -> int | None:
        """Where the two neighbours are that make the smallest common bubble, if any do."""
        sizes = {
            at: self.measure(self._numbered(self.join(one, other)).text)
            for at, (one, other) in enumerate(pairwise(flat))
            if _kind(one) is _kind(other)
        }
        at = min(sizes, key=sizes.__getitem__, default=None)
        return at if at is not None and sizes[at] <= self.can.max_text else None

    def join(self, one: Reply, other: Reply) -> Reply:
        known = {choice.id for choice in one.choices}
        return replace(
            one,
            text=_paragraphs((one.text, other.text)),
            choices=one.choices + tuple(c for c in other.choices if c.id not in known),
            phones=tuple(dict.fromkeys(one.phones + other.phones))[: self.phone_buttons],
        )

    def reflow(self, flat: Sequence[Reply]) -> list[Reply]:
        """Everything of one kind as one text, to be split anew. A crisis is never cut for it."""
        flowed: list[Reply] = []
        for kind, group in groupby(flat, _kind):
            for reply in group:
                if flowed and kind is _kind(flowed[-1]) is not Tone.CRISIS:
                    flowed[-1] = self.join(flowed[-1], reply)
                else:
                    flowed.append(reply)
        return flowed

    def _numbered(self, reply: Reply) -> Reply:
        """Spell all choices out as soon as one of them does not fit on a button."""
        can, choices = self.can, reply.choices
        labels = [choice.label for choice in choices]
        short = max(map(self.measure, labels), default=0) <= can.max_label
        distinct = len(set(labels)) == len(labels) <= can.max_choices
        if short and distinct and reply.text:
            return reply
        lines = "\n".join(f"{n}. {choice.label}" for n, choice in enumerate(choices, 1))
        buttons = self._buttons(choices[: can.max_choices])
        return replace(reply, text=_paragraphs((reply.text, lines)), choices=buttons)

    def _buttons(self, choices: Sequence[Choice]) -> tuple[Choice, ...]:
        labels = [shorten(c.label, self.can.max_label, self.measure) for c in choices]
        if len(set(labels)) < len(labels) or not all(labels):
            labels = [str(n) for n in range(1, len(labels) + 1)]
        return tuple(replace(c, label=label) for c, label in zip(choices, labels, strict=True))

    def _parts(self, reply: Reply, fill: Sequence[float]) -> list[Reply]:
        """Buttons stand under the last part, where the eye ends."""
        *before, last = split(reply.text, self.can.max_text, self.measure, fill)
        if not before:
            return [reply if last == reply.text else replace(reply, text=last)]
        bare = replace(reply, choices=(), phones=())
        return [*(replace(bare, text=text) for text in before), replace(reply, text=last)]


def split(text: str, limit: int, measure: Measure, fill: Sequence[float] = _LOOSE) -> list[str]:
    """Cut a text into parts of at most `limit`, at the best border each: paragraph, line,
    sentence, word, letter. Only white space at the borders is left out."""
    text = text.strip()
    parts = []
    while measure(text) > limit:
        cut = _cut(text, _room(text, limit, measure), fill)
        parts.append(text[:cut].rstrip())
        text = text[cut:].lstrip()
    return [*parts, text] if text else parts


def all_to_read(text: str, phones: Iterable[Phone], source: str) -> str:
    """Words, numbers and source as one text; a number the words tell already stands once."""
    lines = (line for phone in phones if (line := _phone_line(phone)) not in text)
    return _paragraphs((text, "\n".join(lines), source))


def shorten(label: str, limit: int, measure: Measure) -> str:
    """Cut a label to `limit` with an ellipsis at the end; '' where not even one letter fits."""
    if measure(label) <= limit:
        return label
    room = _room(label, limit - measure("…"), measure)
    head = label[: _letter(label, room)].rstrip() if room else ""
    return f"{head}…" if head else ""


def _flat(reply: Reply, phone_buttons: int) -> Reply:
    text = all_to_read(reply.text, reply.phones, reply.source)
    if text == reply.text and not reply.source and len(reply.phones) <= phone_buttons:
        return reply
    return replace(reply, text=text, source="", phones=reply.phones[:phone_buttons])


def _phone_line(phone: Phone) -> str:
    line = f"{phone.number} {phone.label}".strip()
    return f"{line} ({phone.hours})" if phone.hours else line


def _paragraphs(blocks: Iterable[str]) -> str:
    return "\n\n".join([bare for block in blocks if (bare := block.strip())])


def _kind(reply: Reply) -> Tone:
    return Tone.PLAIN if reply.tone is Tone.NOTICE else reply.tone


def _room(text: str, limit: int, measure: Measure) -> int:
    """How many code points from the start fit in `limit`."""
    high = max(limit, 1)
    while high < len(text) and measure(text[:high]) <= limit:
        high *= 2
    sizes = range(min(high, len(text)) + 1)
    return max(bisect_right(sizes, limit, key=lambda n: measure(text[:n])) - 1, 0)


def _cut(text: str, room: int, fill: Sequence[float]) -> int:
    window = text[: room + 1]
    for border, least in zip(_BORDERS, fill, strict=True):
        cut = max((hit.start() for hit in border.finditer(window)), default=0)
        if cut > room * least:
            return cut
    return _letter(text, room) or max(room, 1)


def _letter(text: str, room: int) -> int:
    """The last border between two letters people see, or 0 when there is none up to `room`."""
    cut = room
    while cut > 0 and cut < len(text) and _joined(text, cut):
        cut -= 1
    return cut


def _joined(text: str, at: int) -> bool:
    """Whether a cut before `text[at]` would go through one visible letter (after UAX #29)."""
    last, this = text[at - 1], text[at]
    if _ZWJ in {this, last} or category(this).startswith("M"):
        return True
    if "\U0001f3fb" <= this <= "\U0001f3ff" or "\U000e0020" <= this <= "\U000e007f":
        return True  # skin tones; the tags that spell the flag of a region
    if "\u1160" <= this <= "\u11ff" or "\ud7b0" <= this <= "\ud7ff":
        return True  # vowels and finals of a Hangul syllable written as conjoining letters
    return _is_flag(this) and _flags_before(text, at) % 2 == 1


def _is_flag(char: str) -> bool:
    return "\U0001f1e6" <= char <= "\U0001f1ff"


def _flags_before(text: str, at: int) -> int:
    """How many regional indicators stand right before `at`; two make one flag."""
    start = at
    while start > 0 and _is_flag(text[start - 1]):
        start -= 1
    return at - start
