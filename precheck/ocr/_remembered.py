"""A reader's answers, kept: what was read once need not be read again when only the declared values have changed.

The same pipeline runs over the same picture; what it asks the reader is answered from memory, and what it never asked
before (a second look that the new values call for) is read. So a report made from memory is the one that reading
anew would give, up to the rounding of :func:`pack`.
"""

import json
import logging
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image, Quad
from precheck.domain.text import Posterior, TextLine
from precheck.ocr import OcrEngine

log = logging.getLogger(__name__)

FORMAT = 2
_LENGTH = struct.Struct(">I")


@dataclass(slots=True)
class Memory:
    """Answers by the picture's digest and the question. ``version``: the engine that gave them."""

    version: str
    boxes: dict[tuple[str, int], list[Quad]] = field(default_factory=dict)
    lines: dict[tuple[str, Quad], TextLine] = field(default_factory=dict)


class RememberedEngine:
    """Another engine, asked only what ``memory`` does not hold; what it answers is kept there."""

    def __init__(self, engine: OcrEngine, memory: Memory | None = None) -> None:
        self._engine = engine
        known = memory is not None and memory.version == engine.version()
        self.memory = memory if memory is not None and known else Memory(engine.version())
        self._last: tuple[Image | None, str] = (None, "")

    def version(self) -> str:
        return self._engine.version()

    def models(self) -> dict[str, str]:
        return self._engine.models()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        key = (self._digest(image), long_side_px)
        if key not in self.memory.boxes:
            self.memory.boxes[key] = self._engine.boxes(image, long_side_px)
        return list(self.memory.boxes[key])

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        if not boxes:
            return []
        name, kept = self._digest(image), self.memory.lines
        fresh = [box for box in dict.fromkeys(boxes) if (name, box) not in kept]
        if fresh:
            answers = self._engine.read(image, fresh)
            if len(answers) != len(fresh):
                return answers  # a defect that the caller is to see
            kept.update({(name, box): line for box, line in zip(fresh, answers, strict=True)})
        return [kept[name, box] for box in boxes]

    def _digest(self, image: Image) -> str:
        if self._last[0] is not image:
            # 1 ms for 1280 x 960 px. It tells one upload's few pictures apart (whole, turned, enlarged), nothing else.
            height, width = image.shape[:2]
            self._last = (image, f"{zlib.crc32(np.ascontiguousarray(image).data):08x}-{width}x{height}")
        return self._last[1]


class Remembering:
    """The memories of one upload, one a reader: from an earlier check where there was one, and for the next."""

    def __init__(self, earlier: bytes | None = None) -> None:
        self._memories: dict[int, Memory] = {}
        if earlier is not None:
            try:
                self._memories = dict(enumerate(unpack(earlier)))
            except ValueError:
                log.warning("what was read earlier cannot be used: it is read anew")

    def around(self, engine: OcrEngine, reader: int) -> OcrEngine:
        """The engine with the memory of reader number 0 or 1."""
        remembered = RememberedEngine(engine, self._memories.get(reader))
        self._memories[reader] = remembered.memory
        return remembered

    def packed(self) -> bytes:
        """For the next check."""
        return pack(
            [self._memories.get(reader, Memory("")) for reader in range(1 + max(self._memories, default=-1))]
        )


def pack(memories: Sequence[Memory]) -> bytes:
    """Memories in few bytes: 2 to 15 KiB an upload (twelve drawn pictures of nine materials).

    Certainties keep single precision, logarithms of probabilities half precision, and of those only what stands out
    from the line's floor.
    """
    arrays: list[NDArray[Any]] = []

    def kept(values: Any, kind: str) -> int:
        arrays.append(np.asarray(values).astype(kind).ravel())
        return len(arrays[-1])

    head = []
    for memory in memories:
        boxes, lines = [], []
        for (name, side), found in memory.boxes.items():
            kept(found, "<f8")
            boxes.append([name, side, len(found)])
        for (name, box), line in memory.lines.items():
            lines.append([name, line.text, line.reader, _pack_line(box, line, kept)])
        head.append([memory.version, boxes, lines])
    text = json.dumps([FORMAT, head], ensure_ascii=False, separators=(",", ":")).encode()
    return zlib.compress(_LENGTH.pack(len(text)) + text + b"".join(one.tobytes() for one in arrays), 6)


def _pack_line(box: Quad, line: TextLine, kept: Any) -> list[Any]:
    same = line.box == box
    kept([box] if same else [box, line.box], "<f8")
    kept([line.confidence], "<f8")
    kept(line.characters, "<f4")
    kept(line.spans, "<f4")
    kept(line.steps, "<i2")
    counts: list[Any] = [int(same), len(line.characters), len(line.spans), len(line.steps)]
    if line.posterior is None:
        return counts
    table = line.posterior.log_probs
    places = np.flatnonzero(table.ravel() > line.posterior.floor + 1e-3)
    kept(np.diff(places, prepend=0), "<u2" if table.size < 2**16 else "<u4")
    kept(table.ravel()[places], "<f2")
    return [*counts, line.posterior.alphabet, line.posterior.floor, len(table), len(places)]


def unpack(data: bytes) -> list[Memory]:
    """What :func:`pack` was given. Raises ValueError: it is something else, or of another format."""
    try:
        raw = zlib.decompress(data)
        (length,) = _LENGTH.unpack_from(raw)
        form, head = json.loads(raw[4 : 4 + length])
        if form != FORMAT:
            raise ValueError(f"format {form}")
        at = 4 + length

        def take(count: int, kind: str) -> NDArray[Any]:
            nonlocal at
            found = np.frombuffer(raw, kind, count, at)
            at += found.nbytes
            return found

        memories = []
        for version, boxes, lines in head:
            memory = Memory(version)
            for name, side, count in boxes:
                memory.boxes[name, side] = [_quad(one) for one in take(8 * count, "<f8").reshape(-1, 4, 2)]
            for name, text, reader, counts in lines:
                box, line = _unpack_line(text, counts, take)
                memory.lines[name, box] = replace(line, reader=reader)
            memories.append(memory)
    except (zlib.error, struct.error, LookupError, TypeError, UnicodeDecodeError) as error:
        raise ValueError(f"no memory of reading: {type(error).__name__}") from None
    return memories


def _unpack_line(text: str, counts: list[Any], take: Any) -> tuple[Quad, TextLine]:
    same, characters, spans, steps, *more = counts
    quads = [_quad(one) for one in take(8 if same else 16, "<f8").reshape(-1, 4, 2)]
    confidence = float(take(1, "<f8")[0])
    certain = tuple(float(value) for value in take(characters, "<f4"))
    where = tuple((float(a), float(b)) for a, b in take(2 * spans, "<f4").reshape(-1, 2))
    which = tuple((int(a), int(b)) for a, b in take(2 * steps, "<i2").reshape(-1, 2))
    posterior = None
    if more:
        alphabet, floor, height, count = more
        size = height * (1 + len(alphabet))
        places = np.cumsum(take(count, "<u2" if size < 2**16 else "<u4").astype(np.int64))
        table = np.full(size, floor, np.float32)
        table[places] = take(count, "<f2").astype(np.float32)
        posterior = Posterior(alphabet, table.reshape(height, -1), floor)
    return quads[0], TextLine(quads[-1], text, confidence, certain, where, which, posterior)


def _quad(points: NDArray[np.float64]) -> Quad:
    a, b, c, d = ((float(x), float(y)) for x, y in points)
    return (a, b, c, d)
