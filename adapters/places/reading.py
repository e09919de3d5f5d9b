"""Puts the mentions of one text together: what agrees narrows, what differs is all kept."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from adapters.places.lexicon import Meaning
from adapters.places.scan import Mention


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the mentions mean together. ``sure`` when the sure mentions by themselves, and all
    of them together, leave exactly one 행정동."""

    mentions: tuple[Mention, ...]
    solid: tuple[str, ...]
    faint: tuple[str, ...]
    sure: bool


def read(
    mentions: Iterable[Mention], meanings: Mapping[str, Meaning], prefixes: Iterable[str] = ()
) -> Reading | None:
    """Read the mentions that a lexicon knows, within the code prefixes if any are given."""
    within = tuple(prefixes)
    known = [
        (mention, meaning)
        for mention in mentions
        if mention.form in meanings and (meaning := _within(meanings[mention.form], within)).solid
    ]
    agreed = {code for mention, meaning in known if mention.alone for code in meaning.solid}
    used = [(m, meaning) for m, meaning in known if m.alone or agreed.intersection(meaning.solid)]
    if not agreed:
        return None
    together = _together([meaning for _, meaning in used])
    certain = _together([meaning for mention, meaning in used if mention.sure])
    return Reading(
        mentions=tuple(mention for mention, _ in used),
        solid=together.solid,
        faint=together.faint,
        sure=len(together.solid) == 1 and certain.solid == together.solid,
    )


def _within(meaning: Meaning, prefixes: tuple[str, ...]) -> Meaning:
    if not prefixes:
        return meaning
    solid = tuple(code for code in meaning.solid if code.startswith(prefixes))
    faint = tuple(code for code in meaning.faint if code.startswith(prefixes))
    return Meaning(solid=solid, faint=faint) if solid else Meaning(solid=faint)


def _together(meanings: Sequence[Meaning]) -> Meaning:
    result = meanings[0] if meanings else Meaning(solid=())
    for meaning in meanings[1:]:
        result = _narrowed(result, meaning) or _joined(result, meaning)
    return result


def _narrowed(one: Meaning, other: Meaning) -> Meaning | None:
    other_all = other.solid + other.faint
    common = tuple(code for code in one.solid + one.faint if code in other_all)
    if not common:
        return None
    solid = tuple(code for code in common if code in one.solid and code in other.solid) or common
    return Meaning(solid=solid, faint=tuple(code for code in common if code not in solid))


def _joined(one: Meaning, other: Meaning) -> Meaning:
    solid = tuple(dict.fromkeys(one.solid + other.solid))
    faint = (code for code in one.faint + other.faint if code not in solid)
    return Meaning(solid=solid, faint=tuple(dict.fromkeys(faint)))
