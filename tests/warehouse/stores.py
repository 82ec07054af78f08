"""Stores with a few reports, made with the real tables."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import NullPool, create_engine, delete, insert, make_url, select, update
from sqlalchemy.orm import Session

from govstats.observations.model import Kind, Scope
from govstats.places import Division
from govstats.store import Correction, Decision, add_corrections, database_url, raise_version
from govstats.store.schema import (
    Base,
    Indicator,
    IngestRun,
    Observation,
    Organisation,
    Place,
    Report,
    SetAside,
    StoreState,
    Unit,
)
from tests.postgres import PostgresServer

KINDS = ("sqlite", "postgresql")
# For tests about the files of a store: its folder, its locks, rows that only SQLite can be made to take.
ON_SQLITE = pytest.mark.parametrize("url", ["sqlite"], indirect=True)
NOW = datetime(2021, 3, 1, 8, 30, tzinfo=UTC)
NOON = datetime(2026, 5, 4, 12, tzinfo=UTC)

MINHANG = Division("310112", "闵行区", "上海市闵行区", "county", "310100", "上海市", 1992, None)
BAOSHAN = Division("310113", "宝山区", "上海市宝山区", "county", "310100", "上海市", 1988, None)
YOUXIAN = Division("510704", "游仙区", "四川省绵阳市游仙区", "county", "510700", "四川省", 1992, None)
NORTHERN_BAOSHAN = Division(
    "230506", "宝山区", "黑龙江省双鸭山市宝山区", "county", "230500", "黑龙江省", 1980, None
)
DIVISIONS = (MINHANG, BAOSHAN, YOUXIAN, NORTHERN_BAOSHAN)

RATE, CONCLUDED, HOURS = "mediation.success_rate", "reconsideration.concluded", "hearing.hours"
UNITS = (  # code, symbol, base, factor
    ("percent", "%", "percent", 1),
    ("case", "件", "case", 1),
    ("minute", "分钟", "minute", 1),
    ("hour", "小时", "minute", 60),
    ("day", "天", "minute", 1440),
    ("incident", "起", "incident", 1),
)
INDICATORS = (  # code, name, unit, aggregation, further units that count the same
    (RATE, "调解成功率", "percent", "none", ""),
    (CONCLUDED, "办结行政复议案件", "case", "sum", "incident"),
    (HOURS, "听证时长", "hour", "sum", ""),
)


@dataclass
class SampleStore:
    """A store with places, units and indicators, to which reports are added.

    Attributes:
        url: its SQLAlchemy URL.
        divisions: its places, each with an issuer.
        indicators: its indicators, as INDICATORS has them; a rate may name numerator and denominator behind.
        plausible: the least and the greatest value that is plausible, for indicators that have them.
    """

    url: str
    divisions: Sequence[Division] = DIVISIONS
    indicators: Sequence[tuple[str, ...]] = INDICATORS
    plausible: Mapping[str, tuple[Decimal, Decimal]] = field(default_factory=dict)
    _reports: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.engine = create_engine(self.url, poolclass=NullPool)
        Base.metadata.create_all(self.engine)
        with Session(self.engine) as session, session.begin():
            session.add(
                StoreState(id=1, store_uuid="a" * 36, version=0, catalogue_version="c1", places_version="p1")
            )
            for number, division in enumerate(self.divisions, start=1):
                facts = {
                    name: getattr(division, name)
                    for name in (
                        "code",
                        "name",
                        "full_name",
                        "level",
                        "parent_code",
                        "province",
                        "valid_from",
                        "valid_to",
                    )
                }
                session.add(Place(id=number, **facts))
            session.flush()
            for number, division in enumerate(self.divisions, start=1):
                name = f"{division.name}司法局"
                session.add(Organisation(id=number, place_id=number, name=name, department="司法局"))
            session.execute(
                insert(Unit),
                [
                    {
                        "code": code,
                        "symbol": symbol,
                        "name": code,
                        "dimension": base,
                        "base_code": base,
                        "factor": Decimal(factor),
                    }
                    for code, symbol, base, factor in UNITS
                ],
            )
            session.execute(
                insert(Indicator),
                [
                    {
                        "code": code,
                        "name": name,
                        "name_en": code,
                        "topic": code.partition(".")[0],
                        "unit_code": unit,
                        "aggregation": aggregation,
                        "also_in": also_in,
                        "definition": name,
                        "numerator_code": counts[0] if counts else None,
                        "denominator_code": counts[1] if counts else None,
                        "plausible_low": self.plausible[code][0] if code in self.plausible else None,
                        "plausible_high": self.plausible[code][1] if code in self.plausible else None,
                    }
                    for code, name, unit, aggregation, also_in, *counts in self.indicators
                ],
            )
            session.add(IngestRun(id=1, started_at=NOW, extractor_version="1", catalogue_version="c1"))

    @contextmanager
    def change(self) -> Iterator[tuple[Session, int]]:
        """Open a transaction that raises the version of the store, and give that version."""
        with Session(self.engine) as session, session.begin():
            version = session.execute(select(StoreState.version)).scalar_one() + 1
            yield session, version
            assert raise_version(session) == version

    def add_report(
        self,
        *figures: dict[str, Any],
        place: Division = BAOSHAN,
        year: int = 2020,
        published_on: date | None = date(2021, 3, 1),
        replaces: int | None = None,
        numbers: int = 1,
    ) -> int:
        """Store a report with some figures and some numbers set aside; give its id."""
        self._reports += 1
        digest = hashlib.sha256(str(self._reports).encode()).hexdigest()
        place_id = self.divisions.index(place) + 1
        with self.change() as (session, version):
            report = Report(
                sha256=digest,
                text_sha256=digest,
                place_id=place_id,
                organisation_id=place_id,
                year=year,
                title=f"{place.name}{year}年法治政府建设年度报告",
                published_on=published_on,
                file_name=f"{place.code}-{year}.txt",
                media_type="text/plain",
                encoding="gb18030",
                text="全文" * 500,
                ingested_at=NOW,
                ingest_run_id=1,
                extractor_version="1",
                catalogue_version="c1",
                replaces_id=replaces,
                store_version=version,
            )
            session.add(report)
            session.flush()
            add_rows(session, report, figures, numbers)
            return report.id

    def reread(self, report_id: int, *figures: dict[str, Any]) -> None:
        """Replace the figures of a report, as reading it again with a newer program does."""
        with self.change() as (session, version):
            session.execute(delete(Observation).where(Observation.report_id == report_id))
            session.execute(delete(SetAside).where(SetAside.report_id == report_id))
            report = session.get_one(Report, report_id)
            report.store_version = version
            add_rows(session, report, figures, numbers=1)

    def remove(self, report_id: int) -> None:
        """Delete a report, as a restored backup would."""
        with self.change() as (session, _):
            session.execute(delete(Observation).where(Observation.report_id == report_id))
            session.execute(delete(SetAside).where(SetAside.report_id == report_id))
            session.execute(delete(Report).where(Report.id == report_id))

    def set_state(self, **changed: Any) -> None:
        """Change what the store says about itself."""
        with Session(self.engine) as session, session.begin():
            session.execute(update(StoreState).values(**changed))


def add_rows(session: Session, report: Report, figures: tuple[dict[str, Any], ...], numbers: int) -> None:
    """Add figures and numbers set aside to a report, one after the other in its text."""
    for position, given in enumerate(figures):
        start = given.get("start_offset", position * 20)
        place: Division | None = given.get("place")
        words = given.get("text", "98.16%")
        year = given.get("year", report.year)
        session.add(
            Observation(
                report_id=report.id,
                place_id=report.place_id if place is None else DIVISIONS.index(place) + 1,
                start_offset=start,
                end_offset=start + len(words),
                text=words,
                evidence_start=max(0, start - 5),
                year=year,
                period_start=given.get("period_start", date(year, 1, 1)),
                period_end=given.get("period_end", date(year, 12, 31)),
                **{
                    name: value
                    for name, value in (DEFAULTS | given).items()
                    if name not in ("place", "start_offset", "text", "year", "period_start", "period_end")
                },
            )
        )
        session.flush()  # ids in the order of the text
    for position in range(numbers):
        start = 900 + position * 10
        session.add(
            SetAside(
                report_id=report.id,
                start_offset=start,
                end_offset=start + 5,
                text="2020年",
                reason="date",
                rule="date/year",
            )
        )


DEFAULTS: dict[str, Any] = {
    "evidence": "其中调解成功率98.16%，比上年提高",
    "indicator_code": RATE,
    "label": "调解成功率",
    "value": Decimal("98.16"),
    "unit_code": "percent",
    "unit_text": "%",
    "bound": "=",
    "kind": "level",
    "status": "actual",
    "scope": "place",
    "confidence": 0.9,
    "doubts": "",
    "rule": "arabic/before",
}


def figure(value: str = "98.16", **changed: Any) -> dict[str, Any]:
    """Give the columns of a figure that differ from those of 调解成功率98.16%."""
    return {"value": Decimal(value), **changed}


def cases(value: str, **changed: Any) -> dict[str, Any]:
    """Give the columns of a number of cases concluded."""
    return figure(
        value, indicator_code=CONCLUDED, label="办结行政复议案件", unit_code="case", unit_text="件", **changed
    )


def make_store(folder: Path) -> SampleStore:
    """Make a store in the file govstats.db of a folder."""
    return SampleStore(sqlite_url(folder))


def sqlite_url(folder: Path) -> str:
    """Give the URL of the file govstats.db of a folder."""
    return f"sqlite:///{folder / 'govstats.db'}"


@contextmanager
def new_url(request: pytest.FixtureRequest, kind: str, folder: Path) -> Iterator[str]:
    """Give the URL of an empty database of a kind: a file in a folder, or one of the server."""
    if kind == "sqlite":
        yield sqlite_url(folder)
        return
    server: PostgresServer = request.getfixturevalue("server")
    with server.database() as made:
        yield database_url(made, {})


@contextmanager
def backed_up(url: str, folder: Path) -> Iterator[Callable[[], None]]:
    """Make a backup of a database; give what puts it back."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        file, backup = str(address.database), str(folder / "backup")
        copy_sqlite(file, backup)
        yield lambda: copy_sqlite(backup, file)
        return
    name = str(address.database)
    administrator = address.set(drivername="postgresql", database="postgres").render_as_string()
    with psycopg.connect(administrator, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}_backup TEMPLATE {name}")

        def restore() -> None:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")
            connection.execute(f"CREATE DATABASE {name} TEMPLATE {name}_backup")

        yield restore
        connection.execute(f"DROP DATABASE {name}_backup")


def copy_sqlite(source: str, target: str) -> None:
    """Copy what a SQLite file holds into another."""
    with closing(sqlite3.connect(source)) as here, closing(sqlite3.connect(target)) as there:
        here.backup(there)


def say(store: SampleStore, decision: str, *, figure: int = 1, minute: int = 0, **changed: Any) -> None:
    """Have 李 say something about a figure."""
    with Session(store.engine) as session, session.begin():
        row = session.get_one(Observation, figure)
        report = session.get_one(Report, row.report_id)
        issuer = session.get_one(Organisation, report.organisation_id)
        facts: dict[str, Any] = {
            "source_sha256": report.sha256,
            "issuer": issuer.name,
            "report_year": report.year,
            "start_offset": row.start_offset,
            "end_offset": row.end_offset,
            "expected_text": row.text,
            "expected_value": row.value,
            "expected_unit": row.unit_text,
            "expected_indicator": row.indicator_code,
            "expected_year": row.year,
            "expected_kind": Kind(row.kind),
            "expected_scope": Scope(row.scope),
            "decision": Decision(decision),
            "reviewer": "李",
            "made_at": NOON + timedelta(minutes=minute),
        }
        add_corrections(session, [Correction(**(facts | changed))])
