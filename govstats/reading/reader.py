"""Sources to reports."""

from __future__ import annotations

from functools import cached_property
from hashlib import sha256

from govstats.catalogue.cues import HeaderCues, load_header_cues
from govstats.errors import HeaderError
from govstats.places import Gazetteer, load_gazetteer
from govstats.reading.files import Source
from govstats.reading.formats.plain import Decoded, decode
from govstats.reading.header import HeadReader
from govstats.reading.identity import Given, Identifier
from govstats.reading.pages import PageWords, load_page_words
from govstats.reading.report import Header, Report


class ReportReader:
    """Reads files into reports. Made once, used for any number of files.

    Args:
        cues: how heads are read; the catalogue's where None.
        gazetteer: the divisions; the package's own where None.
    """

    def __init__(self, cues: HeaderCues | None = None, gazetteer: Gazetteer | None = None) -> None:
        self._cues = cues
        self._gazetteer = gazetteer

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
        decoded = decode(source.data, source.name)
        head = self._heads.read(decoded.text)
        header, warnings = self._identifier.identify(source.name, decoded.text, head, given or Given())
        return _report(source, decoded, header, warnings)

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
        try:
            return self.read(source, given)
        except HeaderError as error:
            if given.place is not None:
                raise
            decoded = decode(source.data, source.name)
            head = self._heads.read(decoded.text)
            year = given.year or next(iter(head.years), None)
            header = Header(
                title=head.title,
                issuer=given.issuer,
                year=year,
                document_number=head.document_number,
                published_on=head.published_on or head.dated_on or head.signed_on,
                source=head.source,
            )
            return _report(source, decoded, header, (error.message.removeprefix(f"{source.name}: "),))


def _report(source: Source, decoded: Decoded, header: Header, warnings: tuple[str, ...]) -> Report:
    if count := decoded.text.count("\ufffd"):
        warnings += (f"the text was damaged before it was saved: {count} replacement characters",)
    return Report(
        name=source.name,
        text=decoded.text,
        sha256=source.sha256,
        text_sha256=sha256(decoded.text.encode("utf-8", "surrogatepass")).hexdigest(),
        media_type="text/plain",
        encoding=decoded.encoding,
        header=header,
        warnings=warnings,
    )
