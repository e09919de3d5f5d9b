"""Our words → Telegram's calls. Pure: a message in, the texts and keyboards to send out.

HTML with escaping, because MarkdownV2 refuses free text with a bare '.', '-' or '('
(tdlib/td `MessageEntity.cpp`, read 2026-11-21).
"""

from __future__ import annotations

import html
from dataclasses import dataclass, field, replace
from typing import Final

from adapters.channels.fit import fit, split, utf16
from adapters.channels.telegram.keyboards import Keyboard, inline, is_menu, menu, travels
from adapters.channels.telegram.raw import clean
from adapters.channels.telegram.words import Words
from bot.domain.messages import Capabilities, OutboundMessage, Push, Reply, Tone

#: Documented as "characters after entities parsing", while offsets of entities count UTF-16
#: units: counting those is the safe reading of both.
MAX_TEXT: Final = 4096
#: https://core.telegram.org/bots/api#sendmessage and #replykeyboardmarkup, read 2026-11-21.
#: There is no limit on bubbles or labels; 40 letters of a label are readable on a phone.
CAPABILITIES: Final = Capabilities(
    push=Push.ANYTIME, max_text=MAX_TEXT, max_bubbles=100, max_choices=100, max_label=40
)
#: Kept free in every part, so that marking a repeat never moves the cuts.
_MARK_ROOM: Final = 96
_MAX_SOURCE: Final = 1000


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
    for number, (bubble, tail) in enumerate(parts[skip:]):
        mark = _mark(reply, words) if message.doubtful and number == 0 else ""
        calls.append(
            Call(
                html=_join(_escaped(mark), _escaped(bubble.text), _small(tail)),
                plain=_join(mark, bubble.text, tail),
                keyboard=_keyboard(bubble, words),
                protect=reply.tone is Tone.STAFF and not group,
            )
        )
    return calls


def _parts(reply: Reply, words: Words, *, group: bool) -> list[tuple[Reply, str]]:
    """Bubbles of at most one message each, the last with the small lines below it."""
    can = replace(CAPABILITIES, max_text=MAX_TEXT - _MARK_ROOM)
    bubbles = fit([_body(reply, group=group)], can, utf16)
    tail = _tail(reply, words)
    if not tail:
        return [(bubble, "") for bubble in bubbles]
    if not bubbles or utf16(bubbles[-1].text) + 2 + utf16(tail) > can.max_text:
        bubbles.append(replace(reply, text="", choices=()))
    return [*((bubble, "") for bubble in bubbles[:-1]), (bubbles[-1], tail)]


def _body(reply: Reply, *, group: bool) -> Reply:
    """What is fitted into bubbles. A choice that cannot travel as a button's data is at least
    a line: its label may be typed."""
    choices = () if group else tuple(c for c in reply.choices if c.label.strip())
    lines = [] if is_menu(reply) else [f"· {c.label}" for c in choices if not travels(c)]
    return replace(
        reply,
        text=clean(_join(reply.text, "\n".join(lines))),
        choices=tuple(c for c in choices if is_menu(reply) or travels(c)),
        source="",
    )


def _tail(reply: Reply, words: Words) -> str:
    lines = split(clean(reply.source), _MAX_SOURCE, utf16)[:1]
    if reply.answer_no:
        lines.append(words.answer_number.format(number=reply.answer_no))
    return "\n".join(lines)


def _mark(reply: Reply, words: Words) -> str:
    if reply.answer_no:
        return words.repeat_numbered.format(number=reply.answer_no)
    return words.repeat


def _keyboard(bubble: Reply, words: Words) -> Keyboard | None:
    if not bubble.choices:
        return None
    return menu(bubble.choices, words.home) if is_menu(bubble) else inline(bubble.choices)


def _escaped(text: str) -> str:
    return html.escape(text, quote=False)


def _small(tail: str) -> str:
    return f"<i>{_escaped(tail)}</i>" if tail else ""


def _join(*blocks: str) -> str:
    return "\n\n".join(block for block in blocks if block)
