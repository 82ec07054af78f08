"""Makes a store as large as a province's archive: made-up reports of real places, written as every report is.

Run: python benchmarks/big_store.py FILE [--reports 100000] [--figures 100] [--places 3000] [--years 12] [--indicators 250]

Each report has a text in which every figure stands where its row says. Four figures in five have an indicator; the labels of
the others are as many as in real reports. Most places and years have three reports of different issuers, so that many
cells have several figures to choose from. Every figure is made up: quote none of them as a fact about the place.
"""

from __future__ import annotations

import argparse
import hashlib
import random
import sys
import time
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

import msgspec

from govstats.catalogue import Catalogue, Indicator, load_catalogue
from govstats.observations.model import Extraction, Grounds, Kind, Observation, Scope, Status
from govstats.places import Division, Gazetteer, load_gazetteer
from govstats.quantities.model import Bound, Reason, SetAside
from govstats.reading import Header, Report
from govstats.store import Incoming, Provenance, Store, begin_run, database_url, store_reports, sync_reference
from govstats.version import __version__

LAST_YEAR = 2023
_ISSUERS = ("人民政府", "司法局", "委全面依法治理委员会办公室")
_SUBJECTS = ("全年", "全区", "全系统", "各级机关", "基层单位", "法律服务机构", "两级部门", "年内")
_THINGS = ("排查", "走访", "督办", "抽查", "培训", "发布", "受理", "整改", "评查", "回访", "宣讲", "登记")
_OBJECTS = ("事项", "案卷", "线索", "企业", "人员", "文件", "活动", "站点", "问题", "项目", "材料", "队伍")
_DETAILS = (
    "涉企",
    "涉农",
    "民生",
    "重点领域",
    "跨区域",
    "疑难",
    "历史遗留",
    "一般",
    "紧急",
    "专项",
    "日常",
    "联合",
)
_ONE_IN = 5  # figures has no indicator
_TOGETHER = 32  # reports in one transaction, as ingesting stores them
_ENDING = "，比照要求逐项落实，结果按期公开。\n"
_SHARE_WITH_CHANGE = 0.1  # of the figures of a steady store
_SHARE_OF_SLIPS = 0.004  # of them have a digit too many
_SHARE_OF_ISSUERS = 0.12  # figures are of the issuer alone


@dataclass(frozen=True, slots=True)
class Size:
    """How large a store is.

    Attributes:
        reports: how many reports.
        figures: figures of each.
        places: how many places they are about.
        years: how many years, up to LAST_YEAR.
        indicators: how many indicators the figures have.
        steady: whether a place's figures stay near each other from year to year and its issuers mostly agree, and some
            figures are told with their change, as in real reports; else every figure is drawn for itself.
    """

    reports: int = 100_000
    figures: int = 100
    places: int = 3_000
    years: int = 12
    indicators: int = 250
    steady: bool = False


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("file", type=Path)
    add_size_options(parser)
    arguments = parser.parse_args()
    begun = time.monotonic()
    make_store(arguments.file, size_of(arguments))
    print(f"made in {time.monotonic() - begun:.0f} s")


def add_size_options(parser: argparse.ArgumentParser) -> None:
    """Let the user say how large the store is."""
    usual = Size()
    parser.add_argument("--reports", type=int, default=usual.reports)
    parser.add_argument("--figures", type=int, default=usual.figures, help="of each report")
    parser.add_argument("--places", type=int, default=usual.places)
    parser.add_argument("--years", type=int, default=usual.years)
    parser.add_argument("--indicators", type=int, default=usual.indicators)


def size_of(arguments: argparse.Namespace) -> Size:
    """Take over what the user says."""
    return Size(arguments.reports, arguments.figures, arguments.places, arguments.years, arguments.indicators)


