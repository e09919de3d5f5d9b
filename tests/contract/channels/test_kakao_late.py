"""Turns that take longer than Kakao waits: promised only once kept, shown as soon as possible."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from kakao_bench import (
    CHECK,
    SECRET,
    Bench,
    MemoryIntake,
    bench,
    chips,
    payload,
    pressed,
    serving,
    shown,
)

from adapters.channels.kakao.words import load_words
from bot.domain.events import ConversationRef

WORDS = load_words()
ME = ConversationRef(channel="kakao", address="user-1")
ANSWER = "담당자 답변\n내일 갈게요."
CALLBACK = "/v1/bots/bot1/callback/{token}"
SLOW = {"kakao_answer_seconds": 0.2}


class Desk:
    """Kakao's side of a callback: it takes one answer a token and says so in `status`."""

    def __init__(self, status: str = "SUCCESS", http: int = 200) -> None:
        self.status, self.http = status, http
        self.got: list[Any] = []
        self.came = asyncio.Event()

    def route(self) -> web.RouteDef:
        return web.post(CALLBACK, self.take)

    async def take(self, request: web.Request) -> web.Response:
        raw = await request.read()
        _, findings = CHECK.check_bytes(raw, mode="callback")
        assert [str(f) for f in findings if f.severity == "ERROR"] == []
        self.got.append(json.loads(raw))
        self.came.set()
        return web.json_response({"taskId": "t", "status": self.status}, status=self.http)


async def idle(kakao: Bench) -> None:
    """Until nothing is under way any more."""
    async with asyncio.timeout(5):
        while kakao.runtime.health()["under_way"]:
            await asyncio.sleep(0.02)


@pytest.mark.asyncio
async def test_a_slow_answer_follows_by_callback() -> None:
    desk = Desk()
    async with serving(desk.route()) as there, bench(MemoryIntake(seconds=0.6), **SLOW) as kakao:
        kakao.intake.staff_writes(ME, "내일 갈게요.")
        url = there + CALLBACK.format(token="abc")
        status, body = await kakao.post(payload("도와주세요", callbackUrl=url))
        assert status == 200
        assert body == {
            "version": "2.0",
            "useCallback": True,
            "data": {"text": WORDS.callback_wait},
        }
        assert [e.text for e in kakao.intake.kept] == ["도와주세요"]  # durable before promised
        assert kakao.intake.settled_ids == []
        await desk.came.wait()
        await idle(kakao)
        assert [shown(b) for b in desk.got] == [[ANSWER, "(1) 도와주세요"]]
        assert sorted(kakao.intake.settled_ids) == [1, 2]
        assert len(kakao.intake.events) == 1


@pytest.mark.asyncio
async def test_a_slow_request_that_comes_again_is_called_back_once() -> None:
    """An address works once, and whoever waits for a second answer there waits for ever."""
    desk = Desk()
    async with serving(desk.route()) as there, bench(MemoryIntake(seconds=0.6), **SLOW) as kakao:
        slow = payload("도와주세요", callbackUrl=there + CALLBACK.format(token="abc"))
        _, first = await kakao.post(slow, request_id="chp-the-same")
        _, again = await kakao.post(slow, request_id="chp-the-same")
        assert first["useCallback"]
        assert shown(again) == [WORDS.wait]
        await idle(kakao)
        assert [shown(b) for b in desk.got] == [["(1) 도와주세요"]]
        kakao.intake.seconds = 0
        (look,) = chips(again)
        _, body = await kakao.post(pressed(look))
        assert shown(body) == ["(1) 도와주세요"]


@pytest.mark.asyncio
async def test_a_quick_answer_uses_no_callback() -> None:
    desk = Desk()
    async with serving(desk.route()) as there, bench() as kakao:
        url = there + CALLBACK.format(token="abc")
        _, body = await kakao.post(payload("도와주세요", callbackUrl=url))
        assert shown(body) == ["(1) 도와주세요"]
        await idle(kakao)
        assert desk.got == []


