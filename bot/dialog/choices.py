"""Which of the offered answers is meant: pressed, numbered, named, or nearly named."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from bot.content import patterns
from bot.content.wording import Catalog
from bot.dialog.moment import Moment, Scene
from bot.domain.events import EventKind, InboundEvent
from bot.domain.form import Option
from bot.domain.messages import Choice
from intents import Decision, Interpreter, Understanding, control

Offered = Sequence[Choice]

#: Beyond this many letters a sentence says more than a label and is read in full instead.
MAX_NEAR = 24
TOGETHER = "+"
#: Whose very label means the same whatever was offered last: some channels keep the menu in
#: sight, and a press there arrives as plain text.
EVERYWHERE = ("menu", "person", "report", "request", "receipt", "botback", "confirm")
_AT = ":"
_NO_LETTER = re.compile(r"[\W_]")


def bound(choice: Choice, field_id: str) -> Choice:
    """The choice as it stands under one question, so that an old button answers no new one."""
    return replace(choice, id=f"{choice.id}{_AT}{field_id}")


def unbound(choice_id: str) -> tuple[str, str]:
    """What a choice means, and the question it stood under ("" where it stood under none)."""
    name, _, field_id = choice_id.partition(_AT)
    return name, field_id


def number(text: str) -> int | None:
    """'2', '2번이요', '두 번째 거요' → 2."""
    hit = patterns.search("number", text)
    if hit:
        return int(hit.group(1))
    counted = patterns.search("ordinal", text)
    return counted.lastindex if counted else None


def counted(mind: Understanding) -> Understanding:
    """What a number by itself means: one of a list and nothing else. '빠2' says goodbye, and its
    '2' must not close a form."""
    if number(mind.text) is None or mind.crisis is not None:
        return mind
    return replace(mind, decision=Decision.UNKNOWN, id=None, score=0.0, candidates=(), needs=())


def numbers(text: str) -> list[int]:
    """'1, 3번이요' → [1, 3]; empty unless the utterance is nothing but numbers."""
    if not patterns.search("numbers", text):
        return []
    return [int(n) for n in patterns.find_all("number_part", text)]


def picked(event: InboundEvent, text: str, offered: Offered, scene: Scene) -> str | None:
    """The id of the offered answer that was pressed, numbered, named or nearly named."""
    if event.kind is EventKind.PRESS:
        return event.choice
    if not offered or not text:
        return None
    at = number(text)
    if at is not None:
        return offered[at - 1].id if 0 < at <= len(offered) else None
    return named(scene.interpreter, text, [(c.id, (c.label,)) for c in offered])


def exactly(event: InboundEvent, text: str, offered: Offered, catalog: Catalog) -> str | None:
    """The id of the offered answer, or of one offered anywhere, that was pressed or said word by
    word: what surely was meant as a press."""
    if event.kind is EventKind.PRESS:
        return event.choice
    plain = bare(text) if event.kind is EventKind.TEXT else ""
    if not plain:
        return None
    at_hand = (c.id for c in offered if bare_label(c.label) == plain)
    return next(at_hand, None) or _everywhere(catalog).get(plain)


@lru_cache(maxsize=4)
def _everywhere(catalog: Catalog) -> Mapping[str, str]:
    """Bare label → id of what can be said anywhere; the first counts where two are called alike."""
    return {bare(catalog.choice(i).label): i for i in reversed(EVERYWHERE)}


def chosen(moment: Moment, offered: Offered) -> str | None:
    """`picked` from other answers than those offered last."""
    return picked(moment.event, moment.text, offered, moment.scene)


def named(
    interpreter: Interpreter, text: str, options: Sequence[tuple[str, Sequence[str]]]
) -> str | None:
    """The option whose words the text is, or nearly is."""
    plain = bare(text)
    for choice_id, words in options:
        if plain in map(bare_label, words):
            return choice_id
    return interpreter.among(text, options) if len(text) <= MAX_NEAR else None


def steers(text: str) -> bool:
    """Whether the words only steer the talk and say nothing of the matter: '2', '이전', '네 보내
    주세요', '3번 고칠게요'."""
    if numbers(text) or number(text) is not None or control(text) is not None:
        return True
    return any(patterns.search(name, text) for name in ("send_words", "edit_only"))


def agrees(moment: Moment) -> bool:
    """A yes to 'are you sure?': pressed, or said without asking back."""
    if moment.event.kind is EventKind.PRESS:
        return moment.event.choice == "yes"
    if moment.asks or not moment.text:
        return False
    return moment.control == "yes" or bool(patterns.search("sure", moment.text))


def bare(text: str) -> str:
    """Letters and digits only, in one case: how a label is compared."""
    joined = text.casefold().replace(" ", "")  # mostly there is nothing else to leave out
    return joined if joined.isalnum() else _NO_LETTER.sub("", joined)


def option_words(options: Iterable[Option]) -> list[tuple[str, Sequence[str]]]:
    return [(o.id, (o.label, *o.words)) for o in options]


def with_label_parts(options: Iterable[Option]) -> tuple[Option, ...]:
    """The options as they may be called by someone who reads them: '월세' of '월세·관리비'. Not
    for words that were said before anything was offered."""
    return tuple(
        replace(o, words=(*o.words, *(p for p in _PARTS.split(o.label) if len(bare(p)) > 1)))
        for o in options
    )


_PARTS = re.compile(r"[·/(),]")


def mentioned(options: Iterable[Option], text: str) -> tuple[str, ...]:
    """Every option whose words stand in the text, in the options' order.

    A word written "a+b" stands there when both parts do. A single syllable stands in too many
    words to be looked for inside a text.
    """
    plain = bare(text)
    return tuple(o.id for o in options if any(_stands(w, plain) for w in (o.label, *o.words)))


def _stands(word: str, plain: str) -> bool:
    parts = [bare_label(part) for part in word.split(TOGETHER)]
    return all(len(part) > 1 and part in plain for part in parts)


@lru_cache(maxsize=4096)
def bare_label(word: str) -> str:
    """`bare` of our own words, which come back at every turn. Never of what a person wrote."""
    return bare(word)
