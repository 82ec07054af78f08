"""Bytes to text: what is taken, what is refused, and where the first bad byte is said to be."""

from __future__ import annotations

import codecs

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from govstats.errors import ReadingError
from govstats.reading.formats.plain import decode

TEXT = "宝山区司法局２０２０年办结行政复议案件153件。\r\n调解成功率98.16%，涉及㐂𠮷两个村。\n"
LONG = "2020年，区司法局办结行政复议案件一百五十三件，" * 20

TAKEN = [
    # bytes, their text, the codec
    (TEXT.encode("utf-8"), TEXT, "utf-8"),
    (codecs.BOM_UTF8 + TEXT.encode("utf-8"), TEXT, "utf-8-sig"),
    (codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le"), TEXT, "utf-16"),
    (codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be"), TEXT, "utf-16"),
    (codecs.BOM_UTF32_LE + TEXT.encode("utf-32-le"), TEXT, "utf-32"),
    (TEXT.encode("gb18030"), TEXT, "gb18030"),  # 㐂 and 𠮷 take four bytes each
    ("𠮷𠮷㐂1件".encode("gb18030"), "𠮷𠮷㐂1件", "gb18030"),
    ("调解成功率98.16%".encode("gbk"), "调解成功率98.16%", "gb18030"),
    ("调解成功率98.16%".encode("gb2312"), "调解成功率98.16%", "gb18030"),
    (b"153", "153", "utf-8"),
    ("已删\ufffd字".encode(), "已删\ufffd字", "utf-8"),  # saved as damaged; kept, the report gets a warning
    (b"a\tb\x0bc\x0cd\r\n", "a\tb\x0bc\x0cd\r\n", "utf-8"),
]


@pytest.mark.parametrize(("data", "text", "encoding"), TAKEN)
def test_text_is_decoded_as_it_was_saved(data: bytes, text: str, encoding: str) -> None:
    decoded = decode(data, "report.txt")
    assert (decoded.text, decoded.encoding) == (text, encoding)


UTF8 = LONG.encode()
GB = LONG.encode("gb18030")
REFUSED = [
    # bytes, what the message says
    (b"", "empty"),
    (b" \r\n\t ", "empty"),
    ("\u3000\u3000\n".encode(), "only white space"),
    (codecs.BOM_UTF8, "only white space"),
    (b"153\x00\x00", "control character U+0000 at character 3"),
    ("办结".encode() + b"\x07", "control character U+0007 at character 2"),
    (TEXT.encode("utf-16-le"), "is not utf-8 or gb18030"),  # without its mark
    # damaged UTF-8 is never read as GB18030, though it often could be
    (UTF8[:300] + b"\xff" + UTF8[300:], "byte 0xE6 at offset 299 is not utf-8"),
    (UTF8[:301] + UTF8[302:], "at offset 299 is not utf-8"),
    (UTF8[5:], "at offset 0 is not utf-8"),  # begins inside a character
    (UTF8[:-1], f"at offset {len(UTF8) - 3} is not utf-8"),
    (GB[:200] + b"\xff" + GB[200:], "byte 0xFF at offset 200 is not utf-8 or gb18030"),
    (GB[:-1], f"at offset {len(GB) - 2} is not utf-8 or gb18030"),
    (codecs.BOM_UTF16_LE + b"\x00\xd8\x31\x00", "at offset 2 is not utf-16"),
    (codecs.BOM_UTF8 + b"\xff", "is not utf-8"),
]


@pytest.mark.parametrize(("data", "said"), REFUSED)
def test_what_is_no_text_is_refused_with_the_reason_and_the_place(data: bytes, said: str) -> None:
    with pytest.raises(ReadingError) as refused:
        decode(data, "report.txt")
    assert refused.value.message.startswith("report.txt: ")
    assert said in refused.value.message
    assert refused.value.hint


@given(
    st.one_of(
        st.binary(), st.binary().map(lambda tail: UTF8[:90] + tail), st.binary().map(codecs.BOM_UTF8.__add__)
    )
)
@example(codecs.BOM_UTF16_LE + b"\x00")
@example(codecs.BOM_UTF32_BE + b"\xff\xff\xff\xff")
def test_any_bytes_are_text_or_refused(data: bytes) -> None:
    try:
        decoded = decode(data, "report.txt")
    except ReadingError:
        return
    if decoded.encoding.startswith("utf-8"):  # what was taken is exactly what was saved
        mark = codecs.BOM_UTF8 if decoded.encoding == "utf-8-sig" else b""
        assert mark + decoded.text.encode("utf-8") == data
    assert decoded.text.encode("utf-8")


WORDS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), min_size=1).filter(str.strip)


@given(WORDS)
def test_text_in_utf_8_comes_back_exactly(text: str) -> None:
    assert decode(codecs.BOM_UTF8 + text.encode(), "report.txt").text == text


@given(st.text(st.characters(min_codepoint=0x4E00, max_codepoint=0x9FA5), min_size=2))
def test_chinese_in_gb18030_comes_back_exactly(text: str) -> None:
    data = (text + "，").encode("gb18030")
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        assert decode(data, "report.txt").text == text + "，"
