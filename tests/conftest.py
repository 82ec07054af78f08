"""What holds for all tests."""

from __future__ import annotations

from hypothesis import settings

# A busy machine is no fault, and a run says the same as the one before; tests that need other numbers say so.
settings.register_profile("steady", deadline=None, derandomize=True)
settings.load_profile("steady")
