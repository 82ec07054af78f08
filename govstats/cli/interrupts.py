"""Ctrl-C, and other signals to end, that let a command come to a clean end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final, NoReturn

from govstats.cli.options import say

# kill, and a terminal that is closed; Windows has no SIGHUP
_ENDINGS: Final = tuple(getattr(signal, name) for name in ("SIGTERM", "SIGHUP") if hasattr(signal, name))
_BY_A_SIGNAL: Final = 128  # what shells add to the number of the signal that ended a program


@contextmanager
def hear_endings() -> Iterator[None]:
    """End by an exception where a signal to end would tear the command out of its work, so that it removes what is unfinished.

    A second one ends at once. One that is ignored, as nohup has it, stays ignored.
    """
    heard = [each for each in _ENDINGS if signal.getsignal(each) == signal.SIG_DFL]

    def hear_no_more() -> None:
        for each in heard:
            signal.signal(each, signal.SIG_DFL)

    def leave(number: int, _frame: FrameType | None) -> NoReturn:
        hear_no_more()
        raise SystemExit(_BY_A_SIGNAL + number)

    for each in heard:
        signal.signal(each, leave)
    try:
        yield
    finally:
        hear_no_more()


@contextmanager
def hear_interrupts(promise: str) -> Iterator[threading.Event]:
    """Note the first Ctrl-C instead of being torn out of the work; the second one does that.

    Args:
        promise: what the user is told at the first one.

    Yields:
        The note, which the work looks at.
    """
    noted = threading.Event()

    def note(_number: int, _frame: FrameType | None) -> None:
        if noted.is_set():
            raise KeyboardInterrupt
        noted.set()
        say(promise)

    if signal.getsignal(signal.SIGINT) == signal.SIG_IGN:  # as a background job of a shell has it
        yield noted
        return
    earlier = signal.signal(signal.SIGINT, note)
    try:
        yield noted
    finally:
        signal.signal(signal.SIGINT, earlier)
