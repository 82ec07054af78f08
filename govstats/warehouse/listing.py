"""Lists every figure that could fill the cells of a comparison, a row each, and says which one is taken."""

from __future__ import annotations

from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

import duckdb

from govstats.errors import QueryError
from govstats.warehouse.candidates import (
    SCOPES,
    Measure,
    Pick,
    convert,
    count_left_out,
    count_unsure,
    read_measures,
    restriction,
    values_of,
)
from govstats.warehouse.comparison import (
    Cell,
    CellName,
    ColumnKind,
    ColumnType,
    Comparison,
    ComparisonTable,
)
from govstats.warehouse.connection import open_for_answers, unreadable
from govstats.warehouse.standing import asked_places, judge_standing, with_reports

COLUMNS: tuple[tuple[str, ColumnKind, ColumnType], ...] = (
    ("地区代码", "head", "text"), ("地区", "head", "text"), ("年份", "head", "integer"), ("指标代码", "head", "text"),
    ("指标", "head", "text"), ("采用", "about", "text"), ("数值", "figure", "decimal"), ("单位", "about", "text"),
    ("折算值", "computed", "decimal"), ("折算单位", "about", "text"), ("界限", "about", "text"), ("口径", "about", "text"),
    ("期间起", "about", "text"), ("期间止", "about", "text"), ("置信度", "about", "float"), ("疑点", "about", "text"),
    ("核验", "about", "text"), ("审阅", "about", "text"), ("原读数值", "about", "decimal"), ("原读单位", "about", "text"),
    ("发布机构", "about", "text"), ("报告", "about", "text"), ("报告年份", "about", "integer"),
    ("发布日期", "about", "text"), ("原文", "about", "text"), ("依据", "about", "text"), ("数据编号", "about", "integer"),
)  # fmt: skip
TAKEN = "是"
VERDICT_NAMES = {"confirmed": "已印证", "contradicted": "有矛盾", "unchecked": "未核验"}
CORRECTION_NAMES = {"accepted": "认可", "corrected": "更正"}
SCOPE_NAMES = {"place": "全地区", "issuer": "发布机构"}
ALONE = {
    "with_change": "--change", "with_rank": "--rank", "per": "--per", "per_values": "--per-table",
    "with_total": "--total", "boundaries": "--boundaries", "with_bounds": "--with", "with_sources": "--with",
    "with_confidence": "--with", "with_notes": "--with",
}  # fmt: skip


def list_figures(path: Path, request: Comparison) -> ComparisonTable:
    """List every figure that could fill the cells of a comparison.

    Args:
        path: the snapshot.
        request: what is asked about; the layout does not matter.

    Returns:
        a row for each figure: by place, indicator in the order asked for, and year, the preferred one first. 采用 says
        是 for the one that a comparison takes; 折算值 is the value in the unit of the indicator, empty where it cannot be
        converted exactly.

    Raises:
        QueryError: an indicator is unknown, something is asked for that only a table of single figures can show, or the
            snapshot cannot be read.
    """
    for name, option in ALONE.items():
        if getattr(request, name) not in (None, False):
            raise QueryError(
                f"a list of all figures has no place for {option}",
                "leave out --all"
                if option != "--with"
                else "leave it out: the list has these columns anyway",
            )
    with open_for_answers(path) as connection:
        try:
            return make_list(connection, request)
        except duckdb.Error as error:
            raise unreadable(path, error) from error


def make_list(connection: duckdb.DuckDBPyConnection, request: Comparison) -> ComparisonTable:
    """Make the list."""
    measures = {one.code: one for one in read_measures(connection, request.indicators)}
    order = {code: number for number, code in enumerate(measures)}
    found = connection.execute(
        "select district_code, year, indicator, district, value::varchar, unit_code, unit, bound, scope, period_start,"  # noqa: S608
        " period_end, confidence, doubts, verdict, correction, original_value::varchar, original_unit,"
        " issuer, report, report_year, published_on, text, evidence, observation_id"
        f" from loaded.candidates where {restriction(request)} and scope in (select unnest($scopes))"
        " and sureness >= $confidence order by district_code, indicator, year, preference",
        values_of(request) | {"scopes": list(SCOPES[request.scope]), "confidence": request.min_confidence},
    ).fetchall()
    places = asked_places(connection, request)
    cells: list[tuple[CellName, Pick]] = []
    rows: list[tuple[Cell, ...]] = []
    found.sort(key=lambda row: (row[0], order[row[2]]))  # stable: years and preferences stay in their order
    for name, group in groupby(found, key=itemgetter(0, 1, 2)):
        shown, taken = show_cell(list(group), measures[name[2]])
        rows += shown
        cells.append((CellName._make(name), taken))
    years = request.years or {cell.year for cell, _ in cells}
    return ComparisonTable(
        columns=tuple(header for header, _, _ in COLUMNS),
        kinds=tuple(kind for _, kind, _ in COLUMNS),
        types=tuple(each for _, _, each in COLUMNS),
        rows=tuple(rows),
        filled=len(rows),
        left_out=count_left_out(connection, request),
        unsure=count_unsure(connection, request),
        standing=judge_standing(places, cells, with_reports(connection, years)),
    )


def show_cell(figures: list[tuple[Any, ...]], measure: Measure) -> tuple[list[tuple[Cell, ...]], Pick]:
    """Show the figures of one place, year and indicator, and give what is taken of them."""
    rows: list[tuple[Cell, ...]] = []
    taken = Pick(None)
    for code, year, _, district, digits, unit_code, unit, bound, scope, start, end, sure, *others in figures:
        (
            doubts,
            verdict,
            correction,
            read_digits,
            read_unit,
            issuer,
            report,
            report_year,
            published_on,
            text,
            evidence,
            number,
        ) = others
        read_value = None if read_digits is None else Decimal(read_digits)
        value = convert(digits, unit_code, measure)
        is_taken = value is not None and taken.value is None
        if is_taken:
            taken = Pick(value, bound)
        rows.append(
            (
                code, district, year, measure.code, measure.name, TAKEN if is_taken else None,
                Decimal(digits), unit, value, measure.unit, bound, SCOPE_NAMES[scope], start.isoformat(),
                end.isoformat(), sure, doubts or None, VERDICT_NAMES[verdict],
                CORRECTION_NAMES.get(correction), read_value, read_unit, issuer, report, report_year,
                published_on.isoformat() if published_on else None, text, evidence, number,
            )
        )  # fmt: skip
    return rows, taken
