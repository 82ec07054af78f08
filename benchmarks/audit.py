"""Measures the audit of a store of a million observations: how long it takes, and how much memory.

    python benchmarks/audit.py [--reports 10000] [--db FILE]

The store is made by big_store.py, in a temporary folder unless a file is named: three issuers report of each place and year;
a place's figures stay near those of its other years; one in ten is told with its change; one in 250 has a digit too
many. The snapshot is built before, as it is when anybody has asked anything. Then the store is audited twice: the
second audit finds all there already. The audit takes in that what is found is stored and can be queried.
"""

from __future__ import annotations

import argparse
import resource
import tempfile
import time
from pathlib import Path

from big_store import Size, make_store

from govstats.auditing import AuditResult, audit, summarise
from govstats.catalogue import Catalogue, load_catalogue
from govstats.store import Store, database_url
from govstats.warehouse import refresh

_ISSUERS = 3
_FIGURES = 100


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--reports", type=int, default=10_000, help="of 100 figures each")
    parser.add_argument("--db", type=Path, help="the store; made where there is none")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = arguments.db or Path(folder) / "benchmark.db"
        if not file.exists():
            usual = Size()
            places = -(-arguments.reports // (_ISSUERS * usual.years))
            make_store(file, Size(arguments.reports, _FIGURES, places, steady=True))
        measure(file)


def measure(file: Path) -> None:
    """Audit a store twice."""
    url = database_url(str(file), {})
    begun = time.perf_counter()
    refreshed = refresh(url)
    print(f"snapshot {refreshed.how} in {time.perf_counter() - begun:.1f} s; {memory()}")
    catalogue = load_catalogue(experimental=True)
    with Store.open(url, create=False) as store:
        for what in ("first audit", "again"):
            result = run(what, store, catalogue)
    summary = summarise(result)
    found = ", ".join(f"{count} {severity.value}" for severity, count in summary.by_severity.items())
    verdicts = ", ".join(f"{count} {verdict.value}" for verdict, count in summary.figures.items())
    print(f"found: {found}, {summary.agreements} agreements; figures: {verdicts}")


def run(what: str, store: Store, catalogue: Catalogue) -> AuditResult:
    """Audit a store and tell how long it took."""
    begun, busy = time.perf_counter(), processors()
    result = audit(store, catalogue)
    took, worked = time.perf_counter() - begun, processors() - busy
    print(
        f"{what}: {took:.1f} s ({worked:.1f} s of processors); {result.figures:,} figures of {len(result.report_ids):,}"
        f" reports; {result.findings:,} findings, {result.added:,} new, {result.removed:,} gone; {memory()}"
    )
    return result


def processors() -> float:
    """Tell how many seconds processors have worked for this process and those that it has started."""
    return sum(
        one.ru_utime + one.ru_stime
        for one in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def memory() -> str:
    """Tell how much memory this process has taken at most."""
    return f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e3:,.0f} MB at most so far"


if __name__ == "__main__":
    main()
