"""One reader for each kind of question: words in, an answer out (or why not)."""

from __future__ import annotations

from collections.abc import Callable

from bot.content import patterns
from bot.dialog.choices import (
    bare,
    bare_label,
    bound,
    chosen,
    mentioned,
    named,
    number,
    numbers,
    option_words,
    unbound,
    with_label_parts,
)
from bot.dialog.forms import calling, place
from bot.dialog.moment import Moment
from bot.dialog.reading import DECLINED, MAX_ASIDE, NOTHING, Read, clipped
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, FormProgress, Option
from bot.domain.messages import Choice, Say
from intents import control

OPTION = "opt:"
AGREED = "agree"
#: The option that leaves no other ('밀린 것 없어요').
NONE = "none"
#: What people call yes and no, in the words that options are known by.
_YES_NO = {"yes", "no"}


def read(field: Field, moment: Moment, progress: FormProgress) -> Read:
    """Read the event as the answer to this question. `NOTHING` when it is not one."""
    return _READERS[field.kind](field, moment, progress)


def offered(field: Field, moment: Moment, progress: FormProgress) -> tuple[Choice, ...]:
    """The answers offered under a question, before the ways out."""
    if field.kind is FieldKind.PLACE:
        return place.offered(moment, progress)
    if field.kind is FieldKind.CONSENT:
        return tuple(bound(c, field.id) for c in moment.scene.choices("agree", "disagree"))
    taken = values(progress, field) if field.kind is FieldKind.CHOICES else ()
    left = (o for o in field.options if o.id not in taken)
    return tuple(Choice(id=f"{OPTION}{field.id}:{o.id}", label=o.label) for o in left)


def values(progress: FormProgress, field: Field) -> tuple[str, ...]:
    answer = progress.answers.get(field.id)
    return answer.values if answer else ()


def _option(field: Field, choice_id: str | None) -> Option | None:
    """The option of this very question; a button of another one is none."""
    if choice_id is None or not choice_id.startswith(OPTION):
        return None
    of, _, option_id = choice_id.removeprefix(OPTION).rpartition(":")
    return field.option(option_id) if of in {"", field.id} else None


def _choice(field: Field, moment: Moment, progress: FormProgress) -> Read:
    option = _exactly(field, moment) or shaped(field, moment.text)
    if option is None and in_own_words(field, moment.text):
        own = Answer(text=clipped(moment.text, MAX_ASIDE))
        return Read(answer=own, noted=Say(key="form.as_written"))
    option = option or _option(field, chosen(moment, offered(field, moment, progress)))
    if option is None and moment.text:
        option = _by_words(field, moment)
    if option is not None:
        text = clipped(moment.text, MAX_ASIDE) or option.label
        return Read(answer=Answer(text=text, values=(option.id,)))
    return _which(moment)


def _exactly(field: Field, moment: Moment) -> Option | None:
    """The option that was pressed, or whose very label was said."""
    if moment.event.kind is EventKind.PRESS:
        return _option(field, moment.event.choice)
    plain = bare(moment.text)
    return next((o for o in field.options if bare_label(o.label) == plain), None)


def shaped(field: Field, text: str) -> Option | None:
    """The first option that the whole answer has a shape of: '육십대', '다치진 않았어요'."""
    if not bare(text):
        return None
    return next((o for o in field.options if any(s.search(text) for s in o.shapes)), None)


def in_own_words(field: Field, text: str) -> bool:
    """'혼자요', which alone is none of the options and may become one by the next answer."""
    return bool(field.options) and any(s.search(text) for s in field.said)


def _by_words(field: Field, moment: Moment) -> Option | None:
    options = with_label_parts(field.options)
    near = named(moment.scene.interpreter, moment.text, option_words(options))
    several = () if near else mentioned(options, moment.text)
    if len(several) > 1 and any(o.alarm for o in options if o.id in several):
        return None  # '아니요 근데 때리는 소리가 나요': too grave to guess
    option = field.option(near or several[0]) if near or len(several) == 1 else None
    if option is not None and option.alarm and _denied(option, moment.text):
        return None  # '때리는 소리는 안 나요'
    if option is not None and patterns.search("unwanted", moment.text):
        return None  # '전화는 싫어요'
    return option or _yes_or_no(field, moment)


def _denied(option: Option, text: str) -> bool:
    """Whether a danger is said not to be there. '다치진 않았는데 대답이 없어요' names one."""
    ends = [hit.end() for hit in patterns.every("denied", text)]
    return bool(ends) and not mentioned((option,), text[ends[-1] :])


def _yes_or_no(field: Field, moment: Moment) -> Option | None:
    """'응' and '있어요' are the option that is known by a plain 'yes', also before more words:
    '아니요 안 받아요'."""
    first = next(iter(moment.text.split(maxsplit=1)), "")
    wish = moment.control or control(first)
    if wish not in _YES_NO:
        return None
    plain = bare(moment.scene.choice(wish).label)
    return next((o for o in field.options if any(bare(w) == plain for w in o.words)), None)


def _which(moment: Moment) -> Read:
    """A yes where several answers are one: ask which, without blame."""
    yes = moment.control == "yes"
    return Read(problem=Say(key="form.which_option")) if yes else NOTHING


def _choices(field: Field, moment: Moment, progress: FormProgress) -> Read:
    gathered = progress.answers.get(field.id)
    before = gathered.values if gathered else ()
    if gathered and _that_is_all(moment):
        return Read(answer=gathered)
    picked = _several(field, moment, progress)
    if not picked and in_own_words(field, moment.text):
        own = Answer(text=clipped(moment.text, MAX_ASIDE), values=before)
        return Read(answer=own, noted=Say(key="form.as_written"))
    if not picked:
        no = moment.control == "no"
        return DECLINED if no else _which(moment)
    found = (*before, *(p for p in picked if p not in before))
    answer = Answer(text=clipped(moment.text, MAX_ASIDE), values=found)
    if NONE in picked or len(found) == len(field.options) or not _one_by_one(moment):
        return Read(answer=answer)
    labels = ", ".join(o.label for v in found if (o := field.option(v)))
    return Read(answer=answer, more=True, noted=Say(key="form.chosen", params={"chosen": labels}))


