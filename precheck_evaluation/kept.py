"""What readers answered, kept in a folder: pictures are read once and judged as often as the rules change.

One file a picture (or part or copy of one) and reader, named by the pixels' digest and the reader's version, so that
another model, precision or picture is read anew. Answers come back as :func:`precheck.ocr._remembered.pack` rounds them.
"""

import hashlib
import logging
import os
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.ocr import OcrEngine
from precheck.ocr._remembered import Memory, RememberedEngine, pack, unpack

log = logging.getLogger(__name__)

OPEN = 4
"""Memories held at once: the picture, its copy without seal ink, parts of it."""


class KeptEngine:
    """Another engine, asked only what the folder does not hold."""

    def __init__(self, engine: OcrEngine, folder: Path) -> None:
        self._engine = engine
        self._folder = folder
        self._last: tuple[Image | None, Path] = (None, folder)
        self._open: dict[Path, RememberedEngine] = {}

    def version(self) -> str:
        return self._engine.version()

    def models(self) -> dict[str, str]:
        return self._engine.models()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        remembered = self._at(image)
        before = len(remembered.memory.boxes)
        found = remembered.boxes(image, long_side_px)
        self._keep(remembered.memory, len(remembered.memory.boxes) > before)
        return found

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        remembered = self._at(image)
        before = len(remembered.memory.lines)
        found = remembered.read(image, boxes)
        self._keep(remembered.memory, len(remembered.memory.lines) > before)
        return found

    def _at(self, image: Image) -> RememberedEngine:
        """The memory of this picture, from its file where there is one."""
        if image is not self._last[0]:
            digest = hashlib.blake2b(np.ascontiguousarray(image).data, digest_size=16)
            digest.update(f"{image.shape} {self._engine.version()}".encode())
            name = digest.hexdigest()
            self._last = (image, self._folder / name[:2] / f"{name}.lines")
        file = self._last[1]
        if file not in self._open:
            if len(self._open) >= OPEN:
                del self._open[next(iter(self._open))]
            self._open[file] = RememberedEngine(self._engine, _stored(file))
        return self._open[file]

    def _keep(self, memory: Memory, changed: bool) -> None:
        if not changed:
            return
        file = self._last[1]
        file.parent.mkdir(parents=True, exist_ok=True)
        # Whole or not at all, however many processes look at the same picture.
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.write_bytes(pack([memory]))
        fresh.replace(file)


def _stored(file: Path) -> Memory | None:
    try:
        return unpack(file.read_bytes())[0]
    except FileNotFoundError:
        return None
    except (ValueError, IndexError):
        log.warning("a kept reading cannot be used: it is read anew")
        return None
