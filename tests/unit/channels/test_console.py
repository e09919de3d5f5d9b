"""The terminal as a channel: what is typed arrives as typed, what is said is readable."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

import pytest

from adapters.channels.console import ConsoleChannel
from bot.domain.events import ConversationRef, EventKind, InboundEvent, MediaRef
from bot.domain.messages import Choice, OutboundMessage, Phone, Push, Reply, Tone
from bot.ports import Gone, StoreAway
from bot.services.intake import Answered

ADDRESS = "console:minji"
REF = ConversationRef(channel="console", address=ADDRESS)


async def typed(*lines: str) -> AsyncIterator[str]:
    for line in lines:
        yield line


def message(reply: Reply, ref: ConversationRef = REF) -> OutboundMessage:
    return OutboundMessage(id=1, ref=ref, reply=reply)


class Delivering:
    """An intake with its dispatcher: replies go out by `send`, as for every channel that may
    speak at any time."""

    def __init__(self, channel: ConsoleChannel, *replies: Reply) -> None:
        self.channel = channel
        self.replies = replies
        self.events: list[InboundEvent] = []
        self.away = False

    async def receive(self, event: InboundEvent, photo: bytes | None = None) -> Answered:
        if self.away:
            raise StoreAway
        self.events.append(event)
        for reply in self.replies:
            await self.channel.send(message(reply))
        return Answered()

    async def keep(self, events: Sequence[InboundEvent]) -> None:
        raise AssertionError("a terminal waits for its turn")

    async def park(self, channel: str, event_id: str, raw: str, reason: str) -> None:
        raise AssertionError("a terminal sends nothing unreadable")

    async def settled(self, messages: Sequence[OutboundMessage]) -> None:
        assert not messages


@pytest.mark.asyncio
async def test_each_line_is_one_utterance() -> None:
    channel = ConsoleChannel(ADDRESS)
    intake = Delivering(channel)
    await channel.run(intake, typed("안녕하세요\n", "   \n", "2\n", "월세 지원\n"), print)
    assert [(e.kind, e.text) for e in intake.events] == [
        (EventKind.START, ""),
        (EventKind.TEXT, "안녕하세요"),
        (EventKind.TEXT, "2"),
        (EventKind.TEXT, "월세 지원"),
    ]
    assert {e.ref for e in intake.events} == {REF}
    assert len({e.event_id for e in intake.events}) == 4
    assert all(e.at.tzinfo for e in intake.events)


@pytest.mark.asyncio
async def test_choices_phones_and_source_are_lines() -> None:
    channel = ConsoleChannel(ADDRESS)
    reply = Reply(
        text="어떤 일로 오셨어요?",
        choices=(Choice(id="a", label="월세가 밀렸어요"), Choice(id="b", label="이웃이 걱정돼요")),
        phones=(Phone(number="129", label="보건복지상담", hours="24시간"),),
        source="복지로, 2026-10-01 확인",
        tone=Tone.CRISIS,
    )
    screen: list[str] = []
    await channel.run(Delivering(channel, reply), typed(), screen.append)
    assert screen == [
        "어떤 일로 오셨어요?\n\n129 보건복지상담 (24시간)\n\n복지로, 2026-10-01 확인\n\n"
        "1. 월세가 밀렸어요\n2. 이웃이 걱정돼요"
    ]


@pytest.mark.asyncio
async def test_a_long_text_stays_in_one_piece() -> None:
    channel = ConsoleChannel(ADDRESS)
    screen: list[str] = []
    await channel.run(Delivering(channel, Reply(text="가" * 9000)), typed(), screen.append)
    assert screen == ["가" * 9000]


@pytest.mark.asyncio
async def test_nobody_is_at_a_terminal_that_was_not_opened() -> None:
    with pytest.raises(Gone):
        await ConsoleChannel(ADDRESS).send(message(Reply(text="내일 갈게요.")))


@pytest.mark.asyncio
async def test_what_is_said_after_the_last_line_is_still_printed() -> None:
    channel = ConsoleChannel(ADDRESS)
    screen: list[str] = []
    await channel.run(Delivering(channel), typed("네"), screen.append)
    await channel.send(message(Reply(text="내일 갈게요.")))
    assert screen == ["내일 갈게요."]


@pytest.mark.asyncio
async def test_words_for_another_terminal_are_not_printed_here() -> None:
    channel = ConsoleChannel(ADDRESS)
    other = ConversationRef(channel="console", address="console:other")
    screen: list[str] = []

    async def lines() -> AsyncIterator[str]:
        with pytest.raises(Gone):
            await channel.send(message(Reply(text="비밀"), other))
        yield "네"

    await channel.run(Delivering(channel), lines(), screen.append)
    assert screen == []


@pytest.mark.asyncio
async def test_what_cannot_be_kept_is_an_error_the_command_line_tells() -> None:
    channel = ConsoleChannel(ADDRESS)
    intake = Delivering(channel)
    intake.away = True
    with pytest.raises(StoreAway):
        await channel.run(intake, typed("네"), print)


@pytest.mark.asyncio
async def test_a_terminal_may_be_spoken_to_at_any_time_and_has_no_pictures() -> None:
    channel = ConsoleChannel(ADDRESS)
    assert (channel.name, channel.capabilities.push) == ("console", Push.ANYTIME)
    assert not channel.capabilities.photos
    with pytest.raises(Gone):
        await channel.fetch(MediaRef(handle="x"))
