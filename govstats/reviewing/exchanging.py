"""Corrections as a file, for people, for version control, and for other databases.

YAML in UTF-8, the corrections of one report together in the order of its text, so that two files of nearly the same
corrections differ in a few lines. What is as it was read is not in the file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any, Final, Literal

import msgspec
import yaml
from msgspec import Meta
from sqlalchemy.orm import Session

from govstats.catalogue.strict_yaml import read_document
from govstats.errors import CatalogueError, ReadingError, ReviewError
from govstats.exports.files import write_text
from govstats.observations.model import Kind, Scope
from govstats.store import (
    Correction,
    Decision,
    StandingCorrection,
    Store,
    add_corrections,
    match_corrections,
    read_corrections,
)
from govstats.store.decimals import canonical_decimal

FILE_VERSION: Final = 1
_HINT: Final = "correct the file, or export it anew; docs/review.md tells what it may hold"
_HEAD: Final = """\
# What reviewers say about figures; govstats review import brings it into another database.
# Rows are tied to the words of a report, and each comes in once, by its uuid.
"""
_ONE_LINE: Final = 1_000_000  # characters: no value is folded
_OTHER_LINE_ENDS: Final = (
    "\x85\u2028\u2029"  # which YAML would read as a plain end of line, unless they are escaped
)
_Text = Annotated[str, Meta(min_length=1)]


@dataclass(frozen=True, slots=True)
class Imported:
    """What became of the corrections of a file.

    Attributes:
        added: how many came in.
        known: how many were there already.
        lost: those of the file of which nothing shows in this database, each with the reason.
        remarks: those of which something does not show.
        forgotten: how many findings went, because they speak of figures that are shown otherwise now.
    """

    added: int
    known: int
    lost: tuple[StandingCorrection, ...]
    remarks: tuple[StandingCorrection, ...]
    forgotten: int


class _Report(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    issuer: _Text
    year: int
    sha256: _Text


class _Read(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    text: _Text
    start: int
    end: int
    value: Decimal
    unit: str
    year: int
    kind: Kind
    scope: Scope
    indicator: str | None = None


class _New(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    value: Decimal | None = None
    unit: str | None = None
    indicator: str | None = None
    year: int | None = None
    kind: Kind | None = None
    scope: Scope | None = None


class _Entry(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """A correction as the file has it."""

    report: _Report
    read: _Read
    decision: Decision
    reviewer: _Text
    made_at: Annotated[datetime, Meta(tz=True)]
    uuid: _Text
    new: _New | None = None
    note: str = ""

    def __post_init__(self) -> None:
        """Refuse what makes no sense while the line is known."""
        if self.reviewer != self.reviewer.strip():
            raise ValueError(f"the name of the reviewer {self.reviewer!r} begins or ends with a space")
        self.correction()

    def correction(self) -> Correction:
        """Give the correction.

        Raises:
            ValueError: it makes no sense.
        """
        read, new = self.read, self.new or _New()
        return Correction(
            source_sha256=self.report.sha256,
            issuer=self.report.issuer,
            report_year=self.report.year,
            start_offset=read.start,
            end_offset=read.end,
            expected_text=read.text,
            expected_value=read.value,
            expected_unit=read.unit,
            expected_indicator=read.indicator,
            expected_year=read.year,
            expected_kind=read.kind,
            expected_scope=read.scope,
            decision=self.decision,
            new_value=new.value,
            new_unit=new.unit,
            new_indicator=new.indicator,
            new_year=new.year,
            new_kind=new.kind,
            new_scope=new.scope,
            note=self.note,
            reviewer=self.reviewer,
            made_at=self.made_at,
            uuid=self.uuid,
        )


class _File(msgspec.Struct, forbid_unknown_fields=True):
    version: Literal[1]
    corrections: list[_Entry]


class _Head(msgspec.Struct):
    """What a file of any version says of itself."""

    version: str


def export_corrections(store: Store, path: Path) -> int:
    """Write all corrections of a database into a file, as a whole or not at all.

    Args:
        store: an open store.
        path: the file, which may exist and is no database.

    Returns:
        How many they are.

    Raises:
        ExportError: the file cannot be written.
        StoreError: the store cannot be read.
    """
    with store.reading() as session:
        corrections = read_corrections(session)
    write_text(write_corrections(corrections), path)
    return len(corrections)


def import_corrections(store: Store, path: Path) -> Imported:
    """Bring the corrections of a file into a database; those that it has already are passed over.

    Those about reports or figures that the database lacks are kept for when they come, and told.

    Args:
        store: an open store.
        path: a file that `export_corrections` has written.

    Raises:
        ReadingError: the file cannot be read, a line of it is wrong, or has the uuid of another correction of the database;
            nothing is brought in then.
        StoreError: the store cannot be written.
    """
    corrections = load_corrections(path)
    uuids = {one.uuid for one in corrections}

    def write(session: Session) -> Imported:
        added = add_corrections(session, corrections)
        standing = [one for one in match_corrections(session) if one.correction.uuid in uuids]
        return Imported(
            added.added,
            added.known,
            tuple(one for one in standing if one.hold.is_lost),
            tuple(one for one in standing if not one.hold.is_lost and one.remark),
            added.forgotten,
        )

    try:
        return store.write(write)
    except ReviewError as error:
        raise ReadingError(f"{path}: {error.message}", error.hint) from error


def write_corrections(corrections: Iterable[Correction]) -> str:
    """Write corrections as the text of a file.

    Args:
        corrections: the corrections in the order of the file.
    """
    entries = [_as_written(one) for one in corrections]
    document = {"version": FILE_VERSION, "corrections": entries}
    return _HEAD + yaml.dump(document, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=_ONE_LINE)


def load_corrections(path: Path) -> tuple[Correction, ...]:
    """Read a file of corrections.

    Args:
        path: the file.

    Raises:
        ReadingError: it cannot be read, or a line of it is wrong.
    """
    try:
        document = read_document(path, _File)
    except CatalogueError as error:
        _refuse_other_version(path)
        raise ReadingError(error.message, _HINT) from error
    corrections = tuple(one.correction() for one in document.corrections)
    seen: set[str] = set()
    for one in corrections:
        if one.uuid in seen:
            raise ReadingError(f"{path}: the uuid {one.uuid} stands twice", _HINT)
        seen.add(one.uuid)
    return corrections


def _refuse_other_version(path: Path) -> None:
    """Say of a file that cannot be read that it is of another version, if that is why."""
    try:
        version = read_document(path, _Head).version
    except CatalogueError:
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    line = next((number for number, words in enumerate(lines, 1) if words.startswith("version")), 1)
    if version != str(FILE_VERSION):
        raise ReadingError(
            f"{path}:{line}: version {version} is not known, only {FILE_VERSION}",
            "a newer govstats reads it, if it wrote it",
        )


def _as_written(one: Correction) -> dict[str, Any]:
    read = {
        "text": one.expected_text,
        "start": one.start_offset,
        "end": one.end_offset,
        "value": one.expected_value,
        "unit": one.expected_unit,
        "indicator": one.expected_indicator,
        "year": one.expected_year,
        "kind": str(one.expected_kind),
        "scope": str(one.expected_scope),
    }
    entry = {
        "report": {"issuer": one.issuer, "year": one.report_year, "sha256": one.source_sha256},
        "read": {name: value for name, value in read.items() if value is not None},
        "decision": str(one.decision),
        "new": {
            name: str(value) if isinstance(value, Kind | Scope) else value
            for name, value in one.changes.items()
        },
        "note": one.note,
        "reviewer": one.reviewer,
        "made_at": one.made_at,
        "uuid": one.uuid,
    }
    return {name: value for name, value in entry.items() if value not in ("", {})}


_SafeDumper: type[Any] = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # libyaml where the wheel carries it


class _Dumper(_SafeDumper):  # type: ignore[misc]
    """Writes numbers and times as they are read: digits without quotes."""

    def ignore_aliases(self, data: Any) -> bool:  # noqa: ARG002
        """Write what stands twice twice."""
        return True


def _write_words(dumper: Any, words: str) -> Any:
    style = '"' if any(sign in words for sign in _OTHER_LINE_ENDS) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", words, style)


def _write_decimal(dumper: Any, value: Decimal) -> Any:
    plain = canonical_decimal(value)
    return dumper.represent_scalar(f"tag:yaml.org,2002:{'float' if '.' in plain else 'int'}", plain)


def _write_moment(dumper: Any, value: datetime) -> Any:
    return dumper.represent_scalar("tag:yaml.org,2002:timestamp", value.isoformat())


_Dumper.add_representer(str, _write_words)
_Dumper.add_representer(Decimal, _write_decimal)
_Dumper.add_representer(datetime, _write_moment)
