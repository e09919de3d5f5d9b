"""Coming back with 접수번호 and 확인말: status, thread, adding, withdrawing, from any channel.

The dialog asks; only `bot.services.reports` knows whether a receipt opens, and the turn goes on
in `bot.dialog.sent.opened`. In the very conversation a case came from no word is asked for: there
the state is told, and words can be added, but the thread is shown to the receipt alone.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content import patterns
from bot.dialog import secret
from bot.dialog.choices import agrees
from bot.dialog.forms import place
from bot.dialog.moment import Moment
from bot.dialog.sent.ways import ACTIONS, below
from bot.dialog.turn import AddWords, CutLink, Need, OpenReceipt, ShowReceipt, Turn, Withdraw
from bot.domain.conversation import Conversation, Expecting, Mode
from bot.domain.form import Stage
from bot.domain.messages import Say
from bot.domain.receipt import VIEW, find_number
from intents import Decision

#: This sure of another wish, what was asked is left.
SURE = 0.8
#: Thanks in so few letters are no words for a case.
THANKS = 15
#: What a talk with a person is called; nobody was given its number.
HANDOFF_TYPE = "handoff"


def begin(moment: Moment) -> Turn:
    """Ask for the number, unless it (and the word) is already in the text."""
    number = find_number(moment.text)
    if number:
        return _numbered(moment, number)
    if moment.talk.receipt is not None:
        return _need(moment, ShowReceipt(number=moment.talk.receipt.case_no))
    return _ask_number(moment, "receipt.ask_number")


def status(moment: Moment) -> Turn:
    """'제 신청 어떻게 됐어요': of the opened case, or of the one this conversation gave."""
    linked = moment.talk.case_no
    if linked and moment.talk.receipt is None and not find_number(moment.text):
        return _need(moment, ShowReceipt(number=linked, linked=True))
    return begin(moment)


def add(moment: Moment) -> Turn:
    if find_number(moment.text) or not _at_hand(moment.talk):
        return begin(moment)
    return moment.turn(Say(key="receipt.add_ask"), expecting=Expecting.RECEIPT_TEXT, silent=0)


def may_withdraw(moment: Moment) -> bool:
    """'취소할게요' where something was sent, and nothing else is under way."""
    sent = moment.talk.at_hand
    filled = sent is not None and sent.is_open and sent.type != HANDOFF_TYPE
    of_case = moment.talk.receipt is not None or filled
    return of_case and bool(patterns.search("takes_back", moment.text))


def withdraw(moment: Moment) -> Turn:
    number = _at_hand(moment.talk)
    if find_number(moment.text) or not number:
        return begin(moment)
    choices = moment.scene.choices("yes", "no")
    say = Say(key="receipt.withdraw_ask", params={"number": number}, choices=choices)
    return moment.turn(say, expecting=Expecting.WITHDRAW_SURE)


def cut(moment: Moment) -> Turn:
    """'연결 끊기': forget the way back to this person at once, from every case they gave."""
    numbers = tuple(dict.fromkeys((*moment.talk.linked, moment.talk.case_no)))
    menu = moment.scene.choices("menu")
    if not any(numbers):
        return moment.turn(Say(key="link.none", choices=menu))
    cuts = (CutLink(case_no=n) for n in numbers if n)
    return moment.turn(Say(key="link.cut", choices=menu), mode=Mode.BOT).doing(*cuts)


def _at_hand(talk: Conversation) -> str:
    """The case that words are for: the opened one, else the one this conversation gave."""
    return talk.receipt.case_no if talk.receipt else talk.case_no


def photo_wanted(talk: Conversation) -> bool:
    return talk.expecting is Expecting.RECEIPT_TEXT


# ------------------------------------------------------------------------------- the step


def take(moment: Moment) -> Turn | None:
    """The receipt step: presses on an opened case, and answers to what was asked."""
    pick = moment.press or below(moment)
    progress = moment.talk.form
    in_form = progress is not None and progress.stage is not Stage.PAUSED
    if pick in ACTIONS and not in_form:
        return _act(moment, pick)
    if moment.talk.expecting in _RECEIPT and (told := _without(moment)) is not None:
        return told
    asked = _ASKED.get(moment.talk.expecting) if moment.talk.expecting else None
    if asked is not None and not _leaves(moment, pick):
        answered = _closed(moment) if _enough(moment, pick) else asked(moment)
        if answered is not None:
            return answered
    return begin(moment) if not in_form and find_number(moment.text) else None


def _act(moment: Moment, pick: str) -> Turn:
    view = moment.talk.receipt
    if pick == "close_receipt":
        return _closed(moment)
    if not _at_hand(moment.talk):
        return _ask_number(moment, "receipt.expired")
    if pick == "add":
        return add(_kept_open(moment))
    if pick == "withdraw":
        return withdraw(_kept_open(moment))
    if view is None:
        return status(moment)
    return _need(moment, ShowReceipt(number=view.case_no))


def _leaves(moment: Moment, pick: str | None) -> bool:
    """Whether they surely want something else than what was asked."""
    if pick is not None:
        return pick not in {"yes", "no", "cancel"}
    mind = moment.mind
    if mind is None or mind.id is None or find_number(mind.text):
        return False
    if moment.talk.expecting is Expecting.WITHDRAW_SURE and mind.id == "case-withdraw":
        return False
    if secret.is_given(moment.talk, mind, moment.scene.content):
        return False
    if mind.decision is Decision.HANDOFF or (mind.decision is Decision.START and not _own(mind.id)):
        return mind.score >= SURE and moment.control not in {"cancel", "yes", "no"}
    if moment.talk.expecting not in _RECEIPT:
        return mind.id == "thanks" and len(mind.text) <= THANKS
    polite = mind.decision is Decision.SMALLTALK and not _own(mind.id)
    asks = mind.decision is Decision.ANSWER and mind.is_question
    return (polite or asks) and mind.score >= SURE


def _own(intent: str) -> bool:
    return intent in {"case-status", "case-add", "cancel", "yes", "no", "dont-know"}


def _enough(moment: Moment, pick: str | None) -> bool:
    """'그만', and a plain no where more words were asked for."""
    said = moment.control
    if moment.talk.expecting is Expecting.RECEIPT_TEXT:
        over = said == "no" or patterns.search("enough", moment.text)
        if over and not moment.asks_plainly:
            return True
    sure = moment.talk.expecting is Expecting.WITHDRAW_SURE  # there '취소할게요' is a yes
    return pick == "cancel" or (said == "cancel" and not sure)


def _closed(moment: Moment) -> Turn:
    key = "receipt.done" if moment.talk.receipt else "receipt.left"
    say = Say(key=key, choices=moment.scene.choices("menu"))
    return moment.turn(say, expecting=None, number="", receipt=None)


def _kept_open(moment: Moment) -> Moment:
    """Whoever is still at it is not shut out in the middle."""
    view = moment.talk.receipt
    if view is None:
        return moment
    return moment.at(replace(moment.talk, receipt=replace(view, until=moment.now + VIEW)))


# --------------------------------------------------------------------- number, word, words


def _ask_number(moment: Moment, key: str) -> Turn:
    say = Say(key=key, choices=moment.scene.choices("cancel", "person"))
    return moment.turn(say, expecting=Expecting.RECEIPT_NUMBER, number="")


def _without(moment: Moment) -> Turn | None:
    """'이름으로 찾아 주세요', '다시 신청해야 돼요?': only the receipt opens it; it is kept."""
    number = moment.talk.number
    for asked, key in (("by_name", "receipt.no_name"), ("apply_again", "receipt.no_again")):
        if patterns.search(asked, moment.text) and not find_number(moment.text):
            return _ask_word(moment, key, number) if number else _ask_number(moment, key)
    return None


def _numbered(moment: Moment, number: str) -> Turn:
    word = secret.found(moment.text, moment.scene.content)
    if secret.is_meant(word, moment.scene.content):
        return _need(moment, OpenReceipt(number=number, word=word))
    return _ask_word(moment, "receipt.ask_word", number)


def _ask_word(moment: Moment, key: str, number: str) -> Turn:
    choices = moment.scene.choices("cancel", "person")
    say = Say(key=key, params={"number": number}, choices=choices)
    return moment.turn(say, expecting=Expecting.RECEIPT_WORD, number=number)


def _need(moment: Moment, need: Need) -> Turn:
    return replace(moment.turn(expecting=None), need=need)


def _got_number(moment: Moment) -> Turn | None:
    """None when they speak of something else: what was asked is over then."""
    number = find_number(moment.text)
    if number:
        return _numbered(moment, number)
    if patterns.search("wrote_wrong", moment.text):
        return None if _at_hand(moment.talk) else _ask_number(moment, "receipt.add_number")
    if not _lost(moment):
        if _speaks_of_else(moment):
            return None
        again = _ask_number(moment, "input.no_number")
        return replace(again, talk=replace(again.talk, misses=moment.talk.misses + 1))
    return status(moment) if moment.talk.case_no else _ask_number(moment, "receipt.number_lost")


def _speaks_of_else(moment: Moment) -> bool:
    """Whether the words are no attempt at a number: not a digit in them, and a meaning, or said
    after we had asked once more."""
    mind = moment.mind
    if mind is None or any(char.isdigit() for char in mind.text) or _own(mind.id or ""):
        return False
    return moment.talk.misses > 0 or mind.decision is not Decision.UNKNOWN


def _got_word(moment: Moment) -> Turn:
    number = find_number(moment.text) or moment.talk.number
    word = secret.found(moment.text, moment.scene.content)
    if not word or _asks_back(moment, word):
        return _ask_word(moment, "receipt.word_lost" if word else "receipt.ask_word", number)
    return _need(moment, OpenReceipt(number=number, word=word))


def _asks_back(moment: Moment, word: str) -> bool:
    """'확인말이 뭔데요' is no wrong try, and not knowing is none either."""
    if _lost(moment) or moment.asks_plainly:
        return True
    asks = moment.asks or patterns.search("what_is", moment.text)
    return bool(asks) and not secret.is_meant(word, moment.scene.content)


def _lost(moment: Moment) -> bool:
    """Not knowing is no wrong try."""
    return bool(patterns.search("lost", moment.text)) or moment.control == "dont-know"


def _got_text(moment: Moment) -> Turn:
    if not _at_hand(moment.talk):
        return _ask_number(moment, "receipt.expired_words")
    text = place.in_words(moment)
    if not text and moment.photo_id is None:
        return moment.turn(Say(key="receipt.add_ask"))
    moment = _kept_open(moment)
    words = AddWords(
        case_no=_at_hand(moment.talk),
        text=text,
        photo_id=moment.photo_id,
        by_receipt=moment.talk.receipt is not None,
    )
    ways = ACTIONS if moment.talk.receipt else ("status", "close_receipt")
    key = "receipt.added_more" if moment.talk.silent else "receipt.added"
    added = Say(key=key, choices=moment.scene.choices(*ways))
    return moment.turn(added, silent=moment.talk.silent + 1).doing(words)


def _got_sure(moment: Moment) -> Turn:
    number = _at_hand(moment.talk)
    if not number or not agrees(moment):
        ways = ACTIONS if moment.talk.receipt else ("menu",)
        kept = Say(key="receipt.kept", choices=moment.scene.choices(*ways))
        return moment.turn(kept, expecting=None)
    gone = Say(key="receipt.withdrawn", choices=moment.scene.choices("menu"))
    return moment.turn(gone, expecting=None, receipt=None).doing(Withdraw(case_no=number))


#: While one of these is awaited, what lies outside of it may be asked about it.
_RECEIPT = frozenset({Expecting.RECEIPT_NUMBER, Expecting.RECEIPT_WORD})
_ASKED: dict[Expecting, Callable[[Moment], Turn | None]] = {
    Expecting.RECEIPT_NUMBER: _got_number,
    Expecting.RECEIPT_WORD: _got_word,
    Expecting.RECEIPT_TEXT: _got_text,
    Expecting.WITHDRAW_SURE: _got_sure,
}
