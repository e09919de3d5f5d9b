"""The business-minute clock: golden moments, laws that hold for all moments, and its speed."""

import time as clock
from datetime import UTC, date, datetime, time, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.domain.calendar import SEOUL, BusinessHours, public_holidays

HOURS = BusinessHours()
NO_LUNCH = BusinessHours(lunch_start=time(12), lunch_end=time(12))


def kst(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SEOUL)


# Two sources set these moments. The second set was worked out by a clock without lunch, but none
# of its terms reaches noon, so both kinds of office must agree on it. The first set needs lunch
# (without it the first would be 12:30 and the third 10:45), which a test below states.
WITH_LUNCH = [
    ("2026-04-30 17:30", 240, "2026-05-04 13:30"),  # 노동절, then a weekend
    ("2026-09-23 17:50", 60, "2026-09-28 09:50"),  # 추석
    ("2026-07-16 11:45", 480, "2026-07-20 11:45"),  # 제헌절
]
EITHER = [
    ("2026-02-13 17:30", 120, "2026-02-19 10:30"),  # 설날
    ("2026-04-30 17:30", 120, "2026-05-04 10:30"),
    ("2026-07-16 17:00", 120, "2026-07-20 10:00"),
    ("2027-02-05 17:00", 120, "2027-02-10 10:00"),  # 설날 and its 대체공휴일
]
EDGES = [
    ("2026-12-31 17:00", 90, "2027-01-04 09:30"),  # year end, 신정, weekend
    ("2028-02-29 17:59", 2, "2028-03-02 09:01"),  # leap day, then 3·1절
    ("2028-02-28 17:00", 120, "2028-02-29 10:00"),  # 2/29 is worked
    ("2027-02-26 17:00", 120, "2027-03-02 10:00"),  # no 2/29, 3·1절 on a Monday
    ("2026-11-18 00:00", 1, "2026-11-18 09:01"),  # midnight belongs to the day that begins
    ("2026-11-18 23:59", 1, "2026-11-19 09:01"),
    ("2026-11-18 12:30", 30, "2026-11-18 13:30"),  # written at lunch
    ("2026-11-18 11:00", 60, "2026-11-18 12:00"),  # a full period ends with it
    ("2026-11-18 17:00", 60, "2026-11-18 18:00"),
    ("2026-11-18 18:00", 1, "2026-11-19 09:01"),
    ("2026-11-21 10:00", 480, "2026-11-23 18:00"),  # from a Saturday, one whole day
    ("2026-11-18 10:00", 0, "2026-11-18 10:00"),
    ("2026-11-18 20:00", 0, "2026-11-19 09:00"),
    ("2026-11-18 18:00", 0, "2026-11-18 18:00"),
]


@pytest.mark.parametrize(("start", "minutes", "due"), WITH_LUNCH + EITHER + EDGES)
def test_golden_due_times(start: str, minutes: int, due: str) -> None:
    assert HOURS.add_minutes(kst(start), minutes) == kst(due)


@pytest.mark.parametrize(("start", "minutes", "due"), EITHER)
def test_an_office_without_lunch_agrees_where_noon_is_not_crossed(
    start: str, minutes: int, due: str
) -> None:
    assert NO_LUNCH.add_minutes(kst(start), minutes) == kst(due)


@pytest.mark.parametrize(
    ("start", "minutes", "due"),
    [
        ("2026-04-30 17:30", 240, "2026-05-04 12:30"),
        ("2026-07-16 11:45", 480, "2026-07-20 10:45"),
    ],
)
def test_without_lunch_the_same_terms_end_an_hour_earlier(
    start: str, minutes: int, due: str
) -> None:
    assert NO_LUNCH.add_minutes(kst(start), minutes) == kst(due)


def days(year: int, *months_and_days: str) -> set[date]:
    return {date.fromisoformat(f"{year}-{text}") for text in months_and_days}


