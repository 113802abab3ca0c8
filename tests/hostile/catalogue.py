"""Every kind of file that the public sends or an attacker would, each made in code, with what must be said."""

from __future__ import annotations

import io
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
from PIL import Image as PillowImage

from tests.hostile import jpeg_files as jpegs
from tests.hostile import png_files as pngs

TOO_LARGE = "format.too_large"
PIXELS = "format.too_many_pixels"
BROKEN = "format.undecodable"
CUT = "format.incomplete"
OTHER = "format.unsupported"


@dataclass(frozen=True, slots=True)
class Hostile:
    """One file: ``codes`` are all flags of the check ``format`` under the name ``a.jpg`` or ``a.png``."""

    name: str
    data: bytes
    codes: tuple[str, ...] = ()
    says: str = ""
    """What the Chinese message names."""


@cache
def catalogue() -> tuple[Hostile, ...]:
    """All of them; made once."""
    return (*_others(), *_png_bombs(), *_jpeg_bombs(), *_broken(), *_harmless())


def named(name: str) -> Hostile:
    """One of them."""
    return next(entry for entry in catalogue() if entry.name == name)


def saved(picture: PillowImage.Image, kind: str, **options: object) -> bytes:
    """As Pillow writes a file of this kind."""
    target = io.BytesIO()
    picture.save(target, kind, **options)
    return target.getvalue()


def _boxed(brand: bytes) -> bytes:
    """The first box of HEIC, AVIF and video files."""
    return struct.pack(">I", 24) + b"ftyp" + brand + bytes(4) + b"mif1miaf"


