"""The OpenAPI document, made from the same models that read and write the bodies."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from adapters.web.api import models

REF = "#/components/schemas/{model}"

#: action → (body, what it does)
ACTIONS: dict[str, tuple[type[BaseModel], str]] = {
    "claim": (models.ClaimBody, "Take the case."),
    "assign": (models.AssignBody, "Give the case to a member of the team."),
    "reply": (models.TextBody, "Answer the person on their channel."),
    "note": (models.TextBody, "Add an internal note; it is never sent."),
    "close": (models.CloseBody, "Finish the case with a disposition and a notice."),
    "reopen": (models.ReopenBody, "Open a finished case again."),
}

ANSWERS = (
    models.CaseOut,
    models.CasesOut,
    models.MessagesOut,
    models.AlarmOut,
    models.StatsOut,
    models.ProblemOut,
)


def routes() -> list[web.AbstractRouteDef]:
    return [web.get("/api/openapi.json", show)]


async def show(_request: web.Request) -> web.StreamResponse:
    return web.json_response(document())


def document() -> dict[str, Any]:
    bodies = {models.AlarmBody, *(model for model, _ in ACTIONS.values())}
    both = [(m, "validation") for m in bodies] + [(m, "serialization") for m in ANSWERS]
    _, schemas = models_json_schema(both, ref_template=REF)  # type: ignore[arg-type]
    token = {"type": "http", "scheme": "bearer"}
    return {
        "openapi": "3.1.0",
        "info": {"title": "IeumTalk API", "version": "1"},
        "servers": [{"url": "/api/v1"}],
        "security": [{"token": []}],
        "paths": _paths(),
        "components": {"schemas": schemas["$defs"], "securitySchemes": {"token": token}},
    }


def _paths() -> dict[str, Any]:
    one = "/cases/{number}"
    paths: dict[str, Any] = {
        "/cases": {"get": _listed()},
        one: {"get": _operation("Show a case.", models.CaseOut, "cases:read")},
        f"{one}/messages": {
            "get": _operation("The thread of a case.", models.MessagesOut, "cases:read")
        },
        "/stats": {"get": _operation("Figures.", models.StatsOut, "stats:read")},
        "/alarms": {"post": _alarm()},
    }
    for action, (body, what) in ACTIONS.items():
        operation = _operation(what, models.CaseOut, "cases:write")
        paths[f"{one}/{action}"] = {"post": _taking(operation, body)}
    for path, methods in paths.items():
        if "{number}" in path:
            for operation in methods.values():
                operation["parameters"] = [_parameter("number", "path", required=True)]
    return paths


def _alarm() -> dict[str, Any]:
    what = "Take an alarm of another system."
    operation = _operation(what, models.AlarmOut, "alarms:write")
    operation["responses"]["201"] = {
        **operation["responses"]["200"],
        "description": "A case was opened for it.",
    }
    return _taking(operation, models.AlarmBody)


def _taking(operation: dict[str, Any], body: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(body)}}
    return {**operation, "requestBody": {"required": True, "content": content}}


def _listed() -> dict[str, Any]:
    operation = _operation("List cases, most urgent first.", models.CasesOut, "cases:read")
    names = ("status", "type", "q", "limit", "cursor")
    operation["parameters"] = [_parameter(name, "query", required=False) for name in names]
    return operation


def _parameter(name: str, where: str, *, required: bool) -> dict[str, Any]:
    kind = "integer" if name == "limit" else "string"
    return {"name": name, "in": where, "required": required, "schema": {"type": kind}}


def _operation(what: str, answer: type[BaseModel], scope: str) -> dict[str, Any]:
    good = {"description": what, "content": {"application/json": {"schema": _ref(answer)}}}
    bad = {
        "description": "What is wrong (RFC 9457).",
        "content": {"application/problem+json": {"schema": _ref(models.ProblemOut)}},
    }
    return {
        "summary": what,
        "description": f"Needs the scope `{scope}`.",
        "responses": {"200": good, "4XX": bad, "5XX": bad},
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}
