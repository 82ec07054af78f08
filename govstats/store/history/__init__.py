"""The revisions of a report, and which figures were gained, lost and changed from one to the next."""

from govstats.store.history.changes import READ, STATED, FigureChange
from govstats.store.history.figures import HistoricFigure
from govstats.store.history.reading import History, Revision, RevisionStep, read_history

__all__ = [
    "READ",
    "STATED",
    "FigureChange",
    "HistoricFigure",
    "History",
    "Revision",
    "RevisionStep",
    "read_history",
]
