"""A value with some of its fields changed, for what every turn does."""

from __future__ import annotations

from typing import TypeVar

T = TypeVar("T")
_set = object.__setattr__


def changed(value: T, **fields: object) -> T:
    """`dataclasses.replace` for values with slots and without a `__post_init__`, in 60 % of its
    time (measured 2026-11-22). Raises `TypeError` for a field there is not."""
    kind = type(value)
    new = object.__new__(kind)
    for name in kind.__slots__:  # type: ignore[attr-defined]
        _set(new, name, fields.pop(name) if name in fields else getattr(value, name))
    if fields:
        raise TypeError(f"{kind.__name__} has no {', '.join(fields)}")
    return new
