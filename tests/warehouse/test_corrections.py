"""Queries show what reviewers say: the last decision that holds, on top of what was read, and never a rejected figure."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from govstats.checks import Finding, Involved, Outcome, Severity
from govstats.observations.model import Kind, Scope
from govstats.store import add_findings
from govstats.warehouse import CellName, Comparison, Wanted, compare, cover, list_figures, refresh, select
from govstats.warehouse.dataset import open_dataset
from tests.warehouse.stores import CONCLUDED, ON_SQLITE, RATE, SampleStore, cases, figure, say
from tests.warehouse.test_snapshot import rows

SHOWN = (
    "select value, unit, unit_code, indicator, year, kind, scope from observations order by observation_id"
)
ORIGINAL = (
    "select original_value, original_unit, original_indicator, original_year, original_kind, original_scope, correction"
    " from observations order by observation_id"
)


def shown(store: SampleStore, folder: Path, sql: str = SHOWN) -> list[tuple[Any, ...]]:
    """Ask the snapshot, which is brought up to date, and one that is made anew: they say the same."""
    path = refresh(store.url, folder / "snapshot.duckdb").path
    followed = rows(path, sql)
    anew = folder / "anew.duckdb"
    anew.unlink(missing_ok=True)
    assert rows(refresh(store.url, anew).path, sql) == followed
    return followed


READ = {
    "value": Decimal("98.16"), "unit": "%", "unit_code": "percent", "indicator": RATE, "year": 2020, "kind": "level",
    "scope": "place",
}  # fmt: skip
CORRECTED = (
    ({"new_value": Decimal("98.61")}, {"value": Decimal("98.61")}),
    ({"new_unit": "天"}, {"unit": "天", "unit_code": "day"}),
    ({"new_unit": "人次"}, {"unit": "人次", "unit_code": None}),
    ({"new_unit": ""}, {"unit": "", "unit_code": None}),
    ({"new_indicator": CONCLUDED}, {"indicator": CONCLUDED}),
    ({"new_indicator": ""}, {"indicator": None}),
    ({"new_indicator": "not.known"}, {"indicator": None}),
    ({"new_year": 2019}, {"year": 2019}),
    ({"new_kind": Kind.CHANGE}, {"kind": "change"}),
    ({"new_scope": Scope.ISSUER}, {"scope": "issuer"}),
)


def test_each_field_is_corrected_and_what_was_read_is_kept(store: SampleStore, tmp_path: Path) -> None:
    store.add_report(*[figure("98.16")] * len(CORRECTED), figure("98.16"))
    read = tuple(READ.values())
    assert shown(store, tmp_path) == [read] * (len(CORRECTED) + 1)
    for number, (changed, _) in enumerate(CORRECTED, start=1):
        say(store, "correct", figure=number, **changed)
    expected = [tuple((READ | told).values()) for _, told in CORRECTED]
    assert shown(store, tmp_path) == [*expected, read]
    original = (*(value for name, value in READ.items() if name != "unit_code"), "corrected")
    assert shown(store, tmp_path, ORIGINAL) == [*[original] * len(CORRECTED), (None,) * 7]


PERIODS = (
    ((date(2020, 1, 1), date(2020, 12, 31)), 2019, (date(2019, 1, 1), date(2019, 12, 31))),
    ((date(2016, 1, 1), date(2020, 6, 30)), 2021, (date(2017, 1, 1), date(2021, 6, 30))),
    ((date(2020, 2, 1), date(2020, 2, 29)), 2021, (date(2021, 2, 1), date(2021, 2, 28))),
    ((date(2020, 2, 29), date(2020, 2, 29)), 2019, (date(2019, 2, 28), date(2019, 2, 28))),
    ((date(2021, 1, 1), date(2021, 2, 28)), 2020, (date(2020, 1, 1), date(2020, 2, 29))),
    ((date(2021, 2, 28), date(2021, 2, 28)), 2020, (date(2020, 2, 29), date(2020, 2, 29))),
)


@ON_SQLITE
def test_a_corrected_year_moves_the_period(store: SampleStore, tmp_path: Path) -> None:
    figures = [figure(year=end.year, period_start=start, period_end=end) for (start, end), _, _ in PERIODS]
    store.add_report(*figures, year=2021)
    for number, (_, year, _) in enumerate(PERIODS, start=1):
        say(store, "correct", figure=number, new_year=year)
    moved = "select year, period_start, period_end from observations order by observation_id"
    assert shown(store, tmp_path, moved) == [(year, *period) for _, year, period in PERIODS]


def test_the_last_decision_holds_until_its_reviewer_withdraws_it(store: SampleStore, tmp_path: Path) -> None:
    store.add_report(figure("98.16"))
    decided = "select value, correction from observations"
    for minute, (decision, more, expected) in enumerate(
        [
            ("accept", {}, (Decimal("98.16"), "accepted")),
            ("correct", {"reviewer": "王", "new_value": Decimal(3)}, (Decimal(3), "corrected")),
            ("note", {"note": "待查"}, (Decimal(3), "corrected")),
            ("reject", {}, (Decimal("98.16"), "rejected")),
            ("withdraw", {}, (Decimal(3), "corrected")),
            ("withdraw", {"reviewer": "王"}, (Decimal("98.16"), None)),
        ]
    ):
        say(store, decision, minute=minute, **more)
        assert shown(store, tmp_path, decided) == [expected], minute


def test_of_decisions_of_one_moment_the_same_one_holds_everywhere(store: SampleStore, tmp_path: Path) -> None:
    """Whatever the order in which they came in."""
    store.add_report(figure("1"), figure("2"))
    for number, order in ((1, (1, 2)), (2, (2, 1))):
        for which in order:
            say(
                store, "correct", figure=number, reviewer=f"甲{which}", new_value=Decimal(which * 10),
                uuid=str(UUID(int=which * 100 + number)),
            )  # fmt: skip
    assert shown(store, tmp_path, "select value from observations") == [(Decimal(20),)] * 2


@ON_SQLITE
def test_a_decision_about_another_value_does_not_hold(store: SampleStore, tmp_path: Path) -> None:
    store.add_report(figure("98.16"))
    say(store, "correct", new_value=Decimal(3))
    say(store, "reject", minute=1, expected_value=Decimal("98.61"))
    assert shown(store, tmp_path, "select value, correction from observations") == [(Decimal(3), "corrected")]
    about = "select expected_value, observation_id from corrections order by made_at"
    assert shown(store, tmp_path, about) == [(Decimal("98.16"), 1), (Decimal("98.61"), None)]


@ON_SQLITE
def test_a_rejected_figure_is_in_no_answer_and_a_corrected_one_is_as_corrected(
    store: SampleStore, tmp_path: Path
) -> None:
    store.add_report(figure("98.16"), figure("97", confidence=0.95), figure("12", indicator_code=None))
    rate = Comparison((RATE,), with_sources=False)

    def answers() -> tuple[Any, ...]:
        path = refresh(store.url, tmp_path / "snapshot.duckdb").path
        best = rows(path, "select value, candidates, differing, correction, original_value from metrics_best")
        return best, compare(path, rate).rows, [row[-1] for row in list_figures(path, rate).rows]

    assert answers()[0] == [(Decimal(97), 2, 1, None, None)]
    say(store, "correct", new_value=Decimal("98.61"))
    best, table, listed = answers()
    assert best == [(Decimal("98.61"), 2, 1, "corrected", Decimal("98.16"))]
    assert table == (("310113", "宝山区", Decimal("98.61")),)
    say(store, "reject", minute=1)
    best, table, _ = answers()
    assert best == [(Decimal(97), 1, 0, None, None)]
    assert table == (("310113", "宝山区", Decimal(97)),)
    assert len(listed) == 2
    assert len(answers()[2]) == 1
    say(store, "reject", figure=2)
    assert answers()[0] == []
    say(store, "correct", figure=3, new_indicator=RATE)
    assert answers()[0] == [(Decimal(12), 1, 0, "corrected", Decimal(12))]
    shown_values = "select value from metrics order by observation_id"
    assert shown(store, tmp_path, shown_values) == [(Decimal(12),)]


@ON_SQLITE
def test_a_comparison_tells_which_figures_are_corrected_and_which_are_contradicted(
    store: SampleStore, tmp_path: Path
) -> None:
    report_id = store.add_report(figure("98.16"), cases("3"), cases("4", year=2019), figure("97", year=2019))
    with Session(store.engine) as session, session.begin():
        involved = tuple(Involved(report_id, start, "statement") for start in (20, 40))
        found = Finding("repeats", 1, Outcome.CONTRADICTS, Severity.WARNING, involved, "3", "4", "", "", "")
        add_findings(session, [found])
    say(store, "correct", new_value=Decimal("98.61"))
    say(store, "accept", figure=4)
    path = refresh(store.url, tmp_path / "snapshot.duckdb").path
    table = compare(path, Comparison((RATE, CONCLUDED), with_notes=True, with_change=True, years=(2020,)))
    rate, count, count_before = (
        CellName("310113", *cell) for cell in ((2020, RATE), (2020, CONCLUDED), (2019, CONCLUDED))
    )
    assert (table.corrected, table.contradicted) == ((rate,), (count, count_before))
    told = [value for row in table.rows for value in row if isinstance(value, str)]
    assert told[2:] == ["经人工更正", "与其他数据有矛盾；上年与其他数据有矛盾"]
    both = compare(path, Comparison((CONCLUDED,), with_total=True, with_notes=True, years=(2020,)))
    assert both.contradicted == (count,)
    listed = list_figures(path, Comparison((RATE, CONCLUDED), years=(2020,)))
    columns = [listed.columns.index(name) for name in ("核验", "审阅", "原读数值")]
    assert [tuple(row[column] for column in columns) for row in listed.rows] == [
        ("未核验", "更正", Decimal("98.16")),
        ("有矛盾", None, None),
    ]


@ON_SQLITE
def test_a_figure_that_a_person_has_looked_at_goes_before_a_surer_reading(
    store: SampleStore, tmp_path: Path
) -> None:
    store.add_report(cases("3", confidence=0.5), cases("4", confidence=0.99))
    picked = "select value from metrics_best"
    assert shown(store, tmp_path, picked) == [(Decimal(4),)]
    say(store, "accept")
    assert shown(store, tmp_path, picked) == [(Decimal(3),)]


@ON_SQLITE
def test_what_a_person_has_looked_at_is_sure_enough_for_every_answer(
    store: SampleStore, tmp_path: Path
) -> None:
    """Neither a figure that was accepted nor one that was corrected falls below the confidence that is asked for."""
    store.add_report(
        figure("98.16", confidence=0.5), cases("3", confidence=0.5), cases("4", confidence=0.5, year=2019)
    )

    def sure() -> tuple[Any, ...]:
        path = refresh(store.url, tmp_path / "snapshot.duckdb").path
        request = Comparison((RATE, CONCLUDED), min_confidence=0.8, with_sources=False)
        table, listed = compare(path, request), list_figures(path, request)
        chosen = select(path, Wanted((RATE, CONCLUDED), min_confidence=0.8))
        covered = cover(path, chosen).counts
        exported = []
        for is_best in (True, False):
            with open_dataset(path, chosen, is_best=is_best) as dataset:
                exported.append((dataset.counts.figures, dataset.left_out.unsure))
        values = sorted(value for row in table.rows for value in row[2:] if value is not None)
        return values, table.unsure, (len(listed.rows), listed.unsure), covered[0], exported

    assert sure()[:3] == ([], 3, (0, 3))
    say(store, "accept")
    say(store, "correct", figure=2, new_value=Decimal(5))
    values, unsure, listed, reported, exported = sure()
    assert (values, unsure, listed) == ([Decimal(5), Decimal("98.16")], 1, (2, 1))
    assert exported == [(2, 1)] * 2
    assert reported == 2


@ON_SQLITE
def test_a_rejected_figure_of_another_scope_is_not_told_to_be_left_out(
    store: SampleStore, tmp_path: Path
) -> None:
    store.add_report(figure("98.16"), figure("97", scope="part"))
    request = Comparison((RATE,))
    path = refresh(store.url, tmp_path / "snapshot.duckdb").path
    assert compare(path, request).left_out == (("part", 1),)
    say(store, "reject", figure=2)
    assert compare(refresh(store.url, path).path, request).left_out == ()
