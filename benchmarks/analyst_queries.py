"""Ten questions as analysts ask them: in SQL for the warehouse and for the store itself, and in pandas over a dump."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pandas as pd

RATE: Final = "legal_aid.satisfaction_rate"
COUNT: Final = "legal_aid.cases"
OTHER: Final = "lawyers.lawyers"
SEVERAL: Final = (RATE, COUNT, OTHER, "lawyers.firms", "legal_aid.consultations")
PROVINCE: Final = "四川省"
PLACE: Final = "510704"
WORD: Final = "历史遗留"
YEAR: Final = 2023

# The views of the warehouse, spelled for the tables of the store. The order of preference is that of docs/views.md.
STORE_VIEWS: Final = """
CREATE TEMP VIEW observations AS
SELECT
    place.name AS district, place.code AS district_code, place.province, figure.year, figure.indicator_code AS indicator,
    CAST(figure.value AS REAL) AS value, figure.unit_text AS unit, figure.unit_code, figure.label, figure.evidence,
    figure.kind, figure.status, figure.scope, figure.bound, figure.confidence, figure.period_start, figure.period_end,
    figure.start_offset, figure.id, report.year AS report_year, report.published_on
FROM observations AS figure
JOIN main.reports AS report ON report.id = figure.report_id
JOIN main.places AS place ON place.id = figure.place_id
WHERE NOT EXISTS (SELECT 1 FROM main.reports AS newer WHERE newer.replaces_id = report.id);

CREATE TEMP VIEW metrics_best AS
SELECT * FROM (
    SELECT *, row_number() OVER (
        PARTITION BY district_code, year, indicator, coalesce(unit_code, unit)
        ORDER BY
            scope <> 'place', report_year <> year,
            NOT (period_end >= year || '-12-31' AND (period_start <= year || '-01-01' OR period_start = period_end)),
            bound <> '=', -confidence, coalesce(-julianday(published_on), 1e300), start_offset, id
    ) AS place_in_order
    FROM observations
    WHERE kind = 'level' AND status = 'actual' AND scope IN ('place', 'issuer') AND indicator IS NOT NULL
        AND julianday(period_end) - julianday(period_start) <= 366
)
WHERE place_in_order = 1;

CREATE TEMP VIEW reports AS
SELECT
    place.code AS district_code, report.year,
    NOT EXISTS (SELECT 1 FROM main.reports AS newer WHERE newer.replaces_id = report.id) AS is_current
