"""Puts the channel together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from aiohttp import web

from adapters.channels.kakao.answering import Answering
from adapters.channels.kakao.channel import KakaoChannel
from adapters.channels.kakao.outgoing import Outgoing
from adapters.channels.kakao.settings import Settings
from adapters.channels.kakao.skill import PATH, Skill
from adapters.channels.kakao.words import load_words

if TYPE_CHECKING:
    from adapters.channels.runtime import Runtime
    from bot.services.intake import Intake


def create(settings: Settings, intake: Intake) -> Runtime | None:
    """The channel, or None without a skill secret."""
    secret = settings.kakao_skill_secret
    if secret is None or not secret.get_secret_value():
        return None
    return KakaoRuntime(settings, secret.get_secret_value(), intake)


class KakaoRuntime:
    """`adapters.channels.runtime.Runtime` for KakaoTalk.

    `health`: `under_way`, turns and callbacks not finished; `callbacks_failed` since the start.
    """

    def __init__(self, settings: Settings, secret: str, intake: Intake) -> None:
        words = load_words()
        self._outgoing = Outgoing(settings)
        self._channel = KakaoChannel(self._outgoing)
        self._answering = Answering(intake, self._outgoing, words, settings.kakao_answer_seconds)
        self._skill = Skill(self._answering, words, secret, settings.kakao_bot_id or "")

    @property
    def channel(self) -> KakaoChannel:
        return self._channel

    def routes(self) -> Iterable[web.AbstractRouteDef]:
        return (web.post(PATH, self._skill.handle),)

    async def start(self) -> None:
        """Nothing to open: Kakao comes to us."""

    async def stop(self) -> None:
        await self._answering.stop()
        await self._outgoing.stop()

    def health(self) -> Mapping[str, float]:
        return {
            "under_way": float(self._answering.under_way),
            "callbacks_failed": float(self._answering.callbacks_failed),
        }
