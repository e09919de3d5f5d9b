"""Environment → settings. Unknown or wrong ones are all listed at once and nothing starts."""

from __future__ import annotations

import logging
import os
import re
from collections.abc import Container, Iterable, Iterator, Sequence
from ipaddress import ip_network
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import parse_qs, urlsplit

from dotenv.parser import Binding, parse_stream
from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

PREFIX = "IEUM_"
ENV_FILE = Path(".env")
DEFAULT_PACK = "sejong-sodam"
MIN_SECRET = 32  #: letters of the master secret
#: Names of the test suite, not of the product.
FOREIGN = ("IEUM_TEST_",)
#: A setting that does nothing without another. Whoever gives it counts on it: alarms would go to
#: a staff chat that nobody can write to.
NEEDS = (
    ("IEUM_TELEGRAM_WEBHOOK_URL", "IEUM_TELEGRAM_TOKEN"),
    ("IEUM_TELEGRAM_STAFF_CHAT", "IEUM_TELEGRAM_TOKEN"),
    ("IEUM_KAKAO_BOT_ID", "IEUM_KAKAO_SKILL_SECRET"),
    ("IEUM_KAKAO_REST_API_KEY", "IEUM_KAKAO_SKILL_SECRET"),
    ("IEUM_KAKAO_REST_API_KEY", "IEUM_KAKAO_BOT_ID"),
)


class SettingsError(Exception):
    """What is wrong with the settings, one line each."""

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(self.problems))


Words = Annotated[tuple[str, ...], NoDecode]


class Settings(BaseSettings):
    """Everything the deployment decides. Each is described in the README."""

    # Unknown names are told by `read`, together with everything else: what is in the environment
    # but not ours is nobody's mistake. An empty value is one that was not given.
    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file=ENV_FILE,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
    )

    data_dir: Path = Path("var")
    database_url: SecretStr | None = None
    secret_key: SecretStr | None = None
    secret_key_file: Path | None = None
    pack: str = DEFAULT_PACK

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
        if value is None:
            return None
        if not value.startswith(("http://", "https://")) or not _host(value):
            raise ValueError("an address starts with http:// or https:// and names a host")
        return value.rstrip("/")

    @field_validator("database_url")
    @classmethod
    def _database(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not _is_database(value.get_secret_value()):
            raise ValueError("expected postgresql://user:password@host/name")
        return value

    @field_validator("secret_key")
    @classmethod
    def _long(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and len(value.get_secret_value()) < MIN_SECRET:
            raise ValueError(f"the master secret needs at least {MIN_SECRET} letters")
        return value

    @field_validator("telegram_token")
    @classmethod
    def _token(cls, value: SecretStr | None) -> SecretStr | None:
        if value is not None and not re.fullmatch(
            r"\d+:[\w-]+", value.get_secret_value(), re.ASCII
        ):
            raise ValueError("expected the token BotFather gave, such as 123456789:AAE...")
        return value

    @field_validator("telegram_staff_chat")
    @classmethod
    def _chat(cls, value: str | None) -> str | None:
        if value is not None and not re.fullmatch(r"-?\d{1,20}|@\w{4,32}", value, re.ASCII):
            raise ValueError("expected the number of a chat, such as -1001234567890")
        return value

    @field_validator("trusted_proxies")
    @classmethod
    def _networks(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for one in value:
            try:
                ip_network(one, strict=False)
            except ValueError:
                raise ValueError(f"{one!r} is no address or network, such as 10.0.0.0/8") from None
        return value


def _host(address: str) -> str | None:
    try:
        parts = urlsplit(address)
        return parts.hostname if parts.port != 0 else None
    except ValueError:
        return None


def _is_database(url: str) -> bool:
    if url.startswith("sqlite:///"):
        return len(url) > len("sqlite:///")
    named = _host(url) is not None or _socket(url)
    return url.startswith(("postgresql://", "postgresql+psycopg://")) and named


def _socket(url: str) -> bool:
    """Whether a server on this machine is named by the folder of its socket."""
    try:
        return parse_qs(urlsplit(url).query).get("host", [""])[0].startswith("/")
    except ValueError:
        return False


def read() -> Settings:
    """The settings of this process. Raises `SettingsError` with every problem at once."""
    logging.getLogger("dotenv").setLevel(logging.ERROR)  # what it would warn of is told below
    problems = [f"{name}: no such setting" for name in _unknown(os.environ)]
    lines, unreadable = _env_file()
    problems += [*unreadable, *_env_file_problems(lines)]
    problems += _useless({*_given(os.environ.items()), *_given(_pairs(lines))})
    settings = None
    try:
        settings = Settings()
    except ValidationError as errors:
        problems += [_line(error["loc"], error["msg"]) for error in errors.errors()]
    except (OSError, UnicodeDecodeError):
        pass  # told as a problem of the file
    if problems or settings is None:
        raise SettingsError(problems)
    return settings


def _unknown(names: Iterable[str]) -> list[str]:
    known = {PREFIX + name.upper() for name in Settings.model_fields}
    ours = (name for name in names if name.upper().startswith(PREFIX))
    return sorted(n for n in ours if n.upper() not in known and not n.startswith(FOREIGN))


def _given(values: Iterable[tuple[str, str]]) -> Iterator[str]:
    return (name.upper() for name, value in values if value)


def _useless(given: Container[str]) -> Iterator[str]:
    return (
        f"{name}: does nothing without {needed}"
        for name, needed in NEEDS
        if name in given and needed not in given
    )


def _env_file() -> tuple[list[Binding], list[str]]:
    """What stands in `.env`, or why that cannot be told."""
    try:
        with ENV_FILE.open(encoding="utf-8") as file:
            return list(parse_stream(file)), []
    except FileNotFoundError:
        return [], []
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8"
        return [], [f"{ENV_FILE}: cannot be read: {reason}"]


def _env_file_problems(lines: Sequence[Binding]) -> Iterator[str]:
    """What is wrong with `.env`: a line cut off, a name without a value, a name nobody knows.

    Names without our prefix belong to others (the password of the database server, say).
    """
    for line in lines:
        if line.error:
            yield f"{_place(line)}: expected NAME=value on one line"
        elif line.key and line.value is None and line.key.upper().startswith(PREFIX):
            yield f"{_place(line)}: {line.key} has no value"
    names = _unknown(name for name, _ in _pairs(lines))
    yield from (f"{name}: no such setting ({ENV_FILE})" for name in names)


def _place(line: Binding) -> str:
    """A binding begins with the empty lines before it."""
    text = line.original.string
    above = text[: len(text) - len(text.lstrip())].count("\n")
    return f"{ENV_FILE}, line {line.original.line + above}"


def _pairs(lines: Iterable[Binding]) -> Iterator[tuple[str, str]]:
    return ((line.key, line.value) for line in lines if line.key and line.value is not None)


def _line(loc: tuple[int | str, ...], message: str) -> str:
    """The problem without the value: it may be a secret."""
    name = str(loc[0]).upper() if loc else ""
    name = name if name.startswith(PREFIX) else PREFIX + name
    return f"{name}: {message.removeprefix('Value error, ')}"
