"""Reading JSON nobody promised the shape of. Nothing here fails on an odd field."""

from __future__ import annotations

import codecs
import json
import re
from enum import StrEnum
from typing import Any

from pydantic_core import from_json

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
#: What `clean` changes besides the ends: control characters, carriage returns, halves of letters.
_ODD = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
#: Numbers with more are no whole numbers of anybody.
MAX_DIGITS = 18


class Why(StrEnum):
    NOT_JSON = "not_json"
    NO_USER = "no_user"  #: there is nobody to answer
    GROUP = "group"  #: said in a room of several people


class Unreadable(Exception):
    """A body no event can be made of."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


def decode(raw: bytes) -> object:
    """Bytes → JSON value, in UTF-8 or else whatever it turns out to be.

    `NaN`, repeated keys (the last counts) and endless numbers pass. Raises `Unreadable`.
    """
    try:
        return from_json(raw, cache_strings="keys")
    except ValueError:
        return _decoded(_text(raw))


def _decoded(text: str) -> object:
    """What the quick reader refuses: other encodings, half letters, endless numbers."""
    try:
        return _JSON.decode(text)
    except (ValueError, RecursionError) as error:
        raise Unreadable(Why.NOT_JSON) from error


def _text(raw: bytes) -> str:
    """Older middleware sends UTF-16 or the Korean code page; a broken letter is no reason to
    throw a message away."""
    if raw.startswith(_UTF16_MARKS):
        return raw.decode("utf-16", "replace")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return raw.decode("utf-8-sig", "replace")


def _number(digits: str) -> int | float:
    return int(digits) if len(digits) <= MAX_DIGITS else float(digits)


_JSON = json.JSONDecoder(parse_int=_number)


def child(value: object, *keys: str) -> dict[str, Any]:
    """The object at the end of a path; an empty one where anything else stands."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def words(value: object) -> str:
    """A text or a number as clean text; '' for anything else."""
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, bool):
        return ""
    return str(value) if isinstance(value, int | float) else ""


def clean(text: str) -> str:
    """Leave out what no database and no screen takes: control characters, halves of letters."""
    if text.isprintable() or not _ODD.search(text):
        return text.strip()
    whole = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return _CONTROL.sub("", whole.replace("\r\n", "\n").replace("\r", "\n")).strip()
