"""What the skill promises to Kakao, to the resident and to the office, over real HTTP."""

from __future__ import annotations

import asyncio
import gzip
import json
import socket
import struct
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from kakao_bench import (
    BOT,
    SECRET,
    TOOLS,
    Bench,
    MemoryIntake,
    Setup,
    bench,
    chips,
    payload,
    pressed,
    shown,
)

from adapters.channels.kakao import create
from adapters.channels.kakao.words import load_words
from bot.domain.events import ConversationRef, EventKind
from bot.domain.messages import Choice, Phone, Reply, Tone

WORDS = load_words()
ME = ConversationRef(channel="kakao", address="user-1")
ANSWER = "담당자 답변\n내일 갈게요."


def samples() -> list[Path]:
    return sorted((TOOLS / "kakao_samples").glob("*.json"))


# ------------------------------------------------------------------------------- who may ask


@pytest.mark.asyncio
@pytest.mark.parametrize("secret", [None, "", "wrong", SECRET + "x", "é", "a" * 5000])
async def test_without_the_secret_nothing_happens(secret: str | None) -> None:
    async with bench() as kakao:
        status, problem = await kakao.post(payload("안녕하세요"), secret=secret)
        assert (status, problem["status"]) == (401, 401)
        assert kakao.intake.events == []


@pytest.mark.asyncio
async def test_without_a_secret_in_the_settings_there_is_no_channel() -> None:
    assert create(replace(Setup(), kakao_skill_secret=None), MemoryIntake()) is None


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("ours", "theirs", "status"),
    [
        (BOT, BOT, 200), (BOT, BOT + "!", 200), (BOT + "!", BOT, 200), (None, "other", 200),
        (BOT, "other", 403), (BOT, BOT[:-1], 403), (BOT, "", 200),
    ],
)  # fmt: skip
async def test_the_bot_must_be_ours(ours: str | None, theirs: str, status: int) -> None:
    async with bench(kakao_bot_id=ours) as kakao:
        body = payload("안녕하세요")
        body["bot"] = {"id": theirs}
        assert (await kakao.post(body))[0] == status
        assert len(kakao.intake.events) == (status == 200)


@pytest.mark.asyncio
@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS", "PATCH"])
async def test_only_post(method: str) -> None:
    async with bench() as kakao, kakao.http.request(method, kakao.url) as answer:
        assert answer.status == 405


# --------------------------------------------------------------------------- any body at all


@pytest.mark.asyncio
@pytest.mark.parametrize("path", samples(), ids=lambda p: p.name[:2])
async def test_every_captured_request_gets_an_answer(path: Path) -> None:
    body = json.loads(path.read_text(encoding="utf-8"))["payload"]
    async with (
        bench() as kakao,
        kakao.http.post(kakao.url, json=body, headers={"X-Ieum-Skill-Secret": "x"}) as refused,
    ):
        assert refused.status == 401
        raw = json.dumps(body, ensure_ascii=False).encode()
        if path.name.startswith("08"):  # Kakao asks whether a parameter's value will do
            headers = {"X-Ieum-Skill-Secret": SECRET}
            async with kakao.http.post(kakao.url, data=raw, headers=headers) as answer:
                assert (answer.status, await answer.json()) == (200, {"status": "SUCCESS"})
        else:
            status, _ = await kakao.post(raw)
            assert status == 200


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "raw",
    [
        b"", b"hello", b"null", b"[]", b'"hi"', b"1", b"{}", b'{"userRequest": null}',
        b"[" * 100_000, b"\xff\xff", b"\xef\xbb\xbf",
        b'{"userRequest": {"utterance": "' + b"a" * 900_000,
    ],
    ids=range(12),
)  # fmt: skip
async def test_a_body_nobody_can_read_is_answered_honestly(raw: bytes) -> None:
    async with bench() as kakao:
        status, body = await kakao.post(raw)
        assert (status, shown(body)) == (200, [WORDS.unreadable])
        assert kakao.intake.events == []


