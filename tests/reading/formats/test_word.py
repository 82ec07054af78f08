"""Word documents: what is text in them, in which order, and what is refused."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from govstats.errors import ReadingError
from govstats.reading.formats.word import read_docx
from govstats.reading.limits import Limits

SPACES = nsdecls("w", "r", "wp", "a") + (
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)


def saved(document: WordDocument) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def body(xml: str) -> bytes:
    """Save a document whose body is some WordprocessingML."""
    document = docx.Document()
    holder = parse_xml(f"<w:body {SPACES}>{xml}</w:body>")
    for element in reversed(list(holder)):
        document.element.body.insert(0, element)
    return saved(document)


def read(xml: str) -> str:
    return read_docx(body(xml), "report.docx").text


def run(words: str, properties: str = "") -> str:
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{words}</w:t></w:r>'


BOX = "<w:txbxContent><w:p><w:r><w:t>框中3件</w:t></w:r></w:p></w:txbxContent>"
TWICE = (
    f"<mc:AlternateContent><mc:Choice Requires='wps'><w:drawing><wps:txbx>{BOX}</wps:txbx></w:drawing></mc:Choice>"
    f"<mc:Fallback><w:pict><v:textbox>{BOX}</v:textbox></w:pict></mc:Fallback></mc:AlternateContent>"
)
PARAGRAPHS = [
    # what a paragraph holds, its text
    (run("调解成功率") + run("98", "<w:b/>") + run(".16%"), "调解成功率98.16%"),
    (run("　　 一、成效 "), "一、成效"),
    (
        "<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t><w:cr/><w:t>丁</w:t></w:r>",
        "甲 乙\n丙\n丁",
    ),
    ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t><w:lastRenderedPageBreak/></w:r>', "甲乙"),
    (
        "<w:r><w:t>2019</w:t><w:noBreakHyphen/><w:t>2020</w:t><w:softHyphen/><w:t>年</w:t></w:r>",
        "2019-2020年",
    ),
    (f"<w:ins>{run('新增5件')}</w:ins><w:del><w:r><w:delText>旧3件</w:delText></w:r></w:del>", "新增5件"),
    (f"<w:moveFrom>{run('3件')}</w:moveFrom><w:moveTo>{run('5件')}</w:moveTo>", "5件"),
    (f'<w:hyperlink r:id="rId1">{run("链接")}</w:hyperlink>{run("甲")}', "链接甲"),
    (
        f"<w:sdt><w:sdtPr/><w:sdtContent>{run('控件')}</w:sdtContent></w:sdt><w:smartTag>{run('9件')}</w:smartTag>",
        "控件9件",
    ),
    (
        run("甲")
        + run("隐藏3件", "<w:vanish/>")
        + run("删去3件", "<w:strike/>")
        + run("乙", '<w:strike w:val="0"/>'),
        "甲乙",
    ),
    (run("153") + run("1", '<w:vertAlign w:val="superscript"/>') + run("件"), "153件"),
    (run("12km") + run("2", '<w:vertAlign w:val="superscript"/>'), "12km²"),
    (f'{run("153")}<w:r><w:footnoteReference w:id="2"/></w:r>{run("件")}', "153件"),
    ('<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>REF 12</w:instrText></w:r>' + run("甲"), "甲"),
    (f"<m:oMath><m:r><m:t>12÷15</m:t></m:r></m:oMath>{run('。')}", "12÷15。"),
    (f"<w:ruby><w:rt>{run('pin')}</w:rt><w:rubyBase>{run('拼')}</w:rubyBase></w:ruby>", "拼"),
    (
        f"{run('前')}<w:r>{TWICE}</w:r>{run('后')}",
        "前后\n框中3件",
    ),
]


@pytest.mark.parametrize(("xml", "text"), PARAGRAPHS)
def test_paragraph_becomes_a_line(xml: str, text: str) -> None:
    assert read(f"<w:p>{xml}</w:p>") == text


def cell(words: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr><w:p>{run(words)}</w:p></w:tc>"


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


DOWN, GOES_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
WIDE = '<w:gridSpan w:val="2"/>'
PROSE = "全区办结案件153件。调解纠纷98件。开展普法12场。"
TABLES = [
    # a table, its lines
    (table(cell("事项") + cell("件数"), cell("复议") + cell("153")), "事项\t件数\n复议\t153"),
    (
        table(
            cell("年度", DOWN) + cell("案件", WIDE),
            cell("", GOES_ON) + cell("受理") + cell("办结"),
            cell("2020") + cell("212") + cell("153"),
        ),
        "年度\t案件\t\n\t受理\t办结\n2020\t212\t153",
    ),
    (table(cell("甲") + cell("乙"), '<w:trPr><w:gridBefore w:val="1"/></w:trPr>' + cell("3")), "甲\t乙\n\t3"),
    (table(cell("甲") + cell("1"), "<w:trPr><w:del/></w:trPr>" + cell("乙") + cell("2")), "甲\t1"),
    (
        table(
            f"<w:sdt><w:sdtContent>{cell('甲')}</w:sdtContent></w:sdt>" + cell("1"), cell("乙") + cell("2")
        ),
        "甲\t1\n乙\t2",
    ),
    (table(cell("一段。"), cell("二段。")), "一段。\n二段。"),
    (
        table(f"<w:tc><w:p>{run(PROSE)}</w:p><w:p>{run(PROSE)}</w:p></w:tc>" + cell("图")),
        f"{PROSE}\n{PROSE}\n图",
    ),
    (table(f"<w:tc>{table(cell('甲') + cell('1'))}<w:p/></w:tc>" + cell("旁")), "甲\t1\n旁"),
]


@pytest.mark.parametrize(("xml", "text"), TABLES)
def test_table_becomes_rows_or_paragraphs(xml: str, text: str) -> None:
    assert read(f"{xml}<w:p>{run('尾')}</w:p>") == f"{text}\n尾"


def test_blocks_come_in_reading_order_whatever_holds_them() -> None:
    control = (
        f"<w:sdt><w:sdtContent><w:p>{run('二')}</w:p>{table(cell('三') + cell('3'))}</w:sdtContent></w:sdt>"
    )
    contents = (
        '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'
        f"<w:sdtContent><w:p>{run('目录 12')}</w:p></w:sdtContent></w:sdt>"
    )
    assert read(f"{contents}<w:p>{run('一')}</w:p>{control}<w:p>{run('四')}</w:p>") == "一\n二\n三\t3\n四"


def numbered(levels: str, paragraphs: str, overrides: str = "") -> str:
    """Read numbered paragraphs; list 7 has the levels, list 8 the same ones with overrides."""
    document = docx.Document()
    numbering = document.part.numbering_part.element
    for xml in (
        f'<w:num {SPACES} w:numId="78"><w:abstractNumId w:val="77"/>{overrides}</w:num>',
        f'<w:num {SPACES} w:numId="77"><w:abstractNumId w:val="77"/></w:num>',
        f'<w:abstractNum {SPACES} w:abstractNumId="77">{levels}</w:abstractNum>',
    ):
        numbering.insert(0, parse_xml(xml))
    holder = parse_xml(f"<w:body {SPACES}>{paragraphs}</w:body>")
    for element in reversed(list(holder)):
        document.element.body.insert(0, element)
    return read_docx(saved(document), "report.docx").text


def level(depth: int, form: str, text: str, more: str = "") -> str:
    return f'<w:lvl w:ilvl="{depth}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def item(words: str, depth: int = 0, number: int = 77) -> str:
    place = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{place}</w:pPr>{run(words)}</w:p>"


NUMBERED = [
    # levels, paragraphs, their text
    (level(0, "chineseCounting", "%1、"), "".join(item("项") for _ in range(21)),
     ["一、项", "十、项", "十一、项", "二十、项", "二十一、项"]),
    (level(0, "chineseCountingThousand", "（%1）"), item("甲") + item("乙"), ["（一）甲", "（二）乙"]),
    (level(0, "decimal", "%1."), item("2020年甲") + item("乙"), ["1. 2020年甲", "2. 乙"]),
    (level(0, "decimal", "%1"), item("办结"), ["1. 办结"]),
    (level(0, "decimal", "第%1条", '<w:suff w:val="nothing"/>'), item("甲"), ["第1条甲"]),
    (level(0, "decimalEnclosedCircle", "%1"), item("甲"), ["①. 甲"]),
    (level(0, "bullet", "●"), item("甲"), ["甲"]),
    (level(0, "lowerLetter", "%1)"), item("甲"), ["甲"]),
    (level(0, "klingon", "%1、"), item("甲"), ["甲"]),
    (
        level(0, "chineseCounting", "%1、") + level(1, "chineseCounting", "（%2）") + level(2, "decimal", "%1.%3"),
        item("甲") + item("乙", 1) + item("丙", 1) + item("丁") + item("戊", 1),
        ["一、甲", "（一）乙", "（二）丙", "二、丁", "（一）戊"],
    ),
    (level(0, "decimal", "%1.") + level(1, "decimal", "%1.%2"), item("甲") + item("乙", 1), ["1. 甲", "乙"]),
    (level(0, "decimal", "%1."), item("甲") + item("乙", number=78) + item("丙", number=78), ["1. 甲", "5. 乙", "6. 丙"]),
    (level(0, "decimal", "%1."), item("甲", number=99), ["甲"]),
]  # fmt: skip


@pytest.mark.parametrize(("levels", "paragraphs", "lines"), NUMBERED)
def test_numbers_that_word_sets_before_paragraphs_are_written(
    levels: str, paragraphs: str, lines: list[str]
) -> None:
    overrides = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    read_lines = numbered(levels, paragraphs, overrides).split("\n")
    assert [line for line in read_lines if line in lines] == lines
    assert set(lines) >= set(read_lines) or len(read_lines) == 21


def test_title_of_the_properties_counts_where_the_text_has_it() -> None:
    document = docx.Document()
    document.add_paragraph("甲乙区司法局 2020年工作总结")
    document.core_properties.title = "甲乙区司法局2020年工作总结"
    assert read_docx(saved(document), "report.docx").stated == {"title": "甲乙区司法局2020年工作总结"}
    document.core_properties.title = "Word Document"
    assert read_docx(saved(document), "report.docx").stated == {}


def test_heads_and_feet_of_pages_are_left_out() -> None:
    document = docx.Document()
    document.add_paragraph("办结153件。")
    document.sections[0].header.paragraphs[0].text = "内部资料12"
    document.sections[0].footer.paragraphs[0].text = "第3页"
    assert read_docx(saved(document), "report.docx").text == "办结153件。"


SIGNS = st.text(st.sampled_from("全区办结案件受理调解率法律援助申请2019358.%（）“”"), min_size=1, max_size=40)


@given(st.lists(SIGNS, min_size=1, max_size=8))
@settings(max_examples=30)
def test_paragraphs_come_back_unchanged_and_in_order(paragraphs: list[str]) -> None:
    document = docx.Document()
    for words in paragraphs:
        document.add_paragraph(words)
    assert read_docx(saved(document), "report.docx").text.split("\n") == paragraphs


SIMPLE = body(f"<w:p>{run('办结153件。')}</w:p>")


def repacked(change: Callable[[str, bytes], bytes | None]) -> bytes:
    """Pack the simple document again with parts changed, or left out for None."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(SIMPLE)) as packed,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as other,
    ):
        for name in packed.namelist():
            if (part := change(name, packed.read(name))) is not None:
                other.writestr(name, part)
    return file.getvalue()


