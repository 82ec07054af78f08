"""A worker in a process of its own."""

from __future__ import annotations

import subprocess
import weakref
from contextlib import suppress
from typing import BinaryIO, cast

from msgspec import MsgspecError
from msgspec.msgpack import Decoder

from govstats.pipes import command_for, receive, send
from govstats.workers.messages import (
    Answer,
    Failed,
    FileAsked,
    FileRead,
    Setup,
    TextAsked,
    TextRead,
    error_of,
)
from govstats.workers.tasks import Done, ReadFile, ReadText, Result, Task, fault

_TIME_TO_END = 2.0  # seconds
_ANSWERS: Decoder[Answer] = Decoder(Answer)


class WorkerProcess:
    """Does tasks in another process, which is started when first needed and again when it has died.

    Safe to use from one thread at a time. The process ends with it, or with the program, however that ends.

    Args:
        setup: how the worker works.
    """

    def __init__(self, setup: Setup) -> None:
        self._setup = setup
        self._running: _Running | None = None

    def do(self, task: Task) -> Result:
        """Do a task.

        Args:
            task: what is to be done.

        Returns:
            What was read, or the error that says why nothing can be; one of them is that the process has died over it.
        """
        if self._running is None:
            self._running = _Running(self._setup)
        answer = self._running.ask(task)
        if answer is None:
            self.close()
            return fault(task.name, "the process that read it has died")
        return _result_of(answer, task)

    def interrupt(self) -> None:
        """End the process if it is at work, whatever it is doing; may be called while another thread waits for it."""
        if self._running is not None and self._running.is_at_work:
            self._running.kill()

    def close(self) -> None:
        """End the process; it is not at work."""
        if self._running is not None:
            self._running.stop()
            self._running = None


def _result_of(answer: Answer, task: Task) -> Result:
    if isinstance(answer, FileRead):
        return Done(answer.report, answer.extraction)
    if isinstance(answer, TextRead) and isinstance(task, ReadText):
        return Done(task.report, answer.extraction)
    return error_of(cast("Failed", answer))


class _Running:
    """A process that runs."""

    def __init__(self, setup: Setup) -> None:
        process = subprocess.Popen(  # noqa: S603 -- our own program
            command_for("govstats.workers.program"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        self._asked = cast("BinaryIO", process.stdin)
        self._answers = cast("BinaryIO", process.stdout)
        self.is_at_work = False
        self.kill = process.kill
        self.stop = weakref.finalize(self, _end, process)
        with suppress(OSError):  # it has died, which the first task will show
            send(self._asked, setup)

    def ask(self, task: Task) -> Answer | None:
        """Have a task done; None where the process has died over it."""
        self.is_at_work = True
        try:
            if isinstance(task, ReadFile):
                source = task.source
                message = FileAsked(source.name, source.sha256, len(source.data), task.given)
                send(self._asked, message, source.data)
            else:
                send(self._asked, TextAsked(task.report))
            return receive(self._answers, _ANSWERS)
        except (OSError, MsgspecError):  # it died before or while it answered
            return None
        finally:
            self.is_at_work = False


def _end(process: subprocess.Popen[bytes]) -> None:
    """End a process: at the end of its input it goes by itself, and takes its own children with it."""
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what was not yet sent
                stream.close()
    try:
        process.wait(_TIME_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
