"""What the case page says of a case, and what it lets this member do with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from adapters.web.desk import rows, thread, times
from adapters.web.desk.folder import Folder, hands_on
from adapters.web.desk.gate import Visit
from adapters.web.desk.veil import Veil, is_personal
from adapters.web.desk.words import CANNED, Words
from bot.domain.case import HANDOFF_TYPE, Author, Case, CaseStatus, Disposition, EventName, ReplyWay
from bot.domain.conversation import Mode
from bot.domain.staff import Role, StaffMember


def context(visit: Visit, folder: Folder, *, unmasked: bool = False) -> dict[str, Any]:
    """See the context of `templates/desk/case.html`, but for what a refused form adds."""
    words, case = visit.words, folder.case
    veil = Veil(case, words, lifted=unmasked)
    answers = _answers(case, words, unmasked=unmasked)
    said = (case.first_words, *(message.text for message in folder.thread))
    hidden = any(one["hidden"] for one in answers) or any(map(veil.hides, said))
    return {
        **talk(visit, folder, veil),
        "answers": answers,
        "photos": _photos(folder, words),
        "can": _can(visit.member, folder, hidden=hidden),
        "reply_way": _reply_way(visit, folder),
        "staff": [{"value": login, "label": login} for login in folder.colleagues],
        "dispositions": words.options("disposition", tuple(Disposition)),
        "dongs": _dongs(visit),
        "canned": [{"label": one.label, "text": one.text} for one in CANNED],
    }


def talk(visit: Visit, folder: Folder, veil: Veil) -> dict[str, Any]:
    """What an open page renews by itself: how the case stands, what was said, what is to do."""
    words, now = visit.words, visit.deps.clock()
    return {
        "case": head(visit, folder, veil),
        "messages": thread.messages(
            folder.case,
            folder.thread,
            veil=veil,
            words=words,
            bot=visit.content.pack.bot_name,
            now=now,
        ),
        "next_step": _next_step(visit.member, folder),
        "history": thread.history(folder.events, words, now),
    }


def head(visit: Visit, folder: Folder, veil: Veil) -> dict[str, Any]:
    """How the case stands."""
    words, now, content = visit.words, visit.deps.clock(), visit.content
    case = folder.case
    row = rows.row(case, member=visit.member, now=now, words=words, content=content)
    return {
        **row,
        "status": _stage(case.status),
        "due_at": times.due(words, case.due_at),
        "team": content.pack.team_name(case.team) if case.team else "",
        "anonymous": case.anonymous,
        "summary": veil(_story(folder)) or words("summary.empty"),
        "risk_score": case.risk.score,
        "risk_evidence": _evidence(folder),
        "created_at": times.moment(words, case.created_at, now),
        "disposition_label": words.label("disposition", case.disposition.value)
        if case.disposition
        else None,
        "household": None,
        "duplicates": [],
    }


def _story(folder: Folder) -> str:
    """What happened, in their own words: those the case began with, and those of an alarm."""
    case = folder.case
    began = next((m.text for m in folder.thread if m.author is Author.RESIDENT and m.text), "")
    if not case.first_words:
        return began
    if case.type == HANDOFF_TYPE and began:
        # The first words are those that called a person, and what was told after them; what it is
        # about may have been said before.
        return case.first_words if began in case.first_words else began
    alarmed = any(event.name is EventName.ALARM for event in folder.events)
    if alarmed and began and began not in case.first_words:
        return f"{began}\n{case.first_words}"
    return case.first_words


def _evidence(folder: Folder) -> list[dict[str, Any]]:
    """The signs with the words around them, as they were said."""
    said = [m.text for m in folder.thread if m.author is Author.RESIDENT]
    return [
        {"words": thread.in_context(one.words, said), "points": one.points}
        for one in folder.case.risk.evidence
    ]


def _answers(case: Case, words: Words, *, unmasked: bool) -> list[dict[str, Any]]:
    """What was answered. What identifies a person is not even sent until it is unmasked."""
    shown = []
    for sheet in case.answers.values():
        if not isinstance(sheet, Mapping):
            continue
        value = str(sheet.get("value", ""))
        hidden = is_personal(sheet, words) and not unmasked
        shown.append(
            {
                "label": str(sheet.get("label", "")),
                "value": "" if hidden else value,
                "hidden": hidden,
            }
        )
    return shown


def _stage(status: CaseStatus) -> str:
    """What an open page must have seen before it may change the case. Whether the other side has
    just answered is not part of that: the page shows the answer by itself."""
    return (CaseStatus.WORKING if status is CaseStatus.HELD else status).value


def _can(member: StaffMember, folder: Folder, *, hidden: bool) -> dict[str, bool]:
    case = folder.case
    lead = member.role is Role.LEAD
    return {
        "claim": case.is_open and not case.owner,
        "reply": case.is_open and folder.answerable,
        "note": True,
        "assign": case.is_open and hands_on(member, case),
        "route": case.is_open and lead,
        "give_back": case.is_open and folder.mode is not Mode.BOT,
        "close": case.is_open,
        "tell": folder.answerable,
        "reopen": not case.is_open and lead,
        "unmask": hidden,
    }


def _next_step(member: StaffMember, folder: Folder) -> str | None:
    """The one thing to do now; None while it is the other side's turn, or a colleague's."""
    case = folder.case
    if not case.is_open:
        return "reopen" if member.role is Role.LEAD else "closed"
    if not case.owner:
        return "claim"
    if case.status is CaseStatus.HELD or case.owner != member.login:
        return None
    said = [m.author for m in folder.thread if m.author is not Author.NOTE]
    answered = bool(said) and said[-1] is Author.STAFF
    return "close" if answered or not folder.answerable else "reply"


def _reply_way(visit: Visit, folder: Folder) -> str:
    """What becomes of an answer written here."""
    case, words = folder.case, visit.words
    if folder.reachable:
        waits = visit.deps.only_answers(case.channel)
        channel = words.label("channel", case.channel)
        return words("way.next_message" if waits else "way.push", channel=channel)
    return words("way.contact" if case.reply_way is ReplyWay.CONTACT else "way.receipt")


def _photos(folder: Folder, words: Words) -> list[dict[str, Any]]:
    found = [m.photo_id for m in folder.thread if m.photo_id is not None]
    return [
        {"id": photo, "alt": words("photo.alt", count=str(count))}
        for count, photo in enumerate(found, start=1)
    ]


def _dongs(visit: Visit) -> list[dict[str, str]]:
    places = visit.deps.scene.places
    found = ((code, places.dong(code)) for code in visit.content.pack.area)
    return [{"value": code, "label": dong.label} for code, dong in found if dong]