FROM main.reports AS report
JOIN main.places AS place ON place.id = report.place_id;
""".replace("FROM observations AS figure", "FROM main.observations AS figure")

Frames = Callable[..., pd.DataFrame]


@dataclass(frozen=True, slots=True)
class Question:
    """A question that analysts ask.

    Attributes:
        title: what is asked.
        warehouse: its SQL for DuckDB.
        store: its SQL for SQLite.
        frames: the same with pandas; it gets what reads columns of the dump.
    """

    title: str
    warehouse: str
    store: str
    frames: Callable[[Frames], pd.DataFrame]


def reader_of(folder: Path) -> Frames:
    """Give what reads columns of a dump: best (metrics_best), all (observations) or reports."""

    def read(name: str, columns: Sequence[str], **wanted: Any) -> pd.DataFrame:
        filters = [(key, "in" if isinstance(value, tuple) else "==", value) for key, value in wanted.items()]
        return pd.read_parquet(folder / f"{name}.parquet", columns=list(columns), filters=filters or None)

    return read


def _same(title: str, sql: str, frames: Callable[[Frames], pd.DataFrame]) -> Question:
    return Question(title, sql, sql, frames)


def _growth(read: Frames) -> pd.DataFrame:
    columns = ["district_code", "unit", "value"]
    old, new = (read("best", columns, indicator=COUNT, year=year) for year in (YEAR - 1, YEAR))
    both = old.merge(new, on=["district_code", "unit"])
    both["growth"] = both["value_y"].astype(float) / both["value_x"].astype(float) - 1
    return both.nlargest(50, "growth")


def _coverage(read: Frames) -> pd.DataFrame:
    reports = read("reports", ["district_code", "year"], is_current=True).drop_duplicates()
    stated = read("best", ["district_code", "year"], indicator=RATE).drop_duplicates().assign(stated=1)
    both = reports.merge(stated, how="left", on=["district_code", "year"])
    return (
        both.groupby("year").agg(reporting=("district_code", "size"), stated=("stated", "sum")).reset_index()
    )


def _labels(read: Frames) -> pd.DataFrame:
    labels = read("all", ["label"])["label"]
    found = labels[labels.str.contains(WORD, regex=False)].value_counts().reset_index()
    return found.sort_values(["count", "label"], ascending=[False, True]).head(20)


def _ratio(read: Frames) -> pd.DataFrame:
    columns = ["province", "district_code", "year", "value"]
    both = read("best", columns, indicator=COUNT).merge(
        read("best", columns, indicator=OTHER), on=["province", "district_code", "year"]
    )
    sums = both.groupby(["province", "year"])[["value_x", "value_y"]].sum().reset_index()
    return sums.assign(ratio=sums["value_x"].astype(float) / sums["value_y"].astype(float))


def _ranking(read: Frames) -> pd.DataFrame:
    found = read("best", ["district_code", "district", "value"], indicator=COUNT, year=YEAR)
    found["place"] = found["value"].rank(method="min", ascending=False)
    return found.nsmallest(20, "place")


def _pivot(read: Frames) -> pd.DataFrame:
    found = read(
        "best", ["district_code", "indicator", "value"], indicator=SEVERAL, province=PROVINCE, year=YEAR
    )
    return found.pivot_table(index="district_code", columns="indicator", values="value", aggfunc="first")


def _median(read: Frames) -> pd.DataFrame:
    found = read("best", ["province", "year", "value"], indicator=RATE)
    found["value"] = found["value"].astype(float)
    return found.groupby(["province", "year"])["value"].agg(["median", "size"]).reset_index()


def _trend(read: Frames) -> pd.DataFrame:
    found = read("best", ["year", "value"], indicator=COUNT)
    return found.groupby("year")["value"].agg(["size", "sum", "min", "max"]).reset_index()


_WIDE: Final = ", ".join(
    f"max(CASE WHEN indicator = '{code}' THEN value END) AS \"{code}\"" for code in SEVERAL
)
_QUOTED: Final = ", ".join(f"'{code}'" for code in SEVERAL)

QUESTIONS: Final = (
    _same(
        "one indicator over all places and years",
        f"SELECT district_code, district, year, value, unit FROM metrics_best WHERE indicator = '{RATE}' ORDER BY 1, 3",
        lambda read: read(
            "best", ["district_code", "district", "year", "value", "unit"], indicator=RATE
        ).sort_values(["district_code", "year"]),
    ),
    Question(
        "the median of each province and year",
        f"SELECT province, year, median(value), count(*) FROM metrics_best WHERE indicator = '{RATE}' GROUP BY ALL ORDER BY 1, 2",
        "SELECT province, year, avg(value), max(count) FROM ("
        " SELECT province, year, value, row_number() OVER (PARTITION BY province, year ORDER BY value) AS number,"
        " count(*) OVER (PARTITION BY province, year) AS count"
        f" FROM metrics_best WHERE indicator = '{RATE}')"
        " WHERE number BETWEEN (count + 1) / 2 AND (count + 2) / 2 GROUP BY province, year ORDER BY 1, 2",
        _median,
    ),
    _same(
        "the twenty highest of a year",
        "SELECT rank() OVER (ORDER BY value DESC) AS place, district_code, district, value FROM metrics_best"
        f" WHERE indicator = '{COUNT}' AND year = {YEAR} ORDER BY 1, 2 LIMIT 20",
        _ranking,
    ),
    _same(
        "the fifty that have grown most since the year before",
        "SELECT new.district_code, new.value / old.value - 1.0 AS growth FROM metrics_best AS old JOIN metrics_best AS new"
        " ON new.district_code = old.district_code AND new.unit = old.unit AND new.indicator = old.indicator"
        f" WHERE old.indicator = '{COUNT}' AND new.indicator = '{COUNT}' AND old.year = {YEAR - 1} AND new.year = {YEAR}"
        " ORDER BY 2 DESC, 1 LIMIT 50",
        _growth,
    ),
    _same(
        "how many places report, and how many of them state an indicator, year by year",
        "SELECT year, reporting, stating"
        " FROM (SELECT year, count(DISTINCT district_code) AS reporting FROM reports WHERE is_current GROUP BY year) AS asked"
        " JOIN (SELECT year, count(DISTINCT district_code) AS stating FROM metrics_best"
        f" WHERE indicator = '{RATE}' GROUP BY year) AS found USING (year) ORDER BY year",
        _coverage,
    ),
    _same(
        "the commonest labels with a word in them",
        f"SELECT label, count(*) AS count FROM observations WHERE label LIKE '%{WORD}%'"
        " GROUP BY label ORDER BY 2 DESC, 1 LIMIT 20",
        _labels,
    ),
    _same(
        "a wide table of five indicators for the places of a province",
        f"SELECT district_code, {_WIDE} FROM metrics_best WHERE indicator IN ({_QUOTED}) AND province = '{PROVINCE}'"
        f" AND year = {YEAR} GROUP BY district_code ORDER BY 1",
        _pivot,
    ),
    _same(
        "the ratio of two indicators by province and year, of the places that state both",
        "SELECT province, year, sum(one) / sum(other) AS ratio FROM (SELECT province, district_code, year,"
        f" max(CASE WHEN indicator = '{COUNT}' THEN value END) AS one,"
        f" max(CASE WHEN indicator = '{OTHER}' THEN value END) AS other"
        f" FROM metrics_best WHERE indicator IN ('{COUNT}', '{OTHER}') GROUP BY province, district_code, year) AS stated"
        " WHERE one IS NOT NULL AND other IS NOT NULL GROUP BY province, year ORDER BY 1, 2",
        _ratio,
    ),
    _same(
        "count, sum and extremes of an indicator, year by year",
        f"SELECT year, count(*), sum(value), min(value), max(value) FROM metrics_best WHERE indicator = '{COUNT}'"
        " GROUP BY year ORDER BY 1",
        _trend,
    ),
    _same(
        "everything that one place states of one year, with the words",
        f"SELECT indicator, value, unit, evidence FROM metrics_best WHERE district_code = '{PLACE}' AND year = 2020"
        " ORDER BY 1, 2",
        lambda read: read(
            "best", ["indicator", "value", "unit", "evidence"], district_code=PLACE, year=2020
        ).sort_values(["indicator", "value"]),
    ),
)
