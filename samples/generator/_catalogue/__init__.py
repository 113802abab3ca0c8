"""The committed samples: what each picture shows, why it is there, and which flags it must raise.

Flags stand as Precheck must raise them, all of them and no others.
"""

from samples.generator._catalogue.content_faults import CONTENT_FAULTS
from samples.generator._catalogue.files import FILES
from samples.generator._catalogue.good import GOOD
from samples.generator._catalogue.orientations import ORIENTATIONS
from samples.generator._catalogue.picture_faults import PICTURE_FAULTS
from samples.generator._catalogue.sample import Sample, Submission
from samples.generator._catalogue.whole import FAULTY_PAPERS, WHOLE

SUBMISSIONS = (*WHOLE, *FAULTY_PAPERS, *GOOD, *ORIENTATIONS, *PICTURE_FAULTS, *CONTENT_FAULTS, *FILES)

__all__ = ["SUBMISSIONS", "Sample", "Submission"]
