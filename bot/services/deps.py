"""What every use case is given: the database, the content, the clock and the dice."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from secrets import SystemRandom

from bot.dialog.moment import Scene
from bot.domain.events import ConversationRef
from bot.domain.messages import Capabilities, Push
from bot.ports import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Deps:
    """Handed from `bot.bootstrap` to the use cases. `capabilities` is by channel name;
    `staff_chat` is where alarms are announced besides the desk."""

    store: Store
    scene: Scene
    capabilities: Mapping[str, Capabilities]
    clock: Callable[[], datetime]
    random: SystemRandom
    staff_chat: ConversationRef | None = None
    desk_url: str = ""

    def only_answers(self, channel: str) -> bool:
        """Whether this channel cannot speak first."""
        known = self.capabilities.get(channel)
        return known is not None and known.push is Push.IN_REPLY
