"""Reads foreign formats in a process of their own: a file that crashes, hangs or fills the memory harms nothing else."""

from __future__ import annotations

import queue
import signal
import subprocess
import sys
import threading
import weakref
from contextlib import suppress
from typing import BinaryIO, cast

from msgspec import MsgspecError
from msgspec.msgpack import Decoder

from govstats.errors import ReadingError
from govstats.reading.document import Document
from govstats.reading.formats.recognition import can_recognise
from govstats.reading.limits import Limits
from govstats.reading.messages import Answer, Broken, Done, Failed, Request, Step, receive, send
from govstats.reading.sniffing import Format

_PROGRAM = "import sys; sys.path[:] = {path!r}; from govstats.reading.worker import main; main({memory})"
_START_SECONDS = 30.0  # a cold machine loads the libraries from a slow disk
_BUSY = 4  # the process counts its working time itself; on a busy machine that takes longer by the clock
_MEMORY_OF_RECOGNITION = 2_000_000_000  # the models and their work on one page
_TIME_IS_UP = getattr(signal, "SIGPROF", 0)
_ANSWERS: Decoder[Answer] = Decoder(Answer)
_TOO_MUCH = {
    "memory": "takes more memory than any report to read",
    "nesting": "its parts lie too deep in one another",
}
_DAMAGED = "it may be damaged or made to do harm; save it again as plain text (.txt)"


class IsolatedReader:
    """Reads files in other processes, which are started when first needed and used again.

    Safe to use from one thread at a time. The processes end with it, or with the program.
    """

    def __init__(self) -> None:
        self._workers: dict[bool, _Worker] = {}

    def read(self, kind: Format, data: bytes, name: str, limits: Limits) -> Document:
        """Read a file.

        Args:
            kind: its format; not plain or zip.
            data: its bytes.
            name: what messages call it.
            limits: how much of it is read before it is refused.

        Returns:
            The document.

        Raises:
            ReadingError: it cannot be read, or reading it takes too long or too much memory.
        """
        recognise = kind == "pdf" and can_recognise()
        request = Request(kind, name, len(data), limits, recognise)
        worker = self._workers.get(recognise)
        is_fresh = worker is None
        while True:
            worker = worker or self._start(recognise, limits)
            answer = worker.ask(request, data)
            if isinstance(answer, Done):
                return answer.document
            if isinstance(answer, Failed):
                raise ReadingError(answer.message, answer.hint)
            self._workers.pop(recognise).stop()
            if is_fresh or isinstance(answer, Step):
                raise _refuse(answer, name, limits)
            worker, is_fresh = None, True  # what the files before have left behind may be to blame

    def _start(self, recognise: bool, limits: Limits) -> _Worker:
        memory = limits.max_memory + _MEMORY_OF_RECOGNITION * recognise
        self._workers[recognise] = worker = _Worker(memory)
        return worker

    def close(self) -> None:
        """End the processes."""
        for worker in self._workers.values():
            worker.stop()
        self._workers.clear()


def _refuse(answer: Broken | Step | None, name: str, limits: Limits) -> ReadingError:
    if isinstance(answer, Broken):
        return ReadingError(f"{name}: {_TOO_MUCH[answer.what]}", _DAMAGED)
    if isinstance(answer, Step):
        return ReadingError(
            f"{name}: a part of it takes longer than {limits.max_seconds:g} s to read", _DAMAGED
        )
    return ReadingError(f"{name}: the reader of its format broke down over it", _DAMAGED)


class _Worker:
    """A process that reads files."""

    def __init__(self, memory: int) -> None:
        program = _PROGRAM.format(path=sys.path, memory=memory)
        # -P: what lies in the working folder is none of our modules
        self._process = subprocess.Popen(  # noqa: S603 -- our own program
            [sys.executable, "-P", "-c", program],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._is_started = False
        self._requests = cast("BinaryIO", self._process.stdin)
        threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), name="govstats-reader", daemon=True
        ).start()
        self.stop = weakref.finalize(self, _end, self._process)

    def ask(self, request: Request, data: bytes) -> Answer | None:
        """Have a file read.

        Returns:
            The answer; a Step where the process has said nothing for too long, None where it has ended.
        """
        seconds = request.limits.max_seconds * _BUSY + (0 if self._is_started else _START_SECONDS)
        try:
            send(self._requests, request, data)
        except OSError:  # it has ended
            return None
        while True:
            try:
                answer = self._answers.get(timeout=seconds)
            except queue.Empty:
                return Step()
            self._is_started = True
            if answer is None and self._process.wait() == -_TIME_IS_UP:
                return Step()
            if not isinstance(answer, Step):
                return answer
            seconds = request.limits.max_seconds * _BUSY * answer.patience


def _listen(stream: BinaryIO, answers: queue.SimpleQueue[Answer | None]) -> None:
    """Take the answers of a process as they come, so that waiting for them can have an end."""
    with suppress(OSError, ValueError, MsgspecError):  # it was ended in the middle of an answer
        while (answer := receive(stream, _ANSWERS)) is not None:
            answers.put(answer)
    answers.put(None)


def _end(process: subprocess.Popen[bytes]) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what was not yet sent
                stream.close()
    process.wait()
