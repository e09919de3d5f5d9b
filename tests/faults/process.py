"""`ieum serve` in a process of its own that can be killed and started again on the same data."""

from __future__ import annotations

import asyncio
import os
import re
import signal
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from aiohttp import ClientSession

from tests.e2e.house import new_token
from tests.faults.database import Database
from tests.forked import Forked

ROOT = Path(__file__).parents[2]
SCOPES = ("cases:read", "cases:write")


def environment(database: Database, **settings: str) -> dict[str, str]:
    """That of the service; nothing of ours from outside comes in."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("IEUM_")}
    ours = {"PYTHONPATH": str(ROOT), "IEUM_DATA_DIR": str(database.home / "var")}
    return {**kept, **ours, **database.settings, **settings}


@dataclass(kw_only=True)
class Process:
    """One service after the other on one database, which `migrate` brings into being."""

    env: dict[str, str]
    database: Database
    port: int = 0
    url: str = ""
    said: list[str] = field(default_factory=list)  #: what they printed
    token: str = ""
    _forked: Forked | None = None
    _reading: asyncio.Task[None] | None = None
    _ready: asyncio.Event = field(default_factory=asyncio.Event)

    async def migrate(self) -> None:
        var, url = self.database.home / "var", self.database.url
        self.token = await asyncio.to_thread(new_token, var, url, SCOPES)

    async def start(self, *, wait: bool = True) -> None:
        self._ready.clear()
        words = ("serve", "--port", str(self.port))
        heard, spoken = os.pipe()
        self._forked = await asyncio.to_thread(Forked, words, self.env, self.database.home, spoken)
        os.close(spoken)
        self._reading = asyncio.create_task(self._read(heard))
        if wait:
            ready = asyncio.create_task(self._ready.wait())
            async with asyncio.timeout(60):
                await asyncio.wait({ready, self._reading}, return_when=asyncio.FIRST_COMPLETED)
            assert ready.done(), "\n".join(self.said[-30:])

    async def kill(self) -> None:
        """kill -9."""
        await self._end(signal.SIGKILL)

    async def stop(self) -> int:
        return await self._end(signal.SIGTERM)

    @property
    def runs(self) -> bool:
        return self._forked is not None and self._forked.poll() is None

    async def api(self, method: str, path: str, **body: Any) -> Any:
        headers = {"Authorization": f"Bearer {self.token}"}
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
        path = f"/cases/{number}/messages"
        messages: list[dict[str, Any]] = (await self.api("GET", path))["messages"]
        return messages

    def counted(self, query: str) -> dict[str, int]:
        return self.database.counted(query)

    async def _read(self, heard: int) -> None:
        """Until whoever speaks has ended."""
        lines = asyncio.StreamReader()
        transport, _ = await asyncio.get_running_loop().connect_read_pipe(
            lambda: asyncio.StreamReaderProtocol(lines), os.fdopen(heard, "rb")
        )
        try:
            async for line in lines:
                text = line.decode().rstrip()
                self.said.append(text)
                found = re.match(r"web chat\s+(http://[^/\s]+)/?", text)
                self.url = found[1] if found else self.url
                if text == "ready":
                    self._ready.set()
        finally:
            transport.close()

    async def _end(self, how: signal.Signals) -> int:
        assert self._forked
        self._forked.send_signal(how)
        code = await asyncio.to_thread(self._forked.wait, 20)
        if self._reading:
            await self._reading
        return code
