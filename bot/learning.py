"""Learning from the content: kept between starts, shown while it takes its minute."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

import typer

from intents import Interpreter, Label, learned
from intents.evaluation import Half, own_sets, read_sets
from intents.evaluation.calibration import calibrate, known_cases
from intents.judgement import FITTED

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
    """Learn what ships with the product, and with `fit` how margins become chances."""
    with bar() as tick:
        learned.ship(labels, progress=tick)
    if fit:
        sets = read_sets(own_sets(), Half.DEV, labels)
        judgement = calibrate(known_cases(sets, labels), Interpreter(labels).margins)
        FITTED.write_text(judgement.as_toml(), encoding="utf-8")


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
