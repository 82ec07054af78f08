"""Reports saved as files of every format, by real writers."""

from __future__ import annotations

import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from html import escape
from pathlib import Path

import docx
import pytest
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from reportlab.lib import colors
from reportlab.lib.styles import ParagraphStyle
from reportlab.platypus import Flowable, Paragraph, Spacer, Table

from tests.reading.formats.site_layouts import Page
from tests.reading.formats.writers import pdf_by_reportlab

PRINTED_FONT = "WenQuanYi Zen Hei"
NEVER = (2020, 1, 1, 0, 0, 0)  # the time in files that must come out the same each time they are written


@dataclass(frozen=True)
class Grid:
    """A table: the words of a merged cell stand in its first place, the others that it covers are empty.

    Attributes:
        rows: the words of its cells.
        merged: how many rows and columns the merged cell that begins at a row and a column covers.
        heads: how many rows are repeated at the top of each page.
    """

    rows: Sequence[Sequence[str]]
    merged: Mapping[tuple[int, int], tuple[int, int]] = field(default_factory=dict)
    heads: int = 1

    def cells(self, row: int) -> Iterator[tuple[str, int, int]]:
        """Give the cells of a row that none covers: their words, how many rows and columns they cover."""
        covered = {
            (top + down, left + right)
            for (top, left), (height, width) in self.merged.items()
            for down in range(height)
            for right in range(width)
            if down or right
        }
        for column, words in enumerate(self.rows[row]):
            if (row, column) not in covered:
                yield words, *self.merged.get((row, column), (1, 1))


@dataclass(frozen=True)
class Written:
    """A report as its author wrote it.

    Attributes:
        title: its title.
        fields: labels and values of its head.
        blocks: its paragraphs and tables in order.
        signed: the lines that sign it.
        has_field_table: whether the fields stand in a table before the title, and not in lines behind it.
        site: the name of the site that publishes it.
    """

    title: str
    fields: Mapping[str, str]
    blocks: Sequence[str | Grid]
    signed: Sequence[str]
    has_field_table: bool = False
    site: str = "中国法治政府网"

    @property
    def head(self) -> Sequence[str | Grid]:
        """The title and the fields as they stand in a file that is no page of a site."""
        if self.has_field_table:
            fields = [[f"{label}：", value] for label, value in self.fields.items()]
            return [
                Grid([[*one, *other] for one, other in zip(fields[::2], fields[1::2], strict=True)]),
                self.title,
            ]
        return [self.title, *(f"{label}：{value}" for label, value in self.fields.items())]


def text_of(report: Written) -> str:
    """Write a report as plain text: tables as spreadsheets copy them."""
    lines = []
    for block in (*report.head, *report.blocks, *report.signed):
        lines += [block] if isinstance(block, str) else ["\t".join(row) for row in block.rows]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class ReportPage(Page):
    """A report as the body of a page of a site."""

    written: Sequence[str | Grid] = ()

    def blocks(self, paragraph: Callable[[str], str], attributes: str = "") -> str:
        return "\n".join(
            paragraph(escape(block)) if isinstance(block, str) else grid_html(block, attributes)
            for block in self.written
        )


def page_of(report: Written) -> ReportPage:
    """Give what a page of a site shows of a report."""
    return ReportPage(
        report.title, (), report.fields, site=report.site, written=(*report.blocks, *report.signed)
    )


def grid_html(grid: Grid, attributes: str = "") -> str:
    """Write a table in HTML, its heads in a <thead>."""
    rows = []
    for index in range(len(grid.rows)):
        cells = "".join(
            f'<td rowspan="{down}" colspan="{across}"><p><span>{escape(words)}</span></p></td>'
            for words, down, across in grid.cells(index)
        )
        rows.append(f"<tr>{cells}</tr>\n")
    head, body = "".join(rows[: grid.heads]), "".join(rows[grid.heads :])
    return f"<table {attributes}><thead>{head}</thead><tbody>{body}</tbody></table>"


def printed_html(report: Written) -> str:
    """Write a report as a page that is nothing but the report, to be printed."""
    head = "".join(
        grid_html(block)
        if isinstance(block, Grid)
        else f"<h1>{block}</h1>"
        if block == report.title
        else f"<p>{block}</p>"
        for block in report.head
    )
    body = "".join(
        grid_html(block) if isinstance(block, Grid) else f"<p>{escape(block)}</p>" for block in report.blocks
    )
    signed = "".join(f"<div>{line}</div>" for line in report.signed)
    return f"""<!doctype html><html lang="zh"><head><meta charset="utf-8"><title>{report.title}</title><style>
body {{font-family: "{PRINTED_FONT}"; font-size: 16px; line-height: 1.8}} h1 {{font-size: 24px; text-align: center}}
p {{margin: 0; text-indent: 2em}} td p {{text-indent: 0}} div {{text-align: right}}
table {{border-collapse: collapse; width: 100%; margin: 8px 0}} td {{border: 1px solid black; padding: 2px 6px}}
</style></head><body>{head}{body}{signed}</body></html>"""