@pytest.mark.asyncio
@pytest.mark.parametrize(("status", "http"), [("FAIL", 200), ("ERROR", 200), ("SUCCESS", 500)])
async def test_a_refused_callback_is_not_repeated_and_its_answer_comes_with_the_next_words(
    status: str, http: int
) -> None:
    desk = Desk(status, http)
    async with serving(desk.route()) as there, bench(MemoryIntake(seconds=0.4), **SLOW) as kakao:
        kakao.intake.staff_writes(ME, "내일 갈게요.")
        url = there + CALLBACK.format(token="abc")
        await kakao.post(payload("도와주세요", callbackUrl=url))
        await idle(kakao)
        assert len(desk.got) == 1
        assert kakao.intake.settled_ids == []
        assert kakao.runtime.health()["callbacks_failed"] == 1
        kakao.intake.seconds = 0
        first = await kakao.say("여보세요")
        assert first == [ANSWER, "(1) 도와주세요", "(2) 여보세요"]
        assert sorted(kakao.intake.settled_ids) == [1, 2, 3]
        assert await kakao.say("네") == ["(3) 네"]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "url",
    ["", 5, "file:///etc/passwd", "http://localhost:{port}" + CALLBACK.format(token="abc"),
     "http://bot-api.kakao.com@localhost:{port}" + CALLBACK.format(token="abc"),
     "http://127.0.0.1:{port}/v1/bots/callback"],
)  # fmt: skip
async def test_no_other_address_is_called_back(url: object) -> None:
    desk = Desk()
    async with serving(desk.route()) as there, bench(MemoryIntake(seconds=0.5), **SLOW) as kakao:
        if isinstance(url, str):
            url = url.replace("{port}", there.rsplit(":", 1)[1])
        _, body = await kakao.post(payload("도와주세요", callbackUrl=url))
        assert shown(body) == [WORDS.wait]
        await idle(kakao)
        assert desk.got == []


@pytest.mark.asyncio
async def test_a_callback_that_leads_elsewhere_is_not_followed() -> None:
    desk = Desk()

    async def elsewhere(_: web.Request) -> web.Response:
        raise web.HTTPTemporaryRedirect(CALLBACK.format(token="other"))

    path = "/v1/bots/bot2/callback/abc"
    async with (
        serving(web.post(path, elsewhere), desk.route()) as there,
        bench(MemoryIntake(seconds=0.4), **SLOW) as kakao,
    ):
        await kakao.post(payload("도와주세요", callbackUrl=there + path))
        await idle(kakao)
        assert desk.got == []
        assert kakao.runtime.health()["callbacks_failed"] == 1


@pytest.mark.asyncio
async def test_without_a_callback_a_chip_shows_the_answer() -> None:
    async with bench(MemoryIntake(seconds=0.5), **SLOW) as kakao:
        _, body = await kakao.post(payload("도와주세요"))
        assert shown(body) == [WORDS.wait]
        assert [e.text for e in kakao.intake.kept] == ["도와주세요"]
        (chip,) = chips(body)
        assert chip["label"] == WORDS.look
        _, body = await kakao.post(pressed(chip))  # too early: nothing but the same promise
        assert shown(body) == [WORDS.wait]
        await idle(kakao)
        assert kakao.intake.settled_ids == []
        kakao.intake.seconds = 0
        _, body = await kakao.post(pressed(chip))
        assert shown(body) == ["(1) 도와주세요"]
        assert [e.text for e in kakao.intake.events] == ["도와주세요"]
        assert kakao.intake.settled_ids == [1]


@pytest.mark.asyncio
async def test_without_a_callback_the_next_words_bring_the_answer_first() -> None:
    async with bench(MemoryIntake(seconds=0.5), **SLOW) as kakao:
        assert await kakao.say("도와주세요") == [WORDS.wait]
        await idle(kakao)
        kakao.intake.seconds = 0
        assert await kakao.say("여보세요") == ["(1) 도와주세요", "(2) 여보세요"]
        assert sorted(kakao.intake.settled_ids) == [1, 2]
        assert await kakao.say("네") == ["(3) 네"]


