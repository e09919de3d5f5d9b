"""Offered answers → Telegram's two keyboards.

The main menu is a *reply* keyboard: it stays below the text field, survives outages (a press of
an inline button waits 150 seconds at Telegram, a text 24 hours: tdlib/telegram-bot-api,
`Client.cpp`, read 2026-11-21) and arrives as the label in plain text. Other choices are inline
buttons under their question.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from typing import Final

from telegram import (
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
)

from adapters.channels.telegram.parse import CHOICE_PREFIX
from bot.domain.messages import Choice, Reply

Keyboard = InlineKeyboardMarkup | ReplyKeyboardMarkup

#: callback_data is 1-64 bytes (https://core.telegram.org/bots/api#inlinekeyboardbutton).
MAX_DATA: Final = 64
_MENUS: Final = ("menu.", "greet.hello", "greet.again")
#: Two buttons share a row only while both stay readable in large print; a Hangul syllable is 2.
_HALF_ROW: Final = 14


def is_menu(reply: Reply) -> bool:
    """Whether the reply offers the main menu, which then stays in sight."""
    return reply.key.startswith(_MENUS)


def travels(choice: Choice) -> bool:
    """Whether the choice's id fits into what a button may carry."""
    return len(_data(choice).encode()) <= MAX_DATA


def menu(choices: Iterable[Choice], home: str) -> ReplyKeyboardMarkup:
    """The main menu. The way back to the beginning is always its last button."""
    labels = [*(choice.label for choice in choices if choice.label != home), home]
    rows = [[KeyboardButton(label) for label in row] for row in _rows(labels)]
    return ReplyKeyboardMarkup(rows, resize_keyboard=True, is_persistent=True)


def inline(choices: Iterable[Choice]) -> InlineKeyboardMarkup:
    """Buttons under a question."""
    buttons = {choice.label: _data(choice) for choice in choices}
    return InlineKeyboardMarkup(
        [
            [InlineKeyboardButton(label, callback_data=buttons[label]) for label in row]
            for row in _rows(list(buttons))
        ]
    )


def _data(choice: Choice) -> str:
    return CHOICE_PREFIX + choice.id


def _rows(labels: Sequence[str]) -> list[list[str]]:
    """One or two wide buttons a row, in order."""
    rows: list[list[str]] = []
    for label in labels:
        last = rows[-1] if rows else []
        if len(last) == 1 and max(_width(last[0]), _width(label)) <= _HALF_ROW:
            last.append(label)
        else:
            rows.append([label])
    return rows


def _width(label: str) -> int:
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in label)