def mhtml_of(page: bytes, address: str = "http://www.example.gov.cn/art/2021/1/27/art_1_153.html") -> bytes:
    """Save a page as browsers do: as one file, with a style sheet beside it."""
    message = EmailMessage(SMTP)
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = address
    message["MIME-Version"] = "1.0"
    message.add_related(page, "text", "html", cte="quoted-printable", cid="<frame-1@mhtml.blink>")
    message.get_payload()[0]["Content-Location"] = address
    message.add_related(b"p { margin: 500px }", "text", "css", cte="quoted-printable")
    return message.as_bytes()


def docx_of(report: Written) -> bytes:
    """Write a report with python-docx; the same report gives the same bytes."""
    document = docx.Document()
    normal = document.styles["Normal"]
    normal.font.name, normal.font.size = "Liberation Serif", Pt(14)
    normal.element.rPr.rFonts.set(qn("w:eastAsia"), PRINTED_FONT)
    normal.paragraph_format.space_after, normal.paragraph_format.line_spacing = Pt(0), Pt(26)
    core = document.core_properties
    core.created = core.modified = datetime(*NEVER)  # noqa: DTZ001 - the library wants it so
    core.author, core.title, core.comments = "", report.title, ""
    for block in (*report.head, *report.blocks):
        if isinstance(block, Grid):
            _add_table(document, block)
        elif block == report.title:
            title = document.add_paragraph()
            title.alignment = WD_ALIGN_PARAGRAPH.CENTER
            title.add_run(block).font.size = Pt(20)
        else:
            document.add_paragraph(block).paragraph_format.first_line_indent = Pt(28)
    for line in report.signed:
        document.add_paragraph(line).alignment = WD_ALIGN_PARAGRAPH.RIGHT
    file = io.BytesIO()
    document.save(file)
    return repacked(file.getvalue())


def _add_table(document: WordDocument, grid: Grid) -> None:
    table = document.add_table(len(grid.rows), len(grid.rows[0]), style="Table Grid")
    for row, words in zip(table.rows, grid.rows, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    for (top, left), (height, width) in grid.merged.items():
        merged = table.cell(top, left).merge(table.cell(top + height - 1, left + width - 1))
        for empty in merged.paragraphs[1:]:
            empty._p.getparent().remove(empty._p)
    for row in table.rows[: grid.heads]:
        row._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))


def repacked(data: bytes) -> bytes:
    """Pack an archive anew, without the time of its making."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as read,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for name in read.namelist():
            written.writestr(zipfile.ZipInfo(name, NEVER), read.read(name), zipfile.ZIP_DEFLATED)
    return file.getvalue()


def docx_by_libreoffice(document: Path) -> bytes:
    """Save a document anew with LibreOffice; skips the test where it is missing."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    folder = document.parent / "again"
    profile = f"-env:UserInstallation={(document.parent / 'profile').as_uri()}"
    command = [office, profile, "--headless", "--convert-to", "docx", "--outdir", str(folder), str(document)]
    subprocess.run(command, check=True, capture_output=True, timeout=240)
    return (folder / document.name).read_bytes()


def pdf_of(report: Written, font: str) -> bytes:
    """Set a report with reportlab; the same report gives the same bytes."""
    return pdf_by_reportlab(list(_story(report, font)), invariant=1, title=report.title)


def _story(report: Written, font: str) -> Iterator[Flowable]:
    for block in (*report.head, *report.blocks):
        if isinstance(block, Grid):
            yield from (Spacer(1, 6), _table(block, font), Spacer(1, 6))
        elif block == report.title:
            yield Paragraph(escape(block), _style(font, 20, alignment=1))
        else:
            yield Paragraph(escape(block), _style(font, 14, firstLineIndent=28))
    for line in report.signed:
        yield Paragraph(escape(line), _style(font, 14, alignment=2))


def _table(grid: Grid, font: str) -> Table:
    spans = [
        ("SPAN", (left, top), (left + width - 1, top + height - 1))
        for (top, left), (height, width) in grid.merged.items()
    ]
    words = [[Paragraph(escape(word), _style(font, 12)) for word in row] for row in grid.rows]
    lines = ("GRID", (0, 0), (-1, -1), 0.5, colors.black)
    return Table(words, repeatRows=grid.heads, style=[lines, *spans])


def _style(font: str, size: float, **more: float) -> ParagraphStyle:
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * 1.7, wordWrap="CJK", **more)
