"""Our words → Telegram's calls. Pure: a message in, the texts and keyboards to send out.

HTML with escaping, because MarkdownV2 refuses free text with a bare '.', '-' or '('
(tdlib/td `MessageEntity.cpp`, read 2026-11-21).
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field
from typing import Final

from adapters.channels.telegram.keyboards import Keyboard, fits, inline, menu
from adapters.channels.telegram.text import clean, split, units
from adapters.channels.telegram.words import Words
from bot.domain.messages import OutboundMessage, Phone, Reply, Tone

#: UTF-16 units of one message (https://core.telegram.org/bots/api#sendmessage, 2026-11-21).
MAX_TEXT: Final = 4096
#: Kept free in every part, so that marking a repeat never moves the cuts.
_MARK_ROOM: Final = 96
_MAX_SOURCE: Final = 1000
_MENU: Final = "menu."


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One `sendMessage`. `plain` is sent instead when Telegram cannot read the markup."""

    html: str = field(repr=False)
    plain: str = field(repr=False)
    keyboard: Keyboard | None = None
    protect: bool = False


def render(
    message: OutboundMessage, words: Words, *, group: bool = False, skip: int = 0
) -> list[Call]:
    """The calls that show this message, without the first `skip` that were sent before.

    The cuts depend on the reply alone, so part n is part n on every try. A doubtful message
    says in its first line that it is a repeat. A group gets words only: its buttons would be
    pressed by people who are nobody's conversation.
    """
    reply = message.reply
    parts = _parts(reply, words, group=group)
    calls = []
    for number, (text, tail) in enumerate(parts[skip:], start=skip):
        first, last = number == skip, number == len(parts) - 1
        mark = _mark(reply, words) if message.doubtful and first else ""
        calls.append(
            Call(
                html=_join(html.escape(mark, quote=False), html.escape(text, quote=False),
                           _small(tail)),
                plain=_join(mark, text, tail),
                keyboard=_keyboard(reply, words) if last and not group else None,
                protect=reply.tone is Tone.STAFF and not group,
            )
        )  # fmt: skip
    return calls


def _parts(reply: Reply, words: Words, *, group: bool) -> list[tuple[str, str]]:
    """Texts of at most one message each, the last with the small lines below it."""
    room = MAX_TEXT - _MARK_ROOM
    body = _body(reply, words, group=group)
    tail = _tail(reply, words)
    parts = [(text, "") for text in split(body, room)]
    if not tail:
        return parts
    if parts and units(parts[-1][0]) + 2 + units(tail) <= room:
        return [*parts[:-1], (parts[-1][0], tail)]
    return [*parts, ("", tail)]


def _body(reply: Reply, words: Words, *, group: bool) -> str:
    text = clean(reply.text).strip()
    phones = "\n".join(_phone(phone) for phone in reply.phones)
    shown = reply.choices and not group
    if shown and not text and not phones:
        text = words.pick
    # What cannot be a button is at least a line: the label may be typed.
    unfit = [] if not shown or _is_menu(reply) else [c for c in reply.choices if not fits(c)]
    return _join(text, phones, "\n".join(f"· {clean(c.label)}" for c in unfit if c.label.strip()))


def _phone(phone: Phone) -> str:
    """Number first, alone between spaces: Telegram makes it pressable by itself."""
    hours = f" ({phone.hours})" if phone.hours else ""
    return clean(f"{phone.number} {phone.label}{hours}").strip()


def _tail(reply: Reply, words: Words) -> str:
    lines = split(clean(reply.source), _MAX_SOURCE)[:1]
    if reply.answer_no:
        lines.append(words.answer_number.format(number=reply.answer_no))
    return "\n".join(lines)


def _mark(reply: Reply, words: Words) -> str:
    if reply.answer_no:
        return words.repeat_numbered.format(number=reply.answer_no)
    return words.repeat


def _keyboard(reply: Reply, words: Words) -> Keyboard | None:
    if not reply.choices:
        return None
    return menu(reply.choices, words.home) if _is_menu(reply) else inline(reply.choices)


def _is_menu(reply: Reply) -> bool:
    return reply.key.startswith(_MENU)


def _small(tail: str) -> str:
    return f"<i>{html.escape(tail, quote=False)}</i>" if tail else ""


def _join(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)
