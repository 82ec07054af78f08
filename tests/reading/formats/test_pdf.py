"""PDF files: what is text on their pages and in which order, and what is refused with a reason."""

from __future__ import annotations

import io
import random
import re
import zlib
from collections.abc import Callable
from html import escape
from pathlib import Path

import docx
import pypdfium2
import pytest
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from hypothesis import example, given, settings
from hypothesis import strategies as st
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, PageBreak, Paragraph, Spacer, Table, TableStyle

from govstats.errors import ReadingError
from govstats.reading.document import Document
from govstats.reading.formats.pdf import read_pdf
from govstats.reading.formats.recognition import can_recognise
from govstats.reading.limits import Limits
from tests.reading.formats.writers import (
    NAMED_FONT,
    embedded_font,
    pdf_by_canvas,
    pdf_by_chromium,
    pdf_by_libreoffice,
    pdf_by_reportlab,
    scan_of,
)

TITLE = "丙川县司法局2023年法治政府建设情况报告"
REPORT = [
    "一、规范行政决策",
    (
        "2023年，我局共审查县政府合同和规范性文件1268件，提出意见3405条，其中被采纳的3317条，采纳率97.42%，"
        "同比提高1.8个百分点；清理规范性文件214件，废止19件，修改26件。"
    ),
    "（一）复议与应诉",
    (
        "全年收到行政复议申请1137件，受理1022件，审结969件，涉案金额3.45亿元，为群众挽回损失2,348.75万元。"
        "PM2.5平均浓度为31微克/立方米，APP注册用户突破12.6万户，“法律明白人”达到5108名，每村（居）12名。"
    ),
    "二、做好公共法律服务",
    (
        "12348热线接听咨询26,407人次，办理法律援助案件3305件，帮助追回欠薪4,208.6万元，满意率99.7%。人民调解组织"
        "调处纠纷18,893件，调解成功18,591件，成功率98.4%，涉及当事人41,226人，协议金额5.09亿元。"
    ),
]
SIGNED = ["丙川县司法局", "2024年1月12日"]


def read(data: bytes, **options: bool) -> Document:
    return read_pdf(data, "report.pdf", **options)


def style(font: str = NAMED_FONT, size: float = 14, **more: float | str) -> ParagraphStyle:
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * 1.7, wordWrap="CJK", **more)


def body(*paragraphs: str, font: str = NAMED_FONT, indent: float = 2) -> list[Flowable]:
    return [Paragraph(escape(text), style(font, firstLineIndent=14 * indent)) for text in paragraphs]


def report(font: str, times: int) -> list[Flowable]:
    title = Paragraph(TITLE, style(font, 20, alignment=1))
    return [
        title,
        *body(*REPORT * times, font=font),
        *(Paragraph(text, style(font, alignment=2)) for text in SIGNED),
    ]


def numbered(canvas: Canvas, template: object) -> None:
    canvas.setFont(NAMED_FONT, 10)
    canvas.drawCentredString(297, 40, f"— {canvas.getPageNumber()} —")
    canvas.drawString(72, 810, "丙川县司法局文件")


def whole(times: int) -> str:
    return "\n".join([TITLE, *REPORT * times, *SIGNED])


def test_a_report_set_by_reportlab_comes_back_as_it_was_written() -> None:
    document = read(pdf_by_reportlab(report(NAMED_FONT, 3), numbered))
    assert document.text == whole(3)
    assert document.pages == 2
    assert (document.media_type, document.is_recognised, document.warnings) == ("application/pdf", False, ())


def test_a_report_in_an_embedded_font_comes_back_as_it_was_written() -> None:
    assert read(pdf_by_reportlab(report(embedded_font(), 3), numbered)).text == whole(3)


STYLES = {
    "set in and justified": "p {text-indent: 2em; margin: 0; text-align: justify}",
    "set in and ragged": "p {text-indent: 2em; margin: 0; text-align: left}",
    "set apart": "p {margin: 12px 0; text-align: justify}",
    "small and dense": "p {text-indent: 2em; margin: 0; font-size: 11px; line-height: 1.3}",
}


