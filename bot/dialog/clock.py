"""Moments in the words people use: '월요일(9월 28일) 오전 9시 50분'."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.content.wording import Catalog

SEOUL = ZoneInfo("Asia/Seoul")
NOON = 12


def words(catalog: Catalog, at: datetime) -> str:
    local = at.astimezone(SEOUL)
    half = catalog.render("time.am" if local.hour < NOON else "time.pm")
    params = {
        "weekday": catalog.render(f"time.weekday.{local.weekday()}"),
        "month": str(local.month),
        "day": str(local.day),
        "half": half,
        "hour": str((local.hour - 1) % NOON + 1),
        "minute": str(local.minute),
    }
    if local.minute:
        return catalog.render("time.at", params)
    del params["minute"]
    return catalog.render("time.at_hour", params)
