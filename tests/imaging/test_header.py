from __future__ import annotations

import random
from dataclasses import replace

import pytest

from precheck.domain.upload import Obstacle
from precheck.imaging.header import Limits, probe
from tests.hostile import jpeg_files as jpegs
from tests.hostile import png_files as pngs

PHOTOGRAPH = jpegs.photograph(64, 48)


def obstacles(data: bytes, limits: Limits | None = None) -> list[Obstacle]:
    header = probe(data, limits) if limits else probe(data)
    return [problem.obstacle for problem in header.problems]


def test_reads_a_plain_jpeg() -> None:
    header = probe(jpegs.jpeg(PHOTOGRAPH))
    assert (header.format, header.kind.name) == ("jpeg", "jpeg")
    assert (header.width, header.height, header.stored_width, header.stored_height) == (64, 48, 64, 48)
    assert (header.bits, header.channels, header.scans) == (8, 3, 1)
    assert (header.complete, header.exif_orientation, header.problems) == (True, None, ())


def test_knows_when_scans_are_missing() -> None:
    for progressive in (False, True):
        assert not probe(jpegs.jpeg(PHOTOGRAPH, progressive=progressive)).coarse
    data = jpegs.jpeg(PHOTOGRAPH, progressive=True)
    starts = jpegs.scan_starts(data)
    # libjpeg's script: means, brightness 1-5, both colours, brightness 6-63, and then only refinements.
    missing = [probe(data[:start] + jpegs.EOI).coarse for start in starts[1:]]
    assert missing == [True, True, True, True, False, False, False, False, False]


def test_knows_when_the_colours_of_a_sequential_jpeg_are_missing() -> None:
    data = jpegs.jpeg(PHOTOGRAPH)
    at = jpegs.scan_starts(data)[0]
    brightness = jpegs.segment(0xDA, bytes([1, 1, 0, 0, 63, 0])) + bytes(40)
    assert probe(data[:at] + brightness + jpegs.EOI).coarse


def test_reads_a_progressive_jpeg() -> None:
    header = probe(jpegs.jpeg(PHOTOGRAPH, progressive=True))
    assert header.scans == 10  # libjpeg's customary script
    assert header.problems == ()


@pytest.mark.parametrize(
    ("colour_type", "bits", "channels", "alpha"),
    [
        (0, 1, 1, False),
        (0, 16, 1, False),
        (2, 8, 3, False),
        (3, 4, 1, False),
        (4, 8, 2, True),
        (6, 16, 4, True),
    ],
)
def test_reads_a_png(colour_type: int, bits: int, channels: int, alpha: bool) -> None:
    header = probe(pngs.black(70, 50, bits, colour_type))
    assert (header.format, header.width, header.height) == ("png", 70, 50)
    assert (header.bits, header.channels, header.alpha) == (bits, channels, alpha)
    assert (header.complete, header.problems) == (True, ())


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize("orientation", range(1, 9))
def test_width_and_height_are_those_a_viewer_shows(orientation: int, order: str) -> None:
    exif = jpegs.exif(orientation, order)
    jpeg = jpegs.with_segments(jpegs.jpeg(PHOTOGRAPH), jpegs.segment(0xE1, b"Exif\0\0" + exif))
    png = pngs.black(64, 48, 8, 2, pngs.chunk(b"eXIf", exif))
    for header in (probe(jpeg), probe(png)):
        assert header.exif_orientation == orientation
        assert (header.width, header.height) == ((48, 64) if orientation >= 5 else (64, 48))
        assert (header.stored_width, header.stored_height) == (64, 48)


def test_only_the_first_exif_counts() -> None:
    first, second = (jpegs.segment(0xE1, b"Exif\0\0" + jpegs.exif(n)) for n in (3, 6))
    assert probe(jpegs.with_segments(jpegs.jpeg(PHOTOGRAPH), first, second)).exif_orientation == 3


def test_what_follows_the_end_changes_nothing() -> None:
    for data in (jpegs.jpeg(PHOTOGRAPH), pngs.black(9, 9, 8, 2)):
        assert replace(probe(data + b"12345"), bytes=len(data)) == probe(data)


def test_of_several_pictures_in_one_jpeg_the_first_counts() -> None:
    first = jpegs.with_segments(jpegs.jpeg(PHOTOGRAPH), jpegs.segment(0xE2, b"MPF\0" + bytes(20)))
    header = probe(first + jpegs.jpeg(jpegs.flat(640, 480)))
    assert (header.width, header.height, header.scans, header.problems) == (64, 48, 1, ())
    assert max(end for _, end in header.pixel_parts) <= len(first)


def test_a_marker_inside_padding_is_found() -> None:
    jpeg = jpegs.jpeg(PHOTOGRAPH)
    header = probe(jpeg[:2] + b"\xff" * 9 + jpeg[2:])
    assert header.complete
    assert header.width == 64


