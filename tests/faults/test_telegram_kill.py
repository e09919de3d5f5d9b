"""Forty texts, five kill -9, duplicates, a stumbling Telegram and five poisonous updates:
nothing lost, nothing processed twice, each resident's words in order."""

from __future__ import annotations

import asyncio
import json
import random

import pytest

from tests.contract.channels.telegram_bench import TOKEN
from tests.faults.database import Database
from tests.faults.telegram_service import Service, service

pytestmark = [pytest.mark.platform, pytest.mark.slow, pytest.mark.asyncio]

#: Two talk to a person of the office: every word of theirs must stand in the case, once and in
#: order. Two talk to the bot: every text has one answer.
HEARD = ("말순", "영수")
ANSWERED = ("길동", "춘향")
TEXTS = 10
KILLS = 5

FAULTS = (
    "fault getUpdates 404",
    "fault getUpdates 502",
    "fault getUpdates 500",
    "fault getUpdates 429 retry=1",
    "fault getUpdates drop",
    "fault getUpdates drop-after",
    "fault getUpdates garbage",
    "fault sendMessage 429 retry=1",
    "fault sendMessage 500",
    "fault sendMessage 502",
    "fault sendMessage drop",
    "fault sendMessage drop-after",
    "dup 3",
    "dup 3",
)
#: Faults after which nobody can know whether the resident has the answer.
DOUBTS = 2
AGAIN = "(다시 보낸 답변이에요 · 답변 번호 "

POISON: tuple[dict[str, object], ...] = (
    {"message": {"message_id": 5, "chat": {"id": 9, "type": "private"}, "text": "날짜 없음"}},
    {"message": {"message_id": 5, "date": "어제", "chat": {"id": 9, "type": "private"}}},
    {"message": {"message_id": 5, "date": 1, "chat": {"id": 9, "type": "private"}, "text": 7}},
    {"callback_query": {"id": "77"}},
    {"my_chat_member": {"chat": 7}},
)


def schedule(seed: int) -> list[str]:
    """The lines to play. Faults, poison and kills fall at random between the texts."""
    chance = random.Random(seed)
    names = [name for name in (*HEARD, *ANSWERED) for _ in range(TEXTS)]
    chance.shuffle(names)
    counts = dict.fromkeys(names, 0)
    lines = []
    for name in names:
        counts[name] += 1
        lines.append(f"{name}> {said(name, counts[name])}")
    poison = [f"raw-update {json.dumps(p, ensure_ascii=False)}" for p in POISON]
    for line in (*FAULTS, *poison, *["kill"] * KILLS):
        lines.insert(chance.randrange(1, len(lines)), line)
    return lines


def said(name: str, number: int) -> str:
    return f"{name}자료 {number}번"


async def begin(s: Service) -> dict[str, str]:
    """Everybody says hello, two ask for a person. Returns their cases by name."""
    cases = {}
    for name in HEARD:
        known = {case["number"] for case in (await s.api("GET", "/cases"))["cases"]}
        await s.play(f"{name}> 담당자 연결")
        await s.until(lambda name=name: s.seen(name))
        fresh = [c["number"] for c in (await s.api("GET", "/cases"))["cases"]]
        (cases[name],) = set(fresh) - known
    for name in ANSWERED:
        await s.play(f"{name}> 처음으로")
        await s.until(lambda name=name: s.seen(name))
    return cases


def states(s: Service) -> dict[str, int]:
    return s.counted("select state, count(*) from inbox where channel = 'telegram' group by state")


@pytest.mark.parametrize("seed", [7])
async def test_nothing_is_lost_or_done_twice(database: Database, seed: int) -> None:
    async with service(database) as s:
        await s.start()
        cases = await begin(s)
        before = {name: len(s.seen(name)) for name in ANSWERED}
        chance = random.Random(seed + 1)
        for line in schedule(seed):
            if line == "kill":
                await asyncio.sleep(chance.random())
                await s.kill()
                if s.database.url:  # the one process of a file knows that nobody else sends
                    s.database.let_leases_run_out()
                await s.start(wait=chance.random() < 0.7)
            else:
                await s.play(line)
                await asyncio.sleep(chance.random() * 0.3)

        # All of it arrives, whatever happened in between.
        expected = {"done": len(HEARD) + len(ANSWERED) + 4 * TEXTS, "parked": len(POISON)}
        await s.until(lambda: states(s) == expected, 90)
        await s.until(lambda: not s.fake.updates, 60)
        assert max(s.fake.delivered.values()) > 1

        for name in HEARD:
            thread = [m["text"] for m in await s.thread(cases[name]) if m["author"] == "resident"]
            words = [text for text in thread if text.startswith(f"{name}자료")]
            assert words == [said(name, n) for n in range(1, TEXTS + 1)]

        # Every text of the others was answered; an answer whose fate nobody knows (cut off, or
        # in the air when the process died) came once more, and says so.
        settled = "select state, count(*) from outbox group by state"
        await s.until(lambda: not {"waiting", "sending"} & set(s.counted(settled)), 120)
        answers = {name: s.seen(name)[before[name] :] for name in ANSWERED}
        again = [text for seen in answers.values() for text in seen if text.startswith(AGAIN)]
        assert len(again) <= DOUBTS + KILLS, again
        for seen in answers.values():
            assert len([text for text in seen if not text.startswith(AGAIN)]) <= TEXTS <= len(seen)
        rows = "select conversation_id, count(*) from outbox group by conversation_id"
        assert sorted(s.counted(rows).values())[-2:] == [TEXTS + 1, TEXTS + 1]

        # And it is as alive as before.
        await s.play("춘향> 처음으로\nexpect 춘향 무엇을 도와드릴까요")
        assert await s.stop() == 0
        log = "\n".join(s.said)
        for secret in (TOKEN, "자료", "날짜 없음", str(s.fake.who("길동").id)):
            assert secret not in log
