"""Ctrl-C that lets a command come to a clean end."""

from __future__ import annotations

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from govstats.cli.options import say


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
