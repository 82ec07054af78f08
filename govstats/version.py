"""The version of the program, recorded with every report that it reads."""

__version__ = "0.1.0"
