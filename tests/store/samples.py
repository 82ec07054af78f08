"""Small data files, reports and extractions for the tests of the store."""

from __future__ import annotations

import hashlib
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from msgspec.structs import replace
from sqlalchemy.orm import Session

from govstats.catalogue.entries import Indicator, Unit
from govstats.observations.model import Extraction, Grounds, Kind, Observation, Scope, Status
from govstats.places import Division
from govstats.quantities.model import Bound, Reason, SetAside
from govstats.reading.report import Header, Report
from govstats.store import Incoming, Provenance, Store, Stored, begin_run, store_reports, sync_reference

NOW = datetime(2021, 3, 1, 8, 30, tzinfo=UTC)

SHANGHAI = Division("310000", "上海市", "上海市", "province", "000000", "上海市", 1949, None)
BAOSHAN = Division("310113", "宝山区", "上海市宝山区", "county", "310100", "上海市", 1988, None)
YOUXIAN = Division("510704", "游仙区", "四川省绵阳市游仙区", "county", "510700", "四川省", 1992, None)
NANHUI = Division("310119", "南汇区", "上海市南汇区", "county", "310100", "上海市", 2001, 2008, ("310115",))
DIVISIONS = (SHANGHAI, BAOSHAN, YOUXIAN, NANHUI)

CASE = Unit("case", "件", "case", "case", ("件",), "case", Decimal(1))
PERCENT = Unit("percent", "%", "percent", "ratio", ("%",), "percent", Decimal(1))
TEN_THOUSAND_CASES = Unit("wan_case", "万件", "10,000 cases", "case", ("万件",), "case", Decimal(10000))
UNITS = (TEN_THOUSAND_CASES, PERCENT, CASE)  # a unit before the one that it refers to


def indicator(code: str, unit: str, **more: Any) -> Indicator:
    """Make an indicator with nothing but what the store mirrors."""
    facts: dict[str, Any] = {
        "code": code,
        "name": code,
        "name_en": code,
        "unit": unit,
        "aggregation": "sum",
        "stock_or_flow": "flow",
        "plausible": (Decimal(0), Decimal(100)),
        "definition": code,
        "wordings": (),
        "examples": (),
        "topic": code.partition(".")[0],
    }
    return Indicator(**(facts | more))


RATE = indicator(
    "mediation.success_rate",
    "percent",
    aggregation="none",
    numerator="mediation.succeeded",
    denominator="mediation.handled",
)
SUCCEEDED = indicator("mediation.succeeded", "case")
HANDLED = indicator("mediation.handled", "case")
INDICATORS = (RATE, SUCCEEDED, HANDLED)  # a rate before its numerator

TEXT = "2020年宝山区调解案件212件,其中成功190件、失败22件,成功率98.16%。"


def sync(session: Session, **changed: Any) -> bool:
    """Mirror the sample data files, with other values for some of the arguments."""
    arguments: dict[str, Any] = {
        "units": UNITS,
        "indicators": INDICATORS,
        "catalogue_version": "c1",
        "divisions": DIVISIONS,
        "places_version": "p1",
    }
    return sync_reference(session, **(arguments | changed))


def make_report(
    text: str = TEXT, *, source: str | None = None, name: str = "a/b.txt", **header: Any
) -> Report:
    """Make a report; its source bytes are the text in UTF-8 unless others are given."""
    facts: dict[str, Any] = {
        "title": "宝山区司法局2020年法治政府建设年度报告",
        "issuer": "宝山区司法局",
        "place": BAOSHAN,
        "year": 2020,
        "document_number": "宝司〔2021〕1号",
        "published_on": date(2021, 2, 26),
    }
    return Report(
        name=name,
        text=text,
        sha256=sha256(source or text),
        text_sha256=sha256(text),
        media_type="text/plain",
        encoding="utf-8",
        header=Header(**(facts | header)),
    )


def sha256(text: str) -> str:
    """Hash a text in UTF-8."""
    return hashlib.sha256(text.encode()).hexdigest()


def figure(text: str, words: str, **changed: Any) -> Observation:
    """Make an observation of some words of a text, with the whole text as evidence."""
    start = text.index(words)
    number = re.search(r"-?[\d.]+", words)
    sample = Observation(
        start=start,
        end=start + len(words),
        text=words,
        evidence_start=0,
        evidence_end=len(text),
        value=Decimal(number[0]) if number else Decimal(0),
        unit_code="case",
        unit="件",
        bound=Bound.EXACT,
        kind=Kind.LEVEL,
        label="调解案件",
        indicator=None,
        place_code=BAOSHAN.code,
        year=2020,
        period_start=date(2020, 1, 1),
        period_end=date(2020, 12, 31),
        status=Status.ACTUAL,
        scope=Scope.PLACE,
        part_of=None,
        confidence=0.9,
        doubts=(),
        rule="arabic/before",
        grounds=Grounds(Scope.PLACE, Scope.PLACE, 0.9),
    )
    return replace(sample, **changed)


def make_extraction(text: str = TEXT) -> Extraction:
    """Read the sample text: four figures, two of them parts of the first, and one date."""
    whole = figure(text, "212件", indicator=HANDLED.code)
    parts = [
        figure(text, "190件", part_of=whole.start, indicator=SUCCEEDED.code),
        figure(text, "22件", part_of=whole.start, doubts=("失败", "short")),
    ]
    rate = figure(text, "98.16%", unit="%", unit_code="percent", indicator=RATE.code)
    aside = SetAside(0, 5, text[:5], Reason.DATE, "date/year")
    return Extraction((whole, *parts, rate), (aside,))


def put(
    store: Store,
    report: Report,
    extraction: Extraction | None = None,
    *,
    header_given: bool = False,
    archive: bytes | None = None,
) -> Stored:
    """Store a report in a run and a transaction of its own."""
    with store.transaction() as session:
        run_id = begin_run(session, NOW, "0.1.0", "c1")
    with store.transaction() as session:
        return put_in(session, report, run_id, extraction, header_given=header_given, archive=archive)


def put_in(
    session: Session,
    report: Report,
    run_id: int,
    extraction: Extraction | None = None,
    *,
    header_given: bool = False,
    archive: bytes | None = None,
) -> Stored:
    """Store a report in a transaction; without an extraction it has no figures."""
    provenance = Provenance(run_id, NOW, "0.1.0", "c1", header_given)
    incoming = Incoming(report, extraction or Extraction((), ()), archive)
    return store_reports(session, [incoming], provenance)[0]
