"""What a file is, told by its content."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.errors import ReadingError
from govstats.reading.sniffing import tell_format


def packed(*members: str) -> bytes:
    """A zip file with members of these names."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for member in members:
            archive.writestr(member, "x")
    return stream.getvalue()


def compound(stream: str) -> bytes:
    """The front of an OLE compound file, and the name of one of its streams."""
    return b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504) + stream.encode("utf-16-le")


READ = [
    ("2020年度甲乙区司法局工作总结\n办结153件。".encode(), "plain"),
    ("2020年度甲乙区司法局工作总结".encode("gb18030"), "plain"),
    ("<通知>\n各街道：办结153件。".encode(), "plain"),
    ("成功率<98%，办结率>95%。".encode(), "plain"),
    (b"", "plain"),
    (b"<!DOCTYPE html><html></html>", "html"),
    ("\ufeff\n<HTML><body>".encode(), "html"),
    ("<html><body>办结".encode("utf-16"), "html"),
    (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "x">', "html"),
    (b"<!-- saved from url=(0014)about:internet -->\r\n<html>", "html"),
    ("<div class=TRS_Editor>办结153件</div>".encode(), "html"),
    ("年度报告<br>办结153件</p><p>调解</p>".encode(), "html"),
    (b"<!--a--> <!----b>-->\n" * 2_000 + b"<html>", "html"),
    (b"<!---->" * 100_000, "plain"),  # more than is looked at
    (b"<!--" * 10_000 + b"<html>", "plain"),
    (b"<?xml " * 10_000, "plain"),
    (b" \x00" * 20_000, "plain"),
    (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related;\r\n", "mhtml"),
    (b"%PDF-1.4\n", "pdf"),
    (b"\n\n%PDF-1.7\n", "pdf"),
    (packed("[Content_Types].xml", "word/document.xml"), "docx"),
    (packed("2020.txt", "2021/report.html"), "zip"),
    (packed(), "zip"),
]
REFUSED = [
    (b"{\\rtf1\\ansi", "an RTF document", ".docx"),
    (compound("WordDocument"), "an old Word document (.doc) or a WPS document (.wps)", ".docx"),
    (compound("EncryptedPackage"), "an encrypted Office document", "password"),
    (compound("Workbook"), "an old Excel workbook", ".txt"),
    (packed("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook", ".txt"),
    (packed("OFD.xml", "Doc_0/Document.xml"), "an OFD document", "PDF"),
    (packed("mimetype", "content.xml"), "an OpenDocument file", ".docx"),
    (b"\x89PNG\r\n\x1a\n", "a PNG picture", "recognise"),
    (b"\xff\xd8\xff\xe0", "a JPEG picture", "recognise"),
    (b"Rar!\x1a\x07\x01", "a RAR archive", "unpack"),
    (b"SQLite format 3\x00", "a SQLite database", "--db"),
    (packed("a.txt")[:-10], "damaged zip file", "again"),
]


@pytest.mark.parametrize(
    ("data", "kind"), READ, ids=[f"{row[1]} {number}" for number, row in enumerate(READ)]
)
def test_a_format_is_told_by_the_content(data: bytes, kind: str) -> None:
    assert tell_format(data, "report") == kind


@pytest.mark.parametrize(("data", "what", "hint"), REFUSED, ids=[row[1] for row in REFUSED])
def test_formats_that_are_not_read_are_named_with_what_to_do(data: bytes, what: str, hint: str) -> None:
    with pytest.raises(ReadingError) as refused:
        tell_format(data, "reports/1.txt")
    assert refused.value.message.startswith("reports/1.txt: ")
    assert what in refused.value.message
    assert hint in refused.value.hint


@given(
    st.binary(max_size=300),
    st.sampled_from([*(case[0][:40] for case in READ), *(case[0] for case in REFUSED)]),
)
def test_any_bytes_are_told_or_refused_with_what_to_do(tail: bytes, front: bytes) -> None:
    for data in (tail, front + tail):
        try:
            told = tell_format(data, "x")
        except ReadingError as error:
            told = f"{error.hint and error.message}"
        assert told.startswith(("plain", "html", "mhtml", "docx", "pdf", "zip", "x: "))
