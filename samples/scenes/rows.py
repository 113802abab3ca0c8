"""A scene as a file and a row of the manifest, in the generator's format with more truth.

A row is `{"file", "material", "submission", "registration", "truth"}`. Besides the generator's keys (`kind`, `view`,
`layout`, `held_out`, `typeface`, `width`, `height`, `rotation`, `mirrored`, `tilt_degrees`, `text_height_px`, `surface`,
`difficulty`, `defects`, `document`, `pages`, `fields`, `lines`) its truth says:

- `framing`: photo, cut, zoom, held, two, two_sheet, scan, trimmed, scan_cut, app, none
- `clean`: made as an applicant should send it; its only defect can be that it is seen too small, or in grey
- `cut`: the sides (`left`, `top`, `right`, `bottom`, as the file shows it) beyond which 1.8 % of the document or more lies;
  `cut_shares`: that share for each side; `cut_asked` false where a side lies between 0.7 and 1.8 %
- `fills_frame`: paper covers at least 97 % of the picture
- `papers`: how many documents lie there (things beneath them do not count); `display`: photographed off a display
- `glare_share`, `cover_share`: share of the document's print lost to light, hidden by a thing
- `lost_fields`, `covered_fields`: the same for each field that lost 5 % or more, `{name: share}`
- `seals`: `{"red": share, "grey": share}` of the picture; `portrait`, `emblem`: likewise a share

With masks, `masks/NAME.npz` holds each plane of `scene.MASKS` as uint8 of 0 to 255, a quarter of the file's size.
"""

from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np

from samples.generator.truth import Line, Part, Points, Truth, Value, plain
from samples.scenes.chance import Chance, Field, Pixels
from samples.scenes.framing import CUT_FROM, WHOLE_UP_TO
from samples.scenes.scene import SIDES, Scene

NUMBERS = ("certificate_number", "registration_number", "id_number", "passport_number")
WAYS = {
    (0, False): 80.0,
    (90, False): 6.0,
    (180, False): 4.0,
    (270, False): 6.0,
    (0, True): 3.0,
    (90, True): 1.0,
}
FIELD_FROM = 0.05  # a field's share below this is not told
OWED_FROM = 0.4  # a field that lost so much of its print is named as the defect's field
SMALL_BELOW = 8.0  # pixels; of fewer dots than eight by eight nobody tells one dense character from another
UPRIGHT_FROM = 12.0  # degrees; a page that leans further is noted as tilted
LIMIT = 200 * 1024


@dataclass(frozen=True)
class Turned:
    """A scene as its file shows it: the picture, its planes and its truth after turning."""

    picture: Pixels
    planes: dict[str, Field]
    truth: Truth
    cut: tuple[float, ...]
    rotation: int
    mirrored: bool


