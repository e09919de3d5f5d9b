"""The pages of the web chat. They work without script; with it, only the new lines travel."""

from __future__ import annotations

import secrets
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from time import monotonic
from typing import Any

from aiohttp import hdrs, web
from aiohttp.http_exceptions import HttpProcessingError
from aiohttp.web import RequestPayloadError
from aiohttp_jinja2 import render_template

from adapters.channels.runtime import House
from adapters.channels.webchat import thread, visitor
from adapters.channels.webchat.channel import WebChannel, ref
from adapters.channels.webchat.parse import MAX_TEXT, WAYS, Unreadable, to_event
from adapters.channels.webchat.words import WORDS
from bot.dialog.menu import MENU
from bot.ports import Channel, StoreAway
from bot.services import bell

HEARTBEAT_SECONDS = 15.0
LOOK_SECONDS = 2.0  #: other processes answer too, and what they call may be lost
STREAM = {
    hdrs.CONTENT_TYPE: "text/event-stream",
    hdrs.CACHE_CONTROL: "no-store",
    "X-Accel-Buffering": "no",  # nginx would keep the events back otherwise
}
PER_MINUTE = 30  #: messages of one visitor; nobody types faster for long
MAX_BODY = 11 << 20  #: a picture of ten megabytes and its form
MAX_VISITORS = 5000  #: visitors whose pace is remembered


