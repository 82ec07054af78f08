"""Measures recode on a database of a million observations: how long a newer catalogue takes to decide on all of them.

    python benchmarks/recode.py [--observations 1000000] [--db postgresql://...]

The database is made of copies of the fixtures' figures; every second one without an indicator gets a label of its own,
so that labels are as many as in real reports. The newer catalogue adds an indicator and takes the wordings of another away.
"""

from __future__ import annotations

import argparse
import hashlib
import tempfile
import time
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from govstats import open_database
from govstats.store import Store, database_url
from govstats.store.schema import Base, Observation, Report

FIXTURES = Path(__file__).parents[1] / "fixtures" / "reports"
NEWER = """\
- code: benchmark.sessions
  name: 基准测试会议
  name_en: Sessions of the benchmark
  unit: occasion
  aggregation: sum
  stock_or_flow: flow
  plausible: [0, 1000000]
  definition: 基准测试用的指标。
  also_in: [case, item, person, household, matter]
  wordings: [甲乙 会议]
  examples: [{text: 甲乙会议12次, value: "12"}]
- code: reconsideration.concluded
  name: 办结行政复议案件
  name_en: Administrative reconsideration cases concluded
  unit: case
  aggregation: sum
  stock_or_flow: flow
  plausible: [0, 1000000]
  definition: 基准测试中改窄的指标。
  wordings: [丙丁 复议]
  examples: [{text: 丙丁复议12件, value: "12"}]
"""


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--observations", type=int, default=1_000_000)
    parser.add_argument("--db", help="an empty database; default: a SQLite file in a temporary folder")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = database_url(arguments.db or str(Path(folder) / "benchmark.db"), {})
        newer = Path(folder) / "newer"
        newer.mkdir()
        (newer / "benchmark.yml").write_text(NEWER, encoding="utf-8")
        with open_database(url) as database:
            failed = [result for result in database.ingest([FIXTURES]) if result.error]
            assert not failed, failed
        fill(url, arguments.observations)
        with open_database(url, catalogue=newer) as database:
            measure("to the newer catalogue", database)
        with open_database(url) as database:
            measure("back to the older one", database)


def measure(what: str, database: Any) -> None:
    begun = time.perf_counter()
    plan = database.plan_recoding()
    planned = time.perf_counter()
    database.recode(plan)
    done = time.perf_counter()
    print(
        f"{what}: {done - begun:.1f} s (plan {planned - begun:.1f} s, one transaction {done - planned:.1f} s);"
        f" {plan.examined} figures that may have an indicator, {len(plan.codings)} changed"
    )


def fill(url: str, wanted: int) -> None:
    """Copy reports and figures until there are as many as wanted."""
    reports, observations = (Base.metadata.tables[name] for name in ("reports", "observations"))
    with Store.open(url, create=False) as store, store.transaction() as session:
        connection = session.connection()
        templates = [dict(row) for row in connection.execute(select(reports)).mappings()]
        figures = [dict(row) for row in connection.execute(select(observations)).mappings()]
        next_report = (connection.scalar(select(func.max(Report.id))) or 0) + 1
        next_figure = (connection.scalar(select(func.max(Observation.id))) or 0) + 1
        left = wanted - len(figures)
        copy = 0
        while left > 0:
            copy += 1
            new_reports, new_figures, ids = [], [], {}
            for template in templates:
                ids[template["id"]] = next_report
                digest = hashlib.sha256(f"{copy} {template['id']}".encode()).hexdigest()
                new_reports.append(
                    template | {"id": next_report, "sha256": digest, "title": f"{template['title']} {copy}"}
                    | {"text_sha256": digest, "replaces_id": None}
                )  # fmt: skip
                next_report += 1
            for figure in figures[:left]:
                label = figure["label"]
                if figure["indicator_code"] is None and next_figure % 2:
                    label = f"{label}{copy}"
                elif figure["indicator_code"] is None and next_figure % 10 == 0:
                    label = "甲乙会议"
                changed = {
                    "id": next_figure,
                    "report_id": ids[figure["report_id"]],
                    "label": label,
                    "part_of_id": None,
                }
                new_figures.append(figure | changed)
                next_figure += 1
            connection.execute(insert(reports), new_reports)
            connection.execute(insert(observations), new_figures)
            left -= len(new_figures)
    print(f"{wanted} observations of {next_report - 1} reports")


if __name__ == "__main__":
    main()
