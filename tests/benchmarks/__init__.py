"""The measuring tools count what they say, and leave nothing behind."""
