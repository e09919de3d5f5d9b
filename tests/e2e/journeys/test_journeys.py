"""The journeys end to end: real service, real database, fake platforms, real browser."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.e2e.house import House
from tests.e2e.journeys import hard_language, journeys
from tests.e2e.journeys.people import (
    ConsolePerson,
    FakeTelegram,
    KakaoPerson,
    TelegramPerson,
    WebPerson,
)

SECRET = "e2e-skill-secret"
SEONGDONG = "seoul-seongdong"

pytestmark = pytest.mark.platform

Start = Callable[..., House]


def _telegram(fake: FakeTelegram) -> dict[str, str]:
    return {"telegram_token": FakeTelegram.TOKEN, "telegram_api_base": fake.root}


# ------------------------------------------------------------------------------------ Kakao


def test_j1_on_kakao(start_house: Start) -> None:
    house = start_house(kakao_skill_secret=SECRET)
    journeys.rent(KakaoPerson(house.root, SECRET), house)


def test_j1_on_kakao_with_callback(start_house: Start) -> None:
    # No time to answer at once: every turn goes by the callback.
    house = start_house(
        kakao_skill_secret=SECRET, kakao_answer_seconds="0", kakao_callback_hosts="127.0.0.1"
    )
    journeys.rent(KakaoPerson(house.root, SECRET, callback=True), house)


def test_j2_on_kakao(start_house: Start) -> None:
    house = start_house(kakao_skill_secret=SECRET, pack=SEONGDONG)
    one, other = (KakaoPerson(house.root, SECRET, user=n) for n in (1, 2))
    journeys.neighbour(one, house, other)
    journeys.wrong_word_locks(
        KakaoPerson(house.root, SECRET, user=3), house.newest_case()["number"]
    )


def test_j3_on_kakao(start_house: Start) -> None:
    house = start_house(kakao_skill_secret=SECRET)
    journeys.words_in_a_form(KakaoPerson(house.root, SECRET), house)


def test_j8_on_kakao(start_house: Start) -> None:
    house = start_house(kakao_skill_secret=SECRET)
    hard_language.spoken_by(KakaoPerson(house.root, SECRET))


# --------------------------------------------------------------------------------- Telegram


def test_j1_on_telegram(start_house: Start, telegram: FakeTelegram) -> None:
    house = start_house(**_telegram(telegram))
    journeys.rent(TelegramPerson(telegram, "영희", house), house)


def test_j2_from_telegram_to_kakao(start_house: Start, telegram: FakeTelegram) -> None:
    house = start_house(kakao_skill_secret=SECRET, pack=SEONGDONG, **_telegram(telegram))
    reporter = TelegramPerson(telegram, "이웃", house)
    journeys.neighbour(reporter, house, KakaoPerson(house.root, SECRET))


def test_j3_on_telegram(start_house: Start, telegram: FakeTelegram) -> None:
    house = start_house(**_telegram(telegram))
    journeys.words_in_a_form(TelegramPerson(telegram, "영희", house), house)


def test_j8_on_telegram(start_house: Start, telegram: FakeTelegram) -> None:
    house = start_house(**_telegram(telegram))
    hard_language.spoken_by(TelegramPerson(telegram, "영희", house))


# ---------------------------------------------------------------------------------- console


def test_j8_in_the_terminal(start_house: Start) -> None:
    person = ConsolePerson(start_house())
    hard_language.spoken_by(person)
    person.leave()


# --------------------------------------------------------------------------------- web chat


@pytest.mark.browser
def test_j1_on_the_web(start_house: Start, browser: Any) -> None:
    house = start_house()
    person = WebPerson(browser, house.root)
    journeys.rent(person, house)
    assert not person.errors


@pytest.mark.browser
def test_j2_on_the_web(start_house: Start, browser: Any) -> None:
    house = start_house(pack=SEONGDONG)
    one, other = WebPerson(browser, house.root), WebPerson(browser, house.root)
    journeys.neighbour(one, house, other)
    assert not one.errors + other.errors


@pytest.mark.browser
def test_j3_on_the_web(start_house: Start, browser: Any) -> None:
    house = start_house()
    person = WebPerson(browser, house.root)
    journeys.words_in_a_form(person, house)
    assert not person.errors


@pytest.mark.browser
def test_j8_on_the_web(start_house: Start, browser: Any) -> None:
    house = start_house()
    person = WebPerson(browser, house.root)
    hard_language.spoken_by(person)
    person.page.reload()
    shown = person.page.locator("#bubbles").inner_text()
    assert "가림]" in shown, "their own words, as they were kept"
    for number in ("1234567", "１２３４５６７", "M12345678", "456789"):
        assert number not in shown
    assert not person.errors


@pytest.mark.browser
def test_j1_on_the_web_without_script(start_house: Start, browser: Any) -> None:
    house = start_house()
    person = WebPerson(browser, house.root, javascript=False)
    person.page.fill("#text", "기초연금이 뭐예요")
    person.page.click("button.send")
    assert "기초연금" in person.page.locator("#bubbles").inner_text()
    person.page.locator(".choices button", has_text="어떻게").last.click()
    assert "신청" in person.page.locator(".bubble.bot").last.inner_text()
