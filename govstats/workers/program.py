"""Program: does the tasks of another process (see process.WorkerProcess) until its standard input ends."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from msgspec.msgpack import Decoder

from govstats.catalogue import load_catalogue
from govstats.errors import CatalogueError, GovstatsError
from govstats.pipes import receive, send
from govstats.reading import ReportReader, Source
from govstats.workers.messages import Answer, Asked, Failed, FileAsked, FileRead, Setup, TextRead, failed
from govstats.workers.tasks import ReadFile, ReadText
from govstats.workers.working import Worker

_NICE = 10  # the one process that stores what several read goes first, else they wait for it


def main() -> None:
    """Do tasks until the input ends, which it does when the other process does."""
    if hasattr(os, "nice"):
        os.nice(_NICE)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process decides what becomes of this one
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the answers
    setup = receive(asked, Decoder(Setup))
    if setup is None:
        return
    serve(_set_up(setup), asked, answers)


def serve(worker: Worker | Failed, asked: BinaryIO, answers: BinaryIO) -> None:
    """Do what is asked until the input ends.

    Args:
        worker: does it; or what is answered to everything.
        asked: where tasks come from.
        answers: where results go.
    """
    decoder: Decoder[Asked] = Decoder(Asked)
    while (message := receive(asked, decoder)) is not None:
        data = asked.read(message.size) if isinstance(message, FileAsked) else b""
        send(answers, worker if isinstance(worker, Failed) else _answer(worker, message, data))


def _set_up(setup: Setup) -> Worker | Failed:
    """Make the worker; where that is not possible, what it answers to everything."""
    own = Path(setup.own_catalogue) if setup.own_catalogue is not None else None
    try:
        catalogue = load_catalogue(own=own, experimental=setup.experimental)
        if catalogue.version != setup.catalogue_version:
            raise CatalogueError(
                f"the catalogue has changed while it was used: {setup.catalogue_version} has become {catalogue.version}",
                "run the command again",
            )
        return Worker.with_catalogue(catalogue, ReportReader(limits=setup.limits))
    except GovstatsError as error:
        return failed(error)


def _answer(worker: Worker, message: Asked, data: bytes) -> Answer:
    if isinstance(message, FileAsked):
        result = worker.do(ReadFile(Source(message.name, data, message.sha256), message.given))
    else:
        result = worker.do(ReadText(message.report))
    if isinstance(result, GovstatsError):
        return failed(result)
    if isinstance(message, FileAsked):
        return FileRead(result.report, result.extraction, result.findings)
    return TextRead(result.extraction, result.findings)
