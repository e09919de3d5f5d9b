"""From the bot to a person of the office, and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.content import patterns
from bot.content.loader import Content
from bot.dialog import below_card, clock, safety
from bot.dialog.forms import form, place, steering
from bot.dialog.moment import Moment
from bot.dialog.sent import beside, receipt
from bot.dialog.turn import AddWords, AskPerson, GiveBack, Turn
from bot.domain.conversation import Expecting, Mode
from bot.domain.events import EventKind
from bot.domain.messages import Say
from intents import Decision

#: What counts as asking for the bot again while a person is talking.
BACK = "botback"
#: Asking to be forgotten must be said plainly, and is then done at once.
PLAINLY = 0.8
_CALL = "callback-request"
#: After so long a question is no longer said to the one who answered last.
LONG = timedelta(hours=12)
#: So many messages are carried in silence before it is said again that they were; then more.
SILENT, MORE_SILENT = 3, 6


def ask(moment: Moment, reason: str = "asked") -> Turn:
    """Hand over: in office hours at once, otherwise with the next opening time."""
    scene = moment.scene
    if moment.talk.mode is not Mode.BOT:
        return _listened(moment)
    if only_asks(moment):
        choices = scene.choices("person", "none_of_these")
        return moment.turn(Say(key="clarify.person", choices=choices))
    say = replace(called(scene.content, moment.now), choices=scene.choices(BACK))
    resting = steering.set_aside(moment).talk
    talk = replace(resting, mode=Mode.WAITING, expecting=None, last_words="", carried=False)
    talk = replace(talk, silent=0)
    spoken = moment.text if moment.pick is None and moment.control != "yes" else ""
    words = " / ".join(dict.fromkeys(w for w in (moment.talk.last_words, spoken) if w))
    words = words or scene.choice("person").label
    says = (Say(key="handoff.lonely"), say) if patterns.search("lonely", spoken) else (say,)
    return Turn(talk=talk, says=says, effects=(AskPerson(words=words, reason=reason),))


def only_asks(moment: Moment) -> bool:
    """'담당자가 누구예요?' asks about a person, and not for one: somebody is called when they say
    so. Not in a danger, where one too many is called rather than one too few."""
    mind = moment.mind
    heard = mind is not None and mind.decision is Decision.HANDOFF and moment.pick is None
    asks = moment.asks or patterns.search("asks_of_person", moment.text)
    if not heard or not asks or safety.in_danger(moment):
        return False
    return moment.control is None and not patterns.search("wants_person", moment.text)


def called(content: Content, now: datetime, key: str = "handoff") -> Say:
    """That somebody of the office was told, and when they will look."""
    hours = content.pack.hours
    if hours.is_open(now):
        return Say(key=f"{key}.now")
    when = clock.words(content.catalog, hours.next_opening(now), now)
    return Say(key=f"{key}.after_hours", params={"when": when})


def with_person(moment: Moment) -> Turn | None:
    """While a person is asked for or talking, the bot only carries words. Crisis came before."""
    if moment.talk.mode is Mode.BOT:
        return None
    if moment.press == BACK or _wants_bot(moment):
        return give_back(moment)
    of_receipt = beside.take(moment)
    if of_receipt is not None:
        return of_receipt
    moment = beside.to_person(moment)
    return _before_answered(moment) or _to_bot(moment) or _near(moment) or _carried(moment)


def _before_answered(moment: Moment) -> Turn | None:
    """What may still be wished otherwise while nobody has answered."""
    if moment.talk.mode is not Mode.WAITING:
        return None
    if patterns.search("no_person", moment.text):
        return _not_needed(moment)
    if moment.event.kind is EventKind.START:
        return _listened(moment)
    return _booking(moment)


def _to_bot(moment: Moment) -> Turn | None:
    """What no person would understand, or that they do not need to see."""
    if moment.press is not None:
        return _pressed(moment, moment.press)
    if _wants_cut(moment):
        return receipt.cut(moment)
    if moment.event.kind is EventKind.OTHER:
        return moment.turn(Say(key="input.unreadable"))
    return None


def _carried(moment: Moment) -> Turn:
    """The words on their way to the person, in silence for a while."""
    words = place.in_words(moment)
    if not words and moment.photo_id is None:
        return moment.turn()
    turn = moment.do(AddWords(case_no=moment.talk.case_no, text=words, photo_id=moment.photo_id))
    if _left_alone(moment):
        return _said_once(moment, turn)
    if moment.talk.mode is Mode.WAITING and moment.control == "menu":
        return turn.after(*_listened(moment).says)  # '처음이에요' may be said to the person
    if moment.talk.mode is not Mode.WAITING or moment.event.kind is not EventKind.TEXT:
        return turn
    if moment.talk.silent + 1 >= (MORE_SILENT if moment.talk.carried else SILENT):
        return _said_once(moment, turn, "handoff.still")
    return replace(turn, talk=replace(turn.talk, silent=moment.talk.silent + 1))


def _near(moment: Moment) -> Turn | None:
    """Below a card somebody is spoken with until a person answers: silence would be cold."""
    talk = moment.talk
    if talk.mode is not Mode.WAITING or moment.event.kind is not EventKind.TEXT:
        return None
    if not talk.crisis_case or not safety.in_danger(moment) or not safety.is_recent(moment):
        return None
    return below_card.after_card(moment.at(replace(talk, expecting=Expecting.CRISIS_ALONE)))


def _booking(moment: Moment) -> Turn | None:
    """'그냥 전화 예약할게요' before anybody answered: the form that they ask for. A number that is
    written along is read by staff, and needs no form."""
    mind = moment.mind
    wanted = moment.scene.content.form_for_intent(_CALL)
    if mind is None or wanted is None or mind.id != _CALL or moment.pick is not None:
        return None
    plainly = mind.decision is Decision.START and mind.score >= PLAINLY
    if not plainly or not patterns.search("books_call", mind.text):
        return None
    if patterns.search("phone", mind.text) or patterns.search("no_call", mind.text):
        return None
    told = AddWords(case_no=moment.talk.case_no, text=mind.text)
    begun = form.begin(moment.at(replace(moment.talk, mode=Mode.BOT, silent=0)), wanted)
    return replace(begun, effects=(told, GiveBack(case_no=told.case_no), *begun.effects))


def _wants_bot(moment: Moment) -> bool:
    """'봇으로 돌아갈게', '사람 말고 봇': said of the bot itself, whoever else may read it."""
    mind = moment.mind
    if mind is None:
        return False
    plainly = mind.id == "bot-back" and mind.score >= PLAINLY
    return moment.control == "bot-back" or bool(plainly and patterns.search("names_bot", mind.text))


def _not_needed(moment: Moment) -> Turn:
    """'상담 취소요' before anybody answered: they hear of it, and the bot goes on."""
    words = AddWords(case_no=moment.talk.case_no, text=moment.text)
    back = give_back(moment)
    return replace(back, effects=(words, *back.effects))


def _left_alone(moment: Moment) -> bool:
    """Whether somebody asks and nobody has answered: silence looks like a fault."""
    talk, mind = moment.talk, moment.mind
    if mind is None or moment.event.kind is not EventKind.TEXT:
        return False
    waits = talk.mode is Mode.WAITING
    if waits and patterns.search("asks_when", mind.text):
        return True
    if waits and talk.silent and patterns.search("anyone_there", mind.text):
        return True
    long_ago = moment.away is not None and moment.away > LONG
    calls = moment.asks or mind.id == "greeting"
    return calls and (long_ago or (waits and not talk.carried))


def _said_once(moment: Moment, turn: Turn, key: str = "handoff.carried") -> Turn:
    """That the words were carried, when somebody will look, and how to have the bot back."""
    said = called(moment.scene.content, moment.now, key)
    if moment.mind is not None and moment.mind.id == "who-are-you" and moment.asks:
        said = Say(key="handoff.robot")
    said = replace(said, choices=moment.scene.choices(BACK))
    return replace(turn.after(said), talk=replace(turn.talk, carried=True, silent=0))


def _pressed(moment: Moment, pick: str) -> Turn:
    """A button is meant for the bot: it says who is listening, and how to get it back."""
    if pick == "confirm":
        return checked(moment)
    return below_card.after_card(moment) or _listened(moment)


def _listened(moment: Moment) -> Turn:
    """Who is listening, or still awaited, and how to have the bot back."""
    say = Say(key="handoff.already")
    if moment.talk.mode is Mode.WAITING:
        say = called(moment.scene.content, moment.now, "handoff.awaited")
    return moment.turn(replace(say, choices=moment.scene.choices(BACK)))


def checked(moment: Moment) -> Turn:
    """'답변 확인': what was held is shown before this, by the outbox."""
    key = "handoff.reply_waiting" if moment.talk.case_no else "handoff.no_reply"
    ways = (BACK,) if moment.talk.mode is not Mode.BOT else ("receipt", "menu")
    return moment.turn(Say(key=key, choices=moment.scene.choices(*ways)))


def _wants_cut(moment: Moment) -> bool:
    mind = moment.mind
    plainly = mind is not None and mind.decision is Decision.START and mind.score >= PLAINLY
    if patterns.search("leaves_us", moment.text):
        return False
    return plainly and mind is not None and mind.id == "cut-link"


def give_back(moment: Moment) -> Turn:
    """The bot answers again; a form that was set aside is offered."""
    talk = replace(moment.talk, mode=Mode.BOT, expecting=None)
    says = [Say(key="handoff.back", choices=moment.scene.choices("menu", "person"))]
    if talk.form is not None:
        title = moment.scene.content.forms[talk.form.form_id].title
        choices = moment.scene.choices("resume", "menu", "person")
        says = [Say(key="handoff.back_form", params={"form": title}, choices=choices)]
    return Turn(talk=talk, says=tuple(says), effects=(GiveBack(case_no=moment.talk.case_no),))
