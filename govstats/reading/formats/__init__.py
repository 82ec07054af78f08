"""The readers of the formats that reports come in: bytes to documents."""
