"""No text that a stranger may send holds the bot up: a pattern may try many ways through a row."""

import re
import time

import pytest

from bot.content import patterns

LONG = 4000
WORDS = re.compile(r"[가-힣]{1,4}|\d")
#: Far above what any pattern takes (some milliseconds), far below one that runs away.
SECONDS = 0.5


@pytest.mark.parametrize("name", sorted(patterns._all()))
def test_no_row_of_the_same_words_runs_away(name: str) -> None:
    own = sorted(set(WORDS.findall(patterns._all()[name].pattern)))[:25]
    for word in (*own, "1", "가", "요", " ", "12-"):
        for text in (word + " " * LONG + "x", word * (LONG // len(word)), (word + " ") * 1000):
            begun = time.process_time()
            patterns.search(name, text)
            assert time.process_time() - begun < SECONDS, (name, word)
