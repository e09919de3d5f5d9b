"""From Telegram to the intake, by webhook: stored before 200, and nobody else gets in."""

from __future__ import annotations

import asyncio
import json

import pytest
from telegram_bench import TOKEN, Bench, Setup, bench, post

from adapters.channels.telegram import create
from adapters.channels.telegram.intake import webhook_secret
from adapters.channels.telegram.registration import full_url
from bot.domain.messages import Choice

pytestmark = [pytest.mark.platform, pytest.mark.asyncio]

SECRET = webhook_secret(TOKEN)
TEXT = {
    "update_id": 31,
    "message": {
        "message_id": 1,
        "date": 1795230000,
        "chat": {"id": 7, "type": "private"},
        "text": "도와주세요",
    },
}


def url(b: Bench) -> str:
    return f"{b.home}/channels/telegram/webhook"


async def test_updates_come_in_after_the_webhook_was_set() -> None:
    async with bench(webhook=True) as b:
        await b.until(lambda: b.fake.webhook["url"] == url(b))
        assert b.fake.webhook["secret"] == SECRET
        assert b.fake.webhook["allowed"][0] == "message"
        await b.play("순자> 하나\n철수> 둘\n순자> 셋")
        await b.until(lambda: len(b.intake.events) == 3)
        await b.until(lambda: not b.fake.updates)
        mine = [event.text for event in b.intake.events if event.ref == b.ref("순자")]
        assert mine == ["하나", "셋"]
        assert b.runtime.health()["webhook_set"] == 1


async def test_setting_the_webhook_is_tried_until_it_works() -> None:
    async with bench(webhook=True, start=False) as b:
        await b.play("fault setWebhook drop\nfault setWebhook 502 after=1")
        await asyncio.wait_for(b.start(), 0.5)
        assert b.runtime.health()["webhook_set"] == 0
        await b.until(lambda: b.fake.webhook["url"])
        assert "getupdates" not in b.fake.calls


async def test_a_press_is_answered_at_once() -> None:
    async with bench(webhook=True) as b:
        await b.until(lambda: b.fake.webhook["url"])
        await b.play("순자> 안녕")
        await b.until(lambda: b.intake.events)
        await b.send("순자", "고르세요", choices=(Choice(id="rent", label="월세"),))
        await b.play("순자 press 월세")
        await b.until(lambda: len(b.intake.events) == 2)
        await b.until(lambda: all(q["answered"] for q in b.fake.callbacks.values()))


async def test_a_database_away_is_503_and_telegram_comes_again() -> None:
    async with bench(webhook=True) as b:
        await b.until(lambda: b.fake.webhook["url"])
        b.intake.away = 2
        await b.play("순자> 하나")
        await b.until(lambda: b.intake.texts == ["하나"])
        await b.until(lambda: not b.fake.updates)
        assert "503" in b.fake.webhook["last_error"][1]


async def test_503_says_when_to_come_again() -> None:
    async with bench(webhook=True, start=False) as b:
        b.intake.away = 1
        assert await post(url(b), json.dumps(TEXT).encode(), SECRET) == (503, "5")
        assert await post(url(b), json.dumps(TEXT).encode(), SECRET) == (200, None)
        assert b.intake.texts == ["도와주세요"]


@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET[:-1], SECRET + "0", "비밀"])
async def test_a_wrong_secret_gets_nothing_in(secret: str | None) -> None:
    async with bench(webhook=True, start=False) as b:
        status, _ = await post(url(b), json.dumps(TEXT).encode(), secret)
        assert status == 401
        assert b.intake.calls == 0


async def test_the_same_update_twice_is_one_event() -> None:
    async with bench(webhook=True, start=False) as b:
        for _ in range(3):
            assert (await post(url(b), json.dumps(TEXT).encode(), SECRET))[0] == 200
        assert b.intake.texts == ["도와주세요"]


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"\xff\xfe", b"[]", b"7", b'{"update_id": 5, "message": []}', b"[" * 50000],
)
async def test_what_nobody_can_read_is_put_aside_and_done_with(body: bytes) -> None:
    async with bench(webhook=True, start=False) as b:
        assert (await post(url(b), body, SECRET))[0] == 200
        assert len(b.intake.parked) == 1
        assert b.intake.events == []


async def test_a_body_that_is_not_what_its_headers_say_is_refused() -> None:
    async with bench(webhook=True, start=False) as b:
        lying = {"Content-Encoding": "gzip"}
        assert (await post(url(b), json.dumps(TEXT).encode(), SECRET, **lying))[0] == 400
        assert b.intake.calls == 0


async def test_a_body_of_more_than_a_megabyte_is_refused() -> None:
    async with bench(webhook=True, start=False) as b:
        assert (await post(url(b), b" " * (1024 * 1024 + 1), SECRET))[0] == 413
        assert b.intake.calls == 0
        padded = json.dumps(TEXT).encode().ljust(1024 * 1024)
        assert (await post(url(b), padded, SECRET))[0] == 200


async def test_what_is_no_business_of_ours_is_done_with() -> None:
    async with bench(webhook=True, start=False) as b:
        body = json.dumps({"update_id": 5, "poll": {"id": "1"}}).encode()
        assert (await post(url(b), body, SECRET))[0] == 200
        assert b.intake.calls == 0


async def test_what_still_comes_by_webhook_while_we_poll_is_kept() -> None:
    async with bench(start=False) as b:
        assert (await post(url(b), json.dumps(TEXT).encode(), SECRET))[0] == 200
        assert b.intake.texts == ["도와주세요"]


async def test_without_a_token_there_is_no_channel() -> None:
    async with bench(start=False) as b:
        setup = Setup(telegram_token=None, telegram_api_base=b.base)
        assert create(setup, b.intake) is None


async def test_a_bare_host_gets_our_path() -> None:
    assert full_url("https://ieum.go.kr") == "https://ieum.go.kr/channels/telegram/webhook"
    assert full_url("https://ieum.go.kr/") == "https://ieum.go.kr/channels/telegram/webhook"
    assert full_url("https://ieum.go.kr/a/b") == "https://ieum.go.kr/a/b"
