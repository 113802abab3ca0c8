"""The measure behind each flag, taken of every picture, flagged or not: what AUC and the distributions rest on."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

import cv2
import numpy as np

from precheck.domain.geometry import Image, height
from precheck.domain.reading import FieldReading
from precheck.domain.subject import Subject
from precheck.imaging import contrast, display
from precheck.reading import doubt, under_light, under_things


@dataclass(frozen=True, slots=True)
class Measure:
    """``of`` gives the number, None where it cannot be had. ``low_is_bad``: the flag is raised below a threshold."""

    name: str
    code: str
    title: str
    low_is_bad: bool
    of: Callable[[Subject], float | None]


def laplacian_variance(image: Image) -> float:
    """Variance of the Laplacian over the whole frame, the usual blur score (Pech-Pacheco et al., ICPR 2000)."""
    return float(cv2.Laplacian(cv2.cvtColor(image, cv2.COLOR_BGR2GRAY), cv2.CV_64F).var())


def _sharpness(subject: Subject) -> float | None:
    return None if subject.legibility is None else subject.legibility.value


def _tilt(subject: Subject) -> float | None:
    tilts = [abs(page.tilt_degrees) for page in subject.pages if page.tilt_degrees is not None]
    return max(tilts, default=None)


def _text_height(subject: Subject) -> float | None:
    heights = [reading.text_height_px for reading in _required(subject) if reading.text_height_px is not None]
    if heights:
        return min(heights)
    lines = [height(line.box) for line in subject.lines if len(line.text) > 1]
    return median(lines) if lines else None


def _other_kind(subject: Subject) -> float | None:
    own = subject.kind.scores.get(subject.material.slug, 0.0)
    others = [score for slug, score in subject.kind.scores.items() if slug != subject.material.slug]
    return max(others) - own if others else None


def _readability(subject: Subject) -> float | None:
    return min((reading.readability or 0.0 for reading in _required(subject)), default=None)


def _ink(subject: Subject) -> float | None:
    inks = [contrast.of_ink(subject.image, line.box) for line in subject.lines if len(line.text) > 1]
    return float(np.percentile(inks, 75)) if inks else None


def _under_light(subject: Subject) -> float:
    bright = under_light.highlights(subject.image, subject.lines)
    found = [under_light.value(subject.image, doubted, bright) for doubted in _doubts(subject)]
    return max((one.heights for one in found if one is not None), default=0.0)


def _covered(subject: Subject) -> float:
    found = [under_things.value(subject.image, subject.lines, doubted) for doubted in _doubts(subject)]
    return max((one.heights for one in found if one is not None), default=0.0)


def _doubts(subject: Subject) -> tuple[doubt.Doubt, ...]:
    return doubt.of(subject.material, subject.fields, subject.lines)


def _grid(subject: Subject) -> float | None:
    found = display.traces(subject.image, [line.box for line in subject.lines if len(line.text) > 1])
    return None if found is None else found.grid


def _bands(subject: Subject) -> float | None:
    found = display.traces(subject.image, [line.box for line in subject.lines if len(line.text) > 1])
    return None if found is None else found.bands


def _required(subject: Subject) -> list[FieldReading]:
    names = {rule.name for rule in subject.material.fields if rule.required}
    return [
        reading for reading in subject.fields.values() if reading.name in names and reading.status != "absent"
    ]


MEASURES: tuple[Measure, ...] = (
    Measure("sharpness", "blurred.text", "文字清晰度 sharpness of the text, 0..1", True, _sharpness),
    Measure(
        "brightness",
        "dark.document",
        "纸面亮度 brightness of the paper, 0..1",
        True,
        lambda s: s.exposure.brightness,
    ),
    Measure(
        "contrast_bright",
        "overexposed.document",
        "墨迹对比度 ink against paper, 0..1",
        True,
        lambda s: s.exposure.contrast,
    ),
    Measure("contrast", "low_contrast.text", "墨迹对比度 ink against paper, 0..1", True, _ink),
    Measure("under_light", "glare.text", "反光遮字 print under a highlight, heights", False, _under_light),
    Measure("covered", "occluded.text", "遮挡 print covered, heights", False, _covered),
    Measure("grid", "recaptured.screen", "屏幕像素纹 grid of a display, powers of ten", False, _grid),
    Measure("bands", "recaptured.screen", "摩尔纹 moiré, powers of ten", False, _bands),
    Measure("tilt_degrees", "tilted.skew", "倾斜角 tilt, degrees", False, _tilt),
    Measure(
        "long_side_px",
        "too_small.image",
        "长边 longer side, pixels",
        True,
        lambda s: float(max(s.image.shape[:2])),
    ),
    Measure("text_height_px", "too_small.text", "字高 height of the print, pixels", True, _text_height),
    Measure(
        "other_kind",
        "wrong_material.other",
        "他种材料的证据 evidence for another material",
        False,
        _other_kind,
    ),
    Measure(
        "readability", "unreadable.*", "最不确定的字符 least certain character, 0..1", True, _readability
    ),
)

LAPLACIAN = "laplacian"


def take(subject: Subject) -> dict[str, float]:
    """All measures of a picture that can be had, the Laplacian's variance among them."""
    found: dict[str, float] = {}
    for measure in MEASURES:
        try:
            value = measure.of(subject)
        except Exception:  # a broken file, or a check that could not run: the report says so already
            continue
        if value is not None:
            found[measure.name] = float(value)
    try:
        found[LAPLACIAN] = laplacian_variance(subject.image)
    except Exception:
        return found
    return found
