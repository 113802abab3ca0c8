"""The same examples in every run, and none kept on disk."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("fields", max_examples=40, derandomize=True, deadline=None, database=None)
settings.load_profile("fields")
