"""Settings: everything that is wrong is told at once, and nothing secret is ever told."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, read

SECRET = "canary-" + "s" * 40


@pytest.fixture(autouse=True)
def empty_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """No `.env` and nothing of ours in the environment."""
    monkeypatch.chdir(tmp_path)
    for name in list(os.environ):
        if name.upper().startswith("IEUM_"):
            monkeypatch.delenv(name)
    return tmp_path


def given(monkeypatch: pytest.MonkeyPatch, **values: str) -> None:
    for name, value in values.items():
        monkeypatch.setenv(name, value)


def refused() -> list[str]:
    with pytest.raises(SettingsError) as told:
        read()
    return list(told.value.problems)


def test_without_any_the_defaults_of_the_readme_hold():
    settings = read()
    assert settings.data_dir == Path("var")
    assert settings.pack == "sejong-sodam"
    assert settings.telegram_api_base == "https://api.telegram.org"
    assert settings.database_url is None
    assert settings.log_format == "text"


def test_every_setting_of_the_contract_is_known(monkeypatch):
    given(
        monkeypatch,
        IEUM_DATA_DIR="/srv/ieum",
        IEUM_DATABASE_URL="postgresql://ieum:pw@db.local/ieum",
        IEUM_SECRET_KEY=SECRET,
        IEUM_SECRET_KEY_FILE="/run/secrets/key",
        IEUM_PACK="seoul-seongdong",
        IEUM_TELEGRAM_TOKEN="1:abc",
        IEUM_TELEGRAM_API_BASE="http://127.0.0.1:9/",
        IEUM_TELEGRAM_WEBHOOK_URL="https://office.example/channels/telegram/webhook",
        IEUM_TELEGRAM_STAFF_CHAT="-1001234567890",
        IEUM_KAKAO_SKILL_SECRET=SECRET,
        IEUM_KAKAO_BOT_ID="b" * 24,
        IEUM_KAKAO_REST_API_KEY=SECRET,
        IEUM_KAKAO_API_BASE="http://127.0.0.1:8",
        IEUM_KAKAO_EVENT_NAME="staff_reply",
        IEUM_KAKAO_ANSWER_SECONDS="2.5",
        IEUM_KAKAO_CALLBACK_HOSTS="127.0.0.1, kakao.example",
        IEUM_KAKAO_MEDIA_HOSTS="127.0.0.1",
        IEUM_PUBLIC_URL="https://office.example/",
        IEUM_TRUSTED_PROXIES="10.0.0.0/8,::1",
        IEUM_LOG_FORMAT="json",
    )
    settings = read()
    assert settings.telegram_api_base == "http://127.0.0.1:9"
    assert settings.public_url == "https://office.example"
    assert settings.kakao_callback_hosts == ("127.0.0.1", "kakao.example")
    assert settings.trusted_proxies == ("10.0.0.0/8", "::1")
    assert settings.kakao_answer_seconds == 2.5


def test_unknown_and_wrong_ones_are_told_all_at_once(monkeypatch):
    given(
        monkeypatch,
        IEUM_PAKC="sejong-sodam",
        IEUM_LOG_FORMAT="xml",
        IEUM_KAKAO_ANSWER_SECONDS="9",
        IEUM_PUBLIC_URL="office.example",
        IEUM_TRUSTED_PROXIES="10.0.0.0/8,the-proxy",
        IEUM_DATABASE_URL="mysql://root@db/ieum",
        IEUM_SECRET_KEY="short",
        IEUM_TELEGRAM_STAFF_CHAT="the office",
    )
    problems = refused()
    named = {problem.partition(":")[0] for problem in problems}
    assert named == {
        "IEUM_PAKC",
        "IEUM_LOG_FORMAT",
        "IEUM_KAKAO_ANSWER_SECONDS",
        "IEUM_PUBLIC_URL",
        "IEUM_TRUSTED_PROXIES",
        "IEUM_DATABASE_URL",
        "IEUM_SECRET_KEY",
        "IEUM_TELEGRAM_STAFF_CHAT",
    }
    assert len(problems) == 8


@pytest.mark.parametrize(
    "address",
    [
        "http://",
        "https:///path",
        "ftp://x",
        "http://host:port",
        "javascript:alert(1)",
        "http://[::1",
    ],
)
def test_an_address_names_a_host(monkeypatch, address):
    given(monkeypatch, IEUM_PUBLIC_URL=address)
    assert len(refused()) == 1


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://ieum:pw@db/ieum",
        "postgresql+psycopg://db/ieum",
        "postgresql:///ieum?host=/run/postgresql",
        "postgresql://ieum@/ieum?host=%2Frun%2Fpostgresql",
    ],
)
def test_a_server_is_named_by_its_host_or_its_socket(monkeypatch, url):
    given(monkeypatch, IEUM_DATABASE_URL=url)
    assert read().database_url.get_secret_value() == url


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://",
        "postgresql://u:p@host:port/db",
        "sqlite:///",
        "host/db",
        "redis://x",
        "postgresql:///ieum",
        "postgresql:///ieum?host=",
    ],
)
def test_a_database_is_one_we_can_speak_to(monkeypatch, url):
    given(monkeypatch, IEUM_DATABASE_URL=url)
    (problem,) = refused()
    assert "postgresql://user:password@host/name" in problem


def test_an_empty_value_was_not_given(monkeypatch):
    given(monkeypatch, IEUM_TELEGRAM_TOKEN="", IEUM_LOG_FORMAT="", IEUM_DATABASE_URL="")
    settings = read()
    assert settings.telegram_token is None
    assert settings.log_format == "text"


def test_names_of_the_tests_are_nobodys_mistake(monkeypatch):
    given(monkeypatch, IEUM_TEST_DATABASE_URL="postgresql://x/y", OTHER_IEUM_X="1")
    read()


# ------------------------------------------------------------------------------------ secrets


def test_secrets_do_not_print(monkeypatch):
    given(
        monkeypatch,
        IEUM_SECRET_KEY=SECRET,
        IEUM_TELEGRAM_TOKEN=SECRET,
        IEUM_KAKAO_SKILL_SECRET=SECRET,
        IEUM_KAKAO_REST_API_KEY=SECRET,
        IEUM_DATABASE_URL=f"postgresql://ieum:{SECRET}@db/ieum",
    )
    settings = read()
    assert "canary" not in f"{settings} {settings!r} {settings.model_dump()} " + (
        settings.model_dump_json()
    )


def test_what_is_wrong_with_a_secret_is_told_without_it(monkeypatch):
    given(
        monkeypatch,
        IEUM_SECRET_KEY="canary-short",
        IEUM_DATABASE_URL="postgres://canary:canary@db:canary/ieum",
        IEUM_KAKAO_ANSWER_SECONDS="canary",
    )
    with pytest.raises(SettingsError) as told:
        read()
    assert len(told.value.problems) == 3
    assert "canary" not in str(told.value)
    assert told.value.__cause__ is None


# --------------------------------------------------------------------------------------- .env


def test_the_file_is_read_and_the_environment_goes_before_it(empty_place, monkeypatch):
    (empty_place / ".env").write_text(
        "# 소담동\nIEUM_PACK=seoul-seongdong\nIEUM_LOG_FORMAT='json'\nPOSTGRES_PASSWORD=theirs\n",
        encoding="utf-8",
    )
    given(monkeypatch, IEUM_LOG_FORMAT="text")
    settings = read()
    assert settings.pack == "seoul-seongdong"
    assert settings.log_format == "text"


def test_a_file_that_was_not_written_to_its_end(empty_place, monkeypatch):
    (empty_place / ".env").write_text(
        '\nIEUM_PACK=sejong-sodam\n\nIEUM_TELEGRAM_TOKEN="12345:canary\nIEUM_SECRET_K'
    )
    given(monkeypatch, IEUM_LOG_FORMAT="xml")
    problems = refused()
    assert ".env, line 4: expected NAME=value on one line" in problems
    assert ".env, line 5: IEUM_SECRET_K has no value" in problems
    assert any(problem.startswith("IEUM_LOG_FORMAT") for problem in problems)
    assert "canary" not in "\n".join(problems)


def test_unknown_names_in_the_file_are_told(empty_place):
    (empty_place / ".env").write_text("IEUM_TELEGRAM_TOKKEN=1:canary\nIEUM_LOG_FORMAT=xml\n")
    assert refused() == [
        "IEUM_TELEGRAM_TOKKEN: no such setting (.env)",
        "IEUM_LOG_FORMAT: Input should be 'text' or 'json'",
    ]


def test_a_file_that_is_no_text(empty_place):
    (empty_place / ".env").write_bytes("IEUM_PACK=소담\n".encode("euc-kr"))
    assert refused() == [".env: cannot be read: it is not UTF-8"]


def test_a_folder_in_its_place(empty_place):
    (empty_place / ".env").mkdir()
    (problem,) = refused()
    assert problem.startswith(".env: cannot be read")


def test_settings_do_not_change():
    with pytest.raises(ValueError, match="frozen"):
        Settings().pack = "other"  # type: ignore[misc]
