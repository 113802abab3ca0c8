"""The queue: what waits, the worst and oldest first."""
