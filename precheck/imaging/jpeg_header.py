"""Walks the segments of a JPEG file (ITU-T T.81) without decoding anything."""

import re
from dataclasses import dataclass, field

from precheck.imaging.exif_orientation import orientation

_MARKER = re.compile(rb"\xff[\x01-\xcf\xd8-\xfe]")
"""The next marker that is neither a stuffed byte (FF 00), padding (FF FF) nor a restart (FF D0 to D7).

One byte of padding at a time, so that a flood of FF stays linear.
"""

_TEM, _SOI, _EOI, _SOS, _DHT, _JPG, _DAC = 0x01, 0xD8, 0xD9, 0xDA, 0xC4, 0xC8, 0xCC
_APP0, _APP1, _APP14, _APP15, _COM = 0xE0, 0xE1, 0xEE, 0xEF, 0xFE
_READ = (0xC0, 0xC1, 0xC2)
"""Baseline, extended and progressive Huffman: what browsers show. Arithmetic, lossless and hierarchical
files come from no camera."""


@dataclass(slots=True)
class JpegFacts:
    """What a walk found; ``parts`` are the byte ranges that carry pixels (no metadata, no trailing data)."""

    width: int = 0
    height: int = 0
    bits: int = 0
    components: int = 0
    component_ids: bytes = b""
    samples_per_pixel: float = 0.0
    progressive: bool = False
    scans: int = 0
    segments: int = 0
    orientation: int | None = None
    complete: bool = False
    malformed: str = ""
    unusual: str = ""
    too_many: str = ""
    coarse: bool = False
    parts: list[tuple[int, int]] = field(default_factory=list)


def walk(data: bytes, *, max_scans: int, max_segments: int) -> JpegFacts:
    """The facts about the first picture in a JPEG file; stops at its end, at a limit, or where it breaks."""
    facts = JpegFacts(parts=[(0, 2)])
    position = 2
    sent: set[tuple[int, int]] = set()
    exif_seen = False
    while True:
        found = _MARKER.search(data, position)
        if facts.scans:
            _extend(facts.parts, position, found.start() if found else len(data))
        if not found:
            break
        at, marker = found.start(), data[found.start() + 1]
        position = at + 2
        if marker == _EOI:
            facts.complete = facts.scans > 0
            facts.malformed = facts.malformed or ("" if facts.scans else "no picture data")
            _extend(facts.parts, at, position)
            break
        if marker == _TEM:
            continue
        if marker == _SOI:  # a second picture begins before the first has ended
            break
        length = int.from_bytes(data[position : position + 2], "big")
        if position + 2 > len(data) or position + length > len(data):
            position = len(data)
            break
        if length < 2:
            facts.malformed = "a segment shorter than its own length"
            break
        body, position = data[position + 2 : position + length], position + length
        facts.segments += 1
        if facts.segments > max_segments:
            facts.too_many = "segments"
            break
        if marker == _APP1 and not exif_seen and body.startswith(b"Exif\0"):
            exif_seen = True
            facts.orientation = orientation(body[6:])
        elif 0xC0 <= marker <= 0xCF and marker not in (_DHT, _JPG, _DAC):
            if facts.width or facts.malformed:
                facts.malformed = "two frame headers"
                break
            _frame(facts, marker, body)
        elif marker == _SOS:
            facts.scans += 1
            if facts.scans > max_scans:
                facts.too_many = "scans"
                break
            _scan(sent, body, progressive=facts.progressive)
        if marker in (_APP0, _APP14) or not (_APP1 <= marker <= _APP15 or marker == _COM):
            _extend(facts.parts, at, position)
    facts.coarse = _coarse(facts.component_ids, sent)
    return facts


def _extend(parts: list[tuple[int, int]], start: int, end: int) -> None:
    if start >= end:
        return
    if parts and parts[-1][1] == start:
        parts[-1] = (parts[-1][0], end)
    else:
        parts.append((start, end))


def _frame(facts: JpegFacts, marker: int, body: bytes) -> None:
    """Frame header: precision, lines, samples a line, then id, sampling and table of each component."""
    if len(body) < 6 or len(body) < 6 + 3 * body[5]:
        facts.malformed = "a frame header that is cut short"
        return
    facts.bits, facts.components = body[0], body[5]
    facts.height, facts.width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    facts.progressive = marker == 0xC2
    facts.component_ids = body[6 : 6 + 3 * facts.components : 3]
    sampling = [(body[7 + 3 * i] >> 4, body[7 + 3 * i] & 15) for i in range(facts.components)]
    if not facts.width or not facts.height:
        facts.malformed = "no width or height"
    elif facts.components not in (1, 3, 4):
        facts.malformed = f"{facts.components} colour components"
    elif any(not 1 <= factor <= 4 for pair in sampling for factor in pair):
        facts.malformed = "impossible sampling factors"
    elif marker not in _READ or facts.bits != 8:
        facts.unusual = "arithmetic, lossless or 12-bit coding"
    else:
        widest, tallest = max(h for h, _ in sampling), max(v for _, v in sampling)
        facts.samples_per_pixel = sum(h * v for h, v in sampling) / (widest * tallest)


def _scan(sent: set[tuple[int, int]], body: bytes, *, progressive: bool) -> None:
    """Notes which coefficients of which components a scan carries: all of them unless it is progressive."""
    count = body[0] if body else 0
    if len(body) < 4 + 2 * count:
        return
    first, last = (body[1 + 2 * count], min(body[2 + 2 * count], 63)) if progressive else (0, 63)
    sent.update((component, i) for component in body[1 : 1 + 2 * count : 2] for i in range(first, last + 1))


def _coarse(components: bytes, sent: set[tuple[int, int]]) -> bool:
    """Whether a file of several scans ends before the picture is there: any component's mean, or any coefficient
    of the first (brightness) was never sent. Refinements that were left out cost little and do not count."""
    means = all((component, 0) in sent for component in components)
    return not means or any((first, i) not in sent for first in components[:1] for i in range(1, 64))
