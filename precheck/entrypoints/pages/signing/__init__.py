"""Signing in and out, the first administrator, one's own account."""
