"""Colours: against the pixels that went in, and against Pillow where Pillow is right."""

from __future__ import annotations

import zlib

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image as PillowImage

from precheck.domain.geometry import Image
from precheck.imaging.decode import Reason, Undecodable, decode
from precheck.imaging.header import probe
from tests.hostile import jpeg_files as jpegs
from tests.hostile import png_files as pngs
from tests.hostile.catalogue import saved

PICTURE = jpegs.quarters(64, 48)
"""BGR."""
CENTRES = ((12, 16), (12, 48), (36, 16), (36, 48))


def opened(data: bytes) -> Image:
    return decode(data, probe(data))


def pillow(picture: Image = PICTURE) -> PillowImage.Image:
    return PillowImage.fromarray(np.ascontiguousarray(picture[..., ::-1]))


def assert_like(picture: Image, expected: NDArray[np.uint8], tolerance: int) -> None:
    """At the middle of each quarter, away from what JPEG does at edges."""
    assert picture.shape == expected.shape
    assert picture.dtype == np.uint8
    for row, column in CENTRES:
        difference = np.abs(picture[row, column].astype(int) - expected[row, column].astype(int)).max()
        assert difference <= tolerance, (row, column, picture[row, column], expected[row, column])


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize("full_colour", [False, True])
def test_jpeg(progressive: bool, full_colour: bool) -> None:
    assert_like(opened(jpegs.jpeg(PICTURE, progressive=progressive, full_colour=full_colour)), PICTURE, 3)


def test_grey_jpeg() -> None:
    grey = cv2.cvtColor(PICTURE, cv2.COLOR_BGR2GRAY)
    assert_like(opened(saved(pillow().convert("L"), "JPEG", quality=95)), np.dstack([grey] * 3), 2)


def test_rgb_jpeg() -> None:
    """Stored as RGB, not as brightness and colour."""
    assert_like(opened(saved(pillow(), "JPEG", quality=95, keep_rgb=True)), PICTURE, 3)


def test_cmyk_jpeg() -> None:
    """Adobe's way: inverted."""
    data = saved(pillow().convert("CMYK"), "JPEG", quality=95)
    assert b"Adobe" in data
    assert_like(opened(data), PICTURE, 4)


def test_cmyk_jpeg_with_black_ink() -> None:
    full = PillowImage.new("CMYK", (64, 48), (0, 255, 255, 128))
    assert_like(opened(saved(full, "JPEG", quality=95)), np.full((48, 64, 3), (0, 0, 127), np.uint8), 4)


def test_ycck_jpeg() -> None:
    """Photoshop's CMYK: cyan, magenta and yellow turned into brightness and colour, black beside them.

    Pillow inverts what it writes as CMYK, and cannot write this; so the channels are handed to it such that
    the file holds YCC of (255 − RGB) and no black ink, then Adobe's transform is set to 2.
    """
    ycc = np.asarray(pillow(255 - PICTURE).convert("YCbCr"))
    stored = np.dstack([ycc, np.full(ycc.shape[:2], 255, np.uint8)])
    data = bytearray(saved(PillowImage.fromarray(255 - stored, mode="CMYK"), "JPEG", quality=95))
    data[data.index(b"Adobe") + 11] = 2
    assert probe(bytes(data)).channels == 4
    assert_like(opened(bytes(data)), PICTURE, 4)


def test_mpo_gives_the_first_picture() -> None:
    first = jpegs.with_segments(jpegs.jpeg(PICTURE), jpegs.segment(0xE2, b"MPF\0" + bytes(20)))
    assert_like(opened(first + jpegs.jpeg(jpegs.flat(20, 20))), PICTURE, 3)


@pytest.mark.parametrize("mode", ["RGB", "L", "1", "P", "RGBA", "LA", "I;16"])
def test_png_of_every_mode(mode: str) -> None:
    picture = pillow().convert("L").convert(mode) if mode in ("1", "I;16", "LA") else pillow().convert(mode)
    if mode == "I;16":
        grey = np.asarray(pillow().convert("L"))
        picture, expected = PillowImage.fromarray(grey.astype(np.uint16) * 257), np.dstack([grey] * 3)
    else:
        expected = np.asarray(picture.convert("RGB"))[..., ::-1]
    assert_like(opened(saved(picture, "PNG")), expected, 0)


