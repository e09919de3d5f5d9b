"""What is said after something was sent, or below an opened receipt: a correction, an addition,
'when do you call?'.

'번호 잘못 적었어요' goes to the case at once: the office would call the wrong number. What only
tells something new is asked about first, because it may be meant for the bot.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from bot.content import patterns
from bot.dialog import safety
from bot.dialog.answering import answers
from bot.dialog.choices import agrees, bare
from bot.dialog.forms.fields import normal_phone
from bot.dialog.moment import Moment
from bot.dialog.reading import MAX_CARRIED
from bot.dialog.sent import receipt
from bot.dialog.sent.ways import ACTIONS
from bot.dialog.turn import AddWords, Turn
from bot.domain.conversation import CaseAtHand, Expecting
from bot.domain.events import EventKind
from bot.domain.messages import Say, Tone
from intents import CrisisLevel, Decision, Part, Who

#: Fewer letters tell nothing.
TELLS = 5
#: So surely asked for, another service is begun.
SURE = 0.8
#: So long after it was sent, words may well be about it.
SAME_VISIT = timedelta(hours=1)
#: So long what is put right is surely what was sent.
SAME_DAY = timedelta(hours=12)
#: Below this no programme is heard in the words.
DOUBTFUL = 0.35
SENT: tuple[str, ...] = ("status", "menu")
_NO = frozenset({"no", "cancel"})
_WANTS = frozenset({Decision.START, Decision.HANDOFF, Decision.SMALLTALK})
_DOUBTS = frozenset({Decision.CLARIFY, Decision.UNKNOWN})


def take(moment: Moment) -> Turn | None:
    """The turn when the words plainly belong to what was sent, else None."""
    written = moment.event.kind is EventKind.TEXT and moment.press is None and bare(moment.text)
    if not written or below_a_card(moment) or not _may_be_of_it(moment):
        return None
    return next((turn for step in _PLAIN if (turn := step(moment)) is not None), None)


def told_more(moment: Moment) -> Turn | None:
    """The same for words that only tell something, and name nothing of ours."""
    said = moment.event.kind is EventKind.TEXT and moment.pick is None and moment.mind is not None
    if not said or below_a_card(moment) or not _tells(moment):
        return None
    return _worry(moment) or ask(moment, moment.text)


def answered(moment: Moment) -> Turn | None:
    """The answer to 'shall I pass that on as well?'. Who goes on telling has not answered."""
    if moment.talk.expecting is Expecting.NEW_VALUE:
        return _new_value(moment)
    if moment.talk.expecting is not Expecting.ADD_SURE:
        return None
    words = moment.talk.last_words
    if agrees(moment) or patterns.search("pass_it_on", moment.text):
        return added(moment, words)
    if moment.press in _NO or moment.control in _NO:
        say = Say(key="receipt.not_added", choices=moment.scene.choices("menu", "person"))
        # Taken back: it goes to no case that may follow.
        told_at = moment.event.at
        return moment.turn(say, expecting=None, misses=1, last_words="", told_at=told_at)
    if moment.press is not None or _corrects(moment):
        return None
    if not _tells(moment) and not _goes_on_telling(moment):
        return None
    both = f"{words} / {moment.text}"
    return ask(moment, both) if len(both) <= MAX_CARRIED else added(moment, both)


def _goes_on_telling(moment: Moment) -> bool:
    """'애기가 있어요' after 'I have nowhere to go tonight' is one need, whatever it resembles."""
    mind = moment.mind
    wants = mind is not None and mind.decision in _WANTS and mind.score >= SURE
    return not wants and may_add(moment) and len(bare(moment.text)) >= TELLS


def below_a_card(moment: Moment) -> bool:
    """Words in a danger go their own way, and all of them reach staff."""
    return safety.is_recent(moment) and moment.talk.crisis_kind != safety.DISTRESS


def sent_here(moment: Moment) -> CaseAtHand | None:
    """What was sent from here, when nothing was opened by its receipt."""
    talk = moment.talk
    return talk.at_hand if talk.case_no and talk.receipt is None else None


def _may_be_of_it(moment: Moment) -> bool:
    """Whether there is anything that words can belong to, or they say that there is."""
    known = sent_here(moment) is not None or moment.talk.receipt is not None
    return known or told_lately(moment) or bool(patterns.search("wrote_wrong", moment.text))


def told_lately(moment: Moment) -> bool:
    """Whether something went to a case in this visit."""
    told = moment.talk.told_at
    return told is not None and moment.now - told < SAME_VISIT


def open_here(moment: Moment) -> bool:
    """Whether words have a case to go to. Of one that was opened by its receipt the services
    find out."""
    sent = sent_here(moment)
    return moment.talk.receipt is not None or (sent is not None and sent.is_open)


# ----------------------------------------------------------------- corrections and additions


def _takes_back(moment: Moment) -> Turn | None:
    """'예약 취소해주세요', however doubtful it sounds by itself. A bare '취소' may mean a form."""
    if not open_here(moment) or not patterns.search("withdraws", moment.text):
        return None
    return receipt.withdraw(moment) if moment.control is None else None


def _corrects(moment: Moment) -> bool:
    text = moment.text
    if not patterns.search("corrects", text):
        return False
    return not any(patterns.search(name, text) for name in ("beside", "only_beside"))


def _corrected(moment: Moment) -> Turn | None:
    if not _corrects(moment) or _names_programme(moment) or _asks_of_programme(moment):
        return None
    if not open_here(moment):
        return _of_which(moment) if sent_here(moment) is None else ask(moment, moment.text)
    if not _just_sent(moment):
        return ask(moment, moment.text)
    if not patterns.search("new_value", moment.text):
        return _how_changed(moment)
    return ask(moment, moment.text) if _shows_number(moment) else added(moment, moment.text)


def _asks_of_programme(moment: Moment) -> bool:
    """'주소 변경은 어디서 해요?' is asked of the office, not of what was sent."""
    mind = moment.mind
    answer = mind is not None and mind.decision is Decision.ANSWER and mind.score >= SURE
    return (answer and moment.asks) or bool(patterns.search("how_changed", moment.text))


def _just_sent(moment: Moment) -> bool:
    """Whether it is of this visit: days later a number may have changed in quite another matter."""
    told = moment.talk.told_at
    opened = moment.talk.receipt is not None
    return opened or told is None or moment.now - told < SAME_DAY


def _of_which(moment: Moment) -> Turn | None:
    """What was sent without a way back takes more by its receipt alone."""
    if not told_lately(moment) and not patterns.search("wrote_wrong", moment.text):
        return None
    ways = moment.scene.choices("cancel", "person")
    say = Say(key="receipt.add_number", choices=ways)
    return moment.turn(say, expecting=Expecting.RECEIPT_NUMBER, number="")


def _how_changed(moment: Moment) -> Turn:
    """'시간 변경하고 싶어요' does not say to what."""
    words = words_for(moment, moment.text)
    return moment.turn(Say(key="receipt.change_ask"), expecting=Expecting.NEW_VALUE).doing(words)


def _further(moment: Moment) -> Turn | None:
    """'아 맞다, ...' right after it was sent."""
    if moment.asks or not patterns.search("adds", moment.text):
        return None
    if not open_here(moment):
        return _of_which(moment) if sent_here(moment) is None else ask(moment, moment.text)
    if _of_its_own(moment):
        return None
    return ask(moment, moment.text) if _shows_number(moment) else added(moment, moment.text)


def _of_its_own(moment: Moment) -> bool:
    """'그리고 앞집 아이도 걱정돼요' is another report, '그리고 쌀이 없어요' another need."""
    mind = moment.mind
    if mind is None or patterns.search("wants_more", moment.text):
        return True
    if mind.id == "case-add":  # '추가로 보일러도 고장났어요' tells what it wants to add
        return bool(patterns.search("adds_only", moment.text))
    if mind.decision is Decision.ANSWER:
        return mind.score >= SURE
    return mind.decision not in _DOUBTS


def _new_value(moment: Moment) -> Turn | None:
    mind = moment.mind
    if mind is None or moment.press is not None or moment.asks or moment.control is not None:
        return None
    wants = mind.decision in _WANTS and mind.score >= SURE and not _corrects(moment)
    return None if wants else added(moment, mind.text)


def _shows_number(moment: Moment) -> bool:
    """A number in words for a report that nobody is named in."""
    sent = sent_here(moment)
    return sent is not None and sent.anonymous and bool(normal_phone(moment.text))


def _names_programme(moment: Moment) -> bool:
    return moment.mind is not None and answers.calls_by_name(moment, moment.mind)


def words_for(moment: Moment, text: str, photo_id: int | None = None) -> AddWords:
    view = moment.talk.receipt
    number = view.case_no if view else moment.talk.case_no
    by_receipt = view is not None
    return AddWords(case_no=number, text=text, photo_id=photo_id, by_receipt=by_receipt, alone=True)


def added(moment: Moment, text: str, photo_id: int | None = None) -> Turn:
    sent = sent_here(moment)
    key, ways = "receipt.added_here", SENT
    if moment.talk.receipt is not None:
        key, ways = "receipt.added", ACTIONS
    elif sent is not None and not sent.is_open:
        key, ways = "receipt.added_anew", ("menu", "person")
    say = Say(key=key, choices=moment.scene.choices(*ways))
    return moment.turn(say, expecting=None, last_words="").doing(words_for(moment, text, photo_id))


def ask(moment: Moment, words: str) -> Turn:
    sent, key = sent_here(moment), "receipt.add_sure"
    if sent is not None and not sent.is_open:
        key = "receipt.add_sure_closed"
    elif _shows_number(moment):
        key = "receipt.add_sure_number"
    say = Say(key=key, choices=moment.scene.choices("yes", "no", "person"))
    return moment.turn(say, expecting=Expecting.ADD_SURE, last_words=words)


def may_add(moment: Moment) -> bool:
    """Whether a need that is told belongs to one's own request of a moment ago as well: the
    programme is answered, and whoever calls should know of it."""
    sent, told = sent_here(moment), moment.talk.told_at
    own = sent is not None and sent.is_open and not sent.anonymous
    lately = told is not None and moment.now - told < SAME_VISIT
    return own and lately and moment.part is Part.TOLD and not moment.asks_plainly


# --------------------------------------------------------------------- news, and nothing named


def _tells(moment: Moment) -> bool:
    """Whether something is told that we would not understand, or of the one who was reported."""
    mind, sent = moment.mind, sent_here(moment)
    if mind is None or (sent is None and moment.talk.receipt is None):
        return False
    if len(bare(mind.text)) < TELLS or moment.talk.lately or _names_programme(moment):
        return False
    if patterns.search("why_closed", mind.text) and sent is not None and not sent.is_open:
        return True
    if moment.asks or moment.talk.misses:
        return False
    of_other = sent is not None and sent.anonymous
    if of_other and patterns.search("first_person", mind.text):
        return False
    if of_other and mind.decision is Decision.ANSWER:
        return True
    come_for_it = of_other or moment.talk.receipt is not None
    if come_for_it:
        return mind.decision in _DOUBTS
    nothing_known = mind.decision is Decision.UNKNOWN or (
        mind.decision is Decision.CLARIFY and mind.score < DOUBTFUL
    )
    return nothing_known and moment.part is Part.TOLD


def _worry(moment: Moment) -> Turn | None:
    """Heavy news of who was reported: the number to call, and the words go on at once."""
    crisis = moment.mind.crisis if moment.mind else None
    heavy = crisis is not None and crisis.level is CrisisLevel.DISTRESS and crisis.who is Who.OTHER
    if crisis is None or not heavy or not open_here(moment):
        return None
    phones = moment.scene.content.cards[crisis.kind].phones
    worry = Say(key="crisis.worry", phones=phones, tone=Tone.CRISIS)
    return added(moment, moment.text).before(worry)


# ------------------------------------------------------------------------- when will you call


def _not_come(moment: Moment) -> Turn | None:
    """Nobody called: staff hear of it, and where the case stands is told."""
    if not open_here(moment) or not patterns.search("not_come", moment.text):
        return None
    told = receipt.status(moment)
    return told.before(Say(key="receipt.not_come")).doing(words_for(moment, moment.text))


def _asks_when(moment: Moment) -> Turn | None:
    if not open_here(moment) or not patterns.search("asks_when", moment.text):
        return None
    return receipt.status(moment)


def _asks_number(moment: Moment) -> Turn | None:
    if not open_here(moment) or not patterns.search("asks_calling", moment.text):
        return None
    choices = moment.scene.choices("status", "person")
    return moment.turn(Say(key="receipt.calling", choices=choices))


_PLAIN: tuple[Callable[[Moment], Turn | None], ...] = (
    _not_come,
    _asks_number,
    _asks_when,
    _takes_back,
    _corrected,
    _further,
)
