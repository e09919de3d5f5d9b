"""Content and understanding of an office: frozen, the same for every test, and slow to load.

Read once a process, by the functions that read them in service.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache

from bot import bootstrap
from bot.content.loader import Content
from bot.dialog.moment import Scene
from bot.settings import DEFAULT_PACK, Settings

BUILT_IN = (DEFAULT_PACK, "seoul-seongdong")
_read_content, _read_scene = bootstrap.content_of, bootstrap.scene_of


def content(pack: str = DEFAULT_PACK) -> Content:
    return _content(pack)


def scene(pack: str = DEFAULT_PACK) -> Scene:
    return _scene(pack)


@cache
def _content(pack: str) -> Content:
    return _read_content(Settings(pack=pack))


@cache
def _scene(pack: str) -> Scene:
    return _read_scene(_content(pack))


def _content_of(settings: Settings) -> Content:
    return _content(settings.pack) if settings.pack in BUILT_IN else _read_content(settings)


def _scene_of(given: Content) -> Scene:
    known = given.pack.id in BUILT_IN and given is _content(given.pack.id)
    return _scene(given.pack.id) if known else _read_scene(given)


def keep(patch: Callable[[object, str, object], None] = setattr) -> None:
    """From now on systems of this process are put together from what is read already."""
    patch(bootstrap, "content_of", _content_of)
    patch(bootstrap, "scene_of", _scene_of)
