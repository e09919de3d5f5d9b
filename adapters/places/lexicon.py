"""What a spelling may mean: compact spelling → 행정동 codes.

Two lexicons are used: one of the pack's own 시군구 (with roads, bare names and numbers as they
are said) and one of the whole country (full names only).
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache, lru_cache

from adapters.places.spelling import Spellings, compact, spellings, spoken
from adapters.places.table import SIGUNGU_DIGITS, LegalDong, dong_table, roads, words


class Kind(Enum):
    """How far a spelling can be trusted."""

    NAME = "name"  #: the name of a 동, 읍 or 면 in full
    SHY = "shy"  #: also an everyday word (이동, 정리): needs something beside it
    ROAD = "road"  #: a road name
    BARE = "bare"  #: the stem of a name (성수역, 마장 시장): never certain
    REGION = "region"  #: a 시도 or 시군구 in full (성동구, 서울시)
    CITY = "city"  #: a 시도 or 시군구 as people shorten it (서울, 수원, 강서)


@dataclass(frozen=True, slots=True, kw_only=True)
class Meaning:
    """The 행정동 a spelling may mean, best first.

    ``solid`` ones hold a main part of what was named; ``faint`` ones only a corner of it, having
    a namesake of their own (사근동 holds a corner of 행당동).
    """

    solid: tuple[str, ...]
    faint: tuple[str, ...] = ()
    kind: Kind = Kind.NAME


@lru_cache(maxsize=1)
def national() -> Mapping[str, Meaning]:
    """Give the full names of the whole country but its 리 (their 읍면 is enough), made once."""
    draft = _Draft()
    for name, meaning in _names(dong_table().dongs):
        if not words().patterns["village"].search(name.full[0]):
            draft.add(name.full, meaning)
    return draft.meanings


def local(sigungu: frozenset[str]) -> Mapping[str, Meaning]:
    """Give all by which places in these 시군구 (five-digit codes) are called."""
    codes = [code for code in dong_table().dongs if code[:SIGUNGU_DIGITS] in sigungu]
    names = list(_names(codes))
    draft = _Draft()
    for name, meaning in names:
        draft.add(name.full, meaning)
        draft.add((spoken(form) for form in name.full), meaning)
    known = draft.meanings
    roads_by_name, roads_by_stem = _roads(sigungu)
    for form, meaning in roads_by_name.items():
        known.setdefault(form, meaning)
    for stem in {name.stem for name, _ in names if name.stem} | roads_by_stem.keys():
        called = [code for name, meaning in names if stem in name.key for code in meaning.solid]
        along = roads_by_stem[stem].solid if stem in roads_by_stem else ()
        bare = dict.fromkeys((*called, *along))
        known.setdefault(stem, Meaning(solid=tuple(bare), kind=Kind.BARE))
    return known


def _names(codes: Iterable[str]) -> Iterable[tuple[Spellings, Meaning]]:
    """Give the names of these 행정동, then of the 법정동 in them."""
    table = dong_table()
    legal_codes: dict[str, None] = {}
    for code in codes:
        yield spellings(table.dongs[code].name), Meaning(solid=(code,))
        legal_codes.update(dict.fromkeys(table.parts[code]))
    for legal_code in legal_codes:
        legal = table.legal[legal_code]
        yield spellings(legal.name), _shares(legal)


@cache
def _has_namesake(code: str) -> bool:
    table = dong_table()
    key = spellings(table.dongs[code].name).key
    return any(spellings(table.legal[part].name).key == key for part in table.parts[code])


def _shares(legal: LegalDong) -> Meaning:
    """Tell apart who holds a main part of a 법정동 and who only a corner.

    Only where a 행정동 is its namesake: then one that has a namesake of its own holds a corner.
    """
    if len(legal.dongs) == 1:
        return Meaning(solid=legal.dongs)
    table = dong_table()
    key = spellings(legal.name).key
    namesakes = {code for code in legal.dongs if spellings(table.dongs[code].name).key == key}
    if not namesakes:
        return Meaning(solid=legal.dongs)
    faint = tuple(c for c in legal.dongs if c not in namesakes and _has_namesake(c))
    return Meaning(solid=tuple(c for c in legal.dongs if c not in faint), faint=faint)


def _roads(sigungu: Iterable[str]) -> tuple[dict[str, Meaning], dict[str, Meaning]]:
    """Give the roads by name and by stem, each with its 행정동 by number of buildings."""
    table = dong_table()
    by_name: dict[str, Counter[str]] = defaultdict(Counter)
    by_stem: dict[str, Counter[str]] = defaultdict(Counter)
    for road in roads(sigungu):
        stem = words().patterns["road"].match(road.name)
        for legal_code, buildings in road.buildings.items():
            if legal := table.legal.get(legal_code):
                for code in _shares(legal).solid:
                    by_name[compact(road.name)][code] += buildings
                    if stem:
                        by_stem[stem["stem"]][code] += buildings
    return _ranked(by_name, Kind.ROAD), _ranked(by_stem, Kind.BARE)


def _ranked(counts: Mapping[str, Counter[str]], kind: Kind) -> dict[str, Meaning]:
    return {
        name: Meaning(solid=tuple(code for code, _ in counter.most_common()), kind=kind)
        for name, counter in counts.items()
    }


class _Draft:
    """Gathers what several names mean by one spelling. Solid in one reading is solid in all."""

    def __init__(self) -> None:
        self._solid: dict[str, dict[str, None]] = defaultdict(dict)
        self._faint: dict[str, dict[str, None]] = defaultdict(dict)

    def add(self, forms: Iterable[str], meaning: Meaning) -> None:
        for form in forms:
            self._solid[form].update(dict.fromkeys(meaning.solid))
            self._faint[form].update(dict.fromkeys(meaning.faint))

    @property
    def meanings(self) -> dict[str, Meaning]:
        return {
            form: Meaning(
                solid=tuple(solid),
                faint=tuple(code for code in self._faint[form] if code not in solid),
                kind=_kind(form),
            )
            for form, solid in self._solid.items()
        }


def _kind(form: str) -> Kind:
    known = words()
    shy = len(form) < 3 or form in known.everyday or known.patterns["village"].search(form)
    return Kind.SHY if shy else Kind.NAME
