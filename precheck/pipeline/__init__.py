"""One upload from bytes to report: the pipeline files, the stages in their order, the checks, the report.

:func:`examination.examine` is the straight way; :mod:`definition` and :mod:`requirements` load what the office has laid
down, with a province's own files over it. For the front door (:mod:`precheck.wiring`) and for what lists or compares rules.
"""
