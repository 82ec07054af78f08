"""Traps: files that are built to crash, stall or fill the memory of whoever reads them, or to spy on his files.

Each maker is given a size, from 0 to 1: the share of the worst that it makes.
"""

from __future__ import annotations

import base64
import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

from good_files import deflated, docx, objects_to_pdf, pack, page_source, plain, stream_object, tell, unpack
from PIL import Image

SPIED = "file:///etc/passwd"
SPIED_WORDS = "root:x:0:"  # what would stand in a text that the file was read into
MEGABYTE = 1_000_000
_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SENTENCE = "全年办结行政复议案件12件，比上年增长3%。"


@dataclass(frozen=True, slots=True)
class Making:
    """What a maker of traps is told.

    Attributes:
        size: the share of the worst that it may make, from 0 to 1.
        rng: for what is left to chance.
    """

    size: float
    rng: random.Random

    def upto(self, most: int) -> int:
        """A count for this size, at least 1."""
        return max(1, int(most * self.size))

    @property
    def title(self) -> str:
        """A title that tells place, issuer and year, so that the trap is read as a report."""
        return tell(self.rng).title


# plain texts


def empty(_: Making) -> bytes:
    return b""


def one_byte(making: Making) -> bytes:
    return making.rng.randbytes(1)


def nulls(making: Making) -> bytes:
    return bytes(making.upto(5 * MEGABYTE))


def noise(making: Making) -> bytes:
    return making.rng.randbytes(making.upto(3 * MEGABYTE))


