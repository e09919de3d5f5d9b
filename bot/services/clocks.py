"""What happens because time passes: links cut some days after a case was closed."""

from __future__ import annotations

from datetime import timedelta

from bot.domain.case import EventName
from bot.services.deps import Deps

#: After this the way back to whoever gave a case is forgotten.
LINK_AFTER_CLOSING = timedelta(days=30)


def cut_links(deps: Deps) -> int:
    """Cut every link whose case has been closed long enough. Returns how many."""
    now = deps.clock()
    with deps.store.begin() as uow:
        numbers = uow.links.cut_due(now - LINK_AFTER_CLOSING)
        for number in numbers:
            uow.cases.record(number, now, "clock", EventName.LINK_CUT)
        uow.commit()
    return len(numbers)
