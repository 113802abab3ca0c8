"""PP-OCRv6 networks as a reader: a DB text detector and a CTC recogniser, whichever tier's weights they carry.

The networks are driven directly, not through a package's own pipeline: that throws the character
probabilities away, which comparing needs; turns tall crops by itself, which would make a turned page
read as well as an upright one; and costs 0.9 s to import.
"""

import hashlib
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image, Quad, height
from precheck.domain.resources import packaged_folder
from precheck.domain.text import TextLine
from precheck.inference import Prepare, Session, open_session
from precheck.ocr import Availability, _crop, _detection, _line

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
    """A file that a model's card names; ``directory`` is where it lies."""

    model: str
    directory: Path
    file: str
    sha256: str

    @property
    def path(self) -> Path:
        return self.directory / self.file

    @property
    def named(self) -> dict[str, str]:
        """For the provenance."""
        return {f"{self.model}/{self.file}": self.sha256}

    def open(
        self,
        runtime: str | None,
        prepare: Prepare | None = None,
        note: str = "",
        shape: tuple[int, ...] | None = None,
    ) -> Session:
        """The network, as :func:`precheck.inference.open_session` opens it.
        Raises Invalid: the file is missing or another one, or no runtime is installed."""
        if not self.path.is_file():
            raise Invalid(f"缺少模型文件 (weights are missing): {self.model}/{self.file}")
        return open_session(self.path, self.sha256, runtime, prepare, note, shape)


def weights(model: str, part: str, directory: Path | None = None) -> Weights:
    """What ``models/<model>/model.toml`` says of a part; the file lies beside it, or in ``directory``."""
    own = packaged_folder("models") / model
    card = tomllib.loads((own / "model.toml").read_text(encoding="utf-8"))[part]
    return Weights(model, directory or own, card["file"], card["sha256"])


class Detector:
    """A text detector, loaded when first used. ``seldom``: it works in no memory between two pictures."""

    def __init__(
        self,
        source: Weights,
        runtime: str | None = None,
        canvases: Sequence[_detection.Canvas] = _detection.CANVASES,
        *,
        seldom: bool = False,
    ) -> None:
        self.models = source.named
        self._canvases = canvases
        self._seldom = seldom
        self._source = source
        self._runtime = runtime
        self._sessions: dict[_detection.Canvas, Session] = {}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        """As :meth:`precheck.ocr.OcrEngine.boxes`."""
        image_height, image_width = image.shape[:2]
        planned = _detection.plan(image_width, image_height, long_side_px, self._canvases)
        session = self._session(planned.canvas)
        probability = _detection.probability_map(session.run, image, planned)
        if self._seldom:
            session.rest()
        return _detection.boxes_from_map(probability, image_width, image_height)

    def _session(self, canvas: _detection.Canvas) -> Session:
        if canvas not in self._sessions:
            self._sessions[canvas] = self._source.open(self._runtime, shape=(1, 3, canvas[1], canvas[0]))
        return self._sessions[canvas]


class PaddleEngine:
    """A detector and a recogniser of one or of two tiers."""

    def __init__(
        self, title: str, detector: Detector, recogniser: _line.Recogniser, models: dict[str, str]
    ) -> None:
        self._title = title
        self._detector = detector
        self._recogniser = recogniser
        self._models = {**detector.models, **models}

    def version(self) -> str:
        return f"{self._title}; {self._recogniser.runtime}"

    def models(self) -> dict[str, str]:
        return dict(self._models)

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return self._detector.boxes(image, long_side_px)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        """The lines, read from narrow to wide: the runtime prepares itself anew where the width changes, which took half of a
        short line's time (docs/evaluation/2026-11-28-memory.md)."""
        found: list[TextLine | None] = [None] * len(boxes)
        widths = [_crop.strip_width(box, LINE_HEIGHT_PX, MAX_LINE_PX, _squeeze(box)) for box in boxes]
        for place in sorted(range(len(boxes)), key=widths.__getitem__):
            box = boxes[place]
            found[place] = self._recogniser.read(box, cut_line(image, box))
        return [line for line in found if line is not None]


def cut_line(image: Image, box: Quad) -> Image:
    """The strip that is read of a box, as training cuts it too."""
    return _crop.line_image(image, box, LINE_HEIGHT_PX, MAX_LINE_PX, _squeeze(box))


def _squeeze(box: Quad) -> float:
    return SQUEEZE if height(box) >= SQUEEZED_FROM_PX else 1.0


def available(
    files: Sequence[Weights], missing: str, detail: str, packages: Sequence[str] = ()
) -> Availability:
    """Whether weights and a runtime are there, without loading either; ``missing`` says what to do where weights are not.
    ``packages``: what carries the weights, for the versions."""
    versions = {}
    for package in (*packages, "openvino", "onnxruntime"):
        try:
            versions[package] = metadata.version(package)
        except metadata.PackageNotFoundError:
            continue
    if not all(one.path.is_file() for one in files):
        return Availability(False, missing, versions)
    if not versions.keys() & {"openvino", "onnxruntime"}:
        return Availability(False, "缺少推理引擎 (pip install openvino 或 onnxruntime)", versions)
    return Availability(True, detail, versions)


def characters_of(source: Weights) -> list[str]:
    """A recogniser's characters in column order, one a line of a file of its own, and the space it adds last.
    Raises Invalid: the file is another one."""
    data = source.path.read_bytes()
    if hashlib.sha256(data).hexdigest() != source.sha256:
        raise Invalid(f"字符表校验和不符 (the alphabet is not the expected one): {source.file}")
    return [*data.decode("utf-8").rstrip("\n").split("\n"), " "]


def characters_in(source: Weights) -> list[str]:
    """The same from the weights' own metadata.

    ONNX keeps metadata as protobuf entries (key, value) at the file's end; reading that one entry needs
    neither runtime nor the onnx package.
    """
    data = source.path.read_bytes()
    key = b"\n\tcharacter\x12"
    at = data.rfind(key)
    if at < 0:
        raise Invalid(f"模型缺少字符表 (no alphabet in the weights): {source.file}")
    at += len(key)
    length = shift = 0
    while True:
        byte = data[at]
        length |= (byte & 0x7F) << shift
        at, shift = at + 1, shift + 7
        if byte < 0x80:
            break
    return [*data[at : at + length].decode("utf-8").split("\n"), " "]