def test_honest_cameras_write_many_segments() -> None:
    """Sixteen colour profile parts, 100 of extended metadata, of the longest kind: six megabytes."""
    parts = [jpegs.segment(0xE2, bytes(65_000))] * 16 + [jpegs.segment(0xE1, bytes(65_000))] * 90
    header = probe(jpegs.with_segments(jpegs.jpeg(PHOTOGRAPH), *parts))
    assert header.problems == ()


def test_the_first_problem_is_the_one_to_tell() -> None:
    """A header that claims gigabytes and brings no data is too large, not incomplete."""
    bare = jpegs.claiming(jpegs.jpeg(PHOTOGRAPH), 32_000, 32_000)[:-40]
    assert obstacles(bare) == [Obstacle.TOO_MANY_PIXELS, Obstacle.INCOMPLETE]


def test_problems_carry_what_was_measured() -> None:
    (problem,) = probe(pngs.black(12_000, 10, 8, 2)).problems
    assert (problem.obstacle, problem.measured, problem.limit) == (Obstacle.SIDE_TOO_LONG, 12_000, 10_000)


def test_limits_are_inclusive() -> None:
    assert obstacles(pngs.black(5000, 4000, 8, 2)) == []
    assert obstacles(pngs.black(5000, 4001, 8, 2)) == [Obstacle.TOO_MANY_PIXELS]
    assert obstacles(pngs.black(10_000, 9, 8, 2)) == []
    assert obstacles(pngs.black(10_001, 9, 8, 2)) == [Obstacle.SIDE_TOO_LONG]
    progressive = jpegs.jpeg(PHOTOGRAPH, progressive=True)
    assert obstacles(jpegs.with_scans(progressive, 90)) == []
    assert obstacles(jpegs.with_scans(progressive, 91)) == [Obstacle.TOO_MANY_SCANS]
    jpeg = jpegs.jpeg(PHOTOGRAPH)
    assert obstacles(jpeg, Limits(max_bytes=len(jpeg))) == []
    assert obstacles(jpeg, Limits(max_bytes=len(jpeg) - 1)) == [Obstacle.TOO_MANY_BYTES]
    chunks = pngs.black(9, 9, 8, 2, pngs.chunk(b"tEXt") * 7)
    assert obstacles(chunks, Limits(max_chunks=10)) == []
    assert obstacles(chunks, Limits(max_chunks=9)) == [Obstacle.TOO_MANY_SEGMENTS]


def test_scans_cost_by_the_picture_s_size() -> None:
    progressive = jpegs.jpeg(jpegs.flat(640, 480), progressive=True)
    assert obstacles(jpegs.with_scans(progressive, 10), Limits(max_scan_pixels=20 * 640 * 480)) == []
    problems = obstacles(jpegs.with_scans(progressive, 11), Limits(max_scan_pixels=20 * 640 * 480))
    assert problems == [Obstacle.TOO_MANY_SCANS]


def test_two_frames_are_malformed() -> None:
    """What one program takes for the size another must not take for something else."""
    jpeg = jpegs.jpeg(PHOTOGRAPH)
    at = jpeg.index(b"\xff\xc0")
    frame = jpeg[at : at + 19]
    assert obstacles(jpeg[:at] + frame + jpeg[at:]) == [Obstacle.MALFORMED]
    ihdr = pngs.header(9, 9, 8, 2)
    assert obstacles(pngs.png(ihdr, b"", ihdr)) == [Obstacle.MALFORMED]


@pytest.mark.parametrize("step", [1, 7])
def test_any_beginning_of_a_file_is_told_incomplete(step: int) -> None:
    jpeg = jpegs.with_segments(
        jpegs.jpeg(PHOTOGRAPH, progressive=True), jpegs.segment(0xE1, b"Exif\0\0" + jpegs.exif(6))
    )
    png = pngs.raw(30, 20, 8, 6, bytes(range(240)) * 10, pngs.chunk(b"eXIf", jpegs.exif(6)))
    for data, shortest in ((jpeg, 3), (png, 8)):
        for length in range(shortest, len(data), step):
            assert obstacles(data[:length]) == [Obstacle.INCOMPLETE], length


def test_a_progressive_frame_of_no_components_is_malformed() -> None:
    """Nothing may be asked of the first of them."""
    frame = jpegs.segment(0xC2, bytes([8, 0, 9, 0, 9, 0]))
    scan = jpegs.segment(0xDA, bytes([0, 0, 63, 0]))
    assert obstacles(b"\xff\xd8" + frame + scan + jpegs.EOI) == [Obstacle.MALFORMED]


def test_noise_behind_a_signature_never_raises() -> None:
    chance = random.Random(11)
    for _ in range(500):
        noise = b"".join(
            chance.choice((b"\xff" + chance.randbytes(1), chance.randbytes(chance.randint(1, 30)), bytes(3)))
            for _ in range(20)
        )
        for signature in (b"\xff\xd8\xff", pngs.SIGNATURE, pngs.SIGNATURE + pngs.header(9, 9, 8, 2)):
            header = probe(signature + noise)
            assert header.format in ("jpeg", "png")
            assert header.problems
