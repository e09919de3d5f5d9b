"""The first journey, end to end, with the office's data on a PostgreSQL server."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tests.e2e.house import House
from tests.e2e.journeys import journeys
from tests.e2e.journeys.people import FakeTelegram, KakaoPerson, TelegramPerson
from tests.faults.database import Database

SECRET = "e2e-skill-secret"

pytestmark = [pytest.mark.platform, pytest.mark.postgres]

Start = Callable[..., House]


def test_j1_on_kakao(start_house: Start, postgres: Database) -> None:
    house = start_house(kakao_skill_secret=SECRET, database_url=postgres.url)
    journeys.rent(KakaoPerson(house.root, SECRET), house)


def test_j1_on_telegram(start_house: Start, telegram: FakeTelegram, postgres: Database) -> None:
    house = start_house(
        telegram_token=FakeTelegram.TOKEN,
        telegram_api_base=telegram.root,
        database_url=postgres.url,
    )
    journeys.rent(TelegramPerson(telegram, "영희", house), house)
