"""A store whose figures are as awkward as reports can make them, and what spreadsheets, terminals and parsers stumble over."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from govstats.checks import Finding, Involved, Outcome, Severity
from govstats.observations.model import Scope
from govstats.store import add_findings
from govstats.store.schema import Observation
from govstats.warehouse import refresh
from tests.warehouse.stores import (
    BAOSHAN,
    CONCLUDED,
    HOURS,
    MINHANG,
    NORTHERN_BAOSHAN,
    YOUXIAN,
    SampleStore,
    cases,
    figure,
    make_store,
    say,
)

NASTY = (
    "=1+1",
    '=HYPERLINK("http://example.org","x")',
    "+86 10",
    "@SUM(A1)",
    "-2+3",
    'he said "件", twice',
    "第一行\n第二行\r\n第三行",
    "a,b;c\td",
    "007",
    "1E5",
    "3-5",
    "2020年3月",
    "MAR1",
    "TRUE",
    "12345678901234567890",
    "<r><t>x</t></r>",
    "</t></is></c><script>&amp;",
    "_x000D_",
    "👍🏽 𠮷野家 ﷽",
    "\u2028分隔\u2029\x85",
    " 前后空格 ",
    "C:figures->value",
    "\\ back \\\\ slash \\",
    "'already",
)
"""Words that a report may hold; each stands in the evidence of a figure."""

CONTROLS = "铃\x07响\x1b[31m红\x0b"
"""Control characters, which XML cannot hold as they are."""


def add_nasty(store: SampleStore) -> None:
    """Store the awkward figures: those of NASTY are of 2000 and the years behind it."""
    for number, words in enumerate((*NASTY, CONTROLS)):
        store.add_report(
            cases(str(number), evidence=words, text=words) | {"label": words},
            place=MINHANG,
            year=2000 + number,
        )
    store.add_report(
        figure("98.16"),
        cases("153", bound=">"),
        cases("12", scope="issuer", confidence=0.6),
        cases("123456789012345678.123456", year=2017),
        cases("0", year=2018, period_start=date(2018, 1, 1), period_end=date(2018, 6, 30)),
        cases("7", year=2016, period_start=date(2016, 3, 5), period_end=date(2016, 3, 24)),
        cases("8", year=2015, period_start=date(2015, 12, 31), period_end=date(2015, 12, 31)),
        cases("9", year=2014, period_start=date(2014, 6, 30), period_end=date(2014, 6, 30)),
        cases("40", year=2013, period_start=date(2009, 1, 1), period_end=date(2013, 12, 31)),
        figure("31", indicator_code=None, label="走访企业"),
        figure("2.5", indicator_code=HOURS, unit_code="hour", unit_text="小时"),
        figure("3", indicator_code=HOURS, unit_code="day", unit_text="天"),
        figure("4", indicator_code=HOURS, unit_code=None, unit_text="户次"),
        figure("5", indicator_code=HOURS, unit_code=None, unit_text=""),
        figure("50", indicator_code=CONCLUDED, kind="change"),
    )
    store.add_report(figure("97"), cases("154", confidence=0.99), place=BAOSHAN, year=2021)
    add_reviewed(store)
    store.add_report(cases("155", year=2020, confidence=0.7), figure("98.2", year=2020), year=2022)
    store.add_report(figure("0.000001"), place=NORTHERN_BAOSHAN)
    store.add_report(figure("-1.5", doubts="period"), place=YOUXIAN, published_on=None)


def add_reviewed(store: SampleStore) -> None:
    """Store a figure whose value was corrected, one that was something else, and one that was accepted and contradicted."""
    report_id = store.add_report(
        figure("89.16"), figure("14", indicator_code=None, unit_code=None, unit_text="场"), cases("21"),
        place=BAOSHAN, year=2012,
    )  # fmt: skip
    with Session(store.engine) as session, session.begin():
        wrong, other, right = session.scalars(
            select(Observation.id).where(Observation.report_id == report_id).order_by(Observation.id)
        )
        start = session.scalar(select(Observation.start_offset).where(Observation.id == right))
        assert start is not None
        involved = (Involved(report_id, start, "statement"),)
        add_findings(
            session,
            [Finding("repeats", 1, Outcome.CONTRADICTS, Severity.WARNING, involved, "21", "12", "", "", "")],
        )
    say(store, "correct", figure=wrong, new_value=Decimal("98.16"))
    say(
        store, "correct", figure=other, new_value=Decimal(15), new_unit="小时", new_indicator=HOURS, new_year=2011,
        new_scope=Scope.ISSUER,
    )  # fmt: skip
    say(store, "accept", figure=right)


def make_snapshot(folder: Path) -> Path:
    """Make a store with the awkward figures and its snapshot; give the path of that."""
    store = make_store(folder)
    add_nasty(store)
    return refresh(store.url, folder / "govstats.duckdb").path


def convert(path: Path, ending: str, *options: str) -> Path:
    """Open a file with LibreOffice and save it as another kind; skips the test where it is missing.

    Args:
        path: the file.
        ending: the ending, and the filter behind a colon, of what it is saved as.
        options: further options of soffice.

    Returns:
        the folder with what was saved.
    """
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = path.parent / "converted"
    profile = f"-env:UserInstallation={(path.parent / 'profile').as_uri()}"
    command: list[Any] = [
        office,
        profile,
        "--headless",
        *options,
        "--convert-to",
        ending,
        "--outdir",
        folder,
        path,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return folder
