"""What is really on a picture: lines, field values and corners, kept exact through every change of coordinates."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]  # shape (n, 2): x right, y down
Mapping = Callable[[Points], Points]


def box(x0: float, y0: float, x1: float, y1: float) -> Points:
    """The rectangle's corners: top-left, top-right, bottom-right, bottom-left."""
    return np.array([[x0, y0], [x1, y0], [x1, y1], [x0, y1]], dtype=np.float64)


def through(matrix: NDArray[np.float64]) -> Mapping:
    """Points through a 3 × 3 homography."""

    def mapping(points: Points) -> Points:
        homogeneous = np.concatenate([points, np.ones((len(points), 1))], axis=1) @ matrix.T
        return np.asarray(homogeneous[:, :2] / homogeneous[:, 2:], dtype=np.float64)

    return mapping


@dataclass(frozen=True)
class Line:
    """One printed run of text; `polygon` begins at the text's own top-left."""

    text: str
    polygon: Points
    field: str | None = None


@dataclass(frozen=True)
class Mark:
    """What is no printed text, and its outline.

    `kind`: red_seal, grey_seal, embossed_seal, stamp, name_seal, signature, portrait, emblem, crest, qr_code.
    """

    kind: str
    outline: Points


@dataclass(frozen=True)
class Value:
    """A field: the value as Precheck reports it, the text as printed, and a polygon for each printed run."""

    value: str
    boxes: tuple[Points, ...] = ()
    printed: str = ""


@dataclass(frozen=True)
class Part:
    """One document or page within the picture, turned clockwise by `rotation` degrees against the others."""

    view: str
    corners: Points
    rotation: int = 0


@dataclass(frozen=True)
class Truth:
    """Everything a picture shows. `document` begins with the page's own top-left as printed."""

    document: Points
    lines: tuple[Line, ...] = ()
    fields: dict[str, Value] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()
    marks: tuple[Mark, ...] = ()

    def mapped(self, mapping: Mapping) -> "Truth":
        """The same truth in other coordinates."""
        return Truth(
            mapping(self.document),
            tuple(replace(line, polygon=mapping(line.polygon)) for line in self.lines),
            {
                name: replace(value, boxes=tuple(mapping(b) for b in value.boxes))
                for name, value in self.fields.items()
            },
            tuple(replace(part, corners=mapping(part.corners)) for part in self.parts),
            tuple(replace(mark, outline=mapping(mark.outline)) for mark in self.marks),
        )


def union(boxes: tuple[Points, ...]) -> Points:
    """One quadrilateral round all boxes: the smallest in the direction of the first box's own upper edge."""
    if len(boxes) == 1:
        return boxes[0]
    origin = boxes[0][0]
    along = boxes[0][1] - origin
    along = along / max(float(np.linalg.norm(along)), 1e-9)
    down = boxes[0][3] - origin
    normal = np.array([-along[1], along[0]])
    if float(normal @ down) < 0:
        normal = -normal
    basis = np.stack([along, normal])
    local = (np.concatenate(boxes) - origin) @ basis.T
    low, high = local.min(axis=0), local.max(axis=0)
    return np.asarray(box(low[0], low[1], high[0], high[1]) @ basis + origin, dtype=np.float64)


def plain(points: Points) -> list[list[float]]:
    """Points as JSON numbers, to a tenth of a pixel."""
    return [[round(float(x), 1), round(float(y), 1)] for x, y in points]


def to_json(truth: Truth, rotation: int, mirrored: bool) -> dict[str, Any]:
    """The part of a truth record that speaks of coordinates."""
    return {
        "document": plain(truth.document),
        "pages": [
            {
                "view": part.view or None,
                "rotation": (rotation + (-part.rotation if mirrored else part.rotation)) % 360,
                "mirrored": mirrored,
                "document": plain(part.corners),
            }
            for part in truth.parts
        ],
        "fields": {
            name: {
                "value": value.value,
                "printed": value.printed,
                "polygon": plain(union(value.boxes)) if value.boxes else None,
                "boxes": [plain(b) for b in value.boxes],
            }
            for name, value in truth.fields.items()
        },
        "lines": [
            {"text": line.text, "field": line.field, "polygon": plain(line.polygon)} for line in truth.lines
        ],
        "marks": [{"kind": mark.kind, "outline": plain(mark.outline)} for mark in truth.marks],
    }
