"""Text as Telegram counts it, and where a long one may be cut.

The limit of 4096 is documented as "characters after entities parsing", the offsets of entities
count UTF-16 units: counting UTF-16 units is the safe reading of both
(https://core.telegram.org/bots/api#sendmessage, read 2026-11-21).
"""

from __future__ import annotations

import re
import unicodedata

_ZWJ = "\u200d"
#: The end of a thought, best first. A cut goes right behind the match.
_BORDERS = tuple(
    re.compile(source)
    for source in (r"\n[ \t]*\n", r"\n", r"[.?!\u2026\u3002][)\"'\u201d\u2019]*\s", r"\s")
)


def units(text: str) -> int:
    """Length in UTF-16 units: a Hangul syllable is one, most emoji are two."""
    return len(text) + sum(1 for letter in text if ord(letter) > 0xFFFF)


def clean(text: str) -> str:
    """Without what no database and no request can carry: NUL and halves of a surrogate pair."""
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return whole.replace("\0", "")


def split(text: str, limit: int) -> list[str]:
    """Parts of at most `limit` units, cut between paragraphs, else lines, sentences, words.

    Only white space at the cuts is dropped. Text without any border (Hangul without spaces) is
    cut between letters, never inside one that is made of several code points.
    """
    parts = []
    rest = text.strip()
    while units(rest) > limit:
        cut = _cut(rest, _fitting(rest, limit))
        parts.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
    return [*parts, rest] if rest else parts


def _fitting(text: str, limit: int) -> int:
    """How many code points from the start fit into `limit` units."""
    used = 0
    for index, letter in enumerate(text):
        used += 2 if ord(letter) > 0xFFFF else 1
        if used > limit:
            return index
    return len(text)


def _cut(text: str, end: int) -> int:
    """The best place to cut in the second half of the first `end` code points."""
    for border in _BORDERS:
        # One letter more than fits: white space right behind the last letter is a border too.
        ends = [hit.end() for hit in border.finditer(text, 0, end + 1)]
        good = [at for at in ends if end // 2 < at and len(text[:at].rstrip()) <= end]
        if good:
            return good[-1]
    cut = end
    while cut > end // 2 and _inside_letter(text, cut):
        cut -= 1
    return cut if cut > end // 2 else end


def _inside_letter(text: str, at: int) -> bool:
    """Whether a cut here would tear what people see as one letter or one picture."""
    before, after = text[at - 1], text[at]
    if _ZWJ in (before, after) or unicodedata.category(after).startswith("M"):
        return True
    if "\u1160" <= after <= "\u11ff" or "\U0001f3fb" <= after <= "\U0001f3ff":
        return True  # medial and final jamo of a decomposed syllable; skin tones
    flags = len(text[:at]) - len(text[:at].rstrip(_FLAGS))
    return after in _FLAGS and flags % 2 == 1


#: Regional indicators: two of them are one flag.
_FLAGS = "".join(map(chr, range(0x1F1E6, 0x1F200)))
