"""The OpenAPI document, made from the same models that read and write the bodies."""

from __future__ import annotations

from typing import Any

from aiohttp import web
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from adapters.web.api import models
from bot.domain.case import CaseStatus

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

#: The number of a case in the address.
NUMBER = {
    "name": "number",
    "in": "path",
    "required": True,
    "schema": {"type": "string", "pattern": f"^{models.NUMBER}$"},
}


def _asked(name: str, what: str, schema: dict[str, Any], **more: Any) -> dict[str, Any]:
    told = {"name": name, "in": "query", "required": False, "description": what}
    return {**told, "schema": schema, **more}


_STATUSES = {"type": "array", "items": {"type": "string", "enum": list(CaseStatus)}}
_LIMIT = {
    "type": "integer",
    "minimum": 1,
    "maximum": models.MAX_LIMIT,
    "default": models.FIRST_LIMIT,
}
#: What can be asked of the list of cases.
LIST = [
    _asked("status", "One or several, joined by commas.", _STATUSES, style="form", explode=False),
    _asked("type", "One type of case, such as neighbour-report.", {"type": "string"}),
    _asked("q", "All of these words.", {"type": "string", "maxLength": models.MAX_QUERY}),
    _asked("limit", "Cases of a page.", _LIMIT),
    _asked("cursor", "The `next_cursor` of the page before.", {"type": "string"}),
]

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
        "/stats": {"get": _operation("Figures.", models.StatsOut, "stats:read", "cases:read")},
        "/alarms": {"post": _alarm()},
    }
    for action, (body, what) in ACTIONS.items():
        operation = _operation(what, models.CaseOut, "cases:write")
        paths[f"{one}/{action}"] = {"post": _taking(operation, body)}
    for path, methods in paths.items():
        if "{number}" in path:
            for operation in methods.values():
                operation["parameters"] = [NUMBER]
    return paths


def _alarm() -> dict[str, Any]:
    what = "Take an alarm of another system."
    operation = _operation(what, models.AlarmOut, "alarms:write", "cases:write")
    operation["responses"]["201"] = {
        **operation["responses"]["200"],
        "description": "A case was opened for it.",
    }
    return _taking(operation, models.AlarmBody)


def _taking(operation: dict[str, Any], body: type[BaseModel]) -> dict[str, Any]:
    content = {"application/json": {"schema": _ref(body)}}
    needed = any(one.is_required() for one in body.model_fields.values())
    return {**operation, "requestBody": {"required": needed, "content": content}}


def _listed() -> dict[str, Any]:
    operation = _operation("List cases, most urgent first.", models.CasesOut, "cases:read")
    operation["parameters"] = LIST
    return operation


def _operation(what: str, answer: type[BaseModel], *scopes: str) -> dict[str, Any]:
    good = {"description": what, "content": {"application/json": {"schema": _ref(answer)}}}
    bad = {
        "description": "What is wrong (RFC 9457).",
        "content": {"application/problem+json": {"schema": _ref(models.ProblemOut)}},
    }
    return {
        "summary": what,
        "description": f"Needs the scope {' or '.join(f'`{scope}`' for scope in scopes)}.",
        "responses": {"200": good, "4XX": bad, "5XX": bad},
    }


def _ref(model: type[BaseModel]) -> dict[str, str]:
    return {"$ref": REF.format(model=model.__name__)}
