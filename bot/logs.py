"""What the log looks like. Nothing personal is ever handed to it: ids and types only."""

from __future__ import annotations

import logging
import sys

import structlog

from bot.settings import Settings

log = structlog.get_logger()
OURS = "adapters."


def set_up(settings: Settings) -> None:
    """One line an event, on the error output: what commands print stays their own."""
    json_lines = settings.log_format == "json"
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer()
            if json_lines
            else structlog.dev.ConsoleRenderer(colors=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    logging.basicConfig(level=logging.WARNING, handlers=[Libraries()], force=True)
    # Below a warning the HTTP client would log addresses with the token in them.
    for name in ("httpx", "httpcore", "telegram", "asyncio"):
        logging.getLogger(name).setLevel(logging.WARNING)


class Libraries(logging.Handler):
    """What libraries have to say, without what they fill into it: that may be the address of a
    visitor, a token, or the words a parser stumbled over. Our own adapters fill in ids,
    codes and kinds of errors, and are told whole."""

    def emit(self, record: logging.LogRecord) -> None:
        ours = record.name.startswith(OURS)
        said = record.getMessage() if ours else str(record.msg).partition("\n")[0][:200]
        error = record.exc_info[0] if record.exc_info else None
        more = {"error": error.__name__} if error else {}
        say = log.error if record.levelno >= logging.ERROR else log.warning
        say("adapter" if ours else "library", logger=record.name, said=said, **more)
