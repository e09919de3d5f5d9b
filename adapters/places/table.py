"""The carried tables: every 행정동 with its 법정동, and the roads of a 시군구.

Sources and dates stand in the first lines of the files in ``data/``; ``build.py`` makes them.
"""

import gzip
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any

import tomli

SIGUNGU_DIGITS = 5  #: the first digits of a 행정동 or 법정동 code name its 시군구


@dataclass(frozen=True, slots=True, kw_only=True)
class Dong:
    """A 행정동 (읍, 면): the office that is responsible for an address.

    ``sigungu`` is empty for 세종. ``label`` is what a person is shown: it tells the 중구 of
    different cities apart.
    """

    code: str
    sido: str
    sigungu: str
    name: str
    label: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalDong:
    """A 법정동 or 리, the unit of addresses, and the codes of the 행정동 it lies in."""

    code: str
    name: str
    dongs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DongTable:
    """행정동 by code, 법정동 by code, and the 법정동 codes of each 행정동."""

    dongs: Mapping[str, Dong]
    legal: Mapping[str, LegalDong]
    parts: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A road and its buildings by 법정동 code, within one 시군구."""

    name: str
    buildings: Mapping[str, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """The words and patterns of ``data/words.toml``."""

    sido: Mapping[str, tuple[str, ...]]
    patterns: Mapping[str, re.Pattern[str]]
    digits: str
    ten: str
    near: tuple[str, ...]
    everyday: frozenset[str]
    not_after_name: frozenset[str]
    endings: frozenset[str]


@lru_cache(maxsize=1)
def words() -> Words:
    text = files(__package__).joinpath("data", "words.toml").read_text(encoding="utf-8")
    data: dict[str, Any] = tomli.loads(text)
    speech = data["speech"]
    return Words(
        sido={name: tuple(others) for name, others in data["sido"].items()},
        patterns={name: re.compile(pattern) for name, pattern in data["patterns"].items()},
        digits=speech["digits"],
        ten=speech["ten"],
        near=tuple(speech["near"]),
        everyday=frozenset(speech["everyday"]),
        not_after_name=frozenset(speech["not_after_name"]),
        endings=frozenset(speech["endings"]),
    )


@lru_cache(maxsize=1)
def dong_table() -> DongTable:
    """Read all 행정동 of the country (3,627) with their 법정동."""
    rows = [line.split("\t") for line in _lines("dong.tsv.gz")]
    repeated = _repeated({(sido, sigungu) for _, sido, sigungu, _, _ in rows})
    dongs: dict[str, Dong] = {}
    parts: dict[str, tuple[str, ...]] = {}
    legal_names: dict[str, str] = {}
    legal_dongs: dict[str, list[str]] = {}
    for code, sido, sigungu, name, legal in rows:
        shown = words().sido[sido][0]
        prefix = f"{shown} {sigungu}".strip() if sigungu in repeated else sigungu or shown
        label = f"{prefix} {name}"
        dongs[code] = Dong(code=code, sido=sido, sigungu=sigungu, name=name, label=label)
        pairs = [pair.split("=") for pair in legal.split(",") if pair]
        parts[code] = tuple(legal_code for legal_code, _ in pairs)
        for legal_code, legal_name in pairs:
            legal_names[legal_code] = legal_name
            legal_dongs.setdefault(legal_code, []).append(code)
    legal_table = {
        code: LegalDong(code=code, name=name, dongs=tuple(legal_dongs[code]))
        for code, name in legal_names.items()
    }
    return DongTable(dongs=dongs, legal=legal_table, parts=parts)


def roads(sigungu: Iterable[str]) -> tuple[Road, ...]:
    """Read the roads of these 시군구 (five-digit codes)."""
    wanted = tuple(f"{code}\t" for code in sigungu)
    if not wanted:
        return ()
    return tuple(
        _road(line.split("\t")) for line in _lines("roads.tsv.gz") if line.startswith(wanted)
    )


def _road(row: list[str]) -> Road:
    sigungu, name, counts = row
    buildings = {}
    for pair in counts.split(","):
        rest, count = pair.split("=")
        buildings[sigungu + rest] = int(count)
    return Road(name=name, buildings=buildings)


def _lines(name: str) -> Iterator[str]:
    packed = files(__package__).joinpath("data", name).read_bytes()
    for line in gzip.decompress(packed).decode().splitlines():
        if not line.startswith("#"):
            yield line


def _repeated(pairs: set[tuple[str, str]]) -> frozenset[str]:
    seen: set[str] = set()
    again: set[str] = set()
    for _, sigungu in pairs:
        (again if sigungu in seen else seen).add(sigungu)
    return frozenset(again)