@pytest.mark.parametrize("times", [1, 6])
@pytest.mark.parametrize("rules", STYLES.values(), ids=STYLES.keys())
def test_a_page_printed_by_chromium_comes_back_without_what_it_prints_at_the_edges(
    rules: str, times: int, tmp_path: Path
) -> None:
    embedded_font()
    paragraphs = "".join(f"<p>{escape(text)}</p>" for text in REPORT * times)
    signed = "".join(f"<div style='text-align: right'>{text}</div>" for text in SIGNED)
    html = (
        f"<html lang=zh><head><meta charset=utf-8><title>{TITLE}</title><style>body {{font-family: 'WenQuanYi Zen Hei'; "
        f"line-height: 1.8}} h1 {{text-align: center; font-size: 26px}} {rules}</style></head>"
        f"<body><h1>{TITLE}</h1>{paragraphs}{signed}</body></html>"
    )
    document = read(pdf_by_chromium(html, tmp_path / "page.pdf", with_edges=True))
    assert document.text == whole(times)
    assert document.stated == {"title": TITLE}


def add_page_number(paragraph: docx.text.paragraph.Paragraph) -> None:
    paragraph.add_run("— ")
    run = paragraph.add_run()
    for kind, text in (("begin", ""), ("", " PAGE "), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        element.text = text
        run._r.append(element)
    paragraph.add_run(" —")


def test_a_document_saved_by_libreoffice_comes_back_without_its_head_and_page_numbers(tmp_path: Path) -> None:
    embedded_font()
    written = docx.Document()
    normal = written.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(16)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), "WenQuanYi Zen Hei")
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(0), Pt(28)
    title = written.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    title.add_run(TITLE).font.size = Pt(22)
    for text in REPORT * 3:
        paragraph = written.add_paragraph(text)
        paragraph.paragraph_format.first_line_indent = Pt(32)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    for text in SIGNED:
        written.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    written.sections[0].header.paragraphs[0].text = "丙川县司法局文件"
    add_page_number(written.sections[0].footer.paragraphs[0])
    written.save(str(tmp_path / "report.docx"))
    assert read(pdf_by_libreoffice(tmp_path / "report.docx")).text == whole(3)


