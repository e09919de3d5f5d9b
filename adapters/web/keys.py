"""What the handlers find in the application."""

from __future__ import annotations

from aiohttp import web

from bot.content.loader import Content
from bot.services.bell import Bell
from bot.services.deps import Deps
from bot.services.gateway import Gateway

DEPS: web.AppKey[Deps] = web.AppKey("deps", Deps)
CONTENT: web.AppKey[Content] = web.AppKey("content", Content)
GATEWAY: web.AppKey[Gateway] = web.AppKey("gateway", Gateway)
BELL: web.AppKey[Bell] = web.AppKey("bell", Bell)
SECURE: web.AppKey[bool] = web.AppKey("secure", bool)
