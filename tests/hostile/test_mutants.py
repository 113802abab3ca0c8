"""Damaged files, many and seeded: each gives a picture of the announced size, or Undecodable."""

from __future__ import annotations

import random

import numpy as np
import pytest

from precheck.imaging.decode import Undecodable, decode
from precheck.imaging.header import probe
from tests.hostile import jpeg_files as jpegs
from tests.hostile import png_files as pngs
from tests.hostile.examining import findings

_PHOTOGRAPH = jpegs.photograph(160, 120)
_WITH_EXIF = jpegs.segment(0xE1, b"Exif\0\0" + jpegs.exif(6))
_PIXELS = np.random.default_rng(5).bytes(1000)
_TEXT = pngs.chunk(b"tEXt", b"Comment\0" + _PIXELS[:300])
SEEDS = {
    "jpeg": jpegs.with_segments(jpegs.jpeg(_PHOTOGRAPH), _WITH_EXIF),
    "progressive": jpegs.with_segments(jpegs.jpeg(_PHOTOGRAPH, progressive=True), _WITH_EXIF),
    "rgba": pngs.raw(12, 10, 8, 6, _PIXELS, pngs.chunk(b"eXIf", jpegs.exif(5)), _TEXT),
    "palette": pngs.raw(
        12, 10, 8, 3, _PIXELS, pngs.chunk(b"PLTE", _PIXELS[:768]), pngs.chunk(b"tRNS", _PIXELS[:100])
    ),
    "grey16": pngs.raw(12, 10, 16, 0, _PIXELS, pngs.chunk(b"tRNS", b"\x12\x34"), _TEXT),
}


def mutant(data: bytes, chance: random.Random) -> bytes:
    """One to eight small injuries: flipped, overwritten, cut out, doubled, or the end cut off."""
    body = bytearray(data)
    for _ in range(chance.choice((1, 1, 2, 3, 8))):
        at = min(chance.randrange(len(body)), chance.randrange(len(body)))  # more of them near the header
        kind = chance.randrange(6)
        if kind == 0:
            body[at] ^= 1 << chance.randrange(8)
        elif kind == 1:
            body[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF, 0xD8, 0xD9, 0xDA, 0xC0))
        elif kind == 2:
            body[at : at + 4] = chance.randbytes(4)
        elif kind == 3:
            del body[at : at + chance.randint(1, 40)]
        elif kind == 4:
            body[at:at] = body[at : at + chance.randint(1, 200)]
        elif len(body) > 64:
            del body[-chance.randint(1, len(body) // 3) :]
        if not body:
            return b""
    return bytes(body)


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_injured_was_sound(seed: str) -> None:
    assert not findings(SEEDS[seed])


@pytest.mark.parametrize("seed", SEEDS)
def test_a_mutant_is_a_picture_or_undecodable(seed: str) -> None:
    chance = random.Random(seed)
    outcomes = {"picture": 0, "undecodable": 0}
    for _ in range(150):
        data = mutant(SEEDS[seed], chance)
        if chance.random() < 0.7:  # PNG's checksums would catch nearly everything
            data = pngs.mended(data)
        header = probe(data)
        try:
            picture = decode(data, header)
        except Undecodable:
            outcomes["undecodable"] += 1
            assert any(finding.code.startswith("format.") for finding in findings(data))
        else:
            outcomes["picture"] += 1
            assert picture.shape == (header.height, header.width, 3)
            assert picture.dtype == np.uint8
    assert outcomes["undecodable"] > 0
    assert outcomes["picture"] > 0
