"""Administrative divisions of China by code, name and year."""

from govstats.places.division import Division, Level

__all__ = ["Division", "Level"]
