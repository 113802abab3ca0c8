"""Checking many pictures: a manifest or a folder in, reports and the triage report out.

rows (what to check) → run (reports in row order, resumable, from processes that may die) → triage (the rest is made
from ``reports.jsonl`` alone)."""
