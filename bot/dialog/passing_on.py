"""What is said after an alarm reaches the people who answer it, whatever the bot makes of it.

'마장동 현대아파트 101동이에요' below a card is a place to come to, although it may sound like a
question about flats; and where the one lies who does not answer the door must not wait until a
report is sent.
"""

from __future__ import annotations

from bot.content import patterns
from bot.dialog import keeping, safety
from bot.dialog.choices import bare, steers
from bot.dialog.moment import Moment
from bot.dialog.turn import AddWords, Turn
from bot.domain.case import CRISIS_TYPE
from bot.domain.conversation import Mode
from bot.domain.events import EventKind
from bot.domain.form import FieldKind, FormProgress, Stage


def passed_on(moment: Moment, turn: Turn) -> Turn:
    """The turn with the words going to the case of the alarm, unless it does something itself."""
    if turn.effects or turn.need is not None:
        return turn
    words = _of_the_danger(moment)
    if not bare(words):
        return turn
    return turn.doing(AddWords(case_no=moment.talk.crisis_case, text=words, if_open=True))


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
        return moment.text if safety.in_danger(moment) else ""
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
