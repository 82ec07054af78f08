"""What reading a file gives: its text and what its header says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from govstats.places import Division


@dataclass(frozen=True, slots=True)
class Header:
    """What the head of a report says about it; what is not said is None.

    Attributes:
        title: the report's own title, without the name of the site.
        issuer: the organisation that publishes it, with its place: 宝山区司法局.
        place: the administrative division that the report is about, in the map of its year.
        year: the year that the report is about, which is mostly the one before it is published.
        document_number: such as 宝司〔2021〕1号.
        published_on: the date of publication, or of the document where that is all there is.
        source: the address or the name of the site it was taken from, if the page says it.
    """

    title: str | None = None
    issuer: str | None = None
    place: Division | None = None
    year: int | None = None
    document_number: str | None = None
    published_on: date | None = None
    source: str | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """One published document, read.

    Attributes:
        name: the file's path as given, or whatever the caller calls the report; errors and rows name it.
        text: the decoded text. All offsets of govstats are code-point indexes into it.
        sha256: hexadecimal hash of the source bytes.
        text_sha256: hexadecimal hash of the text in UTF-8: the same for the same text in another encoding.
        media_type: what the source bytes are, such as text/plain.
        encoding: the codec that decoded them, such as utf-8 or gb18030.
        header: what the header says.
        warnings: what a careful reader would want to know about this reading, one line each.
    """

    name: str
    text: str
    sha256: str
    text_sha256: str
    media_type: str
    encoding: str
    header: Header
    warnings: tuple[str, ...] = field(default=())