def make_store(file: Path, size: Size) -> None:
    """Make a store from nothing."""
    catalogue, gazetteer = load_catalogue(experimental=True), load_gazetteer()
    now = datetime(LAST_YEAR + 1, 6, 1, tzinfo=UTC)
    with Store.open(database_url(str(file), {}), create=True) as store:
        with store.transaction() as session:
            sync_reference(
                session,
                units=catalogue.units.values(),
                indicators=catalogue.indicators.values(),
                catalogue_version=catalogue.version,
                divisions=gazetteer.divisions,
                places_version=gazetteer.version,
            )
            run = begin_run(session, now, __version__, catalogue.version)
        provenance = Provenance(run, now, __version__, catalogue.version)
        done = 0
        reports = make_reports(size, catalogue, gazetteer)
        while group := list(islice(reports, _TOGETHER)):
            with store.transaction(durable=False) as session:
                store_reports(session, group, provenance)
            done += len(group)
            if done % 3_200 < _TOGETHER:
                print(f"{done:,} of {size.reports:,} reports", end="\r", file=sys.stderr, flush=True)


def make_reports(size: Size, catalogue: Catalogue, gazetteer: Gazetteer, seed: int = 1) -> Iterator[Incoming]:
    """Make reports with their figures, the same for the same seed.

    Args:
        size: how many, and of how many places, years and indicators.
        catalogue: the indicators.
        gazetteer: the places.
        seed: of the random numbers.
    """
    rng = random.Random(seed)
    years = range(LAST_YEAR + 1 - size.years, LAST_YEAR + 1)
    places = [
        one
        for one in gazetteer.divisions
        if one.level in ("prefecture", "county") and one.is_valid_in(years[0]) and one.is_valid_in(years[-1])
    ][: size.places]
    rounds = [(place, year, issuer) for issuer in _ISSUERS for place, year in product(places, years)]
    indicators = list(islice(catalogue.indicators.values(), size.indicators))
    writer = _Writer(indicators, catalogue, rng, steady=size.steady)
    for place, year, issuer in islice(rounds, size.reports):
        yield writer.write(place, year, place.name + issuer, size.figures)


