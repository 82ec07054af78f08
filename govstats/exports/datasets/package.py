"""The figures as a data package of Frictionless Data: tables in CSV that refer to each other, and datapackage.json."""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, BinaryIO, Protocol, cast

import msgspec
import pyarrow as pa

from govstats.exports.datasets.cells import write_rows
from govstats.exports.datasets.describing import (
    DESCRIPTION_EN,
    EXPORT_MARK,
    TITLE_EN,
    caveats,
    origin_of,
    title_of,
    write_json,
)
from govstats.exports.datasets.outcome import Outcome, as_named
from govstats.exports.files import replaced_file, replaced_folder
from govstats.warehouse.dataset import Dataset

DESCRIPTOR = "datapackage.json"
_EARLIEST = (1980, 1, 1, 0, 0, 0)  # what a zip archive can tell; the same figures give the same bytes
_TYPES: tuple[tuple[Callable[[pa.DataType], bool], str], ...] = (
    (pa.types.is_integer, "integer"),
    (pa.types.is_decimal, "number"),
    (pa.types.is_floating, "number"),
    (pa.types.is_date, "date"),
)
_CONSTRAINTS: Mapping[str, Mapping[str, Any]] = {
    "district_code": {"required": True, "pattern": "[0-9]{6}"},
    "province_code": {"required": True, "pattern": "[0-9]{6}"},
    "indicator": {"required": True},
    "value": {"required": True},
    "year": {"required": True},
    "bound": {"required": True, "enum": ["=", "~", ">", "<"]},
    "scope": {"required": True, "enum": ["place", "issuer"]},
    "confidence": {"required": True, "minimum": 0, "maximum": 1},
    "period_start": {"required": True},
    "period_end": {"required": True},
    "verdict": {"required": True, "enum": ["confirmed", "contradicted", "unchecked"]},
    "correction": {"enum": ["accepted", "corrected"]},
    "sha256": {"required": True, "pattern": "[0-9a-f]{64}"},
}


@dataclass(frozen=True, slots=True)
class Resource:
    """A table of a data package.

    Attributes:
        name: its name, and that of its file.
        title: in English.
        key: the columns that tell its rows apart.
        refers: what columns refer to: the columns, the name of the table (empty for the same one), its columns.
    """

    name: str
    title: str
    key: tuple[str, ...]
    refers: tuple[tuple[tuple[str, ...], str, tuple[str, ...]], ...] = ()

    @property
    def path(self) -> str:
        """Its file in the package."""
        return f"data/{self.name}.csv"


_PLACE = ("district_code", "full_name")
FIGURES = Resource(
    "figures",
    "The figures, one a row",
    ("observation_id",),
    (
        (_PLACE, "places", _PLACE),
        (("indicator",), "indicators", ("indicator",)),
        (("unit_code",), "units", ("unit_code",)),
        (("report_id",), "reports", ("report_id",)),
    ),
)
INDICATORS = Resource(
    "indicators",
    "What is measured",
    ("indicator",),
    ((("unit_code",), "units", ("unit_code",)),),
)
UNITS = Resource("units", "Units of measure", ("unit_code",), ((("base_code",), "", ("unit_code",)),))
PLACES = Resource("places", "Places as they were in the years of the figures", _PLACE)
REPORTS = Resource("reports", "The reports that state the figures", ("report_id",))


class _Holder(Protocol):
    """What the files of a package are written into."""

    def open(self, name: str) -> Any:
        """Open a new file of the package for writing bytes; a context manager."""


@dataclass(frozen=True, slots=True)
class _Folder:
    path: Path

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        file = self.path / name
        file.parent.mkdir(exist_ok=True)
        with file.open("wb") as stream:
            yield stream


@dataclass(frozen=True, slots=True)
class _Archive:
    archive: zipfile.ZipFile

    @contextmanager
    def open(self, name: str) -> Iterator[IO[bytes]]:
        entry = zipfile.ZipInfo(name, _EARLIEST)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        with self.archive.open(entry, "w", force_zip64=True) as stream:
            yield stream


@dataclass(slots=True)
class _Counting(io.RawIOBase):
    """Passes bytes on, and knows how many they were and their hash."""

    stream: IO[bytes]
    size: int = 0
    digest: Any = field(default_factory=hashlib.sha256)

    def writable(self) -> bool:
        return True

    def write(self, content: Any) -> int:
        self.size += len(content)
        self.digest.update(content)
        return self.stream.write(content)


