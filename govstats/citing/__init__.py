"""Citations: the sentence that states a figure, its place in the report, and the reference to that report."""

from govstats.citing.citer import Citer
from govstats.citing.model import Citation, CitedFigure, TablePlace, Whereabouts
from govstats.citing.references import write_bibtex, write_csl

__all__ = ["Citation", "CitedFigure", "Citer", "TablePlace", "Whereabouts", "write_bibtex", "write_csl"]