def lines_at(
    *lines: tuple[float, float, str], size: float = 14, font: str = NAMED_FONT
) -> Callable[[Canvas], None]:
    """A page with lines of text at places given from its upper left corner."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont(font, size)
        for x, y, text in lines:
            canvas.drawString(x, 842 - y, text)

    return draw


FULL = "我局坚持把行政复议作为化解争议的主渠道，全年共收到申请一千"  # 29 characters: 406 points
LINES = [
    # lines with their x in characters from the left margin, the paragraphs they make
    ([(2, FULL[2:]), (0, "件。")], [FULL[2:] + "件。"]),
    ([(2, FULL[4:] + "其12"), (0, "345件已经审结。")], [FULL[4:] + "其12345件已经审结。"]),
    (
        # digits are kept with the mark before them
        [(0, FULL[4:] + "居第3"), (0, "名。PM2.5浓度下降。")],
        [FULL[4:] + "居第3名。PM2.5浓度下降。"],
    ),
    ([(0, FULL[6:] + "升"), (0, "9.8%；“1+3”机制。")], [FULL[6:] + "升9.8%；“1+3”机制。"]),
    ([(0, FULL[9:]), (0, "120    153    98.6"), (0, FULL)], [FULL[9:], "120 153 98.6", FULL]),
    (
        [(0, FULL[4:] + "3。"), (0, "1、2020年办结3件。"), (0, FULL)],
        [FULL[4:] + "3。", "1、2020年办结3件。", FULL],
    ),
    ([(2, FULL[2:]), (2, "件以上。")], [FULL[2:] + "件以上。"]),  # a paragraph set in as a whole
    ([(2, FULL[3:] + "。"), (2, "今年办结3件。"), (0, FULL)], [FULL[3:] + "。", "今年办结3件。", FULL]),
    ([(0, FULL), (2, "调解成功18件")], [FULL + "调解成功18件"]),  # an entry whose further lines hang
    ([(2, "一、主要工作"), (2, "办结3件。"), (0, FULL)], ["一、主要工作", "办结3件。", FULL]),
    ([(0, "共办结18件"), (0, "共受理20件"), (0, FULL)], ["共办结18件", "共受理20件", FULL]),
    ([(0, FULL[4:] + "。"), (0, "（二）应诉情况"), (0, FULL)], [FULL[4:] + "。", "（二）应诉情况", FULL]),
    (
        [(0, FULL[12:] + " under the rule of law"), (0, "building plan")],
        [FULL[12:] + " under the rule of law building plan"],
    ),
]


@pytest.mark.parametrize(("lines", "paragraphs"), LINES)
def test_a_full_line_goes_on_in_the_next_unless_that_begins_a_paragraph(
    lines: list[tuple[float, str]], paragraphs: list[str]
) -> None:
    margins = [(0, FULL), (0, FULL + "。"), (2, "以上。")]  # tell where the lines of the page begin and end
    placed = [(94 + 14 * x, 100 + 24 * number, text) for number, (x, text) in enumerate([*lines, *margins])]
    text = read(pdf_by_canvas(lines_at(*placed))).text
    assert text.startswith("\n".join(paragraphs))


def test_a_paragraph_goes_on_over_a_page_break_and_its_number_stays_whole() -> None:
    first = [(94.0, 100.0 + 24 * number, FULL) for number in range(3)]
    data = pdf_by_canvas(
        lines_at(*first, (94, 172, FULL[2:] + "12"), (290, 790, "1")),
        lines_at((94, 100, "345件。"), (290, 790, "2")),
    )
    assert read(data).text.endswith(FULL[2:] + "12345件。")


SPACES = [
    ("The Rule of Law index 2023", "The Rule of Law index 2023"),
    ("办结 153 件", "办结 153 件"),
    ("宝 山 区 司 法 局", "宝山区司法局"),  # spread out to fill the line
    ("⼀⼆三⽇⻚民⺠ 2023年⽉", "一二三日页民民 2023年月"),  # radicals that look like characters
    ("１２３件，（四）ＡＢ％", "１２３件，（四）ＡＢ％"),
    ("1,234.5万元", "1,234.5万元"),
]


@pytest.mark.parametrize(("drawn", "text"), SPACES)
def test_characters_come_back_with_the_spaces_that_were_meant(drawn: str, text: str) -> None:
    assert read(pdf_by_canvas(lines_at((94, 100, drawn), font=embedded_font()))).text == text


def test_letter_spacing_is_no_space() -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(94, 700)
        line.setFont(NAMED_FONT, 14)
        line.setCharSpace(3)
        line.textOut("全年办结12345件，涉及PM2.5治理")
        canvas.drawText(line)

    assert read(pdf_by_canvas(draw)).text == "全年办结12345件，涉及PM2.5治理"


def test_words_painted_twice_to_look_bold_are_read_once() -> None:
    text = "共办结1155件"
    assert read(pdf_by_canvas(lines_at((94, 100, text), (94.4, 100, text)))).text == text


NUMBERS = ["— {} —", "- {} -", "{}", "第{}页", "第{}页 共3页", "{}/3", "·{}·", "Page {} of 3"]


@pytest.mark.parametrize("number", NUMBERS)
def test_numbers_of_pages_are_left_out(number: str) -> None:
    pages = [
        lines_at((94, 200, f"第{page}页的话。"), (280, 800, number.format(page)), size=12)
        for page in (1, 2, 3)
    ]
    assert read(pdf_by_canvas(*pages)).text == "第1页的话。\n第2页的话。\n第3页的话。"


KEPT = [
    # what stands at the foot of three pages
    ["办结153件", "办结172件", "办结153件"],
    ["共18件", "共19件", "共25件"],
    ["153", "172", "98"],
    ["第3页说明", "", "完"],
    ["其中1件", "", "其中2件"],
    ["2021", "", "2023"],
]


@pytest.mark.parametrize("feet", KEPT)
def test_a_figure_at_the_edge_of_a_page_is_never_left_out(feet: list[str]) -> None:
    pages = [lines_at((94, 200, "上文。"), (94, 800, foot)) for foot in feet]
    assert read(pdf_by_canvas(*pages)).text.split("\n") == [
        line for foot in feet for line in ("上文。", foot) if line
    ]


def test_running_heads_are_left_out_on_odd_and_even_pages() -> None:
    heads = ["丙川县司法局", "法治政府建设报告2023"]
    pages = [lines_at((94, 40, heads[page % 2]), (94, 100 + page * 30, f"第{page}段。")) for page in range(6)]
    assert read(pdf_by_canvas(*pages)).text == "\n".join(f"第{page}段。" for page in range(6))


def test_two_columns_are_read_one_after_the_other() -> None:
    left, right = FULL[:13], FULL[13:26]
    lines = [(x, 130 + 24.0 * row, text) for row in range(12) for x, text in ((94.0, left), (310.0, right))]
    text = read(pdf_by_canvas(lines_at((200, 90, "通栏标题"), *lines))).text
    assert text == "\n".join(["通栏标题", left * 12 + right * 12])


def ruled(
    rows: list[list[str]], *spans: tuple[str, tuple[int, int], tuple[int, int]], repeated: int = 0
) -> Table:
    cells = [[Paragraph(escape(cell), style(size=11)) for cell in row] for row in rows]
    table = Table(cells, colWidths=[110] * len(rows[0]), repeatRows=repeated)
    table.setStyle(TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans]))
    return table


HEAD = [["镇街", "行政复议", "", "调解"], ["", "收到（件）", "审结（件）", "成功率（%）"]]
SPANS = (("SPAN", (0, 0), (0, 1)), ("SPAN", (1, 0), (2, 0)))


def as_lines(rows: list[list[str]]) -> str:
    return "\n".join("\t".join(row) for row in rows)


def test_a_table_stands_between_its_paragraphs_with_its_merged_cells() -> None:
    rows = [
        *HEAD,
        ["东镇", "153", "148", "98.16"],
        ["西街道办事处综合行政执法大队", "1,072", "1,009", "97.2"],
    ]
    data = pdf_by_reportlab([*body("各镇街情况如下。"), ruled(rows, *SPANS), *body("以上截至12月底。")])
    assert read(data).text == f"各镇街情况如下。\n{as_lines(rows)}\n以上截至12月底。"


@pytest.mark.parametrize("repeated", [0, 2])
def test_a_table_over_pages_is_one_table_with_its_head_once(repeated: int) -> None:
    rows = [
        *HEAD,
        *([f"第{number}镇", str(number * 37), str(number * 36), "98.5"] for number in range(1, 60)),
    ]
    data = pdf_by_reportlab(
        [*body("上文。"), ruled(rows, *SPANS, repeated=repeated), *body("下文。")], numbered
    )
    document = read(data)
    assert document.pages == 3
    assert document.text == f"上文。\n{as_lines(rows)}\n下文。"


def test_tables_with_other_columns_or_words_between_them_stay_apart() -> None:
    two, three = [["甲", "1"], ["乙", "2"]], [["甲", "1", "3"], ["乙", "2", "4"]]
    story = [ruled(two), Spacer(1, 20), ruled(three), *body("话。"), ruled(two), PageBreak(), ruled(three)]
    text = "\n".join([as_lines(two), as_lines(three), "话。", as_lines(two), as_lines(three)])
    assert read(pdf_by_reportlab(story)).text == text


def test_a_frame_and_an_underline_are_no_table() -> None:
    def draw(canvas: Canvas) -> None:
        lines_at((94, 100, "框里的话，办结3件。"), (94, 124, "还是框里。"), (94, 200, "画线的话。"))(canvas)
        canvas.rect(80, 842 - 140, 400, 60)
        canvas.line(94, 842 - 203, 160, 842 - 203)

    assert read(pdf_by_canvas(draw)).text == "框里的话，办结3件。\n还是框里。\n画线的话。"


def test_columns_of_figures_without_lines_are_a_table() -> None:
    rows = [["单位", "收到", "审结"], ["东镇", "153", "148"], ["西镇", "72", "70"], ["北镇", "1,008", "997"]]
    cells = [
        (94 + 120.0 * x, 130 + 24.0 * y, cell) for y, row in enumerate(rows) for x, cell in enumerate(row)
    ]
    text = read(pdf_by_canvas(lines_at((94, 90, "情况如下："), *cells, (94, 260, "以上。")))).text
    assert text == f"情况如下：\n{as_lines(rows)}\n以上。"


def test_a_page_whose_lines_stand_upright_only_when_it_is_turned_is_turned() -> None:
    def draw(canvas: Canvas) -> None:
        canvas.translate(500, 100)
        canvas.rotate(90)
        lines_at((0, 842, "横放的一页，办结153件。"))(canvas)

    assert read(pdf_by_canvas(draw)).text == "横放的一页，办结153件。"


def test_a_slanting_watermark_is_left_out_and_told() -> None:
    def draw(canvas: Canvas) -> None:
        lines_at((94, 400, "全年办结行政复议案件153件。"))(canvas)
        canvas.translate(200, 400)
        canvas.rotate(45)
        canvas.drawString(0, 0, "内部资料")

    document = read(pdf_by_canvas(draw))
    assert document.text == "全年办结行政复议案件153件。"
    assert document.warnings == ("4 characters that do not stand upright were left out",)


@pytest.mark.parametrize(
    ("title", "stated"),
    [
        (TITLE, {"title": TITLE}),
        ("Microsoft Word - 法治政府报告终稿.doc", {}),
        ("法治政府年度报告.docx", {}),
        ("untitled", {}),
    ],
)
def test_only_a_real_title_is_stated(title: str, stated: dict[str, str]) -> None:
    assert read(pdf_by_reportlab(body("办结3件。"), title=title)).stated == stated


PLAIN = pdf_by_reportlab(report(NAMED_FONT, 2), numbered)
REFUSED = [
    # bytes, what the message says
    (b"", "this is no PDF file"),
    (b"<html>no PDF</html>", "this is no PDF file"),
    (PLAIN[:200], "damaged PDF"),
    (PLAIN[: len(PLAIN) // 2], "damaged PDF"),
    (PLAIN[:-400], "damaged PDF"),
    (pdf_by_canvas(lines_at()), "holds no text on its 1 page"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED, ids=[row[1] for row in REFUSED])
def test_what_cannot_be_read_is_refused_with_the_reason(data: bytes, said: str) -> None:
    with pytest.raises(ReadingError) as refused:
        read(data)
    assert refused.value.message.startswith("report.pdf: ")
    assert said in refused.value.message
    assert refused.value.hint


def written(folder: Path) -> Path:
    document = docx.Document()
    document.add_paragraph("153 cases were closed.")
    document.save(str(folder / "cases.docx"))
    return folder / "cases.docx"


def test_a_file_that_only_forbids_copying_is_read(tmp_path: Path) -> None:
    data = pdf_by_libreoffice(written(tmp_path), RestrictPermissions=True, PermissionPassword="x")
    assert b"/Encrypt" in data
    assert read(data).text == "153 cases were closed."


def test_a_file_that_asks_for_a_password_is_refused(tmp_path: Path) -> None:
    data = pdf_by_libreoffice(written(tmp_path), EncryptFile=True, DocumentOpenPassword="x")
    with pytest.raises(ReadingError, match="encrypted with a password"):
        read(data)


LIMITS = [(Limits(max_bytes=100), "more than the 100"), (Limits(max_pages=1), "more than 1 pages")]


@pytest.mark.parametrize(("limits", "said"), LIMITS)
def test_files_beyond_the_limits_are_refused(limits: Limits, said: str) -> None:
    with pytest.raises(ReadingError, match=said):
        read_pdf(PLAIN, "report.pdf", limits)


def test_a_page_that_unpacks_to_too_much_is_refused() -> None:
    packed = zlib.compress(b" " * 3_000_000)
    data = pdf_by_canvas(lines_at((94, 100, "办结153件。")), pageCompression=0)
    content = re.search(rb"/Length \d+\s*>>\s*stream\r?\n.*?endstream", data, re.DOTALL)
    assert content is not None
    swollen = b"/Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    with pytest.raises(ReadingError, match="more than 1000000 bytes when it is unpacked"):
        read_pdf(data.replace(content[0], swollen), "report.pdf", Limits(max_bytes=1_000_000))


def test_each_page_is_a_step() -> None:
    steps: list[int] = []
    document = read_pdf(PLAIN, "report.pdf", step=steps.append)
    assert steps == [1] * (document.pages or 0)


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_file_is_read_or_refused(seed: int) -> None:
    chance = random.Random(seed)
    data = bytearray(PLAIN)
    for _ in range(chance.choice([1, 5, 50])):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    place = chance.randrange(len(data))
    del data[place : place + chance.choice([0, 1, 100, 3000])]
    try:
        said = read(bytes(data), recognise=False).media_type
    except ReadingError as refused:
        said = refused.message
    assert said.startswith(("application/pdf", "report.pdf: "))


def test_a_text_whose_fonts_give_no_meaning_is_refused_rather_than_kept_as_nonsense() -> None:
    mute = PLAIN.replace(b"(GB1)", b"(XX1)")
    assert mute != PLAIN
    with pytest.raises(ReadingError, match="do not say which characters they show"):
        read(mute, recognise=False)


def test_a_scan_is_refused_with_its_number_of_pages_where_nothing_can_recognise_it() -> None:
    embedded_font()
    with pytest.raises(ReadingError) as refused:
        read(scan_of(PLAIN, 60), recognise=False)
    assert "a scanned PDF: 2 pages of pictures without text" in refused.value.message
    assert "govstats[ocr]" in refused.value.hint


def test_a_cell_over_several_rows_that_the_end_of_a_page_leaves_open_is_one() -> None:
    """Browsers rule no side of a cell where a page parts it."""
    lefts, tops = (80, 180, 300, 420), (100, 130, 160, 190)
    words = [["类别", "事项", "件数"], ["调解", "婚姻纠纷", "12"], ["", "邻里纠纷", "153"]]
    cells = [
        (left + 6, top + 20, word)
        for row, top in zip(words, tops, strict=False)
        for left, word in zip(lefts, row, strict=False)
        if word
    ]

    def page(open_top: float, open_bottom: float) -> Callable[[Canvas], None]:
        def draw(canvas: Canvas) -> None:
            lines_at(*cells)(canvas)
            for left in lefts:
                canvas.line(left, 842 - tops[0], left, 842 - tops[-1])
            for top in tops:
                first = 180 if top in {160, open_top, open_bottom} else 80
                canvas.line(first, 842 - top, 420, 842 - top)

        return draw

    for draw in (page(0, 190), page(100, 0), page(100, 190), page(0, 0)):
        assert read(pdf_by_canvas(draw)).text == "类别\t事项\t件数\n调解\t婚姻纠纷\t12\n\t邻里纠纷\t153"


def half_scanned() -> bytes:
    """A page of text and a page that is a picture of one."""
    words = lines_at(
        (94, 100, "全年办结行政复议案件1153件，"),
        (94, 130, "调解成功率98.16%。"),
        font=embedded_font(),
        size=16,
    )
    document = pypdfium2.PdfDocument(pdf_by_canvas(words))
    picture = document[0].render(scale=200 / 72).to_pil()
    document.close()
    saved = io.BytesIO()
    picture.save(saved, "PNG")

    def scanned(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(saved), 0, 0, 595, 842)

    return pdf_by_canvas(
        lines_at((94, 100, "这一页是文字，不是图片，前后共有两页，请一并阅读全文。")), scanned
    )


def test_pages_that_are_pictures_among_pages_of_text_are_named() -> None:
    document = read(half_scanned(), recognise=False)
    assert document.text == "这一页是文字，不是图片，前后共有两页，请一并阅读全文。"
    assert not document.is_recognised
    assert len(document.warnings) == 1
    assert document.warnings[0].startswith("page 2 was left out as pictures without text")


@pytest.mark.skipif(not can_recognise(), reason="the extra govstats[ocr] is not installed")
def test_pages_that_are_pictures_are_recognised_and_told() -> None:
    document = read(half_scanned())
    assert document.text.split("\n")[0] == "这一页是文字，不是图片，前后共有两页，请一并阅读全文。"
    assert "1153件" in document.text
    assert "98.16%" in document.text
    assert document.is_recognised
    assert document.warnings[0].startswith("page 2 was recognised in pictures, mean score ")


def test_invisible_words_over_a_picture_count_as_recognised() -> None:
    def draw(canvas: Canvas) -> None:
        line = canvas.beginText(94, 700)
        line.setFont(NAMED_FONT, 14)
        line.setTextRenderMode(3)
        line.textOut("全年办结行政复议案件153件。")
        canvas.drawText(line)

    document = read(pdf_by_canvas(draw))
    assert document.text == "全年办结行政复议案件153件。"
    assert document.is_recognised
    assert document.warnings


CHARACTERS = st.sampled_from(
    [
        *"全年共办结行政复议案件调解成功率万元亿以上名次（），。；、“”的了在和是",
        *"0123456789",
        "12,345",
        "98.6%",
    ]
)
PARAGRAPHS = st.lists(st.lists(CHARACTERS, min_size=1, max_size=150).map("".join), min_size=1, max_size=8)


@settings(max_examples=60)
@given(PARAGRAPHS, st.sampled_from([10.0, 14.0, 16.0]), st.sampled_from([0.0, 2.0]))
@example(["。" * 90, "1" * 90], 14.0, 2.0)
def test_any_text_comes_back_with_the_same_characters_in_the_same_order(
    paragraphs: list[str], size: float, indent: float
) -> None:
    story = [Paragraph(escape(text), style(size=size, firstLineIndent=size * indent)) for text in paragraphs]
    assert read(pdf_by_reportlab(story)).text.replace("\n", "") == "".join(paragraphs)
