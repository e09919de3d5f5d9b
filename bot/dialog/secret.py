"""The 확인말 in what was written: two plain words put together by chance."""

from __future__ import annotations

from bot.content.loader import Content
from bot.domain.conversation import Conversation, Expecting
from bot.domain.receipt import find_number, is_word, normal_word, without_number
from intents import Understanding


def is_given(talk: Conversation, mind: Understanding, content: Content) -> bool:
    """Whether the words are nothing but a 확인말, or one with its number, where one is awaited.

    Two words put together by chance may sound like anything: '뛰노는 땅콩' like '건너뛸래요', and
    '용감한 강물' like danger.
    """
    if talk.expecting is not Expecting.RECEIPT_WORD and not find_number(mind.text):
        return False
    return is_word(without_number(mind.text), *content.receipt_words)


def found(text: str, content: Content) -> str:
    """The 확인말 of '확인말은 강변의 도장이에요', else all that was written, as it is compared."""
    word = normal_word(without_number(text))
    first, second = content.receipt_words
    heads = ((word.find(f), f) for f in first)
    pairs = (f + s for at, f in heads if at >= 0 for s in second if word.startswith(f + s, at))
    return max(pairs, key=len, default=word)


def is_meant(word: str, content: Content) -> bool:
    """Half of a 확인말 is enough to see that one was meant: it may be mistyped."""
    first, second = content.receipt_words
    return any(word.startswith(f) for f in first) or any(word.endswith(s) for s in second)
