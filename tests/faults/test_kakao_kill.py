"""kill -9 under KakaoTalk: forty texts, five kills, a client that asks again with the same
request id. What was answered is in the case, once and in order."""

from __future__ import annotations

import asyncio
import copy
import json
import random
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession, ClientTimeout

from adapters.channels.kakao.words import load_words
from tests.faults.database import Database
from tests.faults.process import Process, environment

pytestmark = [pytest.mark.platform, pytest.mark.slow]

ROOT = Path(__file__).parents[2]
SECRET = "a-secret-of-the-test"
WORDS = load_words()
PERSON = "사람과 이야기하고 싶어요"
#: Said instead of an answer: the client has to ask again.
NO_ANSWER = (WORDS.away, WORDS.wait, WORDS.unreadable)


@dataclass(kw_only=True)
class Service(Process):
    """`ieum serve` for KakaoTalk."""

    async def again(self, *, answer_seconds: str) -> None:
        """kill -9, and a new process with another patience."""
        await self.kill()
        self.env["IEUM_KAKAO_ANSWER_SECONDS"] = answer_seconds
        await self.start()

    async def threads(self) -> list[list[str]]:
        """What people wrote in each case, as the API tells it."""
        cases = (await self.api("GET", "/cases"))["cases"]
        return [[m["text"] for m in await self.thread(case["number"])] for case in cases]


@asynccontextmanager
async def service(database: Database, **more: str) -> AsyncIterator[Service]:
    """The service, running on an empty database."""
    env = environment(database, IEUM_KAKAO_SKILL_SECRET=SECRET, **more)
    made = Service(env=env, database=database)
    await made.migrate()
    await made.start()
    try:
        yield made
    finally:
        if made.runs:
            await made.kill()


def payload(text: str, extra: dict[str, Any] | None = None) -> dict[str, Any]:
    (path,) = (ROOT / "tests" / "tools" / "kakao_samples").glob("02_*.json")
    made: dict[str, Any] = copy.deepcopy(json.loads(path.read_text(encoding="utf-8"))["payload"])
    made["userRequest"]["utterance"] = text
    made["action"]["clientExtra"] = extra or {}
    return made


async def ask(http: ClientSession, url: str, body: dict[str, Any], request_id: str) -> Any:
    """The skill's answer to one request, or None when none came."""
    headers = {"X-Ieum-Skill-Secret": SECRET, "X-Request-Id": request_id}
    try:
        async with http.post(f"{url}/channels/kakao/skill", json=body, headers=headers) as answer:
            assert answer.status == 200, await answer.text()
            return await answer.json()
    except (ClientError, TimeoutError, ConnectionError):
        return None


def shown(answer: Any) -> list[str]:
    return [
        str(part.get("text") or part.get("description"))
        for output in answer["template"]["outputs"]
        for part in output.values()
    ]


def is_real(answer: Any) -> bool:
    return answer is not None and shown(answer)[0] not in NO_ANSWER


@pytest.mark.asyncio
async def test_forty_texts_five_kills(database: Database) -> None:
    rng = random.Random(20261122)  # reproducible: which texts, and how far each gets
    kill_at = set(rng.sample(range(2, 41), 5))
    kills = tries = 0
    async with service(database) as ieum, ClientSession(timeout=ClientTimeout(8)) as http:
        opened = await ask(http, ieum.url, payload(PERSON), "chp-opening-0000")
        assert is_real(opened)
        for n in range(1, 41):
            body, request_id = payload(f"{n}번째 말씀이에요"), f"chp-number-{n:04}"
            answer = None
            while not is_real(answer):
                tries += 1
                sending = asyncio.create_task(ask(http, ieum.url, body, request_id))
                if n in kill_at:
                    kill_at.discard(n)
                    await asyncio.sleep(rng.uniform(0.0, 0.03))
                    await ieum.kill()
                    kills += 1
                    await sending  # whatever it is worth: Kakao asks once more
                    answer = None
                    await ieum.start()
                else:
                    answer = await sending
        threads = await ieum.threads()
        await ieum.stop()
    assert kills == 5
    assert tries >= 45
    (thread,) = threads
    told = [text for text in thread if "번째 말씀이에요" in text]
    assert told == [f"{n}번째 말씀이에요" for n in range(1, 41)]
    assert database.processed() == 41


@pytest.mark.asyncio
async def test_a_promised_answer_survives_a_kill(database: Database) -> None:
    """Without any patience turns are answered by a promise; then the process dies."""
    promised = 0
    async with service(database) as ieum, ClientSession(timeout=ClientTimeout(8)) as http:
        assert is_real(await ask(http, ieum.url, payload(PERSON), "chp-opening-0000"))
        for n in range(1, 4):
            await ieum.again(answer_seconds="0")
            answer = await ask(http, ieum.url, payload(f"{n}번째 말씀이에요"), f"chp-number-{n:04}")
            await ieum.again(answer_seconds="3")
            assert answer is not None
            if shown(answer) == [WORDS.wait]:
                promised += 1
                (chip,) = answer["template"]["quickReplies"]
                press = payload(chip["messageText"], chip["extra"])
                answer = await ask(http, ieum.url, press, f"chp-press-{n:04}")
            assert is_real(answer)
        threads = await ieum.threads()
        await ieum.stop()
    assert promised >= 1
    (thread,) = threads
    told = [text for text in thread if "번째 말씀이에요" in text]
    assert told == [f"{n}번째 말씀이에요" for n in range(1, 4)]
    assert database.processed() == 4
