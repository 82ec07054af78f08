"""Good files of every format that govstats reads, made in code: what hostile files are made of.

Each holds a short report of a made-up district's office with a title, a head, a handful of figures and a table.
"""

from __future__ import annotations

import base64
import io
import random
import zipfile
import zlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from docx import Document
from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

FONT = "STSong-Light"  # known to every reader of PDF and to none by its outlines: nothing is embedded
_PLACES = ("上海市宝山区", "杭州市西湖区", "绵阳市游仙区", "南京市鼓楼区", "义乌市", "重庆市")
_DEPARTMENTS = ("司法局", "人民政府", "市场监督管理局")
_DOINGS = (
    "全年办结行政复议案件{}件，比上年增长{}%",
    "调解民间纠纷{}件，调解成功率{}%",
    "开展普法讲座{}场，参加人员增长{}%",
    "审查规范性文件{}件，审查率{}%",
)


@dataclass(frozen=True, slots=True)
class Telling:
    """What a good file tells, whatever its format.

    Attributes:
        title: its title.
        paragraphs: its paragraphs.
        rows: the rows of its table.
    """

    title: str
    paragraphs: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def text(self) -> str:
        """The whole as plain text."""
        table = "\n".join("\t".join(row) for row in self.rows)
        return "\n".join((self.title, *self.paragraphs, table))


def tell(rng: random.Random) -> Telling:
    """Make up what a report tells."""
    place, department, year = rng.choice(_PLACES), rng.choice(_DEPARTMENTS), rng.randint(2015, 2023)
    sentences = [
        rng.choice(_DOINGS).format(rng.randint(1, 9999), rng.randint(1, 99))
        for _ in range(rng.randint(3, 12))
    ]
    rows = [("项目", str(year - 1) + "年", f"{year}年")]
    rows += [
        (name, f"{rng.randint(1, 900)}件", f"{rng.randint(1, 900)}件")
        for name in ("行政复议", "行政应诉", "行政处罚")
    ]
    return Telling(
        f"{place}{department}{year}年法治政府建设年度报告",
        (f"发布日期：{year + 1}年1月{rng.randint(1, 28)}日", *(sentence + "。" for sentence in sentences)),
        tuple(rows),
    )


def plain(encoding: str) -> Callable[[random.Random], bytes]:
    """Make plain texts in an encoding."""
    return lambda rng: tell(rng).text.encode(encoding)


def page_source(telling: Telling, charset: str) -> str:
    """The source of a page of a government site."""
    paragraphs = "".join(f"<p>{paragraph}</p>\n" for paragraph in telling.paragraphs)
    rows = "".join("<tr>" + "".join(f"<td>{cell}</td>" for cell in row) + "</tr>\n" for row in telling.rows)
    return (
        f'<!DOCTYPE html>\n<html><head><meta charset="{charset}"><title>{telling.title}</title></head>\n'
        f'<body><div class="nav"><a href="/">首页</a></div><h1>{telling.title}</h1>\n'
        f'<div class="TRS_Editor">{paragraphs}<table>{rows}</table></div></body></html>\n'
    )


def page(charset: str) -> Callable[[random.Random], bytes]:
    """Make web pages in an encoding."""
    return lambda rng: page_source(tell(rng), charset).encode(charset)


def mhtml(rng: random.Random) -> bytes:
    """Make a web page saved with its pictures in one file."""
    body = base64.encodebytes(page_source(tell(rng), "utf-8").encode()).decode()
    picture = base64.encodebytes(rng.randbytes(300)).decode()
    return (
        "From: <Saved by Blink>\r\nSnapshot-Content-Location: http://sfj.example.gov.cn/art/1.html\r\n"
        'MIME-Version: 1.0\r\nContent-Type: multipart/related; type="text/html"; boundary="--good"\r\n\r\n'
        f"----good\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n{body}\r\n"
        f"----good\r\nContent-Type: image/png\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}\r\n"
        "----good--\r\n"
    ).encode()


def docx(rng: random.Random) -> bytes:
    """Make a Word document."""
    telling = tell(rng)
    document = Document()
    document.add_heading(telling.title, 0)
    for paragraph in telling.paragraphs:
        document.add_paragraph(paragraph)
    table = document.add_table(0, len(telling.rows[0]))
    for row in telling.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
    stream = io.BytesIO()
    document.save(stream)
    return pack(unpack(stream.getvalue()))


