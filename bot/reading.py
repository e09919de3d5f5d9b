"""All published answers in one go, for somebody who reads them aloud before residents do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from bot.content import offices
from bot.content.loader import Content
from faq.entry import Aspect


def pages(content: Content, today: date) -> Iterator[str]:
    """Yield one text an entry: the short answer, each part a button asks for, and its source."""
    blanks = offices.blanks(content.pack)
    for entry_id in content.faq.ids:
        answers = [
            answer
            for aspect in (None, *Aspect)
            if (answer := content.faq.answer(entry_id, today, aspect, blanks=blanks))
        ]
        texts = dict.fromkeys(answer.text for answer in answers)
        yield "\n\n".join((f"## {answers[0].title} ({entry_id})", *texts, answers[0].source, ""))
