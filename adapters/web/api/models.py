"""What travels over the API. Receipts and channel addresses are in none of these."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from bot.domain.case import Case, CaseMessage, CaseStatus, Disposition, Priority

MAX_TEXT = 2000


class Given(BaseModel):
    """A body from outside: unknown fields are refused, so that a typing error is seen."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    version: int | None = Field(
        default=None, description="Version the change is based on; another one gives 409."
    )


class ClaimBody(Given):
    pass


class AssignBody(Given):
    owner: str = Field(min_length=1, max_length=64, description="Login of a member of the team.")


class TextBody(Given):
    text: str = Field(min_length=1, max_length=MAX_TEXT)


class CloseBody(Given):
    disposition: Disposition
    reason: str = Field(min_length=1, max_length=MAX_TEXT, description="For the record; internal.")
    notice: str = Field(
        default="", max_length=MAX_TEXT, description="Plain words for the person; optional."
    )


class ReopenBody(Given):
    reason: str = Field(min_length=1, max_length=MAX_TEXT)


class EvidenceOut(BaseModel):
    rule: str
    words: str
    points: int


class RiskOut(BaseModel):
    score: int
    evidence: list[EvidenceOut]


class CaseOut(BaseModel):
    """A case. `answers` maps a question to its words; contact details are masked."""

    number: str
    type: str
    status: CaseStatus
    priority: Priority
    risk: RiskOut
    team: str
    owner: str | None
    jurisdiction_dong: str | None
    jurisdiction_dong_name: str | None
    created_at: datetime
    due_at: datetime
    closed_at: datetime | None
    channel: str
    anonymous: bool
    answers: dict[str, Any]
    household: dict[str, Any]
    first_words: str
    disposition: Disposition | None
    alarm: str | None
    version: int


class CasesOut(BaseModel):
    cases: list[CaseOut]
    next_cursor: str | None


class MessageOut(BaseModel):
    id: int
    at: datetime
    author: str
    by: str | None
    text: str
    photo: bool
    delivery: str


class MessagesOut(BaseModel):
    messages: list[MessageOut]


class ProblemOut(BaseModel):
    """RFC 9457."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str = ""


#: Answers that describe the household rather than the need.
HOUSEHOLD = ("household", "age", "sex", "who")
MASKED = "***"


def case_out(case: Case) -> CaseOut:
    answers = {field: _answer(sheet) for field, sheet in case.answers.items()}
    return CaseOut(
        number=case.number,
        type=case.type,
        status=case.status,
        priority=case.priority,
        risk=RiskOut(
            score=case.risk.score,
            evidence=[
                EvidenceOut(rule=e.rule, words=e.words, points=e.points) for e in case.risk.evidence
            ],
        ),
        team=case.team,
        owner=case.owner or None,
        jurisdiction_dong=case.dong or None,
        jurisdiction_dong_name=case.dong_name or None,
        created_at=case.created_at,
        due_at=case.due_at,
        closed_at=case.closed_at,
        channel=case.channel,
        anonymous=case.anonymous,
        answers=answers,
        household={k: v for k, v in answers.items() if k in HOUSEHOLD},
        first_words=case.first_words,
        disposition=case.disposition,
        alarm=case.alarm or None,
        version=case.version,
    )


def _answer(sheet: Any) -> dict[str, Any]:
    """One answer; what identifies a person is shown at the desk only, with a reason."""
    value = MASKED if sheet.get("personal") else sheet.get("value", "")
    values = [] if sheet.get("personal") else sheet.get("values", [])
    return {"label": sheet.get("label", ""), "value": value, "values": values}


def message_out(message: CaseMessage) -> MessageOut:
    return MessageOut(
        id=message.id,
        at=message.at,
        author=message.author,
        by=message.by or None,
        text=message.text,
        photo=message.photo_id is not None,
        delivery=message.delivery,
    )
