"""From us to Telegram: every way a send can end, told so that the dispatcher knows what to do."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from telegram_bench import FAKE, Bench, bench

from bot.domain.events import ConversationRef, MediaRef
from bot.domain.messages import Choice, OutboundMessage, Push, Reply, Tone
from bot.ports import Gone, TryLater, Unknown

pytestmark = [pytest.mark.platform, pytest.mark.asyncio]

LONG = "\n\n".join(f"{n}번째 문단이에요. " + "가나다라마바사" * 150 for n in range(1, 9))


async def known(b: Bench, name: str = "순자") -> None:
    await b.play(f"{name}> 안녕")
    await b.until(lambda: b.ref(name) in {event.ref for event in b.intake.events})


async def test_a_reply_arrives_as_written_with_its_buttons() -> None:
    async with bench() as b:
        await known(b)
        await b.send(
            "순자",
            "소득이 <100만 원> & 그 아래면 …",
            choices=(Choice(id="yes", label="네"), Choice(id="no", label="아니요")),
            source="복지로, 2026-11-01 확인",
        )
        await b.play("expect 순자 소득이 <100만 원> & 그 아래면\nexpect-button 순자 아니요")
        (message,) = [m for m in b.fake.who("순자").messages.values() if m["from"]["is_bot"]]
        assert [e["type"] for e in message["entities"]] == ["italic"]
        assert "has_protected_content" not in message


async def test_the_menu_is_a_keyboard_and_its_taps_are_texts() -> None:
    async with bench() as b:
        await known(b)
        choices = (Choice(id="report", label="이웃이 걱정돼요"),)
        await b.send("순자", "무엇을 도와드릴까요?", key="menu.main", choices=choices)
        await b.play("순자 press 이웃이 걱정돼요\n순자 press 처음으로")
        await b.until(lambda: len(b.intake.events) == 3)
        assert b.intake.texts[1:] == ["이웃이 걱정돼요", "처음으로"]


async def test_what_staff_wrote_is_protected() -> None:
    async with bench() as b:
        await known(b)
        await b.send("순자", "내일 찾아뵐게요.", tone=Tone.STAFF, answer_no="A-7")
        (message,) = [m for m in b.fake.who("순자").messages.values() if m["from"]["is_bot"]]
        assert message["has_protected_content"]
        assert "답변 번호 A-7" in message["text"]


@pytest.mark.parametrize("fault", ["500", "502", "503", "404", "401"])
async def test_a_refusal_of_the_server_can_be_tried_again(fault: str) -> None:
    async with bench() as b:
        await known(b)
        await b.play(f"fault sendMessage {fault}")
        with pytest.raises(TryLater):
            await b.send("순자", "답이에요")
        await b.send("순자", "답이에요")
        assert b.seen("순자") == ["답이에요"]


@pytest.mark.parametrize(("fault", "arrived"), [("drop", 0), ("drop-after", 1), ("garbage", 0)])
async def test_a_lost_answer_leaves_it_unknown(fault: str, arrived: int) -> None:
    async with bench() as b:
        await known(b)
        await b.play(f"fault sendMessage {fault}")
        with pytest.raises(Unknown):
            await b.send("순자", "답이에요")
        assert len(b.seen("순자")) == arrived
        await b.send("순자", "답이에요", doubtful=True, tone=Tone.STAFF, answer_no="A-1")
        assert b.seen("순자")[-1].startswith("(다시 보낸 답변이에요 · 답변 번호 A-1)")


async def test_no_connection_means_surely_not_sent() -> None:
    async with bench(start=False) as b:
        b.fake.who("순자")
        await b.server.cleanup()
        with pytest.raises(TryLater):
            await b.send("순자", "답이에요")


async def test_what_is_under_way_when_the_ways_in_close_is_still_sent() -> None:
    async with bench() as b:
        await known(b)
        await b.play("fault sendMessage delay delay=0.5")
        sending = asyncio.create_task(b.send("순자", "하나"))
        await asyncio.sleep(0.1)
        await asyncio.wait_for(b.runtime.stop(), 3)
        await sending
        await b.send("순자", "둘")
        assert b.seen("순자") == ["하나", "둘"]


async def test_a_chat_told_to_wait_does_not_hold_up_the_others() -> None:
    async with bench() as b:
        await known(b)
        await known(b, "철수")
        await b.play("fault sendMessage 429 retry=20")
        with pytest.raises(TryLater) as caught:
            await b.send("순자", "하나")
        assert caught.value.after == timedelta(seconds=20)
        calls = b.fake.calls["sendmessage"]
        with pytest.raises(TryLater) as caught:
            await b.send("순자", "하나")
        assert caught.value.after > timedelta(seconds=19)
        assert b.fake.calls["sendmessage"] == calls  # not even asked
        await asyncio.wait_for(b.send("철수", "둘"), 1)
        assert b.seen("철수") == ["둘"]


async def test_somebody_who_blocked_us_is_gone_until_they_come_back() -> None:
    async with bench() as b:
        await known(b)
        await b.play("순자 block")
        with pytest.raises(Gone, match="blocked"):
            await b.send("순자", "답이에요")
        await b.play("순자 unblock")
        await b.send("순자", "답이에요")


async def test_an_address_nobody_has_is_gone() -> None:
    async with bench() as b:
        message = OutboundMessage(
            id=1, ref=ConversationRef(channel="telegram", address="987654"), reply=Reply(text="답")
        )
        with pytest.raises(Gone, match="no such chat"):
            await b.runtime.channel.send(message)


async def test_other_refusals_are_final_and_quote_nothing() -> None:
    async with bench() as b:
        await known(b)
        await b.play("fault sendMessage 400 text=비밀이야기")
        with pytest.raises(Gone, match="refused") as caught:
            await b.send("순자", "답이에요")
        assert "비밀이야기" not in str(caught.value)


async def test_markup_telegram_cannot_read_goes_out_plain_once() -> None:
    async with bench() as b:
        await known(b)
        b.fake.faults.append(fault("400", "Bad Request: can't parse entities: Unsupported tag"))
        await b.send("순자", "가 < 나", source="출처")
        assert b.seen("순자") == ["가 < 나\n\n출처"]
        b.fake.faults += [fault("400", "Bad Request: can't parse entities: x") for _ in range(2)]
        with pytest.raises(Gone):
            await b.send("순자", "다")


def fault(kind: str, text: str) -> object:
    return FAKE.Fault("sendmessage", kind, text=text)


async def test_a_long_reply_goes_on_where_it_was_cut_off() -> None:
    async with bench() as b:
        await known(b)
        await b.play("fault sendMessage 500 after=1")
        choices = (Choice(id="yes", label="네"),)
        with pytest.raises(TryLater):
            await b.send("순자", LONG, message_id=8, choices=choices)
        assert len(b.seen("순자")) == 1
        await b.send("순자", LONG, message_id=8, choices=choices)
        seen = b.seen("순자")
        assert len(seen) == len(set(seen)) > 1
        assert "\n\n".join(seen) == LONG
        await b.play("expect-button 순자 네")


async def test_only_the_doubtful_part_of_a_long_reply_is_repeated() -> None:
    async with bench() as b:
        await known(b)
        await b.play("fault sendMessage drop-after after=1")
        with pytest.raises(Unknown):
            await b.send("순자", LONG, message_id=9, tone=Tone.STAFF, answer_no="A-3")
        await b.send("순자", LONG, message_id=9, tone=Tone.STAFF, answer_no="A-3", doubtful=True)
        first, second, again, *_ = b.seen("순자")
        assert first != second
        assert again == "(다시 보낸 답변이에요 · 답변 번호 A-3)\n\n" + second


async def test_after_a_restart_a_long_reply_is_sent_whole() -> None:
    async with bench() as b:
        await known(b)
        await b.play("fault sendMessage 500 after=1")
        with pytest.raises(TryLater):
            await b.send("순자", LONG, message_id=8)
        await b.restart()
        await b.send("순자", LONG, message_id=8)
        seen = b.seen("순자")
        assert seen[0] == seen[1]
        assert "\n\n".join(seen[1:]) == LONG


async def test_a_rush_stays_below_telegrams_limits() -> None:
    async with bench(flood=True) as b:
        for n in range(6):
            await known(b, f"주민{n}")

        async def told(n: int) -> None:  # as the dispatcher does: everybody's in order
            for k in range(4):
                await b.send(f"주민{n}", f"{k}번", message_id=n * 10 + k)

        await asyncio.gather(*map(told, range(6)))
        for n in range(6):
            assert b.seen(f"주민{n}") == ["0번", "1번", "2번", "3번"]
        assert b.fake.rejected == []


async def test_the_staff_group_gets_words_and_may_become_a_supergroup() -> None:
    async with bench(staff_chat="-1009") as b:
        await b.play("group 복지팀 id=-1009")
        ref = ConversationRef(channel="telegram", address="-1009")
        reply = Reply(text="긴급 알림", choices=(Choice(id="a", label="가"),), tone=Tone.STAFF)
        await b.runtime.channel.send(OutboundMessage(id=1, ref=ref, reply=reply))
        (event,) = b.fake.who("복지팀").events
        assert (event["text"], event["markup"]) == ("긴급 알림", None)


async def test_a_group_that_moved_is_followed(monkeypatch: pytest.MonkeyPatch) -> None:
    async with bench() as b:
        await b.play("group 옛방 id=-55\ngroup 새방 id=-10055")
        take = b.fake.m_sendmessage

        def moved(args: dict[str, str], files: dict[str, bytes]) -> object:
            if args["chat_id"] == "-55":
                text = "Bad Request: group chat was upgraded to a supergroup chat"
                raise FAKE.ApiError(400, text, migrate_to_chat_id=-10055)
            return take(args, files)

        monkeypatch.setattr(b.fake, "m_sendmessage", moved)
        ref = ConversationRef(channel="telegram", address="-55")
        for n in (1, 2):
            await b.runtime.channel.send(OutboundMessage(id=n, ref=ref, reply=Reply(text=f"{n}")))
        assert [e["text"] for e in b.fake.who("새방").events] == ["1", "2"]


@pytest.mark.parametrize(
    "fault",
    ["getFile 500", "getFile drop", "getFile garbage", "getFile 429", "file 500", "file drop"],
)
async def test_a_picture_is_fetched_in_spite_of_a_stumble(fault: str) -> None:
    async with bench() as b:
        await b.play("순자 photo 1MB")
        await b.until(lambda: b.intake.events)
        photo = b.intake.events[0].photo
        assert photo
        await b.play(f"fault {fault}")
        assert await b.runtime.channel.fetch(photo)


async def test_a_picture_that_cannot_be_had_now_or_ever() -> None:
    async with bench() as b:
        await b.play("순자 photo 1MB\nfault file 404 times=9\nfault getFile 400 after=4")
        await b.until(lambda: b.intake.events)
        photo = b.intake.events[0].photo
        assert photo
        with pytest.raises(TryLater):
            await b.runtime.channel.fetch(photo)
        with pytest.raises(Gone):
            await b.runtime.channel.fetch(photo)


async def test_a_picture_that_is_not_there() -> None:
    async with bench() as b:
        with pytest.raises(Gone):
            await b.runtime.channel.fetch(MediaRef(handle="nobody-has-this"))


async def test_capabilities_say_what_is_sent() -> None:
    async with bench(start=False) as b:
        assert b.runtime.channel.name == "telegram"
        assert b.runtime.channel.capabilities.push is Push.ANYTIME
        assert b.runtime.channel.capabilities.max_text == 4096
