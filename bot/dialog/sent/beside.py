"""A receipt in the hands of somebody who waits for a person of the office, or talks with one.

What is written then goes to that person. 접수번호 and 확인말 do not, nor what is done with the case
they open: whoever reads them could come to the report as its owner.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog import secret
from bot.dialog.choices import agrees, bare
from bot.dialog.moment import Moment
from bot.dialog.sent import receipt, ways
from bot.dialog.turn import AddWords, Turn
from bot.domain.conversation import Expecting, Mode
from bot.domain.events import EventKind
from bot.domain.receipt import find_number, without_number, without_word

#: More letters beside a 접수번호 are said to the person, and ask for no receipt.
BESIDE = 12
#: So many tell the person something as well.
TELLS = 3
#: What the step of the receipt asked; anything but its answer is for the person.
_ASKED = frozenset(
    {
        Expecting.RECEIPT_NUMBER,
        Expecting.RECEIPT_WORD,
        Expecting.RECEIPT_TEXT,
        Expecting.WITHDRAW_SURE,
    }
)
_ANSWERS = frozenset({"yes", "no", "cancel"})


def take(moment: Moment) -> Turn | None:
    """The turn that opens a receipt, or that belongs to an opened one; None for what is said to
    the person."""
    talk = moment.talk
    # Whoever talks may say '상황 알려주세요' to the person.
    called = ways.called(moment) if talk.mode is Mode.WAITING else None
    if (pick := moment.press or called) is not None:
        mine = talk.expecting in _ASKED and pick in _ANSWERS
        opened = talk.receipt is not None and pick in ways.ACTIONS
        return receipt.take(moment) if mine or opened else None
    if talk.expecting is Expecting.RECEIPT_TEXT and talk.receipt is not None:
        return _once(receipt.take(moment))
    if moment.event.kind is not EventKind.TEXT or not moment.text:
        return None
    if talk.expecting is Expecting.WITHDRAW_SURE and (agrees(moment) or moment.control == "no"):
        return receipt.take(moment)
    if find_number(moment.text):
        return _numbered(moment)
    word = talk.expecting is Expecting.RECEIPT_WORD and _is_word(moment)
    return receipt.take(moment) if word else None


def to_person(moment: Moment) -> Moment:
    """The moment of words that are for the person: what was asked of a receipt is over."""
    if moment.talk.expecting not in _ASKED:
        return moment
    return moment.at(replace(moment.talk, expecting=None, number=""))


def _once(turn: Turn | None) -> Turn | None:
    """What is written after that is for the person again."""
    if turn is None or turn.talk.expecting is None:
        return turn
    says = (replace(say, key="receipt.added_more") for say in turn.says)
    return replace(turn, talk=replace(turn.talk, expecting=None), says=tuple(says))


def _numbered(moment: Moment) -> Turn | None:
    """Number and word open it at once. A number alone may be what the person asked for: while one
    talks it is carried, and the word that may follow still opens it."""
    rest = len(bare(_rest(moment)))
    if _is_word(moment):
        opens = receipt.begin(moment)
        return opens.doing(_words(moment, _rest(moment))) if rest > BESIDE else opens
    if rest > BESIDE:
        return None
    asks = receipt.begin(moment)
    carried = asks.doing(_words(moment, moment.text))
    if moment.talk.mode is Mode.WAITING or moment.talk.expecting is Expecting.RECEIPT_NUMBER:
        return carried if rest >= TELLS else asks
    return replace(carried, says=())


def _words(moment: Moment, text: str) -> AddWords:
    return AddWords(case_no=moment.talk.case_no, text=text)


def _is_word(moment: Moment) -> bool:
    content = moment.scene.content
    return secret.is_meant(secret.found(moment.text, content), content)


def _rest(moment: Moment) -> str:
    """What is said beside number and word."""
    first, second = moment.scene.content.receipt_words
    rest = without_word(without_number(moment.text), first, second, " ")
    return " ".join(patterns.without("names_receipt", rest).split())
