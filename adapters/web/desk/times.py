"""Moments and how long is left, as staff read them at a glance."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from adapters.web.desk.words import Words
from bot.dialog.clock import SEOUL
from bot.domain.calendar import BusinessHours
from bot.domain.case import OURS, Case, CaseStatus, Priority

DAY_MINUTES = 24 * 60
#: From this many days on, hours say less than days.
LONG_DAYS = 2


def moment(words: Words, at: datetime, now: datetime) -> str:
    """'9월 21일 14:05', with the year where it is another one."""
    local = at.astimezone(SEOUL)
    same_year = local.year == now.astimezone(SEOUL).year
    return words(
        "time.at" if same_year else "time.at_year",
        year=str(local.year),
        month=str(local.month),
        day=str(local.day),
        clock=f"{local:%H:%M}",
    )


def due(words: Words, at: datetime) -> str:
    """'9월 21일 월요일 14:05': a day of the week says more of a day to come than its number."""
    local = at.astimezone(SEOUL)
    return words(
        "time.due",
        month=str(local.month),
        day=str(local.day),
        weekday=words(f"time.weekday.{local.weekday()}"),
        clock=f"{local:%H:%M}",
    )


def due_soon(words: Words, case: Case, now: datetime) -> str:
    """'오늘 10:00', '내일 10:30' or '9월 28일 09:50'; empty where it is not the office's turn. The
    hours left are those of the office, which at night and over lunch are not those of the clock."""
    if case.status not in OURS:
        return ""
    local = case.due_at.astimezone(SEOUL)
    days = (local.date() - now.astimezone(SEOUL).date()).days
    near = {0: "time.due_today", 1: "time.due_tomorrow"}.get(days)
    return words(near, clock=f"{local:%H:%M}") if near else moment(words, case.due_at, now)


def time_left(words: Words, case: Case, now: datetime, hours: BusinessHours) -> str:
    """'3시간 12분 남음' or '12분 지남', '3일째 답 없음' of whom the office has asked; empty for a
    closed case.

    Business time, as the promise is reckoned; wall time for an emergency, which does not wait, and
    for the other side, which keeps no hours.
    """
    if case.status is CaseStatus.HELD:
        return _silent(words, case.asked_at or now, now)
    if not case.is_open:
        return ""
    if case.priority is Priority.EMERGENCY:
        minutes = _minutes(case.due_at - now)
        day = DAY_MINUTES
    else:
        minutes = hours.minutes_between(now, case.due_at)
        day = _working_day(hours)
    if not minutes:
        return words("time.due_now")
    return _span(words, "left" if minutes > 0 else "late", abs(minutes), day)


def _silent(words: Words, since: datetime, now: datetime) -> str:
    minutes = _minutes(now - since)
    return _span(words, "silent", minutes, DAY_MINUTES) if minutes > 0 else words("time.asked_now")


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() / 60)


def _span(words: Words, side: str, minutes: int, day: int) -> str:
    if minutes >= LONG_DAYS * day:
        return words(f"desk.{side}_days", days=str(minutes // day))
    if minutes >= 60:
        whole, rest = divmod(minutes, 60)
        if not rest:
            return words(f"time.hours_{side}", hours=str(whole))
        return words(f"desk.{side}_hours", hours=str(whole), minutes=str(rest))
    return words(f"desk.{side}_minutes", minutes=str(minutes))


def _working_day(hours: BusinessHours) -> int:
    """Minutes the office works in a day."""
    noon = date(2000, 1, 1)
    open_for = datetime.combine(noon, hours.close) - datetime.combine(noon, hours.open)
    lunch = datetime.combine(noon, hours.lunch_end) - datetime.combine(noon, hours.lunch_start)
    return (open_for - lunch) // timedelta(minutes=1)
