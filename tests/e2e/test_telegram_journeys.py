"""The product's journeys on Telegram: the scripts beside this file, played to the real service.

A script can also be played by hand: `python tests/tools/fake_telegram.py --script FILE --stay`
and `ieum serve` with `IEUM_TELEGRAM_API_BASE` at the fake.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.faults.database import Database
from tests.faults.telegram_service import Service, service

pytestmark = [pytest.mark.platform, pytest.mark.slow, pytest.mark.asyncio]

HERE = Path(__file__).parent


async def played(s: Service, script: str) -> None:
    await s.play((HERE / script).read_text(encoding="utf-8"))
    await s.until(lambda: not s.fake.updates)
    await s.until(lambda: all(q["answered"] for q in s.fake.callbacks.values()))
    assert s.fake.rejected == []
    assert not s.fake.unsupported


@pytest.mark.parametrize("script", ["telegram_j1.txt", "telegram_j3.txt", "telegram_j8.txt"])
async def test_journey(tmp_path: Path, script: str) -> None:
    async with service(Database(home=tmp_path)) as s:
        await s.start()
        await played(s, script)


async def test_a_report_with_a_question_of_staff_and_its_end(tmp_path: Path) -> None:
    async with service(Database(home=tmp_path)) as s:
        await s.start()
        await played(s, "telegram_j2.txt")
        (case,) = (await s.api("GET", "/cases"))["cases"]
        number = case["number"]
        assert case["anonymous"]
        assert case["alarm"]
        shown = str(case) + str(await s.thread(number))
        for hidden in ("민수", str(s.fake.who("민수").id)):
            assert hidden not in shown

        await s.api("POST", f"/cases/{number}/reply", text="세탁소 이름을 아시나요?")
        await s.play("expect 민수 세탁소 이름을 아시나요?\n민수> 크린토피아 옆이요")
        await s.play("expect-none 민수 for=2")  # while staff talk, the bot is silent
        words = [m["text"] for m in await s.thread(number) if m["author"] == "resident"]
        assert "크린토피아 옆이요" in words

        await s.api(
            "POST",
            f"/cases/{number}/close",
            disposition="linked",
            reason="방문함",
            notice="도움을 받을 곳과 이어 드렸어요.",
        )
        await s.play("expect 민수 도움을 받을 곳과 이어 드렸어요.")
