"""Coming back with 접수번호 and 확인말: status, thread, adding, withdrawing, from any channel.

The dialog asks; only `bot.services.reports` knows whether a receipt opens, and hands back a
`Shown` with which the turn goes on here.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from bot.content import patterns
from bot.dialog import clock
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, CutLink, Need, OpenReceipt, ShowReceipt, Turn, Withdraw
from bot.domain.case import Author, Case, CaseMessage
from bot.domain.conversation import Conversation, Expecting, ReceiptView
from bot.domain.events import EventKind
from bot.domain.messages import Say
from bot.domain.receipt import VIEW, find_number, normal_word, without_number

#: Lines of the thread shown at once; the newest stand last.
MAX_LINES = 6
ACTIONS = ("status", "add", "withdraw", "close_receipt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An opened case as its owner may see it."""

    case: Case
    thread: tuple[CaseMessage, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """Wrong word and unknown number look alike; a lock says until when."""

    locked_until: datetime | None = None


def begin(moment: Moment) -> Turn:
    """Ask for the number, unless it (and the word) is already in the text."""
    number = find_number(moment.text)
    if number:
        return _numbered(moment, number)
    if moment.talk.receipt and moment.now < moment.talk.receipt.until:
        return _need(moment, ShowReceipt(number=moment.talk.receipt.case_no))
    say = Say(key="receipt.ask_number", choices=moment.scene.choices("cancel", "person"))
    return moment.turn(say, expecting=Expecting.RECEIPT_NUMBER)


def _numbered(moment: Moment, number: str) -> Turn:
    word = normal_word(without_number(moment.text))
    first, second = moment.scene.content.receipt_words
    # Half of a 확인말 is enough to see that one was meant: it may be mistyped.
    if any(word.startswith(f) for f in first) or any(word.endswith(s) for s in second):
        return _need(moment, OpenReceipt(number=number, word=word))
    say = Say(
        key="receipt.ask_word",
        params={"number": number},
        choices=moment.scene.choices("cancel", "person"),
    )
    return moment.turn(say, expecting=Expecting.RECEIPT_WORD, number=number)


def _need(moment: Moment, need: Need) -> Turn:
    return replace(moment.turn(expecting=None), need=need)


def take(moment: Moment) -> Turn | None:
    """The receipt step: answers to what was asked, and presses on an opened case."""
    pick = moment.pick
    if pick == "cancel" and moment.talk.expecting in _ASKED:
        return moment.turn(
            Say(key="receipt.done", choices=moment.scene.choices("menu")),
            expecting=None,
            number="",
        )
    if pick in {"person", "menu"}:
        return None
    asked = _ASKED.get(moment.talk.expecting) if moment.talk.expecting else None
    if asked is not None:
        return asked(moment)
    if moment.talk.receipt is not None and pick in ACTIONS:
        return _act(moment, pick, moment.talk.receipt)
    if moment.talk.form is None and find_number(moment.text):
        return begin(moment)
    return None


def _got_number(moment: Moment) -> Turn:
    number = find_number(moment.text)
    if number:
        return _numbered(moment, number)
    say = Say(key="receipt.ask_number", choices=moment.scene.choices("cancel", "person"))
    return moment.turn(say)


def _got_word(moment: Moment) -> Turn:
    number = find_number(moment.text) or moment.talk.number
    word = normal_word(without_number(moment.text))
    return _need(moment, OpenReceipt(number=number, word=word))


def _got_text(moment: Moment) -> Turn | None:
    view = moment.talk.receipt
    if view is None or moment.now >= view.until:
        return begin(moment.at(replace(moment.talk, expecting=None, receipt=None)))
    if not moment.text and moment.photo_id is None:
        return moment.turn(Say(key="receipt.add_ask"))
    added = Say(key="receipt.added", choices=moment.scene.choices(*ACTIONS))
    words = AddWords(case_no=view.case_no, text=moment.text, photo_id=moment.photo_id)
    return moment.turn(added, expecting=None).doing(words)


def _got_sure(moment: Moment) -> Turn:
    view = moment.talk.receipt
    sure = moment.pick == "yes" or bool(patterns.search("submit_words", moment.text))
    if view is None or not sure:
        kept = Say(key="receipt.done", choices=moment.scene.choices("menu"))
        return moment.turn(kept, expecting=None)
    gone = Say(key="receipt.withdrawn", choices=moment.scene.choices("menu"))
    return moment.turn(gone, expecting=None, receipt=None).doing(Withdraw(case_no=view.case_no))


_ASKED = {
    Expecting.RECEIPT_NUMBER: _got_number,
    Expecting.RECEIPT_WORD: _got_word,
    Expecting.RECEIPT_TEXT: _got_text,
    Expecting.WITHDRAW_SURE: _got_sure,
}


def _act(moment: Moment, pick: str, view: ReceiptView) -> Turn:
    if moment.now >= view.until:
        return begin(moment.at(replace(moment.talk, receipt=None)))
    if pick == "add":
        return moment.turn(Say(key="receipt.add_ask"), expecting=Expecting.RECEIPT_TEXT)
    if pick == "withdraw":
        say = Say(
            key="receipt.withdraw_ask",
            params={"number": view.case_no},
            choices=moment.scene.choices("yes", "no"),
        )
        return moment.turn(say, expecting=Expecting.WITHDRAW_SURE)
    if pick == "close_receipt":
        done = Say(key="receipt.done", choices=moment.scene.choices("menu"))
        return moment.turn(done, receipt=None)
    return _need(moment, ShowReceipt(number=view.case_no))


def photo_wanted(talk: Conversation) -> bool:
    return talk.expecting is Expecting.RECEIPT_TEXT


def opened(moment: Moment, turn: Turn, shown: Shown) -> Turn:
    """Go on with a receipt that opened."""
    case = shown.case
    catalog = moment.scene.content.catalog
    status = catalog.render(f"progress.{case.status}")
    say = Say(
        key="receipt.opened",
        params={
            "number": case.number,
            "type": catalog.render(f"type.{case.type}"),
            "status": status,
            "due": clock.words(catalog, case.due_at),
        },
    )
    actions = ACTIONS if case.is_open else ("status", "close_receipt")
    thread = replace(_thread(moment, shown), choices=moment.scene.choices(*actions))
    view = ReceiptView(case_no=case.number, until=moment.now + VIEW)
    talk = replace(turn.talk, receipt=view, number="", expecting=None)
    # What is written next goes to the case: the person came to say something.
    if case.is_open and shown.thread and shown.thread[-1].author is Author.STAFF:
        talk = replace(talk, expecting=Expecting.RECEIPT_TEXT)
    return replace(turn, talk=talk, need=None, says=(*turn.says, say, thread))


def _thread(moment: Moment, shown: Shown) -> Say:
    catalog = moment.scene.content.catalog
    lines = []
    for message in shown.thread[-MAX_LINES:]:
        side = {Author.STAFF: "staff", Author.RESIDENT: "me"}.get(message.author)
        if side:
            params = {"at": clock.words(catalog, message.at), "text": message.text}
            lines.append(catalog.render(f"receipt.line_{side}", params))
    if not lines:
        return Say(key="receipt.thread_empty")
    return Say(key="receipt.thread", params={"lines": "\n".join(lines)})


def refused(moment: Moment, turn: Turn, answer: Refused) -> Turn:
    ways = moment.scene.choices("cancel", "person")
    say = Say(key="receipt.wrong", choices=ways)
    if answer.locked_until is not None:
        left = int((answer.locked_until - moment.now).total_seconds() // 60) + 1
        say = Say(key="receipt.locked", params={"minutes": str(left)}, choices=ways)
    talk = replace(turn.talk, expecting=Expecting.RECEIPT_NUMBER, number="")
    return replace(turn, talk=talk, need=None, says=(*turn.says, say))


def cut(moment: Moment) -> Turn:
    """'연결 끊기': forget the way back to this person at once."""
    case_no = moment.talk.case_no
    menu = moment.scene.choices("menu")
    if not case_no or moment.event.kind is EventKind.PHOTO:
        return moment.turn(Say(key="link.none", choices=menu))
    return moment.turn(Say(key="link.cut", choices=menu), case_no="").doing(
        CutLink(case_no=case_no)
    )
