"""Generous bounds that a real regression breaks: a turn must not wait for understanding."""

import time

from intents_cases import DATA, labels, rows

from intents import Interpreter, mask
from intents.crisis import detect


def test_the_index_is_built_within_a_second() -> None:
    started = time.process_time()
    Interpreter(labels())
    assert time.process_time() - started < 1.5


def test_a_short_text_takes_about_a_millisecond(interpreter: Interpreter) -> None:
    texts = [text for _, text in rows("residents.tsv")] * 3
    interpreter.understand(texts[0])
    started = time.process_time()
    for text in texts:
        interpreter.understand(text)
    assert (time.process_time() - started) / len(texts) < 0.003


def test_danger_and_masking_take_a_fraction_of_it() -> None:
    lines = (DATA / "chat_sample.txt").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        detect(line)
    started = time.process_time()
    for line in lines:
        detect(mask(line).text)
    assert (time.process_time() - started) / len(lines) < 0.0006
