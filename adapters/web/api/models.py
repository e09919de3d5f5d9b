"""What travels over the API. Receipts and channel addresses are in none of these."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, field_validator

from adapters.web.desk.veil import Veil, is_personal, is_skipped
from adapters.web.desk.words import Words
from bot.domain.case import Case, CaseMessage, CaseStatus, Disposition, Priority
from bot.services.sensors import SensorAlarm, Taken

MAX_TEXT = 2000
MAX_LIMIT = 200
FIRST_LIMIT = 50  #: cases of a page when nobody asks for more or fewer
MAX_QUERY = 200
NUMBER = "[0-9]{4}-[0-9]{4,9}"  #: of a case


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


class Severity(StrEnum):
    """How pressing the sender finds it. Two scales are in use; both are understood."""

    EMERGENCY = "emergency"
    URGENT = "urgent"
    SOON = "soon"
    NORMAL = "normal"
    CRITICAL = "critical"
    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


_PRIORITY = {
    Severity.CRITICAL: Priority.EMERGENCY,
    Severity.HIGH: Priority.URGENT,
    Severity.MEDIUM: Priority.SOON,
    Severity.LOW: Priority.NORMAL,
}


class AlarmBody(BaseModel):
    """An alarm of another system. The same `source` and `external_id` twice is the same alarm."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)
    source: str = Field(min_length=1, max_length=64, description="The sending system.")
    external_id: str = Field(min_length=1, max_length=128, description="The sender's own id.")
    subject: str = Field(
        min_length=1, max_length=200, description="Whom it is about: the same for one household."
    )
    kind: str = Field(min_length=1, max_length=64, description="What happened, such as no_answer.")
    severity: Severity
    at: AwareDatetime = Field(
        description="When it happened, with its zone: a moment of this century.",
        json_schema_extra={"pattern": "^20[0-9]{2}-"},
    )
    detail: str = Field(default="", max_length=MAX_TEXT)

    @field_validator("at")
    @classmethod
    def _of_our_time(cls, at: datetime) -> datetime:
        if not 2000 <= at.year < 2100:
            raise ValueError("expected a moment of this century")
        return at

    def alarm(self) -> SensorAlarm:
        return SensorAlarm(
            source=self.source,
            external_id=self.external_id,
            subject=self.subject,
            kind=self.kind,
            priority=_PRIORITY.get(self.severity) or Priority(self.severity.value),
            at=self.at,
            detail=self.detail,
        )


class AlarmOut(BaseModel):
    """Where the alarm is now. Nothing of the case's content: a sensor need not read cases."""

    number: str
    status: CaseStatus
    priority: Priority
    due_at: datetime
    opened: bool = Field(description="A case was opened for it; otherwise it joined an open one.")
    repeated: bool = Field(description="It had come before and was not counted again.")


def alarm_out(taken: Taken) -> AlarmOut:
    case = taken.case
    return AlarmOut(
        number=case.number,
        status=case.status,
        priority=case.priority,
        due_at=case.due_at,
        opened=taken.opened,
        repeated=taken.repeated,
    )


class StatsOut(BaseModel):
    """How many cases there are, by what stands of them in clear."""

    total: int
    open: int
    overdue: int
    by_status: dict[str, int]
    by_type: dict[str, int]
    by_priority: dict[str, int]
    by_disposition: dict[str, int]


class EvidenceOut(BaseModel):
    rule: str
    words: str
    points: int


class RiskOut(BaseModel):
    score: int
    evidence: list[EvidenceOut]


class CaseOut(BaseModel):
    """A case. `answers` maps a question to its words, null where it was skipped; contact details
    are masked."""

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
    code: str = Field(default="", description="A word programs can go by, such as staff.stale.")


#: Answers that describe the household rather than the need.
HOUSEHOLD = ("household", "age", "sex", "who")
MASKED = "***"


def case_out(case: Case, words: Words) -> CaseOut:
    veil = Veil(case, words)
    answers = {field: _answer(sheet, veil, words) for field, sheet in case.answers.items()}
    return CaseOut(
        number=case.number,
        type=case.type,
        status=case.status,
        priority=case.priority,
        risk=RiskOut(
            score=case.risk.score,
            evidence=[
                EvidenceOut(rule=e.rule, words=veil(e.words), points=e.points)
                for e in case.risk.evidence
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
        first_words=veil(case.first_words),
        disposition=case.disposition,
        alarm=case.alarm or None,
        version=case.version,
    )


def _answer(sheet: Any, veil: Veil, words: Words) -> dict[str, Any]:
    """One answer; what identifies a person is shown at the desk only, with a reason."""
    hidden = is_personal(sheet, words)
    value = MASKED if hidden else veil(str(sheet.get("value", "")))
    values = [] if hidden else [veil(str(one)) for one in sheet.get("values", [])]
    return {
        "label": sheet.get("label", ""),
        "value": None if is_skipped(sheet, words) else value,
        "values": values,
    }


def message_out(message: CaseMessage, veil: Veil) -> MessageOut:
    return MessageOut(
        id=message.id,
        at=message.at,
        author=message.author,
        by=message.by or None,
        text=veil(message.text),
        photo=message.photo_id is not None,
        delivery=message.delivery,
    )
