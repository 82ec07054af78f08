"""Measures how long files of each format take to be read, apart from finding their figures.

python benchmarks/formats.py [FILE|FOLDER...]; the fixtures unless given. The process that reads foreign formats is started
before the time is taken.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from pathlib import Path

from govstats.observations import build_extractor
from govstats.reading import ReportReader, Source, find_sources

FIXTURES = Path(__file__).parents[1] / "fixtures"


def main() -> None:
    """Print the times by format."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("paths", nargs="*", type=Path, default=[FIXTURES / "reports", FIXTURES / "documents"])
    parser.add_argument("--repeat", type=int, default=5, help="readings of each file (default 5)")
    options = parser.parse_args()
    reader, extractor = ReportReader(), build_extractor()
    seconds: defaultdict[str, list[tuple[float, float, int]]] = defaultdict(list)
    for source in find_sources(options.paths):
        if not isinstance(source, Source):
            print(source)
            continue
        report = reader.read_loosely(source)  # starts the process, and loads what it needs
        extractor.extract(report)
        for _ in range(options.repeat):
            begun = time.perf_counter()
            report = reader.read_loosely(source)
            read = time.perf_counter()
            extractor.extract(report)
            seconds[report.media_type].append((read - begun, time.perf_counter() - read, len(report.text)))
    print(f"{'format':<74}{'files':>6}{'read':>10}{'figures':>10}{'characters':>12}")
    for media_type, taken in sorted(seconds.items()):
        reading, extracting, length = (sum(column) / len(taken) for column in zip(*taken, strict=True))
        print(
            f"{media_type:<74}{len(taken) // options.repeat:6}{reading * 1000:7.1f} ms{extracting * 1000:7.1f} ms{length:12,.0f}"
        )


if __name__ == "__main__":
    main()
