"""Many people writing to the Kakao endpoint at once; each waits for the answer to write again."""

import asyncio
import hashlib
import json
import secrets
import time
from dataclasses import dataclass, field

import aiohttp

#: What people write, in a row: small talk, questions, follow-ups, a form begun and left.
TALK = (
    "안녕하세요",
    "기초연금이 뭐예요",
    "어떻게 신청해요",
    "월세가 두달 밀렸어요 어디에 말해야돼요",
    "긴급복지가 뭔데요",
    "쌀이 떨어졌어요",
    "오늘 날씨 어때",
    "주민센터 몇시까지 해요",
    "고맙습니다",
)


@dataclass(slots=True)
class Figures:
    """Turns answered, the seconds it took, and the milliseconds of each."""

    turns: int = 0
    seconds: float = 0.0
    bad: int = 0
    times: list[float] = field(default_factory=list)

    def at(self, share: float) -> float:
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(len(ordered) * share))] if ordered else 0.0

    @property
    def rate(self) -> float:
        return self.turns / self.seconds if self.seconds else 0.0


def payload(person: int, words: str) -> bytes:
    key = hashlib.sha256(f"bench {person}".encode()).hexdigest() + "00"
    user = {"id": key, "type": "botUserKey", "properties": {"botUserKey": key}}
    block = {"id": "b" * 24, "name": "bench"}
    body = {
        "bot": {"id": "a" * 24, "name": "bench"},
        "intent": {**block, "extra": {"reason": {"code": 1, "message": "OK"}}},
        "action": {"id": "c" * 24, "name": "bench", "params": {}, "clientExtra": {}},
        "userRequest": {
            "block": block,
            "user": user,
            "utterance": words,
            "params": {"surface": "Kakaotalk.plusfriend"},
            "lang": "ko",
            "timezone": "Asia/Seoul",
        },
        "contexts": [],
    }
    return json.dumps(body, ensure_ascii=False).encode()


async def drive(url: str, headers: dict[str, str], *, people: int, seconds: float) -> Figures:
    """Let `people` write for `seconds`. Bounded in people and time; loopback only."""
    figures = Figures()
    end = time.monotonic() + seconds
    started = time.monotonic()
    async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=people)) as session:
        await asyncio.gather(
            *(_person(session, url, headers, n, end, figures) for n in range(people))
        )
    figures.seconds = time.monotonic() - started
    return figures


async def _person(
    session: aiohttp.ClientSession,
    url: str,
    headers: dict[str, str],
    person: int,
    end: float,
    figures: Figures,
) -> None:
    at = person
    while time.monotonic() < end:
        at += 1
        rid = {"X-Request-Id": f"chp-{secrets.token_hex(16)}", "Content-Type": "application/json"}
        before = time.perf_counter()
        async with session.post(
            url, data=payload(person, TALK[at % len(TALK)]), headers={**headers, **rid}
        ) as response:
            body = await response.json()
        figures.times.append((time.perf_counter() - before) * 1000)
        figures.turns += 1
        figures.bad += response.status != 200 or "template" not in body
