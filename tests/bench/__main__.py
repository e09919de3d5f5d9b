"""Durable turns a second through the Kakao endpoint beside the ceiling, start-up, memory; then
what understanding a message takes.

Prints figures and ratios; judges nothing. `--smoke` only shows that it runs.
"""

import argparse
import asyncio
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

import psutil

from tests.bench import understanding
from tests.bench.load import Figures, drive

SECRET = "bench-secret"
PORTS = (18970, 18971)
SKILL = "/channels/kakao/skill"


def _serve(folder: Path, port: int) -> tuple[subprocess.Popen[bytes], float]:
    """The product, and the seconds until it said that it was ready."""
    env = {k: v for k, v in os.environ.items() if not k.startswith("IEUM_")}
    env |= {"IEUM_DATA_DIR": str(folder), "IEUM_KAKAO_SKILL_SECRET": SECRET}
    started = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "serve", "--port", str(port)],
        env=env,
        stdout=subprocess.DEVNULL,
    )
    while time.monotonic() - started < 60:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=1) as answer:
                if answer.status == 200:
                    return process, time.monotonic() - started
        except OSError:
            time.sleep(0.02)
    process.kill()
    raise SystemExit("the service did not become ready")


def _ceiling(folder: Path, port: int) -> subprocess.Popen[bytes]:
    process = subprocess.Popen(
        [sys.executable, "-m", "tests.bench.ceiling", str(port), str(folder)],
        stdout=subprocess.PIPE,
    )
    assert process.stdout is not None
    process.stdout.readline()
    return process


def _cpu(pid: int) -> float:
    """Seconds of CPU that a server has taken: less at the mercy of who else uses the machine."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


def _line(name: str, figures: Figures, cpu: float) -> str:
    each = cpu * 1000 / max(figures.turns, 1)
    return (
        f"{name:<10} {figures.rate:8.1f} turns/s   p50 {figures.at(0.5):6.1f} ms   "
        f"p99 {figures.at(0.99):6.1f} ms   CPU {each:5.2f} ms a turn   "
        f"{figures.turns} turns, {figures.bad} bad"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--smoke", action="store_true")
    parser.add_argument("--people", type=int, default=20)
    parser.add_argument("--seconds", type=float, default=8.0)
    parser.add_argument("--rounds", type=int, default=3)
    given = parser.parse_args()
    seconds, rounds = (0.5, 1) if given.smoke else (given.seconds, given.rounds)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        ours, ready = _serve(folder, PORTS[0])
        bare = _ceiling(folder, PORTS[1])
        try:
            _run((ours.pid, bare.pid), given.people, seconds, rounds)
            memory = psutil.Process(ours.pid).memory_info().rss / 2**20
            print(f"ready after {ready:.2f} s   resident memory {memory:.0f} MB")
        finally:
            ours.terminate()
            bare.terminate()
            ours.wait(15)
            bare.wait(15)
    for text in understanding.run(smoke=given.smoke):
        print(text, flush=True)


def _run(servers: tuple[int, int], people: int, seconds: float, rounds: int) -> None:
    """In turn, so that both meet the machine in the same mood."""
    headers = {"X-Ieum-Skill-Secret": SECRET}
    ratios = []
    for _ in range(rounds):
        rates = []
        for name, port, pid in zip(("ieumtalk", "ceiling"), PORTS, servers, strict=True):
            before = _cpu(pid)
            url = f"http://127.0.0.1:{port}{SKILL}"
            figures = asyncio.run(drive(url, headers, people=people, seconds=seconds))
            print(_line(name, figures, _cpu(pid) - before))
            rates.append(figures.rate)
        ratios.append(rates[0] / rates[1])
    print(f"ratio to the ceiling: {', '.join(f'{r:.2f}' for r in ratios)}", flush=True)


if __name__ == "__main__":
    main()
