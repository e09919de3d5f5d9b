"""The business-minute clock: when an office works and when a promise falls due.

Reckoned in Asia/Seoul, given and returned as aware moments (returned in UTC). Crisis clocks must
not use it: they run on wall time.

Public holidays come from the package ``holidays`` (>= 0.109, which knows 노동절 5-01 and 제헌절
7-17 as public holidays from 2026 on, the 대체공휴일 and the election days). 임시공휴일 and
재난 비상근무 are declared at short notice, so an office's own ``closed`` and ``opened`` days win
over the table.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

SEOUL = ZoneInfo("Asia/Seoul")
_MINUTE = timedelta(minutes=1)
_DAY = timedelta(days=1)

# The longest real break is ten days (추석 2025). A year without one working day is a mistake in
# the office's data, and without a bound it would be an endless search.
_LONGEST_BREAK_DAYS = 366


@lru_cache(maxsize=256)
def public_holidays(year: int) -> frozenset[date]:
    """Give the Korean public holidays of a year, substitutes included, weekends not added."""
    return frozenset(country_holidays("KR", years=year))


@dataclass(frozen=True, slots=True, kw_only=True)
class BusinessHours:
    """The hours in which an office works, and arithmetic in its working minutes.

    Times are wall-clock times of Asia/Seoul; ``weekdays`` counts Monday as 0. Equal
    ``lunch_start`` and ``lunch_end`` mean no lunch break. ``closed`` adds days off, ``opened``
    makes working days of holidays or weekends. Raises ValueError when the hours make no sense.
    """

    open: time = time(9)
    close: time = time(18)
    lunch_start: time = time(12)
    lunch_end: time = time(13)
    weekdays: frozenset[int] = frozenset(range(5))
    closed: frozenset[date] = frozenset()
    opened: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        if not self.open <= self.lunch_start <= self.lunch_end <= self.close:
            raise ValueError("business hours must run: open, lunch_start, lunch_end, close")
        if self._minutes_a_day() < _MINUTE:
            raise ValueError("business hours leave less than a minute of work a day")
        if not self.weekdays or not self.weekdays <= frozenset(range(7)):
            raise ValueError("weekdays must be some of 0 (Monday) to 6 (Sunday)")
        if both := self.closed & self.opened:
            raise ValueError(f"both closed and opened: {min(both).isoformat()}")

    def is_working_day(self, day: date) -> bool:
        """Say whether the office works at all on this day of Asia/Seoul."""
        if day in self.opened:
            return True
        if day.weekday() not in self.weekdays or day in self.closed:
            return False
        return day not in public_holidays(day.year)

    def is_open(self, at: datetime) -> bool:
        """Say whether someone is at work at this moment; the closing minute is already closed."""
        local = _local(at)
        return any(start <= local < end for start, end in self._periods(local.date()))

    def next_opening(self, at: datetime) -> datetime:
        """Give the first open moment from ``at`` on: ``at`` itself while the office is open."""
        local = _local(at)
        start, _ = next(self._periods_after(local))
        return _utc(max(start, local))

    def add_minutes(self, at: datetime, minutes: int) -> datetime:
        """Give the moment at which ``minutes`` of working time have passed since ``at``.

        A term that fills a working period ends with it (17:00 and an hour is 18:00 of the same
        day, not 09:00 of the next), so the result lies in the hours or on their closing edge.
        From a closed moment the count starts at the next opening. Raises ValueError for a
        negative number.
        """
        if minutes < 0:
            raise ValueError("business minutes can only be added")
        local = _local(at)
        left = minutes * _MINUTE
        if not left and self._on_closing_edge(local):
            return _utc(local)
        for period_start, end in self._periods_after(local):
            start = max(period_start, local)
            if left <= end - start:
                return _utc(start + left)
            left -= end - start
        raise AssertionError("the periods never end")  # pragma: no cover

    def minutes_between(self, a: datetime, b: datetime) -> int:
        """Count the whole working minutes from ``a`` to ``b``; negative when ``b`` is earlier."""
        if b < a:
            return -self.minutes_between(b, a)
        start, end = _local(a), _local(b)
        total = timedelta()
        for offset in range((end.date() - start.date()).days + 1):
            for opens, closes in self._periods(start.date() + offset * _DAY):
                total += max(min(closes, end) - max(opens, start), timedelta())
        return total // _MINUTE

    def _minutes_a_day(self) -> timedelta:
        day = date.min
        return sum(
            (
                datetime.combine(day, end) - datetime.combine(day, start)
                for start, end in ((self.open, self.lunch_start), (self.lunch_end, self.close))
            ),
            timedelta(),
        )

    def _periods(self, day: date) -> Iterator[tuple[datetime, datetime]]:
        if not self.is_working_day(day):
            return
        for start, end in ((self.open, self.lunch_start), (self.lunch_end, self.close)):
            if start < end:
                yield datetime.combine(day, start), datetime.combine(day, end)

    def _periods_after(self, local: datetime) -> Iterator[tuple[datetime, datetime]]:
        day, idle = local.date(), 0
        while idle <= _LONGEST_BREAK_DAYS:
            idle += 1
            for start, end in self._periods(day):
                if local < end:
                    idle = 0
                    yield start, end
            day += _DAY
        raise ValueError(f"the office does not open within a year of {local.date().isoformat()}")

    def _on_closing_edge(self, local: datetime) -> bool:
        return any(local == end for _, end in self._periods(local.date()))


def _local(at: datetime) -> datetime:
    """Give the wall-clock time of Seoul without its zone: sums on it are plain and fast."""
    if at.utcoffset() is None:
        raise ValueError("a moment without a time zone cannot be placed in business hours")
    return at.astimezone(SEOUL).replace(tzinfo=None)


def _utc(local: datetime) -> datetime:
    return local.replace(tzinfo=SEOUL).astimezone(UTC)