def test_public_holidays_of_2026_and_2027() -> None:
    assert public_holidays(2026) == (
        days(2026, "01-01", "02-16", "02-17", "02-18", "03-01", "03-02", "05-01", "05-05", "05-24")
        | days(2026, "05-25", "06-03", "06-06", "07-17", "08-15", "08-17", "09-24", "09-25")
        | days(2026, "09-26", "10-03", "10-05", "10-09", "12-25")
    )
    assert public_holidays(2027) == (
        days(2027, "01-01", "02-06", "02-07", "02-08", "02-09", "03-01", "05-01", "05-03", "05-05")
        | days(2027, "05-13", "06-06", "07-17", "07-19", "08-15", "08-16", "09-14", "09-15")
        | days(2027, "09-16", "10-03", "10-04", "10-09", "10-11", "12-25", "12-27")
    )


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-18 08:59:59", False),
        ("2026-11-18 09:00", True),
        ("2026-11-18 11:59:59", True),
        ("2026-11-18 12:00", False),
        ("2026-11-18 13:00", True),
        ("2026-11-18 17:59:59", True),
        ("2026-11-18 18:00", False),
        ("2026-11-21 10:00", False),  # Saturday
        ("2026-05-01 10:00", False),
        ("2026-07-17 10:00", False),
        ("2026-06-03 10:00", False),  # local elections
    ],
)
def test_is_open(at: str, is_open: bool) -> None:
    assert HOURS.is_open(kst(at)) is is_open


@pytest.mark.parametrize(
    ("at", "opening"),
    [
        ("2026-09-23 18:00", "2026-09-28 09:00"),
        ("2026-11-18 12:10", "2026-11-18 13:00"),
        ("2026-11-18 10:10:30", "2026-11-18 10:10:30"),
        ("2026-11-18 03:00", "2026-11-18 09:00"),
        ("2026-12-31 18:00", "2027-01-04 09:00"),
    ],
)
def test_next_opening(at: str, opening: str) -> None:
    assert HOURS.next_opening(kst(at)) == kst(opening)


def test_a_declared_day_off_is_not_worked() -> None:
    hours = BusinessHours(closed=frozenset({date(2026, 11, 19)}))
    assert hours.add_minutes(kst("2026-11-18 17:30"), 60) == kst("2026-11-20 09:30")


def test_an_opened_day_wins_over_holiday_and_weekend() -> None:
    hours = BusinessHours(opened=frozenset({date(2026, 5, 1), date(2026, 5, 2)}))
    assert hours.add_minutes(kst("2026-04-30 17:30"), 60) == kst("2026-05-01 09:30")
    assert hours.is_open(kst("2026-05-02 10:00"))
    assert not hours.is_open(kst("2026-05-03 10:00"))


def test_an_office_may_work_other_weekdays_and_hours() -> None:
    hours = BusinessHours(open=time(10), close=time(16, 30), weekdays=frozenset({5}))
    assert hours.add_minutes(kst("2026-11-18 10:00"), 5 * 60 + 31) == kst("2026-11-28 10:01")


def test_results_are_utc_and_any_zone_is_understood() -> None:
    utc = datetime(2026, 11, 18, 0, 30, tzinfo=UTC)  # 09:30 in Seoul
    assert HOURS.is_open(utc)
    due = HOURS.add_minutes(utc.astimezone(timezone(timedelta(hours=-8))), 30)
    assert due == datetime(2026, 11, 18, 1, 0, tzinfo=UTC)
    assert due.tzinfo is UTC
    assert HOURS.next_opening(kst("2026-11-18 20:00")).tzinfo is UTC


def test_the_day_is_that_of_seoul_not_of_utc() -> None:
    # Friday 15:30 UTC is already Saturday in Seoul; Sunday 23:59 UTC is Monday 08:59.
    assert HOURS.next_opening(datetime(2026, 11, 20, 15, 30, tzinfo=UTC)) == kst("2026-11-23 09:00")
    assert not HOURS.is_open(datetime(2026, 11, 22, 23, 59, tzinfo=UTC))
    assert HOURS.is_open(datetime(2026, 11, 23, 0, 0, tzinfo=UTC))


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-18 09:00", "2026-11-18 18:00", 480),
        ("2026-11-18 11:30", "2026-11-18 13:30", 60),
        ("2026-09-23 17:50", "2026-09-28 09:50", 60),
        ("2026-11-20 18:00", "2026-11-23 09:00", 0),
        ("2026-11-18 09:00:30", "2026-11-18 09:02:00", 1),
        ("2026-11-18 10:00", "2026-11-18 09:00", -60),
    ],
)
def test_minutes_between(start: str, end: str, minutes: int) -> None:
    assert HOURS.minutes_between(kst(start), kst(end)) == minutes


