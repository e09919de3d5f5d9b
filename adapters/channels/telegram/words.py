"""The few words of this channel, from `words.toml` beside this file."""

from __future__ import annotations

from pathlib import Path

import tomli
from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).with_name("words.toml")


class Command(BaseModel):
    """An entry of Telegram's command menu, and what it says in the resident's stead.

    Names are `[a-z0-9_]`, descriptions 1-256 letters
    (https://core.telegram.org/bots/api#botcommand, read 2026-11-21).
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(pattern=r"^[a-z0-9_]{1,32}$")
    about: str = Field(min_length=1, max_length=256)
    says: str


class Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    home: str = Field(min_length=1)
    repeat: str = Field(min_length=1)
    repeat_numbered: str = Field(pattern=r"\{number\}")
    answer_number: str = Field(pattern=r"\{number\}")
    commands: tuple[Command, ...]

    def said_by(self, command: str) -> str | None:
        """The words behind a command, or None for one that is not ours."""
        return next((c.says for c in self.commands if c.name == command), None)


def load_words() -> Words:
    """Raises `pydantic.ValidationError` with every gap at once."""
    return Words.model_validate(tomli.loads(_FILE.read_text(encoding="utf-8")))
