"""The views say what docs/views.md says, and metrics_best picks by its rule."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from govstats.warehouse import refresh, run_query
from govstats.warehouse.definitions import VIEWS, describe_views
from tests.warehouse.stores import BAOSHAN, HOURS, NORTHERN_BAOSHAN, SampleStore, cases, figure

DOCUMENT = Path(__file__).parents[2] / "docs" / "views.md"


def documented_columns() -> list[tuple[str, ...]]:
    """Read the tables of docs/views.md as (view, column, type, meaning)."""
    found, view = [], ""
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        if line.startswith("## "):
            view = line.removeprefix("## ")
        cells = [cell.strip() for cell in line.strip("|").split("|")]
        if line.startswith("|") and cells[0] not in ("column", "---"):
            found.append((view, *cells))
    return found


def test_every_column_is_documented_as_it_is() -> None:
    real = [(column.view, column.name, column.type, column.meaning) for column in describe_views()]
    assert documented_columns() == real
    assert all(meaning for *_, meaning in real)
    assert {view for view, *_ in real} == set(VIEWS)


def test_comments_can_be_asked_for(store: SampleStore) -> None:
    path = refresh(store.url).path
    table = run_query(
        path, "select comment from duckdb_columns() where table_name = 'metrics' and column_name = 'bound'"
    )
    assert table.to_pylist() == [
        {
            "comment": "How the value limits the true one: = exact, ~ about, > more than or at least, < less than or at most"
        }
    ]


def test_metrics_begins_with_the_five_columns_that_answer_most_questions(store: SampleStore) -> None:
    store.add_report(figure("98.16"))
    path = refresh(store.url).path
    row = run_query(path, "select * from metrics").to_pylist()[0]
    assert list(row.items())[:5] == [
        ("district", "宝山区"),
        ("year", 2020),
        ("indicator", "mediation.success_rate"),
        ("value", Decimal("98.16")),
        ("unit", "%"),
    ]


@pytest.mark.parametrize(
    "not_a_metric",
    [
        {"kind": "change"},
        {"kind": "share"},
        {"kind": "rank"},
        {"status": "target"},
        {"scope": "part"},
        {"scope": "other"},
    ],
    ids=lambda given: next(iter(given.values())),
)
def test_metrics_has_levels_that_happened_in_the_place(
    store: SampleStore, not_a_metric: dict[str, str]
) -> None:
    store.add_report(
        figure("1", **not_a_metric), figure("2", scope="issuer"), figure("3", indicator_code=None)
    )
    path = refresh(store.url).path
    assert [row["value"] for row in run_query(path, "from metrics order by observation_id").to_pylist()] == [
        2,
        3,
    ]
    assert run_query(path, "from observations").num_rows == 3
    assert (
        run_query(path, "from metrics_best").num_rows == 1
    )  # a figure without an indicator competes with none


YEAR_END = {"period_start": date(2020, 12, 31), "period_end": date(2020, 12, 31)}
NINE_MONTHS = {"period_start": date(2020, 1, 1), "period_end": date(2020, 9, 30)}
LAST_QUARTER = {"period_start": date(2020, 10, 1), "period_end": date(2020, 12, 31)}
MIDDLE_DAY = {"period_start": date(2020, 6, 30), "period_end": date(2020, 6, 30)}

# the worse one is stored first, and is better by the next rules
RULES: dict[str, tuple[dict[str, Any], dict[str, Any]]] = {
    "place before issuer": ({"scope": "issuer", "confidence": 1.0}, {"bound": "~", "confidence": 0.2}),
    "whole year before months": (NINE_MONTHS | {"confidence": 1.0}, {"bound": "~"}),
    "whole year before a quarter": (LAST_QUARTER | {"confidence": 1.0}, {"bound": "~"}),
    "day at the end before months": (NINE_MONTHS, YEAR_END | {"bound": ">", "confidence": 0.1}),
    "day at the end before another day": (MIDDLE_DAY, YEAR_END | {"bound": ">"}),
    "exact before about": ({"bound": "~", "confidence": 1.0}, {"confidence": 0.3}),
    "higher confidence": ({"confidence": 0.7}, {"confidence": 0.8}),
    "earlier in the text": ({"start_offset": 400}, {"start_offset": 100}),
}


@pytest.mark.parametrize(("worse", "better"), RULES.values(), ids=RULES.keys())
def test_metrics_best_picks_by_the_rule(
    store: SampleStore, worse: dict[str, Any], better: dict[str, Any]
) -> None:
    store.add_report(
        figure("1", **{"start_offset": 0} | worse), figure("2", **{"start_offset": 200} | better)
    )
    path = refresh(store.url).path
    picked = run_query(path, "select value, candidates, differing from metrics_best").to_pylist()
    same_period = worse.get("period_end") == better.get("period_end")  # nine months need not equal the year
    assert picked == [{"value": Decimal(2), "candidates": 2, "differing": int(same_period)}]


def test_a_report_about_the_year_goes_before_one_that_quotes_it(store: SampleStore) -> None:
    store.add_report(figure("1", year=2020, confidence=1.0), year=2021, published_on=date(2022, 3, 1))
    store.add_report(figure("2", confidence=0.5), year=2020)
    path = refresh(store.url).path
    assert run_query(path, "select value, year from metrics_best").to_pylist() == [{"value": 2, "year": 2020}]


@pytest.mark.parametrize(
    ("earlier", "later"), [(date(2021, 1, 1), date(2021, 5, 1)), (None, date(2021, 1, 1))]
)
def test_the_later_publication_goes_first(store: SampleStore, earlier: date | None, later: date) -> None:
    store.add_report(figure("1"), published_on=earlier)
    store.add_report(figure("2"), published_on=later)
    store.add_report(figure("1"), published_on=earlier)
    path = refresh(store.url).path
    assert run_query(path, "select value, candidates, differing from metrics_best").to_pylist() == [
        {"value": 2, "candidates": 3, "differing": 1}
    ]


def test_figures_that_agree_do_not_differ(store: SampleStore) -> None:
    store.add_report(figure("98.16"), figure("98.160", scope="issuer"), figure("98.16"))
    path = refresh(store.url).path
    assert run_query(path, "select candidates, differing, observation_id from metrics_best").to_pylist() == [
        {"candidates": 3, "differing": 0, "observation_id": 1}
    ]


def test_units_years_indicators_and_places_of_one_name_are_not_mixed(store: SampleStore) -> None:
    store.add_report(
        figure("1"),
        cases("2"),
        figure("3", year=2019),
        figure("4", indicator_code=HOURS, unit_code="hour", unit_text="小时"),
        figure("5", indicator_code=HOURS, unit_code="day", unit_text="天"),
        place=BAOSHAN,
    )
    store.add_report(figure("6"), place=NORTHERN_BAOSHAN)
    path = refresh(store.url).path
    picked = run_query(path, "select value, candidates from metrics_best order by value").to_pylist()
    assert picked == [{"value": Decimal(number), "candidates": 1} for number in range(1, 7)]


def test_the_document_describes_views_only_once() -> None:
    headings = re.findall(r"^## (\w+)$", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert headings == list(VIEWS)
