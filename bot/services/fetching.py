"""Pictures on their way to a turn: fetched where they lie, rebuilt from their pixels."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from math import ceil
from typing import Protocol, TypeVar

from bot.domain.events import InboundEvent
from bot.ports import Channel, PictureRefused, Pictures, SendError, TryLater
from bot.services.inbound import NO_PICTURE, Picture

T = TypeVar("T")

#: Seconds before a platform that is away is asked for a picture again.
FETCH_WAITS = (1.0, 5.0, 20.0)


class Run(Protocol):
    """Does synchronous work in a worker thread."""

    def __call__(self, work: Callable[[], T]) -> Awaitable[T]: ...


async def fetched(
    channel: Channel, event: InboundEvent, pictures: Pictures, run: Run, hurry: Callable[[], bool]
) -> Picture:
    """The picture of a kept event. A platform that is away is asked again: it may be the only
    evidence there is. While there is `hurry`, once has to do."""
    if event.photo is None:
        return NO_PICTURE
    for wait in (*FETCH_WAITS, None):
        try:
            return await rebuilt(await channel.fetch(event.photo), pictures, run)
        except TryLater:
            if wait is None or await _comes_before(wait, hurry):
                break
        except SendError:
            break
    return missing(event)


async def rebuilt(data: bytes, pictures: Pictures, run: Run) -> Picture:
    try:
        return Picture(data=await run(lambda: pictures.rebuild(data)))
    except PictureRefused as refused:
        return Picture(problem=refused.key)


def missing(event: InboundEvent) -> Picture:
    """What to make of an event whose picture did not come along."""
    return Picture(problem="photo.missing") if event.photo else NO_PICTURE


async def _comes_before(seconds: float, hurry: Callable[[], bool]) -> bool:
    """Wait, unless there is hurry before the time is over."""
    for _ in range(ceil(seconds)):
        if hurry():
            return True
        await asyncio.sleep(min(seconds, 1.0))
    return hurry()
