"""The catalogue: knowledge as data, with its strict loader."""

import lazy_loader

# Who only reads a data file need not load what matches indicators: names are loaded when they are first used,
# __init__.pyi tells from where.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
