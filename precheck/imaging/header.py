"""Asks a file what it is, and decides whether it may be decoded, before a single pixel is.

Every file is somebody else's: a few hundred bytes can claim gigabytes. The walk below looks only at JPEG
segments and PNG chunks and takes milliseconds for whatever it is given.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from precheck.domain.upload import Header, HeaderProblem, Obstacle
from precheck.imaging import file_kind, jpeg_header, png_header

_MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """What is still decoded.

    Measured with OpenCV 5.0 in a warm process on one core (``python -m tests.hostile.measure``; files of
    noise besides): the slowest file within these limits took 1.3 s of processor time, the hungriest 188 MiB.
    """

    max_bytes: int = 10 * _MIB
    """As the interface's own limit."""
    max_pixels: int = 20_000_000
    """20-megapixel cameras (5472 × 3648) pass; telephones give 12 to 16 million, decoded 60 MB at most."""
    max_side_px: int = 10_000
    """The longest honest side seen is a panorama's; a strip of 1 × 65,000 is none."""
    max_scans: int = 100
    """Encoders write 10, optimising ones below 20; every scan costs a pass over all coefficients."""
    max_scan_pixels: int = 300_000_000
    """Scans times pixels: 15 scans of the largest picture, 100 scans of one of 3 million."""
    max_segments: int = 2000
    """A JPEG's. 10 MiB full of 64 KiB metadata segments are 160."""
    max_chunks: int = 20_000
    """A PNG's. 10 MiB of the customary 8 KiB data chunks are 1,280; some encoders write 1 KiB."""
    max_decode_bytes: int = 185 * _MIB
    """What decoding may need at its peak; leaves room below 200 MiB for the file itself."""


DEFAULT_LIMITS = Limits()


def probe(data: bytes, limits: Limits = DEFAULT_LIMITS) -> Header:
    """What a file says of itself; never raises, decodes nothing, is linear in the file's size."""
    kind = file_kind.identify(data)
    if kind is file_kind.JPEG:
        return _jpeg(data, limits)
    if kind is file_kind.PNG:
        return _png(data, limits)
    obstacle = Obstacle.NOT_A_PICTURE if data else Obstacle.EMPTY
    return Header(format=None, kind=kind, bytes=len(data), problems=(HeaderProblem(obstacle),))


def _jpeg(data: bytes, limits: Limits) -> Header:
    facts = jpeg_header.walk(data, max_scans=limits.max_scans, max_segments=limits.max_segments)
    pixels = facts.width * facts.height
    shown = 3 * pixels
    kept = int(2 * facts.samples_per_pixel * pixels) if facts.scans > 1 or facts.progressive else 0
    # cv2.imdecode copies its result once into the array that Python owns: after the coefficients are freed.
    needed = max(2 * shown, shown + kept)
    problems = [
        *_size_problems(len(data), facts.width, facts.height, needed, limits),
        *_repetition(facts.scans, pixels, limits),
    ]
    if facts.too_many == "segments":
        problems.append(HeaderProblem(Obstacle.TOO_MANY_SEGMENTS, facts.segments, limits.max_segments))
    if facts.unusual:
        problems.append(HeaderProblem(Obstacle.UNUSUAL_CODING, detail=facts.unusual))
    problems += _state_problems(facts.malformed, facts.complete or bool(facts.too_many))
    width, height = _as_shown(facts.width, facts.height, facts.orientation)
    return Header(
        format="jpeg",
        kind=file_kind.JPEG,
        bytes=len(data),
        width=width,
        height=height,
        stored_width=facts.width or None,
        stored_height=facts.height or None,
        exif_orientation=facts.orientation,
        bits=facts.bits or None,
        channels=facts.components or None,
        scans=facts.scans,
        segments=facts.segments,
        complete=facts.complete,
        problems=tuple(problems),
        coarse=facts.coarse,
        decode_bytes=needed,
        pixel_parts=tuple(facts.parts),
    )


def _png(data: bytes, limits: Limits) -> Header:
    facts = png_header.walk(data, max_chunks=limits.max_chunks)
    samples = (4 if facts.colour_type != 0 else 1) if facts.alpha else 3
    decoded = samples * (2 if facts.alpha and facts.bits == 16 else 1)
    needed = max(2 * decoded, decoded + 3) * facts.width * facts.height
    problems = list(_size_problems(len(data), facts.width, facts.height, needed, limits))
    if facts.too_many:
        problems.append(HeaderProblem(Obstacle.TOO_MANY_SEGMENTS, facts.chunks, limits.max_chunks))
    if facts.frames > 1:
        problems.append(HeaderProblem(Obstacle.ANIMATED, facts.frames, 1))
    problems += _state_problems(facts.malformed, facts.complete or bool(facts.too_many))
    width, height = _as_shown(facts.width, facts.height, facts.orientation)
    return Header(
        format="png",
        kind=file_kind.PNG,
        bytes=len(data),
        width=width,
        height=height,
        stored_width=facts.width or None,
        stored_height=facts.height or None,
        exif_orientation=facts.orientation,
        bits=facts.bits or None,
        channels=facts.channels or None,
        segments=facts.chunks,
        complete=facts.complete,
        problems=tuple(problems),
        alpha=facts.alpha,
        transparent_grey=facts.transparent_grey,
        decode_bytes=needed,
        pixel_parts=tuple(facts.parts),
    )


def _as_shown(width: int, height: int, orientation: int | None) -> tuple[int | None, int | None]:
    """Orientations 5 to 8 lie on their side."""
    if orientation is not None and orientation >= 5:
        width, height = height, width
    return width or None, height or None


def _size_problems(
    size: int, width: int, height: int, needed: int, limits: Limits
) -> Iterator[HeaderProblem]:
    if size > limits.max_bytes:
        yield HeaderProblem(Obstacle.TOO_MANY_BYTES, size, limits.max_bytes)
    pixels = width * height
    if pixels > limits.max_pixels:
        yield HeaderProblem(Obstacle.TOO_MANY_PIXELS, pixels, limits.max_pixels)
    elif max(width, height) > limits.max_side_px:
        yield HeaderProblem(Obstacle.SIDE_TOO_LONG, max(width, height), limits.max_side_px)
    elif needed > limits.max_decode_bytes:
        allowed = limits.max_decode_bytes * pixels // needed
        yield HeaderProblem(Obstacle.TOO_MANY_PIXELS, pixels, allowed, "for this coding")


def _repetition(scans: int, pixels: int, limits: Limits) -> Iterator[HeaderProblem]:
    allowed = min(limits.max_scans, limits.max_scan_pixels // max(pixels, 1))
    if scans > max(allowed, 1):
        yield HeaderProblem(Obstacle.TOO_MANY_SCANS, scans, allowed)


def _state_problems(malformed: str, complete: bool) -> Iterator[HeaderProblem]:
    if malformed:
        yield HeaderProblem(Obstacle.MALFORMED, detail=malformed)
    elif not complete:
        yield HeaderProblem(Obstacle.INCOMPLETE)
