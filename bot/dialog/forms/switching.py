"""From the form that is open to another one: asked first, and what was told goes along."""

from __future__ import annotations

from dataclasses import replace

from bot.content import patterns
from bot.dialog import reported
from bot.dialog.choices import bare
from bot.dialog.forms import correction, fields, keeping, number, prefill, question
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.conversation import Expecting
from bot.domain.form import Field, FieldKind, Form, FormProgress, Stage
from bot.domain.messages import Say
from intents import Decision

#: Above this certainty a free sentence inside a form may mean another service.
SURE = 0.6
#: The same where any words may be the answer.
QUITE_SURE = 0.85
#: A longer sentence says more than which form is wanted.
MAX_SMALL = 15
#: Where any words may be the answer.
ANY_WORDS = frozenset({FieldKind.TEXT, FieldKind.SINCE, FieldKind.PLACE})
_REPORT, _REQUEST = "report-neighbour", "self-request"


def asked_for(moment: Moment) -> Turn | None:
    """The words surely ask for another form: ask before leaving this one."""
    mind, field = moment.mind, _open(moment)
    if mind is None or mind.decision is not Decision.START or not mind.id:
        return None
    free = field is not None and field.kind in ANY_WORDS
    if mind.score < (QUITE_SURE if free else SURE) or not patterns.search("asks_for", mind.text):
        return None
    other = moment.scene.content.form_for_intent(mind.id)
    if other is None or (field is not None and _fits(moment, field)):
        return None
    if number.of_form(moment) is not None:
        return None  # '010-…로 전화주세요' answers this form, which asks for a number as well
    form, _ = question.form_of(moment)
    if other.id != form.id:
        return to(_carrying(moment), other)
    return question.show(moment) if len(bare(mind.text)) <= MAX_SMALL else None


def told_of_neighbour(moment: Moment) -> Turn | None:
    """'옆집 할머니가 3일째 안 보여요' in a form of one's own: a report takes no agreement and no
    telephone number, and asks where that is. Here the neighbour would become the one who writes.
    Whoever would rather not change has told it all the same."""
    form, progress = question.form_of(moment)
    field, report = _open(moment), moment.scene.content.form_for_intent(_REPORT)
    if form.anonymous_default or field is None or report is None or not _takes_story(field):
        return None
    if not _tells_of_neighbour(moment, field):
        return None
    kept = moment.at(replace(moment.talk, form=_with_story(moment, field, progress)))
    return to(_carrying(kept), report, "form.switch_told")


def told_of_self(moment: Moment) -> Turn | None:
    """'아 그게 아니고 제가 힘들어요' at the beginning of a report in which nobody was told of yet:
    help for oneself begins with another form."""
    form, progress = question.form_of(moment)
    own = moment.scene.content.form_for_intent(_REQUEST)
    if not form.anonymous_default or _open(moment) is None or own is None:
        return None
    if any(f.first_words and f.id in progress.answers for f in form.fields):
        return None
    return to(_carrying(moment), own, "form.switch_self") if _tells_of_self(moment) else None


def _tells_of_self(moment: Moment) -> bool:
    mind = moment.mind
    if mind is None or moment.asks_plainly or not patterns.search("first_person", mind.text):
        return False
    if any(patterns.search(name, mind.text) for name in ("another_home", "honoured", "hearsay")):
        return False
    if reported.named(mind.text):
        return False
    wants = mind.decision is Decision.START and mind.id == _REQUEST
    needs = mind.decision is Decision.ANSWER and not mind.is_question
    return (wants or needs) and mind.score >= SURE


def _takes_story(field: Field) -> bool:
    """Where a story is told although something else is asked, or to the question what it is."""
    return field.first_words or field.kind in {FieldKind.CONSENT, FieldKind.PHONE}


def _tells_of_neighbour(moment: Moment, field: Field) -> bool:
    mind = moment.mind
    if mind is None or mind.decision is not Decision.START or mind.id != _REPORT or moment.asks:
        return False
    if mind.score < (QUITE_SURE if field.kind in ANY_WORDS else SURE):
        return False
    if any(patterns.search(name, mind.text) for name in ("own_kin", "spouse", "not_there")):
        return False
    return bool(reported.named(mind.text) or patterns.search("another_home", mind.text))


def _with_story(moment: Moment, field: Field, progress: FormProgress) -> FormProgress:
    if field.kind is FieldKind.CONSENT:
        return keeping.held_back(moment, progress)
    return correction.with_news(moment) or progress


def _carrying(moment: Moment) -> Moment:
    words = prefill.opening_words(moment)
    return moment.at(replace(moment.talk, last_words=words))


def to(moment: Moment, other: Form, key: str = "form.switch_sure") -> Turn:
    """Ask before what was filled in is given up for another form."""
    form, _ = question.form_of(moment)
    ways: tuple[str, ...] = ("yes", "no")
    if other.id == form.id:
        key, ways = "form.draft_there", ("resume", "anew")
    say = Say(
        key=key,
        params={"new": other.title, "title": form.title},
        choices=moment.scene.choices(*ways),
    )
    return moment.turn(say, expecting=Expecting.START_SURE, pending_form=other.id)


def _open(moment: Moment) -> Field | None:
    form, progress = question.form_of(moment)
    return form.field(progress.at) if progress.stage is Stage.ASKING else None


def _fits(moment: Moment, field: Field) -> bool:
    """'전화로 주세요' where 'call me' is one of the options."""
    _, progress = question.form_of(moment)
    return bool(field.options) and fields.read(field, moment, progress).answer is not None