@pytest.mark.parametrize("bits", [1, 2, 4, 8, 16])
def test_grey_png_of_every_depth(bits: int) -> None:
    """A row from black to white."""
    most = (1 << bits) - 1
    levels = [0, most // 3, most - most // 3, most]
    row = sum(level << bits * (3 - i) for i, level in enumerate(levels)) << (8 - 4 * bits if bits == 1 else 0)
    samples = row.to_bytes(max(1, 4 * bits // 8), "big")
    picture = opened(pngs.raw(4, 1, bits, 0, samples))
    assert picture[0, :, 0].tolist() == [level * 255 // most for level in levels]
    assert (picture == picture[..., :1]).all()


def test_sixteen_bit_colour_png() -> None:
    assert_like(opened(cv2.imencode(".png", PICTURE.astype(np.uint16) * 257)[1].tobytes()), PICTURE, 0)


def test_interlaced_png() -> None:
    """Adam7 (W3C PNG, 8.2): seven passes, each the pixels of its own grid."""
    rows = []
    for top, left, down, right in (
        (0, 0, 8, 8), (0, 4, 8, 8), (4, 0, 8, 4), (0, 2, 4, 4), (2, 0, 4, 2), (0, 1, 2, 2), (1, 0, 2, 1),
    ):  # fmt: skip
        rows += [b"\0" + row[..., ::-1].tobytes() for row in PICTURE[top::down, left::right]]
    data = pngs.png(pngs.header(64, 48, 8, 2, interlace=1), zlib.compress(b"".join(rows)))
    assert (opened(data) == PICTURE).all()


def signature(alpha: NDArray[np.uint8], bits: int) -> tuple[bytes, Image]:
    """A black stroke on transparent black, and what it looks like on paper."""
    samples = np.zeros((*alpha.shape, 4), np.dtype(f">u{bits // 8}"))
    samples[..., 3] = alpha if bits == 8 else alpha.astype(np.uint16) * 257
    height, width = alpha.shape
    return pngs.raw(width, height, bits, 6, samples.tobytes()), np.dstack([255 - alpha] * 3)


@pytest.mark.parametrize("bits", [8, 16])
def test_a_transparent_signature_stands_on_white(bits: int) -> None:
    alpha = np.zeros((600, 40), np.uint8)  # more rows than are composited at a time
    alpha[5:590, 10:20] = 255
    alpha[5:590, 20:30] = 100
    data, expected = signature(alpha, bits)
    assert (opened(data) == expected).all()


def test_half_transparent_colour_is_blended() -> None:
    data = pngs.raw(1, 1, 8, 6, bytes([200, 100, 0, 51]))
    assert opened(data)[0, 0].tolist() == [204, 224, 244]  # 51 is a fifth


def test_blending_is_exact_for_every_grey_and_transparency() -> None:
    grey, alpha = np.meshgrid(np.arange(256), np.arange(256))
    data = pngs.raw(256, 256, 8, 4, np.dstack([grey, alpha]).astype(np.uint8).tobytes())
    expected = np.rint((grey * alpha + 255 * (255 - alpha)) / 255)
    assert (opened(data)[..., 0] == expected).all()


def test_grey_with_alpha_stands_on_white() -> None:
    assert opened(pngs.raw(3, 1, 8, 4, bytes([0, 0, 0, 255, 100, 51])))[0, :, 0].tolist() == [255, 0, 224]


def test_a_transparent_palette_entry_is_white() -> None:
    palette = pngs.chunk(b"PLTE", bytes([0, 0, 0, 10, 20, 30]))
    data = pngs.raw(8, 1, 1, 3, b"\x0f", palette, pngs.chunk(b"tRNS", b"\0"))
    assert opened(data)[0, 0].tolist() == [255, 255, 255]
    assert opened(data)[0, 7].tolist() == [30, 20, 10]


@pytest.mark.parametrize("bits", [8, 16])
def test_a_transparent_colour_is_white(bits: int) -> None:
    colours = np.array([[0, 0, 0], [1, 2, 3]], np.dtype(f">u{bits // 8}")) * (1 if bits == 8 else 257)
    data = pngs.raw(2, 1, bits, 2, colours.tobytes(), pngs.chunk(b"tRNS", bytes(6)))
    assert opened(data)[0].tolist() == [[255, 255, 255], [3, 2, 1]]


@pytest.mark.parametrize(
    ("bits", "samples", "grey", "expected"),
    [
        (1, b"\x50", 0, [255, 255, 255, 255]),
        (2, b"\x1b", 1, [0, 255, 170, 255]),
        (4, b"\x03\xf0", 3, [0, 255, 255, 0]),
        (8, b"\x00\x05\x06\xff", 5, [0, 255, 6, 255]),
        (16, b"\x00\x00\x12\x34\x12\x35\xff\xff", 0x1234, [0, 255, 0x12, 255]),
    ],
)
def test_a_transparent_grey_is_white(bits: int, samples: bytes, grey: int, expected: list[int]) -> None:
    """OpenCV 5.0 ignores it: a signature saved so came out black."""
    data = pngs.raw(4, 1, bits, 0, samples, pngs.chunk(b"tRNS", grey.to_bytes(2, "big")))
    picture = opened(data)
    assert picture[0, :, 0].tolist() == expected
    assert (picture == picture[..., :1]).all()


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("kind", ["jpeg", "png", "rgba", "grey"])
def test_the_orientation_is_applied_once(kind: str, orientation: int) -> None:
    """As the TIFF specification words it: where the stored first row and first column belong."""
    exif = jpegs.exif(orientation)
    pieces = {
        "png": (2, PICTURE[..., ::-1]),
        "rgba": (6, np.dstack([PICTURE[..., ::-1], np.full((48, 64), 255, np.uint8)])),
        "grey": (0, PICTURE[..., 2]),
    }
    if kind == "jpeg":
        data = jpegs.with_segments(jpegs.jpeg(PICTURE), jpegs.segment(0xE1, b"Exif\0\0" + exif))
    else:
        colour_type, samples = pieces[kind]
        data = pngs.raw(64, 48, 8, colour_type, samples.tobytes(), pngs.chunk(b"eXIf", exif))
    picture = opened(data)
    assert picture.shape[:2] == ((64, 48) if orientation >= 5 else (48, 64))
    red, green, blue, white = (PICTURE[y, x] for y, x in CENTRES)  # as stored, row by row
    corners = {
        1: (red, green, blue, white),
        2: (green, red, white, blue),
        3: (white, blue, green, red),
        4: (blue, white, red, green),
        5: (red, blue, green, white),
        6: (blue, red, white, green),
        7: (white, green, blue, red),
        8: (green, white, red, blue),
    }[orientation]
    height, width = picture.shape[:2]
    for (y, x), colour in zip(((1, 1), (1, 3), (3, 1), (3, 3)), corners, strict=True):
        shown = picture[y * height // 4, x * width // 4]
        expected = colour[2].repeat(3) if kind == "grey" else colour
        assert np.abs(shown.astype(int) - expected).max() <= 3
    assert picture.flags.c_contiguous


def test_orientation_of_the_thumbnail_or_of_a_later_picture_does_not_count() -> None:
    turned = jpegs.with_segments(jpegs.jpeg(PICTURE), jpegs.segment(0xE1, b"Exif\0\0" + jpegs.exif(6)))
    assert opened(jpegs.jpeg(PICTURE) + turned).shape == (48, 64, 3)


@pytest.mark.parametrize("percent", [40, 65, 85, 98])
def test_a_jpeg_that_was_cut_and_closed_is_incomplete(percent: int) -> None:
    """Completed with an end mark, libjpeg fills the rest with grey and says nothing."""
    picture = jpegs.photograph()
    for data in (
        jpegs.jpeg(picture),
        saved(pillow(picture).convert("L"), "JPEG"),
        saved(pillow(picture).convert("CMYK"), "JPEG"),
        saved(pillow(picture), "JPEG", restart_marker_rows=1),
    ):
        cut = data[: len(data) * percent // 100] + jpegs.EOI
        assert cv2.imdecode(np.frombuffer(cut, np.uint8), cv2.IMREAD_COLOR) is not None
        with pytest.raises(Undecodable) as caught:
            opened(cut)
        assert caught.value.reason is Reason.INCOMPLETE


def test_a_jpeg_cut_at_a_restart_mark_is_incomplete() -> None:
    """Where the decoder waits for the next mark it looks at no other data."""
    data = saved(pillow(jpegs.photograph()), "JPEG", restart_marker_rows=1)
    start = jpegs.scan_starts(data)[0]
    marks = [at for at in range(start, len(data)) if data[at] == 0xFF and 0xD0 <= data[at + 1] <= 0xD7]
    assert len(marks) > 8
    for at in marks:
        for cut in (data[:at] + jpegs.EOI, data[: at + 2] + jpegs.EOI):
            with pytest.raises(Undecodable) as caught:
                opened(cut)
            assert caught.value.reason is Reason.INCOMPLETE


@pytest.mark.parametrize("mode", ["RGB", "L", "CMYK"])
def test_a_whole_jpeg_that_ends_in_mid_grey_is_not(mode: str) -> None:
    picture = pillow(jpegs.flat(64, 48, 128)).convert(mode)
    assert np.abs(opened(saved(picture, "JPEG")).astype(int) - 128).max() <= 2
    black = PillowImage.new("CMYK", (64, 48), (127, 127, 127, 127))
    assert opened(saved(black, "JPEG")).shape == (48, 64, 3)


def test_whatever_the_header_says_the_size_must_be_that_decoded() -> None:
    data = jpegs.jpeg(PICTURE)
    with pytest.raises(Undecodable) as caught:
        decode(data, probe(jpegs.jpeg(jpegs.photograph(100, 80))))
    assert caught.value.reason in (Reason.BROKEN, Reason.INCOMPLETE)


def test_running_out_of_memory_is_ours_not_the_file_s(monkeypatch: pytest.MonkeyPatch) -> None:
    def short(*_: object) -> None:
        raise MemoryError

    data = jpegs.jpeg(PICTURE)
    header = probe(data)
    monkeypatch.setattr(cv2, "imdecode", short)
    with pytest.raises(Undecodable) as caught:
        decode(data, header)
    assert caught.value.reason is Reason.OUT_OF_MEMORY
