"""PP-OCRv6 small, with the weights that the ``rapidocr`` package carries (Apache-2.0): the default reader.

The networks are driven directly, not through the package's own pipeline: that throws the character
probabilities away, which comparing needs; turns tall crops by itself, which would make a turned page
read as well as an upright one; and costs 0.9 s to import.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata, util
from pathlib import Path

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image, Quad, height
from precheck.domain.resources import packaged
from precheck.domain.text import TextLine
from precheck.inference import Prepare, Session, open_session
from precheck.ocr import Availability, Capabilities, _crop, _detection, _line

CAPABILITIES = Capabilities(
    probabilities=True, precision="bf16 where the processor computes in it, else float32"
)

LINE_HEIGHT_PX = 48
"""The recogniser's input height."""

SQUEEZE, SQUEEZED_FROM_PX = 0.85, 28.0
"""Lines at least this high are read at this share of their natural width: time goes with width, and of 60 generated
pictures the same numbers and names were read at 0.85 as at 1 (at 0.75 one number fewer). Smaller print keeps its width:
squeezed digits 20 px high were lost."""

MAX_LINE_PX = 2048
"""Longer strips are squeezed: 85 digits or 42 Han characters at their usual width."""


@dataclass(frozen=True, slots=True)
class Weights:
    """A weight file inside the rapidocr package and its digest."""

    file: str
    sha256: str


def _named(part: str) -> Weights:
    card = tomllib.loads((packaged("models") / "pp-ocrv6-small" / "model.toml").read_text(encoding="utf-8"))
    return Weights(**card[part])


DETECTOR, RECOGNISER = _named("detector"), _named("recogniser")


class RapidOcrEngine:
    """The two networks, loaded."""

    def __init__(self, detector: Session, recogniser: Session, alphabet: list[str]) -> None:
        self._detector = detector
        self._recogniser = recogniser
        self._alphabet = alphabet
        self._columns = {character: index + 1 for index, character in enumerate(alphabet)}

    def version(self) -> str:
        return f"rapidocr {metadata.version('rapidocr')} PP-OCRv6-small; {self._recogniser.name}"

    def models(self) -> dict[str, str]:
        return {weights.file: weights.sha256 for weights in (DETECTOR, RECOGNISER)}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        image_height, image_width = image.shape[:2]
        size = _detection.input_size(image_width, image_height, long_side_px)
        probability = _detection.probability_map(self._detector.run, _detection.network_input(image, size))
        return _detection.boxes_from_map(probability, image_width, image_height)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return [self._read_one(image, box) for box in boxes]

    def _read_one(self, image: Image, box: Quad) -> TextLine:
        squeeze = SQUEEZE if height(box) >= SQUEEZED_FROM_PX else 1.0
        strip = _crop.line_image(image, box, LINE_HEIGHT_PX, MAX_LINE_PX, squeeze)
        return _line.read(self._recogniser, box, strip, self._alphabet, self._columns)


def probe() -> Availability:
    """Whether the weights and a runtime are installed; nothing is loaded."""
    versions = {}
    for package in ("rapidocr", "openvino", "onnxruntime"):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    if "rapidocr" not in versions or not all((_folder() / w.file).is_file() for w in (DETECTOR, RECOGNISER)):
        return Availability(False, "缺少 rapidocr 及其自带模型 (pip install rapidocr)", versions)
    if len(versions) < 2:
        return Availability(False, "缺少推理引擎 (pip install openvino 或 onnxruntime)", versions)
    return Availability(True, "PP-OCRv6 small", versions)


def create(runtime: str | None = None, prepare: Prepare | None = None, note: str = "") -> RapidOcrEngine:
    """The engine, loaded (0.5 to 1.1 s, once a process). ``prepare`` changes the recogniser's OpenVINO model before it is
    compiled, and ``note`` is said of it in the version.

    Raises:
        Invalid: the weights or a runtime are missing, or the weights are not the expected ones.
    """
    available = probe()
    if not available.available:
        raise Invalid(available.detail)
    detector = open_session(_folder() / DETECTOR.file, DETECTOR.sha256, runtime, shapes_recur=False)
    recogniser = open_session(_folder() / RECOGNISER.file, RECOGNISER.sha256, runtime, prepare, note)
    return RapidOcrEngine(detector, recogniser, _alphabet(_folder() / RECOGNISER.file))


def _folder() -> Path:
    # find_spec does not import the package (which would cost 0.9 s).
    spec = util.find_spec("rapidocr")
    if spec is None or spec.origin is None:
        return Path("rapidocr-not-installed")
    return Path(spec.origin).parent / "models"


def _alphabet(weights: Path) -> list[str]:
    """The recogniser's characters in column order, from the file's own metadata, and the space it adds last.

    ONNX keeps metadata as protobuf entries (key, value) at the file's end; reading that one entry needs
    neither runtime nor the onnx package.
    """
    data = weights.read_bytes()
    key = b"\n\tcharacter\x12"
    at = data.rfind(key)
    if at < 0:
        raise Invalid(f"模型缺少字符表 (no alphabet in the weights): {weights.name}")
    at += len(key)
    length = shift = 0
    while True:
        byte = data[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return [*data[at : at + length].decode("utf-8").split("\n"), " "]
