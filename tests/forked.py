"""`ieum` in processes of their own that need not load for seconds: they are forked by a server
that has read code and content before, as web servers do that load and then fork.

Each is a real process with its own environment, folder and files, and dies of a kill like one. It
begins where `python -m bot` begins: nothing is opened, nothing is known of any data. That commands
start by themselves is shown by `tests.e2e.test_serve`, `tests.e2e.test_cli` and by CI.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from functools import cache
from multiprocessing import connection, get_context
from multiprocessing.context import ForkServerContext
from pathlib import Path
from subprocess import CompletedProcess, TimeoutExpired
from tempfile import TemporaryFile
from threading import Lock

#: Beginning a process looks after all others too, and only one may hear how each of them ended.
ONE_AT_A_TIME = Lock()


def run(
    words: tuple[str, ...], env: Mapping[str, str], cwd: Path, *, stdin: str = ""
) -> CompletedProcess[str]:
    """One command from beginning to end, as `subprocess.run` gives it. `stdin` is short."""
    heard, spoken = os.pipe()
    os.write(spoken, stdin.encode())
    os.close(spoken)
    with TemporaryFile() as out, TemporaryFile() as errors:
        process = Forked(words, env, cwd, out.fileno(), errors=errors.fileno(), stdin=heard)
        os.close(heard)
        code = process.wait(120)
        for file in (out, errors):
            file.seek(0)
        return CompletedProcess(words, code, out.read().decode(), errors.read().decode())


class Forked:
    """One running command, with the words of `subprocess.Popen` for what may be done to it.

    `output`, `errors` and `stdin` are the numbers of open files; without `errors` those are told
    with the output.
    """

    def __init__(
        self,
        words: tuple[str, ...],
        env: Mapping[str, str],
        cwd: Path,
        output: int,
        *,
        errors: int | None = None,
        stdin: int | None = None,
    ) -> None:
        nothing = os.open(os.devnull, os.O_RDONLY)
        numbers = (
            nothing if stdin is None else stdin,
            output,
            output if errors is None else errors,
        )
        # A connection is what can be handed to a process of the server. It closes its number.
        handed = [connection.Connection(os.dup(number), writable=False) for number in numbers]
        os.close(nothing)
        with ONE_AT_A_TIME:
            self._process = _server().Process(
                target=_begin, args=(words, dict(env), str(cwd), handed), daemon=True
            )
            self._process.start()
        for one in handed:
            one.close()

    @property
    def pid(self) -> int:
        assert self._process.pid
        return self._process.pid

    def poll(self) -> int | None:
        """The exit status, negative for a signal; None while it runs."""
        with ONE_AT_A_TIME:
            return self._process.exitcode

    def send_signal(self, number: signal.Signals) -> None:
        if self.poll() is None:
            os.kill(self.pid, number)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def wait(self, timeout: float | None = None) -> int:
        """The exit status. Raises `subprocess.TimeoutExpired` when it has not ended by then."""
        connection.wait([self._process.sentinel], timeout)
        code = self.poll()
        if code is None:
            raise TimeoutExpired("ieum", timeout or 0)
        return code


@cache
def _server() -> ForkServerContext:
    context = get_context("forkserver")
    context.set_forkserver_preload(["tests.preloaded"])
    return context


def _begin(
    words: tuple[str, ...], env: dict[str, str], cwd: str, files: list[connection.Connection]
) -> None:
    """In the new process: what the system does for a fresh one, then the command."""
    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    for number, file in enumerate(files):
        os.dup2(file.fileno(), number)
        file.close()
    sys.stdin = os.fdopen(0, encoding="utf-8", closefd=False)
    sys.stdout = os.fdopen(1, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.stderr = os.fdopen(2, "w", buffering=1, encoding="utf-8", closefd=False)
    sys.argv = ["ieum", *words]

    from bot.__main__ import main

    main()
