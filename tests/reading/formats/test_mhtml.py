"""Web pages saved as a single file: the page in them, its encoding, its address."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.errors import ReadingError
from govstats.reading.formats.mhtml import read_mhtml
from govstats.reading.limits import Limits

PROSE = "2020年，全区办结案件153件，调解成功率98.16%。"
ADDRESS = "http://www.example.gov.cn/art/1.html"


def save(page: bytes, charset: str = "", transfer: str = "quoted-printable", address: str = ADDRESS) -> bytes:
    """Save a page as browsers do, with a style sheet, a picture and a frame beside it."""
    message = EmailMessage(SMTP)
    message["From"] = "<Saved by Blink>"
    message["Snapshot-Content-Location"] = address
    message["MIME-Version"] = "1.0"
    message.add_related(page, "text", "html", cte=transfer, cid="<frame-1@mhtml.blink>")
    part = message.get_payload()[0]
    part["Content-Location"] = address
    if charset:
        part.set_param("charset", charset)
    message.add_related(b"p { margin: 500px }", "text", "css", cte="quoted-printable")
    message.add_related(b"\x89PNG\r\n\x1a\n", "image", "png")
    message.add_related("<p>调解纠纷6543件。</p>".encode(), "text", "html", cte="base64")
    message.set_param("start", "<frame-1@mhtml.blink>")
    return message.as_bytes()


@pytest.mark.parametrize("transfer", ["quoted-printable", "base64"])
@pytest.mark.parametrize(
    ("saved", "charset", "encoding"),
    [
        ("utf-8", "", "utf-8"),
        ("utf-8", "utf-8", "utf-8"),
        ("gbk", "gb2312", "gb18030"),
        ("gbk", "", "gb18030"),
    ],
)
def test_page_is_read_with_its_address(transfer: str, saved: str, charset: str, encoding: str) -> None:
    page = f"<title>甲报告</title><div id=zoom><p>{PROSE}</p></div>".encode(saved)
    document = read_mhtml(save(page, charset, transfer), "page.mht")
    assert document.text.endswith(PROSE)
    assert "6543" not in document.text
    assert document.encoding == encoding
    assert document.media_type == "multipart/related"
    assert document.stated == {"title": "甲报告", "source": ADDRESS}


def test_address_of_the_own_disk_is_none() -> None:
    assert "source" not in read_mhtml(save(PROSE.encode(), address="file:///C:/1.html"), "page.mht").stated


DEEP = b"".join(
    b'Content-Type: multipart/mixed; boundary="%d"\r\n\r\n--%d\r\n' % (n, n) for n in range(3_000)
)
REFUSED = [
    # bytes, what the message says
    (b"", "without a page"),
    (b"no message", "without a page"),
    (b"MIME-Version: 1.0\r\nContent-Type: text/plain\r\n\r\n153", "without a page"),
    (save(PROSE.encode())[:560], "ends before its page does"),
    (DEEP, ""),
    (b"A: b\r\n c\r\n" * 600_000, "more lines or longer headers"),
    (b"Content-Type: text/html" + b'; a="b"' * 9_000 + b"\r\n\r\n<p>1", "more lines or longer headers"),
    (b"Content-Type: text/html\r\n\r\n", "empty"),
    (
        b"Content-Type: multipart/related; boundary=a\r\n\r\n" + b"--a\r\n\r\n" * 5_001,
        "more than 5,000 parts",
    ),
]


@pytest.mark.parametrize(("data", "told"), REFUSED, ids=[row[1] for row in REFUSED])
def test_file_without_a_page_is_refused(data: bytes, told: str) -> None:
    with pytest.raises(ReadingError) as raised:
        read_mhtml(data, "page.mht")
    assert raised.value.message.startswith("page.mht: ")
    assert told in raised.value.message
    assert raised.value.hint


def test_file_beyond_the_limit_is_refused() -> None:
    with pytest.raises(ReadingError, match="more than 100 bytes"):
        read_mhtml(save(PROSE.encode()), "page.mht", Limits(max_bytes=100))


SAVED = save(f"<div id=zoom><p>{PROSE}</p></div>".encode())


@given(st.integers(0, len(SAVED) - 1), st.binary(max_size=30), st.integers(0, 40))
def test_damaged_file_gives_a_document_or_a_reading_error(at: int, noise: bytes, lost: int) -> None:
    try:
        read_mhtml(SAVED[:at] + noise + SAVED[at + lost :], "page.mht")
    except ReadingError as error:
        assert error.message.startswith("page.mht: ")  # noqa: PT017 -- either outcome is right
