"""Where: an address, a landmark, a 동 or a position, routed to the 관할 행정동."""

from __future__ import annotations

from bot.content import patterns
from bot.dialog.choices import bare, number
from bot.dialog.moment import Moment
from bot.dialog.reading import MAX_ASIDE, NOTHING, Read, clipped
from bot.domain.events import EventKind, Point
from bot.domain.form import Answer, Field, FormProgress
from bot.domain.messages import Choice, Say
from bot.domain.places import PlaceGuess

DONG = "dong:"
#: Letters of a 행정동 code that name its 시군구.
SIGUNGU = 5
#: What tells of something else than where it is.
_NO_PLACE = ("tells", "tells_when", "tells_body")
#: What stands between words that were said one after the other.
BETWEEN = " / "


def offered(moment: Moment, progress: FormProgress) -> tuple[Choice, ...]:
    """The 행정동 that may be meant, once some are."""
    found = (moment.scene.places.dong(code) for code in progress.candidates)
    return tuple(Choice(id=DONG + d.code, label=d.label) for d in found if d)


def read(field: Field, moment: Moment, progress: FormProgress) -> Read:
    before = progress.answers.get(field.id)
    pressed = _offered_dong(moment, progress)
    if pressed:
        return _of_dong(pressed, moment, before.text if before else "")
    if _is_not_it(moment, progress):
        return Read(anew=True, problem=Say(key="place.not_it"))
    if len(progress.candidates) > 1 and _is_it(moment):
        return Read(problem=Say(key="form.which_option"))
    if moment.control == "yes" or patterns.search("only_sounds", moment.text):
        return NOTHING
    if moment.event.kind is EventKind.PRESS or not bare(_without_numbers(moment.text)):
        return NOTHING  # a telephone number alone is no place
    return _by_address(field, moment, progress)


def position(moment: Moment, point: Point, named: str) -> Answer:
    """A shared position as it is kept. It names no 동 here, but staff find the place by it."""
    where = f"{point.latitude:.5f}, {point.longitude:.5f}"
    text = moment.scene.content.catalog.render("place.position", {"where": where})
    return Answer(text=f"{text} {clipped(named, MAX_ASIDE)}".strip(), unknown=True)


def in_words(moment: Moment) -> str:
    """What was written, or a shared position in words: for people to read."""
    point = moment.event.location
    if moment.event.kind is not EventKind.LOCATION or point is None:
        return moment.text
    return position(moment, point, moment.text).text


def guess(moment: Moment) -> PlaceGuess:
    """What the words say about where, also behind '집 주소는'."""
    places = moment.scene.places
    found = places.guess(moment.text)
    if found.candidates:
        return found
    return places.guess(patterns.without("place_lead", moment.text).strip())


def is_only_place(moment: Moment) -> bool:
    """'금호동이요', '소담동 새샘마을 3단지': a place that is known to us, and nothing beside it."""
    found = guess(moment)
    if not found.candidates:
        return False
    rest = bare(patterns.without("address_part", moment.text.replace(found.evidence, " ")))
    return len(rest) <= MAX_ASIDE and not bare(patterns.without("beside_place", rest))


def home(moment: Moment, text: str) -> str:
    """The 행정동 where the one who writes lives, as told in the middle of other words: '저
    성수2가제3동 사는데 보일러가 고장났어요'. "" for where they work, lived or know somebody."""
    for words in text.split(BETWEEN):
        found = moment.scene.places.guess(words)
        if not found.certain or not found.candidates or found.evidence not in words:
            continue
        before, _, after = words.partition(found.evidence)
        after = patterns.without("address_part", after)
        if patterns.search("lives_before", before) and patterns.search("lives_after", after):
            return found.candidates[0].code
    return ""


def is_detail(moment: Moment) -> bool:
    """'501호예요', '현대아파트 103동': the house within a place, and nothing beside it."""
    if not patterns.search("where_i_am", moment.text):
        return False
    rest = bare(patterns.without("address_part", moment.text))
    return not bare(patterns.without("within_place", patterns.without("beside_place", rest)))


def is_place(moment: Moment) -> bool:
    """Whether the words may tell where it is, and not only since when or who lives there."""
    if guess(moment).candidates:
        return True
    return bool(patterns.search("address_part", moment.text))


def as_told(words: str, evidence: str) -> str:
    """The place with what else was told of the way there: '마장동 현대아파트 103동 1204호'."""
    at = words.find(evidence)
    if at < 0:
        return evidence
    after = words[at + len(evidence) :]
    parts = (hit.group(0).strip() for hit in patterns.every("address_part", after))
    return " ".join((evidence, *dict.fromkeys(parts)))


def _offered_dong(moment: Moment, progress: FormProgress) -> str | None:
    if moment.event.kind is EventKind.PRESS:
        choice = moment.event.choice or ""
        return choice.removeprefix(DONG) if choice.startswith(DONG) else None
    at = number(moment.text)
    if len(progress.candidates) == 1 and _is_it(moment):
        return progress.candidates[0]
    if at is not None and 0 < at <= len(progress.candidates):
        return progress.candidates[at - 1]
    found = [moment.scene.places.dong(code) for code in progress.candidates]
    plain = bare(moment.text)
    return next((d.code for d in found if d and plain in (bare(d.name), bare(d.label))), None)


