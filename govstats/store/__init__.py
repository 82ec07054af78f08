"""The relational store: its schema, its revisions, and everything that reads or writes it."""

import lazy_loader

# A query needs nothing of what reads reports: names are loaded when they are first used, __init__.pyi tells from where.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
