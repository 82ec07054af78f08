"""Runs the command in a process forked from one that has its modules loaded; see prepared.py."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import threading
import weakref
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

PROGRAM = Path(__file__).with_name("prepared.py")
SECONDS_TO_LOAD = 60
_PREPARED = threading.local()  # commands that tests run at the same time run at the same time


class Prepared:
    """A process that has the program loaded; it ends when its socket is closed."""

    def __init__(self) -> None:
        self._connection, its = socket.socketpair()
        self._connection.settimeout(SECONDS_TO_LOAD)
        with its:
            self._process = subprocess.Popen(
                [sys.executable, "-P", PROGRAM, str(its.fileno())],
                pass_fds=[its.fileno()],
                env=os.environ | {"OPENBLAS_NUM_THREADS": "1"},  # what forks may have one thread only
                stdin=subprocess.PIPE,  # the forks take streams over that were made for pipes
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
        weakref.finalize(self, _close, self._connection, self._process)

    def run(
        self, words: Sequence[str], folder: Path, environment: Mapping[str, str], stdin: bytes, seconds: float
    ) -> tuple[int, bytes, bytes]:
        """Run a command to its end.

        Returns:
            Its exit code, and what it wrote to standard output and standard error.

        Raises:
            subprocess.TimeoutExpired: it took longer than so many seconds, and was killed.
        """
        (its_input, ours), (out, its_output), (err, its_errors) = os.pipe(), os.pipe(), os.pipe()
        request = {"words": words, "folder": str(folder), "environment": dict(environment)}
        streams = [its_input, its_output, its_errors]
        socket.send_fds(self._connection, [json.dumps(request).encode() + b"\n"], streams)
        for stream in streams:
            os.close(stream)
        with ThreadPoolExecutor() as threads, self._connection.makefile("rb") as answers:
            threads.submit(_write, ours, stdin)
            said = [threads.submit(_read, stream) for stream in (out, err)]
            number = int(answers.readline())
            killing = threading.Timer(seconds, os.kill, (number, 9))
            killing.start()
            self._connection.settimeout(None)
            code = int(answers.readline())
            if killing.finished.is_set():
                raise subprocess.TimeoutExpired(words, seconds)
            killing.cancel()
            return code, said[0].result(), said[1].result()


def _close(connection: socket.socket, process: subprocess.Popen[bytes]) -> None:
    connection.close()
    process.communicate()


def _write(stream: int, content: bytes) -> None:
    with suppress(BrokenPipeError), os.fdopen(stream, "wb") as file:
        file.write(content)


def _read(stream: int) -> bytes:
    file: BinaryIO
    with os.fdopen(stream, "rb") as file:
        return file.read()


def prepared() -> Prepared:
    """Give the prepared process of this thread."""
    if not hasattr(_PREPARED, "process"):
        _PREPARED.process = Prepared()
    process: Prepared = _PREPARED.process
    return process
