"""The shape of a text: width folding, sections, sentences. Offsets always point into the stored text."""

from govstats.text.outline import Section, find_sections, find_sentence_ends
from govstats.text.patterns import SeldomPattern, compile_pattern
from govstats.text.width import fold, fold_whole
from govstats.text.words import any_behind, any_of

__all__ = [
    "Section",
    "SeldomPattern",
    "any_behind",
    "any_of",
    "compile_pattern",
    "find_sections",
    "find_sentence_ends",
    "fold",
    "fold_whole",
]
