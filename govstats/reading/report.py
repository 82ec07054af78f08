"""What reading a file gives: its text and what its header says."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import msgspec

from govstats.catalogue.cues import ReportKind
from govstats.places import Division


class HeaderField(msgspec.Struct, frozen=True, gc=False):
    """A field of a header as one part of the file states it.

    Attributes:
        name: title, issuer, place, year, kind, document_number, index_number, published_on, dated_on or source.
        value: what it states, as text: 2021-01-27 for a date, the code for a place.
        found_in: where it stands, in a few words: title, signature, field 发布日期, site, metadata PubDate, --year.
        confidence: from 0 to 1: how sure this reading of it is.
    """

    name: str
    value: str
    found_in: str
    confidence: float


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
        dated_on: the date of the document, which may lie before its publication.
        index_number: the number in the register of published information: 索引号.
        kind: annual_report for 法治政府建设年度报告, work_summary for 工作总结, special_report for 专项报告.
        fields: every statement that was found about these, the one that was taken first for each name.
    """

    title: str | None = None
    issuer: str | None = None
    place: Division | None = None
    year: int | None = None
    document_number: str | None = None
    published_on: date | None = None
    source: str | None = None
    dated_on: date | None = None
    index_number: str | None = None
    kind: ReportKind | None = None
    fields: tuple[HeaderField, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One published document, read.

    Attributes:
        name: the file's path as given, or whatever the caller calls the report; errors and rows name it.
        text: the decoded text. All offsets of govstats are code-point indexes into it.
        sha256: hexadecimal hash of the source bytes.
        text_sha256: hexadecimal hash of the text in UTF-8: the same for the same text in another encoding.
        media_type: what the source bytes are, such as text/plain.
        encoding: the codec that decoded them, such as utf-8 or gb18030; "" for formats that hold their own.
        header: what the header says.
        warnings: what a careful reader would want to know about this reading, one line each.
        pages: how many pages it has; None for formats without pages.
        is_recognised: whether the text was recognised in pictures of pages, so that any character may be wrong.
    """

    name: str
    text: str
    sha256: str
    text_sha256: str
    media_type: str
    encoding: str
    header: Header
    warnings: tuple[str, ...] = field(default=())
    pages: int | None = None
    is_recognised: bool = False
