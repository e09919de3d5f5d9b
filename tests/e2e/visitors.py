"""Somebody at the web chat of a running service, without a browser: the same requests."""

from __future__ import annotations

import re
import secrets
from html import unescape

import httpx

_BUBBLE = re.compile(r'<div class="bubble (\w+) [^"]*" id="b(\d+)"(.*?)<p class="at num">', re.S)
_TEXT = re.compile(r'<p class="text">(.*?)</p>', re.S)


class Visitor:
    """Sends the page's form as the page's script does. Raises for anything but 200 in `say`."""

    def __init__(self, root: str, *, timeout: float = 20) -> None:
        self._http = httpx.Client(base_url=root, timeout=timeout)
        self._csrf = ""
        self._last = 0

    def open(self) -> Visitor:
        page = self._http.get("/").raise_for_status().text
        token = re.search(r'name="csrf" value="([^"]+)"', page)
        assert token, page
        self._csrf = token.group(1)
        return self

    @property
    def cookie(self) -> str:
        return str(self._http.cookies["ieum_chat"])

    def post(self, text: str, event_id: str = "", photo: bytes | None = None) -> httpx.Response:
        fields = {
            "csrf": self._csrf,
            "event_id": event_id or secrets.token_urlsafe(16),
            "after": str(self._last),
            "text": text,
        }
        parts: list[tuple[str, tuple[str | None, str | bytes]]] = [
            (name, (None, value)) for name, value in fields.items()
        ]
        if photo is not None:
            parts.append(("photo", ("x.jpg", photo)))
        return self._http.post("/chat", files=parts, headers={"HX-Request": "true"})

    def say(self, text: str, event_id: str = "", photo: bytes | None = None) -> str:
        """What is answered, as one text."""
        return self._heard(self.post(text, event_id, photo).raise_for_status().text)

    def news(self) -> str:
        """What came without having written."""
        asked = self._http.get("/chat/since", params={"after": self._last}).raise_for_status()
        return self._heard(asked.text)

    def said(self) -> list[str]:
        """One's own words as the page shows them."""
        page = self._http.get("/").raise_for_status().text
        return [unescape(text) for side, _, text in bubbles(page) if side == "me"]

    def _heard(self, fragment: str) -> str:
        found = bubbles(fragment)
        self._last = max((number for _, number, _ in found), default=self._last)
        return unescape("\n".join(text for side, _, text in found if side != "me"))

    def close(self) -> None:
        self._http.close()


def bubbles(page: str) -> list[tuple[str, int, str]]:
    """(side, id, text) from top to bottom."""
    return [
        (side, int(number), re.sub(r"<[^>]+>", "", "\n".join(_TEXT.findall(inside))))
        for side, number, inside in _BUBBLE.findall(page)
    ]
