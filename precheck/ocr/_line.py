"""One cut-out line through a CTC recogniser, padded to a width of which there are few."""

from collections.abc import Sequence

import numpy as np

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.inference import Session
from precheck.ocr import _ctc

WIDTHS_PX = (64, 128, 192, 256, 320, 384, 448, 512, 640, 768, 896, 1024, 1280, 1536, 2048)
"""Lines are padded to one of these widths: for each the runtime keeps what it prepared, 3 MiB of the line reader and 6 of the
small tier."""

SELDOM_FROM_PX = 1024
"""What lines work in that are as wide as few are is not kept: docs/evaluation/2026-11-28-memory.md."""


class Recogniser:
    """A recogniser, loaded. ``name``: what its lines say who read them."""

    def __init__(self, name: str, session: Session, alphabet: Sequence[str]) -> None:
        self.runtime = session.name
        self._name = name
        self._session = session
        self._alphabet = _ctc.Alphabet(alphabet)

    def read(self, box: Quad, strip: Image) -> TextLine:
        """What stands on an upright strip (BGR) that was cut from ``box``.

        Each line is padded to its own bucket, never to a neighbour's width: padding changes readings.
        """
        high, wide = strip.shape[:2]
        padded = next(width for width in WIDTHS_PX if width >= wide)
        batch = np.zeros((1, 3, high, padded), np.float32)
        batch[0, :, :, :wide] = strip.transpose(2, 0, 1) / np.float32(127.5) - np.float32(1.0)
        chances = self._session.run(batch)[0]
        if padded >= SELDOM_FROM_PX:
            self._session.rest()
        return _ctc.decode(box, chances, self._alphabet, wide / padded, self._name)
