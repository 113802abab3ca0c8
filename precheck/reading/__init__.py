"""From pixels and lines to meaning: how the picture lies, which pages it shows, which text is which field, what was declared.

:mod:`orientation`, :mod:`pages`, :mod:`kind`, then :mod:`fields` and :mod:`again`, which look a second time where there is
doubt; the others are parts of these. For the stages; checks read values only, and a few judgements of layout and obstruction.
"""
