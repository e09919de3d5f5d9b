"""Environment → settings. Unknown or wrong ones are all listed at once and nothing starts."""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "IEUM_"
#: Names of the test suite, not of the product.
FOREIGN = ("IEUM_TEST_",)


class SettingsError(Exception):
    """What is wrong with the settings, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Everything the deployment decides. Each is described in the README."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_file=".env", env_file_encoding="utf-8", extra="forbid", frozen=True
    )

    data_dir: Path = Path("var")
    database_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    pack: str = "sejong-sodam"

    telegram_token: SecretStr | None = None
    telegram_api_base: str = "https://api.telegram.org"
    telegram_webhook_url: str | None = None
    telegram_staff_chat: str | None = None

    kakao_skill_secret: SecretStr | None = None
    kakao_bot_id: str | None = None
    kakao_rest_api_key: SecretStr | None = None
    kakao_api_base: str = "https://bot-api.kakao.com"
    kakao_event_name: str = "staff_reply"
    kakao_answer_seconds: float = Field(default=3.0, ge=0, le=4.5)
    kakao_callback_hosts: Words = ()
    kakao_media_hosts: Words = ()

    public_url: str | None = None
    trusted_proxies: Words = ()
    log_format: Literal["text", "json"] = "text"

    @field_validator("kakao_callback_hosts", "kakao_media_hosts", "trusted_proxies", mode="before")
    @classmethod
    def _split(cls, value: object) -> object:
        """Several values are written with commas."""
        if isinstance(value, str):
            return tuple(part.strip() for part in value.split(",") if part.strip())
        return value

    @field_validator("public_url", "telegram_api_base", "kakao_api_base", "telegram_webhook_url")
    @classmethod
    def _address(cls, value: str | None) -> str | None:
        if value is not None and not value.startswith(("http://", "https://")):
            raise ValueError("an address starts with http:// or https://")
        return value.rstrip("/") if value else value


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises `SettingsError` with every problem at once."""
    environ = os.environ if environ is None else environ
    problems = [f"{name}: no such setting" for name in _unknown(environ)]
    try:
        settings = Settings()
    except ValidationError as errors:
        problems += [_line(error["loc"], error["msg"]) for error in errors.errors()]
        raise SettingsError(problems) from None
    if problems:
        raise SettingsError(problems)
    return settings


def _unknown(environ: Mapping[str, str]) -> list[str]:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    ours = (name for name in environ if name.upper().startswith(PREFIX))
    return sorted(n for n in ours if n.upper() not in known and not n.startswith(FOREIGN))


def _line(loc: tuple[int | str, ...], message: str) -> str:
    """The problem without the value: it may be a secret."""
    name = str(loc[0]).upper() if loc else ""
    name = name if name.startswith(PREFIX) else PREFIX + name
    return f"{name}: {message.removeprefix('Value error, ')}"
