"""시도 and 시군구 by the names people use, as prefixes of 행정동 codes."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import lru_cache

from adapters.places.lexicon import Kind
from adapters.places.spelling import compact
from adapters.places.table import SIGUNGU_DIGITS, dong_table, words

_SIDO_DIGITS = 2


@lru_cache(maxsize=1)
def region_prefixes() -> Mapping[str, frozenset[str]]:
    """Give the code prefixes of each spelling: 성동구, 수원시, 장안구, 수원, 서울, 경기도."""
    return {form: frozenset(prefixes) for form, (_, prefixes) in _regions().items()}


@lru_cache(maxsize=1)
def region_kinds() -> Mapping[str, Kind]:
    return {form: kind for form, (kind, _) in _regions().items()}


def narrowed(regions: Iterable[frozenset[str]]) -> frozenset[str]:
    """Take what several regions have in common ('서울 중구'), or all when they do not agree."""
    result: frozenset[str] = frozenset()
    for region in regions:
        common = {a for a in region for b in result if a.startswith(b)}
        common |= {b for a in region for b in result if b.startswith(a)}
        result = frozenset(common) or result | region
    return result


@lru_cache(maxsize=1)
def _regions() -> Mapping[str, tuple[Kind, set[str]]]:
    kinds: dict[str, Kind] = {}
    prefixes: dict[str, set[str]] = defaultdict(set)

    def add(form: str, kind: Kind, prefix: str) -> None:
        kinds[form] = Kind.REGION if Kind.REGION in {kind, kinds.get(form)} else kind
        prefixes[form].add(prefix)

    for dong in dong_table().dongs.values():
        sido, sigungu = dong.code[:_SIDO_DIGITS], dong.code[:SIGUNGU_DIGITS]
        add(dong.sido, Kind.REGION, sido)
        for other in words().sido[dong.sido]:
            add(other, Kind.CITY, sido)
        add(compact(dong.sigungu), Kind.REGION, sigungu)
        for part in dong.sigungu.split():
            add(part, Kind.REGION, sigungu)
            if stem := words().patterns["region"].match(part):
                add(stem["stem"], Kind.CITY, sigungu)
    return {form: (kinds[form], prefixes[form]) for form in kinds if form}