@pytest.mark.asyncio
async def test_a_room_of_several_people_gets_no_answer_of_anybody() -> None:
    async with bench() as kakao:
        chat = {"id": "g", "type": "botGroupKey"}
        kakao.intake.staff_writes(ME, "내일 갈게요.")
        status, body = await kakao.post(payload("제 신고 어떻게 됐어요", chat=chat))
        assert (status, shown(body)) == (200, [WORDS.group])
        assert kakao.intake.events == []


@pytest.mark.asyncio
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
async def test_words_in_an_older_encoding_are_read(encoding: str) -> None:
    raw = json.dumps(payload("안녕하세요"), ensure_ascii=False).encode(encoding)
    async with bench() as kakao:
        await kakao.post(raw)
        assert [e.text for e in kakao.intake.events] == ["안녕하세요"]


@pytest.mark.asyncio
async def test_a_compressed_body_is_read() -> None:
    raw = gzip.compress(json.dumps(payload("안녕하세요")).encode())
    async with bench() as kakao:
        status, _ = await kakao.post(raw, **{"Content-Encoding": "gzip"})
        assert (status, len(kakao.intake.events)) == (200, 1)


@pytest.mark.asyncio
@pytest.mark.parametrize(
    ("raw", "headers", "status"),
    [
        (b" " * 5_000_000, {}, 413),
        (gzip.compress(b"a" * 20_000_000), {"Content-Encoding": "gzip"}, 413),
        (b"not really gzip", {"Content-Encoding": "gzip"}, 400),
    ],
    ids=["long", "bomb", "broken"],
)
async def test_a_body_too_long_or_broken_is_a_problem_of_its_sender(
    raw: bytes, headers: dict[str, str], status: int
) -> None:
    async with bench() as kakao:
        assert (await kakao.post(raw, **headers))[0] == status
        assert await kakao.say("괜찮으세요?") == ["(1) 괜찮으세요?"]


@pytest.mark.asyncio
async def test_a_body_that_stops_in_the_middle_leaves_the_server_well() -> None:
    async with bench() as kakao:
        await asyncio.to_thread(_half_a_body, kakao)
        assert await kakao.say("괜찮으세요?") == ["(1) 괜찮으세요?"]


def _half_a_body(kakao: Bench) -> None:
    at = urlsplit(kakao.url)
    with socket.create_connection((at.hostname, at.port), timeout=5) as wire:
        head = f"POST {at.path} HTTP/1.1\r\nHost: x\r\nContent-Length: 900\r\n"
        secret = f"X-Ieum-Skill-Secret: {SECRET}\r\n\r\n"
        wire.sendall((head + secret + '{"userRequest"').encode())
        wire.shutdown(socket.SHUT_WR)
        while wire.recv(4096):
            pass


def _hung_up(kakao: Bench, text: str) -> None:
    at = urlsplit(kakao.url)
    body = json.dumps(payload(text)).encode()
    head = f"POST {at.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
    with socket.create_connection((at.hostname, at.port), timeout=5) as wire:
        wire.sendall(f"{head}X-Ieum-Skill-Secret: {SECRET}\r\n\r\n".encode() + body)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


@pytest.mark.asyncio
async def test_an_answer_that_nobody_waited_for_stands_before_the_next_one() -> None:
    async with bench(MemoryIntake(seconds=0.2)) as kakao:
        await asyncio.to_thread(_hung_up, kakao, "접수해 주세요")
        async with asyncio.timeout(5):
            while not kakao.intake.events or kakao.runtime.health()["under_way"]:
                await asyncio.sleep(0.02)
        await asyncio.sleep(0.05)
        assert await kakao.say("여보세요") == ["(1) 접수해 주세요", "(2) 여보세요"]
        assert await kakao.say("네") == ["(3) 네"]


# ------------------------------------------------------------------------------ one event once


@pytest.mark.asyncio
async def test_what_was_said_arrives_as_it_was_said() -> None:
    async with bench() as kakao:
        await kakao.say("월세가 밀렸어요", request_id="chp-1234567890")
        (event,) = kakao.intake.events
        assert (event.kind, event.text) == (EventKind.TEXT, "월세가 밀렸어요")
        assert event.event_id.startswith("chp-1234567890.")
        assert event.ref == ME