def long_line(making: Making) -> bytes:
    unit = making.rng.choice(("办理案件", _SENTENCE, "1", "办结3件，", "（", " "))
    return (making.title + "\n" + unit * making.upto(5 * MEGABYTE // len(unit.encode()))).encode()


def many_lines(making: Making) -> bytes:
    unit = making.rng.choice(
        ("\n", "一\n", "1\n", _SENTENCE + "\n", "第一章\n", "一、办结3件\n", "\r", "2020年\n")
    )
    return (making.title + "\n" + unit * making.upto(5 * MEGABYTE // len(unit.encode()))).encode()


def tabs(making: Making) -> bytes:
    columns = making.rng.choice((1, 2, 100, 1000, 1_000_000))
    return (making.title + "\n" + ("\t" * columns + "\n") * making.upto(MEGABYTE // columns)).encode()


def cells(making: Making) -> bytes:
    """A table of up to 10^6 cells, tall or wide."""
    columns = making.rng.choice((2, 10, 1000, 500_000))
    cell = making.rng.choice(("1", "3件", "办结案件", "同比增长3%", "其中：3件"))
    row = "\t".join(["项目", *[cell] * (columns - 1)])
    return "\n".join([making.title, *[row] * making.upto(MEGABYTE // columns)]).encode()


def ragged_table(making: Making) -> bytes:
    """One row with very many cells above very many rows with one."""
    count = making.upto(300_000)
    return "\n".join([making.title, "项目" + "\t1件" * count, *["行政复议\t3件"] * count]).encode()


def many_tables(making: Making) -> bytes:
    table = "项目\t2019年\t2020年\n复议\t3件\t4件\n\n"
    return (making.title + "\n" + table * making.upto(50_000)).encode()


# web pages


def _page(making: Making, body: str, head: str = "") -> bytes:
    title = making.title
    return (
        f"<!DOCTYPE html><html><head><title>{title}</title>{head}</head><body><h1>{title}</h1>"
        f"<p>{_SENTENCE}</p>{body}</body></html>"
    ).encode()


def deep_page(making: Making) -> bytes:
    tag = making.rng.choice(("div", "b", "table><tr><td", "ul><li", "span", "a", "font", "p", "svg", "q"))
    return _page(making, f"<{tag}>" * making.upto(100_000) + _SENTENCE)


def entities_in_page(making: Making) -> bytes:
    definitions = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else _SENTENCE}">' for n in range(12))
    body = f'<p>&e11;</p><p>&spy;</p><object data="{SPIED}"></object><iframe src="{SPIED}"></iframe>'
    doctype = f'<!DOCTYPE html [{definitions}<!ENTITY spy SYSTEM "{SPIED}">]>'
    return doctype.encode() + _page(making, body)


def entities_of_xhtml(making: Making) -> bytes:
    return b'<?xml version="1.0"?>' + entities_in_page(making)


def attribute_flood(making: Making) -> bytes:
    count = making.upto(300_000)
    return _page(making, f"<p {' '.join(f'a{n}=1' for n in range(count))}>{_SENTENCE}</p>")


def long_attribute(making: Making) -> bytes:
    name = making.rng.choice(("style", "class", "id", "href", "content"))
    return _page(making, f'<p {name}="{"a " * making.upto(3 * MEGABYTE)}">{_SENTENCE}</p>')


def many_spans(making: Making) -> bytes:
    span = making.rng.choice(("999999999", "1000", "65534", "-1", "0"))
    row = f'<tr><td colspan="{span}" rowspan="{span}">3件</td><td>复议</td></tr>'
    return _page(making, f"<table>{row * making.upto(20_000)}</table>")


def many_cells(making: Making) -> bytes:
    columns = making.rng.choice((2, 100, 10_000))
    row = "<tr>" + "<td>3件" * columns
    return _page(making, f"<table>{row * making.upto(MEGABYTE // columns)}</table>")


def many_elements(making: Making) -> bytes:
    element = making.rng.choice(
        ("<p>1", "<br>", "<b>1</b>", "<div class=content>3件", "<a href=/>复议</a>", "<li>1", "<")
    )
    return _page(making, element * making.upto(MEGABYTE))


def items_of_list(making: Making) -> bytes:
    return _page(making, f"<ol>{'<li>办结3件' * making.upto(90_000)}</ol>")


def unclosed_marks(making: Making) -> bytes:
    mark = making.rng.choice(
        ("<!--", "<![CDATA[", "<script>", "<?", "<a href='", "&", "&#", "&#x10ffff;", "</")
    )
    return _page(making, mark * making.upto(MEGABYTE))


def comments_before_page(making: Making) -> bytes:
    comment = making.rng.choice(("<!---->", "<!--", "<!-- -->\n ", "<?xml ", "\n", "<!--" + "-" * 5000))
    return (comment * making.upto(400_000)).encode() + _page(making, "")


def claims_of_page(making: Making) -> bytes:
    claim = making.rng.choice(
        ("utf-7", "hz", "idna", "unicode_escape", "zlib", "base64", "x" * 100_000, "utf-16")
    )
    return _page(making, _SENTENCE, f'<meta charset="{claim}">')


# web pages saved with their parts


def _multipart(boundary: str, parts: list[str], *, is_closed: bool = True) -> str:
    inside = "".join(f"--{boundary}\r\n{part}\r\n" for part in parts)
    end = f"--{boundary}--\r\n" if is_closed else ""
    return f'Content-Type: multipart/related; boundary="{boundary}"\r\n\r\n{inside}{end}'


def _html_part(making: Making) -> str:
    return "Content-Type: text/html; charset=utf-8\r\n\r\n" + page_source(tell(making.rng), "utf-8")


def nested_multiparts(making: Making) -> bytes:
    part = _html_part(making)
    for depth in range(making.upto(2_000)):
        part = _multipart(f"b{depth}", [part])
    return f"MIME-Version: 1.0\r\n{part}".encode()


def nested_messages(making: Making) -> bytes:
    front = "Content-Type: message/rfc822\r\n\r\n" * making.upto(20_000)
    return f"MIME-Version: 1.0\r\nX: text/html\r\n{front}{_html_part(making)}".encode()


def same_boundaries(making: Making) -> bytes:
    part = _html_part(making)
    for _ in range(making.upto(500)):
        part = _multipart("same", [part], is_closed=False)
    return f"MIME-Version: 1.0\r\n{part}".encode()


def many_parts(making: Making) -> bytes:
    part = "Content-Type: text/html\r\n\r\n<p>1"
    return f"MIME-Version: 1.0\r\n{_multipart('b', [part] * making.upto(200_000))}".encode()


def lying_boundary(making: Making) -> bytes:
    boundary = making.rng.choice(("", "-" * 70_000, "b" * 70_000, "\x00", "--", " "))
    return f"MIME-Version: 1.0\r\n{_multipart(boundary, [_html_part(making)])}".encode()


def many_headers(making: Making) -> bytes:
    header = making.rng.choice(("X: y\r\n", " folded\r\n", "Content-Type: text/html;\r\n a=b;\r\n"))
    return f"MIME-Version: 1.0\r\n{header * making.upto(300_000)}{_html_part(making)}".encode()


def parameters_of_header(making: Making) -> bytes:
    parameters = "".join(f"; boundary*{n}*=utf-8''%41" for n in range(making.upto(30_000)))
    return f"MIME-Version: 1.0\r\nContent-Type: multipart/related{parameters}\r\n\r\n{_html_part(making)}".encode()


def bad_base64(making: Making) -> bytes:
    body = making.rng.choice(("=" * MEGABYTE, "A" * MEGABYTE, "====\r\n" * 200_000, "\xff" * 1000))
    return (
        "MIME-Version: 1.0\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: "
        f"{making.rng.choice(('base64', 'quoted-printable', 'x-uuencode'))}\r\n\r\n{body}"
    ).encode()


# Word documents


def _word(making: Making, changed: dict[str, bytes], *, kept: bool = True) -> bytes:
    members = unpack(docx(making.rng))
    return pack({**(members if kept else {}), **changed})


def _body(making: Making, body: str, doctype: str = "") -> bytes:
    title = f"<w:p><w:r><w:t>{making.title}</w:t></w:r></w:p>"
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>{doctype}'
        f'<w:document xmlns:w="{_WORD}" xmlns:r="{_RELATIONS}"><w:body>{title}{body}</w:body></w:document>'
    ).encode()


def _said(words: str) -> str:
    return f"<w:p><w:r><w:t>{words}</w:t></w:r></w:p>"


def laughs(making: Making) -> bytes:
    """Entities of entities; or one long entity, often named."""
    if making.rng.random() < 0.5:
        depth = making.upto(40)
        definitions = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10 if n else "哈"}">' for n in range(depth))
        named = f"&e{depth - 1};"
    else:
        definitions = f'<!ENTITY e "{"哈" * making.upto(100_000)}">'
        named = "&e;" * making.upto(100_000)
    body = _body(making, _said(named), f"<!DOCTYPE x [{definitions}]>")
    return _word(making, {"word/document.xml": body})


def spying_entity(making: Making) -> bytes:
    kind = making.rng.choice(("ENTITY spy", "ENTITY % spy"))
    doctype = f'<!DOCTYPE x [<!{kind} SYSTEM "{SPIED}">]>'
    encoding = making.rng.choice(("utf-8", "utf-16"))
    body = _body(making, _said("&spy;"), doctype).decode()
    body = body.replace('encoding="UTF-8" ', f'encoding="{encoding}" ')
    return _word(making, {"word/document.xml": body.encode(encoding)})


def spying_relation(making: Making) -> bytes:
    target = making.rng.choice(
        (SPIED, "/etc/passwd", "../../../../../../etc/passwd", "http://127.0.0.1:9/x", "\\\\host\\x")
    )
    kind = making.rng.choice(
        ("attachedTemplate", "styles", "numbering", "footnotes", "officeDocument", "aFChunk")
    )
    mode = making.rng.choice((' TargetMode="External"', ""))
    relation = f'<Relationship Id="rId99" Type="{_RELATIONS}/{kind}" Target="{target}"{mode}/>'
    members = unpack(docx(making.rng))
    where = making.rng.choice(("word/_rels/document.xml.rels", "_rels/.rels"))
    members[where] = members[where].replace(b"</Relationships>", relation.encode() + b"</Relationships>")
    return pack(members)


def spying_inclusion(making: Making) -> bytes:
    inclusion = f'<xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="{SPIED}" parse="text"/>'
    return _word(
        making, {"word/document.xml": _body(making, f"<w:p><w:r><w:t>{inclusion}</w:t></w:r></w:p>")}
    )


def long_word(making: Making) -> bytes:
    one = making.rng.choice((_said(_SENTENCE), "<w:p/>", _said("1"), "<w:r/>", "<x/>"))
    return _word(making, {"word/document.xml": _body(making, one * making.upto(60 * MEGABYTE // len(one)))})


def deep_word(making: Making) -> bytes:
    tag = making.rng.choice(("w:p", "w:sdt", "w:tbl><w:tr><w:tc", "w:smartTag", "w:r><w:t", "w:ins", "x"))
    ending = "".join(f"</{part}>" for part in reversed(tag.split("><")))
    depth = making.upto(100_000)
    return _word(making, {"word/document.xml": _body(making, f"<{tag}>" * depth + ending * depth)})


def cells_of_word(making: Making) -> bytes:
    span = making.rng.choice(
        ("", '<w:tcPr><w:gridSpan w:val="999999999"/></w:tcPr>', "<w:tcPr><w:vMerge/></w:tcPr>")
    )
    columns = making.rng.choice((2, 60, 5000))
    cell = f"<w:tc>{span}{_said('3件')}</w:tc>"
    row = f"<w:tr>{cell * columns}</w:tr>"
    return _word(
        making,
        {"word/document.xml": _body(making, f"<w:tbl>{row * making.upto(200_000 // columns)}</w:tbl>")},
    )


def attributes_of_word(making: Making) -> bytes:
    attributes = " ".join(f'a{n}="1"' for n in range(making.upto(300_000)))
    return _word(making, {"word/document.xml": _body(making, f"<w:p {attributes}/>")})


def numbering_of_word(making: Making) -> bytes:
    number = making.rng.choice(("999999999", "-1", "1e9", "x"))
    numbered = (
        f'<w:p><w:pPr><w:numPr><w:ilvl w:val="{number}"/><w:numId w:val="1"/></w:numPr></w:pPr>'
        "<w:r><w:t>办结3件</w:t></w:r></w:p>"
    )
    return _word(making, {"word/document.xml": _body(making, numbered * making.upto(20_000))})


def styles_in_a_circle(making: Making) -> bytes:
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="s{n}"><w:basedOn w:val="s{1 - n}"/></w:style>'
        for n in (0, 1)
    )
    xml = f'<w:styles xmlns:w="{_WORD}">{styles}</w:styles>'.encode()
    body = '<w:p><w:pPr><w:pStyle w:val="s0"/></w:pPr><w:r><w:t>办结3件</w:t></w:r></w:p>'
    return _word(making, {"word/styles.xml": xml, "word/document.xml": _body(making, body)})


def bare_word(making: Making) -> bytes:
    """A package with hardly anything in it, or with the document in the place of its list of types."""
    members = making.rng.choice(
        (
            {"[Content_Types].xml": b""},
            {"[Content_Types].xml": b"<x/>", "word/document.xml": b"<x/>"},
            {"[Content_Types].xml": bytes(1000)},
        )
    )
    return pack(members)


# PDF files

_CATALOGUE = b"<< /Type /Catalog /Pages 2 0 R >>"
_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"
_WORDS = b"BT /F 12 Tf 20 200 Td (govstats 2020) Tj ET "


def _one_page(content: bytes, *others: bytes, entries: bytes = b"", resources: bytes = b"") -> bytes:
    """A PDF of one page; the content is object 4, the font object 5, the others follow from 6."""
    page = (
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 4 0 R "
        b"/Resources << /Font << /F 5 0 R >> %s >> %s >>" % (resources, entries)
    )
    pages = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
    return objects_to_pdf([_CATALOGUE, pages, page, content, _FONT, *others])


def pages_in_a_circle(making: Making) -> bytes:
    kids = making.rng.choice(
        (b"2 0 R", b"2 0 R 3 0 R 2 0 R", b"3 0 R " * making.upto(5_000), b"1 0 R", b"99 0 R")
    )
    pages = b"<< /Type /Pages /Parent 2 0 R /Kids [%s] /Count 1 >>" % kids
    page = b"<< /Type /Page /Parent 3 0 R /MediaBox [0 0 300 300] >>"
    return objects_to_pdf([_CATALOGUE, pages, page])


def deep_pages(making: Making) -> bytes:
    depth = making.upto(20_000)
    tree = [b"<< /Type /Pages /Kids [%d 0 R] /Count 1 >>" % (number + 3) for number in range(depth)]
    return objects_to_pdf([_CATALOGUE, *tree, b"<< /Type /Page /MediaBox [0 0 9 9] >>"])


def references_in_a_circle(making: Making) -> bytes:
    circle = making.rng.choice(
        (b"6 0 R", b"7 0 R", b"[6 0 R 6 0 R]", b"<< /Length 6 0 R >>\nstream\nx\nendstream")
    )
    entry = making.rng.choice((b"/Rotate 6 0 R", b"/CropBox 6 0 R", b"/Annots 6 0 R", b"/Contents 6 0 R"))
    return _one_page(stream_object(_WORDS), circle, b"6 0 R", entries=entry)


def lying_count(making: Making) -> bytes:
    count = making.rng.choice((b"-1", b"999999999", b"9" * 300, b"null", b"[]", b"2 0 R"))
    return objects_to_pdf([_CATALOGUE, b"<< /Type /Pages /Kids [] /Count %s >>" % count])


def forms_in_a_circle(making: Making) -> bytes:
    """Form XObjects that paint themselves, or each other many times over."""
    names = b"/A 6 0 R /B 7 0 R"
    entries = b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << %s >> >>" % names
    again = making.rng.choice((b"/A Do ", b"/B Do ", b"/A Do /B Do " * 20))
    form = stream_object(again, entries)
    return _one_page(stream_object(_WORDS + b"/A Do"), form, form, resources=b"/XObject << %s >>" % names)


def forms_of_forms(making: Making) -> bytes:
    """No circle, but 10^n times the same words."""
    depth = making.upto(15)
    forms = []
    for number in range(depth):
        inner = b"/Resources << /Font << /F 5 0 R >> /XObject << /X %d 0 R >> >>" % (number + 7)
        content = b"/X Do " * 10 if number + 1 < depth else _WORDS
        forms.append(stream_object(content, b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] " + inner))
    return _one_page(stream_object(b"/X Do"), *forms, resources=b"/XObject << /X 6 0 R >>")


def bomb_in_stream(making: Making) -> bytes:
    unit = making.rng.choice(
        (b" ", b"q ", b"0 0 m ", _WORDS, b"[", b"(", b"<<", b"1 ", b"BT ", b"0 0 9 9 re S ")
    )
    data = deflated(unit * (making.upto(200 * MEGABYTE) // len(unit)))
    filters = making.rng.choice((b"/FlateDecode", b"[/FlateDecode]", b"/Fl"))
    return _one_page(stream_object(data, b"/Filter " + filters))


def cascaded_bomb(making: Making) -> bytes:
    data = b" " * making.upto(200 * MEGABYTE)
    times = making.rng.randint(2, 4)
    for _ in range(times):
        data = deflated(data)
    names = making.rng.choice((b"/FlateDecode ", b"/Fl "))
    return _one_page(stream_object(data, b"/Filter [%s]" % (names * times)))


def bomb_of_other_filters(making: Making) -> bytes:
    count = making.upto(3 * MEGABYTE)
    name, data = making.rng.choice(
        (
            (b"/RunLengthDecode", b"\x81 " * count),
            (b"/LZWDecode", making.rng.randbytes(count)),
            (b"/ASCII85Decode", b"z" * count),
            (b"/ASCIIHexDecode", b"20" * count),
            (b"[/FlateDecode /RunLengthDecode]", deflated(b"\x81 " * (count * 10))),
            (b"[/RunLengthDecode /FlateDecode]", b"\x00" + deflated(b" " * count * 30)),
            (b"[/FlateDecode /LZWDecode]", deflated(b"\x80\x0b\x60\x50" * count)),
            (b"[/ASCIIHexDecode /FlateDecode]", deflated(b" " * count * 30).hex().encode()),
            (b"/CCITTFaxDecode /DecodeParms << /K -1 /Columns 100000 /Rows 100000 >>", b"\xff" * 1000),
        )
    )
    return _one_page(stream_object(data, b"/Filter " + name))


def bomb_in_predictor(making: Making) -> bytes:
    columns = making.rng.choice((1, 999_999_999, 10**12, -1, 0))
    kind = making.rng.choice((2, 12, 15))
    parameters = b"/DecodeParms << /Predictor %d /Columns %d /Colors 4 /BitsPerComponent 8 >>" % (
        kind,
        columns,
    )
    return _one_page(
        stream_object(deflated(bytes(making.upto(30 * MEGABYTE))), b"/Filter /FlateDecode " + parameters)
    )


def bomb_in_objects(making: Making) -> bytes:
    """A table of objects, or a stream of objects, that unpacks to very much, counts wrongly or extends itself."""
    data = deflated(bytes(making.upto(200 * MEGABYTE)))
    kind = making.rng.choice(
        (
            b"/Type /ObjStm /N 999999999 /First 10 /Extends 6 0 R",
            b"/Type /XRef /Size 999999999 /W [1 2 1] /Index [0 999999999] /Root 1 0 R",
            b"/Type /XRef /Size 10 /W [99999999 99999999 1] /Root 1 0 R",
        )
    )
    good = _one_page(stream_object(_WORDS), stream_object(data, b"/Filter /FlateDecode " + kind))
    place = good.rfind(b"6 0 obj")
    front, _, _ = good.rpartition(b"startxref")
    return front + b"startxref\n%d\n%%%%EOF\n" % place


def bogus_table_of_objects(making: Making) -> bytes:
    good = _one_page(stream_object(_WORDS))
    wrong = making.rng.choice((b"0", b"-5", b"999999999999", b"x", b"9"))
    front, _, _ = good.rpartition(b"startxref")
    previous = b"/Prev %d" % good.rfind(b"xref\n0 ")
    if making.rng.random() < 0.5:
        return good.replace(b"/Root 1 0 R", b"/Root 1 0 R " + previous)
    return front + b"startxref\n" + wrong + b"\n%%EOF\n"


def huge_table_of_objects(making: Making) -> bytes:
    good = _one_page(stream_object(_WORDS))
    count = making.rng.choice((b"0 999999999", b"999999999 6", b"-6 6"))
    return good.replace(b"xref\n0 6\n", b"xref\n%s\n" % count)


def deep_objects(making: Making) -> bytes:
    opening = making.rng.choice((b"[", b"<<", b"<< /A ", b"<</A["))
    inside = making.rng.random() < 0.5
    nested = opening * making.upto(300_000)
    if inside:
        return _one_page(stream_object(nested + _WORDS))
    return _one_page(stream_object(_WORDS), nested, entries=b"/A 6 0 R")


def huge_page(making: Making) -> bytes:
    box = making.rng.choice(
        (b"0 0 1e9 1e9", b"0 0 0 0", b"-1e300 0 1e300 9", b"0 0 14400 14400", b"9 9", b"/a /b /c /d")
    )
    picture = _picture_object(20, 20)
    content = making.rng.choice(
        (_WORDS, b"q 1e6 0 0 1e6 0 0 cm /P Do Q", b"q 14400 0 0 14400 0 0 cm /P Do Q")
    )
    good = _one_page(stream_object(content), picture, resources=b"/XObject << /P 6 0 R >>")
    return good.replace(b"[0 0 300 300]", b"[%s]" % box)


def _picture_object(width: int, height: int, filters: bytes = b"/FlateDecode", data: bytes = b"") -> bytes:
    return stream_object(
        data or deflated(bytes(min(width * height, 100 * MEGABYTE))),
        b"/Type /XObject /Subtype /Image /Width %d /Height %d /ColorSpace /DeviceGray "
        b"/BitsPerComponent 8 /Filter %s" % (width, height, filters),
    )


def huge_picture(making: Making) -> bytes:
    """A picture of up to 30,000 by 30,000 dots, or of more than it has."""
    side = making.upto(30_000)
    stream = io.BytesIO()
    Image.new("1", (side // 4 + 1, side // 4 + 1)).convert("L").save(stream, "JPEG", quality=1)
    picture = making.rng.choice(
        (
            _picture_object(side, side),
            _picture_object(side * 10_000, side * 10_000, data=deflated(bytes(1000))),
            _picture_object(side, side, b"/DCTDecode", stream.getvalue()),
            _picture_object(side, side, b"/JPXDecode", making.rng.randbytes(1000)),
            _picture_object(side, side, b"/JBIG2Decode", making.rng.randbytes(1000)),
        )
    )
    content = stream_object(b"q 300 0 0 300 0 0 cm /P Do Q")
    return _one_page(content, picture, resources=b"/XObject << /P 6 0 R >>")


def many_pictures(making: Making) -> bytes:
    content = stream_object(b"q 300 0 0 300 0 0 cm /P Do Q " * making.upto(20_000))
    return _one_page(content, _picture_object(300, 300), resources=b"/XObject << /P 6 0 R >>")


def broken_font(making: Making) -> bytes:
    content = stream_object(b"BT /G 12 Tf 20 200 Td <00010002000300040005> Tj ET")
    meaning = making.rng.choice(
        (
            b"1 begincodespacerange <0000> <ffff> endcodespacerange 1 beginbfrange <0000> <ffffffff> <0041> endbfrange",
            b"1 begincidrange <00000000> <ffffffff> 0 endcidrange",
            b"/Other usecmap " * 100,
            b"beginbfchar " + b"<0001> <" + b"4e00" * making.upto(200_000) + b"> endbfchar",
            b"[" * making.upto(100_000),
        )
    )
    widths = making.rng.choice(
        (b"[0 999999999 500]", b"[0 [" + b"1 " * making.upto(500_000) + b"]]", b"[[]]", b"6 0 R")
    )
    font = (
        b"<< /Type /Font /Subtype /Type0 /BaseFont /X /Encoding /Identity-H /ToUnicode 7 0 R /DescendantFonts ["
        b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /X /W %s /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (../../../../etc/passwd) >> /FontDescriptor << /Type /FontDescriptor /FontFile2 8 0 R >> >>] >>"
        % widths
    )
    good = _one_page(content, font, stream_object(meaning), stream_object(making.rng.randbytes(500)))
    return good.replace(b"/F 5 0 R", b"/G 6 0 R")


def many_rulings(making: Making) -> bytes:
    draw = making.rng.choice(
        (b"%d 0 m %d 300 l S ", b"0 %d m 300 %d l S ", b"%d %d 9 9 re S ", b"%d 5 m 9 9 20 20 %d 3 c S ")
    )
    lines = b"".join(draw % (number % 300, number % 297) for number in range(making.upto(300_000)))
    return _one_page(stream_object(deflated(_WORDS + lines), b"/Filter /FlateDecode"))


def many_characters(making: Making) -> bytes:
    show = making.rng.choice(
        (b"(2020) Tj ", b"3 -1 Td (1) Tj ", b"[(1) -9999 (2)] TJ ", b"1e300 0 0 1 0 0 Tm (1) Tj ")
    )
    words = b"BT /F 12 Tf 20 200 Td " + show * making.upto(200_000) + b"ET"
    return _one_page(stream_object(deflated(words), b"/Filter /FlateDecode"))


def many_pages(making: Making) -> bytes:
    count = making.upto(1_500)
    pages = b"<< /Type /Pages /Kids [%s] /Count %d >>" % (
        b" ".join(b"%d 0 R" % (number + 5) for number in range(count)),
        count,
    )
    shared = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 300 300] /Contents 3 0 R /Resources << /Font << /F 4 0 R >> >> >>"
    words = _WORDS * making.rng.choice((1, 30))
    return objects_to_pdf([_CATALOGUE, pages, stream_object(words), _FONT, *[shared] * count])


def scripts_of_pdf(making: Making) -> bytes:
    action = making.rng.choice(
        (b"/JavaScript /JS (while(1){})", b"/Launch /F (/bin/sh)", b"/URI /URI (http://127.0.0.1:9/)")
    )
    entries = (
        b"/AA << /O << /S %s >> >> /Annots [<< /Subtype /FileAttachment /FS << /F (/etc/passwd) >> >>]"
        % action
    )
    return _one_page(stream_object(_WORDS), entries=entries)


def file_outside_of_pdf(_: Making) -> bytes:
    return _one_page(b"<< /Length 0 /F (/etc/passwd) /FFilter /FlateDecode >>\nstream\n\nendstream")


# archives


def flat_bomb(making: Making) -> bytes:
    method = making.rng.choice((zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    return pack({"bomb.txt": b"1" * making.upto(60 * MEGABYTE)}, method)


def bomb_below_the_ratio(making: Making) -> bytes:
    """A member as large as members may be, not packed suspiciously well, with much to read in it."""
    unit = making.rng.randbytes(making.upto(150_000)).hex().encode()
    page_of_noise = _page(making, "") + unit * (making.upto(40 * MEGABYTE) // len(unit))
    return pack({"bomb.txt": page_of_noise})


def nested_bomb(making: Making) -> bytes:
    inner = pack({f"{number}.txt": b"1" * making.upto(MEGABYTE) for number in range(20)})
    for _ in range(making.rng.randint(1, 6)):
        inner = pack({f"{number}.zip": inner for number in range(3)})
    return inner


def many_members(making: Making) -> bytes:
    return pack({f"{number}.txt": b"" for number in range(making.upto(30_000))}, zipfile.ZIP_STORED)


def overlapping_bomb(making: Making) -> bytes:
    """Members that share their packed bytes: each quotes the head of the next one in a stored block (Fifield 2019)."""
    count = making.upto(100)
    size = making.upto(3 * MEGABYTE)
    kernel = b"1" * size
    compressor = zlib.compressobj(9, zlib.DEFLATED, -15)
    stream, plain_bytes, entries, files = compressor.compress(kernel) + compressor.flush(), kernel, [], b""
    for number in reversed(range(count)):
        name = b"%05d.txt" % number
        head = (
            struct.pack(
                "<4s5H3L2H",
                b"PK\x03\x04",
                20,
                0,
                8,
                0,
                33,
                zlib.crc32(plain_bytes),
                len(stream),
                len(plain_bytes),
                len(name),
                0,
            )
            + name
        )
        entries.append((name, zlib.crc32(plain_bytes), len(stream), len(plain_bytes)))
        files = head + stream
        stream = b"\x00" + struct.pack("<HH", len(head), len(head) ^ 0xFFFF) + head + stream
        plain_bytes = head + plain_bytes
    return files + _directory(list(reversed(entries)), len(files))


def _directory(entries: list[tuple[bytes, int, int, int]], start: int) -> bytes:
    """The list of members whose heads follow one another, each 39 bytes and a block's head of 5 behind the last."""
    written, place = b"", 0
    for name, checksum, packed, size in entries:
        written += (
            struct.pack(
                "<4s6H3L5H2L",
                b"PK\x01\x02",
                20,
                20,
                0,
                8,
                0,
                33,
                checksum,
                packed,
                size,
                len(name),
                0,
                0,
                0,
                0,
                0,
                place,
            )
            + name
        )
        place += 30 + len(name) + 5
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, len(entries), len(entries), len(written), start, 0)
    return written + end


def same_member_many_times(making: Making) -> bytes:
    """One member that the list of members names over and over."""
    data = b"1 " * making.upto(500_000)
    packed = deflated(data)[2:-4]
    head = struct.pack(
        "<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 33, zlib.crc32(data), len(packed), len(data), 5, 0
    )
    files = head + b"a.txt" + packed
    entry = (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            20,
            20,
            0,
            8,
            0,
            33,
            zlib.crc32(data),
            len(packed),
            len(data),
            5,
            0,
            0,
            0,
            0,
            0,
            0,
        )
        + b"a.txt"
    )
    count = making.upto(500)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(entry) * count, len(files), 0)
    return files + entry * count + end


def lying_sizes(making: Making) -> bytes:
    data = bytearray(pack({"a.txt": b"1" * making.upto(100 * MEGABYTE)}))
    place = data.rfind(b"PK\x01\x02")
    size = making.rng.choice((0, 1, 1000, 0xFFFFFFFF))
    struct.pack_into("<L", data, place + 24, size)
    struct.pack_into("<L", data, 22, size)
    return bytes(data)


def itself_in_itself(making: Making) -> bytes:
    """An archive whose member begins where the archive begins."""
    inner = pack({"a.zip": bytes(100), "b.txt": plain("utf-8")(making.rng)}, zipfile.ZIP_STORED)
    data = bytearray(inner)
    place = data.find(b"PK\x01\x02")
    struct.pack_into("<LL", data, place + 20, len(data), len(data))
    return bytes(data)


def names_of_members(making: Making) -> bytes:
    names = (
        "../../etc/evil.txt",
        "/etc/evil.txt",
        "C:\\evil.txt",
        "a" * 60_000 + ".txt",
        "\x00.txt",
        "\n.txt",
        "..",
        "a/" * 5_000 + "b.txt",
    )
    return pack({making.rng.choice(names): plain("utf-8")(making.rng) for _ in range(5)})


def packed_twice(making: Making) -> bytes:
    return gzip.compress(b"1" * making.upto(20 * MEGABYTE), mtime=0)


def picture_in_page(making: Making) -> bytes:
    picture = base64.b64encode(making.rng.randbytes(making.upto(5 * MEGABYTE))).decode()
    return _page(making, f'<img src="data:image/png;base64,{picture}">')


Maker = Callable[[Making], bytes]
TRAPS: dict[str, tuple[Maker, ...]] = {
    "txt": (
        empty, one_byte, nulls, noise, long_line, many_lines, tabs, cells, ragged_table, many_tables, packed_twice,
    ),
    "html": (
        deep_page, entities_in_page, entities_of_xhtml, attribute_flood, long_attribute, many_spans, many_cells,
        many_elements, items_of_list, unclosed_marks, comments_before_page, claims_of_page, picture_in_page,
    ),
    "mhtml": (
        nested_multiparts, nested_messages, same_boundaries, many_parts, lying_boundary, many_headers,
        parameters_of_header, bad_base64,
    ),
    "docx": (
        laughs, spying_entity, spying_relation, spying_inclusion, long_word, deep_word, cells_of_word,
        attributes_of_word, numbering_of_word, styles_in_a_circle, bare_word,
    ),
    "pdf": (
        pages_in_a_circle, deep_pages, references_in_a_circle, lying_count, forms_in_a_circle, forms_of_forms,
        bomb_in_stream, cascaded_bomb, bomb_of_other_filters, bomb_in_predictor, bomb_in_objects,
        bogus_table_of_objects, huge_table_of_objects, deep_objects, huge_page, huge_picture, many_pictures,
        broken_font, many_rulings, many_characters, many_pages, scripts_of_pdf, file_outside_of_pdf,
    ),
    "zip": (
        flat_bomb, bomb_below_the_ratio, nested_bomb, many_members, overlapping_bomb, same_member_many_times,
        lying_sizes, itself_in_itself, names_of_members,
    ),
}  # fmt: skip
"""Makers of traps by the ending of the files that they make."""
