"""What to tell somebody who was slower: who changed the case, when, and what."""

from __future__ import annotations

from typing import Any

from adapters.web.desk import thread, times
from adapters.web.desk.folder import Folder
from adapters.web.desk.gate import Visit
from bot.domain.case import EventName

#: Events that leave the version as it was; they are in nobody's way.
QUIET = frozenset(
    {EventName.OPENED, EventName.DELIVERY, EventName.LINK_CUT, EventName.SEEN_BY_RECEIPT}
)


def passed_by(visit: Visit, folder: Folder, version: int | None, *, kept: bool) -> dict[str, Any]:
    """Somebody changed the case since the page with `version` was made."""
    loud = [event for event in folder.events if event.name not in QUIET]
    behind = folder.case.version - version if version is not None else 1
    missed = loud[-behind:] if behind > 0 else []
    latest = missed[-1] if missed else None
    now, words = visit.deps.clock(), visit.words
    return {
        "who": latest.actor if latest and latest.actor in _people(folder) else None,
        "at": times.moment(words, latest.at, now) if latest else "",
        "changes": [thread.what(event, words) for event in missed],
        "kept": kept,
    }


def refused(visit: Visit, folder: Folder, key: str, *, kept: bool) -> dict[str, Any]:
    """The case as it stands does not allow this."""
    told = passed_by(visit, folder, None, kept=kept)
    return {**told, "changes": [visit.words(key)]}


def _people(folder: Folder) -> set[str]:
    """Those of the office who had a hand in this; a resident is never named."""
    wrote = {message.by for message in folder.thread if message.by}
    return {*wrote, *folder.colleagues, *([folder.case.owner] if folder.case.owner else [])}
