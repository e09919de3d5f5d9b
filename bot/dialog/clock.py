"""Moments in the words people use: '월요일(9월 28일) 오전 9시 50분', '오늘 오후 3시'."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.wording import Catalog

SEOUL = ZoneInfo("Asia/Seoul")
NOON = 12


def words(catalog: Catalog, at: datetime, now: datetime | None = None) -> str:
    """`at` in full; when `now` is the same day in Seoul, as a time of today."""
    local = at.astimezone(SEOUL)
    half = catalog.render("time.am" if local.hour < NOON else "time.pm")
    params = {"half": half, "hour": str((local.hour - 1) % NOON + 1), "minute": str(local.minute)}
    if now is not None and local.date() == now.astimezone(SEOUL).date():
        time = catalog.render("time.clock" if local.minute else "time.clock_hour", params)
        return catalog.render("due.today", {"time": time})
    params |= {
        "weekday": catalog.render(f"time.weekday.{local.weekday()}"),
        "month": str(local.month),
        "day": str(local.day),
    }
    return catalog.render("time.at" if local.minute else "time.at_hour", params)
