"""What needs several uploads: required materials and views, contradictions, duplicates; the submission's report.

:func:`assess.assess` makes it from the uploads' reports and a registration. Without pictures: it never reads again.
From outside: this, :mod:`rules`, and the flags of :mod:`views` and :mod:`duplicates`."""
