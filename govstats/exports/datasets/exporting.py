"""Writes a dataset in one of the formats that a whole dataset can be handed on in."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, get_args

from govstats.exports.datasets.csvw import write_csv
from govstats.exports.datasets.data_commons import write_data_commons
from govstats.exports.datasets.outcome import Outcome
from govstats.exports.datasets.package import write_package
from govstats.exports.datasets.parquet import write_parquet, write_partitions
from govstats.exports.datasets.sdmx import write_sdmx
from govstats.exports.datasets.workbook import write_figures
from govstats.warehouse.dataset import Dataset

DatasetFormat = Literal["csv", "xlsx", "parquet", "datapackage", "sdmx-csv", "datacommons"]
DATASET_FORMATS: tuple[DatasetFormat, ...] = get_args(DatasetFormat)


def export(
    dataset: Dataset,
    target: Path,
    format: DatasetFormat,  # noqa: A002 -- the word that the command line uses
    *,
    for_excel: bool = True,
    partition: Sequence[str] = (),
) -> Outcome:
    """Write a dataset with all that describes it, each file or folder as a whole or not at all.

    Args:
        dataset: the figures.
        target: a file; for a data package or a parted folder of Parquet, a folder.
        format: one of DATASET_FORMATS.
        for_excel: for csv, whether it is written for double-clicking; see write_csv.
        partition: for parquet, what the folder is parted by: year, province; empty for one file.

    Returns:
        what was written.

    Raises:
        ExportError: the format cannot hold these figures, or the target cannot be written.
    """
    if format == "csv":
        return write_csv(dataset, target, for_excel=for_excel)
    if format == "parquet" and partition:
        return write_partitions(dataset, target, partition)
    return _WRITERS[format](dataset, target)


_WRITERS: Mapping[DatasetFormat, Callable[[Dataset, Path], Outcome]] = {
    "xlsx": write_figures,
    "parquet": write_parquet,
    "datapackage": write_package,
    "sdmx-csv": write_sdmx,
    "datacommons": write_data_commons,
}
