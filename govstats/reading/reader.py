"""Sources to reports."""

from __future__ import annotations

import re
from functools import cached_property
from hashlib import sha256
from itertools import islice

from govstats.catalogue.cues import HeaderCues, load_header_cues
from govstats.errors import HeaderError, ReadingError
from govstats.places import Gazetteer, load_gazetteer
from govstats.reading.document import Document
from govstats.reading.files import Source
from govstats.reading.formats.plain import read_plain
from govstats.reading.headers.heads import HeadReader
from govstats.reading.headers.identity import Given, Identifier
from govstats.reading.headers.pages import PageWords, load_page_words
from govstats.reading.isolation import IsolatedReader
from govstats.reading.limits import DEFAULT_LIMITS, Limits
from govstats.reading.report import Header, Report
from govstats.reading.sniffing import tell_format

_NUMBER = re.compile(r"[0-9０-９〇零一二两三四五六七八九十百千万亿]+")


class ReportReader:
    """Reads files into reports. Made once, used for any number of files.

    Args:
        cues: how heads are read; the catalogue's where None.
        gazetteer: the divisions; the package's own where None.
        limits: how much of a file is read before it is refused.
    """

    def __init__(
        self,
        cues: HeaderCues | None = None,
        gazetteer: Gazetteer | None = None,
        limits: Limits = DEFAULT_LIMITS,
    ) -> None:
        self._cues = cues
        self._gazetteer = gazetteer
        self._limits = limits
        self._isolated = IsolatedReader()

    @cached_property
    def _page(self) -> PageWords:
        return load_page_words()

    @cached_property
    def _heads(self) -> HeadReader:
        return HeadReader(self._cues or load_header_cues(), self._page)

    @cached_property
    def _identifier(self) -> Identifier:
        return Identifier(self._page, self.gazetteer)

    @cached_property
    def gazetteer(self) -> Gazetteer:
        """The divisions that places are resolved with."""
        return self._gazetteer or load_gazetteer()

    def read(self, source: Source, given: Given | None = None) -> Report:
        """Read a file as a report.

        Args:
            source: the file's bytes.
            given: what the user says of it.

        Returns:
            The report, its place, year and issuer settled.

        Raises:
            ReadingError: it is empty, binary or undecodable.
            HeaderError: its place or year cannot be told.
        """
        return self._identify(source, self.read_document(source), given or Given())

    def _identify(self, source: Source, document: Document, given: Given) -> Report:
        head = self._heads.read(document.text, document.stated)
        header, warnings = self._identifier.identify(source.name, document.text, head, given)
        return _report(source, document, header, warnings)

    def read_document(self, source: Source) -> Document:
        """Read the text of a file, whatever format it is in.

        Args:
            source: the file's bytes.

        Returns:
            The text with what the file says of itself beside it.

        Raises:
            ReadingError: it cannot be read, or is of a format that is not.
        """
        kind = tell_format(source.data, source.name, self._limits)
        if kind == "zip":
            raise ReadingError(
                f"{source.name}: this is a zip archive", "ingest and extract take the reports out of archives"
            )
        if kind == "plain":
            document = read_plain(source.data, source.name)
        else:
            document = self._isolated.read(kind, source.data, source.name, self._limits)
        _check_length(document.text, source.name, self._limits)
        return document

    def read_loosely(self, source: Source, given: Given | None = None) -> Report:
        """Read a file as a report whose place or year may stay unknown, with a warning that says so.

        Args:
            source: the file's bytes.
            given: what the user says of it.

        Returns:
            The report; one whose place or year cannot be told has no place.

        Raises:
            ReadingError: it is empty, binary or undecodable.
            HeaderError: the place that the user gives is none.
        """
        given = given or Given()
        document = self.read_document(source)
        try:
            return self._identify(source, document, given)
        except HeaderError as error:
            if given.place is not None:
                raise
            header = self._identifier.describe(self._heads.read(document.text, document.stated), given)
            return _report(source, document, header, (error.message.removeprefix(f"{source.name}: "),))


def _check_length(text: str, name: str, limits: Limits) -> None:
    hint = "split it, or leave out what is no report"
    if len(text) > limits.max_characters:
        raise ReadingError(
            f"{name}: more than {limits.max_characters:,} characters, no report is so long", hint
        )
    if len(text) < 2 * limits.max_numbers:  # what parts two numbers takes room as well
        return
    numbers = sum(1 for _ in islice(_NUMBER.finditer(text), limits.max_numbers + 1))
    if numbers > limits.max_numbers:
        raise ReadingError(f"{name}: more than {limits.max_numbers:,} numbers, no report has so many", hint)


def _report(source: Source, document: Document, header: Header, warnings: tuple[str, ...]) -> Report:
    warnings = (*document.warnings, *warnings)
    if count := document.text.count("\ufffd"):
        warnings += (f"the text was damaged before it was saved: {count} replacement characters",)
    is_as_it_stands = document.media_type == "text/plain" and document.encoding == "utf-8"
    return Report(
        name=source.name,
        text=document.text,
        sha256=source.sha256,
        text_sha256=source.sha256 if is_as_it_stands else _hash_of(document.text),
        media_type=document.media_type,
        encoding=document.encoding,
        header=header,
        warnings=warnings,
        pages=document.pages,
        is_recognised=document.is_recognised,
    )


def _hash_of(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
