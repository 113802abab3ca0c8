"""Layouts to come."""
