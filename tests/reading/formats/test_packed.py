"""Zip files: what is opened, what is refused before anything is unpacked."""

from __future__ import annotations

import io
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from govstats.errors import ReadingError
from govstats.reading.formats.packed import open_packed, read_member
from govstats.reading.limits import DEFAULT_LIMITS, Limits

MEGABYTE = 1_000_000


def pack(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as packed:
        for name, data in members.items():
            packed.writestr(name, data)
    return file.getvalue()


@pytest.mark.parametrize("method", [zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED, zipfile.ZIP_BZIP2])
def test_members_come_back(method: int) -> None:
    members = {"a.txt": b"153", "b/c.html": b"<p>153</p>" * 1000}
    packed = open_packed(pack(members, method), "reports.zip", DEFAULT_LIMITS)
    assert {each.filename: read_member(packed, each, "reports.zip") for each in packed.infolist()} == members


def with_flag(data: bytes) -> bytes:
    """Set the flag of an encrypted member in the list of members."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


ONE = pack({"a.txt": b"153" * 20})
REFUSED = [
    # bytes, limits, what the message says
    (b"", DEFAULT_LIMITS, "damaged zip file"),
    (b"PK\x03\x04 no more", DEFAULT_LIMITS, "damaged zip file"),
    (ONE[:-30], DEFAULT_LIMITS, "damaged zip file"),
    (with_flag(ONE), DEFAULT_LIMITS, "protected by a password"),
    (pack({"a.txt": b"1"}, zipfile.ZIP_LZMA), DEFAULT_LIMITS, "a.txt is packed by method 14"),
    (pack({"a.txt": bytes(3 * MEGABYTE)}), DEFAULT_LIMITS, "a.txt unpacks to"),
    (pack({"a.txt": b"123456"}), Limits(max_bytes=5), "a.txt unpacks to more than 5 bytes"),
    (pack({f"{n}.txt": b"1" for n in range(4)}), Limits(max_members=3), "holds more than 3 files"),
    (pack({f"{n}.txt": b"123" for n in range(4)}), Limits(max_memory=11), "unpacks to more than 11 bytes"),
]


@pytest.mark.parametrize(("data", "limits", "told"), REFUSED, ids=[row[2] for row in REFUSED])
def test_zip_file_is_refused(data: bytes, limits: Limits, told: str) -> None:
    with pytest.raises(ReadingError) as raised:
        open_packed(data, "reports.zip", limits)
    assert raised.value.message.startswith("reports.zip: ")
    assert told in raised.value.message
    assert raised.value.hint


def test_small_member_may_repeat_itself() -> None:
    packed = open_packed(pack({"a.txt": bytes(MEGABYTE)}), "reports.zip", DEFAULT_LIMITS)
    assert len(read_member(packed, packed.infolist()[0], "reports.zip")) == MEGABYTE


def test_member_gives_no_more_than_the_list_of_members_says() -> None:
    honest = pack({"a.txt": bytes(MEGABYTE)})
    size = honest.index(b"PK\x01\x02") + 24
    packed = open_packed(
        honest[:size] + (10).to_bytes(4, "little") + honest[size + 4 :], "lies.zip", DEFAULT_LIMITS
    )
    with pytest.raises(ReadingError, match=r"lies\.zip: damaged"):
        read_member(packed, packed.infolist()[0], "lies.zip")


GOOD = pack({"a.txt": b"153" * 200, "b.txt": bytes(range(256))})


@given(st.integers(0, len(GOOD) - 1), st.binary(min_size=1, max_size=8))
def test_damaged_zip_file_gives_its_members_or_a_reading_error(at: int, noise: bytes) -> None:
    damaged = GOOD[:at] + noise + GOOD[at + len(noise) :]
    try:
        packed = open_packed(damaged, "reports.zip", DEFAULT_LIMITS)
        for member in packed.infolist():
            read_member(packed, member, "reports.zip")
    except ReadingError as error:
        assert error.message.startswith("reports.zip: ")  # noqa: PT017 -- either outcome is right
