"""One uploaded file as it came, and what it says of itself before anything is decoded (:mod:`precheck.imaging.header`)."""

import hashlib
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came, with what is known of it from outside. ``file`` is the name it came under: hostile text, for
    showing only, never a path to open."""

    data: bytes = field(repr=False)
    file: str | None = None
    material: str = ""
    submission: str | None = None
    id: str | None = None
    sha256: str = ""

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        *,
        material: str,
        file: str | None = None,
        submission: str | None = None,
        id: str | None = None,
    ) -> Self:
        return cls(data, file, material, submission, id, hashlib.sha256(data).hexdigest())


@dataclass(frozen=True, slots=True)
class FileKind:
    """A kind of file. ``name`` is for programs, ``zh`` and ``en`` are for people and complete "the file is …"; ``hint``
    and ``hint_en`` say what helps with this kind in particular (whole sentences, or '')."""

    name: str
    zh: str
    en: str
    hint: str = ""
    hint_en: str = ""


class Obstacle(StrEnum):
    """Why a file must not be decoded."""

    EMPTY = "empty"
    NOT_A_PICTURE = "not_a_picture"
    """Neither JPEG nor PNG; ``Header.kind`` says what it is."""
    ANIMATED = "animated"
    UNUSUAL_CODING = "unusual_coding"
    """A JPEG with arithmetic, lossless, hierarchical or 12-bit coding."""
    TOO_MANY_BYTES = "too_many_bytes"
    TOO_MANY_PIXELS = "too_many_pixels"
    SIDE_TOO_LONG = "side_too_long"
    TOO_MANY_SCANS = "too_many_scans"
    TOO_MANY_SEGMENTS = "too_many_segments"
    MALFORMED = "malformed"
    INCOMPLETE = "incomplete"


@dataclass(frozen=True, slots=True)
class HeaderProblem:
    """One obstacle, with the number that shows it and the limit it passes, where there are such."""

    obstacle: Obstacle
    measured: float | None = None
    limit: float | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Header:
    """What a file says of itself. ``width`` and ``height`` are those of the picture as a viewer shows it (EXIF
    orientation applied), in pixels, and ``stored_width`` and ``stored_height`` those in the file; all null where
    unknown. ``problems`` come in the order in which they should be told; none: the file may be decoded."""

    format: str | None
    """``jpeg``, ``png`` or None: by content, never by name."""
    kind: FileKind
    bytes: int
    width: int | None = None
    height: int | None = None
    stored_width: int | None = None
    stored_height: int | None = None
    exif_orientation: int | None = None
    """1 to 8; None where the file does not say."""
    bits: int | None = None
    """A sample's, not a pixel's."""
    channels: int | None = None
    scans: int = 0
    segments: int = 0
    """JPEG segments or PNG chunks walked."""
    complete: bool = False
    """The file's own end mark was found."""
    problems: tuple[HeaderProblem, ...] = ()
    alpha: bool = False
    transparent_grey: int | None = None
    """The grey sample that a PNG without alpha channel declares transparent, in the file's own depth."""
    coarse: bool = False
    """A JPEG whose scans do not make a whole picture."""
    decode_bytes: int = 0
    """Memory that decoding is expected to need at its peak."""
    pixel_parts: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    """The byte ranges (start, end) of the first picture without metadata: all that a decoder needs."""
