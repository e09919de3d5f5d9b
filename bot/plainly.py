"""How a command ends that could not be carried out: in plain words and never with a trace."""

from __future__ import annotations

import io
import logging
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.content.loader import ContentErrors
from bot.evaluation import CannotEvaluate
from bot.ports import StoreAway
from bot.server import CannotListen
from bot.settings import SettingsError
from intents.evaluation import SetsError


class Refused(Exception):
    """A command was not carried out; the message says why, in the words of the office."""


@contextmanager
def plainly() -> Iterator[None]:
    """Speak UTF-8, and say what is wrong; then the status is 1."""
    _speak_utf8()
    # A command says itself what is wrong; `serve` and `chat` set up a log.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        yield
    except SettingsError as error:
        _fail("settings", error.problems)
    except ContentErrors as error:
        _fail("content", error.problems)
    except CannotListen as error:
        _fail("cannot listen", (str(error),))
    except SetsError as error:
        _fail("evaluation sets", error.problems)
    except CannotEvaluate as error:
        _fail("evaluate", (str(error),))
    except StoreAway as error:
        _fail("database", (str(error) or "not available",))
    except Refused as error:
        _fail("refused", (str(error),))
    except OSError as error:  # a file or the output: not there, not ours, no room
        _fail("system", (str(error),))
    except KeyboardInterrupt:
        sys.exit(130)


def _speak_utf8() -> None:
    """Whatever the locale: what cannot be read or shown becomes a question mark, not an error."""
    if sys.stdin is None:  # started with it closed: there is nothing to read
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115  to the end
    for stream in (sys.stdin, sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def _fail(what: str, lines: Iterable[str]) -> None:
    """Every line on its own below what it is about."""
    told = "\n".join(f"  {line}" for text in lines for line in text.splitlines())
    print(f"ieum: {what}:\n{told}", file=sys.stderr)
    sys.exit(1)
