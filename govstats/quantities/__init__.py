"""Text to mentions: the quantities of a text, and the numbers that are no figures, each with its reason."""

from govstats.quantities.model import Bound, Quantity, Reason, SetAside
from govstats.quantities.scanning import Scan, Scanner, build_scanner
from govstats.quantities.zeros import ZeroReader, add_zeros, build_zero_reader

__all__ = [
    "Bound",
    "Quantity",
    "Reason",
    "Scan",
    "Scanner",
    "SetAside",
    "ZeroReader",
    "add_zeros",
    "build_scanner",
    "build_zero_reader",
]
