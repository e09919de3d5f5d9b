"""What this channel reads of the settings."""

from __future__ import annotations

from typing import Protocol

from pydantic import SecretStr


class Settings(Protocol):
    """The part of the service's settings that concerns KakaoTalk.

    Without `kakao_skill_secret` the channel is off. `kakao_bot_id` may carry the '!' of the
    development channel. The Event API rings only when `kakao_rest_api_key`, `kakao_bot_id` and
    `kakao_event_name` are all set. The host lists are additions for tests: 'host' or
    'host:port', plain http allowed. `kakao_answer_seconds` is how long a turn may take before
    Kakao is told to wait (its own limit is 5 s for the whole exchange).
    """

    @property
    def kakao_skill_secret(self) -> SecretStr | None: ...
    @property
    def kakao_bot_id(self) -> str | None: ...
    @property
    def kakao_rest_api_key(self) -> SecretStr | None: ...
    @property
    def kakao_api_base(self) -> str: ...
    @property
    def kakao_event_name(self) -> str | None: ...
    @property
    def kakao_callback_hosts(self) -> tuple[str, ...]: ...
    @property
    def kakao_media_hosts(self) -> tuple[str, ...]: ...
    @property
    def kakao_answer_seconds(self) -> float: ...
