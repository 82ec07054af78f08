"""What there is to do for a worker, and what comes of it."""

from __future__ import annotations

from dataclasses import dataclass

from govstats.checks import Finding
from govstats.errors import GovstatsError
from govstats.observations import Extraction
from govstats.reading import Given, Report, Source


@dataclass(frozen=True, slots=True)
class ReadFile:
    """A file is to be read as a report, and the figures of the report.

    Attributes:
        source: the bytes of the file.
        given: what the user says of it.
    """

    source: Source
    given: Given

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.source.name

    @property
    def size(self) -> int:
        """How many bytes it keeps in memory while it waits."""
        return len(self.source.data)


@dataclass(frozen=True, slots=True)
class ReadText:
    """The figures of a report that has been read before are to be read again.

    Attributes:
        report: the report.
    """

    report: Report

    @property
    def name(self) -> str:
        """What messages call it."""
        return self.report.name

    @property
    def size(self) -> int:
        """How many bytes it keeps in memory while it waits, at the most."""
        return 4 * len(self.report.text)


Task = ReadFile | ReadText


@dataclass(frozen=True, slots=True)
class Done:
    """What was read.

    Attributes:
        report: the report.
        extraction: its figures.
        findings: what the checks find about them.
    """

    report: Report
    extraction: Extraction
    findings: tuple[Finding, ...] = ()


Result = Done | GovstatsError
"""What was read, or why nothing can be."""


class FaultError(GovstatsError):
    """The program has a fault that a certain report brings out; it is no fault of the report."""


def fault(name: str, what: str) -> FaultError:
    """Word the error for a report that the program fails over.

    Args:
        name: what messages call the report.
        what: what happened.
    """
    return FaultError(
        f"{name}: {what}", "this is a fault of govstats: please report it with the file; the others go on"
    )