class _Writer:
    """Writes reports.

    Args:
        indicators: what the figures measure.
        catalogue: their units.
        rng: draws everything.
        steady: whether figures follow those of the year before.
    """

    def __init__(
        self, indicators: Sequence[Indicator], catalogue: Catalogue, rng: random.Random, *, steady: bool
    ) -> None:
        self._steady = steady
        self._indicators = indicators
        self._units = catalogue.units
        self._rng = rng

    def write(self, place: Division, year: int, issuer: str, count: int) -> Incoming:
        """Write one report with so many figures."""
        title = f"{issuer}{year}年法治政府建设年度报告"
        published = date(year + 1, self._rng.randint(1, 6), self._rng.randint(1, 28))
        parts = [f"{title}\n{published:%Y年%m月%d日}\n"]
        at = len(parts[0])
        figures: list[Observation] = []
        aside = (_year_in(title, year),)
        chosen = self._rng.sample(
            self._indicators, min(count * (_ONE_IN - 1) // _ONE_IN, len(self._indicators))
        )
        number = 0
        while len(figures) < count:
            indicator = chosen[number] if number < len(chosen) else None
            sentence, observation = self._figure(indicator, at, place.code, year)
            figures.append(observation)
            if (
                self._steady
                and len(figures) < count
                and indicator
                and self._rng.random() < _SHARE_WITH_CHANGE
            ):
                sentence, change = self._with_change(sentence, observation, at, indicator)
                figures.append(change)
            parts.append(sentence)
            at += len(sentence)
            number += 1
        text = "".join(parts)
        digest = hashlib.sha256(text.encode()).hexdigest()
        header = Header(
            title=title, issuer=issuer, place=place, year=year, published_on=published,
            source=f"https://www.example.gov.cn/{place.code}/{year}.html", kind="annual_report",
        )  # fmt: skip
        report = Report(
            f"{place.code}-{year}-{issuer}.txt", text, digest, digest, "text/plain", "utf-8", header
        )
        return Incoming(report, Extraction(tuple(figures), aside))

    def _figure(
        self, indicator: Indicator | None, at: int, place_code: str, year: int
    ) -> tuple[str, Observation]:
        """Write a sentence that begins at an offset, and the figure in it."""
        rng = self._rng
        subject = rng.choice(_SUBJECTS)
        if indicator is None:
            label = rng.choice(_DETAILS) + rng.choice(_DETAILS) + rng.choice(_OBJECTS) + rng.choice(_THINGS)
            code, symbol = "case", "件"
        else:
            label = indicator.name
            code = indicator.unit
            symbol = self._units[code].symbol
        if self._steady and indicator is not None:
            value = self._steady_value(place_code, year, indicator)
            words = "%" if code == "percent" else symbol
        elif code == "percent":
            value, words = f"{rng.randint(4000, 10000) / 100:.2f}", "%"
        else:
            value, words = str(int(10 ** rng.uniform(0.3, 4.5))), symbol
        before = f"{subject}{label}"
        sentence = f"{before}{value}{words}{_ENDING}"
        start = at + len(before)
        scope = Scope.ISSUER if rng.random() < _SHARE_OF_ISSUERS else Scope.PLACE
        return sentence, Observation(
            start=start, end=start + len(value) + len(words), text=value + words,
            evidence_start=at, evidence_end=start + len(value) + len(words), value=_decimal(value),
            unit_code=code, unit=symbol, bound=Bound.EXACT, kind=Kind.LEVEL, label=label,
            indicator=indicator.code if indicator else None, place_code=place_code, year=year,
            period_start=date(year, 1, 1), period_end=date(year, 12, 31), status=Status.ACTUAL, scope=scope,
            part_of=None, confidence=rng.choice((0.95, 0.9, 0.85, 0.7)), doubts=(), rule="arabic/before",
            grounds=_grounds(scope),
        )  # fmt: skip

    def _steady_value(self, place_code: str, year: int, indicator: Indicator) -> str:
        """Give a value that lies near those of the place's other years; seldom one with a digit too many."""
        level, step = _drawn(place_code, indicator.code), _drawn(place_code, indicator.code, str(year))
        low, high = map(float, indicator.plausible)
        if indicator.unit == "percent":
            return f"{high * (0.85 + 0.13 * level + 0.02 * step):.2f}"
        least, most = max(low, 4.0) * 1.4, min(high, 20_000.0) * 0.75
        value = str(int(least * max(most / least, 1) ** level * (0.75 + 0.5 * step)))
        return value + "7" if self._rng.random() < _SHARE_OF_SLIPS else value

    def _with_change(
        self, sentence: str, level: Observation, at: int, indicator: Indicator
    ) -> tuple[str, Observation]:
        """Add the change since the year before to a sentence that begins at an offset."""
        before = _decimal(self._steady_value(level.place_code or "", (level.year or 0) - 1, indicator))
        points = level.unit_code == "percent"
        exact = level.value - before if points else (level.value - before) / before * 100
        value = exact.quantize(Decimal("0.01"))
        digits, unit = f"{abs(value):.2f}", "个百分点" if points else "%"
        words = f"，比上年{'下降' if value < 0 else '提高'}"
        start = level.end + len(words)
        end = start + len(digits) + len(unit)
        change = msgspec.structs.replace(
            level, start=start, end=end, text=digits + unit, evidence_start=at, evidence_end=end, value=value,
            unit_code="percentage_point" if points else "percent", unit="百分点" if points else "%",
            kind=Kind.CHANGE, rule="arabic/compared",
        )  # fmt: skip
        return sentence.replace(_ENDING, f"{words}{digits}{unit}{_ENDING}"), change


def _drawn(*words: str) -> float:
    """Draw a number from 0 to 1, the same for the same words."""
    return zlib.crc32("/".join(words).encode()) / 2**32


@lru_cache(maxsize=65_536)
def _decimal(value: str) -> Decimal:
    return Decimal(value)


@lru_cache
def _grounds(scope: Scope) -> Grounds:
    return Grounds(scope, scope, 0.9)


def _year_in(title: str, year: int) -> SetAside:
    words = f"{year}年"
    start = title.index(words)
    return SetAside(start, start + len(words), words, Reason.DATE, "date/year")


if __name__ == "__main__":
    main()
