"""Our words → a SkillResponse 2.0. Pure.

Limits from "응답 타입별 JSON 포맷"
(https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/answer_json_format, read
2026-11-21). Whether "자" counts code points or UTF-16 units is not said: the stricter is kept.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from adapters.channels.fit import all_to_read, fit_flat, utf16
from adapters.channels.kakao.bookmark import Bookmark
from adapters.channels.kakao.reading import clean
from adapters.channels.kakao.words import Words
from bot.domain.messages import (
    Capabilities,
    Choice,
    OutboundMessage,
    Phone,
    Push,
    Reply,
    Tone,
)

CAPABILITIES = Capabilities(
    push=Push.IN_REPLY, max_text=1000, max_bubbles=3, max_choices=10, max_label=14
)
#: From 500 letters on a bubble is folded behind '전체 보기', and nobody presses that.
UNFOLDED = 480
#: What an answer has room for, unfolded and folded, without and with a chip that goes on.
_ROOMS = {
    more: tuple(
        replace(CAPABILITIES, max_choices=CAPABILITIES.max_choices - more, max_text=most)
        for most in (UNFOLDED, CAPABILITIES.max_text)
    )
    for more in (False, True)
}
MAX_CARD = 400
MAX_CARD_BUTTONS = 3
_PHONE = re.compile(r"[0-9][0-9\-]{1,18}[0-9]")
#: What must be seen first, then what was waiting, then the answer itself.
_ORDER = {Tone.CRISIS: 0, Tone.STAFF: 1}

Body = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """An answer, and the messages it shows to their end (the others have to come again)."""

    body: Body = field(repr=False)
    messages: tuple[OutboundMessage, ...] = ()


def render(messages: Sequence[OutboundMessage], words: Words, bookmark: Bookmark) -> Shown:
    """Show as many messages as three bubbles hold, from the bookmark on.

    What is left over waits behind a chip; a message longer than three bubbles is shown piece
    by piece.
    """
    left = sorted((m for m in messages if m.id not in bookmark.seen), key=_rank)
    if not left:
        left, bookmark = sorted(messages, key=_rank), Bookmark(again=bookmark.again)
    if not left:
        return Shown(body=plain(words.nothing), messages=())
    shown, bubbles = _page(left, words)
    bubbles = bubbles or [Reply(text=words.nothing)]
    part = bookmark.part if bookmark.part < len(bubbles) else 0
    here = bubbles[part : part + CAPABILITIES.max_bubbles]
    done = part + len(here) >= len(bubbles)
    if done and len(shown) == len(left):
        return Shown(body=_body(here), messages=tuple(shown))
    seen = bookmark.seen | {m.id for m in shown} if done else bookmark.seen
    going_on = replace(bookmark, seen=seen, part=0 if done else part + len(here))
    body = _body(here, chip(words.more, going_on.extra()))
    return Shown(body=body, messages=tuple(shown) if done else ())


def plain(text: str, *chips: Body) -> Body:
    """One bubble of the channel's own words."""
    return _envelope([{"simpleText": {"text": text}}], chips)


def wait(words: Words, bookmark: Bookmark) -> Body:
    """The answer is on its way, and a chip that shows it once it is there."""
    return plain(words.wait, chip(words.look, bookmark.extra()))


def callback_wait(words: Words) -> Body:
    """The answer follows by callback: no template beside it
    (…/skill_guide/ai_chatbot_callback_guide, read 2026-11-21)."""
    return {"version": "2.0", "useCallback": True, "data": {"text": words.callback_wait}}


def chip(label: str, extra: Body) -> Body:
    return {"label": label, "action": "message", "messageText": label, "extra": extra}


def _rank(message: OutboundMessage) -> int:
    return _ORDER.get(message.reply.tone, len(_ORDER))


def _page(
    left: Sequence[OutboundMessage], words: Words
) -> tuple[Sequence[OutboundMessage], list[Reply]]:
    """The most messages that fit into one answer; the first alone when not even it does."""
    for count in range(len(left), 1, -1):
        bubbles = _bubbles(left[:count], words, more=count < len(left))
        if len(bubbles) <= CAPABILITIES.max_bubbles:
            return left[:count], bubbles
    return left[:1], _bubbles(left[:1], words, more=len(left) > 1)