def turned(scene: Scene, chance: Chance, *, clean: bool) -> Turned:
    """The scene mirrored and turned clockwise now and then; a clean one never."""
    rotation, mirrored = (0, False) if clean else chance.weighted(WAYS)
    picture, planes = scene.picture, scene.planes
    truth, cut = scene.truth, list(scene.cut)
    if mirrored:
        width = float(picture.shape[1])
        picture = picture[:, ::-1]
        planes = {name: plane[:, ::-1] for name, plane in planes.items()}
        truth = truth.mapped(lambda points: np.stack([width - points[:, 0], points[:, 1]], axis=1))
        cut[0], cut[2] = cut[2], cut[0]
    for _ in range(rotation // 90):
        height = float(picture.shape[0])

        def clockwise(points: Points, height: float = height) -> Points:
            return np.stack([height - points[:, 1], points[:, 0]], axis=1)

        picture = np.rot90(picture, -1)
        planes = {name: np.rot90(plane, -1) for name, plane in planes.items()}
        truth = truth.mapped(clockwise)
        cut = [cut[3], cut[0], cut[1], cut[2]]
    return Turned(np.ascontiguousarray(picture), planes, truth, tuple(cut), rotation, mirrored)


def encoded(picture: Pixels) -> bytes:
    """JPEG of at most 200 KB, as the portal takes it; the size stays."""
    for quality in range(90, 8, -7):
        data = cv2.imencode(".jpg", picture, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()
        if len(data) <= LIMIT:
            return data
    raise ValueError("the picture does not fit into 200 KB")


def row(scene: Scene, shown: Turned, name: str, *, clean: bool) -> dict[str, Any]:
    """The manifest's row without `file`."""
    about, truth = scene.about, shown.truth
    h, w = shown.picture.shape[:2]
    lost = {field: _share(value.boxes, shown.planes["glare"]) for field, value in truth.fields.items()}
    hidden = {field: _share(value.boxes, shown.planes["cover"]) for field, value in truth.fields.items()}
    framed = scene.framing
    record = {
        "kind": about.kind,
        "view": about.view,
        "layout": about.layout or None,
        "held_out": about.held_out,
        "typeface": about.typeface,
        "width": w,
        "height": h,
        "rotation": shown.rotation if scene.papers == 1 else None,
        "mirrored": shown.mirrored,
        "tilt_degrees": round(scene.tilt, 2),
        "text_height_px": _text_height(truth) if truth.lines else None,
        "surface": "second hand",
        "difficulty": "clean" if clean else "scene",
        "defects": _defects(scene, shown, lost, hidden),
        **_places(truth, shown),
        "framing": framed.kind if framed else "none",
        "clean": clean,
        "cut": [side for side, share in zip(SIDES, shown.cut, strict=True) if share > CUT_FROM],
        "cut_shares": {side: round(share, 3) for side, share in zip(SIDES, shown.cut, strict=True)},
        "cut_asked": not any(WHOLE_UP_TO < share <= CUT_FROM for share in shown.cut),
        "fills_frame": bool(scene.planes["paper"].mean() >= 0.97),
        "papers": scene.papers,
        "display": scene.display,
        **_shares(scene),
        "lost_fields": {k: round(v, 2) for k, v in lost.items() if v >= FIELD_FROM},
        "covered_fields": {k: round(v, 2) for k, v in hidden.items() if v >= FIELD_FROM},
    }
    return {
        "material": about.slot,
        "submission": f"s{name}",
        "registration": about.registration,
        "truth": record,
    }


def _shares(scene: Scene) -> dict[str, Any]:
    """Shares of the print that went, and of the picture that seals and faces take."""
    printed = float((scene.planes["print"] + scene.planes["lost"]).sum())
    gone = scene.planes["lost"]
    covered = float((gone * (scene.planes["cover"] > 0.5)).sum())
    size = scene.planes["paper"].size

    def of_picture(plane: str) -> float:
        return round(float(scene.planes[plane].sum()) / size, 4)

    return {
        "glare_share": round((float(gone.sum()) - covered) / max(printed, 1), 3),
        "cover_share": round(covered / max(printed, 1), 3),
        "seals": {"red": of_picture("red_seal"), "grey": of_picture("grey_seal")},
        "portrait": of_picture("portrait"),
        "emblem": of_picture("emblem"),
    }


def _defects(
    scene: Scene, shown: Turned, lost: dict[str, float], hidden: dict[str, float]
) -> dict[str, dict[str, Any]]:
    """The defects by the generator's names, with what they amount to."""
    out = {name: dict(parameters) for name, parameters in scene.done.items()}
    shares = _shares(scene)
    for name, fields, share in (
        ("glare", lost, shares["glare_share"]),
        ("occluded", hidden, shares["cover_share"]),
    ):
        worst = max(fields, key=lambda field: fields[field], default=None)
        named = worst if worst is not None and fields[worst] >= OWED_FROM else None
        if share > 0.005 or named:
            out[name] = {"field": named, "share": share}
    most = max(range(4), key=lambda side: shown.cut[side])
    if shown.cut[most] > WHOLE_UP_TO:
        out["cropped"] = {"side": SIDES[most], "share": round(shown.cut[most], 3)}
    if "defocus" in out and shown.truth.lines:
        out["defocus"]["text_heights"] = round(out["defocus"]["sigma_px"] / _text_height(shown.truth), 3)
    if "motion" in out and shown.truth.lines:
        out["motion"]["text_heights"] = round(out["motion"]["length_px"] / _text_height(shown.truth), 3)
    if shown.truth.lines and _text_height(shown.truth) < SMALL_BELOW:
        out["too_small"] = {"text_height_px": _text_height(shown.truth)}
    if shown.rotation:
        out["rotated"] = {"degrees": shown.rotation}
    if shown.mirrored:
        out["mirrored"] = {}
    if abs(scene.tilt) > UPRIGHT_FROM:
        out["tilted"] = {"degrees": round(scene.tilt, 1)}
    return out


def _share(boxes: tuple[Points, ...], plane: Field) -> float:
    """How much of the boxes lies under the plane."""
    inside = np.zeros(plane.shape, np.uint8)
    for corners in boxes:
        cv2.fillPoly(inside, [np.round(corners).astype(np.int32)], 1)
    area = int(inside.sum())
    return float((inside * (plane > 0.5)).sum()) / area if area else 0.0


def _text_height(truth: Truth) -> float:
    """Pixels: of the main number, or the middle height of all lines."""
    boxes = next(
        (truth.fields[n].boxes for n in NUMBERS if n in truth.fields and truth.fields[n].boxes), None
    )
    heights = sorted(
        min(float(np.linalg.norm(b[3] - b[0])), float(np.linalg.norm(b[1] - b[0])))
        for b in boxes or [line.polygon for line in truth.lines]
    )
    return round(heights[len(heights) // 2], 1)


def _places(truth: Truth, shown: Turned) -> dict[str, Any]:
    """Where everything stands in the file."""
    if not len(truth.document):
        return {"document": None, "pages": [], "fields": {}, "lines": []}
    return {
        "document": plain(truth.document),
        "pages": [_page(part, shown) for part in truth.parts],
        "fields": {name: _value(value) for name, value in truth.fields.items()},
        "lines": [_line(line) for line in truth.lines],
    }


def _page(part: Part, shown: Turned) -> dict[str, Any]:
    own = -part.rotation if shown.mirrored else part.rotation
    return {
        "view": part.view or None,
        "rotation": (shown.rotation + own) % 360,
        "mirrored": shown.mirrored,
        "document": plain(part.corners),
    }


def _value(value: Value) -> dict[str, Any]:
    return {"value": value.value, "printed": value.printed, "boxes": [plain(box) for box in value.boxes]}


def _line(line: Line) -> dict[str, Any]:
    return {"text": line.text, "field": line.field, "polygon": plain(line.polygon)}
