"""The crisis step: the alarm, and what goes on below the card.

Whom the danger is about decides where it belongs: one's own to one's own request, somebody else's
to the report of it. The two are never one case.
"""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog import menu, reported, safety
from bot.dialog.forms import form, question, steering
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, Alarm, Turn
from bot.domain.conversation import Expecting, Mode
from bot.domain.form import FormProgress, Stage
from bot.domain.messages import Say, Tone
from intents import Crisis, CrisisLevel, Who

#: 'I did not understand' has no place below a card.
_NOT_BELOW = ("form.not_understood", "form.edit_unknown", "unknown.")


def interrupt(moment: Moment) -> Turn | None:
    """A turn when the words raise the alarm, else None."""
    crisis = moment.mind.crisis if moment.mind else None
    if crisis is None or crisis.level is not CrisisLevel.ALARM or safety.helped(moment):
        return None
    crisis = _in_context(moment, crisis)
    if crisis.who is Who.SELF:
        return _own(moment, crisis)
    return _others(moment, crisis)


def helped(moment: Moment) -> Turn | None:
    """Help is on its way, or there: that is heard, staff hear of it, and what was open goes on."""
    said = safety.helped(moment)
    if said is None or moment.talk.mode is not Mode.BOT or moment.talk.receipt is not None:
        return None
    under_way = _under_way(moment)
    if under_way is not None:
        reports = _is_report(moment, under_way)
        text = patterns.without("phone", moment.text).strip() if reports else moment.text
        return _told(moment, question.show(moment, said), text)
    choices = moment.scene.choices("person", "call_me")
    return _told(moment, moment.turn(replace(said, choices=choices)), moment.text)


def _told(moment: Moment, turn: Turn, text: str) -> Turn:
    """Staff hear of it on the case of the alarm, while there is a way to it."""
    case_no = moment.talk.crisis_case
    return turn.doing(AddWords(case_no=case_no, text=text, if_open=True)) if case_no else turn


def _in_context(moment: Moment, crisis: Crisis) -> Crisis:
    """'쓰러져 계세요' names nobody: in a report, and on an opened case, it is the one reported."""
    under_way = _under_way(moment)
    reporting = under_way is not None and _is_report(moment, under_way)
    told = reporting or moment.talk.receipt is not None
    if not told or crisis.kind == "suicide" or patterns.search("first_person", moment.text):
        return crisis
    if crisis.kind == "abuse-domestic":
        return _of_reported(moment, crisis)
    return replace(crisis, who=Who.OTHER)


def _of_reported(moment: Moment, crisis: Crisis) -> Crisis:
    """'또 때려요' in the report of a child that is beaten is about that child; 'my husband' is
    not."""
    before, _, whom = moment.talk.crisis_kind.partition(".")
    if whom != Who.OTHER or patterns.search("spouse", moment.text):
        return crisis
    return replace(crisis, who=Who.OTHER, kind=before)


def _own(moment: Moment, crisis: Crisis) -> Turn:
    under_way = _under_way(moment)
    own = under_way if under_way and not _is_report(moment, under_way) else None
    ask = Say(
        key="crisis.alone_ask",
        choices=moment.scene.choices("alone_yes", "alone_no", "person"),
        tone=Tone.CRISIS,
    )
    talk = replace(
        steering.set_aside(moment).talk,
        expecting=Expecting.CRISIS_ALONE,
        crisis_kind=safety.about(crisis.kind, "self"),
        crisis_at=moment.now,
    )
    says = (*safety.card(moment, crisis.kind, "self"), ask)
    if moment.talk.expecting is Expecting.CRISIS_ALONE and safety.is_recent(moment):
        *card, told = safety.card(moment, crisis.kind, "self")  # asked already
        says = (*card, replace(told, choices=moment.scene.choices("person", "call_me")))
    return Turn(talk=talk, says=says, effects=(_alarm(moment, crisis, form_=own),))


def _others(moment: Moment, crisis: Crisis) -> Turn:
    """The card, and below it what they were telling us goes on."""
    card = safety.card(moment, crisis.kind, "other")
    kind = safety.about(crisis.kind, "other")
    talk = replace(moment.talk, crisis_kind=kind, crisis_at=moment.now)
    alarmed = moment.at(talk)
    if talk.mode is not Mode.BOT:
        return alarmed.turn(*card).doing(_alarm(moment, crisis))
    if talk.receipt is not None:
        return _of_opened(alarmed, card, crisis)
    of_sent = reported.alarmed(alarmed, card, _alarm(moment, crisis))
    if of_sent is not None:
        return of_sent
    on = _going_on(alarmed)
    below = tuple(s for s in on.says if not s.key.startswith(_NOT_BELOW))
    report = on.talk.form if on.talk.form and _is_report(moment, on.talk.form) else None
    if report is not None and report.stage is Stage.PAUSED:
        report = None  # set aside: it may be about another household
    alarm = _alarm(moment, crisis, form_=report)
    rest = tuple(e for e in on.effects if not isinstance(e, Alarm))
    return replace(on, says=(*card, *below), effects=(alarm, *rest))


def _of_opened(moment: Moment, card: tuple[Say, ...], crisis: Crisis) -> Turn:
    """News of a case that was opened by its receipt belong to that case."""
    view = moment.talk.receipt
    assert view is not None
    alarm = replace(_alarm(moment, crisis), case_no=view.case_no)
    choices = moment.scene.choices("status", "add", "close_receipt")
    added = Say(key="receipt.added", choices=choices)
    return moment.turn(*card, added, expecting=Expecting.RECEIPT_TEXT).doing(alarm)


def _going_on(moment: Moment) -> Turn:
    progress = moment.talk.form
    if progress is None:
        started = menu.service(moment, "report-neighbour")
        return started or moment.turn()
    if progress.stage is Stage.PAUSED:
        return _beside_draft(moment)
    if _is_report(moment, progress) or _tells_first(moment, progress):
        return form.take(moment) or moment.turn()
    # The form is about the one who writes: these words are no answer to it.
    return question.show(moment, Say(key="crisis.beside"))


def _beside_draft(moment: Moment) -> Turn:
    """A half-filled form lies there, perhaps about something else: it is not written over."""
    open_form, _ = question.form_of(moment)
    say = Say(
        key="crisis.report_next",
        params={"title": open_form.title},
        choices=moment.scene.choices("report", "resume", "person"),
    )
    return moment.turn(say, last_words=moment.text)


def _under_way(moment: Moment) -> FormProgress | None:
    progress = moment.talk.form
    return progress if progress is not None and progress.stage is not Stage.PAUSED else None


def _is_report(moment: Moment, progress: FormProgress) -> bool:
    """Whether the form is about somebody else."""
    return moment.scene.content.forms[progress.form_id].anonymous_default


def _tells_first(moment: Moment, progress: FormProgress) -> bool:
    """The question what is hardest takes all that is said."""
    open_form, _ = question.form_of(moment)
    return bool(progress.at) and open_form.field(progress.at).first_words


def _alarm(moment: Moment, crisis: Crisis, form_: FormProgress | None = None) -> Alarm:
    return Alarm(
        kind=crisis.kind,
        who=str(crisis.who),
        evidence=crisis.evidence,
        words=moment.text,
        form=form_,
    )
