"""Tells texts in other languages, so that they get the card in theirs."""

import re
import unicodedata
from typing import Final

from intents.lexicon import Words, read


class _Language(Words):
    id: str
    words: frozenset[str] = frozenset()
    fewest: int = 1


class _Languages(Words):
    english: _Language
    vietnamese: _Language
    chinese: _Language


_DATA = read("languages.toml", _Languages)
#: The ids `language` can return.
LANGUAGES: Final = frozenset({_DATA.english.id, _DATA.vietnamese.id, _DATA.chinese.id})
_HANGUL = re.compile(f"[{chr(0xAC00)}-{chr(0xD7A3)}{chr(0x3131)}-{chr(0x318E)}]")
_HAN = re.compile("[\u4e00-\u9fff\u3400-\u4dbf]")
_KANA = re.compile("[\u3040-\u30ff]")
#: Letters only Vietnamese has: the horned o and u, the barred d, and vowels with two marks.
_VIETNAMESE = re.compile("[\u01a0\u01a1\u01af\u01b0\u0110\u0111\u1ea0-\u1ef9]")
_WORD = re.compile(r"[^\W\d_]+")
#: English words are a smaller part of a text in any other language written in Latin letters.
_ENGLISH_SHARE: Final = 0.3


def language(text: str) -> str | None:
    """Return the id of the language card for a text in another language, None for Korean."""
    if _HANGUL.search(text):
        return None
    if len(_HAN.findall(text)) >= 2 and not _KANA.search(text):
        return _DATA.chinese.id
    words = _WORD.findall(text.lower())
    if _VIETNAMESE.search(text) or _spoken(_DATA.vietnamese, [_bare(word) for word in words]):
        return _DATA.vietnamese.id
    if _spoken(_DATA.english, words):
        return _DATA.english.id
    return None


def _spoken(language: _Language, words: list[str]) -> bool:
    known = sum(word in language.words for word in words)
    return known >= language.fewest and known >= _ENGLISH_SHARE * len(words)


def _bare(word: str) -> str:
    """Return a word without its marks, as people type without a Vietnamese keyboard."""
    return "".join(c for c in unicodedata.normalize("NFD", word) if not unicodedata.combining(c))
