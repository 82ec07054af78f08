"""Every error that govstats raises on purpose: what was found, where, and what to do about it."""

from __future__ import annotations


class GovstatsError(Exception):
    """Base of all errors of govstats.

    Args:
        message: what was found and where, naming the file if there is one; one line.
        hint: what the user can do about it; one line, may be empty.

    Attributes:
        exit_code: the exit code of the command line when this error ends it (see docs/cli.md).
    """

    exit_code = 1

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __str__(self) -> str:
        return f"{self.message}; {self.hint}" if self.hint else self.message


class ReadingError(GovstatsError):
    """A file cannot be read as a report: missing, empty, binary or undecodable."""


class HeaderError(GovstatsError):
    """The place, year or issuer of a report cannot be told; the hint names the option that settles it."""


class PlaceError(GovstatsError):
    """A place asked for is unknown, or its name is shared by several places."""

    exit_code = 2


class CatalogueError(GovstatsError):
    """A data file of the catalogue is wrong; the message names the file and the line."""

    exit_code = 4


class StoreError(GovstatsError):
    """The database cannot be used: locked, full, damaged, not ours, or of another revision."""

    exit_code = 3


class CollisionError(StoreError):
    """Programs that changed the database at the same time were in each other's way; this one gave way."""


class UnstorableError(StoreError):
    """One report cannot be stored as it was read; others can."""


class ReportError(GovstatsError):
    """A report asked for is not in the database, several are meant, or its source was not kept."""

    exit_code = 2


class ReviewError(GovstatsError):
    """What a reviewer says of a figure makes no sense: nothing differs, an unknown indicator or unit, no number."""

    exit_code = 2


class AnswerError(GovstatsError):
    """An answer cannot be read; the ones behind it would be taken for answers to other questions."""

    exit_code = 2


class QueryError(GovstatsError):
    """A query is not allowed or not valid SQL; the message carries the position."""

    exit_code = 2


class ExportError(GovstatsError):
    """A table cannot be written where it was asked to go."""


class SettingsError(GovstatsError):
    """The configuration file is wrong; the message names it."""

    exit_code = 2
