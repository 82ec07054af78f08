"""Files into the store: read and extracted by several workers, stored by one writer, one transaction each."""

from govstats.ingesting.ingester import Ingester
from govstats.ingesting.results import Ingested, Status, Tally

__all__ = ["Ingested", "Ingester", "Status", "Tally"]
