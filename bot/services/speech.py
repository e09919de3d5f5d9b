"""From what the dialog wants said to the final words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.loader import Content
from bot.domain.messages import Reply, Say


def spoken(content: Content, say: Say, facts: Mapping[str, str]) -> Reply:
    """Fill the blanks of a `Say`, also with what only the use case knows."""
    return Reply(
        key=say.key,
        text=content.catalog.render(say.key, {**say.params, **facts}),
        choices=say.choices,
        phones=say.phones,
        source=say.source,
        tone=say.tone,
    )
