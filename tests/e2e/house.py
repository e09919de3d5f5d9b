"""A real `ieum serve` process for end-to-end tests, and the API as its caseworker."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from secrets import SystemRandom
from typing import Any

from bot import bootstrap
from bot.services import accounts
from bot.services.deps import Deps
from bot.settings import Settings
from tests.faults.database import Database
from tests.forked import Forked, run

PYTHON = sys.executable
NO_SCENE: Any = None  #: a token has nothing to do with what the bot says
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def new_token(folder: Path, database_url: str | None, scopes: tuple[str, ...]) -> str:
    """A migrated database and an API token for it, made as `ieum migrate` and `ieum token add`
    make them but without their seconds of loading."""
    settings = Settings(data_dir=folder, database_url=database_url)
    store = bootstrap.store_of(settings, migrate=True)
    deps = Deps(
        store=store,
        scene=NO_SCENE,
        capabilities={},
        clock=lambda: datetime.now(UTC),
        random=SystemRandom(),
    )
    try:
        return accounts.make_token(deps, "e2e", scopes)
    finally:
        store.close()


class House:
    """The service on a folder of its own. It can be killed and started again on the same data."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.port = free_port()
        self.root = f"http://127.0.0.1:{self.port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith("IEUM_")}
        self.env = {**kept, "IEUM_DATA_DIR": str(folder), "PYTHONUNBUFFERED": "1"}
        self.env |= {f"IEUM_{k.upper()}": v for k, v in settings.items()}
        self.process: Forked | None = None
        self.output = folder.parent / f"{folder.name}.log"
        self.token = ""

    def command(self, *words: str, stdin: str = "") -> str:
        """One `ieum` command on the same data that must succeed, also beside the service."""
        done = self.ieum(*words, stdin=stdin)
        assert done.returncode == 0, done.stderr + done.stdout
        return done.stdout.strip()

    def ieum(self, *words: str, stdin: str = "") -> subprocess.CompletedProcess[str]:
        """One `ieum` command on the same data, whatever becomes of it."""
        return run(words, self.env, ROOT, stdin=stdin)

    def fresh_ieum(self, *words: str) -> subprocess.CompletedProcess[str]:
        """The same, started from nothing as people start it."""
        return subprocess.run(
            [PYTHON, "-m", "bot", *words],
            env=self.env,
            cwd=ROOT,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=120,
            check=False,
        )

    def new_token(self, *scopes: str) -> str:
        return new_token(self.folder, self.env.get("IEUM_DATABASE_URL"), scopes)

    def start(self) -> House:
        if not self.token:
            self.token = self.new_token(*accounts.SCOPES)
        with self.output.open("ab") as output:
            started = output.tell()
            words = ("serve", "--port", str(self.port))
            self.process = Forked(words, self.env, ROOT, output.fileno())
        self.until("ready", lambda: "\nready\n" in self._printed(started), 60)
        return self

    def _printed(self, started: int = 0) -> str:
        text = self.output.read_bytes()[started:].decode()
        assert self.process is None or self.process.poll() is None, f"the service ended:\n{text}"
        return text

    @property
    def setup_link(self) -> str:
        found = re.search(r"(http\S+/desk/setup/\S+)", self.output.read_text(encoding="utf-8"))
        assert found
        return found.group(1)

    def kill(self) -> None:
        assert self.process
        self.process.kill()
        self.process.wait()

    def stop(self) -> int:
        assert self.process
        self.process.terminate()
        return self.process.wait(20)

    # ------------------------------------------------------------------------------- staff

    def api(self, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(
            f"{self.root}/api/v1{path}",
            data=data,
            headers={"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"},
        )
        try:
            with urllib.request.urlopen(request, timeout=10) as answer:
                return dict(json.load(answer))
        except urllib.error.HTTPError as error:
            raise AssertionError(f"{path}: {error.code} {error.read().decode()}") from None

    def post(self, path: str, **body: Any) -> dict[str, Any]:
        """Something sent over the API; of an alarm the usual parts may be left out."""
        if path == "/alarms":
            usual = {"severity": "low", "at": datetime.now(UTC).isoformat()}
            body = usual | body
        return self.api(path, body)

    def newest_case(self) -> dict[str, Any]:
        cases = self.api("/cases?limit=200")["cases"]
        return dict(max(cases, key=lambda case: case["number"]))

    def thread(self, number: str) -> list[dict[str, Any]]:
        return list(self.api(f"/cases/{number}/messages")["messages"])

    def settled(self, channel: str) -> bool:
        """Whether nothing is on its way any more on this channel, neither in nor out."""
        url = self.env.get("IEUM_DATABASE_URL")
        return Database(home=self.folder.parent, url=url).settled(channel)

    def until(self, what: str, check: Any, seconds: float = 10) -> Any:
        """What `check` returns once it is true."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            value = check()
            if value:
                return value
            time.sleep(0.05)
        raise AssertionError(f"never: {what}")
