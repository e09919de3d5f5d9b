"""The words of the reports, and how values are written."""

from collections.abc import Iterator, Mapping
from functools import cache

from intents.evaluation.limits import Limit
from intents.evaluation.values import Figure, Unit
from intents.lexicon import Words, read


class _Name(Words):
    name: str
    note: str = ""


class _Section(Words):
    title: str
    figures: tuple[str, ...]


class Wording(Words):
    """All words of the reports; see `intents/data/report.toml`."""

    title: str
    question: str
    halves: dict[str, str]
    scopes: dict[str, str]
    bands: dict[str, str]
    states: dict[str, str]
    marks: dict[str, str]
    misses: dict[str, str]
    voices: dict[str, str]
    members: dict[str, str]
    figures: dict[str, _Name]
    sections: tuple[_Section, ...]
    text: dict[str, str]
    page: dict[str, str | list[str]]

    def name(self, key: str) -> str:
        """Return what a figure is called. Raises `KeyError` for one without a name."""
        family, dot, member = key.partition(".")
        return self.figures[family + dot].name.format(of=self.members[member] if member else "")

    def note(self, key: str) -> str:
        """Return what a figure means; empty where its name says it."""
        family, dot, _ = key.partition(".")
        return self.figures[family + dot].note

    def said(self, key: str, **blanks: object) -> str:
        """Return a line of the page with its blanks filled."""
        line = self.page[key]
        assert isinstance(line, str)
        return line.format(**blanks)

    def bound(self, limit: Limit, unit: Unit) -> str:
        """Return a limit in words: what it asks for."""
        side = "at_least" if limit.at_least is not None else "at_most"
        return self.text[side].format(bound=written(limit.bound, unit, exact=True))

    def in_sections(self, figures: Mapping[str, Figure]) -> Iterator[tuple[str, list[Figure]]]:
        """Return the figures under the titles of their sections, empty sections left out."""
        for section in self.sections:
            places = {family: place for place, family in enumerate(section.figures)}
            those = [f for f in figures.values() if _family(f.key) in places]
            if those:
                yield section.title, sorted(those, key=lambda f: places[_family(f.key)])


@cache
def wording() -> Wording:
    """Return the words of the reports."""
    return read("report.toml", Wording)


def _family(key: str) -> str:
    family, dot, _ = key.partition(".")
    return family + dot


def written(value: float, unit: Unit, *, exact: bool = False) -> str:
    """Return a value as people read it; `exact` leaves out digits that say nothing."""
    if unit in {Unit.SHARE, Unit.POINTS}:
        number = f"{value * 100:.3g}" if exact else f"{value * 100:.1f}"
        return f"{number} %" if unit is Unit.SHARE else f"{number} %p"
    if unit is Unit.INDEX:
        return f"{value:.3f}"
    return f"{value:.2f} {unit}" if value < 10 else f"{value:.0f} {unit}"