class WebChat:
    """Implements `adapters.channels.runtime.Runtime`."""

    def __init__(self, house: House, channel: WebChannel, *, secure: bool) -> None:
        self._house = house
        self._channel = channel
        self._secure = secure
        self._pace: OrderedDict[str, list[float]] = OrderedDict()
        self._streams = 0

    @property
    def channel(self) -> Channel:
        return self._channel

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return (
            web.get("/", self.page),
            web.post("/chat", self.say),
            web.get("/chat/since", self.since),
            web.get("/chat/stream", self.stream),
        )

    async def start(self) -> None:
        self._channel.live_in(self._house.deps)

    async def stop(self) -> None:
        pass

    def health(self) -> Mapping[str, float]:
        return {"open_pages": float(self._streams)}

    # ------------------------------------------------------------------------------ pages

    async def page(self, request: web.Request) -> web.StreamResponse:
        who = self._visitor(request) or visitor.fresh()
        lines = await self._lines(who) or [self._hello()]
        notice = WORDS.get(request.query.get("notice", ""))
        context = self._context(request, who, lines) | {"notice": notice}
        response = render_template("chat/page.html", request, context)
        visitor.remember(response, who, secure=self._secure)
        return response

    async def say(self, request: web.Request) -> web.StreamResponse:
        try:
            posted, photo = await _posted(request)
        except web.HTTPRequestEntityTooLarge:
            return _refused(request, "too_big", 413)
        who = self._visitor(request)
        if who is None or not visitor.allowed(who, posted.get("csrf", "")):
            return _refused(request, "expired", 422)
        if not self._in_pace(who):
            return _refused(request, "too_fast", 429)
        try:
            event = to_event(
                posted,
                visitor=who,
                label=await self._label(who, posted),
                photo=photo is not None,
                now=self._house.deps.clock(),
            )
            await self._house.gateway.receive(event, photo)
        except Unreadable as problem:
            return _refused(request, problem.key, 422)
        except StoreAway:
            return _refused(request, "away", 503)
        if request.headers.get("HX-Request"):
            return await self._fragment(request, who, _number(posted.get("after", "")))
        # Of a picture nothing stands in the talk; without script only this says that it went.
        sent = "?notice=photo" if photo is not None and not event.choice else ""
        raise web.HTTPSeeOther(f"/{sent}#latest")

    async def since(self, request: web.Request) -> web.StreamResponse:
        who = self._visitor(request)
        if who is None:
            raise web.HTTPForbidden
        return await self._fragment(request, who, _number(request.query.get("after", "")))

    async def stream(self, request: web.Request) -> web.StreamResponse:
        who = self._visitor(request)
        if who is None:
            raise web.HTTPForbidden
        store = self._house.deps.store
        talk = await self._house.gateway.run(lambda: store.conversation_id(ref(who)))
        response = web.StreamResponse(headers=STREAM)
        await response.prepare(request)
        self._streams += 1
        try:
            await self._feed(response, talk)
        except ConnectionResetError:
            pass  # the browser left
        finally:
            self._streams -= 1
        return response

    # ----------------------------------------------------------------------------- inside

    def _visitor(self, request: web.Request) -> str | None:
        return visitor.known(request, secure=self._secure)

    async def _feed(self, response: web.StreamResponse, talk: str) -> None:
        ringer, topic = self._house.bell, bell.talk(talk)
        seen, spoke = ringer.rung(topic), monotonic()
        newest = await self._newest(talk, 0)
        await response.write(b": here\n\n")
        while True:
            await ringer.wait(topic, seen, LOOK_SECONDS)
            if self._house.gateway.stopping:
                return
            before = (seen, newest)
            seen, newest = ringer.rung(topic), await self._newest(talk, newest)
            if (seen, newest) != before:
                await response.write(f"id: {newest}\ndata: {newest}\n\n".encode())
                spoke = monotonic()
            elif monotonic() - spoke > HEARTBEAT_SECONDS:
                await response.write(b":\n\n")
                spoke = monotonic()

    async def _newest(self, talk: str, after: int) -> int:
        """The number of the last answer of this talk. The page stays open while the database
        is away."""

        def look() -> int:
            with self._house.deps.store.look() as uow:
                return max((row.id for row in thread.told_to(uow, talk, after)), default=after)

        try:
            return await self._house.gateway.run(look)
        except StoreAway:
            return after

    async def _lines(self, who: str) -> list[thread.Bubble]:
        deps = self._house.deps

        def read() -> list[thread.Bubble]:
            with deps.store.look() as uow:
                conversation = deps.store.conversation_id(ref(who))
                return thread.bubbles(uow, conversation, deps.clock())

        return await self._house.gateway.run(read)

    def _hello(self) -> thread.Bubble:
        """The first bubble of an empty page. A visit alone leaves no trace in the database."""
        scene = self._house.deps.scene
        return thread.Bubble(
            id=0,
            side="bot",
            text=scene.content.catalog.render("greet.hello"),
            at="",
            choices=scene.choices(*MENU),
        )

    async def _label(self, who: str, posted: Mapping[str, str]) -> str:
        """How the pressed choice is called; ours only, never what the browser claims.

        Raises `Unreadable` for a choice this visitor was never offered.
        """
        pressed = posted.get("choice") or WAYS.get(posted.get("way", ""), "")
        if not pressed:
            return ""
        if pressed in (*MENU, *WAYS.values()):
            return self._house.deps.scene.choice(pressed).label
        label = await self._house.gateway.run(lambda: self._offered(who, pressed))
        if not label:
            raise Unreadable("expired")
        return label

    def _offered(self, who: str, choice: str) -> str:
        """The label under which a choice was last offered. Whether it still holds is the
        dialog's to say."""
        store = self._house.deps.store
        with store.look() as uow:
            told = list(thread.told_to(uow, store.conversation_id(ref(who))))
        offered = (c.label for row in reversed(told) for c in row.reply.choices if c.id == choice)
        return next(offered, "")

    async def _fragment(self, request: web.Request, who: str, after: int) -> web.StreamResponse:
        lines = await self._lines(who)
        context = self._context(request, who, lines)
        context["thread"] = [b for b in lines if b.id > after]
        return render_template("chat/_thread.html", request, context)

    def _context(
        self, request: web.Request, who: str, lines: list[thread.Bubble]
    ) -> dict[str, Any]:
        content = self._house.deps.scene.content
        return {
            "nonce": request["nonce"],
            "csrf": visitor.csrf(who),
            "event_id": secrets.token_urlsafe(16),
            "office": content.pack.office,
            "hours_line": content.pack.hours_text,
            "emergency": [(p.number, p.label) for p in content.emergency_phones()],
            "max_text": MAX_TEXT,
            "last_id": lines[-1].id if lines else 0,
            "thread": lines,
            "pinned": thread.pinned(lines),
        }

    def _in_pace(self, who: str) -> bool:
        now = monotonic()
        times = [t for t in self._pace.pop(who, []) if now - t < 60]
        self._pace[who] = [*times, now]
        if len(self._pace) > MAX_VISITORS:
            self._pace.popitem(last=False)
        return len(times) < PER_MINUTE


async def _posted(request: web.Request) -> tuple[dict[str, str], bytes | None]:
    """The fields of the form and the picture, if one was picked. Raises HTTPBadRequest for what
    is no form, HTTPRequestEntityTooLarge for too much of it."""
    try:
        form = await request.clone(client_max_size=MAX_BODY).post()
    except (ValueError, LookupError, AssertionError, HttpProcessingError, RequestPayloadError):
        # A broken multipart, a charset nobody knows, or bytes that are not in it.
        raise web.HTTPBadRequest from None
    fields = {k: v.replace("\0", "") for k, v in form.items() if isinstance(v, str)}
    photo = None
    for file in form.values():
        if isinstance(file, web.FileField):
            with file.file as opened:
                photo = photo or opened.read() or None
    return fields, photo


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 20 else 0


def _refused(request: web.Request, key: str, status: int) -> web.StreamResponse:
    if request.headers.get("HX-Request"):
        return web.Response(status=status, text=WORDS[key])
    raise web.HTTPSeeOther(f"/?notice={key}#latest")


def create(settings: Any, house: House) -> WebChat:
    """The web chat is always there."""
    secure = str(getattr(settings, "public_url", "") or "").startswith("https://")
    return WebChat(house, WebChannel(house.bell), secure=secure)
