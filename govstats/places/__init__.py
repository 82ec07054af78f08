"""Administrative divisions of China by code, name and year."""

from govstats.places.division import Division, Level
from govstats.places.finding import Found
from govstats.places.gazetteer import Gazetteer, load_gazetteer
from govstats.places.zones import FoundZone, Zone

__all__ = ["Division", "Found", "FoundZone", "Gazetteer", "Level", "Zone", "load_gazetteer"]
