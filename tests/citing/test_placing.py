"""Where in a report a figure stands, and the sentence that states it."""

from __future__ import annotations

from pathlib import Path

import pytest

import govstats
from govstats.citing.placing import Placer
from govstats.observations import Extractor, build_extractor

ROOT = Path(__file__).parents[2]
FILES = sorted(
    path for folder in ("reports", "documents") for path in (ROOT / "fixtures" / folder).glob("[0-9]*.*")
)


@pytest.fixture(scope="module")
def extractor() -> Extractor:
    return build_extractor()


def place(
    text: str, words: str, evidence: str | None = None
) -> tuple[Placer, tuple[int, int], tuple[int, int]]:
    start = text.index(words)
    around = evidence or words
    low = text.index(around)
    return Placer(text), (start, start + len(words)), (low, low + len(around))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_each_figure_of_the_fixtures_is_marked_in_a_sentence_of_its_own(
    path: Path, extractor: Extractor
) -> None:
    report = govstats.read_report(path)
    placer = Placer(report.text)
    figures = extractor.extract(report).observations
    assert figures
    for figure in figures:
        low, high = placer.sentence((figure.start, figure.end), (figure.evidence_start, figure.evidence_end))
        assert low <= figure.start < figure.end <= high
        sentence = report.text[low:high]
        assert sentence[figure.start - low : figure.end - low] == figure.text
        assert sentence == sentence.strip()
        assert "。" not in sentence.rstrip("。”）)")
        where = placer.whereabouts((figure.start, figure.end))
        lines = report.text.split("\n")
        assert figure.text.split("\n")[0] in lines[where.line - 1]
        assert [line for line in lines if line.strip()][where.paragraph - 1] == lines[where.line - 1]
        assert (where.table is not None) == ("\t" in sentence)


def test_a_line_break_in_a_sentence_does_not_part_it() -> None:
    text = "上一句。全年调解纠纷386\n件，调解成功380件，涉及120人。下一句。"
    placer, figure, evidence = place(text, "380件", "全年调解纠纷386\n件，调解成功380件")
    low, high = placer.sentence(figure, evidence)
    assert text[low:high] == "全年调解纠纷386\n件，调解成功380件，涉及120人。"


def test_evidence_in_another_sentence_is_not_part_of_the_sentence() -> None:
    text = "法律援助工作稳步推进。全年受理120件。人均不多。"
    placer, figure, evidence = place(text, "120件", "法律援助工作稳步推进。全年受理120件")
    low, high = placer.sentence(figure, evidence)
    assert text[low:high] == "全年受理120件。"


TABLE = (
    "一、执法情况\n表2 行政执法统计表\n部门\t行政处罚\t\t说明\n\t案件（件）\t罚没款（万元）\t\n"
    "应急管理局\t97\t126\t查处较大案件。其中立案12件。余下为简易程序。\n城管局\t5,204\t388.6\t/\n三、其他\n罚款97件"
)


@pytest.mark.parametrize(
    ("words", "sentence", "row", "column", "row_names", "column_names"),
    [
        ("126", TABLE.split("\n")[4], 3, 3, ("应急管理局",), ("行政处罚", "罚没款(万元)")),
        ("5,204", TABLE.split("\n")[5], 4, 2, ("城管局",), ("行政处罚", "案件(件)")),
        ("12件", "其中立案12件。", 3, 4, (), ("说明",)),
    ],
)
def test_a_figure_of_a_table_has_its_row_and_its_column(
    words: str,
    sentence: str,
    row: int,
    column: int,
    row_names: tuple[str, ...],
    column_names: tuple[str, ...],
) -> None:
    placer, figure, evidence = place(TABLE, words)
    low, high = placer.sentence(figure, evidence)
    assert TABLE[low:high] == sentence
    where = placer.whereabouts(figure)
    assert where.headings == ("一、执法情况",)
    assert where.table is not None
    assert (where.table.number, where.table.row, where.table.column) == (1, row, column)
    assert where.table.caption == "表2 行政执法统计表"
    assert (where.table.row_names, where.table.column_names) == (row_names, column_names)


def test_a_table_without_names_has_its_rows_and_columns_counted() -> None:
    placer, figure, evidence = place("某区统计情况如下。\n甲乙丙\t丁戊己\n一二三\t共4件\n", "4件")
    table = placer.whereabouts(figure).table
    assert table is not None
    assert (table.row, table.column, table.caption) == (2, 2, "")
    assert placer.sentence(figure, evidence)[0] == placer.text.index("一二三")


def test_what_stands_under_a_table_is_not_in_it() -> None:
    placer, _, _ = place(TABLE, "97")
    start = TABLE.rindex("97件")
    where = placer.whereabouts((start, start + 3))
    assert (where.table, where.headings, where.line, where.paragraph) == (None, ("三、其他",), 8, 8)


def test_empty_lines_count_as_lines_and_not_as_paragraphs() -> None:
    placer, figure, _ = place("标题\n\n \n第一段。\n\n第二段有3件。", "3件")
    where = placer.whereabouts(figure)
    assert (where.line, where.paragraph) == (6, 3)
