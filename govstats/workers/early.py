"""A worker that is forked early: it makes itself ready while this process loads what only storing needs."""

from __future__ import annotations

import atexit
import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO, Final, NoReturn

from govstats.workers.messages import Setup
from govstats.workers.program import serve
from govstats.workers.working import Worker

_STANDARD_OUTPUT: Final = 1
_WAITING: Final[list[ForkedChild]] = []


class ForkedChild:
    """A process forked from this one, with pipes as a started one has; who takes it ends it.

    Attributes:
        setup: how its worker works.
        stdin: what it is asked.
        stdout: its answers.
    """

    def __init__(self, setup: Setup, number: int, stdin: BinaryIO, stdout: BinaryIO) -> None:
        self.setup = setup
        self.stdin, self.stdout = stdin, stdout
        self._number = number
        self._is_over = False

    def kill(self) -> None:
        """End it at once, if it still runs."""
        if not self._is_over:
            os.kill(self._number, signal.SIGKILL)

    def wait(self) -> None:
        """Wait for its end, after which its number may be that of another process."""
        if not self._is_over:
            os.waitpid(self._number, 0)
            self._is_over = True


def start_early(setup: Setup, make: Callable[[], Worker]) -> None:
    """Fork a worker that the next pool with the same setup takes as its first; where that cannot be, do nothing.

    Only Linux forks safely, and only a process without further threads.

    Args:
        setup: how it works.
        make: makes it, in the other process.
    """
    if sys.platform != "linux" or threading.active_count() > 1:
        return
    with suppress(OSError):  # no room for another process: the pool does without
        _WAITING.append(_fork(setup, make))
        atexit.register(_end_waiting)


def take_early(setup: Setup) -> ForkedChild | None:
    """Give the worker that was started early for a setup, if there is one."""
    for waiting in _WAITING:
        if waiting.setup == setup:
            _WAITING.remove(waiting)
            return waiting
    return None


def _fork(setup: Setup, make: Callable[[], Worker]) -> ForkedChild:
    (asked, asking), (answers, answering) = os.pipe(), os.pipe()
    number = os.fork()
    if number == 0:
        os.close(asking)
        os.close(answers)
        _work(os.fdopen(asked, "rb"), os.fdopen(answering, "wb"), make)
    os.close(asked)
    os.close(answering)
    return ForkedChild(setup, number, os.fdopen(asking, "wb"), os.fdopen(answers, "rb"))


def _work(asked: BinaryIO, answers: BinaryIO, make: Callable[[], Worker]) -> NoReturn:
    """Be the other process; where it fails, its end tells the pool, which starts another one."""
    with suppress(BaseException):
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process decides what becomes of this one
        # whoever reads that waits for the end of the other process alone
        os.dup2(os.open(os.devnull, os.O_WRONLY), _STANDARD_OUTPUT)
        worker = make()
        worker.warm_up()
        serve(worker, asked, answers)
    os._exit(0)


def _end_waiting() -> None:
    """End what nobody has taken, as where the database cannot be opened."""
    while _WAITING:
        waiting = _WAITING.pop()
        waiting.kill()
        waiting.wait()
