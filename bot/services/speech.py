"""From what the dialog wants said to the final words."""

from __future__ import annotations

from collections.abc import Mapping

from bot.content.loader import Content
from bot.domain.messages import Reply, Say

_STEP = frozenset({"n", "total"})


def spoken(content: Content, say: Say, facts: Mapping[str, str]) -> Reply:
    """Fill the blanks of a `Say`, also with what only the use case knows.

    Under a question stands how far one has come.
    """
    text = content.catalog.render(say.key, {**say.params, **facts})
    if say.params.keys() >= _STEP:
        text = f"{text}\n{content.catalog.render('form.step', say.params)}"
    return Reply(
        key=say.key,
        text=text,
        choices=say.choices,
        phones=say.phones,
        source=say.source,
        tone=say.tone,
    )
