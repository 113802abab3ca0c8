"""The one EXIF value that matters here, read by an own walk: how a viewer turns the picture.

EXIF 2.3 (CIPA DC-008) keeps it in the first image directory of a TIFF structure, tag 0x0112, one SHORT.
As in browsers, any other type, count or value is as good as none.
"""

_TAG = 0x0112
_SHORT = 3
_MAX_ENTRIES = 1000
"""Directories of real cameras hold 10 to 60 entries."""


def orientation(tiff: bytes) -> int | None:
    """1 to 8 from a TIFF structure, or None; never raises, looks at one directory."""
    byteorder = {b"II*\0": "little", b"MM\0*": "big"}.get(tiff[:4])
    if byteorder is None:
        return None

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], "little" if byteorder == "little" else "big")

    directory = number(4, 4)
    for index in range(min(number(directory, 2), _MAX_ENTRIES)):
        at = directory + 2 + 12 * index
        if at + 12 > len(tiff):
            return None
        if number(at, 2) == _TAG:
            value = number(at + 8, 2)
            plain = number(at + 2, 2) == _SHORT and number(at + 4, 4) == 1
            return value if plain and 1 <= value <= 8 else None
    return None
