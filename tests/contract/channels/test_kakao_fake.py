"""The fake Kakao against the channel: hostile payloads, conversations, callbacks."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path

import pytest
from kakao_bench import SECRET, TOOLS, Bench, MemoryIntake, bench

from bot.domain.messages import Choice, Reply

pytestmark = pytest.mark.platform


async def play(kakao: Bench, *options: str) -> tuple[int, str]:
    """Run the tool as an administrator would; its exit status and what it printed."""
    header = f"X-Ieum-Skill-Secret: {SECRET}"
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        str(TOOLS / "fake_kakao.py"),
        kakao.url,
        "--header",
        header,
        *options,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    out, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, out.decode()


@pytest.mark.slow
@pytest.mark.asyncio
@pytest.mark.parametrize("options", [(), ("--callback", "--seed", "7")], ids=["plain", "callback"])
async def test_hostile_payloads_find_nothing(options: tuple[str, ...]) -> None:
    async with bench() as kakao:
        code, out = await play(kakao, "--fuzz", "150", *options)
        assert (code, "survived: yes" in out) == (0, True), out[-4000:]
        assert "\n0 problem(s)" in out


@pytest.mark.asyncio
async def test_a_conversation_with_presses_and_a_replay(tmp_path: Path) -> None:
    script = tmp_path / "talk.txt"
    script.write_text(
        "welcome:\nexpect: (1)\n안녕하세요\nexpect: (2) 안녕하세요\n"
        "replay:\nexpect: (2) 안녕하세요\npress: 상담 신청\nexpect: (3) 상담 신청\n"
        "press: #1\nexpect: (4)\nuser: 2\n저는 처음이에요\nexpect: (1) 저는\n"
        "skilltest: 시험이에요\nexpect: (1) 시험이에요\n",
        encoding="utf-8",
    )
    offered = Reply(text="무엇을 도와드릴까요?", choices=(Choice(id="ask", label="상담 신청"),))
    async with bench(MemoryIntake(extra=(offered,))) as kakao:
        code, out = await play(kakao, "--script", str(script))
        assert code == 0, out
        assert [e.choice for e in kakao.intake.events][2:4] == ["ask", "ask"]


@pytest.mark.asyncio
async def test_a_conversation_by_callback(tmp_path: Path) -> None:
    script = tmp_path / "talk.txt"
    script.write_text(
        "월세가 밀렸어요\nexpect: (1) 월세가\npress: 상담 신청\nexpect: (2) 상담 신청\n",
        encoding="utf-8",
    )
    offered = Reply(text="무엇을 도와드릴까요?", choices=(Choice(id="ask", label="상담 신청"),))
    intake = MemoryIntake(seconds=0.7, extra=(offered,))
    async with bench(intake, kakao_answer_seconds=0.3) as kakao:
        code, out = await play(kakao, "--callback", "--script", str(script))
        assert code == 0, out
        assert "callback after" in out
        assert len(intake.settled_ids) == 4