@pytest.mark.asyncio
async def test_a_repeated_request_is_one_event_and_the_same_answer() -> None:
    async with bench() as kakao:
        first = await kakao.say("안녕하세요", request_id="chp-1234567890")
        again = await kakao.say("안녕하세요", request_id="chp-1234567890")
        assert first == again == ["(1) 안녕하세요"]
        assert len(kakao.intake.events) == 1


@pytest.mark.asyncio
async def test_whoever_writes_the_same_id_into_every_request_costs_nobody_their_words() -> None:
    async with bench() as kakao:
        for who, text in (
            ("user-1", "안녕하세요"),
            ("user-2", "안녕하세요"),
            ("user-2", "도와주세요"),
        ):
            await kakao.say(text, who, request_id="the-same-for-all")
        assert len({e.event_id for e in kakao.intake.events}) == 3


@pytest.mark.asyncio
@pytest.mark.parametrize("request_id", ["short", "가나다라마바사아자차", "a" * 300, "a b c d e f"])
async def test_an_odd_request_id_is_none(request_id: str) -> None:
    async with bench() as kakao:
        await kakao.say("하나", request_id=request_id)
        await kakao.say("둘", request_id=request_id)
        assert len({e.event_id for e in kakao.intake.events}) == 2


@pytest.mark.asyncio
async def test_twenty_at_once_are_twenty_answers_in_good_order() -> None:
    async with bench(MemoryIntake(seconds=0.02)) as kakao:
        answers = await asyncio.gather(*(kakao.say(f"말 {n}") for n in range(20)))
        counted = [int(a[0].split(")")[0][1:]) for a in answers]
        assert sorted(counted) == list(range(1, 21))
        assert len(kakao.intake.settled_ids) == 20


@pytest.mark.asyncio
async def test_twenty_people_at_once() -> None:
    async with bench(MemoryIntake(seconds=0.2)) as kakao:
        answers = await asyncio.gather(*(kakao.say("말", user=f"user-{n}") for n in range(20)))
        assert answers == [["(1) 말"]] * 20


# ------------------------------------------------------------------------- what was shown counts


@pytest.mark.asyncio
async def test_words_of_staff_come_first_and_count_as_shown_once_written() -> None:
    async with bench() as kakao:
        kakao.intake.staff_writes(ME, "내일 갈게요.")
        assert await kakao.say("네") == [ANSWER, "(1) 네"]
        assert sorted(kakao.intake.settled_ids) == [1, 2]
        assert await kakao.say("감사합니다") == ["(2) 감사합니다"]


@pytest.mark.asyncio
async def test_an_answer_nobody_took_is_not_counted_as_shown() -> None:
    async with bench(MemoryIntake(seconds=0.4)) as kakao:
        kakao.intake.staff_writes(ME, "내일 갈게요.")
        await asyncio.to_thread(_hang_up, kakao)
        await asyncio.sleep(0.8)
        assert [e.text for e in kakao.intake.events] == ["저예요"]  # the words are kept
        assert kakao.intake.settled_ids == []
        assert (await kakao.say("여보세요"))[0] == ANSWER


def _hang_up(kakao: Bench) -> None:
    at = urlsplit(kakao.url)
    raw = json.dumps(payload("저예요")).encode()
    with socket.create_connection((at.hostname, at.port), timeout=5) as wire:
        head = f"POST {at.path} HTTP/1.1\r\nHost: x\r\nContent-Length: {len(raw)}\r\n"
        wire.sendall(f"{head}X-Ieum-Skill-Secret: {SECRET}\r\n\r\n".encode() + raw)
        wire.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")


@pytest.mark.asyncio
async def test_silence_is_said_plainly() -> None:
    async with bench(MemoryIntake(silent=True)) as kakao:
        assert await kakao.say("담당자님") == [WORDS.nothing]


