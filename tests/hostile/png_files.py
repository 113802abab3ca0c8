"""PNG files built chunk by chunk, honest and hostile."""

from __future__ import annotations

import struct
import zlib
from functools import cache

SIGNATURE = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
_BLOCK = 1 << 20


def chunk(kind: bytes, body: bytes = b"") -> bytes:
    """One chunk with its checksum."""
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def header(width: int, height: int, bits: int, colour_type: int, interlace: int = 0) -> bytes:
    """The IHDR chunk."""
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, bits, colour_type, 0, 0, interlace))


def png(ihdr: bytes, stream: bytes, *before: bytes, after: bytes = b"") -> bytes:
    """A file with one IDAT chunk; ``before`` it and ``after`` it other chunks."""
    return SIGNATURE + ihdr + b"".join(before) + chunk(b"IDAT", stream) + after + chunk(b"IEND")


def raw(width: int, height: int, bits: int, colour_type: int, samples: bytes, *before: bytes) -> bytes:
    """A file from its samples as stored, rows packed, without filters."""
    row = (width * _CHANNELS[colour_type] * bits + 7) // 8
    rows = b"".join(b"\0" + samples[i * row : (i + 1) * row] for i in range(height))
    return png(header(width, height, bits, colour_type), zlib.compress(rows), *before)


def black(width: int, height: int, bits: int, colour_type: int, *before: bytes) -> bytes:
    """A file of zero samples, of any size, made in no time: its bytes are one compressed block repeated."""
    row = (width * _CHANNELS[colour_type] * bits + 7) // 8 + 1
    extra = (chunk(b"PLTE", bytes(768)),) if colour_type == 3 else ()
    return png(header(width, height, bits, colour_type), zeros(row * height), *extra, *before)


def zeros(count: int) -> bytes:
    """A zlib stream that inflates to ``count`` zero bytes; about a thousandth of that."""
    blocks, rest = divmod(count, _BLOCK)
    checksum = struct.pack(">I", (count % 65521) << 16 | 1)  # Adler-32 of zeros
    return b"\x78\xda" + _zero_block(_BLOCK) * blocks + _zero_block(rest) + b"\x03\x00" + checksum


@cache
def _zero_block(count: int) -> bytes:
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return squeezer.compress(bytes(count)) + squeezer.flush(zlib.Z_FULL_FLUSH)


def mended(data: bytes) -> bytes:
    """The same file with every chunk's checksum made right, as far as it can be walked."""
    body, at = bytearray(data), len(SIGNATURE)
    while at + 12 <= len(body):
        end = at + 12 + int.from_bytes(body[at : at + 4], "big")
        if end > len(body):
            break
        body[end - 4 : end] = struct.pack(">I", zlib.crc32(body[at + 4 : end - 4]))
        at = end
    return bytes(body)
