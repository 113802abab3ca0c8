"""Files that are not what they are called, or not whole; and EXIF orientation."""

import io
import time
from typing import Any

import numpy as np
from PIL import Image, ImageFilter

from samples.generator.camera import Shot

# How a viewer shows a stored picture under each EXIF orientation, undone: stored = shown put through this.
UNDO = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def picture(shot: Shot) -> Image.Image:
    """As a Pillow image."""
    return Image.fromarray(np.ascontiguousarray(shot.image[:, :, ::-1]).round().clip(0, 255).astype(np.uint8))


def with_orientation(shot: Shot, orientation: int, limit: int) -> bytes:
    """A JPEG whose pixels are stored turned, with the EXIF tag that makes viewers show them as they are here."""
    image = picture(shot)
    if orientation in UNDO:
        image = image.transpose(UNDO[orientation])
    exif = Image.Exif()
    exif[0x0112] = orientation
    for quality in range(90, 9, -8):
        out = io.BytesIO()
        image.save(out, "JPEG", quality=quality, exif=exif.tobytes())
        if out.tell() <= limit:
            break
    return out.getvalue()


def _few_colours(image: Image.Image, limit: int = 195 * 1024) -> Image.Image:
    """Noise smoothed and colours reduced, as screenshots have them: else 200k of PNG would be a tiny picture."""
    smooth = image.filter(ImageFilter.MedianFilter(3))
    for colours in (96, 64, 40, 24, 16, 8):
        reduced = smooth.quantize(colours, method=Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        out = io.BytesIO()
        reduced.save(out, "PNG")
        if out.tell() <= limit:
            break
    return reduced


def spoiled(shot: Shot, data: bytes, kind: str) -> tuple[bytes, str]:
    """The bytes of a file of that kind and the name's extension.

    Kinds: webp, gif, bmp, pdf (all called .jpg), png (called .png), png_as_jpg, truncated, cut_header, empty, text, oversize.
    """
    if kind in ("webp", "gif", "pdf", "bmp", "png_as_jpg", "png"):
        out = io.BytesIO()
        image = picture(shot)
        if kind in ("gif", "png", "png_as_jpg", "bmp"):
            side = max(image.size)
            image.thumbnail((min(side, 900), min(side, 900)))
        form = {"png_as_jpg": "PNG"}.get(kind, kind.upper())
        if form == "PNG":
            image = _few_colours(image)
        options: dict[str, Any] = {"quality": 60} if kind in ("webp", "pdf") else {}
        if kind == "pdf":  # else the hour of its making would stand in it
            options |= {"creationDate": time.gmtime(0), "modDate": time.gmtime(0)}
        image.save(out, form, **options)
        return out.getvalue(), "png" if kind == "png" else "jpg"
    if kind == "truncated":
        return data[: len(data) * 55 // 100], "jpg"
    if kind == "cut_header":
        return data[:120], "jpg"
    if kind == "empty":
        return b"", "jpg"
    if kind == "text":
        return "这不是图片 this is not a picture\n".encode(), "jpg"
    if kind == "oversize":
        image = picture(shot)
        while True:
            out = io.BytesIO()
            image.save(out, "JPEG", quality=97)
            if out.tell() > 215 * 1024:
                return out.getvalue(), "jpg"
            image = image.resize(
                (round(image.width * 1.15), round(image.height * 1.15)), Image.Resampling.LANCZOS
            )
    raise ValueError(f"unknown file kind: {kind}")
