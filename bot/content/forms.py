"""Reads the intake forms and checks what one record cannot know of the others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from itertools import chain
from pathlib import Path

from bot.content.reading import Problems, read_record, shown, toml_files
from bot.content.records import FieldRecord, FormRecord, as_pattern
from bot.content.tables import misread
from bot.domain.form import Condition, Field, FieldKind, Form, Option

_CHOOSES = frozenset({FieldKind.CHOICE, FieldKind.CHOICES})
_TAKES_WORDS = _CHOOSES | {FieldKind.TEXT}


def read_forms(
    folders: Iterable[Path], signs: Collection[str], problems: Problems
) -> dict[str, Form]:
    """Return the forms by id; one of a later folder replaces that of an earlier one. `signs` are
    the ids of the triage rules."""
    forms: dict[str, Form] = {}
    homes: dict[str, Path] = {}
    for folder, path in toml_files(folders):
        record = read_record(FormRecord, path, problems)
        if record is None:
            continue
        place = f'{shown(path)}, form "{record.id}"'
        if homes.get(record.id) == folder:
            problems.add(place, "id found twice in this folder")
        for fault in (*_faults(record), *_sign_faults(record, signs)):
            problems.add(place, fault)
        homes[record.id] = folder
        forms[record.id] = _form(record)
    for fault in _shared_intents(forms.values()):
        problems.add("forms", fault)
    return forms


def _faults(record: FormRecord) -> Iterator[str]:
    if not record.field:
        yield "no questions found; expected at least one [[field]]"
    for field_id in _repeated(f.id for f in record.field):
        yield f'field "{field_id}": id found twice'
    seen: dict[str, FieldRecord] = {}
    for field in record.field:
        for fault in (*_option_faults(field), *_when_faults(field, seen)):
            yield f'field "{field.id}": {fault}'
        if field.first_words and field.kind is not FieldKind.TEXT:
            yield f'field "{field.id}": first_words found; expected only with kind "text"'
        for fault in chain.from_iterable(map(misread, field.said)):
            yield f'field "{field.id}": {fault}'
        if field.said and field.kind not in _TAKES_WORDS:
            yield f'field "{field.id}": said found; expected only with text or options'
        if field.calls and field.kind is not FieldKind.TEXT:
            yield f'field "{field.id}": calls found; expected only with kind "text"'
        seen[field.id] = field


def _option_faults(field: FieldRecord) -> Iterator[str]:
    count = len(field.option)
    if field.kind in _CHOOSES and count < 2:
        yield f"{count} options found; a {field.kind.value} needs at least 2"
    if field.kind not in _CHOOSES and count:
        yield f"{count} options found; a {field.kind.value} has none"
    yield from chain.from_iterable(misread(s) for o in field.option for s in o.shape)
    for option_id in _repeated(o.id for o in field.option):
        yield f'option "{option_id}": id found twice'
    words = ({bare(w) for w in (o.label, *o.words)} for o in field.option)
    for word in _repeated(chain.from_iterable(words)):
        yield f'"{word}" leads to two options; expected one'


def _sign_faults(record: FormRecord, signs: Collection[str]) -> Iterator[str]:
    for field, option in ((f, o) for f in record.field for o in f.option if o.sign):
        place = f'field "{field.id}": option "{option.id}"'
        if option.sign not in signs:
            yield f'{place}: sign names "{option.sign}"; expected a rule of triage.toml'
        if not option.risk:
            yield f"{place}: sign found without risk"


def _when_faults(field: FieldRecord, earlier: dict[str, FieldRecord]) -> Iterator[str]:
    if field.when is None:
        return
    asked = earlier.get(field.when.field)
    if asked is None:
        yield f'when names "{field.when.field}"; expected an earlier field'
        return
    options = {o.id for o in asked.option}
    for value in field.when.any_of:
        if value not in options:
            yield f'when names "{value}"; expected an option of "{asked.id}"'


def _shared_intents(forms: Iterable[Form]) -> Iterator[str]:
    for intent in _repeated(f.intent for f in forms):
        yield f'intent "{intent}" starts two forms; expected one'


def _repeated(ids: Iterable[str]) -> list[str]:
    return [i for i, count in Counter(ids).items() if count > 1]


def bare(words: str) -> str:
    """Reduce an answer to what tells it apart: letters and digits."""
    return "".join(c for c in words.casefold() if c.isalnum())


def _form(record: FormRecord) -> Form:
    return Form(
        id=record.id,
        title=record.title,
        intent=record.intent,
        case_type=record.case_type,
        opening=record.opening,
        fields=tuple(_field(f) for f in record.field),
        anonymous_default=record.anonymous_default,
        promise_minutes=record.promise_minutes,
    )


def _field(record: FieldRecord) -> Field:
    return Field(
        id=record.id,
        kind=record.kind,
        ask=record.ask,
        label=record.label,
        hint=record.hint,
        required=record.required,
        options=tuple(
            Option(
                id=o.id,
                label=o.label,
                words=o.words,
                shapes=tuple(as_pattern(shape.pattern) for shape in o.shape),
                anywhere=o.anywhere,
                risk=o.risk,
                sign=o.sign or "",
                alarm=o.alarm or "",
            )
            for o in record.option
        ),
        when=Condition(field=record.when.field, any_of=record.when.any_of) if record.when else None,
        prefill=record.prefill,
        said=tuple(as_pattern(shape.pattern) for shape in record.said),
        takes_yes=record.takes_yes,
        calls=record.calls,
        first_words=record.first_words,
        personal=record.personal,
        max_length=record.max_length,
    )
