"""Re-scans: progress and what they changed."""