def _that_is_all(moment: Moment) -> bool:
    """'네', '없어요', '그거면 돼요' to 'is there more?'."""
    said = moment.event.kind is EventKind.TEXT and moment.control in _YES_NO
    return said or bool(moment.text and patterns.search("that_is_all", moment.text))


def _one_by_one(moment: Moment) -> bool:
    """One press or one number adds one; a sentence and several numbers name all that is meant."""
    return moment.event.kind is EventKind.PRESS or len(numbers(moment.text)) == 1


def _several(field: Field, moment: Moment, progress: FormProgress) -> tuple[str, ...]:
    if moment.event.kind is EventKind.PRESS:
        option = _option(field, moment.event.choice)
        return (option.id,) if option else ()
    shown = offered(field, moment, progress)
    by_number = [shown[n - 1].id for n in numbers(moment.text) if 0 < n <= len(shown)]
    if by_number:
        return tuple(option.id for i in by_number if (option := _option(field, i)))
    option = _exactly(field, moment) or shaped(field, moment.text)
    if option is not None and option.id == NONE:
        return (option.id,)
    found = mentioned(with_label_parts(field.options), moment.text)
    shapes = {o.id for o in field.options if any(s.search(moment.text) for s in o.shapes)}
    if shapes:
        return tuple(o.id for o in field.options if o.id in {*found, *shapes})
    near = None if found else _by_words(field, moment)
    return (near.id,) if near else found


def _text(field: Field, moment: Moment, progress: FormProgress) -> Read:
    text = moment.text
    if moment.event.kind is EventKind.PRESS or not bare(text):
        return NOTHING
    if moment.control == "yes" and not field.takes_yes:
        return NOTHING  # '네' names nobody and no time
    if field.kind is FieldKind.SINCE and number(text) is not None and not progress.misses:
        return NOTHING  # '1' of what?
    noted = Say(key="form.clipped") if len(text) > field.max_length else None
    if field.calls and calling.is_outside(moment):
        noted = Say(key="form.call_hours")
    return Read(answer=Answer(text=clipped(text, field.max_length)), noted=noted)


def _phone(field: Field, moment: Moment, progress: FormProgress) -> Read:
    found = normal_phone(moment.text)
    if found:
        return Read(answer=Answer(text=found, values=(found,)))
    if not bare(moment.text):
        return NOTHING
    if _declines(moment):
        return DECLINED
    if patterns.search("phone_part", digits(moment.text)):
        return Read(problem=Say(key="form.phone_part"))
    yes = moment.control == "yes"
    return Read(problem=Say(key="form.phone_ask" if yes else "form.phone_invalid"))


def digits(text: str) -> str:
    """The text with a number that is written as it is spoken in digits: '공일공 일이삼사 …'."""
    hit = patterns.search("spoken_phone", text)
    if not hit:
        return text
    found = patterns.every("spoken_digit", hit.group(0))
    number = "".join(d.group(0) if d.lastgroup is None else d.lastgroup[1:] for d in found)
    return f"{text[: hit.start()]}{number}{text[hit.end() :]}"


def normal_phone(text: str) -> str | None:
    """A telephone number anywhere in the text, as 010-1234-5678."""
    hit = patterns.search("phone", digits(text))
    if not hit:
        return None
    head = hit.group(1) if hit.group(1).startswith("0") else f"0{hit.group(1)}"
    return "-".join((head, hit.group(2), hit.group(3)))


def _photo(field: Field, moment: Moment, progress: FormProgress) -> Read:
    """Pictures themselves are kept by `bot.dialog.forms.pictures`; these are words said instead.
    Nobody is asked a third time."""
    if not bare(moment.text) or moment.control == "yes":
        return NOTHING
    go_on = progress.misses or patterns.search("send_words", moment.text)
    return DECLINED if go_on or _declines(moment) else NOTHING


def _declines(moment: Moment) -> bool:
    return moment.control == "no" or bool(patterns.search("declines", moment.text))


def _consent(field: Field, moment: Moment, progress: FormProgress) -> Read:
    """Agreement must be plain: a question or anything in doubt is asked once more."""
    text = moment.text
    pick = unbound(chosen(moment, offered(field, moment, progress)) or "")[0]
    if patterns.search("not_wanted", text) and not moment.asks_plainly:
        return Read(answer=Answer(text=clipped(text, MAX_ASIDE), values=("disagree",)))
    asks = moment.asks or patterns.search("what_for", text) is not None
    if moment.event.kind is EventKind.TEXT and asks:
        return NOTHING if progress.misses else Read(problem=Say(key="form.consent_why"))
    if pick == "disagree" or patterns.search("refuse", text):
        return Read(answer=Answer(text=clipped(text, MAX_ASIDE), values=("disagree",)))
    if pick == "agree" or moment.control == "yes" or patterns.search("agree", text):
        return Read(answer=Answer(text=clipped(text, MAX_ASIDE), values=(AGREED,)))
    return NOTHING


Reader = Callable[[Field, Moment, FormProgress], Read]

_READERS: dict[FieldKind, Reader] = {
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.TEXT: _text,
    FieldKind.SINCE: _text,
    FieldKind.PLACE: place.read,
    FieldKind.PHONE: _phone,
    FieldKind.PHOTO: _photo,
    FieldKind.CONSENT: _consent,
}
