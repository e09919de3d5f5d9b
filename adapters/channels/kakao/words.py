"""The few words of this channel, from `words.toml` beside this file."""

from __future__ import annotations

from pathlib import Path

import tomli
from pydantic import BaseModel, ConfigDict, Field

_FILE = Path(__file__).with_name("words.toml")
_MAX_CHIP = 14


class Words(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    nothing: str = Field(min_length=1)
    wait: str = Field(min_length=1)
    look: str = Field(min_length=1, max_length=_MAX_CHIP)
    callback_wait: str = Field(min_length=1)
    away: str = Field(min_length=1)
    unreadable: str = Field(min_length=1)
    group: str = Field(min_length=1)
    more: str = Field(min_length=1, max_length=_MAX_CHIP)
    repeat: str = Field(min_length=1)
    repeat_numbered: str = Field(pattern=r"\{number\}")
    staff: str = Field(min_length=1)
    staff_numbered: str = Field(pattern=r"\{number\}")
    answer_number: str = Field(pattern=r"\{number\}")


def load_words() -> Words:
    """Raises `pydantic.ValidationError` with every gap at once."""
    return Words.model_validate(tomli.loads(_FILE.read_text(encoding="utf-8")))
