"""What each failure of `sendMessage` means, and how fast Telegram is written to."""

from __future__ import annotations

from datetime import timedelta

import httpx
import pytest
from telegram.error import (
    BadRequest,
    Conflict,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
    TimedOut,
)

from adapters.channels.telegram.pacing import CRISIS, GROUP, PRIVATE, Pacer
from adapters.channels.telegram.steady import Backoff
from adapters.channels.telegram.wire import ServerTrouble, TooMany, Wire, translate
from bot.ports import Gone, Refused, SendError, TryLater, Unknown


def caused(error: TelegramError, cause: Exception) -> TelegramError:
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "meaning"),
    [
        (TooMany(timedelta(seconds=7)), TryLater),
        (caused(NetworkError("x"), httpx.ConnectError("x")), TryLater),
        (caused(TimedOut(), httpx.ConnectTimeout("x")), TryLater),
        (caused(TimedOut(), httpx.PoolTimeout("x")), TryLater),
        (ServerTrouble(502), TryLater),
        (InvalidToken(), TryLater),
        (Conflict("x"), TryLater),
        (NetworkError("Im a teapot (418)"), TryLater),
        (caused(TimedOut(), httpx.ReadTimeout("x")), Unknown),
        (caused(TimedOut(), httpx.WriteTimeout("x")), Unknown),
        (caused(NetworkError("x"), httpx.RemoteProtocolError("x")), Unknown),
        (caused(NetworkError("x"), httpx.WriteError("x")), Unknown),
        (caused(NetworkError("x"), httpx.ReadError("x")), Unknown),
        (TelegramError("unreadable answer"), Unknown),
        (Forbidden("bot was blocked by the user"), Gone),
        (BadRequest("Chat not found"), Gone),
        (BadRequest("Message is too long"), Refused),
    ],
)
def test_each_failure_says_what_to_do_next(error: TelegramError, meaning: type[SendError]) -> None:
    assert type(translate(error)) is meaning


def test_the_time_telegram_asks_for_is_kept() -> None:
    trouble = translate(TooMany(timedelta(seconds=17)))
    assert isinstance(trouble, TryLater)
    assert trouble.after == timedelta(seconds=17)


def test_telegrams_words_about_a_message_go_nowhere() -> None:
    trouble = translate(BadRequest('can\'t parse entities: unsupported start tag "월세"'))
    assert "월세" not in str(trouble)


@pytest.mark.parametrize("payload", [b"<html>", b"[]", b'{"ok": true}', b"7", b"", b"[" * 100000])
def test_an_unreadable_answer_is_an_error_and_never_logged(
    payload: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    with pytest.raises(TelegramError):
        Wire.parse_json_payload(payload)
    assert not caplog.records


class Clock:
    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_a_chat_gets_three_at_once_and_then_one_a_second() -> None:
    pacer = Pacer(Clock())
    assert [pacer.book("a", PRIVATE) for _ in range(4)] == [0, 0, 0, 1]
    with pytest.raises(TryLater) as caught:
        pacer.book("a", PRIVATE)
    assert caught.value.after == timedelta(seconds=2)


def test_a_crisis_card_does_not_queue_behind_small_talk() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    for _ in range(4):
        pacer.book("a", PRIVATE)
    assert max(pacer.book("a", CRISIS) for _ in range(3)) < 0.2
    clock.now += 2
    assert pacer.book("a", PRIVATE) == 0


def test_a_pause_gives_the_burst_back() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    for _ in range(3):
        pacer.book("a", PRIVATE)
    clock.now += 3
    assert [pacer.book("a", PRIVATE) for _ in range(3)] == [0, 0, 0]


def test_all_chats_together_stay_at_25_a_second() -> None:
    pacer = Pacer(Clock())
    waits = [pacer.book(str(chat), PRIVATE) for chat in range(105)]
    assert waits[:5] == [0] * 5
    assert waits[-1] == pytest.approx(4.0)


def test_a_group_stays_below_20_a_minute() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    sent = []
    while clock.now < 1300:
        try:
            clock.now += pacer.book("-100", GROUP)
            sent.append(clock.now)
        except TryLater as later:
            clock.now += later.after.total_seconds()
    busiest = max(sum(1 for at in sent if start <= at < start + 60) for start in sent)
    assert 18 <= busiest <= 20


def test_a_chat_told_to_wait_makes_no_other_wait() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    pacer.hold("a", 30)
    with pytest.raises(TryLater) as caught:
        pacer.book("a", PRIVATE)
    assert caught.value.after == timedelta(seconds=30)
    assert pacer.book("b", PRIVATE) == 0
    clock.now += 29
    assert pacer.book("a", PRIVATE) == 1
    clock.now += 2
    assert pacer.book("a", PRIVATE) == 0


def test_idle_chats_are_forgotten() -> None:
    clock = Clock()
    pacer = Pacer(clock)
    for chat in range(5000):
        clock.now += 1
        pacer.book(str(chat), PRIVATE)
    assert len(pacer._chats) <= 2001


def test_backing_off_doubles_up_to_half_a_minute() -> None:
    backoff = Backoff()
    assert [backoff.bad() for _ in range(7)] == [1, 2, 4, 8, 16, 30, 30]
    backoff.good()
    assert backoff.bad() == 1
    assert backoff.bad(at_least=45) == 45
