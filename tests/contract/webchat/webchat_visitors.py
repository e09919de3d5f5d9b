"""The people who open the web chat."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from html import unescape
from io import BytesIO
from typing import Any

from aiohttp import ClientResponse, FormData
from aiohttp.test_utils import TestClient

from bot.domain.events import ConversationRef
from tests.contract.desk.desk_office import Office, hidden

COOKIE = "ieum_chat"
HTMX = {"HX-Request": "true"}

_BUBBLE = re.compile(
    r'<div class="bubble (\w+) [^"]*" id="b(\d+)"[^>]*>(.*?)<p class="at num">', re.DOTALL
)
_CHOICE = re.compile(r'name="choice" value="([^"]+)"[^>]*>([^<]*)<')
_TEXT = re.compile(r'<p class="text">(.*?)</p>', re.DOTALL)


@dataclass
class Bubble:
    id: int
    side: str
    text: str
    choices: dict[str, str]


def bubbles(page: str) -> list[Bubble]:
    """What stands on a page or in a fragment, top to bottom."""
    return [
        Bubble(
            int(number),
            side,
            unescape(re.sub(r"<[^>]+>", "", "\n".join(_TEXT.findall(inside)))),
            {value: unescape(label) for value, label in _CHOICE.findall(inside)},
        )
        for side, number, inside in _BUBBLE.findall(page)
    ]


class Visitor:
    """Somebody with a browser at the web chat, with or without script."""

    def __init__(self, client: TestClient) -> None:
        self.client = client
        self.csrf = ""
        self.last = 0  #: the newest bubble on the page
        self.offered: dict[str, str] = {}  #: the answers that can be pressed, by id

    async def open(self) -> str:
        response = await self.client.get("/")
        assert response.status == 200
        page = await response.text()
        self.csrf = hidden(page, "csrf")
        return page

    @property
    def cookie(self) -> str:
        jar = {cookie.key: cookie.value for cookie in self.client.session.cookie_jar}
        return jar.get(COOKIE, "")

    @property
    def ref(self) -> ConversationRef:
        return ConversationRef(channel="web", address=self.cookie)

    async def post(
        self, *, headers: dict[str, str] | None = None, photo: bytes | None = None, **fields: str
    ) -> ClientResponse:
        """Send the page's own form. Fields that are not given are as the page has them."""
        form = FormData(default_to_multipart=True)
        given = {
            "csrf": self.csrf,
            "event_id": secrets.token_urlsafe(16),
            "after": str(self.last),
            **fields,
        }
        for name, value in given.items():
            form.add_field(name, value)
        if photo is not None:
            file = BytesIO(photo)
            form.add_field("photo", file, filename="x.jpg", content_type="image/jpeg")
        return await self.client.post("/chat", data=form, headers=headers, allow_redirects=False)

    async def say(self, text: str = "", **more: Any) -> list[Bubble]:
        """With script: what is new on the page."""
        response = await self.post(headers=HTMX, text=text, **more)
        assert response.status == 200, response.status
        heard = bubbles(await response.text())
        self.last = max((bubble.id for bubble in heard), default=self.last)
        self.offered = next((b.choices for b in reversed(heard) if b.choices), {})
        return heard

    async def press(self, label: str) -> list[Bubble]:
        """Press the offered answer whose label has these words."""
        (choice,) = [value for value, shown in self.offered.items() if label in shown]
        return await self.say("", choice=choice)

    async def seen(self) -> list[Bubble]:
        return bubbles(await self.open())


def rows(house: Office, ref: ConversationRef) -> int:
    """How many bubbles the other side ever sent them."""
    store = house.system.deps.store
    with store.look() as uow:
        return len(uow.outbox.thread(store.conversation_id(ref), 0, 10_000))
