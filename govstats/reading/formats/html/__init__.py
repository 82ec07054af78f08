"""Pages of the web, saved by a browser or a crawler."""

from govstats.reading.formats.html.reading import read_html

__all__ = ["read_html"]
