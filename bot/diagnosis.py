"""`ieum doctor`: what this machine offers and what is missing. It makes nothing new."""

from __future__ import annotations

import os
import shutil
import sqlite3
import stat
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing
from functools import cache
from typing import Any

import tomli

from bot import bootstrap, learning, secret
from bot.content.loader import Content, ContentErrors
from bot.content.reading import DATA
from bot.domain.municipality import Pack
from bot.domain.staff import StaffMember
from bot.ports import Store, StoreAway
from bot.settings import Settings, SettingsError
from intents.engine import Engine, engine
from intents.matching.learned import SHIPPED

#: A part, whether it is well, and what there is to say.
Part = tuple[str, bool, str]

MIN_FREE = 200 << 20  #: bytes below which a busy week may fill the disk


def parts(settings: Settings) -> Iterator[Part]:
    """Each part and whether it works here."""
    yield "python", True, sys.version.split()[0]
    yield "sqlite", True, sqlite3.sqlite_version
    content = None
    try:
        content = bootstrap.content_of(settings)
    except ContentErrors as errors:
        yield "content", False, say("content.broken", count=len(errors.problems))
    if content is not None:
        yield from _content(content)
    yield _folder(settings)
    yield _secret(settings)
    yield from _database(settings, content)
    for name, given in (
        ("telegram", settings.telegram_token),
        ("kakao", settings.kakao_skill_secret),
        ("kakao push", settings.kakao_rest_api_key),
        ("public url", settings.public_url),
    ):
        yield name, True, say("channel.on" if given else "channel.off")


@cache
def _words() -> Mapping[str, Any]:
    return tomli.loads((DATA / "doctor.toml").read_text(encoding="utf-8"))


def say(key: str, **blanks: object) -> str:
    """The words of `doctor.toml`, which need no content that may be broken."""
    section, _, name = key.rpartition(".")
    words = _words()[section] if section else _words()
    return str(words[name].format(**blanks))


def _content(content: Content) -> Iterator[Part]:
    answers, forms = len(content.faq.ids), len(content.forms)
    yield "content", True, say("content.well", pack=content.pack.id, answers=answers, forms=forms)
    today = bootstrap.today().date()
    if overdue := content.faq.overdue(today):
        yield "review", True, say("content.overdue", count=len(overdue))
    if stale := content.faq.check(today):
        yield "amounts", True, say("content.stale", count=len(stale))
    found = engine(bootstrap.labels_of(content), learning.cache())
    yield from _engine(found)
    yield _language(content, found)


def _engine(found: Engine) -> Iterator[Part]:
    how = "engine.learned" if found.learns else "engine.nearest"
    yield "engine", True, f"{say(how, phrases=found.phrases)} {say('engine.no_semantic')}"
    analyzer = " + ".join(found.analyzer)
    yield "words", True, say("engine.words", analyzer=analyzer, dictionary=found.dictionary)
    if not found.learns:
        yield "learned", True, say("engine.nothing_to_learn")
    elif found.learned is None:
        yield "learned", True, say("engine.to_learn", folder=learning.cache())
    else:
        key = "engine.shipped" if found.learned == SHIPPED else "engine.kept"
        yield "learned", True, say(key, place=found.learned)
    key = "engine.crisis" if found.crisis_fits else "engine.crisis_old"
    yield "crisis", found.crisis_fits, say(key, place=found.crisis)


def _language(content: Content, found: Engine) -> Part:
    """Try it out, unless that would mean to learn for a minute."""
    if found.learns and found.learned is None:
        return "language", True, say("engine.later")
    title = content.faq.labels()[0].names[0]
    heard = bootstrap.scene_of(content).interpreter.understand(title).candidates
    well = bool(heard)
    return "language", well, say("engine.understands" if well else "engine.deaf", title=title)


def _folder(settings: Settings) -> Part:
    folder = settings.data_dir
    there = next(place for place in (folder, *folder.resolve().parents) if place.exists())
    free = shutil.disk_usage(there).free
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        return "folder", False, say("folder.closed", folder=there)
    well = free >= MIN_FREE
    key = "full" if not well else "well" if folder.exists() else "new"
    return "folder", well, say(f"folder.{key}", folder=folder, free=free >> 20)


def _secret(settings: Settings) -> Part:
    if settings.secret_key is not None:
        return "secret", True, say("secret.given")
    path = secret.place(settings)
    if not path.exists() and not secret.is_given(settings):
        lost = bootstrap.has_file(settings)
        return "secret", not lost, say("secret.lost" if lost else "secret.new", path=path)
    try:
        secret.read(settings)
    except SettingsError as error:
        return "secret", False, str(error)
    private = not stat.S_IMODE(path.stat().st_mode) & 0o077
    return "secret", private, say("secret.kept" if private else "secret.open", path=path)


def _database(settings: Settings, content: Content | None) -> Iterator[Part]:
    """Opened only where it is already there: nothing is made by looking."""
    file = bootstrap.data_file(settings)
    if file and not file.exists():
        yield "database", True, say("database.new", file=file)
        return
    if settings.secret_key is None and not secret.is_kept(settings):
        yield "database", False, say("database.unopened")
        return
    try:
        with closing(bootstrap.store_of(settings)) as store:
            store.ready()
            members = _members(store)
    except (StoreAway, SettingsError) as error:
        yield "database", False, str(error)
        return
    yield "database", True, say("database.sqlite" if file else "database.server", file=file)
    if content is not None:
        yield from _teams(content.pack, members)


def _members(store: Store) -> list[StaffMember]:
    with store.look() as uow:
        return [member for member in uow.staff.everyone() if not member.disabled]


def _teams(pack: Pack, members: Sequence[StaffMember]) -> Iterator[Part]:
    """Whether somebody sees what comes to each team; before the first account nobody can."""
    unseen = [t.name for t in pack.teams if not any(m.sees(t.id) for m in members)]
    if members and unseen:
        yield "teams", True, say("teams.unseen", teams=", ".join(unseen))
