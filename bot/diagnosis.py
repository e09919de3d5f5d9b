"""`ieum doctor`: what this machine offers and what is missing. It makes nothing new."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from bot import bootstrap, secret
from bot.content.loader import ContentErrors
from bot.ports import StoreAway
from bot.settings import Settings, SettingsError

#: A part, whether it is well, and what there is to say.
Part = tuple[str, bool, str]

MIN_FREE = 200 << 20  #: bytes below which a busy week may fill the disk


def parts(settings: Settings) -> Iterator[Part]:
    """Each part and whether it works here."""
    yield "python", True, sys.version.split()[0]
    yield "sqlite", True, sqlite3.sqlite_version
    yield from _content(settings)
    yield _folder(settings)
    yield _secret(settings)
    yield _database(settings)
    for name, given in (
        ("telegram", settings.telegram_token),
        ("kakao", settings.kakao_skill_secret),
        ("kakao push", settings.kakao_rest_api_key),
        ("public url", settings.public_url),
    ):
        yield name, True, "set up" if given else "not set up"


def _content(settings: Settings) -> Iterator[Part]:
    try:
        content = bootstrap.content_of(settings)
    except ContentErrors as errors:
        yield "content", False, f"{len(errors.problems)} problems; see `ieum check`"
        return
    answers, forms = len(content.faq.ids), len(content.forms)
    yield "content", True, f"{content.pack.id}, {answers} answers, {forms} forms"
    scene = bootstrap.scene_of(content)
    title = content.faq.labels()[0].names[0]
    found = scene.interpreter.understand(title)
    yield "language", bool(found.candidates), f"{len(found.candidates)} candidates for a title"


def _folder(settings: Settings) -> Part:
    folder = settings.data_dir
    there = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    free = shutil.disk_usage(there).free
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return "folder", False, f"{there} cannot be written to"
    words = f"{folder}, {free >> 20} MB free" + ("" if folder.exists() else " (made at the start)")
    return "folder", free >= MIN_FREE, words


def _secret(settings: Settings) -> Part:
    if settings.secret_key is not None:
        return "secret", True, "given by IEUM_SECRET_KEY"
    path = secret.place(settings)
    if not path.exists() and not secret.is_given(settings):
        lost = bootstrap.has_file(settings)
        return "secret", not lost, f"{path} is not there" + ("" if lost else " (made at the start)")
    try:
        secret.read(settings)
    except SettingsError as error:
        return "secret", False, str(error)
    return "secret", _is_private(path), f"{path}, for its owner only"


def _is_private(path: Path) -> bool:
    return not stat.S_IMODE(path.stat().st_mode) & 0o077


def _database(settings: Settings) -> Part:
    """Opened only where it is already there: nothing is made by looking."""
    file = bootstrap.data_file(settings)
    kind = f"SQLite in {file}" if file else "PostgreSQL"
    if file and not file.exists():
        return "database", True, f"{kind} (made at the start)"
    if settings.secret_key is None and not secret.is_kept(settings):
        return "database", False, "not opened without its secret"
    try:
        with closing(bootstrap.store_of(settings)) as store:
            store.ready()
    except (StoreAway, SettingsError) as error:
        return "database", False, str(error)
    return "database", True, kind
