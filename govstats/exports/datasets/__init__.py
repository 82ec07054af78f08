"""Writes tidy tables of figures so that they explain themselves."""

from govstats.exports.datasets.exporting import DATASET_FORMATS, DatasetFormat, export
from govstats.exports.datasets.outcome import Outcome

__all__ = ["DATASET_FORMATS", "DatasetFormat", "Outcome", "export"]
