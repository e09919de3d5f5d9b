"""Who may come in: a session, a role of the route's own list, and the token of the form.

Every page for staff is a `Route`, and a `Route` cannot be made without saying who may use it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar
from urllib.parse import urlencode

from aiohttp import web

from adapters.web import errors
from adapters.web.desk import cookies, form
from adapters.web.desk.words import Words
from adapters.web.keys import CONTENT, DEPS, GATEWAY
from bot.content.loader import Content
from bot.domain.events import ConversationRef
from bot.domain.staff import Access, Role, Session, StaffMember
from bot.services import accounts
from bot.services.bell import CASES, OUTBOX
from bot.services.deps import Deps

T = TypeVar("T")

EVERYONE = frozenset(Role)
CASEWORK = frozenset({Role.CASEWORKER, Role.LEAD})
LEAD = frozenset({Role.LEAD})
ADMIN = frozenset({Role.ADMIN})
AUDITOR = frozenset({Role.AUDITOR})

LOGIN = "/desk/login"
ONE = "/desk/cases/{number:[0-9]{4}-[0-9]{4,9}}"  #: one case
#: What the page asks for by itself; it does not keep a session alive.
LIVE = "X-Ieum-Live"


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """One request of somebody who is signed in and may be here."""

    request: web.Request
    session: Session = field(repr=False)
    member: StaffMember
    form: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def deps(self) -> Deps:
        return self.request.app[DEPS]

    @property
    def content(self) -> Content:
        return self.request.app[CONTENT]

    @property
    def words(self) -> Words:
        return Words(self.content.catalog)

    @property
    def case_no(self) -> str:
        return self.request.match_info["number"]

    async def run(self, work: Callable[[], T]) -> T:
        """Do synchronous work of the core in a worker thread."""
        return await self.request.app[GATEWAY].run(work)

    def ring(self) -> None:
        self.request.app[GATEWAY].ring(CASES, OUTBOX)

    def log(self, action: str, case_no: str = "", reason: str = "") -> None:
        """Put into the access log that this was looked at. Runs in a worker thread, and before
        anything is shown: what cannot be recorded is not shown."""
        with self.deps.store.begin() as uow:
            uow.staff.accessed(
                Access(
                    at=self.deps.clock(),
                    actor=self.member.login,
                    action=action,
                    case_no=case_no,
                    reason=reason,
                    origin=origin(self.request),
                )
            )
            uow.commit()


Handler = Callable[[Visit], Awaitable[web.StreamResponse]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Route:
    """An address of the desk and the roles that may use it."""

    method: str
    path: str
    handler: Handler
    roles: frozenset[Role]

    def bound(self) -> web.RouteDef:
        return web.route(self.method, self.path, self._answer)

    async def _answer(self, request: web.Request) -> web.StreamResponse:
        known = await signed_in(request)
        if known is None:
            raise _turned_away(request)
        session, member = known
        if member.role not in self.roles:
            raise web.HTTPForbidden
        fields = await form.posted(request) if request.method == "POST" else {}
        if request.method == "POST" and not cookies.same(session.csrf, fields.get("csrf", "")):
            return _outdated(request, session)
        return await self.handler(
            Visit(request=request, session=session, member=member, form=fields)
        )


def get(path: str, handler: Handler, roles: frozenset[Role]) -> Route:
    return Route(method="GET", path=path, handler=handler, roles=roles)


def post(path: str, handler: Handler, roles: frozenset[Role]) -> Route:
    return Route(method="POST", path=path, handler=handler, roles=roles)


async def signed_in(request: web.Request) -> tuple[Session, StaffMember] | None:
    """Whose session this is, noted as activity unless the page asks by itself."""
    token = cookies.session(request)
    if token is None:
        return None
    deps = request.app[DEPS]

    def look() -> tuple[Session, StaffMember] | None:
        known = accounts.signed_in(deps, token)
        if known is not None and not _by_itself(request):
            accounts.seen(deps, known[0])
        return known

    return await request.app[GATEWAY].run(look)


def origin(request: web.Request) -> str:
    """A pseudonym of the address somebody comes from: the same in every process of this office,
    of no use to anybody else. The address itself is kept nowhere."""
    ref = ConversationRef(channel="desk", address=request.remote or "")
    return request.app[DEPS].store.conversation_id(ref)[:16]


def _outdated(request: web.Request, session: Session) -> web.Response:
    """Refuse a form of another session. Our own script is told the token as it is now: whoever
    signed in anew in another window loses nothing that was written in this one. Another site
    cannot send the header it is known by, nor read the answer."""
    words = Words(request.app[CONTENT].catalog)
    fresh = {"X-Ieum-Csrf": session.csrf} if "HX-Request" in request.headers else {}
    return errors.page(request, 403, words("csrf.failed"), headers=fresh)


def _by_itself(request: web.Request) -> bool:
    return LIVE in request.headers or request.path == "/desk/stream"


def _turned_away(request: web.Request) -> web.HTTPException:
    if _by_itself(request):
        return web.HTTPUnauthorized()  # a sign-in page must not be swapped into a row
    where = {"next": request.path_qs if request.method == "GET" else "/desk"}
    if cookies.session(request) is not None:
        where["ended"] = "1"
    return web.HTTPSeeOther(f"{LOGIN}?{urlencode(where)}")
