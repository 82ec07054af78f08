"""The command line: thin commands that parse, call one function, and print."""

from govstats.cli.main import main

__all__ = ["main"]
