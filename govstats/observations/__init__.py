"""Mentions and their context to typed observations."""

from govstats.observations.extracting import Extractor, build_extractor
from govstats.observations.model import Extraction, Kind, Observation, Scope, Status

__all__ = ["Extraction", "Extractor", "Kind", "Observation", "Scope", "Status", "build_extractor"]
