"""The HTTP interface: thin over the use cases. :mod:`.app` puts them together.

``python -m precheck.entrypoints.api`` serves it; ``precheck serve`` starts that with everything else."""
