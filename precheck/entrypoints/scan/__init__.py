"""Checking many pictures: a manifest or a folder in, reports and the triage report out.

rows (what to check) → pool (processes that may die) → run (reports in row order, resumable) → triage (the rest is
made from ``reports.jsonl`` alone).
"""
