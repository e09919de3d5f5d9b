"""What the log looks like. Nothing personal is ever handed to it: ids and types only."""

from __future__ import annotations

import logging

import structlog

from bot.settings import Settings


def set_up(settings: Settings) -> None:
    """One line an event. The HTTP client of the platforms would log addresses with the token."""
    for name in ("httpx", "httpcore", "telegram", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)
    json_lines = settings.log_format == "json"
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer()
            if json_lines
            else structlog.dev.ConsoleRenderer(colors=False),
        ]
    )
