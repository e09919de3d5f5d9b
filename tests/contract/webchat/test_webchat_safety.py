"""What the pages refuse and carry, whatever is sent to them."""

from __future__ import annotations

import asyncio
import re

import pytest
from aiohttp import DummyCookieJar
from aiohttp.test_utils import TestClient, make_mocked_request
from webchat_visitors import HTMX, rows

from adapters.web import pages, security
from bot.domain.staff import Role
from tests.contract.desk.desk_office import PASSWORD, Browser, Office, hidden, office

pytestmark = pytest.mark.asyncio

EVERY = (
    "X-Content-Type-Options",
    "X-Frame-Options",
    "Referrer-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
    "Permissions-Policy",
    "Content-Security-Policy",
    "Cache-Control",
)


async def raw(house: Office, request: bytes) -> bytes:
    """Bytes as no well-behaved client sends them."""
    reader, writer = await asyncio.open_connection(house.server.host, house.server.port)
    writer.write(request)
    answer = await asyncio.wait_for(reader.read(4000), 10)
    writer.close()
    return answer


# ---------------------------------------------------------------------------------------- headers


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/", 200),
        ("HEAD", "/", 200),
        ("GET", "/static/ieum.css", 200),
        ("GET", "/static/nothing.css", 404),
        ("GET", "/nothing", 404),
        ("DELETE", "/", 405),
        ("POST", "/chat", 303),
        ("GET", "/chat/since", 403),
        ("GET", "/chat/stream", 403),
        ("GET", "/desk", 303),
        ("GET", "/desk/login", 200),
        ("GET", "/healthz", 200),
        ("GET", "/readyz", 200),
        ("GET", "/metrics", 200),
        ("GET", "/api/openapi.json", 200),
        ("GET", "/api/v1/cases", 401),
        ("POST", "/channels/kakao/skill", 404),
    ],
)
async def test_every_answer_carries_the_headers(house: Office, method, path, status):
    client = TestClient(house.server, cookie_jar=DummyCookieJar())
    house.browsers.append(client)
    response = await client.request(method, path, allow_redirects=False)
    assert response.status == status
    for name in EVERY:
        assert response.headers.get(name), name
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "base-uri 'none'" in policy
    assert "require-trusted-types-for 'script'" in policy
    assert "Server" not in response.headers
    assert "Strict-Transport-Security" not in response.headers
    if not path.startswith("/static") or status == 404:
        assert response.headers["Cache-Control"] == "no-store"


async def test_a_nonce_is_fresh_and_the_one_of_the_page(house: Office):
    client = (await house.browser()).client
    seen = set()
    for _ in range(5):
        response = await client.get("/")
        (nonce,) = re.findall(r"script-src 'nonce-([^']+)'", response.headers[EVERY[6]])
        page = await response.text()
        assert set(re.findall(r'<script nonce="([^"]*)"', page)) == {nonce}
        assert not re.search(r"<script(?! nonce=)", page)
        assert not re.search(r'\son\w+="', page), "no handler in the markup"
        seen.add(nonce)
    assert len(seen) == 5


async def test_behind_tls_cookies_and_addresses_stay_there(tmp_path):
    async with office(tmp_path / "var", public_url="https://office.example") as house:
        client = (await house.browser()).client
        for path in ("/", "/desk/login", "/nothing", "/api/v1/cases"):
            response = await client.get(path)
            assert "max-age=31536000" in response.headers["Strict-Transport-Security"]
            for cookie in response.cookies.values():
                assert cookie.key.startswith("__Host-")
                assert cookie["secure"]
                assert cookie["httponly"]
                assert cookie["path"] == "/"
                assert not cookie["domain"]
        assert (await client.get("/")).cookies


# ------------------------------------------------------------------------------------------- CSRF


@pytest.mark.parametrize("token", ["", "x", "0" * 64])
async def test_a_form_without_the_pages_token_is_nobodys(house: Office, visitor, token):
    someone = await visitor()
    response = await someone.post(headers=HTMX, text="하나", csrf=token)
    assert response.status == 422
    response = await someone.post(text="하나", csrf=token)
    assert response.headers["Location"] == "/?notice=expired#latest"
    assert rows(house, someone.ref) == 0


async def test_the_token_of_another_visitor_opens_nothing(house: Office, visitor):
    one, other = await visitor(), await visitor()
    response = await one.post(headers=HTMX, text="하나", csrf=other.csrf)
    assert response.status == 422
    assert rows(house, one.ref) == rows(house, other.ref) == 0


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
        {"Sec-Fetch-Site": "cross-site", "Origin": "null"},
    ],
)
async def test_another_site_cannot_speak_for_a_visitor(house: Office, visitor, headers):
    someone = await visitor()
    response = await someone.post(headers=headers, text="하나")
    assert response.status == 403
    assert rows(house, someone.ref) == 0


