"""How well the bot follows a talk: figures over messages that lean on those before them.

`<half>_talks.tsv` beside the other sets: talk, want, text, the messages of a talk in order. Wanted
is what a careful caseworker would take a message for, given the talk so far:

- `id` or `a|b`: the answer of a programme, or a service; `id/part` that part of its answer;
- `id/other`: something about the programme that none of its parts says: it must stay with it;
- `~a|b`: only tells more of the same: heard, and nothing is brought up but what stands here;
- `beside:id`: what there is besides a programme; `?`: anything.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path

from bot.dialog.answering.answers import ASPECTS
from bot.dialog.answering.offers import FAQ, FORM
from bot.dialog.engine import advance
from bot.dialog.moment import Scene
from bot.dialog.turn import Turn
from bot.domain.conversation import Conversation
from bot.domain.events import ConversationRef, EventKind, InboundEvent
from intents import service_labels
from intents.evaluation import Figure, Half, Miss, SetsError, share

_HEAD = ("talk", "want", "text")
_TOLD, _BESIDE, _ANY, _OTHER = "~", "beside:", "?", "other"
_MINUTE = timedelta(minutes=1)
#: A weekday at ten in the morning, in the year of the published figures.
_BEGIN = datetime(2026, 11, 20, 1, tzinfo=UTC)
_PARTS = frozenset({*ASPECTS, _OTHER, ""})
#: Services without a form, by the sayings they begin with.
_FAMILIES = {"handoff": "talk-to-human", "receipt": "case-status", "greet": "greeting"}
#: Sayings that tell somebody that they were not understood.
_NOT_UNDERSTOOD = ("unknown.first", "unknown.second", "unknown.third", "unknown.in_topic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One message of a talk, and what it is meant for."""

    talk: str
    want: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What a turn puts before a person: the answer given, and what may be pressed."""

    keys: tuple[str, ...]
    answer: str  #: id of the programme, or of the service begun; empty when nothing was answered
    part: str
    offered: frozenset[str]


def read_talks(folder: Path, half: Half, scene: Scene) -> tuple[Said, ...]:
    """Return the talks of one half, none where there is no such file.

    Raises `SetsError` with every line that cannot be used.
    """
    path = folder / f"{half}_talks.tsv"
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        return ()
    except (OSError, UnicodeDecodeError) as error:
        raise SetsError([f"{path}: {error}"]) from None
    rows = [tuple(line.split("\t")) for line in lines]
    problems = [] if rows and rows[0] == _HEAD else [f"{path}: expected the columns {_HEAD}"]
    known = _known(scene)
    problems += [
        f"{path}:{number}: no such want"
        for number, row in enumerate(rows[1:], 2)
        if len(row) != len(_HEAD) or not _is_want(row[1], known)
    ]
    if problems:
        raise SetsError(problems)
    return tuple(Said(talk=talk, want=want, text=text) for talk, want, text in rows[1:])


def measure_talks(
    scene: Scene, said: Sequence[Said], tick: Callable[[], object] = lambda: None
) -> tuple[tuple[Figure, ...], tuple[Miss, ...]]:
    """Return how many messages were taken rightly: the first of their talk, and the later ones;
    and those that were not."""
    first: list[bool] = []
    later: list[bool] = []
    misses: list[Miss] = []
    for _, messages in groupby(said, key=lambda one: one.talk):
        for number, (one, shown) in enumerate(_played(scene, tuple(messages), tick)):
            if one.want == _ANY:
                continue
            right = is_right(scene, one.want, shown)
            (later if number else first).append(right)
            if not right:
                got = " ".join((*shown.keys, shown.answer, shown.part, *sorted(shown.offered)))
                misses.append(Miss(kind="talk", wanted=one.want, got=got, text=one.text))
    found = (share("talk-first", first), share("talk", later))
    return tuple(figure for figure in found if figure is not None), tuple(misses)


def is_right(scene: Scene, want: str, shown: Shown) -> bool:
    """Tell whether what was shown is what a message wanted."""
    if want.startswith(_TOLD):
        return _is_heard(frozenset(want.removeprefix(_TOLD).split("|")), shown)
    return any(_is_asked_for(scene, option, shown) for option in want.split("|"))


def _is_heard(about: frozenset[str], shown: Shown) -> bool:
    if any(key in _NOT_UNDERSTOOD for key in shown.keys):
        return False
    if shown.answer:
        return shown.answer in about
    return not shown.offered or bool(shown.offered & about)


def _is_asked_for(scene: Scene, option: str, shown: Shown) -> bool:
    wanted, part = _split(option)
    if option.startswith(_BESIDE):
        entry = scene.content.faq.get(wanted)
        beside = frozenset(entry.related) if entry else frozenset()
        return bool(beside & (shown.offered | {shown.answer}))
    if part == _OTHER:
        return wanted == shown.answer or wanted in shown.offered
    return wanted == shown.answer and part in {"", shown.part}


def _played(
    scene: Scene, messages: Sequence[Said], tick: Callable[[], object]
) -> Iterator[tuple[Said, Shown]]:
    """One talk from its beginning, each message with what came back."""
    talk = Conversation(id="talk", channel="web")
    now = _BEGIN
    for number, one in enumerate(messages):
        tick()
        now += _MINUTE
        event = InboundEvent(
            event_id=str(number),
            ref=ConversationRef(channel="web", address="talk"),
            at=now,
            kind=EventKind.TEXT,
            text=one.text,
        )
        turn = advance(talk, event, scene.interpreter.understand(one.text), scene, now)
        yield one, _shown(scene, turn, now)
        talk = turn.talk


def _shown(scene: Scene, turn: Turn, now: datetime) -> Shown:
    keys = tuple(say.key for say in turn.says)
    titles = {str(say.params["title"]) for say in turn.says if say.key == "faq.answer"}
    answered = next((i for i in scene.content.faq.ids if scene.content.faq.title(i) in titles), "")
    pressable = [choice.id for say in turn.says for choice in say.choices]
    return Shown(
        keys=keys,
        answer=answered or _service(scene, turn),
        part=_part(scene, turn, answered, now) if answered else "",
        offered=frozenset(_offers(scene, pressable)),
    )


def _offers(scene: Scene, pressable: Sequence[str]) -> Iterator[str]:
    """Ids of the programmes, and of the services, that can be pressed."""
    for choice in pressable:
        if choice.startswith(FAQ):
            yield choice.removeprefix(FAQ).partition(":")[0]
        elif form := scene.content.forms.get(choice.removeprefix(FORM)):
            yield form.intent


def _service(scene: Scene, turn: Turn) -> str:
    """The service a turn began: the intent of its form, or what it said itself to be."""
    if turn.talk.form and (form := scene.content.forms.get(turn.talk.form.form_id)):
        return form.intent
    family, _, name = turn.says[0].key.partition(".") if turn.says else ("", "", "")
    return name if family == "smalltalk" else _FAMILIES.get(family, "")


def _part(scene: Scene, turn: Turn, answered: str, now: datetime) -> str:
    """Which part of an answer was shown; empty for the whole."""
    body = next(say.params["body"] for say in turn.says if say.key == "faq.answer")
    parts = ((part, scene.content.faq.answer(answered, now.date(), part)) for part in ASPECTS)
    return next((part for part, answer in parts if answer and answer.text == body), "")


def _split(option: str) -> tuple[str, str]:
    wanted, _, part = option.removeprefix(_BESIDE).partition("/")
    return wanted, part


def _known(scene: Scene) -> frozenset[str]:
    return frozenset({*scene.content.faq.ids, *(label.id for label in service_labels())})


def _is_want(want: str, known: frozenset[str]) -> bool:
    if want == _ANY:
        return True
    options = [_split(option) for option in want.removeprefix(_TOLD).split("|")]
    return all(wanted in known and part in _PARTS for wanted, part in options)
