"""What is said in the middle of a form and is no answer: it is heard, then the same question
is asked again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot.content import patterns
from bot.dialog.answering import answers, offers
from bot.dialog.choices import bare, chosen
from bot.dialog.forms import (
    correction,
    fields,
    question,
    remarks,
    steering,
    steps,
    summary,
    switching,
)
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.form import Field, FieldKind, Stage
from bot.domain.messages import Say
from intents import Decision

#: Above this certainty a free sentence inside a form asks about a programme.
SURE = 0.6
#: Small talk is short; a longer sentence that begins with a greeting says something.
MAX_SMALL = 15
#: A programme this likely is worth offering in the middle of a form.
LIKELY = 0.4
#: So many letters make a question of its own, and not an answer in doubt.
ASKS = 8
#: So many letters of a word are the word, whatever particle follows.
WORD = 3
#: What no published answer was found for.
_UNANSWERED = frozenset({Decision.CLARIFY, Decision.UNKNOWN, Decision.START})
_LANGUAGE = "language-"
_SMALL = {
    "greeting": "form.hello",
    "thanks": "form.thanks",
    "who-are-you": "smalltalk.who-are-you",
}


def take(moment: Moment) -> Turn | None:
    """The turn when the words are no answer to the open question, else None."""
    for step in _STEPS:
        turn = step(moment)
        if turn is not None:
            return turn
    return None


def published(moment: Moment, choice: str) -> Turn:
    """A pressed answer about a programme, and the same question again."""
    answer = answers.pressed(moment, choice, offer=False)
    if answer is None:
        return steering.stale(moment)
    return question.show(moment, *answer.says, Say(key="form.same_again"))


def _field(moment: Moment) -> Field | None:
    form, progress = question.form_of(moment)
    return form.field(progress.at) if progress.stage is Stage.ASKING else None


def _nothing_left(moment: Moment) -> Turn | None:
    """Only a number that we do not keep: nothing was answered yet."""
    masked = moment.mind is not None and moment.mind.masked
    if not masked or bare(patterns.without("masked", moment.text)):
        return None
    field = _field(moment)
    of_phone = field is not None and field.kind is FieldKind.PHONE
    return question.show(moment, *((Say(key="form.phone_part"),) if of_phone else ()))


def _rude(moment: Moment) -> Turn | None:
    if moment.mind is None or moment.mind.decision is not Decision.BOUNDARY:
        return None
    key = "boundary.again" if moment.talk.rude else "boundary.first"
    turn = question.show(moment, Say(key=key))
    return replace(turn, talk=replace(turn.talk, rude=moment.talk.rude + 1))


def _small_talk(moment: Moment) -> Turn | None:
    mind = moment.mind
    if mind is None or mind.decision is not Decision.SMALLTALK or len(bare(mind.text)) > MAX_SMALL:
        return None
    if _answers_all_the_same(moment):
        return None
    if mind.id == "goodbye" and mind.score >= SURE:
        say = Say(key="form.paused", choices=moment.scene.choices("resume", "menu"))
        return steering.set_aside(moment).turn(say)
    key = _SMALL.get(mind.id or "")
    return question.show(moment, Say(key=key)) if key else None


def _answers_all_the_same(moment: Moment) -> bool:
    """'반곡동' resembles a greeting, and '동의합니다 감사합니다' agrees as well."""
    field = _field(moment)
    if field is None:
        return False
    if field.kind is FieldKind.PLACE:
        return bool(moment.scene.places.guess(moment.text).candidates)
    agreed = (patterns.search(name, moment.text) for name in ("agree", "agree_plainly"))
    return field.kind is FieldKind.CONSENT and any(agreed)


def _foreign(moment: Moment) -> Turn | None:
    """Another language gets the card in that language, where not any words are an answer."""
    mind, field = moment.mind, _field(moment)
    if mind is None or not (mind.id or "").startswith(_LANGUAGE):
        return None
    if field is not None and field.kind in switching.ANY_WORDS:
        return None
    return question.show(moment, Say(key=str(mind.id).replace("-", ".", 1)))


def _edit(moment: Moment) -> Turn | None:
    """'주소 고칠게요' before the summary: an answered question is asked again; what is not found
    can be put right at the end."""
    field = _field(moment)
    plainly = patterns.search("edit_only", moment.text)
    if field is None or not (plainly or patterns.search("form_wrote_wrong", moment.text)):
        return None
    form, progress = question.form_of(moment)
    target = summary.called(form, progress, moment.text)
    if not plainly and (target is None or target not in progress.answers):
        return None
    if target is None or target not in progress.answers:
        return question.show(moment, Say(key="form.edit_later"))
    reopened = steps.reopened(progress, target)
    return question.show(moment.at(replace(moment.talk, form=reopened)))


def _more(moment: Moment) -> Turn | None:
    """'엄마 약값도 추가해 주세요' at a question that it does not answer."""
    field, mind = _field(moment), moment.mind
    if field is None or field.kind is FieldKind.CONSENT or field.first_words or mind is None:
        return None
    adds = mind.id == "case-add" and patterns.search("form_adds", mind.text)
    return correction.added(moment) if adds else None


def _why(moment: Moment) -> Turn | None:
    """'이런 건 왜 물어요?', and before sending: 'who gets to see this?'"""
    field = _field(moment)
    if field is None:
        asked = moment.asks and patterns.search("send_where", moment.text)
        return question.show(moment, Say(key="form.why_send")) if asked else None
    if field.kind is FieldKind.CONSENT or not patterns.search("why", moment.text):
        return None
    return question.show(moment, Say(key="form.why"))


def _word_asked(moment: Moment) -> Turn | None:
    """'중위소득이 뭐예요?': a word of the question, and not what a programme is called."""
    mind, field = moment.mind, _field(moment)
    if mind is None or field is None or not patterns.search("what_is", mind.text):
        return None
    if not _about_question(mind.text, field) or answers.calls_by_name(moment, mind):
        return None
    return question.show(moment, Say(key="form.explained", params={"hint": field.hint}))


def _programme(moment: Moment) -> Turn | None:
    """A question about a programme is answered on the spot."""
    mind, field = moment.mind, _field(moment)
    if mind is None or mind.decision is not Decision.ANSWER or not mind.id or mind.score < SURE:
        return None
    if field is not None and (not mind.is_question or _chooses(moment, field)):
        return None
    if field is not None and field.kind is FieldKind.CONSENT and _of_consent(moment):
        return None
    if field is not None and field.first_words and _is_matter(moment):
        return None  # what somebody wants to talk of is often put as a question
    if field is not None and field.kind is FieldKind.SINCE and _tells_since(moment):
        return None
    part = answers.asked_part(moment)
    answer = answers.about(moment, mind.id, part, offer=False)
    if answer is None:
        return None
    return question.show(moment, *answer.says, Say(key="form.same_again"))


def _is_matter(moment: Moment) -> bool:
    """Of oneself whatever asks for no answer at once; of a neighbour only a whole story."""
    form, _ = question.form_of(moment)
    told = not form.anonymous_default or len(bare(moment.text)) >= answers.STORY
    return told and not moment.asks_plainly


def _tells_since(moment: Moment) -> bool:
    """'아마 작년 겨울부터?' is an answer in doubt."""
    return len(bare(moment.text)) <= MAX_SMALL and bool(patterns.search("tells_since", moment.text))


def _of_consent(moment: Moment) -> bool:
    """'동의 안 하면 어떻게 돼요?' is about this very question."""
    return bool(patterns.search("of_consent", moment.text))


def _which_programme(moment: Moment) -> Turn | None:
    """A plain question that we cannot answer for sure: what it may mean is offered, and it is
    left to staff. It is no answer to what was asked."""
    mind, field = moment.mind, _field(moment)
    if mind is None or field is None or not _asks_back(moment, field):
        return None
    if _about_question(mind.text, field):
        return question.show(moment, Say(key="form.explained", params={"hint": field.hint}))
    likely = (c.id for c in mind.candidates if c.score >= LIKELY)
    known = (i for i in likely if moment.scene.content.faq.get(i))
    found = tuple(c for i in known if (c := offers.candidate(moment, i)))[:2]
    if not found:
        return question.show(moment, Say(key="form.question_kept"))
    turn = question.show(moment, Say(key="form.which_programme"))
    *before, last = turn.says
    choices = (*found, *last.choices[: question.MAX_CHOICES - len(found)])
    return replace(turn, says=(*before, replace(last, choices=choices)))


def _about_question(text: str, field: Field) -> bool:
    """'중위소득이 뭐예요?': a word of the question itself, which its hint explains."""
    words = (w for w in text.split() if len(w) >= WORD)
    return bool(field.hint) and any(w[:WORD] in field.ask for w in words)


def _asks_back(moment: Moment, field: Field) -> bool:
    """Whether a question was put instead of an answer. '아마 3월부터?' is an answer in doubt."""
    mind = moment.mind
    asks = moment.asks_plainly or (moment.asks and field.kind is FieldKind.SINCE)
    if mind is None or not asks or field.kind is FieldKind.CONSENT:
        return False
    if mind.decision not in _UNANSWERED or _chooses(moment, field):
        return False
    length = len(bare(mind.text))
    if field.kind is FieldKind.SINCE:
        since = any(p.search(mind.text) for p in moment.scene.content.since_patterns)
        return not since and not _tells_since(moment)
    if field.kind is FieldKind.PLACE:
        return length >= ASKS and not moment.scene.places.guess(mind.text).candidates
    return length >= ASKS


def _chooses(moment: Moment, field: Field) -> bool:
    """Whether the words already are one of the answers offered, or a number asked for."""
    if field.kind is FieldKind.CONSENT:
        return False
    _, progress = question.form_of(moment)
    by_shape = fields.shaped(field, moment.text) or fields.in_own_words(field, moment.text)
    if by_shape and not moment.asks_plainly:
        return True  # '때리는 소리는 안나요' only sounds like a question
    if field.kind is FieldKind.PHONE and fields.normal_phone(moment.text):
        return True
    return chosen(moment, fields.offered(field, moment, progress)) is not None


_STEPS: tuple[Callable[[Moment], Turn | None], ...] = (
    _nothing_left,
    _rude,
    remarks.take,
    _small_talk,
    _foreign,
    _edit,
    _more,
    switching.told_of_neighbour,
    switching.told_of_self,
    switching.asked_for,
    _why,
    _word_asked,
    _programme,
    _which_programme,
)
