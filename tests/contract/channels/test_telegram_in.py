"""From Telegram to the intake, by polling: nothing lost, nothing twice, never silent."""

from __future__ import annotations

import asyncio
import json
import logging

import pytest
from telegram_bench import TOKEN, bench

from bot.domain.events import EventKind
from bot.domain.messages import Choice

pytestmark = [pytest.mark.platform, pytest.mark.asyncio]


async def test_texts_come_in_order_and_are_confirmed_after_they_were_kept() -> None:
    async with bench() as b:
        b.intake.pause = 0.2
        await b.play("순자> 안녕하세요\n순자> 월세가 밀렸어요\n철수> 도와주세요")
        await b.until(lambda: b.fake.delivered)
        assert len(b.fake.updates) == 3  # delivered, not kept yet: not confirmed
        await b.until(lambda: len(b.intake.events) == 3)
        await b.until(lambda: not b.fake.updates)
        assert b.intake.texts == ["안녕하세요", "월세가 밀렸어요", "도와주세요"]
        assert b.intake.events[0].ref == b.ref("순자")
        orders = [event.order for event in b.intake.events]
        assert orders == sorted(orders)


async def test_a_press_is_answered_at_once_and_carries_its_choice() -> None:
    async with bench() as b:
        await b.play("순자> /start 초대장")
        await b.until(lambda: b.intake.events)
        await b.send("순자", "무엇이 필요하세요?", choices=(Choice(id="rent", label="월세"),))
        b.intake.pause = 0.5
        await b.play("순자 press 월세")
        await b.until(lambda: all(q["answered"] for q in b.fake.callbacks.values()), 0.45)
        await b.until(lambda: len(b.intake.events) == 2)
        start, press = b.intake.events
        assert (start.kind, start.text) == (EventKind.START, "초대장")
        assert (press.kind, press.choice) == (EventKind.PRESS, "rent")


async def test_a_press_too_old_to_be_answered_is_taken_all_the_same() -> None:
    async with bench() as b:
        await b.play("순자> 안녕\nhold")
        await b.send("순자", "고르세요", choices=(Choice(id="rent", label="월세"),))
        await b.play("순자 press 월세\nexpire-callbacks\nfault answerCallbackQuery 500\nrelease")
        await b.until(lambda: EventKind.PRESS in b.intake.kinds())


async def test_a_photo_is_fetched_by_its_handle() -> None:
    async with bench() as b:
        await b.play("순자 photo 1MB 우편함이에요\n순자 photo 25MB")
        await b.until(lambda: len(b.intake.events) == 2)
        photo, huge = b.intake.events
        assert photo.photo
        assert photo.text == "우편함이에요"
        data = await b.runtime.channel.fetch(photo.photo)
        assert len(data) == photo.photo.size
        assert huge.photo  # the largest that can be had is a smaller copy
        assert huge.photo.size < 20 * 1024 * 1024


async def test_leaving_coming_back_editing_and_places() -> None:
    async with bench() as b:
        await b.play(
            "순자> 소담동\n순자 edit 소담동이요\n순자 location 37.5 127.0\n순자 block\n순자 unblock"
        )
        await b.until(lambda: len(b.intake.events) == 5)
        kinds = ["text", "edit", "location", "left", "joined"]
        assert [kind.value for kind in b.intake.kinds()] == kinds


async def test_what_is_said_in_a_group_is_nobodys_conversation() -> None:
    async with bench() as b:
        await b.play("group 복지팀\n담당자@복지팀> 이 건 누가 맡나요\n순자> 안녕")
        await b.until(lambda: b.intake.events)
        await b.until(lambda: not b.fake.updates)
        assert b.intake.texts == ["안녕"]


async def test_an_update_delivered_twice_is_kept_once() -> None:
    async with bench() as b:
        await b.play("dup 3\n순자> 하나\n순자> 둘\n순자> 셋")
        await b.until(lambda: len(b.fake.delivered) == 3)
        await b.until(lambda: not b.fake.updates)
        assert max(b.fake.delivered.values()) > 1
        assert b.intake.texts == ["하나", "둘", "셋"]


