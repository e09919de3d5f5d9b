"""What staff wrote reaches the resident or staff are told why not; and what is under way when
the service ends is neither lost nor done twice."""

from __future__ import annotations

import asyncio
import socket
from pathlib import Path

import pytest

from tests.faults.database import Database
from tests.faults.telegram_service import Service, service

pytestmark = [pytest.mark.platform, pytest.mark.slow, pytest.mark.asyncio]


async def case_of(s: Service, name: str) -> str:
    """The case of somebody who asks for a person of the office."""
    known = {case["number"] for case in (await s.api("GET", "/cases"))["cases"]}
    await s.play(f"{name}> 담당자 연결")
    await s.until(lambda: s.seen(name))
    (number,) = {c["number"] for c in (await s.api("GET", "/cases"))["cases"]} - known
    return str(number)


async def delivery(s: Service, number: str, text: str) -> str:
    (line,) = [m for m in await s.thread(number) if m["author"] == "staff" and m["text"] == text]
    return str(line["delivery"])


async def becomes(s: Service, number: str, text: str, state: str, seconds: float = 15) -> None:
    async with asyncio.timeout(seconds):
        while await delivery(s, number, text) != state:
            await asyncio.sleep(0.1)


async def test_every_fate_of_a_staff_reply_is_seen_by_staff(database: Database) -> None:
    async with service(database) as s:
        await s.start()
        number = await case_of(s, "순자")

        await s.play("fault sendMessage 429 retry=2\nfault sendMessage 502")
        await s.api("POST", f"/cases/{number}/reply", text="내일 찾아뵐게요")
        await becomes(s, number, "내일 찾아뵐게요", "sent")
        assert len([text for text in s.seen("순자") if "내일 찾아뵐게요" in text]) == 1

        await s.play("fault sendMessage drop-after")
        await s.api("POST", f"/cases/{number}/reply", text="두 시에 갈게요")
        await s.until(lambda: len([t for t in s.seen("순자") if "두 시에 갈게요" in t]) == 2)
        first, again = [t for t in s.seen("순자") if "두 시에 갈게요" in t]
        answer_no = first.splitlines()[-1]
        assert answer_no.startswith("답변 번호 ")
        assert again.splitlines()[0] == f"(다시 보낸 답변이에요 · {answer_no})"
        assert again.splitlines()[-1] == answer_no
        messages = s.fake.who("순자").messages.values()
        assert all(m["has_protected_content"] for m in messages if answer_no in m.get("text", ""))

        await s.play("순자 block")
        await s.api("POST", f"/cases/{number}/reply", text="안 계셨어요")
        await becomes(s, number, "안 계셨어요", "undeliverable")

        await s.play("순자 unblock\n순자> 미안해요 다시 왔어요")
        await s.api("POST", f"/cases/{number}/reply", text="반가워요")
        await becomes(s, number, "반가워요", "sent")


async def test_a_kill_inside_a_staff_reply_repeats_it_once_recognisably(tmp_path: Path) -> None:
    async with service(Database(home=tmp_path)) as s:
        await s.start()
        number = await case_of(s, "순자")
        await s.play("fault sendMessage delay delay=3")
        await s.api("POST", f"/cases/{number}/reply", text="내일 찾아뵐게요")
        await s.until(lambda: not any(f.times for f in s.fake.faults))
        await s.kill()
        await s.until(lambda: any("내일 찾아뵐게요" in t for t in s.seen("순자")))
        await s.start()
        await s.until(lambda: len([t for t in s.seen("순자") if "내일 찾아뵐게요" in t]) == 2)
        _, again = [t for t in s.seen("순자") if "내일 찾아뵐게요" in t]
        assert again.startswith("(다시 보낸 답변이에요 · 답변 번호 ")
        await asyncio.sleep(3)
        assert len([t for t in s.seen("순자") if "내일 찾아뵐게요" in t]) == 2


async def test_an_end_in_the_rush_loses_nothing(database: Database) -> None:
    async with service(database) as s:
        await s.start()
        number = await case_of(s, "순자")
        lines = [f"물건 {n}번" for n in range(30)]
        await s.play("\n".join(f"순자> {line}" for line in lines))
        await asyncio.sleep(0.2)
        started = asyncio.get_running_loop().time()
        assert await s.stop() == 0
        assert asyncio.get_running_loop().time() - started < 10
        await s.start()
        await s.until(lambda: not s.fake.updates)
        async with asyncio.timeout(20):
            while True:
                heard = [m["text"] for m in await s.thread(number) if m["text"].startswith("물건")]
                if len(heard) >= len(lines):
                    break
                await asyncio.sleep(0.1)
        assert heard == lines


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def test_by_webhook_a_kill_loses_nothing_either(database: Database) -> None:
    port = free_port()
    host = f"http://127.0.0.1:{port}"
    async with service(database, IEUM_TELEGRAM_WEBHOOK_URL=host) as s:
        s.port = port
        await s.start()
        await s.until(lambda: s.fake.webhook["url"] == f"{host}/channels/telegram/webhook")
        number = await case_of(s, "순자")
        lines = [f"물건 {n}번" for n in range(12)]
        await s.play("dup 4")
        for n, line in enumerate(lines):
            await s.play(f"순자> {line}")
            if n in {3, 7}:
                await s.kill()
                await s.start(wait=n == 3)
            await asyncio.sleep(0.05)
        await s.until(lambda: not s.fake.updates, 60)
        async with asyncio.timeout(20):
            while True:
                heard = [m["text"] for m in await s.thread(number) if m["text"].startswith("물건")]
                if len(heard) >= len(lines):
                    break
                await asyncio.sleep(0.1)
        assert heard == lines
        assert "getupdates" not in s.fake.calls
