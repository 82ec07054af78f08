"""The DuckDB side: a columnar snapshot of the store, its views, and queries that can do nothing but read."""

import lazy_loader

# Each command loads what it needs: names are loaded when they are first used, __init__.pyi tells from where.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
