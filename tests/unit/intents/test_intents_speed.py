"""Generous bounds that a real regression breaks: a turn must not wait for understanding."""

import time
from collections.abc import Callable

from intents_cases import DATA, labels, rows

from intents import Decision, Interpreter, Label, mask
from intents.crisis.detection import detect


def test_what_ships_is_read_within_two_seconds() -> None:
    """About 0.4 s; learning anew, which must not happen here, takes half a minute."""
    known = labels()
    started = time.process_time()
    Interpreter(known)
    assert time.process_time() - started < 2


def test_a_short_text_takes_a_millisecond_or_two(interpreter: Interpreter) -> None:
    texts = [text for _, text in rows("residents.tsv")] * 3
    interpreter.understand(texts[0])
    assert _seconds(interpreter.understand, texts) < 0.006


def test_many_entries_cost_little_more_than_few() -> None:
    """Above 600 labels the nearest phrase decides, from an index of its features."""
    phrases = [phrase for label in labels() for phrase in label.phrases]
    many = [
        Label(id=f"entry-{n}", decision=Decision.ANSWER, names=(f"{p} {n}",), phrases=(p,))
        for n, p in enumerate(phrases[:1500])
    ]
    interpreter = Interpreter(many)
    texts = [text for _, text in rows("residents.tsv")]
    interpreter.understand(texts[0])
    assert _seconds(interpreter.understand, texts) < 0.012


def test_the_longest_text_takes_no_longer_than_a_turn_may(interpreter: Interpreter) -> None:
    texts = [" ".join(text for _, text in rows("residents.tsv"))[:4000]] * 3
    assert _seconds(interpreter.understand, texts) < 0.3


def test_danger_and_masking_take_a_fraction_of_it() -> None:
    lines = (DATA / "chat_sample.txt").read_text(encoding="utf-8").splitlines()[1:]
    for line in lines:
        detect(line)
    assert _seconds(lambda line: detect(mask(line).text), lines) < 0.0015


def _seconds(call: Callable[[str], object], texts: list[str]) -> float:
    """CPU time of one call: the machine is shared with other tests."""
    started = time.process_time()
    for text in texts:
        call(text)
    return (time.process_time() - started) / len(texts)
