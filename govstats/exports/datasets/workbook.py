"""The figures as a workbook: a sheet of figures and a sheet 说明 that explains them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa

from govstats.errors import ExportError
from govstats.exports.datasets.cells import python_rows
from govstats.exports.datasets.describing import TITLE, caveats, column_words, origin_of, title_of
from govstats.exports.datasets.outcome import Outcome, counted
from govstats.exports.tables import Section
from govstats.exports.workbook import ROW_LIMIT, write_workbook
from govstats.warehouse.dataset import Dataset

_NAMED_PLACES = 20  # as many are named one by one
_SELECTION = {
    "figures": "数据",
    "indicators": "指标",
    "places": "地区",
    "years": "年份",
    "scope": "口径",
    "min_confidence": "置信度不低于",
}
_SAID = {
    "best": "每格取一个",
    "all": "全部",
    "place": "全地区",
    "issuer": "发布机关自身",
    "any": "全地区或机关自身",
}


def write_figures(dataset: Dataset, target: Path) -> Outcome:
    """Write the figures as a workbook.

    Args:
        dataset: the figures.
        target: the file.

    Returns:
        what was written.

    Raises:
        ExportError: there are more figures than a sheet has rows, a text is longer than a cell may be, or the file
            cannot be written.
    """
    if dataset.counts.figures >= ROW_LIMIT:
        raise ExportError(
            f"{dataset.counts.figures:,} figures do not fit on a sheet, which holds {ROW_LIMIT - 1:,}",
            "export fewer indicators, places or years, or as csv or parquet",
        )
    written = write_workbook(
        target,
        [title_of(name) for name in dataset.schema.names],
        python_rows(dataset.figures()),
        explain(dataset),
        title=TITLE,
        created=dataset.state.last_ingested,
    )
    notes: tuple[str, ...] = ()
    if written.as_text:
        notes = (
            f"{counted(written.as_text, 'number')} of more than 15 digits as marked text, against rounding",
        )
    return Outcome((target,), written.rows, notes)


def explain(dataset: Dataset) -> tuple[Section, ...]:
    """Write the sheet of notes on a dataset, in Chinese."""
    return (
        Section(TITLE, list(_origin(dataset))),
        Section("使用须知", [(number, caveat.zh) for number, caveat in enumerate(caveats(dataset), start=1)]),
        Section(
            "各列的含义",
            [(title_of(name), column_words()[name].meaning, name) for name in dataset.schema.names],
            ("列", "含义", "其他格式中的名称"),
        ),
        _table("指标", dataset.indicators()),
        _table("单位", dataset.units()),
        _table("报告", dataset.reports()),
    )


def _table(heading: str, table: pa.Table) -> Section:
    rows = python_rows(table.to_batches())
    return Section(heading, rows, tuple(title_of(name) for name in table.schema.names))


def _origin(dataset: Dataset) -> Iterator[Sequence[Any]]:
    origin, counts = origin_of(dataset), dataset.counts
    yield "导出程序", origin.program
    yield "数据库", origin.database
    yield "最近入库（UTC）", origin.as_of
    yield "指标目录版本", origin.catalogue
    yield "行政区划版本", origin.divisions
    yield "数据个数", counts.figures
    yield "指标数", counts.indicators
    yield "地区数", counts.places
    yield "报告数", counts.reports
    yield "年份", "、".join(map(str, counts.years))
    for part, chosen in origin.selection.items():
        yield f"选取的{_SELECTION[part]}", _say(chosen)


def _say(chosen: Any) -> str:
    """Say what was chosen; a long list by its beginning."""
    if isinstance(chosen, list):
        shown = "、".join(map(str, chosen[:_NAMED_PLACES]))
        return shown if len(chosen) <= _NAMED_PLACES else f"{shown} 等 {len(chosen)} 个"
    return _SAID.get(chosen, str(chosen))
