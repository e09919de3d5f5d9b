"""The words of an answer with a part of them changed: '마장동 현대아파트 103동' and '105동이요'."""

from __future__ import annotations

import re

from bot.content import patterns
from bot.dialog.choices import bare
from bot.dialog.moment import Moment
from bot.dialog.reading import clipped
from bot.domain.form import Answer, Field


def exchanged(text: str, old: str, new: str) -> str:
    """The text with the new words for the old ones; "" where those do not stand in it."""
    plain = bare(old)
    if not plain or plain not in bare(text):
        return ""
    spaced = r"[\W_]*".join(map(re.escape, plain))
    return re.sub(spaced, lambda _: new, text, count=1, flags=re.IGNORECASE)


def completed(text: str, new: str) -> str:
    """'마장동 현대아파트 103동' with '501호예요'; another 501호 stands where the first stood."""
    told = tuple(patterns.every("unit", new))
    known = {hit["of"] for hit in patterns.every("unit", text)}
    if not told or not {part["of"] for part in told} <= known:
        return f"{text} {new}".strip()
    for part in told:
        text = _with_part(text, "unit", part)
    return text


def merged(text: str, new: str) -> str:
    """'내일 오전' with '오후' is '내일 오후'; words that are no part of the old replace them."""
    for shape in ("unit", "day_part"):
        told = tuple(patterns.every(shape, new))
        if told and not bare(patterns.without(shape, new)):
            for part in told:
                text = _with_part(text, shape, part)
            return text
    return new


def _with_part(text: str, shape: str, part: re.Match[str]) -> str:
    """'105동' stands where '103동' stood, or is told as well."""
    kind = part.groupdict().get("of")
    for hit in patterns.every(shape, text):
        if hit.groupdict().get("of") == kind:
            return text[: hit.start()] + part.group(0) + text[hit.end() :]
    return f"{text} {part.group(0)}".strip()


def place(moment: Moment, field: Field, before: Answer, new: str) -> Answer:
    """A place with a part of it changed, or another one."""
    places = moment.scene.places
    named = places.guess(new)
    text = new if named.candidates else merged(before.text, new)
    if bare(new) in bare(before.text) and bare(named.evidence) in ("", bare(new)):
        text = before.text  # it stands there already, in the place of the old
    text = clipped(text, field.max_length)
    guess = places.guess(text)
    if guess.certain and guess.candidates:
        return Answer(text=text, values=(guess.candidates[0].code,))
    if named.candidates:
        return Answer(text=text, unknown=True)
    return Answer(text=text, values=before.values, unknown=before.unknown)
