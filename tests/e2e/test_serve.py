"""`ieum serve` as an operator starts it: where it listens, what it prints, how it ends."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.e2e.house import PYTHON, ROOT, House

pytestmark = pytest.mark.slow


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True


@pytest.fixture
def serve(tmp_path: Path) -> Iterator[Callable[..., subprocess.Popen[str]]]:
    """`ieum serve` with its outputs apart."""
    running: list[subprocess.Popen[str]] = []

    def start(*words: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [PYTHON, "-m", "bot", "serve", *words],
            env=House(tmp_path / "var", **settings).env,
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        running.append(process)
        return process

    yield start
    for process in running:
        process.kill()
        process.communicate()


def test_a_free_port_json_lines_and_the_end_by_ctrl_c(
    serve: Callable[..., subprocess.Popen[str]],
) -> None:
    host = "::1" if has_ipv6() else "127.0.0.1"
    shown = f"[{host}]" if ":" in host else host
    # Nothing answers at this address: the log has something to tell.
    process = serve(
        *("--host", host, "--port", "0"),
        log_format="json",
        telegram_token="700000001:e2e-test-token-that-is-well-formed-000",
        telegram_api_base="http://127.0.0.1:9",
    )
    assert process.stdout
    printed = ""
    for line in process.stdout:
        printed += line
        if line == "ready\n":
            break
    found = re.search(rf"^web chat  http://{re.escape(shown)}:(\d+)/$", printed, re.MULTILINE)
    assert found, printed
    assert "channels  web, telegram" in printed
    root = f"http://{shown}:{found.group(1)}"
    assert httpx.get(f"{root}/healthz").json() == {"status": "alive"}
    assert httpx.get(f"{root}/").status_code == 200
    health = httpx.get(f"{root}/readyz").json()
    assert set(health) == {"database", "outbox_age", "channels", "late"}
    metrics = httpx.get(f"{root}/metrics")
    assert metrics.headers["Content-Type"].startswith("text/plain")
    assert re.search(r"^ieum_database_up 1.0$", metrics.text, re.MULTILINE)
    assert re.search(
        r'^ieum_channel\{channel="telegram",figure="\w+"\} ', metrics.text, re.MULTILINE
    )
    process.send_signal(signal.SIGINT)
    rest, log = process.communicate(timeout=20)
    assert (rest, process.returncode) == ("", 0)
    lines = [json.loads(line) for line in log.splitlines()]
    assert all({"event", "level", "timestamp"} <= set(line) for line in lines)
    assert any(line.get("said") == "getUpdates failed (-1); trying on" for line in lines), log
    assert "e2e-test-token" not in log
    assert "Traceback" not in log
