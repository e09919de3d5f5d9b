"""When staff can call: whether a time that somebody named lies outside the hours of the office."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.content import patterns
from bot.dialog import clock
from bot.dialog.moment import Moment
from bot.domain.calendar import BusinessHours

NOON = 12
_SUNDAY = 6
_SATURDAY = 5


def is_outside(moment: Moment) -> bool:
    """Whether nobody can call at the time that is told: '밤 9시', '주말만 돼요', '지금 바로'.

    Words that hold a time within the hours as well ('평일 저녁이나 오전') are left to staff.
    """
    hours, text = moment.scene.content.pack.hours, moment.text
    if patterns.search("call_any", text):
        return False
    if patterns.search("call_now", text):
        return not hours.is_open(moment.now)
    return _closed_day(moment, hours) or _closed_time(hours, text)


def _closed_day(moment: Moment, hours: BusinessHours) -> bool:
    """A day on which the office is closed, and no other."""
    text = moment.text
    if patterns.search("call_weekend", text):
        ends = {d for d, name in ((_SATURDAY, "sat"), (_SUNDAY, "sun")) if _names(text, name)}
        return not patterns.search("call_weekday", text) and not (ends & hours.weekdays)
    day = next((d for d in patterns.every("call_day", text)), None)
    if day is None:
        return False
    on, now = _date(moment, day), moment.now.astimezone(clock.SEOUL)
    return not hours.is_working_day(on) or (on == now.date() and now.time() >= hours.close)


def _names(text: str, day: str) -> bool:
    hit = patterns.search("call_weekend", text)
    return hit is not None and hit.lastgroup in {day, None}


def _date(moment: Moment, day: re.Match[str]) -> date:
    ahead = int((day.lastgroup or "in0").removeprefix("in"))
    return moment.now.astimezone(clock.SEOUL).date() + timedelta(days=ahead)


def _closed_time(hours: BusinessHours, text: str) -> bool:
    """An hour or a part of the day at which the office is closed, and none at which it is open."""
    told = list(patterns.every("call_hour", text))
    if told:
        return not any(_is_open(hours, hit) for hit in told)
    return bool(patterns.search("call_closed", text)) and not patterns.search("call_open", text)


def _is_open(hours: BusinessHours, hit: re.Match[str]) -> bool:
    """Whether the hour may lie within the hours; '7시' is one of two."""
    said, part = int(hit.group("hour")), hit.group("part") or ""
    late = said % NOON + NOON
    early = said if said <= NOON else late
    may_be = {early, late}
    if patterns.search("call_late", part):
        may_be = {late}
    elif patterns.search("call_early", part):
        may_be = {early}
    before = bool(hit.group("before"))
    first, last = hours.open.hour, hours.close.hour
    lunch = hours.lunch_start.hour <= min(may_be) < hours.lunch_end.hour and not before
    within = any(first < h <= last if before else first <= h < last for h in may_be)
    return within and not (lunch and len(may_be) == 1)
