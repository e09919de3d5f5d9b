"""What is said after an alarm reaches the people who answer it, whatever the bot makes of it.

'마장동 현대아파트 101동이에요' below a card is a place to come to, although it may sound like a
question about flats; and where the one lies who does not answer the door must not wait until a
report is sent.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog import reported, safety
from bot.dialog.choices import bare, steers
from bot.dialog.forms import keeping, place
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, Alarm, AskPerson, Effect, Placed, Turn
from bot.domain.case import CRISIS_TYPE
from bot.domain.changing import changed
from bot.domain.conversation import Mode
from bot.domain.events import EventKind
from bot.domain.form import FieldKind, FormProgress, Stage


def passed_on(moment: Moment, turn: Turn) -> Turn:
    """The turn with the words going to the case of the alarm, unless it does something itself,
    and with the place as soon as it is told."""
    if not turn.effects and turn.need is None:
        words = _of_the_danger(moment)
        if bare(words):
            told = AddWords(case_no=moment.talk.crisis_case, text=words, if_open=True)
            turn = turn.doing(told)
    placed = _placed(moment, turn)
    turn = turn.doing(placed) if placed is not None else turn
    turn = turn.doing(*_pictured(moment, turn))
    return changed(turn, effects=tuple(_located(moment, effect) for effect in turn.effects))


def _pictured(moment: Moment, turn: Turn) -> tuple[Effect, ...]:
    """The picture whose words raised the alarm of a case that is open."""
    alarm = next((e for e in turn.effects if isinstance(e, Alarm) and e.case_no), None)
    if alarm is None or moment.photo_id is None or moment.talk.mode is not Mode.BOT:
        return ()
    return (AddWords(case_no=alarm.case_no, text="", photo_id=moment.photo_id, if_open=True),)


def _located(moment: Moment, effect: Effect) -> Effect:
    """An alarm with the 동 that its very words name: 'help me, 마장동 현대아파트 103동'."""
    if not isinstance(effect, Alarm) or moment.event.kind is not EventKind.TEXT:
        return effect
    return replace(effect, dong=_sure_dong(moment))


def _sure_dong(moment: Moment) -> str:
    found = place.guess(moment)
    return found.candidates[0].code if found.certain and found.candidates else ""


def _placed(moment: Moment, turn: Turn) -> Placed | None:
    """Where it is, for whoever answers the alarm: the answer just given in its report, else a 동
    in words that go to staff and tell where they are."""
    before, progress = moment.talk.form, turn.talk.form
    if before is not None and progress is not None and _is_alarm_of(moment, before):
        form = moment.scene.content.forms[progress.form_id]
        asked = [f.id for f in form.fields if f.kind is FieldKind.PLACE]
        if any(progress.answers.get(i) != before.answers.get(i) for i in asked):
            return Placed(case_no=moment.talk.crisis_case, form=progress)
    told = next((e for e in turn.effects if isinstance(e, AddWords | AskPerson)), None)
    if isinstance(told, AskPerson):
        return _at_home(moment, "", told.words)
    if told is None or told.by_receipt or moment.event.kind is not EventKind.TEXT:
        return None
    if not moment.asks and _tells_where(moment, told):
        dong = _sure_dong(moment)
        return Placed(case_no=told.case_no, dong=dong) if dong else None
    to_person = moment.talk.mode is not Mode.BOT
    return _at_home(moment, told.case_no, moment.text) if to_person else None


def _at_home(moment: Moment, case_no: str, words: str) -> Placed | None:
    dong = place.home(moment, words)
    return Placed(case_no=case_no, dong=dong, home=True) if dong else None


def _tells_where(moment: Moment, told: AddWords) -> bool:
    """Below an alarm every place counts; to a person only words that say nothing else."""
    if told.case_no and told.case_no == moment.talk.crisis_case:
        return True
    return moment.talk.mode is not Mode.BOT and place.is_only_place(moment)


def _is_alarm_of(moment: Moment, progress: FormProgress) -> bool:
    """Whether the open form is the report that the alarm came from."""
    if not moment.talk.crisis_case or progress.stage is Stage.PAUSED:
        return False
    form = moment.scene.content.forms[progress.form_id]
    return form.anonymous_default and not safety.in_danger(moment) and _is_told(moment, progress)


def _of_the_danger(moment: Moment) -> str:
    """The words that belong to an alarm of a moment ago; none are taken from another matter."""
    talk = moment.talk
    if not talk.crisis_case or not safety.is_recent(moment) or talk.crisis_kind == safety.DISTRESS:
        return ""
    if talk.mode is not Mode.BOT or talk.receipt is not None or talk.number:
        return ""
    if moment.event.kind is not EventKind.TEXT or moment.pick is not None or steers(moment.text):
        return ""
    progress = talk.form
    if progress is None or progress.stage is Stage.PAUSED:
        of_sent = talk.crisis_case == talk.case_no
        of_sent = of_sent and reported.is_meant(talk, moment.text, moment.now)
        return moment.text if safety.in_danger(moment) or of_sent else ""
    return _answered(moment, progress)


def _answered(moment: Moment, progress: FormProgress) -> str:
    """The answer to a question of the report that the alarm came from. What names the one who
    reports waits until it is sent, and is not sent at all by who stays unknown."""
    form = moment.scene.content.forms[progress.form_id]
    own_matter = not form.anonymous_default or safety.in_danger(moment)
    if own_matter or progress.stage is not Stage.ASKING or not _is_told(moment, progress):
        return ""
    field = form.field(progress.at)
    if field.personal or field.kind is FieldKind.CONSENT:
        return ""
    return patterns.without("phone", moment.text).strip()


def _is_told(moment: Moment, progress: FormProgress) -> bool:
    """Whether the alarm is this report's: raised in it, or just before it and on no report. A
    second report may be about another household."""
    talk = moment.talk
    at_hand = talk.at_hand if talk.case_no == talk.crisis_case else None
    before = at_hand is not None and at_hand.type == CRISIS_TYPE
    return before or keeping.alarmed(talk, progress)
