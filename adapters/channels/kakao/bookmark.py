"""Where reading goes on: travels through Kakao in the `extra` of a chip and comes back pressed.

It is the client's to change, so it decides nothing but what of the person's own answer is shown:
`again` names an event, and an event gives its answer to nobody but the one who sent it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

EVENT_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:-]{7,127}")
_SEEN = re.compile(r"\d{1,15}")
_MAX_SEEN = 50
_MAX_PART = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Bookmark:
    """`seen` are messages shown before, `part` how many bubbles of the next one were."""

    again: str
    seen: frozenset[int] = frozenset()
    part: int = 0

    def extra(self) -> dict[str, object]:
        seen = " ".join(map(str, sorted(self.seen)))
        return {"again": self.again, "seen": seen, "part": self.part}


def read_bookmark(extra: dict[str, object]) -> Bookmark | None:
    """Back from a press; None when nothing, or nothing of ours, is there."""
    again, seen, part = extra.get("again"), extra.get("seen"), extra.get("part")
    if not isinstance(again, str) or not EVENT_ID.fullmatch(again):
        return None
    ids = _SEEN.findall(seen)[:_MAX_SEEN] if isinstance(seen, str) else []
    known = isinstance(part, int) and 0 <= part <= _MAX_PART
    return Bookmark(again=again, seen=frozenset(map(int, ids)), part=int(part) if known else 0)  # type: ignore[call-overload]
