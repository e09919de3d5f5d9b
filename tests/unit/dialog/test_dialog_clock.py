"""Moments as people say them."""

from datetime import UTC, datetime

import pytest
from dialog_talk import MORNING, SEOUL, scene

from bot.dialog import clock


@pytest.mark.parametrize(
    ("at", "words"),
    [
        (datetime(2026, 9, 28, 9, 50, tzinfo=SEOUL), "월요일(9월 28일) 오전 9시 50분"),
        (datetime(2026, 9, 28, 0, 50, tzinfo=UTC), "월요일(9월 28일) 오전 9시 50분"),
        (datetime(2026, 9, 28, 9, 0, tzinfo=SEOUL), "월요일(9월 28일) 오전 9시"),
        (datetime(2026, 9, 27, 12, 0, tzinfo=SEOUL), "일요일(9월 27일) 오후 12시"),
        (datetime(2026, 9, 27, 0, 5, tzinfo=SEOUL), "일요일(9월 27일) 오전 12시 5분"),
        (datetime(2026, 12, 31, 23, 59, tzinfo=SEOUL), "목요일(12월 31일) 오후 11시 59분"),
    ],
)
def test_a_moment_has_its_weekday(at: datetime, words: str) -> None:
    assert clock.words(scene().content.catalog, at) == words


def test_today_needs_no_date() -> None:
    catalog = scene().content.catalog
    assert clock.words(catalog, MORNING.replace(hour=15), MORNING) == "오늘 오후 3시"
    assert clock.words(catalog, MORNING.replace(hour=15, minute=5), MORNING) == "오늘 오후 3시 5분"


def test_today_is_today_in_seoul() -> None:
    late = datetime(2026, 11, 23, 16, 0, tzinfo=UTC)  # already Tuesday in Seoul
    assert clock.words(scene().content.catalog, late, MORNING) == "화요일(11월 24일) 오전 1시"
