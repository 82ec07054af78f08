"""The checks of one report, a module for each kind."""
