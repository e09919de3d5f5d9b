"""`ieum evaluate`: how well the bot understands, on exactly the code that serves residents."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from time import perf_counter

import typer

from bot import bootstrap
from bot.settings import Settings
from bot.talks import measure_talks, read_talks
from intents.evaluation import Figures, Half, calls, measure, own_sets, read_sets, with_load
from intents.evaluation.limits import Verdict, floors, record, targets, verdicts
from intents.evaluation.page import as_page
from intents.evaluation.reports import as_json, as_text, floors_lines, misses_lines

#: So many rows of a set are read again with each fault of typing: enough to see four points, and
#: few enough for a check that is run many times a day.
MOST_WITH_FAULTS = 300


class CannotEvaluate(Exception):
    """What was asked for makes no sense or a report cannot be written; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody wants to know, and where to write it."""

    half: Half = Half.TEST
    folder: Path | None = None  #: of the sets; None for those that come with the product
    errors: int = 0  #: show so many misunderstood messages of each kind
    record: bool = False  #: take today's figures as the floors
    html: Path | None = None
    json: Path | None = None


def evaluate(settings: Settings, wish: Wish, say: Callable[[str], None]) -> bool:
    """Measure, report, and tell whether no figure fell below its floor.

    Raises `CannotEvaluate`, `intents.evaluation.SetsError` or what loading the content raises.
    """
    _check(wish)
    folder = wish.folder or own_sets()
    kept = floors(folder) if wish.half is Half.TEST else ()
    figures, titles = _measured(settings, wish.half, folder)
    found = verdicts(figures.figures, targets())
    _write(wish, figures, found, titles)
    for line in (*as_text(figures, found), *misses_lines(figures.misses, wish.errors)):
        say(line)
    if wish.record:
        kept = record(folder, figures.figures)
    standing = verdicts(figures.figures, kept)
    if wish.half is Half.TEST:
        for line in floors_lines(standing):
            say(line)
    return all(verdict.is_met for verdict in standing)


def _check(wish: Wish) -> None:
    if wish.half is Half.TEST and wish.errors:
        raise CannotEvaluate("the test half is never shown; use --half dev to see errors")
    if wish.half is Half.DEV and wish.record:
        raise CannotEvaluate("floors are for the test half; use --half test --record")


def _measured(settings: Settings, half: Half, folder: Path) -> tuple[Figures, dict[str, str]]:
    start = perf_counter()
    scene = bootstrap.scene_of(bootstrap.content_of(settings))
    labels = bootstrap.labels_of(scene.content)
    titles = {label.id: (*label.names, *label.phrases, label.id)[0] for label in labels}
    scene.interpreter.understand(next(iter(titles.values())))
    load = perf_counter() - start
    sets = read_sets(folder, half, labels)
    talks = read_talks(folder, half, scene)
    with _progress(calls(sets, most=MOST_WITH_FAULTS) + len(talks)) as tick:
        figures = measure(scene.interpreter, sets, most=MOST_WITH_FAULTS, tick=tick)
        followed, misses = measure_talks(scene, talks, tick)
    figures = replace(
        figures,
        figures={**figures.figures, **{figure.key: figure for figure in followed}},
        misses=(*figures.misses, *misses) if half is Half.DEV else (),
    )
    return with_load(figures, load), titles


@contextmanager
def _progress(steps: int) -> Iterator[Callable[[], object]]:
    """A bar for whoever waits at a terminal; nothing where the output is kept."""
    if not sys.stderr.isatty():
        yield lambda: None
        return
    with typer.progressbar(length=steps, file=sys.stderr) as bar:
        yield lambda: bar.update(1)


def _write(
    wish: Wish, figures: Figures, found: tuple[Verdict, ...], titles: dict[str, str]
) -> None:
    try:
        if wish.html:
            wish.html.write_text(as_page(figures, found, titles), encoding="utf-8")
        if wish.json:
            told = json.dumps(as_json(figures, found), ensure_ascii=False, indent=1)
            wish.json.write_text(told + "\n", encoding="utf-8")
    except OSError as error:
        raise CannotEvaluate(f"{error.filename}: {error.strerror}") from None