async def test_our_own_page_may(visitor):
    someone = await visitor()
    for headers in (
        {"Sec-Fetch-Site": "same-origin", "Origin": "null"},
        {"Sec-Fetch-Site": "none"},
    ):
        response = await someone.post(headers={**HTMX, **headers}, text="하나")
        assert response.status == 200


async def test_looking_changes_nothing(house: Office, visitor):
    someone = await visitor()
    await someone.say("안녕하세요")
    before = rows(house, someone.ref)
    for path in ("/", "/chat/since", "/?notice=away", "/chat?text=x", "/chat/since?text=x"):
        await someone.client.get(path)
    assert rows(house, someone.ref) == before


# ------------------------------------------------------------------------------------ odd requests


@pytest.mark.parametrize(
    "fields",
    [
        {"event_id": ""},
        {"event_id": "short"},
        {"event_id": "x" * 65},
        {"event_id": "../../../../etc/passwd"},
        {"text": ""},
        {"text": "   \n "},
        {"text": "가" * 4001},
        {"choice": "<script>"},
        {"choice": "x" * 65},
        {"choice": "가"},
        {"way": "nowhere", "text": ""},
    ],
)
async def test_forms_our_page_does_not_make(house: Office, visitor, fields):
    someone = await visitor()
    response = await someone.post(headers=HTMX, **{"text": "하나", **fields})
    assert response.status == 422
    assert (await response.text()).endswith(("요.", "요"))
    assert rows(house, someone.ref) == 0


@pytest.mark.parametrize("after", ["-1", "x", "9" * 30, "١", "\0", "1e9", ""])
async def test_any_place_to_go_on_from(visitor, after):
    someone = await visitor()
    response = await someone.post(headers=HTMX, text="안녕하세요", after=after)
    assert response.status == 200
    assert (await someone.client.get("/chat/since", params={"after": after})).status == 200


@pytest.mark.parametrize("text", ["\0", "가\0나", "\u202e", "🏚️" * 200, "\ud7ff", "{{7*7}}", "%s%n"])
async def test_any_letters(visitor, text):
    someone = await visitor()
    response = await someone.post(headers=HTMX, text=text)
    assert response.status in {200, 422}


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("multipart/form-data; boundary=x", b"--x\r\nbroken"),
        ("multipart/form-data", b"no boundary"),
        (
            "multipart/form-data; boundary=x",
            b"--x\r\nContent-Disposition: form-data\r\n\r\na\r\n--x--",
        ),
        ("application/x-www-form-urlencoded; charset=klingon", b"text=x"),
        ("application/x-www-form-urlencoded; charset=utf-16", b"text=x"),
        ("application/x-www-form-urlencoded", b"text=%ff%fe"),
        ("application/x-www-form-urlencoded", b"&" * 20_000),
        ("application/x-www-form-urlencoded", b"a=b&" * 20_000),
        ("application/json", b"[" * 100_000),
        ("text/plain", b"text=x"),
        ("", b""),
        ("\u00e9", b"text=x"),
    ],
)
async def test_bodies_that_are_no_form(house: Office, visitor, kind, body):
    someone = await visitor()
    response = await someone.client.post(
        "/chat", data=body, headers={"Content-Type": kind}, allow_redirects=False
    )
    assert response.status < 500
    assert rows(house, someone.ref) == 0
    assert (await someone.client.get("/healthz")).status == 200


async def test_a_body_of_a_megabyte_is_told_to_be_too_large(house: Office):
    for path in ("/desk/login", "/desk/setup", "/channels/telegram/webhook", "/nothing"):
        answer = await raw(
            house,
            f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded"
            f"\r\nContent-Length: 2000000\r\n\r\n".encode()
            + b"a" * 2_000_000,
        )
        assert re.match(rb"HTTP/1.1 4\d\d ", answer), answer[:60]


