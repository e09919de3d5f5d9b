"""What staff do with a case. Each is a form that works alone and goes back to the case."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from aiohttp import web

from adapters.web.desk import case as pages
from adapters.web.desk import conflict, form, frame
from adapters.web.desk.folder import hands_on, open_folder
from adapters.web.desk.gate import CASEWORK, LEAD, ONE, Visit, get, post
from adapters.web.desk.words import BLANK
from bot.domain.case import Case, CaseRefused, Disposition, StaleCase
from bot.services import cases
from bot.services.cases import CaseMissing

Change = Callable[[int | None], Case]

#: Refusals of what was written or chosen; all others are about the case itself.
AT_THE_FIELD = frozenset(
    {"staff.empty", "staff.too_long", "staff.no_such_member", "staff.no_such_dong"}
)


async def claim(visit: Visit) -> web.StreamResponse:
    return await _do(visit, partial(cases.claim, visit.deps, visit.case_no, visit.member))


async def reply(visit: Visit) -> web.StreamResponse:
    text = visit.form.get("text", "")
    change = partial(cases.reply, visit.deps, visit.case_no, visit.member, text)
    return await _do(visit, change, kept={"reply": text}, wrong=_unfilled(visit, "reply", text))


async def note(visit: Visit) -> web.StreamResponse:
    text = visit.form.get("text", "")
    change = partial(cases.note, visit.deps, visit.case_no, visit.member, text)
    return await _do(visit, change, kept={"note": text})


async def assign(visit: Visit) -> web.StreamResponse:
    to = visit.form.get("to", "")

    def change(version: int | None) -> Case:
        # Who holds it now is looked up before the change: a version that is still right then
        # says that nobody took it over in between.
        case = _now(visit)
        if not hands_on(visit.member, case):
            raise CaseRefused("staff.forbidden") if case.version == version else StaleCase
        return cases.assign(visit.deps, visit.case_no, visit.member, to, version)

    return await _do(visit, change, kept={"assign": to})


async def route(visit: Visit) -> web.StreamResponse:
    dong = visit.form.get("dong", "")
    ours = dong in visit.content.pack.area
    wrong = {} if ours else {"route": visit.words("staff.no_such_dong")}
    change = partial(cases.route, visit.deps, visit.case_no, visit.member, dong)
    return await _do(visit, change, kept={"route": dong}, wrong=wrong)


async def give_back(visit: Visit) -> web.StreamResponse:
    return await _do(visit, partial(cases.give_back, visit.deps, visit.case_no, visit.member))


async def reopen(visit: Visit) -> web.StreamResponse:
    reason = visit.form.get("reason", "")
    change = partial(cases.reopen, visit.deps, visit.case_no, visit.member, reason)
    return await _do(visit, change, kept={"reopen": reason})


async def close(visit: Visit) -> web.StreamResponse:
    kept = {name: visit.form.get(name, "") for name in ("disposition", "reason", "notice")}
    wrong = _wrong_closing(visit, kept)

    def change(version: int | None) -> Case:
        return cases.close(
            visit.deps,
            visit.case_no,
            visit.member,
            disposition=Disposition(kept["disposition"]),
            reason=kept["reason"],
            notice=kept["notice"],
            version=version,
        )

    return await _do(visit, change, kept=kept, wrong=wrong)


async def _do(
    visit: Visit,
    change: Change,
    *,
    kept: Mapping[str, str] = pages.NONE,
    wrong: Mapping[str, str] = pages.NONE,
) -> web.StreamResponse:
    """Make a change and go back to the case, or show the case with why not and nothing lost."""
    version = form.number(visit.form, "version")
    if version is None:
        raise web.HTTPBadRequest
    if wrong:
        return await _unusable(visit, wrong, kept)
    try:
        case = await visit.run(lambda: change(version))
    except CaseMissing:
        raise
    except CaseRefused as refusal:
        if refusal.key in AT_THE_FIELD:
            return await _unusable(visit, dict.fromkeys(kept, visit.words(refusal.key)), kept)
        return await _conflicting(visit, refusal, version, kept)
    visit.ring()
    # A case that was routed away is not this member's any more.
    seen = visit.member.sees(case.team)
    return frame.see(f"/desk/cases/{case.number}" if seen else "/desk")


async def _unusable(
    visit: Visit, wrong: Mapping[str, str], kept: Mapping[str, str]
) -> web.StreamResponse:
    folder = await visit.run(lambda: open_folder(visit, "case.view"))
    return pages.show(visit, folder, status=422, errors=wrong, kept=kept)


async def _conflicting(
    visit: Visit, refusal: CaseRefused, version: int, kept: Mapping[str, str]
) -> web.StreamResponse:
    folder = await visit.run(lambda: open_folder(visit, "case.view"))
    wrote = any(kept.values())
    if isinstance(refusal, StaleCase):
        told = conflict.passed_by(visit, folder, version, kept=wrote)
    else:
        told = conflict.refused(visit, folder, refusal.key, kept=wrote)
    return pages.show(visit, folder, status=409, conflict=told, kept=kept)


def _unfilled(visit: Visit, name: str, text: str) -> Mapping[str, str]:
    return {name: visit.words("blank.left", blank=BLANK)} if BLANK in text else {}


def _wrong_closing(visit: Visit, kept: Mapping[str, str]) -> dict[str, str]:
    """Every line of the closing form that cannot be taken, all at once."""
    words = visit.words
    wrong: dict[str, str] = {}
    if kept["disposition"] not in set(Disposition):
        wrong["disposition"] = words("staff.disposition_needed")
    if not kept["reason"].strip():
        wrong["reason"] = words("closing.reason_needed")
    long = [name for name in ("reason", "notice") if len(kept[name].strip()) > cases.MAX_TEXT]
    return {**wrong, **dict.fromkeys(long, words("staff.too_long")), **_blank_notice(visit, kept)}


def _blank_notice(visit: Visit, kept: Mapping[str, str]) -> Mapping[str, str]:
    return _unfilled(visit, "notice", kept["notice"])


async def back(visit: Visit) -> web.StreamResponse:
    """A refused form leaves its address behind; asked for once more it means the case."""
    case = await visit.run(lambda: _now(visit))
    return frame.see(f"/desk/cases/{case.number}")


def _now(visit: Visit) -> Case:
    with visit.deps.store.look() as uow:
        return cases.seen_by(uow, visit.case_no, visit.member)


ACTIONS = "claim|reply|note|give-back|close|assign|route|reopen|unmask"

ROUTES = (
    get(f"{ONE}/{{action:{ACTIONS}}}", back, CASEWORK),
    post(f"{ONE}/claim", claim, CASEWORK),
    post(f"{ONE}/reply", reply, CASEWORK),
    post(f"{ONE}/note", note, CASEWORK),
    post(f"{ONE}/give-back", give_back, CASEWORK),
    post(f"{ONE}/close", close, CASEWORK),
    post(f"{ONE}/assign", assign, CASEWORK),
    post(f"{ONE}/route", route, LEAD),
    post(f"{ONE}/reopen", reopen, LEAD),
)