def _is_it(moment: Moment) -> bool:
    """A yes to 'is it this 동?'."""
    said = moment.control == "yes" or patterns.search("all_right", moment.text)
    return bool(said or patterns.search("is_it", moment.text)) and not moment.asks_plainly


def _is_not_it(moment: Moment, progress: FormProgress) -> bool:
    """A bare no to it: which one it is, is asked."""
    return len(progress.candidates) == 1 and moment.control == "no"


def named_of(moment: Moment, progress: FormProgress) -> str:
    """The words of a place with the 행정동 they may mean, for staff, where nobody knows which."""
    field_text = progress.answers.get(progress.at)
    where = field_text.text if field_text else ""
    found = (moment.scene.places.dong(code) for code in progress.candidates)
    dongs = ", ".join(d.name for d in found if d)
    if not where or not dongs:
        return where
    params = {"where": where, "dongs": dongs}
    return moment.scene.content.catalog.render("place.one_of", params)


def _of_dong(code: str, moment: Moment, text: str) -> Read:
    dong = moment.scene.places.dong(code)
    if dong is None:
        return NOTHING
    ours = moment.scene.places.in_area(code)
    params = {"dong": dong.label}
    noted = Say(key="place.noted" if ours else "place.outside", params=params)
    return Read(answer=Answer(text=text or dong.label, values=(code,)), noted=noted)


def _by_address(field: Field, moment: Moment, progress: FormProgress) -> Read:
    before = progress.answers.get(field.id)
    # What comes second is a better description of the same place.
    text = f"{before.text} {moment.text}" if before and before.text else moment.text
    text = clipped(text, field.max_length)
    found = guess(moment)
    codes = tuple(d.code for d in found.candidates)
    if found.certain and codes:
        return _of_dong(codes[0], moment, text)
    named = _only_named(moment, found) or _named_again(codes, progress)
    if named:
        other = progress.candidates and named not in progress.candidates
        return _of_dong(named, moment, clipped(moment.text, field.max_length) if other else text)
    fewer = _narrowed(moment, codes, progress)
    if len(fewer) == 1:
        return _of_dong(fewer[0], moment, text)
    codes = fewer or codes
    if codes and (fewer or not set(codes) <= set(progress.candidates)):
        if progress.candidates and not fewer:  # another 동 than those offered
            text = clipped(moment.text, field.max_length)
        return Read(answer=Answer(text=text), more=True, candidates=codes)
    described = _describes(moment.text)
    rings = patterns.search("emergency", moment.text)
    if not (described or (not rings and (progress.misses or before))):
        return NOTHING  # '밥을 잘 안 드세요' tells of something else: the place is asked once more
    if not described and any(patterns.search(p, moment.text) for p in _NO_PLACE):
        text = before.text if before else ""  # the thread holds it; a place it is not
    # Words without a 동 are still worth having: staff will find the place.
    noted = Say(key="place.kept" if text else "place.unknown_ok")
    return Read(answer=Answer(text=text, unknown=True), noted=noted)


def _describes(text: str) -> bool:
    """Whether the words describe a place, and do not complain of the body in passing one."""
    if patterns.search("tells_body", text) and not patterns.search("address_part", text):
        return False
    return bool(patterns.search("place_like", _without_numbers(text)))


def _narrowed(moment: Moment, codes: tuple[str, ...], progress: FormProgress) -> tuple[str, ...]:
    """Those of the offered 동 that are still meant, told by a fuller name ('성수2가요') or by no
    more than its numbers ('2가요'). Empty where the words leave all of them, or none."""
    offered_ = progress.candidates
    left = tuple(code for code in offered_ if code in codes)
    if not codes:
        dongs = (moment.scene.places.dong(code) for code in offered_)
        left = tuple(d.code for d in dongs if d and _has_parts(d.name, moment.text))
    return left if len(left) < len(offered_) else ()


def _has_parts(name: str, text: str) -> bool:
    """Whether the numbers that the words begin with ('2가 3동') are those of the 동."""
    hit = patterns.search("dong_part", text)
    told = hit.groupdict() if hit else {}
    known = patterns.search("dong_numbers", name)
    if known is None or not any(told.values()):
        return False
    return all(n is None or n in (known[part] or "") for part, n in told.items())


def _only_named(moment: Moment, found: PlaceGuess) -> str:
    """The one 동 that is meant, of the own region and called by its full name: nothing is left to
    ask. "" where there is none, or it may be a like name far away."""
    if len(found.candidates) != 1:
        return ""
    [dong] = found.candidates
    home = moment.scene.content.pack.area[0][:SIGUNGU]
    called = bare(dong.name) in bare(moment.text)
    return dong.code if called and dong.code.startswith(home) else ""


def _named_again(codes: tuple[str, ...], progress: FormProgress) -> str:
    """'집현동이라니까요' to 'is it 반곡동?': the one 동 once more."""
    return codes[0] if len(codes) == 1 and codes == progress.candidates else ""


def _without_numbers(text: str) -> str:
    """The text without what can be rung: '112에 했어요' holds no house number."""
    return patterns.without("emergency", patterns.without("phone", text))