def test_a_moment_without_a_zone_is_refused() -> None:
    naive = datetime(2026, 11, 18, 10)  # noqa: DTZ001
    for call in (HOURS.is_open, HOURS.next_opening):
        with pytest.raises(ValueError, match="time zone"):
            call(naive)


def test_time_is_never_taken_back() -> None:
    with pytest.raises(ValueError, match="only be added"):
        HOURS.add_minutes(kst("2026-11-18 10:00"), -1)


@pytest.mark.parametrize(
    "wrong",
    [
        {"open": time(18), "close": time(9)},
        {"lunch_start": time(14)},
        {"lunch_end": time(19)},
        {"open": time(12), "close": time(13)},
        {"weekdays": frozenset()},
        {"weekdays": frozenset({7})},
        {"closed": frozenset({date(2026, 11, 18)}), "opened": frozenset({date(2026, 11, 18)})},
    ],
)
def test_hours_that_make_no_sense_are_refused(wrong: dict[str, object]) -> None:
    with pytest.raises(ValueError, match=r"business hours|weekdays|both"):
        BusinessHours(**wrong)  # type: ignore[arg-type]


def test_an_office_that_never_opens_is_an_error_not_an_endless_search() -> None:
    start = date(2026, 1, 1)
    never = BusinessHours(closed=frozenset(start + timedelta(days=n) for n in range(800)))
    with pytest.raises(ValueError, match="does not open"):
        never.next_opening(kst("2026-01-02 10:00"))


MOMENTS = st.datetimes(
    min_value=datetime(2024, 1, 1),  # noqa: DTZ001
    max_value=datetime(2032, 12, 31),  # noqa: DTZ001
    timezones=st.just(UTC),
)
TERMS = st.integers(min_value=0, max_value=12_000)
OFFICES = st.sampled_from(
    [
        HOURS,
        NO_LUNCH,
        BusinessHours(open=time(0), close=time(23, 59), weekdays=frozenset(range(7))),
        BusinessHours(opened=frozenset({date(2026, 5, 1)}), closed=frozenset({date(2026, 5, 4)})),
    ]
)


@settings(deadline=None)
@given(office=OFFICES, at=MOMENTS, a=TERMS, b=TERMS)
def test_adding_in_two_steps_is_adding_at_once(
    office: BusinessHours, at: datetime, a: int, b: int
) -> None:
    assert office.add_minutes(office.add_minutes(at, a), b) == office.add_minutes(at, a + b)


@settings(deadline=None)
@given(office=OFFICES, at=MOMENTS, later=st.integers(0, 10_000), a=TERMS, b=TERMS)
def test_later_starts_and_longer_terms_never_fall_due_earlier(
    office: BusinessHours, at: datetime, later: int, a: int, b: int
) -> None:
    due = office.add_minutes(at, min(a, b))
    assert at <= due <= office.add_minutes(at + timedelta(minutes=later), max(a, b))


@settings(deadline=None)
@given(office=OFFICES, at=MOMENTS, minutes=TERMS)
def test_a_term_falls_due_in_the_hours_or_on_their_closing_edge(
    office: BusinessHours, at: datetime, minutes: int
) -> None:
    due = office.add_minutes(at, minutes)
    assert office.is_open(due) or office.is_open(due - timedelta(microseconds=1))


@settings(deadline=None)
@given(office=OFFICES, at=MOMENTS, minutes=TERMS)
def test_counting_back_gives_the_term(office: BusinessHours, at: datetime, minutes: int) -> None:
    assert office.minutes_between(at, office.add_minutes(at, minutes)) == minutes


@settings(deadline=None)
@given(office=OFFICES, at=MOMENTS)
def test_the_next_opening_is_the_first_open_moment(office: BusinessHours, at: datetime) -> None:
    opening = office.next_opening(at)
    assert opening >= at
    assert office.is_open(opening)
    assert office.minutes_between(at, opening) == 0


def test_it_is_fast_enough_for_every_row_of_a_queue() -> None:
    at = kst("2026-11-18 10:00")
    HOURS.add_minutes(at, 480)
    begin = clock.perf_counter()
    for _ in range(1000):
        HOURS.add_minutes(at, 480)
    assert clock.perf_counter() - begin < 10
