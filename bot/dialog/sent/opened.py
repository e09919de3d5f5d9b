"""How a turn goes on once `bot.services.reports` has looked at a receipt."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.dialog import clock
from bot.dialog.moment import Moment
from bot.dialog.reading import clipped
from bot.dialog.sent.ways import ACTIONS
from bot.dialog.turn import Turn
from bot.domain.case import Author, Case, CaseMessage, CaseStatus
from bot.domain.conversation import Expecting, Mode, ReceiptView
from bot.domain.messages import Say
from bot.domain.receipt import VIEW

#: Lines of the thread shown at once; the newest stand last.
MAX_LINES = 6
#: Letters of one of them: staff may write 2,000.
MAX_LINE = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An opened case as its owner may see it. `due` is when an answer was promised."""

    case: Case
    thread: tuple[CaseMessage, ...]
    due: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Wrong word and unknown number look alike; a lock says until when."""

    locked_until: datetime | None = None


def opened(moment: Moment, turn: Turn, shown: Shown) -> Turn:
    """Go on with a receipt that opened: where the case stands, and what was said."""
    case = shown.case
    actions = ACTIONS if case.is_open else ("status", "close_receipt")
    thread = replace(_thread(moment, shown), choices=moment.scene.choices(*actions))
    view = ReceiptView(case_no=case.number, until=moment.now + VIEW)
    talk = replace(turn.talk, receipt=view, number="", expecting=None, silent=0)
    # What is written next goes to the case: the person came to say something. Whoever talks with
    # somebody of the office right now says it there.
    said, talks = _said(shown), talk.mode is Mode.HUMAN
    if case.is_open and not talks and said and said[-1].author is Author.STAFF:
        talk = replace(talk, expecting=Expecting.RECEIPT_TEXT)
    return replace(turn, talk=talk, need=None, says=(*turn.says, _state(moment, shown), thread))


def linked(moment: Moment, turn: Turn, shown: Shown) -> Turn:
    """The state of the case this very conversation gave; its thread stands above anyway."""
    ways = ("add", "withdraw", "receipt") if shown.case.is_open else ("receipt", "menu")
    say = replace(_state(moment, shown), choices=moment.scene.choices(*ways))
    return replace(turn, need=None, says=(*turn.says, say))


def _state(moment: Moment, shown: Shown) -> Say:
    case, catalog = shown.case, moment.scene.content.catalog
    params = {
        "number": case.number,
        "type": catalog.render(f"type.{case.type}"),
        "status": catalog.render(f"progress.{case.status}"),
    }
    if not case.is_open or case.status is CaseStatus.HELD:
        # It is the person's turn, or nobody's: the time of the office has passed.
        return Say(key="receipt.opened_untimed", params=params)
    due = clock.words(catalog, shown.due, moment.now)
    return Say(key="receipt.opened", params={**params, "due": due})


def _said(shown: Shown) -> list[CaseMessage]:
    """What both sides said; notes of the office are not for the owner of a receipt."""
    return [m for m in shown.thread if m.author in _SIDES]


_SIDES = {Author.STAFF: "staff", Author.RESIDENT: "me"}


def _thread(moment: Moment, shown: Shown) -> Say:
    catalog = moment.scene.content.catalog
    lines = []
    for message in _said(shown)[-MAX_LINES:]:
        at = clock.words(catalog, message.at, moment.now)
        text = message.text or catalog.render("form.value_photo", {"n": "1"})
        key = f"receipt.line_{_SIDES[message.author]}"
        lines.append(catalog.render(key, {"at": at, "text": clipped(text, MAX_LINE)}))
    if not lines:
        return Say(key="receipt.thread_empty")
    return Say(key="receipt.thread", params={"lines": "\n".join(lines)})


def refused(moment: Moment, turn: Turn, answer: Refused) -> Turn:
    ways = moment.scene.choices("cancel", "person")
    say = Say(key="receipt.wrong", choices=ways)
    if answer.locked_until is not None:
        left = -int((moment.now - answer.locked_until).total_seconds() // 60)
        say = Say(key="receipt.locked", params={"minutes": str(left)}, choices=ways)
    talk = replace(turn.talk, expecting=Expecting.RECEIPT_NUMBER, number="")
    return replace(turn, talk=talk, need=None, says=(*turn.says, say))
