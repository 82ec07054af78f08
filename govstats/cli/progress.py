"""What `govstats ingest` shows: lines, a bar on a terminal, sums at the end; or JSON for programs."""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

import click
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from govstats.checks import Severity
from govstats.cli.options import counted, say, shown, tell_failure
from govstats.ingesting import Ingested, Status, Tally
from govstats.reading import find_reports

MANY: Final = 20
"""With more files than that a terminal shows only the reports that want a look."""
_STATUSES: Final[tuple[Status, ...]] = ("added", "revised", "unchanged", "failed")


class Display:
    """Shows what becomes of each file, one line each, and the sums at the end. Use it in a with statement.

    Attributes:
        tally: what became of the files so far.
    """

    def __init__(self) -> None:
        self.tally = Tally()
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def show(self, result: Ingested) -> None:
        """Show what became of a file."""
        self.tally.add(result)
        _tell(result)

    def sum_up(self, *, is_interrupted: bool) -> None:
        """Show the sums; for one file its line has said it all.

        Args:
            is_interrupted: whether the user ended the run before all files were read.
        """
        if is_interrupted:
            say("interrupted; what was stored before stays")
        if self.tally.total > 1:
            for line in self._sums():
                say(line)

    def _sums(self) -> list[str]:
        seconds = time.monotonic() - self._began
        tally = self.tally
        lines = [f"{'':<10}{'reports':>10}{'figures':>12}{'set aside':>12}"]
        for status in _STATUSES:
            if tally.reports[status]:
                read = status in ("added", "revised") or tally.figures[status] > 0
                figures = f"{tally.figures[status]:>12,}{tally.set_aside[status]:>12,}" if read else ""
                lines.append(f"{status:<10}{tally.reports[status]:>10,}{figures}")
        if found := _found(tally.findings):
            lines.append(f"{', '.join(found)} by the checks; govstats audit lists them")
        warned = f", {tally.warned:,} with warnings" if tally.warned else ""
        lines.append(
            f"{tally.total:,} files in {_duration(seconds)}, {tally.total / max(seconds, 0.001):,.0f} a second{warned}"
        )
        return lines


class BarDisplay(Display):
    """Shows on a terminal how far the run is, too.

    Args:
        total: how many files there are; those in archives come on top as they are found.
        screen: the terminal.
    """

    def __init__(self, total: int, screen: Console) -> None:
        super().__init__()
        self._is_brief = total > MANY and sys.stdout.isatty()
        self._bar = Progress(
            SpinnerColumn(),
            BarColumn(bar_width=30),
            MofNCompleteColumn(),
            _Rate(),
            TimeElapsedColumn(),
            TextColumn("left"),
            TimeRemainingColumn(),
            TextColumn("{task.description}"),
            console=screen,
            transient=True,
        )
        self._task = self._bar.add_task("", total=total)
        self._total = total

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._bar.stop()

    def show(self, result: Ingested) -> None:
        """Show what became of a file, in a long run only if it wants a look."""
        self.tally.add(result)
        if not self._is_brief or result.status in ("failed", "revised") or result.warnings:
            _tell(result)
        counts = ", ".join(f"{count} {status}" for status, count in self.tally.reports.items() if count)
        total = max(self._total, self.tally.total)
        self._bar.update(self._task, completed=self.tally.total, total=total, description=counts)

    def sum_up(self, *, is_interrupted: bool) -> None:
        """Show the sums in the place of the bar."""
        self._bar.stop()
        super().sum_up(is_interrupted=is_interrupted)


class JsonDisplay(Display):
    """Writes one JSON object a line for programs."""

    def show(self, result: Ingested) -> None:
        """Write what became of a file."""
        self.tally.add(result)
        click.echo(json.dumps(_record(result), ensure_ascii=False))

    def sum_up(self, *, is_interrupted: bool) -> None:
        """Write the sums."""
        tally = self.tally
        record = {
            "files": tally.total,
            "reports": tally.reports,
            "figures": sum(tally.figures.values()),
            "set_aside": sum(tally.set_aside.values()),
            "findings": {severity.value: tally.findings[severity] for severity in Severity},
            "warned": tally.warned,
            "seconds": round(time.monotonic() - self._began, 3),
            "is_interrupted": is_interrupted,
        }
        click.echo(json.dumps({"sums": record}, ensure_ascii=False))


class _Rate(ProgressColumn):
    """Files a second, over the last half minute."""

    def render(self, task: Any) -> Text:
        """Draw it."""
        return Text(f"{task.speed:,.0f}/s" if task.speed else "-/s", style="progress.data.speed")


def choose_display(paths: Sequence[Path], *, as_json: bool) -> Display:
    """Choose how a run is shown: JSON where that is asked for, a bar on a terminal, else lines.

    Args:
        paths: what is ingested; for the bar it is searched through once more, to know how many files there are.
        as_json: whether JSON is asked for.
    """
    if as_json:
        return JsonDisplay()
    screen = Console(stderr=True)
    if screen.is_terminal and not screen.is_dumb_terminal:
        return BarDisplay(sum(1 for _ in find_reports(paths)), screen)
    return Display()


def _tell(result: Ingested) -> None:
    if result.error is not None:
        tell_failure(result.error)
        return
    read = ""
    if result.figures is not None:
        read = f"  {counted(result.figures, 'figure')}, {counted(result.set_aside or 0, 'number')} set aside"
        read += "".join(f", {found}" for found in _found(result.findings))
    warnings = "".join(f"  [warning: {warning}]" for warning in result.warnings)
    click.echo(
        shown(
            f"{result.status:<9}  {result.place_code} {result.place}  {result.year}  {result.issuer}{read}"
            f"  {result.name}{warnings}"
        )
    )


def _found(findings: Mapping[Severity, int]) -> list[str]:
    """Tell how many errors and warnings the checks have found; notices wait for the audit."""
    wanted = (Severity.ERROR, Severity.WARNING)
    return [f"{counted(findings[one], one.value)} found" for one in wanted if findings.get(one)]


def _record(result: Ingested) -> dict[str, Any]:
    if result.error is not None:
        return {
            "file": result.name or None,
            "status": result.status,
            "error": result.error.message,
            "hint": result.error.hint,
        }
    return {
        "file": result.name,
        "status": result.status,
        "report_id": result.report_id,
        "replaced_id": result.replaced_id,
        "place_code": result.place_code,
        "place": result.place,
        "year": result.year,
        "issuer": result.issuer,
        "figures": result.figures,
        "set_aside": result.set_aside,
        "findings": {severity.value: result.findings.get(severity, 0) for severity in Severity},
        "warnings": result.warnings,
    }


def _duration(seconds: float) -> str:
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min {rest} s"
