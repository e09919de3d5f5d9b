"""The whole service in a process of its own, talking to a fake Telegram in this one."""

from __future__ import annotations

import asyncio
import os
import re
import signal
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.contract.channels.telegram_bench import FAKE, TOKEN, options, serve
from tests.faults.database import Database

ROOT = Path(__file__).parents[2]


@dataclass(kw_only=True)
class Service:
    """`ieum serve` and the command line beside it, on one data folder."""

    fake: Any
    env: dict[str, str]
    database: Database
    port: int = 0
    url: str = ""
    said: list[str] = field(default_factory=list)
    _process: asyncio.subprocess.Process | None = None
    _reading: asyncio.Task[None] | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)
    _token: str = ""

    async def start(self, *, wait: bool = True) -> None:
        self._ready.clear()
        self._process = await self._run("serve", "--port", str(self.port))
        self._reading = asyncio.create_task(self._read(self._process))
        if wait:
            await asyncio.wait_for(self._ready.wait(), 60)

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        return await self._end(signal.SIGTERM)

    async def play(self, script: str) -> None:
        assert await self.fake.run(script), "\n".join([*self.fake.fail, *self.fake.lines[-40:]])

    async def until(self, check: Callable[[], object], seconds: float = 20.0) -> None:
        end = asyncio.get_running_loop().time() + seconds
        while not check():
            shown = "\n".join([*self.fake.lines[-40:], *self.said[-20:]])
            assert asyncio.get_running_loop().time() < end, shown
            await asyncio.sleep(0.05)

    def seen(self, name: str) -> list[str]:
        return [e["text"] for e in self.fake.who(name).events if e["kind"] == "send"]

    async def command(self, *words: str) -> str:
        """One command of `ieum`. Returns what it printed."""
        process = await self._run(*words)
        out, _ = await process.communicate()
        assert process.returncode == 0, out.decode()
        return out.decode()

    async def api(self, method: str, path: str, **body: Any) -> Any:
        if not self._token:
            scopes = ("--scope", "cases:read", "--scope", "cases:write")
            self._token = (await self.command("token", "add", "test", *scopes)).split()[-1]
        headers = {"Authorization": f"Bearer {self._token}"}
        url = f"{self.url}/api/v1{path}"
        sent = {"json": body} if method == "POST" else {}
        async with (
            ClientSession(headers=headers) as http,
            http.request(method, url, **sent) as answer,
        ):
            assert answer.status < 300, await answer.text()
            return await answer.json()

    async def health(self) -> Any:
        """What `/readyz` says, whether good or bad."""
        async with ClientSession() as http, http.get(f"{self.url}/readyz") as answer:
            return await answer.json()

    async def thread(self, number: str) -> list[dict[str, Any]]:
        messages: list[dict[str, Any]] = (await self.api("GET", f"/cases/{number}/messages"))[
            "messages"
        ]
        return messages

    def counted(self, query: str) -> dict[str, int]:
        return self.database.counted(query)

    async def _run(self, *words: str) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", *words,
            cwd=self.database.home, env=self.env,
            stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip

    async def _read(self, process: asyncio.subprocess.Process) -> None:
        assert process.stdout
        async for line in process.stdout:
            text = line.decode().rstrip()
            self.said.append(text)
            found = re.match(r"web chat\s+(http://[^/\s]+)/?", text)
            self.url = found[1] if found else self.url
            if text == "ready":
                self._ready.set()

    async def _end(self, how: signal.Signals) -> int:
        assert self._process
        if self._process.returncode is None:
            self._process.send_signal(how)
        code = await asyncio.wait_for(self._process.wait(), 20)
        if self._reading:
            await self._reading
        return code


@asynccontextmanager
async def service(database: Database, **more: str) -> AsyncIterator[Service]:
    """The service, not started, with an empty database and a Telegram of its own."""
    fake = FAKE.Fake(options(patience=15))
    runner, base = await serve(FAKE.build(fake))
    loop = asyncio.create_task(fake.webhook_loop())
    env = {k: v for k, v in os.environ.items() if not k.startswith("IEUM_")}
    env |= {
        "PYTHONPATH": str(ROOT),
        "PYTHONUNBUFFERED": "1",
        "IEUM_DATA_DIR": str(database.home / "var"),
        "IEUM_TELEGRAM_TOKEN": TOKEN,
        "IEUM_TELEGRAM_API_BASE": base,
        **database.settings,
        **more,
    }
    made = Service(fake=fake, env=env, database=database)
    try:
        await made.command("migrate")
        yield made
    finally:
        if made._process and made._process.returncode is None:
            await made.kill()
        loop.cancel()
        await asyncio.gather(loop, return_exceptions=True)
        await runner.cleanup()