@pytest.mark.asyncio
async def test_a_pressed_chip_comes_back_as_its_choice() -> None:
    said = Reply(text="어느 쪽인가요?", choices=(Choice(id="rent-late", label="월세"),))
    async with bench(MemoryIntake(extra=(said,))) as kakao:
        _, body = await kakao.post(payload("도와주세요"))
        await kakao.post(pressed(chips(body)[0]))
        event = kakao.intake.events[-1]
        assert (event.kind, event.choice, event.text) == (EventKind.PRESS, "rent-late", "월세")


@pytest.mark.asyncio
async def test_an_answer_of_many_pages_is_read_to_its_end() -> None:
    text = " ".join(f"{n}번째 말이에요." for n in range(700))
    async with bench() as kakao:
        kakao.intake.staff_writes(ME, text)
        _, body = await kakao.post(payload("답변 있나요"))
        read = shown(body)
        for _ in range(3):
            (chip,) = chips(body)
            _, body = await kakao.post(pressed(chip))
            read += shown(body)
            if not chips(body):
                break
        assert "".join("".join(read).split()) == "".join(
            f"{WORDS.staff}{text}(1) 답변 있나요".split()
        )
        assert len(kakao.intake.events) == 1
        assert sorted(kakao.intake.settled_ids) == [1, 2]


# -------------------------------------------------------------------------------- bad days


@pytest.mark.asyncio
async def test_without_a_database_an_honest_sentence() -> None:
    async with bench(MemoryIntake(away=True)) as kakao:
        assert await kakao.say("도와주세요", request_id="chp-1234567890") == [WORDS.away]
        assert "112" in WORDS.away
        kakao.intake.away = False
        again = await kakao.say("도와주세요", request_id="chp-1234567890")
        assert again == ["(1) 도와주세요"]


@pytest.mark.asyncio
async def test_a_slow_disk_has_as_long_as_kakao_waits_before_nothing_is_promised() -> None:
    slow = MemoryIntake(seconds=3.0, keeping=1.5)
    async with bench(slow, kakao_answer_seconds=0.0) as kakao:
        assert await kakao.say("도와주세요") == [WORDS.wait]
        assert [event.text for event in slow.kept] == ["도와주세요"]


@pytest.mark.asyncio
async def test_a_fault_of_ours_is_an_honest_sentence_and_nothing_of_it_is_told(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async with bench(MemoryIntake(broken=True)) as kakao:
        assert await kakao.say("비밀스러운 사연이에요") == [WORDS.away]
    assert "RuntimeError" in caplog.text
    assert "비밀스러운" not in caplog.text
    assert "user-1" not in caplog.text


@pytest.mark.asyncio
async def test_an_answer_that_cannot_be_noted_is_shown_again() -> None:
    async with bench() as kakao:
        kakao.intake.staff_writes(ME, "내일 갈게요.")
        settled = kakao.intake.settled
        kakao.intake.settled = _failing(kakao.intake)  # type: ignore[method-assign]
        assert (await kakao.say("네"))[0] == ANSWER
        kakao.intake.settled = settled  # type: ignore[method-assign]
        assert (await kakao.say("네?"))[0] == ANSWER


def _failing(intake: MemoryIntake) -> Any:
    async def settled(messages: Any) -> None:
        intake.away = True
        try:
            await MemoryIntake.settled(intake, messages)
        finally:
            intake.away = False

    return settled


@pytest.mark.asyncio
async def test_health_is_numbers() -> None:
    async with bench() as kakao:
        assert dict(kakao.runtime.health()) == {"under_way": 0.0, "callbacks_failed": 0.0}


@pytest.mark.asyncio
async def test_a_crisis_has_numbers_to_press() -> None:
    crisis = Reply(
        text="지금 혼자 계신가요?",
        phones=(Phone(number="109", label="자살예방 상담", hours="24시간"),),
        tone=Tone.CRISIS,
    )
    async with bench(MemoryIntake(extra=(crisis,))) as kakao:
        _, body = await kakao.post(payload("이제 다 끝내고 싶어요"))
        card = body["template"]["outputs"][0]["textCard"]
        assert card["buttons"][0]["phoneNumber"] == "109"
        assert "109 자살예방 상담 (24시간)" in card["description"]
