"""The checks of one report after the other, in this process or, where there is much to do, in another one meanwhile."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final, cast

import msgspec
from msgspec.msgpack import Decoder

from govstats.auditing.facts import read_audited
from govstats.catalogue import Indicator, Unit
from govstats.checks import Finding, Knowledge, check_report, load_knowledge
from govstats.pipes import command_for, receive, send
from govstats.warehouse.connection import open_for_answers

FEW: Final = 1_000
"""So many reports are checked sooner here than another process is started."""
MEMORY_BYTES: Final = 500_000_000  # of the database of each process


class Checked(msgspec.Struct, frozen=True):
    """What the checks found in reports by themselves.

    Attributes:
        figures: how many figures were checked.
        findings: what was found, report by report.
    """

    figures: int
    findings: list[Finding]


class _Asked(msgspec.Struct, frozen=True):
    """Asks another process to check reports.

    Attributes:
        snapshot: where the snapshot lies.
        report_ids: the reports.
        indicators: the catalogue's indicators.
        units: its units.
    """

    snapshot: str
    report_ids: list[int]
    indicators: dict[str, Indicator]
    units: dict[str, Unit]


class Checking:
    """Reports that are being checked.

    Args:
        snapshot: the snapshot.
        report_ids: current reports.
        knowledge: what the checks know.
        process: the process that checks them; None where this one is to.
    """

    def __init__(
        self,
        snapshot: Path,
        report_ids: Sequence[int],
        knowledge: Knowledge,
        process: subprocess.Popen[bytes] | None = None,
    ) -> None:
        self._snapshot = snapshot
        self._report_ids = report_ids
        self._knowledge = knowledge
        self._process = process

    def result(self) -> Checked:
        """Give what was found, once it is; where the other process has died, this one does its work."""
        if self._process is not None:
            try:
                checked = receive(cast("BinaryIO", self._process.stdout), Decoder(Checked))
            except (OSError, msgspec.MsgspecError):
                checked = None
            if checked is not None:
                return checked
        return check_all(self._snapshot, self._report_ids, self._knowledge)


@contextmanager
def checking(
    snapshot: Path, report_ids: Sequence[int], knowledge: Knowledge, few: int = FEW
) -> Iterator[Checking]:
    """Have reports checked by themselves.

    Args:
        snapshot: the snapshot.
        report_ids: current reports.
        knowledge: what the checks know.
        few: for more reports than that a process is started, which checks them while this one does something else.

    Yields:
        What gives the result. The process is ended with the block.
    """
    if len(report_ids) <= few:
        yield Checking(snapshot, report_ids, knowledge)
        return
    with subprocess.Popen(  # noqa: S603 -- our own program
        command_for("govstats.auditing.alone"), stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        try:
            asked = _Asked(
                str(snapshot.absolute()), list(report_ids), dict(knowledge.indicators), dict(knowledge.units)
            )
            send(cast("BinaryIO", process.stdin), asked)
            yield Checking(snapshot, report_ids, knowledge, process)
        finally:
            process.kill()


def check_all(snapshot: Path, report_ids: Sequence[int], knowledge: Knowledge) -> Checked:
    """Check reports by themselves.

    Args:
        snapshot: the snapshot.
        report_ids: current reports.
        knowledge: what the checks know.
    """
    figures, findings = 0, list[Finding]()
    with open_for_answers(snapshot, MEMORY_BYTES) as connection:
        for one in read_audited(connection, report_ids):
            figures += len(one.facts)
            findings += check_report(one.text, one.facts, one.set_aside, knowledge, one.report_id)
    return Checked(figures, findings)


def main() -> None:
    """Check the reports that another process asks about."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the other process decides what becomes of this one
    answers = sys.stdout.buffer
    sys.stdout = sys.stderr  # what a library prints must not get among the answers
    asked = receive(sys.stdin.buffer, Decoder(_Asked))
    if asked is not None:
        knowledge = load_knowledge(asked.indicators, asked.units)
        send(answers, check_all(Path(asked.snapshot), asked.report_ids, knowledge))
