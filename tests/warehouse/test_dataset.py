"""Which figures a dataset holds, and that it explains every one of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from govstats.errors import QueryError
from govstats.warehouse import Selection, refresh, run_query
from govstats.warehouse.dataset import Dataset, open_dataset
from tests.warehouse.stores import (
    BAOSHAN,
    CONCLUDED,
    HOURS,
    MINHANG,
    ON_SQLITE,
    RATE,
    SampleStore,
    cases,
    figure,
)

pytestmark = ON_SQLITE


@pytest.fixture
def path(store: SampleStore) -> Path:
    """The snapshot of a store in which places and years have several figures."""
    store.add_report(
        figure("98.16", confidence=0.8),
        cases("153", scope="issuer"),
        cases("200", bound=">"),
        figure("31", indicator_code=None, label="走访企业"),
        cases("900", period_start=date(2016, 1, 1)),
        figure("2", indicator_code=HOURS, unit_code="hour", unit_text="小时"),
        figure("3", indicator_code=HOURS, unit_code="day", unit_text="天"),
        figure("4", indicator_code=HOURS, unit_code=None, unit_text="户次"),
        cases("50", kind="change"),
    )
    store.add_report(figure("97.5", year=2020, confidence=0.95), figure("96"), year=2021)
    store.add_report(figure("88"), place=MINHANG)
    return refresh(store.url).path


def rows(dataset: Dataset, *names: str) -> list[tuple[Any, ...]]:
    return [tuple(row[name] for name in names) for batch in dataset.figures() for row in batch.to_pylist()]


def values(path: Path, *, is_best: bool = True, **wanted: Any) -> list[str]:
    with open_dataset(path, Selection(**wanted), is_best=is_best) as dataset:
        return [f"{value.normalize():f}" for (value,) in rows(dataset, "value")]


def test_the_best_figures_of_either_scope_are_those_of_the_view(path: Path) -> None:
    with open_dataset(path, Selection(scope="any")) as dataset:
        found = rows(dataset, "observation_id", "candidates", "differing")
    view = run_query(path, "select observation_id, candidates, differing from metrics_best").to_pylist()
    assert sorted(found) == sorted(tuple(row.values()) for row in view)
    assert len(found) == 7


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        ({"indicators": (RATE,)}, ["98.16", "96", "88"]),
        ({"indicators": (RATE,), "is_best": False}, ["98.16", "97.5", "96", "88"]),
        ({"indicators": (RATE,), "min_confidence": 0.9}, ["97.5", "96", "88"]),
        ({"indicators": (RATE,), "years": (2021,)}, ["96"]),
        ({"indicators": (RATE,), "places": (MINHANG,)}, ["88"]),
        ({"indicators": (CONCLUDED,)}, ["200"]),
        ({"indicators": (CONCLUDED,), "scope": "issuer"}, ["153"]),
        ({"indicators": (CONCLUDED,), "scope": "any"}, ["200"]),
        ({"indicators": (CONCLUDED,), "scope": "any", "is_best": False}, ["153", "200"]),
        ({"indicators": (HOURS,)}, ["3", "2", "4"]),
        ({"years": (1999,)}, []),
    ],
)
def test_it_holds_what_was_asked_for(path: Path, wanted: dict[str, Any], expected: list[str]) -> None:
    assert sorted(values(path, **wanted)) == sorted(expected)


def test_how_many_there_were_to_pick_from_is_told_within_the_scope(path: Path) -> None:
    with open_dataset(path, Selection(indicators=(RATE, CONCLUDED), places=(BAOSHAN,))) as dataset:
        assert rows(dataset, "indicator", "year", "candidates", "differing") == [
            (RATE, 2020, 2, 1),
            (RATE, 2021, 1, 0),
            (CONCLUDED, 2020, 1, 0),
        ]
        assert dataset.counts.disputed == 1
        assert dataset.counts.bounded == 1


def test_what_is_not_in_it_is_counted(path: Path) -> None:
    with open_dataset(path, Selection(min_confidence=0.85)) as dataset:
        left_out = dataset.left_out
    assert left_out.by_scope == 1  # 153 of the issuer
    assert left_out.unsure == 1  # 98.16
    assert left_out.uncoded == 1  # 31
    assert left_out.several_years == 1  # 900
    assert left_out.less_preferred == 0
    with open_dataset(path, Selection(indicators=(RATE,))) as dataset:
        assert (dataset.left_out.uncoded, dataset.left_out.less_preferred) == (0, 1)


def test_every_column_has_a_meaning_and_every_reference_its_row(path: Path) -> None:
    with open_dataset(path, Selection(scope="any"), is_best=False) as dataset:
        assert list(dataset.meanings) == dataset.schema.names
        assert [name for name, meaning in dataset.meanings.items() if not meaning] == []
        for column, table in (
            ("indicator", dataset.indicators()),
            ("unit_code", dataset.units()),
            ("report_id", dataset.reports()),
            ("full_name", dataset.places()),
        ):
            known = {*table.column(column).to_pylist(), None}
            assert {value for (value,) in rows(dataset, column)} <= known
        codes = dataset.units().column("unit_code").to_pylist()
        assert codes == ["case", "day", "hour", "minute", "percent"]  # hours and days are so many minutes
        assert dataset.uncatalogued_units() == ("户次",)


def test_the_rows_come_in_one_order_whatever_the_store_did_before(store: SampleStore) -> None:
    first = store.add_report(figure("98.16"), cases("153"))
    store.add_report(figure("88"), place=MINHANG)
    path = refresh(store.url).path
    before = values(path)
    assert before == ["88", "98.16", "153"]
    store.reread(first, cases("154"), figure("99"))  # appended at the end of the snapshot
    assert values(refresh(store.url).path) == ["88", "99", "154"]


def test_other_orders_can_be_asked_for(path: Path) -> None:
    with open_dataset(path, Selection(indicators=(RATE,))) as dataset:
        found = [
            value for batch in dataset.figures("year", "value") for value in batch.column("value").to_pylist()
        ]
    assert found == [Decimal(88), Decimal("98.16"), Decimal(96)]


def test_a_missing_snapshot_is_told(tmp_path: Path, url: str) -> None:
    with (
        pytest.raises(QueryError, match="there is no snapshot"),
        open_dataset(tmp_path / "none.duckdb", Selection()),
    ):
        pass


@pytest.fixture
def renamed(store: SampleStore) -> Path:
    """A store in which a place had another name before 2000."""
    store.add_report(figure("90", year=1995), year=1995)
    with store.engine.begin() as connection:
        connection.exec_driver_sql(
            "insert into places (id, code, name, full_name, level, parent_code, province, valid_from, valid_to)"
            " values (99, '310113', '宝山县', '上海市宝山县', 'county', '310100', '上海市', 1958, 1987)"
        )
    return refresh(store.url).path


def test_the_full_name_is_that_of_the_name_in_the_figure(renamed: Path) -> None:
    with open_dataset(renamed, Selection()) as dataset:
        assert rows(dataset, "district", "full_name") == [("宝山区", "上海市宝山区")]
