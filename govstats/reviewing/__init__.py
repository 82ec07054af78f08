"""Review of doubtful figures: which to look at, what a reviewer says, how two reviewers agree, and files of it."""

from govstats.reviewing.agreeing import Agreement, Difference, agree
from govstats.reviewing.deciding import KEPT, Changes, Reviewer
from govstats.reviewing.exchanging import Imported, export_corrections, import_corrections
from govstats.reviewing.figures import ReviewedFigure, read_reviewed
from govstats.reviewing.picking import UNSURE_BELOW, Concern, Picked, ReviewChoice, pick
from govstats.reviewing.vocabulary import Vocabulary, read_vocabulary

__all__ = [
    "KEPT",
    "UNSURE_BELOW",
    "Agreement",
    "Changes",
    "Concern",
    "Difference",
    "Imported",
    "Picked",
    "ReviewChoice",
    "ReviewedFigure",
    "Reviewer",
    "Vocabulary",
    "agree",
    "export_corrections",
    "import_corrections",
    "pick",
    "read_reviewed",
    "read_vocabulary",
]