def with_body(xml: bytes) -> bytes:
    return repacked(lambda name, part: xml if name == "word/document.xml" else part)


def only(name: str) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as packed:
        packed.writestr(name, b"<x/>")
    return file.getvalue()


LAUGHS = (
    b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha">'
    + b"".join(b'<!ENTITY a%d "%s">' % (n, (b"&a%d;" % (n - 1) if n else b"&a;") * 10) for n in range(9))
    + b"]><w:document>&a8;</w:document>"
)
MAIN = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
DEEP = b"<w:p>" * 5_000 + b"</w:p>" * 5_000
REFUSED = [
    # bytes, what the message says
    (b"", "damaged zip file"),
    (SIMPLE[: len(SIMPLE) // 2], "damaged zip file"),
    (only("xl/workbook.xml"), "an Excel workbook"),
    (only("ppt/presentation.xml"), "a PowerPoint presentation"),
    (only("content.xml"), "an OpenDocument file"),
    (only("a.txt"), "a zip archive, not a Word document"),
    (only("word/a.xml"), "damaged Word document"),
    (repacked(lambda name, part: None if name == "word/document.xml" else part), "damaged Word document"),
    (with_body(b"<w:document"), "damaged Word document"),
    (with_body(b"<x/>"), "damaged Word document"),
    (with_body(LAUGHS), "declares types or entities"),
    (with_body(LAUGHS.decode().encode("utf-16")), "declares types or entities"),
    (
        with_body(b'<w:document xmlns:w="%s"><w:body>%s</w:body></w:document>' % (MAIN, DEEP)),
        "damaged Word document",
    ),
    (
        with_body(b'<w:document xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"/>'),
        "Strict Open XML",
    ),
    (with_body(b'<w:document xmlns:w="%s"><w:body/></w:document>' % MAIN), "holds no text"),
    (with_body(b" " * 60_000_000), "document.xml unpacks to"),
]


@pytest.mark.parametrize(("data", "told"), REFUSED, ids=[row[1] for row in REFUSED])
def test_document_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read_docx(data, "report.docx")
    assert raised.value.message.startswith("report.docx: ")
    assert told in raised.value.message
    assert raised.value.hint


def test_document_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ReadingError, match="more than 100 bytes"):
        read_docx(SIMPLE, "report.docx", Limits(max_bytes=100))


@pytest.mark.parametrize("kind", ["document.macroEnabled.main+xml", "template.macroEnabledTemplate.main+xml"])
def test_documents_with_macros_and_templates_are_read(kind: str) -> None:
    main = b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    other = f"application/vnd.ms-word.{kind}".encode()
    data = repacked(lambda name, part: part.replace(main, other) if name == "[Content_Types].xml" else part)
    assert read_docx(data, "report.docm").text == "办结153件。"


@given(st.integers(0, len(SIMPLE) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_file_gives_a_document_or_a_reading_error(at: int, noise: bytes) -> None:
    try:
        read_docx(SIMPLE[:at] + noise + SIMPLE[at + len(noise) :], "report.docx")
    except ReadingError as error:
        assert error.message.startswith("report.docx: ")  # noqa: PT017 -- either outcome is right


with zipfile.ZipFile(io.BytesIO(SIMPLE)) as _packed:
    MAIN_PART = _packed.read("word/document.xml")


@given(st.integers(0, len(MAIN_PART) - 1), st.binary(min_size=1, max_size=6))
def test_damaged_part_gives_a_document_or_a_reading_error(at: int, noise: bytes) -> None:
    try:
        read_docx(with_body(MAIN_PART[:at] + noise + MAIN_PART[at + len(noise) :]), "report.docx")
    except ReadingError as error:
        assert error.message.startswith("report.docx: ")  # noqa: PT017 -- either outcome is right


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_document_written_by_libreoffice_is_read(tmp_path: Path) -> None:
    rows = "<tr><td rowspan=2>年度</td><td colspan=2>案件</td></tr><tr><td>受理</td><td>办结</td></tr>"
    rows += "<tr><td>2020</td><td>2</td><td>1</td></tr>"
    page = f"<p>一、成效</p><p>办结<b>153</b>件。</p><table border=1>{rows}</table><p>尾</p>"
    (tmp_path / "page.html").write_text(f"<meta charset=utf-8>{page}", encoding="utf-8")
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to"]
    command += [
        "docx:Office Open XML Text",
        "--infilter=HTML (StarWriter)",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "page.html"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = read_docx((tmp_path / "page.docx").read_bytes(), "page.docx").text
    assert text.split("\n") == ["一、成效", "办结153件。", "年度\t案件\t", "\t受理\t办结", "2020\t2\t1", "尾"]
