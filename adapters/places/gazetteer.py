"""From words about a place to the 관할 행정동."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import takewhile

from adapters.places.lexicon import Kind, Meaning, local, national
from adapters.places.reading import Reading, read
from adapters.places.regions import narrowed, region_kinds, region_prefixes
from adapters.places.scan import Mention, Text, scan, scan_inside
from adapters.places.table import SIGUNGU_DIGITS, Dong, dong_table
from adapters.places.typos import scan_almost

_MOST_CANDIDATES = 5
_REGIONS = frozenset({Kind.REGION, Kind.CITY})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlaceGuess:
    """What a text says about where.

    ``candidates`` are the 행정동 that may be meant, best first, at most five. ``certain`` means
    that the first may be used without asking: it lies in the office's own area and nothing else
    there fits. ``evidence`` are the person's own words that led to it.
    """

    candidates: tuple[Dong, ...] = ()
    certain: bool = False
    evidence: str = ""


class Gazetteer:
    """The places of the country as seen from one office.

    ``area`` holds the 행정동 codes the office is responsible for, or prefixes of them. Names in
    the area's own 시군구 come first, and only there roads and bare names (성수역) are known.
    Names repeat (중앙동: 31 of them), so nothing outside the area is ever certain. The tables are
    read at the first question.
    """

    def __init__(self, area: Sequence[str]) -> None:
        self._area = tuple(area)

    def dong(self, code: str) -> Dong | None:
        return dong_table().dongs.get(code)

    def in_area(self, code: str) -> bool:
        return code.startswith(self._area)

    def guess(self, text: str) -> PlaceGuess:
        """Read an address in words, a 동, a road or 'OO역 근처' out of a free text."""
        prepared = Text.of(text)
        reading = next(filter(None, self._readings(prepared)), None)
        if reading is None:
            return PlaceGuess()
        mentions = sorted(reading.mentions, key=lambda mention: mention.start)
        return PlaceGuess(
            candidates=tuple(self._best(reading)),
            certain=reading.sure and self.in_area(reading.solid[0]),
            evidence=" ".join(dict.fromkeys(prepared.words(m.start, m.end) for m in mentions)),
        )

    def _readings(self, text: Text) -> Iterator[Reading | None]:
        """Read the text in ever weaker ways, the most trusted first."""
        regions, near = _parted(scan(text, self._near_kinds))
        prefixes = narrowed(region_prefixes()[mention.form] for mention in regions)
        yield _with(read(near, self._near, prefixes), regions)
        _, far = _parted(scan(text, _far_kinds()))
        yield _with(read(far, national(), prefixes), regions)
        if regions:
            # '고령' and '장수' are also words; a 시군구 in full that does not fit is a doubt.
            doubt = any(mention.kind is Kind.REGION for mention in regions)
            yield _doubted(read(near, self._near)) if doubt else read(near, self._near)
            yield read(far, national())
        yield read(scan_inside(text, self._near_kinds), self._near)
        yield read(scan_almost(text, self._near_kinds), self._near)

    def _best(self, reading: Reading) -> Iterable[Dong]:
        codes = [*sorted(reading.solid, key=self._distance), *reading.faint]
        return (dong_table().dongs[code] for code in codes[:_MOST_CANDIDATES])

    def _distance(self, code: str) -> tuple[bool, int]:
        """Order by the own area, then by how much of the code (시도, 시군구) is shared with it."""
        home = self._area[0] if self._area else ""
        shared = takewhile(lambda pair: pair[0] == pair[1], zip(code, home, strict=False))
        return not self.in_area(code), -min(len(list(shared)), SIGUNGU_DIGITS)

    @cached_property
    def _near(self) -> Mapping[str, Meaning]:
        codes = (code for code in dong_table().dongs if self.in_area(code))
        return local(frozenset(code[:SIGUNGU_DIGITS] for code in codes))

    @cached_property
    def _near_kinds(self) -> Mapping[str, Kind]:
        return _kinds(self._near)


@lru_cache(maxsize=1)
def _far_kinds() -> Mapping[str, Kind]:
    return _kinds(national())


def _kinds(meanings: Mapping[str, Meaning]) -> Mapping[str, Kind]:
    """Give the kinds of all spellings and regions. A form that is both is the place, if it names
    one in full (세종 is the city, though there are a 세종로 and a 세종동)."""
    bare = {form: meaning.kind for form, meaning in meanings.items() if meaning.kind is Kind.BARE}
    full = {form: m.kind for form, m in meanings.items() if form not in bare}
    return {**bare, **region_kinds(), **full}


def _parted(mentions: Iterable[Mention]) -> tuple[list[Mention], list[Mention]]:
    """Part the regions from the places."""
    regions: list[Mention] = []
    places: list[Mention] = []
    for mention in mentions:
        (regions if mention.kind in _REGIONS else places).append(mention)
    return regions, places


def _with(reading: Reading | None, regions: Sequence[Mention]) -> Reading | None:
    return replace(reading, mentions=(*regions, *reading.mentions)) if reading else None


def _doubted(reading: Reading | None) -> Reading | None:
    return replace(reading, sure=False) if reading else None
