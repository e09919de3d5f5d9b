"""Somebody at the web chat, without a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from aiohttp import ClientSession


@dataclass(kw_only=True)
class Visitor:
    http: ClientSession
    url: str
    csrf: str
    numbers: count[int] = field(default_factory=lambda: count(1))

    @classmethod
    async def at(cls, http: ClientSession, url: str) -> Visitor:
        async with http.get(url) as page:
            assert page.status == 200
            found = re.search(r'name="csrf" value="([^"]+)"', await page.text())
        assert found
        return cls(http=http, url=url, csrf=found[1])

    async def say(self, text: str, event: str = "") -> int:
        """The status of the answer. The same event again is the same press."""
        event = event or f"web-event-{next(self.numbers):08}"
        data = {"csrf": self.csrf, "text": text, "event_id": event}
        headers = {"HX-Request": "true", "Origin": self.url, "Sec-Fetch-Site": "same-origin"}
        async with self.http.post(f"{self.url}/chat", data=data, headers=headers) as answer:
            return answer.status

    async def page(self) -> str:
        async with self.http.get(self.url) as page:
            return await page.text()

    def stream(self) -> Any:
        return self.http.get(f"{self.url}/chat/stream")
