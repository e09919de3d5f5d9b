"""A form that was sent becomes a case, or completes the one its alarm opened."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from bot.content import patterns
from bot.dialog import clock
from bot.dialog.choices import bare
from bot.dialog.turn import Submit
from bot.domain import triage
from bot.domain.case import Author, Case, EventName, ReplyWay, Risk
from bot.domain.conversation import Conversation
from bot.domain.form import FieldKind, Form, FormProgress
from bot.domain.receipt import make_word
from bot.services import placing
from bot.services.alarms import told_by
from bot.services.hearing import heard
from bot.services.work import Work, promised, tied, untied

Lines = list[tuple[datetime, str]]


def submit(work: Work, effect: Submit) -> tuple[Conversation, Mapping[str, str]]:
    """Returns the conversation and what is said of the case: number, word, time, way."""
    form = work.deps.scene.content.forms[effect.progress.form_id]
    case = _completed(work, form, effect)
    if case is None:
        case = _filled(work, _new(work, form, effect), form, effect)
        lines = _told(form, effect, work.said(effect.progress))
        work = work.by(work.open(case, lines))
    else:
        work = work.by(tied(work.talk, case.number, work.said_at))
    _keep_photos(work, case, form, effect.progress)
    content = work.deps.scene.content
    word = make_word(*content.receipt_words, work.deps.random)
    work.uow.receipts.add(case.number, word)
    return _way_back(work, case, effect.way), {
        "number": case.number,
        "word": word,
        "way": content.catalog.render(f"form.way.{_way_key(work, effect.way)}"),
        "due": clock.words(content.catalog, promised(work.deps, case), work.now),
    }


def _new(work: Work, form: Form, effect: Submit) -> Case:
    risk = _risk(work, form, effect.progress)
    return work.new_case(form.case_type, risk, promised=form.promise_minutes)


def _completed(work: Work, form: Form, effect: Submit) -> Case | None:
    """The case an alarm opened for this form, now with all of it. None when there is none."""
    earlier = work.case_at_hand()
    if earlier is None or not told_by(work, earlier, effect.progress):
        return None
    work = work.on(earlier)
    risk = _risk(work, form, effect.progress)
    priority = triage.more_urgent(earlier.priority, triage.priority(risk))
    earlier = heard(work, earlier)
    case = replace(
        earlier,
        type=form.case_type,
        risk=risk,
        complete=True,
        priority=priority,
        due_at=min(earlier.due_at, work.due(priority, form.promise_minutes)),
    )
    case = _filled(work, case, form, effect)
    work.uow.cases.save(case)
    work.record(case, EventName.COMPLETED)
    work.tell(case, _told(form, effect, work.untold()))
    return case


def _told(form: Form, effect: Submit, lines: Lines) -> Lines:
    """Whoever chose to stay unknown after giving a number has not given it."""
    if not form.anonymous_default or effect.way is ReplyWay.CONTACT:
        return lines
    kept = ((at, patterns.without("phone", text).strip()) for at, text in lines)
    return [(at, text) for at, text in kept if bare(text)]


def _risk(work: Work, form: Form, progress: FormProgress) -> Risk:
    rules = work.deps.scene.content.triage
    return triage.assess(rules, work.words(progress), form, progress.answers)


def _filled(work: Work, case: Case, form: Form, effect: Submit) -> Case:
    """The case with the form's answers, its 관할 동 and team."""
    code = placing.code(form, effect.progress)
    dong = work.deps.scene.places.dong(code) if code else None
    return replace(
        case,
        answers=placing.answer_sheet(work, form.fields, effect.progress),
        first_words=_first_words(form, effect.progress) or case.first_words,
        dong=code or case.dong,  # of an alarm it may be known from other words
        dong_name=dong.label if dong else case.dong_name,
        team=work.pack.team_of(code) if code else case.team,
        anonymous=form.anonymous_default,
        reply_way=effect.way,
    )


def _first_words(form: Form, progress: FormProgress) -> str:
    """How they put it themselves: what led to the form, or its first question."""
    asked = (progress.answers.get(f.id) for f in form.fields if f.first_words)
    return progress.first_words or next((a.text for a in asked if a and a.text), "")


def _keep_photos(work: Work, case: Case, form: Form, progress: FormProgress) -> None:
    fields = (f for f in form.fields if f.kind is FieldKind.PHOTO and f.id in progress.answers)
    ids = [int(v) for f in fields for v in progress.answers[f.id].values]
    if not ids:
        return
    work.uow.photos.move(ids, work.talk.id, case.number)
    for photo_id in ids:
        work.uow.cases.say(case.number, work.now, Author.RESIDENT, "", photo_id=photo_id)


def _way_back(work: Work, case: Case, way: ReplyWay) -> Conversation:
    """Keep the way back only where the person wants answers here."""
    if way is ReplyWay.HERE:
        return work.talk
    work.uow.links.cut(case.number)
    return untied(work.talk, case.number)


def _way_key(work: Work, way: ReplyWay) -> str:
    cannot_ring = way is ReplyWay.HERE and work.deps.only_answers(work.talk.channel)
    return "here_kakao" if cannot_ring else str(way)