def _others() -> Iterator[Hostile]:
    """Files that are neither JPEG nor PNG, under such a name."""
    small = PillowImage.fromarray(jpegs.quarters()[..., ::-1])
    webp = (
        b"RIFF"
        + struct.pack("<I", 26)
        + b"WEBPVP8L"
        + struct.pack("<I", 14)
        + b"\x2f\xdf\xee\xfb\x0b"
        + bytes(9)
    )
    jp2 = b"\0\0\0\x0cjP  \r\n\x87\n" + struct.pack(">I", 20) + b"ftypjp2 " + bytes(8)
    for name, data, says in (
        ("webp that claims 12,000²", webp, "WebP"),
        ("webp", saved(small, "WEBP"), "WebP"),
        ("heic", _boxed(b"heic") + bytes(400), "HEIC"),
        ("avif", _boxed(b"avif") + bytes(400), "AVIF"),
        ("mp4", _boxed(b"isom").replace(b"mif1miaf", b"isommp42"), "视频"),
        ("jp2", jp2 + bytes(600), "JPEG 2000"),
        ("gif", saved(small, "GIF"), "GIF"),
        ("bmp", saved(small, "BMP"), "BMP"),
        ("tiff", saved(small, "TIFF"), "TIFF"),
        ("ico", saved(small.resize((16, 16)), "ICO"), "ICO"),
        ("svg", b'<?xml version="1.0"?>\n<!-- a -->\n<svg xmlns="http://www.w3.org/2000/svg"/>', "SVG"),
        ("xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', "XML"),
        ("html", b"\n <!DOCTYPE html><html><script>alert(1)</script>", "HTML"),
        ("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "PDF"),
        ("eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "EPS"),
        ("zip", b"PK\x03\x04" + bytes(26) + b"a.txt", "ZIP"),
        ("docx", b"PK\x03\x04" + bytes(26) + b"word/document.xml", "Word"),
        ("ofd", b"PK\x03\x04" + bytes(26) + b"OFD.xml", "OFD"),
        ("executable", b"MZ" + bytes(100), "Windows"),
        ("text", "这不是图片".encode(), "文本"),
        ("gb18030 text", "这不是图片".encode("gb18030"), "文本"),
        ("zeros", bytes(100_000), "零"),
        ("random bytes", b"\x07" + np.random.default_rng(3).bytes(50_000), "无法识别"),
        ("one byte", b"\xff", "无法识别"),
    ):
        yield Hostile(name, data, (OTHER,), says)
    yield Hostile("empty", b"", ("format.empty",), "空")
    frames = [PillowImage.fromarray(jpegs.flat(20, 20, value)) for value in (10, 200)]
    apng = saved(frames[0], "PNG", save_all=True, append_images=frames[1:])
    yield Hostile("animated png", apng, (OTHER,), "APNG")
    arithmetic = bytearray(jpegs.jpeg(jpegs.quarters()))
    arithmetic[arithmetic.index(b"\xff\xc0") + 1] = 0xC9
    yield Hostile("arithmetic jpeg", bytes(arithmetic), (OTHER,), "JPEG")


def _png_bombs() -> Iterator[Hostile]:
    yield Hostile("png of 30,000² one-bit pixels", pngs.black(30_000, 30_000, 1, 0), (PIXELS,), "30000×30000")
    yield Hostile("png of 8,000² pixels", pngs.black(8000, 8000, 8, 2), (PIXELS,), "8000×8000")
    yield Hostile("png of 4,400² 16-bit pixels with alpha", pngs.black(4400, 4400, 16, 6), (PIXELS,), "4400")
    yield Hostile(
        "png that claims the most", pngs.png(pngs.header(2**31 - 1, 2**31 - 1, 16, 6), b""), (PIXELS,)
    )
    yield Hostile("png of 1 × 65,000", pngs.black(1, 65_000, 8, 2), (PIXELS,), "1×65000")
    yield Hostile("png of 1,000,000 × 1", pngs.black(1_000_000, 1, 1, 0), (PIXELS,), "1000000×1")
    empty = pngs.chunk(b"IDAT") * 21_000
    yield Hostile(
        "png of empty data chunks", pngs.png(pngs.header(9, 9, 8, 2), b"", empty), (TOO_LARGE, BROKEN)
    )
    bomb = pngs.zeros(150 << 20)
    texts = {
        "iCCP": b"icc\0\0" + bomb,
        "zTXt": b"Comment\0\0" + bomb,
        "iTXt": b"Comment\0\1\0\0\0" + bomb,
    }
    for kind, body in texts.items():
        yield Hostile(f"png with 150 MB of {kind}", pngs.black(64, 64, 8, 2, pngs.chunk(kind.encode(), body)))
    flood = pngs.chunk(b"tEXt", b"a\0b") * 5000
    yield Hostile("png with 5,000 texts", pngs.black(64, 64, 8, 2, flood))


def _jpeg_bombs() -> Iterator[Hostile]:
    small = jpegs.jpeg(jpegs.quarters())
    yield Hostile("jpeg that claims 32,000²", jpegs.claiming(small, 32_000, 32_000), (PIXELS,), "32000×32000")
    bare = jpegs.claiming(small, 32_000, 32_000)
    yield Hostile("jpeg header that claims 32,000²", bare[: jpegs.scan_starts(bare)[0]], (PIXELS,))
    yield Hostile("jpeg that claims 65,000 × 1", jpegs.claiming(small, 65_000, 1), (PIXELS,))
    progressive = jpegs.jpeg(jpegs.flat(512, 512), progressive=True)
    yield Hostile("progressive jpeg of 4,000 scans", jpegs.with_scans(progressive, 4000), (BROKEN,))
    large = jpegs.jpeg(jpegs.flat(5000, 4000), progressive=True, full_colour=True)
    yield Hostile("progressive jpeg of 90 large scans", jpegs.with_scans(large, 80), (TOO_LARGE, BROKEN))
    yield Hostile("largest progressive jpeg", jpegs.with_scans(large, 5), (TOO_LARGE,))
    grey = jpegs.jpeg(jpegs.flat(5000, 4000, 128), progressive=True, full_colour=True)
    yield Hostile("largest jpeg that looks cut", jpegs.with_scans(grey, 5), (TOO_LARGE,))
    turned = jpegs.with_segments(large, jpegs.segment(0xE1, b"Exif\0\0" + jpegs.exif(7)))
    yield Hostile("largest jpeg that lies on its side", turned, (TOO_LARGE,))
    yield Hostile("30,000 comments", jpegs.with_segments(small, jpegs.segment(0xFE, b"") * 30_000), (BROKEN,))
    yield Hostile("150 KB of padding", small[:2] + b"\xff" * 150_000 + small[2:])
    yield Hostile("11 MB", small + bytes(11 << 20), (TOO_LARGE,))
    yield Hostile("5 MB of stuffed bytes", small[:-2] + b"\xff\0" * (5 << 19) + jpegs.EOI, (TOO_LARGE,))


def _broken() -> Iterator[Hostile]:
    photograph = jpegs.photograph(240, 180)
    jpeg, progressive = jpegs.jpeg(photograph), jpegs.jpeg(photograph, progressive=True)
    rows = zlib.compress(b"".join(b"\0" + bytes(row) for row in photograph.reshape(180, -1)))
    png = pngs.png(pngs.header(240, 180, 8, 2), rows)
    for kind, data in (("jpeg", jpeg), ("progressive jpeg", progressive), ("png", png)):
        for percent in (2, 10, 30, 50, 70, 90, 99):
            yield Hostile(f"{kind} cut at {percent}%", data[: len(data) * percent // 100], (CUT,))
        yield Hostile(f"{kind} without its last byte", data[:-1], (CUT,))
        zeroed = data[: len(data) // 2] + bytes(len(data) - len(data) // 2)
        yield Hostile(
            f"{kind} with zeros for its second half", zeroed, (CUT,) if "png" not in kind else (BROKEN,)
        )
    for percent in (20, 60, 95):
        yield Hostile(
            f"jpeg cut at {percent}% and closed", jpeg[: len(jpeg) * percent // 100] + jpegs.EOI, (CUT,)
        )
    starts = jpegs.scan_starts(progressive)
    yield Hostile("progressive jpeg without its later scans", progressive[: starts[3]] + jpegs.EOI, (CUT,))
    yield Hostile("jpeg signature alone", b"\xff\xd8\xff", (CUT,))
    yield Hostile("jpeg without picture data", jpeg[: jpegs.scan_starts(jpeg)[0]] + jpegs.EOI, (BROKEN,))
    yield Hostile("jpeg of no height", jpegs.claiming(jpeg, 320, 0), (BROKEN,))
    yield Hostile("png signature alone", pngs.SIGNATURE, (CUT,))
    yield Hostile("png of no width", pngs.png(pngs.header(0, 9, 8, 2), b""), (BROKEN,))
    yield Hostile("png of an impossible depth", pngs.png(pngs.header(9, 9, 3, 2), b""), (BROKEN,))
    yield Hostile("png without header", pngs.SIGNATURE + pngs.chunk(b"IEND"), (BROKEN,))
    yield Hostile("png whose data end early", pngs.png(pngs.header(240, 360, 8, 2), rows), (BROKEN,))
    yield Hostile("png with a wrong checksum", png[:-13] + bytes([png[-13] ^ 1]) + png[-12:], (BROKEN,))
    apple = pngs.SIGNATURE + pngs.chunk(b"CgBI", bytes(4)) + png[8:]
    yield Hostile("png as Xcode writes it", apple, (BROKEN,))


def _harmless() -> Iterator[Hostile]:
    """Odd, but pictures: accepted."""
    jpeg = jpegs.jpeg(jpegs.photograph())
    png = pngs.black(64, 48, 8, 2)
    yield Hostile("jpeg followed by zip", jpeg + b"PK\x03\x04" + bytes(100))
    yield Hostile("jpeg followed by a script", jpeg + b"<?php system($_GET[0]); ?>")
    yield Hostile("png followed by html", png + b"<html><script>alert(1)</script>")
    yield Hostile(
        "jpeg with html inside", jpegs.with_segments(jpeg, jpegs.segment(0xFE, b"<script>alert(1)</script>"))
    )
    yield Hostile(
        "jpeg with a place", jpegs.with_segments(jpeg, jpegs.segment(0xE1, b"Exif\0\0" + jpegs.exif(1)))
    )
    yield Hostile(
        "jpeg with 150 metadata segments", jpegs.with_segments(jpeg, jpegs.segment(0xE2, b"ICC") * 150)
    )
    yield Hostile("two jpegs in one", jpegs.with_segments(jpeg, jpegs.segment(0xE2, b"MPF\0MM\0*")) + jpeg)
    yield Hostile("jpeg ending in mid-grey", jpegs.jpeg(jpegs.flat(64, 48, 128)))
    yield Hostile(
        "still png with an animation's header",
        pngs.black(9, 9, 8, 2, pngs.chunk(b"acTL", b"\0\0\0\1" + bytes(4))),
    )
    yield Hostile("png of one pixel", pngs.black(1, 1, 8, 2))
    yield Hostile("largest png with alpha", pngs.black(5000, 4000, 8, 6))
    yield Hostile("largest 16-bit png", pngs.black(5000, 4000, 16, 2))
    yield Hostile("largest 16-bit png with alpha", pngs.black(4000, 3000, 16, 6))
