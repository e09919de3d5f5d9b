"""Learning from the content: kept between starts, shown while it takes its minute."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer

from intents import Interpreter, Label, parts
from intents.evaluation import Half, own_sets, read_sets
from intents.evaluation.calibration import calibrate, known_cases, known_needs
from intents.matching import judgement, learned
from intents.needs import mentions
from intents.needs import training as needs_training
from intents.reading import patterns

#: Steps of the bar; what is learned is told as a share.
_STEPS = 100


def interpreter_of(labels: Sequence[Label]) -> Interpreter:
    """Build the interpreter; what has to be learned first is kept for the next start."""
    with bar() as tick:
        return Interpreter(labels, folder=cache(), progress=tick)


def cache() -> Path:
    """The user's folder for what can be made again (XDG Base Directory, 0.8, 2021-05-08)."""
    given = os.environ.get("XDG_CACHE_HOME")
    return Path(given or Path("~/.cache").expanduser()) / "ieumtalk"


def learn(labels: Sequence[Label], *, fit: bool) -> None:
    """Learn what ships with the product; with `fit` also what turns it into chances and needs."""
    patterns.keep()
    parts.ship()
    with bar() as tick:
        learned.ship(labels, progress=tick)
    if fit:
        _calibrate(labels)


def _calibrate(labels: Sequence[Label]) -> None:
    """Fit in this order: the signs of needs are read by the judgement that was fitted before."""
    sets = read_sets(own_sets(), Half.DEV, labels)
    judged = calibrate(known_cases(sets, labels), Interpreter(labels).margins)
    judgement.FITTED.write_text(judged.as_toml(), encoding="utf-8")
    cases = [*needs_training.own_cases(labels), *known_needs(sets, labels)]
    weights = needs_training.fitted(cases, Interpreter(labels).mentions)
    mentions.FITTED.write_text(weights.as_toml(), encoding="utf-8")


@contextmanager
def bar() -> Iterator[Callable[[float], None]]:
    """A bar on a terminal, drawn at the first step: mostly there is nothing to learn."""
    with ExitStack() as shown:
        steps = None

        def tick(share: float) -> None:
            nonlocal steps
            if not sys.stderr.isatty():
                return
            if steps is None:
                steps = shown.enter_context(
                    typer.progressbar(length=_STEPS, file=sys.stderr, label="learning")
                )
            steps.update(int(share * _STEPS) - steps.pos)

        yield tick
