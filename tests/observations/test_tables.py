"""Tables: what is read from them, with the cell and the row that it was read from."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from govstats.observations import Extraction, Observation
from govstats.text.grids import find_grids
from tests.observations.accounting import faults_of
from tests.observations.readers import extract

CASES: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("tables.yml").read_text(encoding="utf-8")
)
USUAL = {"kind": "level", "year": 2020, "scope": "place", "status": "actual", "part_of": None}


def text_of(case: dict[str, Any]) -> str:
    return str(case["text"]).replace("|", "\t")


def read(case: dict[str, Any]) -> Extraction:
    return extract(text_of(case), code="310113", issuer="宝山区人民政府")


def told(observation: Observation, extraction: Extraction) -> dict[str, Any]:
    whole = next((one.text for one in extraction.observations if one.start == observation.part_of), None)
    return {
        "cell": observation.text,
        "label": observation.label,
        "value": observation.value,
        "unit": observation.unit,
        "kind": observation.kind.value,
        "year": observation.year,
        "scope": observation.scope.value,
        "status": observation.status.value,
        "part_of": whole,
        "indicator": observation.indicator or "",
    }


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_a_table_is_read(case: dict[str, Any]) -> None:
    extraction = read(case)
    found = [told(one, extraction) for one in extraction.observations]
    wanted = [USUAL | figure | {"value": Decimal(str(figure["value"]))} for figure in case["figures"]]
    for figure, each in zip(wanted, found, strict=False):
        figure.setdefault("indicator", each["indicator"])
    assert found == wanted


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_every_number_of_a_table_is_accounted_for(case: dict[str, Any]) -> None:
    text, extraction = text_of(case), read(case)
    assert faults_of(text, extraction) == []
    reasons = {one.text: one.reason.value for one in extraction.set_aside}
    assert reasons | case.get("aside", {}) == reasons


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_the_evidence_of_a_figure_is_its_row(case: dict[str, Any]) -> None:
    text = text_of(case)
    rows = {(row.start, row.end) for grid in find_grids(text) for row in grid.rows}
    for one in read(case).observations:
        (row,) = [(start, end) for start, end in rows if start <= one.start < end]
        assert row[0] <= one.evidence_start <= one.start < one.end <= one.evidence_end <= row[1]
        if one.rule.startswith("table/"):
            assert text[one.evidence_start : one.evidence_end] == text[slice(*row)].strip("\t")


def test_a_table_reads_the_same_with_full_width_digits_and_spaces_in_its_cells() -> None:
    plain = "项目\t数量（件）\n法律援助案件\t860\n行政复议案件\t1,530\n"
    spaced = "项 目\t数 量（件）\r\n法律援助案件　\t ８６０ \r\n行政复议案件\t1,530\r\n"
    one, other = extract(plain), extract(spaced)
    assert [each.value for each in one.observations] == [860, 1530]
    assert [(each.label, each.value, each.unit) for each in one.observations] == [
        (each.label, each.value, each.unit) for each in other.observations
    ]


def test_a_table_in_a_plan_holds_targets() -> None:
    text = "二、2021年工作计划\n项目\t数量\n法律援助案件\t900件\n"
    (figure,) = extract(text).observations
    assert (figure.status.value, figure.year) == ("target", 2021)


def test_prose_around_a_table_is_read_as_without_it() -> None:
    before, after = "全年办结行政复议案件153件。\n", "\n全年组织法治宣传活动320场。\n"
    table = "项目\t数量（件）\n法律援助案件\t860\n"
    whole = extract(before + table + after)
    assert [(each.text, each.label) for each in whole.observations] == [
        ("153件", "办结行政复议案件"),
        ("860", "法律援助案件"),
        ("320场", "法治宣传活动"),
    ]


CELLS = st.one_of(
    st.sampled_from(["", "项目", "单位", "件", "%", "合计", "其中：甲", "2020年", "2019", "同比", "序号", "—", "收案（件）",
                     "甲街道", "注：略", "一、甲", "153", "98.16%", "-5.3", "1,234万元", "办结153件，其中维持4件。", "↑5%"]),
    st.text("0123456789年月件万%、，。（）-〇一二三甲乙\u3000 ", max_size=8),
)  # fmt: skip


@given(st.lists(st.lists(CELLS, min_size=1, max_size=6), max_size=8), st.text("\n甲。1", max_size=3))
@example([["153"], ["153", ""]], "")
@example([["", "1"], ["", "2"]], "1")
def test_every_number_of_any_table_is_accounted_for_once(rows: list[list[str]], around: str) -> None:
    text = around + "\n" + "\n".join("\t".join(row) for row in rows) + "\n" + around
    assert faults_of(text, extract(text)) == []


def test_among_plans_a_year_that_is_over_still_tells_what_happened() -> None:
    text = "三、2021年主要目标\n指标\t2020年完成\t2021年目标\n法律援助案件（件）\t1720\t1800\n"
    assert [(each.value, each.status.value, each.year) for each in extract(text).observations] == [
        (1720, "actual", 2020),
        (1800, "target", 2021),
    ]


def test_a_month_in_a_row_is_that_month_though_what_is_counted_is_public() -> None:
    text = "月份\t公共法律服务热线来电（人次）\n1月\t820\n2月\t640\n"
    assert [str(each.period_start) for each in extract(text).observations] == ["2020-01-01", "2020-02-01"]


def test_the_title_of_a_document_is_no_caption() -> None:
    text = "2020年行政复议工作报告\n项目\t数量（件）\n受理\t153\n"
    assert [(each.label, each.indicator) for each in extract(text).observations] == [("受理", None)]
