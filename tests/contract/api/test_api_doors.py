"""Who may come in, and how everything else is refused: always as RFC 9457 says."""

from __future__ import annotations

import asyncio
import io
import json
from collections.abc import Iterator

import pytest
from api_programs import ROOT, Program, program

from adapters.web import security
from tests.contract.desk.desk_office import Office

pytestmark = pytest.mark.asyncio

NUMBER = "2026-0001"
DEEP = "[" * 100_000


def routes(house: Office) -> Iterator[tuple[str, str]]:
    """Every address of the API as the server knows it, with a number filled in."""
    assert house.server.app is not None
    for route in house.server.app.router.routes():
        path = route.resource.canonical if route.resource else ""
        if path.startswith(ROOT) and route.method != "HEAD":
            yield route.method, path.removeprefix(ROOT).replace("{number}", NUMBER)


async def problem(response) -> dict:
    assert response.content_type == "application/problem+json"
    told = await response.json()
    assert told["status"] == response.status
    assert told["type"] == "about:blank"
    assert told["title"]
    return told


async def test_every_route_asks_for_a_token(house: Office):
    stranger = Program((await house.browser()).client, "")
    found = list(routes(house))
    assert len(found) == 11
    for method, path in found:
        response = await stranger.ask(method, path, json={})
        assert response.status == 401, (method, path)
        assert response.headers["WWW-Authenticate"] == "Bearer"
        await problem(response)


@pytest.mark.parametrize(
    "header",
    ["", "Bearer", "Bearer ", "Bearer wrong", "Basic dXNlcjpwdw==", "Bearer \u00e9", "x" * 5000],
)
async def test_what_is_no_token(house: Office, header):
    client = (await house.browser()).client
    response = await client.get(f"{ROOT}/cases", headers={"Authorization": header})
    assert response.status == 401
    await problem(response)


async def test_every_route_asks_for_its_scope(house: Office):
    reader = await program(house, "stats:read")
    for method, path in routes(house):
        response = await reader.ask(method, path, json={})
        if path == "/stats":
            assert response.status == 200
        else:
            assert response.status == 403, (method, path)
            assert "scope" in (await problem(response))["detail"]


async def test_reading_is_not_writing(house: Office):
    number = await house.talk("resident")
    reader = await program(house, "cases:read")
    assert (await reader.get(f"/cases/{number}"))["number"] == number
    assert (await reader.ask("POST", f"/cases/{number}/claim", json={})).status == 403
    writer = await program(house, "cases:write")
    assert (await writer.ask("GET", f"/cases/{number}")).status == 403
    assert (await writer.ask("POST", f"/cases/{number}/claim", json={})).status == 200


@pytest.mark.parametrize(
    "path",
    [
        f"/cases/{NUMBER}",
        f"/cases/{NUMBER}/messages",
        "/cases/1",
        "/cases/2026-1",
        "/cases/2026-99999999999999999999",
        "/cases/%00",
        "/cases/../../etc/passwd",
        "/cases/２０２６-０００１",
        "/nothing",
        "/cases/2026-0001/unknown",
    ],
)
async def test_what_is_not_there(api: Program, path):
    response = await api.ask("GET", path)
    assert response.status == 404
    await problem(response)


async def test_a_missing_case_is_missing_for_every_verb(api: Program):
    bodies = {
        "claim": {},
        "assign": {"owner": "kim"},
        "reply": {"text": "x"},
        "note": {"text": "x"},
        "close": {"disposition": "linked", "reason": "x"},
        "reopen": {"reason": "x"},
    }
    for verb, body in bodies.items():
        told = await api.post(f"/cases/{NUMBER}/{verb}", 404, **body)
        assert told["code"] == "staff.not_found"


async def test_a_wrong_method_names_the_right_one(api: Program):
    response = await api.ask("DELETE", "/cases")
    assert response.status == 405
    assert "GET" in response.headers["Allow"]
    await problem(response)


# ------------------------------------------------------------------------------------- bodies


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 422),
        (b"{}", 422),
        (b"null", 422),
        (b"[]", 422),
        (b'"text"', 422),
        (b"{", 400),
        (b"text=hello", 400),
        (b"\xff\xfe", 400),
        (b'{"text": "\\ud800"}', 400),
        (DEEP.encode(), 400),
        (b'{"text":' + DEEP.encode(), 400),
        (b'{"text": 1}', 422),
        (b'{"text": ""}', 422),
        (b'{"text": "   "}', 422),
        (b'{"text": "x", "receipt": "y"}', 422),
        (b'{"text": "x", "version": "one"}', 422),
        (json.dumps({"text": "가" * 2001}).encode(), 422),
        (b'{"text": "' + b"x" * 200_000 + b'"}', 413),
        (b'{"text": "' + b"x" * 2_000_000 + b'"}', 413),
    ],
)
async def test_a_body_that_is_wrong_changes_nothing(house: Office, api: Program, body, status):
    number = await house.talk("resident")
    before = house.case(number)
    response = await api.ask("POST", f"/cases/{number}/reply", data=io.BytesIO(body))
    assert response.status == status
    await problem(response)
    assert house.case(number) == before
    assert (await api.get(f"/cases/{number}"))["version"] == before.version


async def test_what_was_sent_is_not_repeated_to_whoever_reads_the_log(api: Program):
    told = await api.post(f"/cases/{NUMBER}/reply", 422, text=12345678, canary="x")
    assert "12345678" not in json.dumps(told)
    assert "canary" in told["detail"], "an unknown field is named"


async def test_a_body_in_pieces_without_a_length(house: Office, api: Program):
    number = await house.talk("resident")

    async def pieces(size):
        for _ in range(size):
            yield b" " * 1000

    response = await api.ask("POST", f"/cases/{number}/reply", data=pieces(300))
    assert response.status == 413


async def test_a_body_that_trickles_in_is_given_up(house: Office, api: Program, monkeypatch):
    monkeypatch.setattr(security, "PROGRAM_SECONDS", 0.5)
    reader, writer = await asyncio.open_connection(house.server.host, house.server.port)
    writer.write(
        f"POST {ROOT}/cases/{NUMBER}/reply HTTP/1.1\r\nHost: x\r\nContent-Length: 50\r\n"
        f"Authorization: Bearer {api.token}\r\n\r\n{{".encode()
    )
    answer = await asyncio.wait_for(reader.read(2000), 5)
    writer.close()
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert b"application/problem+json" in answer
    assert (await api.ask("GET", "/cases")).status == 200
