"""A page: millimetres, a canvas, and a record of every word drawn on it."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from samples.generator import glyphs
from samples.generator.glyphs import Colour
from samples.generator.left_out import lacks
from samples.generator.truth import Line, Mapping, Mark, Part, Points, Truth, Value, box, through

INK: Colour = (28, 27, 30)
_LONGEST: ContextVar[float] = ContextVar("longest side of a page in pixels", default=float("inf"))


@contextmanager
def drawn_small(longest_px: int) -> Iterator[None]:
    """Pages made meanwhile have at most so many pixels along their longer side: quicker where print need not be read."""
    token = _LONGEST.set(float(longest_px))
    try:
        yield
    finally:
        _LONGEST.reset(token)


@dataclass(frozen=True)
class Run:
    """Text in one face and size within a line; `size` in mm, 0 takes the line's own; `rise` lifts it, in mm."""

    text: str
    field: str | None = None
    face: str | None = None
    size: float = 0.0
    fill: Colour | None = None
    rise: float = 0.0


class Page:
    """A sheet of `width` × `height` mm at `scale` pixels a millimetre.

    Layouts draw through `text`, `paragraph` and `multiply`; `truth` then says what stands where, in pixels.
    """

    def __init__(
        self,
        width: float,
        height: float,
        rng: random.Random,
        *,
        paper: Colour = (250, 249, 245),
        scale: float = 10.0,
    ) -> None:
        scale = min(scale, _LONGEST.get() / max(width, height))
        self.width, self.height, self.scale, self.rng = width, height, scale, rng
        self.image = Image.new("RGB", (round(width * scale), round(height * scale)), paper)
        self.draw = ImageDraw.Draw(self.image)
        self._lines: list[Line] = []
        self._boxes: dict[str, list[Points]] = {}
        self._printed: dict[str, str] = {}
        self._values: dict[str, str] = {}
        self._parts: list[Part] = []
        self.marks: list[Mark] = []
        self.typeface = ""
        self.displaced = (0.0, 0.0)  # mm by which print and pictures lie off their places
        self.alpha: Image.Image | None = None  # what of the page is there, where its corners are not square
        self.declared: dict[str, str] = {}  # registration entries that differ from the candidate's usual ones
        self.whole = ""  # view of a page that is the whole picture and not one of its parts
        self.on_paper = True  # printed with ink on paper, which wears; not metal, foil or cloth
        self.sheet: Points | None = None  # the document's corners, where more than it is drawn

    # --- text -------------------------------------------------------------------------------------------------

    def text(
        self,
        x: float,
        y: float,
        string: str,
        face: str,
        size: float,
        *,
        field: str | None = None,
        fill: Colour = INK,
        tracking: float = 0.0,
        align: str = "left",
        squeeze: float = 1.0,
        stroke: float = 0.0,
        record: bool = True,
    ) -> float:
        """Set one line with its baseline at `y`; returns the x where it ends. All in mm.

        `size` is the em, `tracking` extra space after each character, `squeeze` the horizontal scale of the
        glyphs, `stroke` the extra weight. `align` left, centre or right of `x`. `field` adds it to that field.
        """
        x, y = x + self.displaced[0], y + self.displaced[1]
        em = max(4, round(size * self.scale))
        advances = [glyphs.advance(c, face, em) * squeeze + tracking * self.scale for c in string]
        total = sum(advances) - (tracking * self.scale if string else 0)
        left = x * self.scale - {"left": 0.0, "centre": total / 2, "right": total}[align]
        if field is not None and lacks(f"field {field}"):
            return (left + total) / self.scale - self.displaced[0]
        base, cursor = y * self.scale, left
        extent: list[float] = []
        for character, advance in zip(string, advances, strict=True):
            inked = glyphs.draw(
                self.image, (cursor, base), character, face, em, fill, squeeze, stroke * self.scale
            )
            if inked:
                extent = (
                    [
                        min(extent[0], inked[0]),
                        min(extent[1], inked[1]),
                        max(extent[2], inked[2]),
                        max(extent[3], inked[3]),
                    ]
                    if extent
                    else list(inked)
                )
            cursor += advance
        if extent and record:
            self._record(string, box(*extent), field)
        return (left + total) / self.scale - self.displaced[0]

    def justified(
        self, x: float, y: float, string: str, face: str, size: float, width: float, *, fill: Colour = INK
    ) -> float:
        """Set a label spread evenly over `width` mm (or its own width where that is more); returns where it ends."""
        natural = self.width_of(string, face, size)
        tracking = max(0.0, (width - natural) / max(len(string) - 1, 1)) if len(string) > 1 else 0.0
        return self.text(x, y, string, face, size, fill=fill, tracking=tracking)

    def width_of(
        self, string: str, face: str, size: float, *, tracking: float = 0.0, squeeze: float = 1.0
    ) -> float:
        """The advance of a line in mm."""
        em = max(4, round(size * self.scale))
        pixels = sum(glyphs.advance(c, face, em) * squeeze for c in string)
        return pixels / self.scale + tracking * max(len(string) - 1, 0)

    def paragraph(
        self,
        x: float,
        y: float,
        width: float,
        runs: Sequence[Run],
        face: str,
        size: float,
        leading: float,
        *,
        indent: float = 0.0,
        fill: Colour = INK,
        tracking: float = 0.0,
    ) -> float:
        """Set running text, broken where the measure is full (a run's digits stay together); returns the next baseline."""
        cursor, base = x + indent, y
        for run in runs:
            run_face, run_size, colour = run.face or face, run.size or size, run.fill or fill
            piece = ""
            start = cursor
            for unit in glyphs.units(run.text):
                advance = self.width_of(unit, run_face, run_size, tracking=tracking) + tracking
                if cursor + advance > x + width + 0.01 and cursor > x and unit not in "，。；：、）》”":
                    if piece:
                        self.text(
                            start,
                            base - run.rise,
                            piece,
                            run_face,
                            run_size,
                            field=run.field,
                            fill=colour,
                            tracking=tracking,
                        )
                    piece, cursor, base = "", x, base + leading
                    start = cursor
                piece += unit
                cursor += advance
            if piece:
                self.text(
                    start,
                    base - run.rise,
                    piece,
                    run_face,
                    run_size,
                    field=run.field,
                    fill=colour,
                    tracking=tracking,
                )
        return base + leading

    def value(self, field: str, value: str) -> None:
        """Say how Precheck reports the field, where that differs from what is printed."""
        self._values[field] = value

    def _record(self, string: str, polygon: Points, field: str | None) -> None:
        self._lines.append(Line(string, polygon, field))
        if field:
            self._boxes.setdefault(field, []).append(polygon)
            self._printed[field] = self._printed.get(field, "") + string

    # --- shapes -----------------------------------------------------------------------------------------------

    def line(
        self, x0: float, y0: float, x1: float, y1: float, *, fill: Colour = INK, weight: float = 0.3
    ) -> None:
        """A rule; weight in mm."""
        s = self.scale
        self.draw.line((x0 * s, y0 * s, x1 * s, y1 * s), fill=fill, width=max(1, round(weight * s)))

    def rectangle(
        self,
        x0: float,
        y0: float,
        x1: float,
        y1: float,
        *,
        outline: Colour | None = None,
        fill: Colour | None = None,
        weight: float = 0.3,
    ) -> None:
        """A box; weight in mm."""
        s = self.scale
        self.draw.rectangle(
            (x0 * s, y0 * s, x1 * s, y1 * s),
            fill=fill,
            outline=outline,
            width=max(1, round(weight * s)) if outline else 0,
        )

    def multiply(self, layer: NDArray[Any], x: float, y: float) -> None:
        """Lay transparent ink over the page with its top-left at (x, y) mm: `layer` is (h, w, 3), 1 leaves, 0 blackens,
        more than 1 lightens."""
        left, top = round(x * self.scale), round(y * self.scale)
        h, w = layer.shape[:2]
        x0, y0, x1, y1 = (
            max(left, 0),
            max(top, 0),
            min(left + w, self.image.width),
            min(top + h, self.image.height),
        )
        if x0 >= x1 or y0 >= y1:
            return
        under = np.asarray(self.image.crop((x0, y0, x1, y1)), dtype=np.float32)
        inked = under * layer[y0 - top : y1 - top, x0 - left : x1 - left]
        self.image.paste(Image.fromarray(inked.round().clip(0, 255).astype(np.uint8)), (x0, y0))

    def record(
        self, string: str, x: float, y: float, width: float, height: float, *, field: str | None = None
    ) -> None:
        """Record text that something else has drawn: it takes up width × height mm from (x, y)."""
        self._record(string, box(x, y, x + width, y + height) * self.scale, field)

    def picture(self, image: Image.Image, x: float, y: float, width: float, height: float) -> None:
        """Paste a picture, scaled to width × height mm; `info["shows"]` of it, if there, becomes a mark."""
        x, y = x + self.displaced[0], y + self.displaced[1]
        size = (round(width * self.scale), round(height * self.scale))
        resized = image.resize(size, Image.Resampling.LANCZOS)
        mask = resized.getchannel("A") if resized.mode == "RGBA" else None
        self.image.paste(resized.convert("RGB"), (round(x * self.scale), round(y * self.scale)), mask)
        if "shows" in image.info:
            self.mark(image.info["shows"], x, y, width, height)

    def shorten(self, height: float) -> None:
        """Cut the page off below `height` mm; what was drawn there is lost."""
        self.height = height
        self.image = self.image.crop((0, 0, self.image.width, round(height * self.scale)))
        self.refresh()

    def mark(self, kind: str, x: float, y: float, width: float, height: float) -> None:
        """Record what is no text: it takes up width × height mm from (x, y)."""
        self.marks.append(Mark(kind, box(x, y, x + width, y + height) * self.scale))

    def surround(self, left: float, top: float, right: float, bottom: float, fill: Colour) -> None:
        """Lay the page on something larger by so many mm at each side; the document stays what it was."""
        s = self.scale
        document = self.truth().document
        w, h = self.image.size
        wide = Image.new("RGB", (w + round((left + right) * s), h + round((top + bottom) * s)), fill)
        shift = np.array([round(left * s), round(top * s)], np.float64)
        wide.paste(self.image, (int(shift[0]), int(shift[1])), self.alpha)
        self.image, self.alpha = wide, None
        self.width, self.height = wide.width / s, wide.height / s
        parts = [replace(part, corners=part.corners + shift) for part in self._parts]
        self.move(lambda points: points + shift, parts)
        self.sheet = document + shift

    def refresh(self) -> None:
        """Take up drawing again after `image` was changed from outside."""
        self.draw = ImageDraw.Draw(self.image)

    def part(self, view: str, x0: float, y0: float, x1: float, y1: float) -> None:
        """Declare one page of a spread."""
        self._parts.append(Part(view, box(x0, y0, x1, y1) * self.scale))

    def move(self, mapping: Mapping, parts: Sequence[Part]) -> None:
        """Take up drawing again after parts of `image` were moved: what was recorded moves by `mapping`, in pixels."""
        self.refresh()
        self._lines = [replace(line, polygon=mapping(line.polygon)) for line in self._lines]
        self._boxes = {name: [mapping(b) for b in boxes] for name, boxes in self._boxes.items()}
        self.marks = [replace(mark, outline=mapping(mark.outline)) for mark in self.marks]
        self._parts = list(parts)

    def place(
        self, other: "Page", x: float, y: float, width: float, view: str, *, degrees: float = 0.0
    ) -> None:
        """Lay another page on this one, `width` mm wide, its top-left at (x, y), turned clockwise by `degrees`."""
        factor = width * self.scale / other.image.width
        angle = np.deg2rad(degrees)
        cos, sin = float(np.cos(angle)) * factor, float(np.sin(angle)) * factor
        matrix = np.array(
            [[cos, -sin, x * self.scale], [sin, cos, y * self.scale], [0, 0, 1]], dtype=np.float64
        )
        shrunk = np.asarray(other.image)
        if factor < 0.75:
            small = (max(1, round(other.image.width * factor)), max(1, round(other.image.height * factor)))
            shrunk = cv2.resize(shrunk, small, interpolation=cv2.INTER_AREA)
        to_small = np.diag([shrunk.shape[1] / other.image.width, shrunk.shape[0] / other.image.height, 1.0])
        size = (self.image.width, self.image.height)
        warp = matrix @ np.linalg.inv(to_small)
        laid = cv2.warpPerspective(shrunk, warp, size, flags=cv2.INTER_CUBIC)
        alpha = np.full(shrunk.shape[:2], 255, np.uint8)
        if other.alpha is not None:
            alpha = np.asarray(other.alpha.resize((shrunk.shape[1], shrunk.shape[0])))
        mask = cv2.warpPerspective(alpha, warp, size, flags=cv2.INTER_LINEAR)
        self.image.paste(Image.fromarray(laid), (0, 0), Image.fromarray(mask))
        truth = other.truth().mapped(through(matrix))
        self._lines.extend(truth.lines)
        self.marks.extend(truth.marks)
        for name, value in truth.fields.items():
            self._boxes.setdefault(name, []).extend(value.boxes)
            self._printed[name] = self._printed.get(name, "") + value.printed
            self._values[name] = value.value
        self._parts.append(Part(view, truth.document))

    # --- truth ------------------------------------------------------------------------------------------------

    def boxes(self, field: str) -> list[Points]:
        """The field's polygons so far, in mm."""
        return [b / self.scale for b in self._boxes.get(field, [])]

    def truth(self, view: str = "") -> Truth:
        """What stands on the page, in the page's own pixels."""
        corners = box(0, 0, self.image.width, self.image.height)
        fields = {
            name: Value(self._values.get(name, self._printed[name]), tuple(boxes), self._printed[name])
            for name, boxes in self._boxes.items()
        }
        corners = corners if self.sheet is None else self.sheet
        parts = tuple(self._parts) or (Part(view, corners),)
        if self.whole:
            corners = parts[0].corners
        return Truth(corners, tuple(self._lines), fields, parts, tuple(self.marks))