@pytest.mark.asyncio
async def test_the_chip_of_somebody_else_shows_nothing_of_theirs() -> None:
    async with bench(MemoryIntake(seconds=0.4), **SLOW) as kakao:
        _, body = await kakao.post(payload("비밀이에요"))
        (chip,) = chips(body)
        await idle(kakao)
        kakao.intake.seconds = 0
        _, body = await kakao.post(pressed(chip, user="user-2"))
        assert "비밀" not in json.dumps(body, ensure_ascii=False)
        _, body = await kakao.post(pressed(chip))
        assert shown(body) == ["(1) 비밀이에요"]


@pytest.mark.asyncio
async def test_a_retry_of_a_slow_request_is_the_same_event() -> None:
    async with bench(MemoryIntake(seconds=0.5), **SLOW) as kakao:
        assert await kakao.say("도와주세요", request_id="chp-1234567890") == [WORDS.wait]
        await idle(kakao)
        kakao.intake.seconds = 0
        again = await kakao.say("도와주세요", request_id="chp-1234567890")
        assert again == ["(1) 도와주세요"]
        assert len(kakao.intake.events) == 1


@pytest.mark.asyncio
async def test_what_cannot_be_kept_is_not_promised() -> None:
    async with bench(MemoryIntake(seconds=0.5, away=True), **SLOW) as kakao:
        assert await kakao.say("도와주세요") == [WORDS.away]


@pytest.mark.asyncio
async def test_a_turn_that_failed_late_is_taken_again_with_the_words_of_then() -> None:
    async with bench(MemoryIntake(seconds=0.4), **SLOW) as kakao:
        _, body = await kakao.post(payload("도와주세요"))
        kakao.intake.away = True
        await idle(kakao)
        kakao.intake.away, kakao.intake.seconds = False, 0
        _, body = await kakao.post(pressed(chips(body)[0]))
        assert shown(body) == ["(1) 도와주세요"]
        assert [e.text for e in kakao.intake.events] == ["도와주세요"]


@pytest.mark.asyncio
async def test_words_under_way_by_callback_are_not_shown_twice() -> None:
    slow = asyncio.Event()

    async def take(request: web.Request) -> web.Response:
        await request.read()
        await slow.wait()
        return web.json_response({"status": "SUCCESS"})

    path = "/v1/bots/bot1/callback/abc"
    async with (
        serving(web.post(path, take)) as there,
        bench(MemoryIntake(seconds=0.3), **SLOW) as kakao,
    ):
        kakao.intake.staff_writes(ME, "내일 갈게요.")
        await kakao.post(payload("도와주세요", callbackUrl=there + path))
        await asyncio.sleep(0.3)
        kakao.intake.seconds = 0
        assert await kakao.say("여보세요") == ["(2) 여보세요"]
        slow.set()
        await idle(kakao)
        assert sorted(kakao.intake.settled_ids) == [1, 2, 3]


@pytest.mark.asyncio
async def test_stopping_lets_a_late_answer_out() -> None:
    desk = Desk()
    async with serving(desk.route()) as there:
        async with bench(MemoryIntake(seconds=0.6), **SLOW) as kakao:
            url = there + CALLBACK.format(token="abc")
            await kakao.post(payload("도와주세요", callbackUrl=url))
        assert [shown(b) for b in desk.got] == [["(1) 도와주세요"]]


@pytest.mark.asyncio
async def test_the_answer_is_there_within_kakaos_five_seconds() -> None:
    loop = asyncio.get_running_loop()
    async with bench(MemoryIntake(seconds=5.5)) as kakao:
        began = loop.time()
        headers = {"X-Ieum-Skill-Secret": SECRET}
        async with kakao.http.post(
            kakao.url, json=payload("도와주세요"), headers=headers
        ) as answer:
            await answer.read()
        assert 3.0 <= loop.time() - began < 4.5