async def test_updates_in_the_wrong_order_are_kept_in_theirs() -> None:
    async with bench(start=False) as b:
        await b.play("swap\n순자> 하나\n순자> 둘")
        assert [u.body["message"]["text"] for u in b.fake.updates] == ["둘", "하나"]
        await b.start()
        await b.until(lambda: len(b.intake.events) == 2)
        assert b.intake.texts == ["하나", "둘"]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ("404", 404), ("401", 401), ("409", 409), ("500", 500), ("502", 502), ("429 retry=1", 429),
        ("403", 403), ("drop", -1), ("drop-after", -1), ("garbage", 200),
    ],
)  # fmt: skip
async def test_no_failure_of_a_poll_ends_polling(fault: str, code: int) -> None:
    async with bench() as b:
        await b.play("순자> 앞")
        await b.until(lambda: b.intake.texts == ["앞"])
        await b.play(f"fault getUpdates {fault}\n순자> 뒤")
        # The open poll still answers; the next one fails, when something more is there to be
        # cut off at the latest; the one after must be asked.
        await b.until(lambda: "뒤" in b.intake.texts or b.runtime.health()["last_error"])
        await b.play("순자> 나중")
        await b.until(lambda: b.runtime.health()["last_error"] == code)
        await b.until(lambda: b.intake.texts == ["앞", "뒤", "나중"])
        await b.until(lambda: b.runtime.health()["last_error"] == 0)
        assert b.runtime.health()["poll_age_seconds"] < 5


async def test_an_unreachable_telegram_keeps_nobody_waiting_at_the_start() -> None:
    async with bench(start=False) as b:
        await b.play("fault * drop times=3\n순자> 안녕")
        await asyncio.wait_for(b.start(), 0.5)
        await b.until(lambda: b.intake.texts == ["안녕"])


async def test_a_database_away_confirms_nothing_and_loses_nothing() -> None:
    async with bench() as b:
        b.intake.away = 2
        await b.play("순자> 하나\n철수> 둘")
        await b.until(lambda: b.runtime.health()["last_error"] == -2)
        assert len(b.fake.updates) == 2
        assert b.intake.events == []
        await b.until(lambda: sorted(b.intake.texts) == ["둘", "하나"])
        await b.until(lambda: not b.fake.updates)


async def test_an_unforeseen_failure_restarts_polling(caplog: pytest.LogCaptureFixture) -> None:
    async with bench() as b:
        b.intake.broken = 1
        await b.play("순자> 하나")
        await b.until(lambda: b.intake.texts == ["하나"])
        assert b.runtime.health()["crashes"] == 1
        assert "LookupError" in caplog.text
        assert "비밀이야기" not in caplog.text


POISON = (
    {"message": {"message_id": 5, "chat": {"id": 9, "type": "private"}, "text": "날짜가 없어요"}},
    {"message": {"message_id": 5, "date": "어제", "chat": {"id": 9, "type": "private"}}},
    {"message": {"message_id": 5, "date": 1, "chat": {"id": 9, "type": "private"}, "text": 7}},
    {"callback_query": {"id": "77"}},
    {"my_chat_member": {"chat": 7}},
)


async def test_poison_is_put_aside_and_blocks_nobody(caplog: pytest.LogCaptureFixture) -> None:
    async with bench() as b:
        lines = [
            f"raw-update {json.dumps(p, ensure_ascii=False)}\n순자> {n}"
            for n, p in enumerate(POISON)
        ]
        await b.play("\n".join(lines))
        await b.until(lambda: len(b.intake.events) == len(POISON))
        await b.until(lambda: len(b.intake.parked) == len(POISON))
        await b.until(lambda: not b.fake.updates)
        assert b.intake.texts == [str(n) for n in range(len(POISON))]
        assert b.runtime.health()["parked"] == len(POISON)
        raws = [json.loads(raw) for raw, _ in b.intake.parked.values()]
        assert {json.dumps({k: v for k, v in raw.items() if k != "update_id"}) for raw in raws} == {
            json.dumps(p) for p in POISON
        }
        assert "날짜가 없어요" not in caplog.text


