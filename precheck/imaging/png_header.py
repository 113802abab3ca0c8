"""Walks the chunks of a PNG file (W3C PNG, third edition) without inflating anything."""

import struct
from dataclasses import dataclass, field

from precheck.imaging.exif_orientation import orientation

_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_PIXEL_CHUNKS = frozenset((b"IHDR", b"PLTE", b"tRNS", b"IDAT", b"IEND"))
_MAX_SIDE = 2**31 - 1


@dataclass(slots=True)
class PngFacts:
    """What a walk found; ``parts`` are the byte ranges that carry pixels.

    ``alpha`` is true where some pixel may be transparent. ``transparent_grey`` is the grey sample that a
    tRNS chunk declares transparent, in the file's own depth.
    """

    width: int = 0
    height: int = 0
    bits: int = 0
    colour_type: int = 0
    channels: int = 0
    alpha: bool = False
    transparent_grey: int | None = None
    chunks: int = 0
    frames: int = 1
    orientation: int | None = None
    complete: bool = False
    malformed: str = ""
    too_many: str = ""
    parts: list[tuple[int, int]] = field(default_factory=list)


def walk(data: bytes, *, max_chunks: int) -> PngFacts:
    """The facts about a PNG file; stops at its end, at a limit, or where it breaks."""
    facts = PngFacts(parts=[(0, 8)])
    position = 8
    exif_seen = False
    while position + 12 <= len(data):
        length, kind = struct.unpack_from(">I4s", data, position)
        end = position + 12 + length
        if end > len(data):
            position = len(data)
            break
        if not kind.isalpha():
            facts.malformed = "a chunk without a name"
            break
        facts.chunks += 1
        if facts.chunks > max_chunks:
            facts.too_many = "chunks"
            break
        start, position = position, end
        if facts.chunks == 1 and kind != b"IHDR":
            facts.malformed = "the header chunk is missing"
            break
        if kind == b"IHDR":
            if facts.chunks > 1:
                facts.malformed = "two header chunks"
                break
            _header(facts, data[start + 8 : end - 4])
            if facts.malformed:
                break
        elif kind == b"tRNS":
            facts.alpha = facts.colour_type in (0, 2, 3)
            if facts.colour_type == 0 and length == 2:
                facts.transparent_grey = int.from_bytes(data[start + 8 : start + 10], "big")
        elif kind == b"acTL" and length == 8:
            facts.frames = int.from_bytes(data[start + 8 : start + 12], "big")
        elif kind == b"eXIf" and not exif_seen:
            exif_seen = True
            facts.orientation = orientation(data[start + 8 : end - 4])
        elif kind[0:1].isupper() and kind not in _PIXEL_CHUNKS:
            facts.malformed = "an unknown critical chunk"
            break
        if kind in _PIXEL_CHUNKS:
            if facts.parts[-1][1] == start:
                facts.parts[-1] = (facts.parts[-1][0], end)
            else:
                facts.parts.append((start, end))
        if kind == b"IEND":
            facts.complete = True
            break
    return facts


def _header(facts: PngFacts, body: bytes) -> None:
    if len(body) != 13:
        facts.malformed = "a header chunk of the wrong length"
        return
    width, height, bits, colour_type, compression, filtering, interlace = struct.unpack(">IIBBBBB", body)
    if not (1 <= width <= _MAX_SIDE and 1 <= height <= _MAX_SIDE):
        facts.malformed = "no width or height"
    elif bits not in _DEPTHS.get(colour_type, ()) or compression or filtering or interlace > 1:
        facts.malformed = "a header chunk that no PNG has"
    facts.width, facts.height, facts.bits, facts.colour_type = width, height, bits, colour_type
    facts.channels = _CHANNELS.get(colour_type, 0)
    facts.alpha = colour_type in (4, 6)