async def test_an_upload_that_trickles_in_is_given_up(house: Office, monkeypatch):
    monkeypatch.setattr(security, "UPLOAD_SECONDS", 0.5)
    head = b"POST /chat HTTP/1.1\r\nHost: x\r\nContent-Length: 500\r\n"
    answer = await raw(
        house, head + b"Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    )
    assert answer.startswith(b"HTTP/1.1 408 ")


@pytest.mark.parametrize(
    "request_line",
    [
        b"GET / HTTP/9.9",
        b"GET",
        b"\x16\x03\x01\x02",
        b"GET /\x00 HTTP/1.1",
        b"GET " + b"/a" * 20_000 + b" HTTP/1.1",
        b"PRI * HTTP/2.0",
    ],
)
async def test_what_is_no_request(house: Office, request_line):
    answer = await raw(house, request_line + b"\r\nHost: x\r\n\r\n")
    assert re.match(rb"HTTP/1.[01] 4\d\d ", answer), answer[:60]
    assert b"Traceback" not in answer


# -------------------------------------------------------------------------------------- static


@pytest.mark.parametrize(
    "path",
    [
        "../app.py",
        "..%2fapp.py",
        "%2e%2e/app.py",
        "%2e%2e%2fapp.py",
        "..%5capp.py",
        "vendor/../../app.py",
        "/etc/passwd",
        "//etc/passwd",
        "%00",
        "ieum.css%00",
        "ieum.css/",
        "IEUM.CSS",
        ".",
        "",
        "vendor",
        "vendor/",
        "a" * 5000,
        "%ff",
        "%ed%a0%80",
    ],
)
async def test_only_listed_files_are_served(house: Office, path):
    answer = await raw(house, f"GET /static/{path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 404 "), answer[:100]
    assert b"root:" not in answer
    assert b"import" not in answer


async def test_a_file_may_be_kept_for_as_long_as_its_address_says_what_it_is(house: Office):
    client = (await house.browser()).client
    exact = await client.get(pages.static("ieum.css"))
    assert exact.headers["Cache-Control"].endswith("immutable")
    assert exact.headers["Content-Type"].startswith("text/css")
    for old in ("/static/ieum.css", "/static/ieum.css?v=0000000000"):
        response = await client.get(old)
        assert "immutable" not in response.headers["Cache-Control"]


# ------------------------------------------------------------------------------------ whose address


@pytest.mark.parametrize(
    ("peer", "forwarded", "expected"),
    [
        ("10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "198.51.100.1, 203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "203.0.113.7, 10.0.0.9", "203.0.113.7"),
        ("10.0.0.1", "10.0.0.8, 10.0.0.9", "10.0.0.8"),
        ("10.0.0.1", "203.0.113.7:51234", "203.0.113.7"),
        ("10.0.0.1", "[2001:db8::7]:51234", "2001:db8::7"),
        ("10.0.0.1", "2001:db8::7", "2001:db8::7"),
        ("::ffff:10.0.0.1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "::ffff:203.0.113.7", "203.0.113.7"),
        ("::1", "203.0.113.7", "203.0.113.7"),
        ("10.0.0.1", "unknown", "10.0.0.1"),
        ("10.0.0.1", "203.0.113.7, nonsense", "10.0.0.1"),
        ("10.0.0.1", "", "10.0.0.1"),
        ("10.0.0.1", "," * 1000, "10.0.0.1"),
        ("203.0.113.66", "198.51.100.1", "203.0.113.66"),
        ("11.0.0.1", "198.51.100.1", "11.0.0.1"),
        ("", "198.51.100.1", ""),
    ],
)
async def test_only_our_proxies_are_believed(peer, forwarded, expected):
    request = make_mocked_request("GET", "/", headers={"X-Forwarded-For": forwarded})
    request = request.clone(remote=peer)
    seen = []

    async def handler(inner):
        seen.append(inner.remote)

    await security.seen_through(["10.0.0.0/8", "::1"])(request, handler)
    assert seen == [expected]


async def test_the_throttle_counts_visitors_and_not_the_proxy(tmp_path):
    """Behind a proxy everybody would be one address; without one nobody may choose theirs."""
    async with office(tmp_path / "behind", trusted_proxies=("127.0.0.1",)) as house:
        house.add("kim", Role.CASEWORKER)
        assert await guesses(house, "203.0.113.7") == 20
        assert await enters(house, "203.0.113.7") == 429
        assert await enters(house, "203.0.113.8") == 303
    async with office(tmp_path / "open") as house:
        house.add("kim", Role.CASEWORKER)
        assert await guesses(house, "203.0.113.7") == 20
        assert await enters(house, "203.0.113.8") == 429


async def guesses(house: Office, address: str) -> int:
    """How many accounts may be tried from there."""
    browser = await house.browser()
    for n in range(30):
        entered = await sign_in(browser, address, f"guess{n}", "wrong")
        if entered == 429:
            return n
    return 30


async def enters(house: Office, address: str) -> int:
    return await sign_in(await house.browser(), address, "kim", PASSWORD)


async def sign_in(browser: Browser, address: str, login: str, password: str) -> int:
    page = await browser.text("/desk/login")
    response = await browser.client.post(
        "/desk/login",
        data={"csrf": hidden(page, "csrf"), "login": login, "password": password, "next": ""},
        headers={"X-Forwarded-For": address},
        allow_redirects=False,
    )
    return response.status
