"""Writes a dataset in one of the formats that a whole dataset can be handed on in."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal, get_args

if TYPE_CHECKING:
    from govstats.exports.datasets.outcome import Outcome
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
    match format:  # each loads what only it needs
        case "csv":
            from govstats.exports.datasets.csvw import write_csv  # noqa: PLC0415

            return write_csv(dataset, target, for_excel=for_excel)
        case "xlsx":
            from govstats.exports.datasets.workbook import write_figures as write  # noqa: PLC0415
        case "parquet":
            from govstats.exports.datasets.parquet import write_parquet, write_partitions  # noqa: PLC0415

            if partition:
                return write_partitions(dataset, target, partition)
            write = write_parquet
        case "datapackage":
            from govstats.exports.datasets.package import write_package as write  # noqa: PLC0415
        case "sdmx-csv":
            from govstats.exports.datasets.sdmx import write_sdmx as write  # noqa: PLC0415
        case "datacommons":
            from govstats.exports.datasets.data_commons import write_data_commons as write  # noqa: PLC0415
    return write(dataset, target)
