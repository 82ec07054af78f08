"""What became of files that were ingested."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from govstats.checks import Severity
from govstats.errors import GovstatsError
from govstats.store import RunCounts

Status = Literal["added", "revised", "unchanged", "failed"]


@dataclass(frozen=True, slots=True)
class Ingested:
    """What became of one file.

    Attributes:
        name: the file's path as given; "" where none could be loaded.
        status: added; revised: a new revision of an earlier report; unchanged: stored already; failed.
        place_code: code of the report's place; "" for a file that failed.
        place: name of the place.
        year: the year that it is about; None for a file that failed.
        issuer: who publishes it.
        figures: how many observations were read; None where nothing was read again.
        set_aside: how many numbers were set aside; None where nothing was read again.
        findings: how many things the checks of its figures have found, by severity.
        report_id: the row of the store that holds it; None for a file that failed.
        replaced_id: the row of the revision that it replaces.
        warnings: one line each.
        error: why it failed; None unless it did.
    """

    name: str
    status: Status
    place_code: str = ""
    place: str = ""
    year: int | None = None
    issuer: str = ""
    figures: int | None = None
    set_aside: int | None = None
    findings: Mapping[Severity, int] = field(default_factory=dict)
    report_id: int | None = None
    replaced_id: int | None = None
    warnings: tuple[str, ...] = ()
    error: GovstatsError | None = None


class Tally:
    """Counts what became of files.

    Attributes:
        reports: how many by status.
        figures: how many observations were read in those of each status.
        set_aside: how many numbers were set aside, likewise.
        findings: how many things the checks have found, by severity.
        warned: how many had warnings.
    """

    def __init__(self) -> None:
        self.reports: dict[Status, int] = dict.fromkeys(get_args(Status), 0)
        self.figures: dict[Status, int] = dict(self.reports)
        self.set_aside: dict[Status, int] = dict(self.reports)
        self.findings: Counter[Severity] = Counter()
        self.warned = 0

    def add(self, result: Ingested) -> None:
        """Count a file."""
        self.reports[result.status] += 1
        self.figures[result.status] += result.figures or 0
        self.set_aside[result.status] += result.set_aside or 0
        self.findings.update(result.findings)
        self.warned += bool(result.warnings)

    @property
    def total(self) -> int:
        """How many files there were."""
        return sum(self.reports.values())

    def counts(self) -> RunCounts:
        """Give the counts as the store keeps them with a run."""
        return RunCounts(**self.reports)
