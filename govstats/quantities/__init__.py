"""Text to mentions: the quantities of a text, and the numbers that are no figures, each with its reason."""

from govstats.quantities.model import Bound, Quantity, Reason, SetAside
from govstats.quantities.scanning import Scan, Scanner, build_scanner

__all__ = ["Bound", "Quantity", "Reason", "Scan", "Scanner", "SetAside", "build_scanner"]
