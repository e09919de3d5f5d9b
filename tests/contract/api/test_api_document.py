"""The OpenAPI document says what the server does: no route more, none less."""

from __future__ import annotations

import re
from typing import Any

import pytest
from api_programs import ROOT, Program

from tests.contract.desk.desk_office import Office

pytestmark = pytest.mark.asyncio

METHODS = {"get", "post", "put", "patch", "delete"}


async def document(api: Program) -> dict[str, Any]:
    """It is open to all: whoever writes a client reads it first."""
    response = await api.client.get("/api/openapi.json")
    assert response.status == 200
    assert response.content_type == "application/json"
    return dict(await response.json())


def everywhere(value: Any) -> Any:
    yield value
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for part in parts:
        yield from everywhere(part)


async def test_its_form(api: Program):
    told = await document(api)
    assert re.fullmatch(r"3\.1\.\d", told["openapi"])
    assert told["info"]["title"]
    assert told["info"]["version"]
    assert told["components"]["securitySchemes"]["token"] == {"type": "http", "scheme": "bearer"}
    assert told["security"] == [{"token": []}]
    for path, methods in told["paths"].items():
        assert path.startswith("/")
        assert set(methods) <= METHODS
        for operation in methods.values():
            assert operation["summary"]
            assert "200" in operation["responses"]
            for status, answer in operation["responses"].items():
                assert re.fullmatch(r"[1-5](\d\d|XX)", status)
                assert answer["description"]
            blanks = set(re.findall(r"{(\w+)}", path))
            given = operation.get("parameters", [])
            assert {p["name"] for p in given if p["in"] == "path"} == blanks
            assert all(p["required"] for p in given if p["in"] == "path")


async def test_every_reference_leads_somewhere(api: Program):
    told = await document(api)
    references = {v["$ref"] for v in everywhere(told) if isinstance(v, dict) and "$ref" in v}
    assert references
    for reference in references:
        place: Any = told
        for step in reference.removeprefix("#/").split("/"):
            place = place[step]
        assert isinstance(place, dict)


async def test_it_lists_every_route_and_no_other(house: Office, api: Program):
    assert house.server.app is not None
    listed = {
        (method.upper(), ROOT + path)
        for path, methods in (await document(api))["paths"].items()
        for method in methods
    }
    served = {
        (route.method, route.resource.canonical)
        for route in house.server.app.router.routes()
        if route.resource and route.resource.canonical.startswith(ROOT) and route.method != "HEAD"
    }
    assert listed == served


async def test_everything_it_lists_answers_as_it_says(house: Office, api: Program):
    number = await house.talk("resident")
    told = await document(api)
    schemas = told["components"]["schemas"]
    for path, methods in told["paths"].items():
        if "get" not in methods:
            continue
        answer = await api.get(path.replace("{number}", number))
        content = methods["get"]["responses"]["200"]["content"]["application/json"]
        schema = schemas[content["schema"]["$ref"].rpartition("/")[2]]
        assert set(answer) == set(schema["properties"]), path
        assert set(schema["required"]) <= set(answer)


async def test_the_bounds_it_tells_are_those_that_hold(house: Office, api: Program):
    await house.talk("resident")
    listed = (await document(api))["paths"]["/cases"]["get"]["parameters"]
    schemas = {parameter["name"]: parameter["schema"] for parameter in listed}
    least, most = schemas["limit"]["minimum"], schemas["limit"]["maximum"]
    longest = schemas["q"]["maxLength"]
    for good in (f"limit={least}", f"limit={most}", "q=" + "x" * longest):
        await api.get(f"/cases?{good}")
    for bad in (f"limit={least - 1}", f"limit={most + 1}", "q=" + "x" * (longest + 1)):
        assert (await api.ask("GET", f"/cases?{bad}")).status == 422
    statuses = schemas["status"]["items"]["enum"]
    assert (await api.get(f"/cases?status={','.join(statuses)}"))["cases"]
    assert (await api.ask("GET", "/cases?status=asleep")).status == 422


async def test_a_body_may_be_left_out_where_it_says_so(house: Office, api: Program):
    number = await house.talk("resident")
    for path, methods in (await document(api))["paths"].items():
        if "post" in methods:
            answer = await api.ask("POST", path.replace("{number}", number))
            assert (answer.status == 422) is methods["post"]["requestBody"]["required"], path


async def test_a_body_it_does_not_describe_is_refused(house: Office, api: Program):
    number = await house.talk("resident")
    told = await document(api)
    for path, methods in told["paths"].items():
        if "post" not in methods:
            continue
        body = methods["post"]["requestBody"]["content"]["application/json"]["schema"]["$ref"]
        schema = told["components"]["schemas"][body.rpartition("/")[2]]
        assert schema["additionalProperties"] is False
        refused = await api.post(path.replace("{number}", number), 422, surprise=1)
        assert "surprise" in refused["detail"]


@pytest.mark.parametrize(
    "at",
    [
        "1999-12-31T23:59:59+09:00",
        "2000-01-01T00:00:00+09:00",
        "2099-12-31T23:59:59Z",
        "2100-01-01T00:00:00Z",
        "9999-12-31T23:59:59-09:00",
    ],
)
async def test_the_moments_it_describes_are_those_it_takes(api: Program, at: str):
    told = (await document(api))["components"]["schemas"]["AlarmBody"]["properties"]["at"]
    alarm = {"source": "s", "external_id": "1", "subject": "x", "kind": "k", "severity": "low"}
    taken = await api.ask("POST", "/alarms", json={**alarm, "at": at})
    assert (taken.status == 201) is bool(re.search(told["pattern"], at)), taken.status
    assert "century" in told["description"]


async def test_no_receipt_and_no_address_in_any_model(api: Program):
    names = {
        name
        for value in everywhere(await document(api))
        if isinstance(value, dict) and isinstance(value.get("properties"), dict)
        for name in value["properties"]
    }
    assert "number" in names
    assert not [
        n for n in names if re.search("receipt|word$|address|ref$|link|conversation|chat", n)
    ]
