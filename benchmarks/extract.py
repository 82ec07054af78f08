"""How fast figures are read: characters a second on one core, from text to observations, and where the time goes.

Run: python benchmarks/extract.py [FOLDER_OR_FILE ...]      (the fixtures where none is given)
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from govstats.errors import GovstatsError
from govstats.observations import build_extractor
from govstats.quantities import build_scanner
from govstats.reading import Report, ReportReader, find_reports, load_source
from govstats.text import find_sections, find_sentence_ends, fold

FIXTURES = Path(__file__).parent.parent / "fixtures" / "reports"
T = TypeVar("T")


def read_all(paths: list[Path]) -> list[Report]:
    """Read the reports that can be read."""
    reader = ReportReader()
    found = [path for path in find_reports(paths) if not isinstance(path, GovstatsError)]
    return [reader.read_loosely(load_source(path)) for path in found]


def best_time(work: Callable[[], T], repetitions: int) -> float:
    """The shortest of several runs, in seconds: what the machine can do when it is not disturbed."""
    times = []
    for _ in range(repetitions):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return min(times)


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, default=[FIXTURES])
    parser.add_argument("--repeat", type=int, default=5, help="runs of which the best counts (default 5)")
    arguments = parser.parse_args()

    reports = read_all(arguments.paths)
    extractor, scanner = build_extractor(), build_scanner()
    folded = [fold(report.text) for report in reports]
    stages: dict[str, Callable[[], object]] = {
        "folding the width": lambda: [fold(report.text) for report in reports],
        "sections and sentences": lambda: [
            (find_sections(text, ()), find_sentence_ends(text)) for text in folded
        ],
        "scanning for numbers": lambda: [scanner.scan(text) for text in folded],
        "all, text to observations": lambda: [extractor.extract(report) for report in reports],
    }
    characters = sum(len(report.text) for report in reports)
    figures = sum(len(extractor.extract(report).observations) for report in reports)
    print(f"{len(reports)} reports, {characters:,} characters, {figures:,} figures")
    seconds = {name: best_time(work, arguments.repeat) for name, work in stages.items()}
    whole = seconds["all, text to observations"]
    for name, taken in seconds.items():
        print(
            f"{name:<28}{taken * 1000:9.1f} ms {taken / whole:7.1%} {characters / taken:15,.0f} characters/s"
        )


if __name__ == "__main__":
    main()
