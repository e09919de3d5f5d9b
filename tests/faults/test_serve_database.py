"""The database is away, locked or full: people are told so, nothing is lost, and it goes on."""

from __future__ import annotations

import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.e2e.conftest import start_house, visit
from tests.e2e.house import House
from tests.e2e.journeys.people import KakaoPerson
from tests.e2e.visitors import Visitor
from tests.faults.database import crash, fresh, server, start

__all__ = ["server", "start_house", "visit"]

pytestmark = pytest.mark.slow

SECRET = "faults-skill-secret"
PRESS = "p" * 22
LATE = "지금은 못 받는 말이에요"
PATIENCE = 12.0  #: seconds in which everybody has an answer, whatever it is

Visit = Callable[[House], Visitor]


def status(house: House, path: str) -> int:
    return httpx.get(house.root + path, timeout=PATIENCE).status_code


def ready(house: House) -> bool:
    return status(house, "/readyz") == 200


def up(house: House) -> bool:
    return "ieum_database_up 1.0" in httpx.get(house.root + "/metrics", timeout=PATIENCE).text


def send_alarm(house: House) -> httpx.Response:
    alarm = {
        "source": "iot",
        "external_id": "1",
        "subject": "새샘마을 3단지",
        "kind": "fall",
        "severity": "high",
        "at": "2026-11-22T09:00:00+09:00",
    }
    return httpx.post(
        f"{house.root}/api/v1/alarms",
        json=alarm,
        headers={"Authorization": f"Bearer {house.token}"},
        timeout=PATIENCE,
    )


def all_are_told(house: House, visitor: Visitor, kakao: KakaoPerson) -> None:
    """Nobody is kept waiting or deceived, and nobody sees what is wrong inside."""
    began = time.monotonic()
    with ThreadPoolExecutor() as pool:
        web = pool.submit(visitor.post, LATE, PRESS)
        sensor = pool.submit(send_alarm, house)
        heard = kakao.say(LATE)  # judged by the strict checker of the fake
        refused, answer = web.result(), sensor.result()
    assert time.monotonic() - began < PATIENCE
    assert refused.status_code == 503
    assert "129" in refused.text
    assert "잠시" in heard
    assert "112" in heard
    assert answer.status_code == 503
    assert answer.headers["Retry-After"]
    assert answer.headers["Content-Type"].startswith("application/problem+json")
    assert status(house, "/healthz") == 200
    assert b"Traceback" not in house.output.read_bytes()


def it_goes_on(house: House, visitor: Visitor, kakao: KakaoPerson, before: list[str]) -> None:
    """The press that was refused is made again, and counts once."""
    house.until("ready again", lambda: ready(house), 30)
    assert up(house)
    for _ in range(3):
        visitor.say(LATE, PRESS)
    assert visitor.said() == [*before, LATE]
    assert "기초연금" in kakao.say("기초연금이 뭐예요")
    assert [send_alarm(house).status_code for _ in range(2)] == [201, 200]


def people(house: House, visit: Visit) -> tuple[Visitor, KakaoPerson, list[str]]:
    """Two people who have talked before, and what the first one said."""
    visitor, kakao = visit(house), KakaoPerson(house.root, SECRET)
    before = [f"{n}번째 말이에요" for n in range(3)]
    for words in before:
        visitor.say(words)
    kakao.say("안녕하세요")
    assert ready(house)
    assert up(house)
    return visitor, kakao, before


@pytest.mark.postgres
def test_the_server_stops_and_comes_back(
    start_house: Callable[..., House], visit: Visit, server: Any, tmp_path: Path
) -> None:
    database = fresh(server, tmp_path)
    settings = {"database_url": str(database.url), "kakao_skill_secret": SECRET}
    house = start_house(**settings)
    visitor, kakao, before = people(house, visit)
    crash(server)
    house.until("not ready", lambda: not ready(house), 20)
    assert not up(house)
    assert status(house, "/") == 503
    all_are_told(house, visitor, kakao)
    start(server)
    it_goes_on(house, visitor, kakao, before)


def test_somebody_else_holds_the_file(start_house: Callable[..., House], visit: Visit) -> None:
    house = start_house(kakao_skill_secret=SECRET)
    visitor, kakao, before = people(house, visit)
    holder = sqlite3.connect(house.folder / "ieum.db", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        all_are_told(house, visitor, kakao)
        assert not ready(house)
        assert visitor.said() == before, "reading goes on"
    finally:
        holder.close()
    it_goes_on(house, visitor, kakao, before)


@pytest.fixture
def small_disk() -> Iterator[Path]:
    """A file system of 4 MB. Skips where mounting is not permitted."""
    folder = tempfile.mkdtemp(prefix="ieum-disk-")
    mount = ["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", folder]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        Path(folder).rmdir()
        pytest.skip("mounting is not permitted here")
    yield Path(folder)
    subprocess.run(["umount", "-l", folder], check=True)
    Path(folder).rmdir()


def filled(disk: Path) -> Path:
    """Take all the space there is."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return ballast


def test_the_disk_is_full(visit: Visit, small_disk: Path) -> None:
    house = House(small_disk / "var", kakao_skill_secret=SECRET)
    house.output = Path(tempfile.mkstemp(prefix="ieum-log-")[1])
    house.start()
    try:
        visitor, kakao, before = people(house, visit)
        ballast = filled(small_disk)
        # The journal's last page may still have room for a word or two.
        while visitor.post(f"{len(before)}번째 말이에요").status_code == 200:
            before.append(f"{len(before)}번째 말이에요")
            assert len(before) < 25
        all_are_told(house, visitor, kakao)
        assert visitor.said() == before
        ballast.unlink()
        it_goes_on(house, visitor, kakao, before)
        assert house.stop() == 0
    finally:
        house.kill()
        house.output.unlink()
