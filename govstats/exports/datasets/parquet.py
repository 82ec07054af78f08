"""The figures as Parquet: one file, or a folder parted by year and province."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from itertools import groupby
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import pyarrow as pa
import pyarrow.parquet as pq

from govstats.exports.columnar import GROUP_ROWS, groups
from govstats.exports.datasets.describing import EXPORT_MARK, describe, title_of, write_json
from govstats.exports.datasets.outcome import Outcome, as_named
from govstats.exports.files import replaced_file, replaced_folder
from govstats.warehouse.dataset import Dataset

PARTITIONS = {"year": "year", "province": "province_code"}
"""What a folder can be parted by, and the column that each names its folders with."""

DESCRIPTION_FILE = "_govstats.json"
"""The description in a folder; readers of Parquet pass over names that begin with an underscore."""

_FILE = "figures.parquet"
_WITHOUT_DICTIONARY = {"value", "text", "evidence", "label", "observation_id", "confidence"}


def write_parquet(dataset: Dataset, target: Path) -> Outcome:
    """Write the figures into one file of Parquet, compressed with Zstandard; the schema's metadata describe them.

    Args:
        dataset: the figures.
        target: the file.

    Returns:
        what was written.

    Raises:
        ExportError: the file cannot be written.
    """
    schema = described_schema(dataset, dataset.schema)
    with replaced_file(target) as stream:
        _write_file(stream, schema, dataset.figures())
    return Outcome((target,), dataset.counts.figures, as_named(dataset))


def write_partitions(dataset: Dataset, target: Path, by: Sequence[str]) -> Outcome:
    """Write the figures into a folder of Parquet, parted as Hive has it: year=2020/province_code=310000/figures.parquet.

    The columns that part them are in the names of the folders alone; pandas, pyarrow and DuckDB read them back.

    Args:
        dataset: the figures.
        target: the folder; one that exists must be empty or hold an earlier export.
        by: what to part by, from the outside inwards: names of PARTITIONS.

    Returns:
        what was written.

    Raises:
        ExportError: the folder holds other things, or cannot be written.
    """
    columns = [PARTITIONS[name] for name in by]
    description = describe(dataset)
    with replaced_folder(target, is_own_folder) as folder:
        schema = described_schema(dataset, pa.schema(f for f in dataset.schema if f.name not in columns))
        for values, batches in _parts(dataset.figures(*columns), columns):
            part = folder.joinpath(
                *(f"{column}={value}" for column, value in zip(columns, values, strict=True))
            )
            part.mkdir(parents=True)
            with (part / _FILE).open("wb") as stream:
                _write_file(stream, schema, batches)
        (folder / DESCRIPTION_FILE).write_bytes(write_json(description | {"partitioned_by": columns}))
    return Outcome((target,), dataset.counts.figures, as_named(dataset))


def is_own_folder(folder: Path) -> bool:
    """Tell whether a folder holds an earlier export and nothing else."""
    try:
        described = msgspec.json.decode((folder / DESCRIPTION_FILE).read_bytes())
    except (OSError, msgspec.DecodeError):
        return False
    if not isinstance(described, dict):
        return False
    names = {path.name for path in folder.rglob("*") if not path.is_dir()}
    return EXPORT_MARK in described and names <= {_FILE, DESCRIPTION_FILE}


def described_schema(dataset: Dataset, schema: pa.Schema) -> pa.Schema:
    """Put the description of a dataset into a schema: as a whole under govstats, and of each column."""
    fields = [
        field.with_metadata({"title": title_of(field.name), "description": dataset.meanings[field.name]})
        for field in schema
    ]
    return pa.schema(fields, {EXPORT_MARK: msgspec.json.encode(describe(dataset))})


def _write_file(stream: BinaryIO, schema: pa.Schema, batches: Iterable[pa.RecordBatch]) -> None:
    repeating = [field.name for field in schema if field.name not in _WITHOUT_DICTIONARY]
    writer = pq.ParquetWriter(stream, schema, compression="zstd", use_dictionary=repeating)
    with closing(writer):
        for group in groups(iter(batches)):
            writer.write_table(pa.Table.from_batches(group).cast(schema), row_group_size=GROUP_ROWS)
    stream.flush()


def _parts(
    batches: Iterable[pa.RecordBatch], columns: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], Iterator[pa.RecordBatch]]]:
    """Part batches that are sorted by some columns by their values, and drop the columns."""
    for values, pieces in groupby(_runs(batches, columns), key=lambda run: run[0]):
        yield values, (piece.drop_columns(list(columns)) for _, piece in pieces)


def _runs(
    batches: Iterable[pa.RecordBatch], columns: Sequence[str]
) -> Iterator[tuple[tuple[Any, ...], pa.RecordBatch]]:
    """Cut batches where one of the columns changes."""
    for batch in batches:
        keys = zip(*(batch.column(name).to_pylist() for name in columns), strict=True)
        start = 0
        for values, run in groupby(keys):
            length = sum(1 for _ in run)
            yield values, batch.slice(start, length)
            start += length
