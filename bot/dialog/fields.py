"""One reader for each kind of question: words in, an answer out (or why not)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.content import patterns
from bot.dialog.choices import bare, chosen, mentioned, named, number, numbers, option_words
from bot.dialog.moment import Moment
from bot.domain.events import EventKind
from bot.domain.form import Answer, Field, FieldKind, FormProgress
from bot.domain.messages import Choice, Say

OPTION = "opt:"
DONG = "dong:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """What a reader made of the words. `answer` is kept; `more` means the question stays open
    (several choices, candidates of a place, further pictures); `problem` is what to say."""

    answer: Answer | None = None
    more: bool = False
    problem: Say | None = None
    candidates: tuple[str, ...] = ()
    noted: Say | None = None


NOTHING = Read()


def read(field: Field, moment: Moment, progress: FormProgress) -> Read:
    """Read the event as the answer to this question. `NOTHING` when it is not one."""
    if len(moment.text) > field.max_length:
        params = {"limit": str(field.max_length)}
        return Read(problem=Say(key="form.too_long", params=params))
    return _READERS[field.kind](field, moment, progress)


def offered(field: Field, moment: Moment, progress: FormProgress) -> tuple[Choice, ...]:
    """The answers offered under a question, before the ways out."""
    if field.kind is FieldKind.PLACE:
        places = moment.scene.places
        found = [places.dong(code) for code in progress.candidates]
        return tuple(Choice(id=DONG + d.code, label=d.label) for d in found if d)
    if field.kind is FieldKind.CONSENT:
        return moment.scene.choices("agree", "disagree")
    taken = _values(progress, field) if field.kind is FieldKind.CHOICES else ()
    choices = tuple(
        Choice(id=OPTION + o.id, label=o.label) for o in field.options if o.id not in taken
    )
    return (*choices, moment.scene.choice("done")) if taken else choices


def _values(progress: FormProgress, field: Field) -> tuple[str, ...]:
    answer = progress.answers.get(field.id)
    return answer.values if answer else ()


def _choice(field: Field, moment: Moment, progress: FormProgress) -> Read:
    pick = chosen(moment, offered(field, moment, progress))
    if pick is None and moment.text:
        pick = _by_words(field, moment)
    option = field.option((pick or "").removeprefix(OPTION))
    if option is None:
        return NOTHING
    return Read(answer=Answer(text=moment.text or option.label, values=(option.id,)))


def _by_words(field: Field, moment: Moment) -> str | None:
    near = named(moment.scene.interpreter, moment.text, option_words(field.options))
    if near:
        return near
    several = mentioned(field.options, moment.text)
    return several[0] if len(several) == 1 else None


def _choices(field: Field, moment: Moment, progress: FormProgress) -> Read:
    before = _values(progress, field)
    if chosen(moment, offered(field, moment, progress)) == "done" and before:
        return Read(answer=progress.answers[field.id])
    picked = _picked(field, moment, progress)
    if not picked:
        return NOTHING
    values = (*before, *(p for p in picked if p not in before))
    # One press adds one; words and numbers name all that is meant and close the question.
    more = moment.event.kind is EventKind.PRESS and len(values) < len(field.options)
    return Read(answer=Answer(text=moment.text, values=values), more=more)


def _picked(field: Field, moment: Moment, progress: FormProgress) -> tuple[str, ...]:
    shown = offered(field, moment, progress)
    if moment.event.kind is EventKind.PRESS:
        option = field.option((moment.event.choice or "").removeprefix(OPTION))
        return (option.id,) if option else ()
    by_number = [shown[n - 1].id for n in numbers(moment.text) if 0 < n <= len(shown)]
    if by_number:
        return tuple(i.removeprefix(OPTION) for i in by_number if i.startswith(OPTION))
    found = mentioned(field.options, moment.text)
    near = None if found else _by_words(field, moment)
    return (near,) if near else found


def _text(field: Field, moment: Moment, progress: FormProgress) -> Read:
    if moment.event.kind is EventKind.PRESS:
        return NOTHING
    return Read(answer=Answer(text=moment.text)) if bare(moment.text) else NOTHING


def _phone(field: Field, moment: Moment, progress: FormProgress) -> Read:
    found = normal_phone(moment.text)
    if found:
        return Read(answer=Answer(text=found, values=(found,)))
    return Read(problem=Say(key="form.phone_invalid")) if bare(moment.text) else NOTHING


def normal_phone(text: str) -> str | None:
    """A telephone number anywhere in the text, as 010-1234-5678."""
    hit = patterns.search("phone", text)
    if not hit:
        return None
    head = hit.group(1) if hit.group(1).startswith("0") else f"0{hit.group(1)}"
    return "-".join((head, hit.group(2), hit.group(3)))


def _photo(field: Field, moment: Moment, progress: FormProgress) -> Read:
    if moment.photo_id is None:
        return NOTHING
    before = _values(progress, field)
    answer = Answer(text=moment.text, values=(*before, str(moment.photo_id)))
    return Read(answer=answer, noted=Say(key="input.photo_kept"))


def _consent(field: Field, moment: Moment, progress: FormProgress) -> Read:
    pick = chosen(moment, moment.scene.choices("agree", "disagree"))
    text = moment.text
    if pick == "disagree" or (pick is None and patterns.search("refuse", text)):
        return Read(answer=Answer(text=text, values=("disagree",)))
    if pick == "agree" or (pick is None and patterns.search("agree", text)):
        return Read(answer=Answer(text=text, values=("agree",)))
    return NOTHING


def _place(field: Field, moment: Moment, progress: FormProgress) -> Read:
    pressed = _offered_dong(moment, progress)
    if pressed:
        return _dong_answer(pressed, moment, progress.answers.get(field.id))
    if moment.event.kind is EventKind.LOCATION and moment.event.location:
        point = moment.event.location
        # A position names no 동 here; it is kept as written for the visit and the 동 is asked.
        where = f"{point.latitude:.5f}, {point.longitude:.5f}"
        return Read(answer=Answer(text=where), more=True, problem=Say(key="place.which_dong"))
    if moment.event.kind is EventKind.PRESS or not bare(moment.text):
        return NOTHING
    return _by_address(field, moment, progress)


def _offered_dong(moment: Moment, progress: FormProgress) -> str | None:
    if moment.event.kind is EventKind.PRESS:
        choice = moment.event.choice or ""
        return choice.removeprefix(DONG) if choice.startswith(DONG) else None
    at = number(moment.text)
    if at is not None and 0 < at <= len(progress.candidates):
        return progress.candidates[at - 1]
    found = [moment.scene.places.dong(code) for code in progress.candidates]
    plain = bare(moment.text)
    return next((d.code for d in found if d and plain in (bare(d.name), bare(d.label))), None)


def _dong_answer(code: str, moment: Moment, before: Answer | None) -> Read:
    dong = moment.scene.places.dong(code)
    if dong is None:
        return NOTHING
    text = before.text if before and before.text else dong.label
    noted = Say(key="place.noted", params={"dong": dong.label})
    return Read(answer=Answer(text=text, values=(code,)), noted=noted)


def _by_address(field: Field, moment: Moment, progress: FormProgress) -> Read:
    before = progress.answers.get(field.id)
    text = moment.text
    if before and before.text and progress.candidates:
        text = f"{before.text} {text}"  # a better description of the same place
    guess = moment.scene.places.guess(text)
    codes = tuple(d.code for d in guess.candidates)
    if guess.certain and codes:
        return _dong_answer(codes[0], moment, Answer(text=text))
    if codes and not progress.candidates:
        return Read(answer=Answer(text=text), more=True, candidates=codes)
    # Words without a 동 are still worth having: staff will find the place.
    return Read(answer=Answer(text=text, unknown=not codes))


Reader = Callable[[Field, Moment, FormProgress], Read]

_READERS: dict[FieldKind, Reader] = {
    FieldKind.CHOICE: _choice,
    FieldKind.CHOICES: _choices,
    FieldKind.TEXT: _text,
    FieldKind.SINCE: _text,
    FieldKind.PLACE: _place,
    FieldKind.PHONE: _phone,
    FieldKind.PHOTO: _photo,
    FieldKind.CONSENT: _consent,
}


def prefilled(field: Field, moment: Moment, words: str) -> Answer | None:
    """The answer to a question in words that were said before it was asked, if surely there."""
    if not field.prefill or not words:
        return None
    if field.first_words:
        return Answer(text=words)
    if field.kind in (FieldKind.CHOICE, FieldKind.CHOICES):
        values = mentioned(field.options, words)
        many = field.kind is FieldKind.CHOICES
        return Answer(text="", values=values) if values and (many or len(values) == 1) else None
    if field.kind is FieldKind.SINCE:
        found = (p.search(words) for p in moment.scene.content.since_patterns)
        hit = next((h for h in found if h), None)
        return Answer(text=hit.group(0).strip()) if hit else None
    if field.kind is FieldKind.PHONE:
        phone = normal_phone(words)
        return Answer(text=phone, values=(phone,)) if phone else None
    if field.kind is FieldKind.PLACE:
        guess = moment.scene.places.guess(words)
        if guess.certain and guess.candidates:
            return Answer(text=guess.evidence, values=(guess.candidates[0].code,))
    return None
