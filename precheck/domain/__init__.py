"""The values that everything else speaks in. Imports nothing of the package outside this folder."""