def write_package(dataset: Dataset, target: Path) -> Outcome:
    """Write the figures as a Tabular Data Package: the figures, and what they refer to, each as CSV.

    Args:
        dataset: the figures.
        target: a folder, which must be empty or hold an earlier package of this kind; or a file that ends in .zip.

    Returns:
        what was written.

    Raises:
        ExportError: the folder holds other things, or the target cannot be written.
    """
    if target.suffix.lower() == ".zip":
        with replaced_file(target) as stream, zipfile.ZipFile(stream, "w") as archive:
            _fill(_Archive(archive), dataset)
    else:
        with replaced_folder(target, is_own_package) as folder:
            _fill(_Folder(folder), dataset)
    return Outcome((target,), dataset.counts.figures, as_named(dataset))


def is_own_package(folder: Path) -> bool:
    """Tell whether a folder holds an earlier package of this kind and nothing else."""
    try:
        described = msgspec.json.decode((folder / DESCRIPTOR).read_bytes())
        files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if not path.is_dir()}
        own = {resource["path"] for resource in described["resources"]} | {DESCRIPTOR}
    except (OSError, msgspec.DecodeError, KeyError, TypeError):
        return False
    return EXPORT_MARK in described and files <= own


def _fill(holder: _Holder, dataset: Dataset) -> None:
    tables = (
        (INDICATORS, dataset.indicators()),
        (UNITS, dataset.units()),
        (PLACES, dataset.places()),
        (REPORTS, dataset.reports()),
    )
    written = [_write(holder, FIGURES, dataset.schema, dataset.figures(), dataset.meanings)]
    for resource, table in tables:
        meanings = dataset.meanings_of(resource.name)
        written.append(_write(holder, resource, table.schema, table.to_batches(), meanings))
    with holder.open(DESCRIPTOR) as stream:
        stream.write(write_json(_descriptor(dataset, written)))


def _write(
    holder: _Holder,
    resource: Resource,
    schema: pa.Schema,
    batches: Iterable[pa.RecordBatch],
    meanings: Mapping[str, str],
) -> dict[str, Any]:
    """Write a table and give its entry in the descriptor."""
    with holder.open(resource.path) as stream:
        counting = _Counting(stream)
        rows = write_rows(cast("BinaryIO", counting), schema.names, batches)
    fields = [_field(column, meanings[column.name], resource) for column in schema]
    keys = [
        {"fields": list(columns), "reference": {"resource": name, "fields": list(others)}}
        for columns, name, others in resource.refers
    ]
    return {
        "name": resource.name,
        "title": resource.title,
        "path": resource.path,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": counting.size,
        "hash": f"sha256:{counting.digest.hexdigest()}",
        "rows": rows,
        "dialect": {"delimiter": ",", "lineTerminator": "\r\n", "quoteChar": '"', "doubleQuote": True},
        "schema": {
            "fields": fields,
            "missingValues": [""],
            "primaryKey": list(resource.key),
            **({"foreignKeys": keys} if keys else {}),
        },
    }


def _field(column: pa.Field, meaning: str, resource: Resource) -> dict[str, Any]:
    constraints = (
        _CONSTRAINTS.get(column.name, {}) if resource is FIGURES or column.name in resource.key else {}
    )
    kind = next((name for is_of, name in _TYPES if is_of(column.type)), "string")
    return {
        "name": column.name,
        "title": title_of(column.name),
        "type": kind,
        "description": meaning,
        **({"constraints": dict(constraints)} if constraints else {}),
    }


def _descriptor(dataset: Dataset, resources: list[dict[str, Any]]) -> dict[str, Any]:
    origin = origin_of(dataset)
    return {
        "profile": "tabular-data-package",
        "name": "govstats-figures",
        "title": TITLE_EN,
        "description": "\n\n".join([DESCRIPTION_EN, *(f"- {caveat.en}" for caveat in caveats(dataset))]),
        **({"created": origin.as_of.isoformat()} if origin.as_of else {}),
        "sources": [{"title": "The reports listed in the resource reports, each with its hash"}],
        "caveats": msgspec.to_builtins(caveats(dataset)),
        EXPORT_MARK: msgspec.to_builtins(origin),
        "resources": resources,
    }
