"""Reads foreign formats in a process of their own: a file that crashes, hangs or fills the memory harms nothing else."""

from __future__ import annotations

import os
import queue
import shutil
import signal
import subprocess
import tempfile
import threading
import time
import weakref
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO, cast

from msgspec import MsgspecError
from msgspec.msgpack import Decoder

from govstats.errors import ReadingError
from govstats.pipes import command_for, receive, send
from govstats.reading.document import Document
from govstats.reading.formats.recognition import can_recognise
from govstats.reading.limits import Limits
from govstats.reading.messages import Answer, Broken, Done, Failed, Request, Step
from govstats.reading.sniffing import Format

_START_SECONDS = 30.0  # a cold machine loads the libraries from a slow disk
# the stack of each thread counts as memory, and a machine may have very many processors
_FEW_THREADS = {"OMP_NUM_THREADS": "4", "OPENCV_FOR_THREADS_NUM": "4"}
_BUSY = 4  # the process counts its working time itself; on a busy machine that takes longer by the clock
_TIME_IS_UP = getattr(signal, "SIGPROF", 0)
_ANSWERS: Decoder[Answer] = Decoder(Answer)
_TOO_MUCH = {
    "memory": "takes more memory than any report to read",
    "time": "its parts take longer to read than those of any report",
    "nesting": "its parts lie too deep in one another",
}
_DAMAGED = "it may be damaged or made to do harm; save it again as plain text (.txt)"


class IsolatedReader:
    """Reads files in another process, which is started when first needed and used again.

    Safe to use from one thread at a time. The process ends with it, or with the program.
    """

    def __init__(self) -> None:
        self._worker: _Worker | None = None

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
        request = Request(kind, name, len(data), limits, kind == "pdf" and can_recognise())
        began = time.monotonic()
        is_fresh = self._worker is None
        while True:
            self._worker = self._worker or _start_worker(name)
            answer = self._worker.ask(request, data)
            if isinstance(answer, Done):
                return answer.document
            if isinstance(answer, Failed):
                raise ReadingError(answer.message, answer.hint)
            self.close()
            is_slow = time.monotonic() - began > limits.max_seconds / 2
            if is_fresh or is_slow or isinstance(answer, _Late) or answer == Broken("time"):
                raise _refuse(answer, name)
            is_fresh = True  # once more: what the files before have left behind may be to blame

    def close(self) -> None:
        """End the process."""
        if self._worker is not None:
            self._worker.stop()
            self._worker = None


def _start_worker(name: str) -> _Worker:
    try:
        return _Worker()
    except OSError as error:
        raise ReadingError(
            f"{name}: the program that reads its format cannot be started: {error.strerror or error}",
            "make room in the temporary folder, or name another with the environment variable TMPDIR",
        ) from error


@dataclass(frozen=True, slots=True)
class _Late:
    """Stands for an answer that did not come in time.

    Attributes:
        what: the file, or a part of it.
        seconds: how long it may take.
    """

    what: str
    seconds: float


def _refuse(answer: Broken | _Late | Step | None, name: str) -> ReadingError:
    if isinstance(answer, Broken):
        return ReadingError(f"{name}: {_TOO_MUCH[answer.what]}", _DAMAGED)
    if isinstance(answer, _Late):
        return ReadingError(f"{name}: {answer.what} takes longer than {answer.seconds:g} s to read", _DAMAGED)
    return ReadingError(f"{name}: the reader of its format broke down over it", _DAMAGED)


class _Worker:
    """A process that reads files."""

    def __init__(self) -> None:
        # what libraries leave there goes when the process is ended, however that happens
        folder = tempfile.mkdtemp(prefix="govstats-")
        try:
            self._process = _start(folder)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self._answers: queue.SimpleQueue[Answer | None] = queue.SimpleQueue()
        self._requests = cast("BinaryIO", self._process.stdin)
        threading.Thread(
            target=_listen, args=(self._process.stdout, self._answers), name="govstats-reader", daemon=True
        ).start()
        self.stop = weakref.finalize(self, _end, self._process, folder)

    def ask(self, request: Request, data: bytes) -> Answer | _Late | None:
        """Have a file read.

        Returns:
            The answer, which is no Step; None where the process has ended.
        """
        limits = request.limits
        try:
            send(self._requests, request, data)
        except OSError:  # it has ended
            return None
        answer = self._wait(_START_SECONDS, "the program that reads its format")
        while isinstance(answer, Step):
            answer = self._wait(limits.max_seconds * answer.patience * _BUSY, "a part of it")
            is_up = answer is None and self._process.wait() == -_TIME_IS_UP
            if is_up or isinstance(answer, _Late):
                return _Late("a part of it", limits.max_seconds)
        return answer

    def _wait(self, seconds: float, what: str) -> Answer | _Late | None:
        try:
            return self._answers.get(timeout=seconds)
        except queue.Empty:
            return _Late(what, seconds)


def _start(folder: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 -- our own program
        command_for("govstats.reading.worker", folder),
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env=os.environ | _FEW_THREADS | dict.fromkeys(("TMPDIR", "TEMP", "TMP"), folder),
    )


def _listen(stream: BinaryIO, answers: queue.SimpleQueue[Answer | None]) -> None:
    """Take the answers of a process as they come, so that waiting for them can have an end."""
    with suppress(OSError, ValueError, MsgspecError):  # it was ended in the middle of an answer
        while (answer := receive(stream, _ANSWERS)) is not None:
            answers.put(answer)
    answers.put(None)


def _end(process: subprocess.Popen[bytes], folder: str) -> None:
    process.kill()
    for stream in (process.stdin, process.stdout):
        if stream is not None:
            with suppress(OSError):  # what was not yet sent
                stream.close()
    process.wait()
    shutil.rmtree(folder, ignore_errors=True)