async def test_poison_while_the_database_is_away_is_put_aside_later() -> None:
    async with bench() as b:
        b.intake.away = 1
        await b.play(f"raw-update {json.dumps(POISON[0])}")
        await b.until(lambda: b.intake.parked)
        await b.until(lambda: not b.fake.updates)


async def test_after_a_restart_everything_unconfirmed_comes_again() -> None:
    async with bench() as b:
        b.intake.away = 1000
        await b.play("순자> 하나\n순자> 둘")
        await b.until(lambda: b.intake.calls >= 1)
        b.intake.away = 0
        await b.restart()
        await b.until(lambda: b.intake.texts == ["하나", "둘"])


async def test_numbers_that_begin_anew_lower_are_not_missed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """After a week of silence Telegram continues with a random update_id."""
    async with bench(start=False) as b:
        answer = b.fake.m_getupdates
        monkeypatch.setattr(
            b.fake, "m_getupdates", lambda args, files: answer({**args, "timeout": 0.2}, files)
        )
        await b.start()
        await b.play("순자> 하나")
        await b.until(lambda: b.intake.texts == ["하나"] and not b.fake.updates)
        polls = b.fake.calls["getupdates"]
        await b.until(lambda: b.fake.calls["getupdates"] > polls + 1)
        b.fake.next_update = 5
        await b.play("순자> 둘")
        await b.until(lambda: b.intake.texts == ["하나", "둘"] and not b.fake.updates)


async def test_a_webhook_left_by_earlier_settings_is_taken_down() -> None:
    async with bench(start=False) as b:
        b.fake.webhook["url"] = "http://127.0.0.1:1/gone"
        await b.play("순자> 안녕")
        await b.start()
        await b.until(lambda: b.intake.texts == ["안녕"])
        assert b.fake.webhook["url"] == ""


async def test_only_what_we_understand_is_asked_for() -> None:
    async with bench() as b:
        await b.until(lambda: b.fake.webhook["allowed"])
        asked = ["message", "edited_message", "callback_query", "my_chat_member"]
        assert b.fake.webhook["allowed"] == asked


async def test_commands_are_named_in_korean() -> None:
    async with bench(start=False) as b:
        await b.play("fault setMyCommands 502")
        await b.start()
        await b.until(lambda: b.fake.commands)
        (commands,) = b.fake.commands.values()
        assert commands[0]["command"] == "start"
        assert all(c["description"] for c in commands)


async def test_stopping_is_quick_and_keeps_the_batch_in_hand() -> None:
    async with bench() as b:
        b.intake.pause = 0.3
        await b.play("순자> 하나")
        await b.until(lambda: b.intake.calls)
        await asyncio.wait_for(b.runtime.stop(), 3)
        assert b.intake.texts == ["하나"]


async def test_neither_token_nor_person_is_ever_logged(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    async with bench() as b:
        logging.getLogger("httpx").info("the level was put back by somebody")
        await b.play(
            "fault getUpdates 502\nfault getUpdates garbage after=1\n"
            "순자> 비밀이야기\n순자 photo 1MB"
        )
        await b.until(lambda: len(b.intake.events) == 2)
        await b.send("순자", "답장이에요")
        photo = b.intake.events[1].photo
        assert photo
        await b.runtime.channel.fetch(photo)
        ours = [
            r.getMessage() for r in caplog.records if not r.name.startswith(("aiohttp", "asyncio"))
        ]
        text = "\n".join(ours)
        for secret in (TOKEN, "비밀이야기", "답장이에요", b.ref("순자").address, photo.handle):
            assert secret not in text
