from __future__ import annotations

import numpy as np
import pytest

from precheck.imaging.decode import decode
from precheck.imaging.encode import jpeg
from precheck.imaging.header import probe
from tests.hostile import jpeg_files as jpegs


@pytest.mark.parametrize(
    ("width", "height", "side", "expected"),
    [
        (400, 200, 100, (100, 50)),
        (200, 400, 100, (50, 100)),
        (80, 60, 100, (80, 60)),
        (3000, 2, 100, (100, 1)),
    ],
)
def test_the_longer_side_is_at_most_what_was_asked(
    width: int, height: int, side: int, expected: tuple[int, int]
) -> None:
    header = probe(jpeg(jpegs.flat(width, height), side))
    assert (header.width, header.height) == expected
    assert (header.format, header.scans, header.problems) == ("jpeg", 1, ())


def test_nothing_of_the_original_file_is_left() -> None:
    secret = b"Exif\0\0" + jpegs.exif(6) + b"GPS 39.9N 116.4E"
    original = jpegs.with_segments(jpegs.jpeg(jpegs.quarters()), jpegs.segment(0xE1, secret)) + b"<script>"
    copy = jpeg(decode(original, probe(original)), 1000)
    assert b"Exif" not in copy
    assert b"GPS" not in copy
    assert b"<script>" not in copy
    assert probe(copy).exif_orientation is None
    assert (probe(copy).width, probe(copy).height) == (48, 64)


def test_colours_are_kept() -> None:
    again = decode(copy := jpeg(jpegs.quarters(), 64, quality=95), probe(copy))
    assert np.abs(again[10, 10].astype(int) - jpegs.quarters()[10, 10]).max() <= 3


def test_nothing_cannot_be_encoded() -> None:
    with pytest.raises(ValueError, match="cannot encode"):
        jpeg(np.empty((0, 5, 3), np.uint8), 100)
    with pytest.raises(ValueError, match="cannot encode"):
        jpeg(jpegs.flat(5, 5), 0)
