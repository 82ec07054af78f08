"""Program: reads web pages, Word documents and PDFs for another process (see isolation.IsolatedReader).

Foreign formats are read here so that a file that is made to crash, hang or fill the memory ends this process and no
other. It answers requests on its standard input until that ends.
"""

from __future__ import annotations

import os
import shutil
import signal
import sys
import time
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import BinaryIO

from msgspec.msgpack import Decoder

from govstats.errors import ReadingError
from govstats.pipes import receive, send
from govstats.reading.document import Document
from govstats.reading.messages import Answer, Broken, Done, Failed, Request, Step
from govstats.reading.sniffing import Format

_Reader = Callable[[Request, bytes, Callable[[int], None]], Document]
_LONGEST_REASON = 120
_DAMAGED = "the file may be damaged; save it again, or as plain text (.txt)"


def main() -> None:
    """Answer requests until the input ends, then delete the folder of what libraries have left behind.

    The one argument of the program names this folder, which was made for it alone. The other process deletes it too,
    unless it was killed.
    """
    folder = sys.argv[1]
    try:
        with suppress(BrokenPipeError):  # the other process has ended while a file was read for it
            _serve()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _serve() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process decides what becomes of this one
    warnings.simplefilter("ignore")  # what libraries say of a file is no news for the user
    if hasattr(signal, "SIGPROF"):  # not on Windows
        signal.signal(signal.SIGPROF, signal.SIG_DFL)  # ends the process, whatever it is doing
    requests, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the answers
    decoder = Decoder(Request)
    while (request := receive(requests, decoder)) is not None:
        data = requests.read(request.size)
        answer = _answer(request, data, answers)
        _allow_time(0)
        send(answers, answer)


def _answer(request: Request, data: bytes, answers: BinaryIO) -> Answer:
    limits = request.limits
    ends = 0.0  # when the time for all steps is up, on the clock of this process's work

    def tell_step(patience: int) -> None:
        nonlocal ends
        ends += limits.mean_seconds + limits.max_seconds * (patience - 1)
        if time.process_time() > ends:
            send(answers, Broken("time"))
            os._exit(1)  # an exception might be taken by a library for its own
        if patience > 1:  # the models that recognise text are loaded
            _limit_memory(limits.max_memory + limits.recognition_memory)
        send(answers, Step(patience))
        _allow_time(limits.max_seconds * patience)

    _limit_memory(limits.max_memory)
    try:
        read = _reader_of(request.format)
        ends = time.process_time() + limits.max_seconds
        tell_step(1)  # what came before, loading libraries, is not the file's time
        return Done(read(request, data, tell_step))
    except ReadingError as error:
        return Failed(error.message, error.hint)
    except MemoryError:
        return Broken("memory")
    except RecursionError:
        return Broken("nesting")
    except Exception as error:  # noqa: BLE001 -- a file may make a library fail in ways that nobody has foreseen
        if "bad_alloc" in str(error):  # the MemoryError of C++
            return Broken("memory")
        what = " ".join(str(error).split())[:_LONGEST_REASON]
        return Failed(f"{request.name}: its reader failed: {type(error).__name__}: {what}", _DAMAGED)


def _reader_of(kind: Format) -> _Reader:
    # Each reader loads libraries that the others need not wait for.
    if kind == "html":
        from govstats.reading.formats.html import read_html

        return lambda request, data, _: read_html(data, request.name, request.limits)
    if kind == "mhtml":
        from govstats.reading.formats.mhtml import read_mhtml

        return lambda request, data, _: read_mhtml(data, request.name, request.limits)
    if kind == "docx":
        from govstats.reading.formats.word import read_docx

        return lambda request, data, _: read_docx(data, request.name, request.limits)
    from govstats.reading.formats.pdf import read_pdf

    return lambda request, data, step: read_pdf(
        data, request.name, request.limits, recognise=request.recognise, step=step
    )


def _allow_time(seconds: float) -> None:
    """Let this process work so long and no longer, on a busy machine too; 0 ends the limit."""
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_PROF, seconds)


def _limit_memory(memory: int) -> None:
    """Limit what this process may allocate, where the system can: an allocation beyond it fails."""
    try:
        import resource
    except ImportError:  # Windows
        return
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = memory if hard == resource.RLIM_INFINITY else min(memory, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
