"""Answering within Kakao's five seconds, or saying honestly that it takes longer."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from adapters.channels.kakao.bookmark import Bookmark
from adapters.channels.kakao.late import Late
from adapters.channels.kakao.outgoing import Outgoing
from adapters.channels.kakao.parse import Call
from adapters.channels.kakao.render import Body, callback_wait, plain, render, wait
from adapters.channels.kakao.words import Words
from bot.domain.messages import OutboundMessage
from bot.ports import StoreAway
from bot.services.intake import Answered

if TYPE_CHECKING:
    from bot.services.intake import Intake

Work = TypeVar("Work", bound=asyncio.Future[Any])

_log = logging.getLogger(__name__)

#: A callback works once, within a minute
#: (…/skill_guide/ai_chatbot_callback_guide, read 2026-11-21); some of it is for the way.
CALLBACK_WITHIN = 50.0
#: A slow event is made durable before we promise an answer to it: as long as Kakao's five seconds
#: allow, and never for less than a moment.
PROMISED_BY = 4.5
A_MOMENT = 0.3
STOP_SECONDS = 4.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What to say now, and what will have been shown once it was said."""

    body: Body
    messages: tuple[OutboundMessage, ...] = ()
    answered: tuple[Call, ...] = ()


class Answering:
    """Turns, waited for but never stopped: Kakao hanging up must not undo what was begun."""

    def __init__(
        self, intake: Intake, outgoing: Outgoing, words: Words, answer_seconds: float
    ) -> None:
        self._intake = intake
        self._outgoing = outgoing
        self._words = words
        self._seconds = answer_seconds
        self._under_way: set[asyncio.Future[Any]] = set()
        self._late = Late()
        self._calling: set[int] = set()
        self.callbacks_failed = 0

    @property
    def under_way(self) -> int:
        return len(self._under_way)

    async def answer(self, call: Call, began: float) -> Outcome:
        """What to say now. `began` is the loop's time at which the request came in.

        Answers that came too late for their own request stand before the new one.
        """
        call = self._late.meant_by(call)
        calls = (*self._late.before(call), call)
        turn = self._begun(calls)
        if await _done_by(began + self._seconds, turn):
            return self._outcome(turn, calls)
        kept = await self._kept(call, began)
        if turn.done():
            return self._outcome(turn, calls)
        if not kept:
            return Outcome(body=plain(self._words.away))
        if self._outgoing.claim_callback(call.callback):
            self._watched(asyncio.create_task(self._call_back(turn, calls, began)))
            return Outcome(body=callback_wait(self._words))
        self._late.add(call)
        return Outcome(body=wait(self._words, _bookmark(call)))

    async def settle(self, outcome: Outcome) -> None:
        """Kakao took this. If that cannot be noted now, it is shown once more."""
        self._late.remove(outcome.answered)
        if not outcome.messages:
            return
        try:
            await self._intake.settled(outcome.messages)
        except StoreAway:
            _log.warning("kakao answer not settled")

    def missed(self, call: Call) -> None:
        """Kakao hung up before the answer: it stands before the person's next one."""
        self._late.add(call)

    async def stop(self) -> None:
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=STOP_SECONDS)
        for work in self._under_way:
            work.cancel()

    def _begun(self, calls: Sequence[Call]) -> asyncio.Future[Answered]:
        """Most calls are one event, and nothing has to be fetched or told again for it."""
        (call, *more) = calls
        if more or call.pictures:
            return self._watched(asyncio.create_task(self._turn(calls)))
        return self._watched(self._intake.receive(call.events[0]))

    async def _turn(self, calls: Iterable[Call]) -> Answered:
        """Earlier calls give their answer once more; only the last one is news."""
        said: dict[int, OutboundMessage] = {}
        turns: list[Answered] = []
        for call in calls:
            turns = await self._taken(call)
            for turn in turns:
                for message in turn.messages:
                    said.setdefault(message.id, message)
        repeated = all(turn.repeated for turn in turns)
        return Answered(messages=tuple(said.values()), repeated=repeated)

    async def _taken(self, call: Call) -> list[Answered]:
        """A call with several pictures is several turns."""
        if not call.pictures:
            return [await self._intake.receive(event) for event in call.events]
        pictures = await asyncio.gather(*map(self._outgoing.picture, call.pictures))
        return [
            await self._intake.receive(event, picture)
            for event, picture in zip(call.events, pictures, strict=True)
        ]

    def _outcome(self, turn: asyncio.Future[Answered], calls: Sequence[Call]) -> Outcome:
        """A turn that failed gets an honest sentence: Kakao would show its own error instead.
        Nothing is lost by it, because nothing was promised."""
        if turn.cancelled() or (failed := turn.exception()) is not None:
            if not turn.cancelled():
                _log.error("kakao turn failed: %s", type(failed).__name__)
            return Outcome(body=plain(self._words.away))
        answered = turn.result()
        messages = answered.messages
        if not answered.repeated:  # somebody asking again must see it, whoever else shows it
            messages = tuple(m for m in messages if m.id not in self._calling)
        shown = render(messages, self._words, _bookmark(calls[-1]))
        whole = len(shown.messages) == len(messages)
        return Outcome(
            body=shown.body, messages=shown.messages, answered=tuple(calls) if whole else ()
        )

    async def _kept(self, call: Call, began: float) -> bool:
        """Whether the words will be answered even if this process dies now."""
        if call.bookmark:
            return True
        now = asyncio.get_running_loop().time()
        try:
            async with asyncio.timeout_at(max(began + PROMISED_BY, now + A_MOMENT)):
                await self._intake.keep(call.events)
        except (StoreAway, TimeoutError):
            return False
        return True

    async def _call_back(
        self, turn: asyncio.Future[Answered], calls: Sequence[Call], began: float
    ) -> None:
        """Post the answer when it is there. If that fails it waits for their next words."""
        if not await _done_by(began + CALLBACK_WITHIN, turn):
            self._missed(calls)
            return
        outcome = self._outcome(turn, calls)
        ids = {message.id for message in outcome.messages}
        self._calling |= ids
        try:
            if await self._outgoing.call_back(calls[-1].callback, outcome.body):
                await self.settle(outcome)
            else:
                self._missed(calls)
        finally:
            self._calling -= ids

    def _missed(self, calls: Sequence[Call]) -> None:
        self.callbacks_failed += 1
        self._late.add(calls[-1])

    def _watched(self, work: Work) -> Work:
        """Work that goes on whoever waits for it, and that `stop` waits for."""
        self._under_way.add(work)
        work.add_done_callback(self._finished)
        return work

    def _finished(self, work: asyncio.Future[Any]) -> None:
        self._under_way.discard(work)
        error = None if work.cancelled() else work.exception()
        if error is not None:
            # Only its kind: the message of an error may quote what somebody said.
            _log.error("kakao turn failed: %s", type(error).__name__)


def _bookmark(call: Call) -> Bookmark:
    return call.bookmark or Bookmark(again=call.events[0].event_id)


async def _done_by(at: float, work: asyncio.Future[Any]) -> bool:
    """Wait until the work is done, or until that time of the loop. Does nothing to the work."""
    if work.done():
        return True
    loop = asyncio.get_running_loop()
    waiting = loop.create_future()

    def go_on(_: object = None) -> None:
        if not waiting.done():
            waiting.set_result(None)

    clock = loop.call_at(at, go_on)
    work.add_done_callback(go_on)
    try:
        await waiting
    finally:
        clock.cancel()
        work.remove_done_callback(go_on)
    return work.done()
