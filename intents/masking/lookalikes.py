"""Numbers as people type them, folded one letter for one onto the digits and signs they mean."""

import unicodedata
from itertools import chain
from typing import Final

#: Where digits, dashes and spaces stand: everywhere but among Chinese characters, Korean syllables
#: and private use; beyond the basic plane only bold and double-struck digits are in use.
_CODES: Final = (
    range(0x80, 0x3400),
    range(0xA000, 0xAC00),
    range(0xF900, 0x10000),
    range(0x1D7CE, 0x1D800),
)


def _lookalikes() -> dict[int, str]:
    """Map every digit, dash and space of Unicode onto its ASCII form."""
    table: dict[int, str] = {}
    for code in chain(*_CODES):
        char = chr(code)
        category = unicodedata.category(char)
        if category in {"Nd", "No"} and (digit := unicodedata.digit(char, None)) is not None:
            table[code] = str(digit)
        elif category == "Pd" or char in "\u2212\u30fc\u3161\u2500":
            table[code] = "-"
        elif category == "Zs":
            table[code] = " "
        elif len(wide := unicodedata.normalize("NFKC", char)) == 1 and wide.isascii():
            table[code] = wide
    table |= dict.fromkeys(map(ord, "\u223c\u301c\uff5e\u02dc"), "~")
    return table | dict.fromkeys(map(ord, "\u00b7\u318d\u2022\u30fb\u3002\u2024"), ".")


_TABLE: Final = _lookalikes()


def folded(text: str) -> str:
    """Return a copy of the same length with every digit, dash and space in its ASCII form."""
    return text.translate(_TABLE)
