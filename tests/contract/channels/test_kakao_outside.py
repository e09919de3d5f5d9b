"""Pictures in, rings out: what the channel asks of Kakao, and what it refuses to ask of others."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
from aiohttp import web
from kakao_bench import bench, payload, serving, shown
from pydantic import SecretStr

from bot.domain.events import ConversationRef, EventKind, MediaRef
from bot.domain.messages import OutboundMessage, Push, Reply, Tone
from bot.ports import Gone, HoldForReply

PICTURE = b"\x89PNG\r\n\x1a\n" + b"x" * 5000
ME = ConversationRef(channel="kakao", address="user-1")


async def picture(request: web.Request) -> web.Response:
    match request.match_info["name"]:
        case "good.png":
            return web.Response(body=PICTURE, content_type="image/png")
        case "gone.png":
            return web.Response(status=403)
        case "huge.png":
            return web.Response(body=b"x" * (11 * 1024 * 1024))
        case "slow.png":
            await asyncio.sleep(4)
            return web.Response(body=PICTURE)
    raise web.HTTPFound("/talkm/good.png")


STORE = web.get("/talkm/{name}", picture)


def photo(url: str, **more: Any) -> dict[str, Any]:
    return payload(url, params={"media": {"type": "image", "url": url}}, **more)


@pytest.mark.asyncio
async def test_a_photo_is_taken_with_its_event() -> None:
    async with serving(STORE) as there, bench() as kakao:
        await kakao.post(photo(f"{there}/talkm/good.png"))
        assert kakao.intake.photos == [PICTURE]
        (event,) = kakao.intake.events
        assert (event.kind, event.text) == (EventKind.PHOTO, "")


@pytest.mark.asyncio
async def test_photos_of_the_secure_plugin_are_an_event_each_and_one_answer() -> None:
    async with serving(STORE) as there, bench() as kakao:
        good, gone = f"{there}/talkm/good.png", f"{there}/talkm/gone.png"
        body = payload("사진 보내기")
        urls = {"secureUrls": f"List({good}, {gone})"}
        body["action"]["params"] = {"secureimage": json.dumps(urls)}
        _, answer = await kakao.post(body, request_id="chp-1234567890")
        first, second = [e.event_id for e in kakao.intake.events]
        assert first.startswith("chp-1234567890.")
        assert second == f"{first}.2"
        assert kakao.intake.photos == [PICTURE, None]
        assert shown(answer) == ["(1) 사진 보내기", "(2)"]
        assert len(kakao.intake.settled_ids) == 2


@pytest.mark.asyncio
@pytest.mark.parametrize("name", ["gone.png", "huge.png", "moved.png"])
async def test_a_photo_that_cannot_be_had_is_still_an_event(name: str) -> None:
    async with serving(STORE) as there, bench() as kakao:
        status, _ = await kakao.post(photo(f"{there}/talkm/{name}"))
        assert (status, kakao.intake.photos) == (200, [None])


@pytest.mark.asyncio
async def test_a_photo_that_takes_too_long_is_not_waited_for() -> None:
    loop = asyncio.get_running_loop()
    async with serving(STORE) as there, bench() as kakao:
        began = loop.time()
        await kakao.post(photo(f"{there}/talkm/slow.png"))
        assert loop.time() - began < 3.2
        assert kakao.intake.photos == [None]


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "url",
    ["http://localhost:{port}/talkm/good.png", "http://x@127.0.0.1:{port}/talkm/good.png",
     "http://169.254.169.254/latest/meta-data", "http://[::1]:{port}/talkm/good.png"],
)  # fmt: skip
async def test_no_other_host_is_asked_for_a_photo(url: str) -> None:
    asked: list[str] = []

    async def watch(request: web.Request) -> web.Response:
        asked.append(request.path)
        return web.Response(body=PICTURE)

    async with serving(web.get("/talkm/{name}", watch)) as there, bench() as kakao:
        status, _ = await kakao.post(photo(url.replace("{port}", there.rsplit(":", 1)[1])))
        assert (status, kakao.intake.photos) == (200, [None])
        assert asked == []


@pytest.mark.asyncio
async def test_a_picture_cannot_be_had_later() -> None:
    async with bench() as kakao:
        with pytest.raises(Gone):
            await kakao.runtime.channel.fetch(MediaRef(handle="came-with-the-event"))


# ------------------------------------------------------------------------------------ rings


class Api:
    """Kakao's Event API."""

    def __init__(self, status: int = 200, body: Any = None) -> None:
        self.calls: list[tuple[str, str | None, Any]] = []
        self.status = status
        self.body = {"taskId": "t", "status": "SUCCESS"} if body is None else body

    async def talk(self, request: web.Request) -> web.Response:
        body = await request.json()
        self.calls.append((request.path, request.headers.get("Authorization"), body))
        return web.json_response(self.body, status=self.status)


def message(text: str, tone: Tone = Tone.STAFF) -> OutboundMessage:
    return OutboundMessage(id=1, ref=ME, reply=Reply(text=text, tone=tone))


@pytest.mark.asyncio
async def test_without_a_key_words_wait_for_the_next_message() -> None:
    async with bench() as kakao:
        channel = kakao.runtime.channel
        assert (channel.name, channel.capabilities.push) == ("kakao", Push.IN_REPLY)
        with pytest.raises(HoldForReply):
            await channel.send(message("내일 갈게요."))


@pytest.mark.asyncio
@pytest.mark.parametrize(
    "api", [Api(), Api(200, {"status": "FAIL"}), Api(401), Api(500, ["odd"])], ids=range(4)
)
async def test_with_a_key_the_phone_rings_and_says_nothing_of_the_case(api: Api) -> None:
    async with serving(web.post("/v2/bots/{bot}/talk", api.talk)) as there:
        settings = {
            "kakao_rest_api_key": SecretStr("key-1"),
            "kakao_bot_id": "bot1!",
            "kakao_event_name": "answer",
            "kakao_api_base": there + "/",
        }
        async with bench(**settings) as kakao:
            with pytest.raises(HoldForReply):
                await kakao.runtime.channel.send(message("성수동 세탁소 2층 일이에요."))
    (call,) = api.calls
    assert call == (
        "/v2/bots/bot1!/talk",
        "KakaoAK key-1",
        {
            "event": {"name": "answer", "data": {}},
            "user": [{"type": "botUserKey", "id": "user-1"}],
        },
    )


@pytest.mark.asyncio
async def test_an_answer_of_the_bot_does_not_ring() -> None:
    api = Api()
    async with serving(web.post("/v2/bots/{bot}/talk", api.talk)) as there:
        settings = {
            "kakao_rest_api_key": SecretStr("key-1"),
            "kakao_bot_id": "bot1",
            "kakao_event_name": "answer",
            "kakao_api_base": there,
        }
        async with bench(**settings) as kakao:
            with pytest.raises(HoldForReply):
                await kakao.runtime.channel.send(message("네.", Tone.PLAIN))
    assert api.calls == []


@pytest.mark.asyncio
async def test_a_ring_that_finds_nobody_changes_nothing() -> None:
    settings = {
        "kakao_rest_api_key": SecretStr("key-1"),
        "kakao_bot_id": "bot1",
        "kakao_event_name": "answer",
        "kakao_api_base": "http://127.0.0.1:9",
    }
    async with bench(**settings) as kakao:
        with pytest.raises(HoldForReply):
            await kakao.runtime.channel.send(message("내일 갈게요."))
