"""Text set in columns: characters that stand upright one below the other, on a page that is not turned.

A recogniser reads a column laid on its side nearly as well as a row, so that an upright page set in columns looks like one
turned by a quarter. The characters tell: taken out of the line one by one and turned back each by itself, those of a column
read the same again; those of a turned row do not.
"""

from collections.abc import Sequence
from difflib import SequenceMatcher

import cv2
import numpy as np

from precheck.domain.geometry import Image, Quad, quad
from precheck.domain.text import TextLine
from precheck.fields.glyphs import is_han
from precheck.ocr import OcrEngine
from precheck.ocr._crop import line_image

LINES, CHARACTERS = 4, 3
"""Lines asked at most, the surest first, and how many characters of Chinese one must have to be asked."""

CELL_PX = 48
"""Each character is cut out as a square of so many pixels."""

SAME = 0.5
"""Share of the characters that must be read again: those of rows are read as others, or not at all."""


def are_columns(engine: OcrEngine, image: Image, lines: Sequence[TextLine]) -> bool:
    """Whether lines that run down or up the picture are columns of upright characters. ``lines``: as they were read."""
    asked = sorted(
        (
            line
            for line in lines
            if sum(map(is_han, line.text)) >= CHARACTERS and len(line.spans) == len(line.text)
        ),
        key=lambda line: -line.confidence,
    )[:LINES]
    if not asked:
        return False
    rows = [_characters_upright(image, line) for line in asked]
    sheet = np.full((2 * CELL_PX * len(rows), max(row.shape[1] for row in rows), 3), 255, np.uint8)
    boxes: list[Quad] = []
    for number, row in enumerate(rows):
        top = 2 * CELL_PX * number + CELL_PX // 2
        sheet[top : top + CELL_PX, : row.shape[1]] = row
        left, right, bottom = 0, row.shape[1], top + CELL_PX
        boxes.append(quad(np.array([(left, top), (right, top), (right, bottom), (left, bottom)], float)))
    again = engine.read(sheet, boxes)
    same = sum(_common(line.text, other.text) for line, other in zip(asked, again, strict=True))
    return same >= SAME * sum(len(line.text) for line in asked)


def _characters_upright(image: Image, line: TextLine) -> Image:
    """The line's characters in a row, each turned back by a quarter."""
    strip = line_image(image, line.box, CELL_PX, 100 * CELL_PX)
    padded = cv2.copyMakeBorder(strip, 0, 0, CELL_PX, CELL_PX, cv2.BORDER_REPLICATE)
    wide = strip.shape[1]
    cells = []
    for character, (start, end) in zip(line.text, line.spans, strict=True):
        if character.isspace():
            continue
        left = round((start + end) / 2 * wide + CELL_PX / 2)
        cells.append(cv2.rotate(padded[:, left : left + CELL_PX], cv2.ROTATE_90_CLOCKWISE))
    return np.asarray(np.concatenate(cells, axis=1), dtype=np.uint8)


def _common(text: str, other: str) -> int:
    blocks = SequenceMatcher(None, text, other, autojunk=False).get_matching_blocks()
    return sum(block.size for block in blocks)
