"""The real command at a terminal of its own, typed to and read from as a person does."""

from __future__ import annotations

import fcntl
import os
import re
import select
import struct
import subprocess
import termios
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import pytest

from tests.cli.running import GOVSTATS, Home, environment

SECONDS = 30
ESCAPES = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07]*\x07|[=>()][0-9A-Z]?)")


class Terminal:
    """A terminal that a command runs at.

    Attributes:
        process: the command.
    """

    def __init__(self, process: subprocess.Popen[bytes], end: int) -> None:
        self.process = process
        self._end = end
        self._seen = b""

    @property
    def seen(self) -> str:
        """All that has come and was not waited for, as it came."""
        return self._seen.decode("utf-8", "ignore")

    def type(self, text: str) -> None:
        """Type something; \\r is Enter, \\t Tab, \\x03 Ctrl-C, \\x04 Ctrl-D."""
        os.write(self._end, text.encode())

    def wait_for(self, *wanted: str) -> str:
        """Read until some texts have come, in this order; give all that has come since the last time, without colours."""
        deadline = time.monotonic() + SECONDS
        pattern = re.compile(".*?".join(map(re.escape, wanted)), re.DOTALL)
        while not (found := pattern.search(shown := self._shown())):
            if not select.select([self._end], [], [], max(deadline - time.monotonic(), 0))[0]:
                pytest.fail(f"{wanted} did not come, but {shown!r}")
            piece = self._read()
            if not piece:
                pytest.fail(f"{wanted} did not come before the end, but {shown!r}")
            self._seen += piece
        self._seen = shown[found.end() :].encode()
        return shown[: found.end()]

    def leave(self) -> int:
        """Read to the end; give the exit code."""
        while piece := self._read():
            self._seen += piece
        return self.process.wait(SECONDS)

    def _read(self) -> bytes:
        try:
            return os.read(self._end, 65536)
        except OSError:  # how Linux tells that the other end was closed
            return b""

    def _shown(self) -> str:
        return re.sub("\r+\n", "\n", ESCAPES.sub("", self._seen.decode("utf-8", "ignore")))


@contextmanager
def at_terminal(
    home: Home,
    *words: str,
    columns: int = 120,
    variables: Mapping[str, str] | None = None,
) -> Iterator[Terminal]:
    """Start the command at a terminal, its errors too; it is killed at the end if it has not ended."""
    ours, its = os.openpty()
    fcntl.ioctl(its, termios.TIOCSWINSZ, struct.pack("HHHH", 50, columns, 0, 0))
    extra = {"TERM": "xterm", "PROMPT_TOOLKIT_NO_CPR": "1", "XDG_STATE_HOME": str(home.path / "state")}
    variables = environment(home.variables | extra | dict(variables or {}))
    variables.pop("COLUMNS", None)
    process = subprocess.Popen(
        [GOVSTATS, *words],
        cwd=home.path,
        env=variables,
        stdin=its,
        stdout=its,
        stderr=its,
        start_new_session=True,
        preexec_fn=_take_terminal,  # noqa: PLW1509 -- no threads here
    )
    os.close(its)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


def _take_terminal() -> None:
    """Make the terminal the one whose Ctrl-C the command hears."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)