def _bubbles(messages: Iterable[OutboundMessage], words: Words, *, more: bool) -> list[Reply]:
    """Unfolded if that goes into three bubbles. One place is kept for the chip that goes on."""
    replies = _one_row_of_chips([part for m in messages for part in _worded(m, words)])
    unfolded, folded = _ROOMS[more]
    short = fit_flat(replies, unfolded, utf16, phone_buttons=MAX_CARD_BUTTONS)
    if len(short) <= CAPABILITIES.max_bubbles:
        return short
    return fit_flat(replies, folded, utf16, phone_buttons=MAX_CARD_BUTTONS)


def _worded(message: OutboundMessage, words: Words) -> list[Reply]:
    """All there is to read as this channel says it; a card apart where numbers to press would
    not fit."""
    reply = message.reply
    text = _signed(reply, words)
    if message.doubtful:
        text = f"{_numbered(words.repeat, words.repeat_numbered, reply)}\n{text}"
    choices = tuple([_chip_of(choice) for choice in reply.choices])
    source = clean(reply.source)
    whole = all_to_read(text, reply.phones, source)
    buttons = reply.phones[:MAX_CARD_BUTTONS]
    if whole == reply.text and choices == reply.choices and not buttons:
        return [reply]
    if not buttons or utf16(whole) <= MAX_CARD:
        return [Reply(text=whole, choices=choices, phones=buttons, tone=reply.tone)]
    said = Reply(text=all_to_read(text, (), source), tone=reply.tone)
    numbers = all_to_read("", reply.phones, "")
    return [said, Reply(text=numbers, choices=choices, phones=buttons, tone=reply.tone)]


def _signed(reply: Reply, words: Words) -> str:
    """Say who wrote this, and its number, where the words do not say so themselves: staff's
    words stand in one answer with the bot's."""
    text, number = clean(reply.text), reply.answer_no
    if number and number in text:
        return text
    if reply.tone is Tone.STAFF and text:
        return f"{_numbered(words.staff, words.staff_numbered, reply)}\n{text}"
    return f"{text}\n\n{words.answer_number.format(number=number)}" if number else text


def _numbered(bare: str, numbered: str, reply: Reply) -> str:
    return numbered.format(number=reply.answer_no) if reply.answer_no else bare


def _chip_of(choice: Choice) -> Choice:
    label = clean(choice.label).replace("\n", " ") or choice.id
    return choice if label == choice.label else replace(choice, label=label)


def _one_row_of_chips(replies: list[Reply]) -> list[Reply]:
    """Kakao has one row of chips under the whole answer, so they are numbered as one list."""
    if len(replies) < 2:
        return replies
    *before, last = sorted(replies, key=lambda r: r.tone is not Tone.CRISIS)
    offered = {c.id: c for reply in (*before, last) for c in reply.choices}
    bare = [replace(reply, choices=()) for reply in before]
    return [*bare, replace(last, choices=tuple(offered.values()))]


def _body(bubbles: Sequence[Reply], *chips: Body) -> Body:
    offered = [chip(c.label, {"choice": c.id}) for bubble in bubbles for c in bubble.choices]
    return _envelope([_output(bubble) for bubble in bubbles], (*offered, *chips))


def _envelope(outputs: Sequence[Body], chips: Sequence[Body]) -> Body:
    template: Body = {"outputs": list(outputs)}
    if chips:
        template["quickReplies"] = list(chips)
    return {"version": "2.0", "template": template}


def _output(bubble: Reply) -> Body:
    """Numbers can be pressed on a card only; on a PC the buttons are hidden, so the lines stay."""
    buttons = [b for phone in bubble.phones if (b := _call_button(phone))]
    if buttons and utf16(bubble.text) <= MAX_CARD:
        return {"textCard": {"description": bubble.text, "buttons": buttons[:MAX_CARD_BUTTONS]}}
    return {"simpleText": {"text": bubble.text}}


def _call_button(phone: Phone) -> Body | None:
    if not _PHONE.fullmatch(phone.number):
        return None
    named = f"{phone.number} {clean(phone.label)}".strip()
    label = named if utf16(named) <= CAPABILITIES.max_label else phone.number
    return {"label": label[:14], "action": "phone", "phoneNumber": phone.number}
