"""The desk's own words, and behind them the wording of the office."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli

from bot.content.wording import Catalog
from bot.domain.case import Evidence

HERE = Path(__file__).parent


@dataclass(frozen=True, slots=True, kw_only=True)
class Canned:
    """A ready answer to start from."""

    label: str
    text: str


def _flat(table: Mapping[str, Any], prefix: str = "") -> Iterator[tuple[str, str]]:
    for name, value in table.items():
        if isinstance(value, Mapping):
            yield from _flat(value, f"{prefix}{name}.")
        else:
            yield prefix + name, value


def _read(name: str) -> dict[str, Any]:
    return tomli.loads((HERE / name).read_text(encoding="utf-8"))


_OWN = dict(_flat(_read("words.toml")))
_CANNED = _read("canned.toml")

CANNED = tuple(Canned(**one) for one in _CANNED["canned"])
BLANK: str = _CANNED["blank"]  #: stands in a ready answer for what must still be written


class Words:
    """Looks up what the desk says. A label nobody has written is the value itself."""

    __slots__ = ("_catalog",)

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def __call__(self, key: str, **params: str) -> str:
        if key in _OWN:
            return _OWN[key].format(**params)
        return self._catalog.render(key, params)

    def or_same(self, text: str) -> str:
        """The words of a key; text that is no key is already words."""
        return self(text) if text in _OWN or self._catalog.has(text) else text

    def label(self, kind: str, value: str) -> str:
        key = f"{kind}.{value}"
        return self(key) if key in _OWN or self._catalog.has(key) else value

    def sign(self, evidence: Evidence) -> str:
        """A sign of need by its name, or by the words it was found in."""
        key = f"triage.{evidence.rule}"
        return self(key) if self._catalog.has(key) else evidence.words

    def options(self, kind: str, values: Iterator[str] | tuple[str, ...]) -> list[dict[str, str]]:
        """What to choose from, as the templates take it."""
        return [{"value": value, "label": self.label(kind, value)} for value in values]

    def known(self, kind: str) -> list[str]:
        """Every value that has a label, in the order of the labels."""
        prefix = f"{kind}."
        keys = self._catalog.keys()
        found = [key.removeprefix(prefix) for key in keys if key.startswith(prefix)]
        return sorted(found, key=lambda value: self.label(kind, value))
