"""Which addresses in a payload may be called at all. Pure.

A payload names two kinds of address: where to post a late answer, and where a picture lies.
Both are judged by the very parser that will request them, so that none reads differently.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from yarl import URL

#: https://kakaobusiness.gitbook.io/main/tool/chatbot/skill_guide/ai_chatbot_callback_guide and
#: request logs, read 2026-11-21. The bot id of a development channel ends with '!'.
CALLBACK_HOST = "bot-api.kakao.com"
_CALLBACK_PATH = re.compile(r"/v1/bots/[^/]+/callback/[^/]+")

#: Hosts seen in request logs of photos (`params.media`) and of the secure image plugin,
#: read 2026-11-21. They come with http addresses as well.
_PICTURE_HOST = re.compile(r"(?:[a-z0-9-]+\.)+kakaocdn\.net|dn-m\.talk\.kakao\.com")


def callback(address: object, extra_hosts: Iterable[str] = ()) -> URL | None:
    """The address to post a late answer to, or None when we must not."""
    url = _parsed(address)
    if url is None or not _CALLBACK_PATH.fullmatch(url.raw_path):
        return None
    theirs = url.scheme == "https" and url.host == CALLBACK_HOST and url.explicit_port is None
    return url if theirs or _listed(url, extra_hosts) else None


def picture(address: object, extra_hosts: Iterable[str] = ()) -> URL | None:
    """The address of a picture, or None when it does not lie with Kakao."""
    url = _parsed(address)
    if url is None:
        return None
    theirs = bool(_PICTURE_HOST.fullmatch(url.host or "")) and url.explicit_port is None
    return url if theirs or _listed(url, extra_hosts) else None


def _parsed(address: object) -> URL | None:
    if not isinstance(address, str) or not address.isascii() or re.search(r"[\s\\]", address):
        return None
    try:
        # Kept as it came: a signed address changed in one letter is refused.
        url = URL(address, encoded=True)
        plain = url.scheme in {"http", "https"} and bool(url.host) and not url.raw_user
        return url if plain and url.raw_password is None and url.port else None
    except ValueError:
        return None


def _listed(url: URL, hosts: Iterable[str]) -> bool:
    return any(host in {url.host, f"{url.host}:{url.port}"} for host in hosts)