def pack(members: Mapping[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Make a zip archive; the same members make the same bytes whenever it is done."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(zipfile.ZipInfo(name), data, method)
    return stream.getvalue()


def unpack(data: bytes) -> dict[str, bytes]:
    """Give the members of a zip archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return {name: packed.read(name) for name in packed.namelist()}


def pdf(rng: random.Random) -> bytes:
    """Make a PDF of one to three pages with a ruled table on each."""
    stream = io.BytesIO()
    canvas = _canvas(stream)
    for _ in range(rng.randint(1, 3)):
        _draw(canvas, tell(rng))
    canvas.save()
    return stream.getvalue()


def locked_pdf(rng: random.Random) -> bytes:
    """Make a PDF that opens with a password only."""
    stream = io.BytesIO()
    canvas = _canvas(stream, encrypt=StandardEncryption("secret", strength=rng.choice((40, 128))))
    _draw(canvas, tell(rng))
    canvas.save()
    return stream.getvalue()


def _canvas(stream: io.BytesIO, **options: object) -> Canvas:
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return Canvas(stream, pagesize=(420, 595), invariant=1, **options)


def _draw(canvas: Canvas, telling: Telling) -> None:
    canvas.setFont(FONT, 10)
    for number, line in enumerate((telling.title, *telling.paragraphs)):
        canvas.drawString(40, 560 - 18 * number, line)
    top, height, width = 200, 20, 110
    for number, row in enumerate(telling.rows):
        for column, words in enumerate(row):
            canvas.rect(40 + width * column, top - height * number, width, height)
            canvas.drawString(44 + width * column, top + 6 - height * number, words)
    canvas.showPage()


def scanned_pdf(rng: random.Random) -> bytes:
    """Make a PDF with a small page that is a picture of a few words."""
    picture = Image.new("L", (400, 160), 255)
    font = ImageFont.load_default(size=28)
    ImageDraw.Draw(picture).text((20, 40), f"2020: {rng.randint(100, 9999)} cases", font=font, fill=0)
    stream = io.BytesIO()
    canvas = Canvas(stream, pagesize=(200, 80), invariant=1)
    canvas.drawImage(ImageReader(picture), 0, 0, 200, 80)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def objects_to_pdf(objects: Sequence[bytes], root: int = 1, trailer: bytes = b"") -> bytes:
    """Write a PDF file by hand.

    Args:
        objects: the content of object 1, 2, ...
        root: number of the catalogue.
        trailer: what the trailer holds besides.
    """
    written = b"%PDF-1.7\n"
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    return (
        written
        + b"xref\n0 %d\n0000000000 65535 f \n%s" % (len(objects) + 1, table)
        + b"trailer\n<< /Size %d /Root %d 0 R %s >>\n" % (len(objects) + 1, root, trailer)
        + b"startxref\n%d\n%%%%EOF\n" % len(written)
    )


def stream_object(data: bytes, entries: bytes = b"") -> bytes:
    """Write a stream of a PDF file."""
    return b"<< /Length %d %s >>\nstream\n%s\nendstream" % (len(data), entries, data)


def deflated(data: bytes) -> bytes:
    """Pack bytes as hard as zlib can."""
    return zlib.compress(data, 9)


def archive(rng: random.Random) -> bytes:
    """Make a zip archive of good files, one of them an archive in its turn."""
    inner = pack({"内/页.html": GOOD["gb18030.html"](rng), "b.docx": docx(rng)})
    return pack({"2021年/报告.txt": plain("utf-8")(rng), "c.pdf": pdf(rng), "d.zip": inner})


GOOD: dict[str, Callable[[random.Random], bytes]] = {
    "utf8.txt": plain("utf-8"),
    "gb18030.txt": plain("gb18030"),
    "utf16.txt": plain("utf-16"),
    "utf8.html": page("utf-8"),
    "gb18030.html": page("gb18030"),
    "saved.mhtml": mhtml,
    "word.docx": docx,
    "text.pdf": pdf,
    "scanned.pdf": scanned_pdf,
    "locked.pdf": locked_pdf,
    "archive.zip": archive,
}
"""What makes good files, by the names that files made by it bear."""
