"""The programme just spoken of: its parts, told or offered, where words lean on it."""

from __future__ import annotations

from bot.content import patterns
from bot.dialog import safety
from bot.dialog.answering import answers
from bot.dialog.choices import bare
from bot.dialog.moment import Moment
from bot.dialog.turn import Turn
from bot.domain.messages import Say
from intents import Decision, Part

#: A question about the programme just spoken of is short; a longer one brings its own subject.
MAX_FOLLOW_UP = 40
#: Fewer letters ('ㅎㅎ', '음') are about nothing.
SAYS = 3
#: So surely somebody asks what became of a request, though none is known here.
SURELY = 0.97
#: What words may have been taken for that go on from an answer.
DOUBTS = frozenset({Decision.ANSWER, Decision.CLARIFY, Decision.UNKNOWN})
#: What tells of no programme in particular, by the part of the present one it then asks about.
OF_ANY = {"how-to-apply": Part.HOW, "center-info": Part.HOW}


def leaves_open(text: str) -> bool:
    """Whether words say something, and are too few to bring a subject of their own."""
    return SAYS <= len(bare(text)) <= MAX_FOLLOW_UP


def tells_below_a_card(moment: Moment) -> bool:
    """'돈도 없어요' of somebody in danger asks no price."""
    return safety.in_danger(moment) and not moment.asks


def near(moment: Moment, part: Part) -> Turn | None:
    """The part that is nearest to a question. For whom a programme is says much, and not whether
    it is for just this one ('여름에도 돼요?'): that is said."""
    insists = moment.talk.part == part and patterns.search("insists", moment.text)
    if part is Part.WHO and insists:
        ways = moment.scene.choices("request", "person")
        return moment.turn(Say(key="faq.cannot_tell", choices=ways))
    told = answers.about(moment, moment.talk.topic, part)
    if told is None or part is not Part.WHO or patterns.search("names_who", moment.text):
        return told
    return told.before(Say(key="faq.near"))


def parts(moment: Moment, *, tells: bool = False) -> Turn | None:
    """The parts of the present answer, offered. Whoever told something ('진단서는 있어요') is heard
    rather than not understood."""
    told = answers.about(moment, moment.talk.topic)
    if told is None:
        return None
    [whole] = told.says
    tells = tells or moment.part is Part.TOLD or (moment.part is Part.OTHER and not moment.asks)
    key = "unknown.told_of_topic" if tells else "unknown.in_topic"
    if tells and moment.talk.misses:
        key = "unknown.told_more"
    title = moment.scene.content.faq.title(moment.talk.topic) or ""
    return moment.turn(Say(key=key, params={"title": title}, choices=whole.choices), misses=1)
