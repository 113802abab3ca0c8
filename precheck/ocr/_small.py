"""PP-OCRv6 small, with the weights that the ``rapidocr`` package carries (Apache-2.0): the careful tier's."""

from functools import cache
from importlib import metadata, util
from pathlib import Path

from precheck.domain.errors import Invalid
from precheck.inference import Prepare
from precheck.ocr import Availability, _detection, _line, _paddle
from precheck.ocr._paddle import Detector, PaddleEngine, Weights

MODEL = "pp-ocrv6-small"


@cache
def weights(part: str) -> Weights:
    """The detector or the recogniser, inside the package."""
    # find_spec does not import the package (which would cost 0.9 s).
    spec = util.find_spec("rapidocr")
    origin = None if spec is None else spec.origin
    directory = Path("rapidocr-not-installed") if origin is None else Path(origin).parent / "models"
    return _paddle.weights(MODEL, part, directory)


def probe() -> Availability:
    """Whether the weights and a runtime are installed; nothing is loaded."""
    files = (weights("detector"), weights("recogniser"))
    return _paddle.available(
        files, "缺少 rapidocr 及其自带模型 (pip install rapidocr)", "PP-OCRv6 small", ("rapidocr",)
    )


def recogniser(
    runtime: str | None = None, prepare: Prepare | None = None, note: str = ""
) -> _line.Recogniser:
    """Its recogniser, loaded. ``prepare`` changes the OpenVINO model before it is compiled, and ``note`` is said of it in the
    version.
    Raises Invalid: the weights or a runtime are missing, or the weights are not the expected ones."""
    source = weights("recogniser")
    return _line.Recogniser(MODEL, source.open(runtime, prepare, note), _paddle.characters_in(source))


def create(runtime: str | None = None, prepare: Prepare | None = None, note: str = "") -> PaddleEngine:
    """Detector and recogniser; the arguments are those of :func:`recogniser`. The detector looks where the page lacks a value that
    it owes, on one canvas.
    Raises Invalid: the weights or a runtime are missing, or the weights are not the expected ones."""
    if not (there := probe()).available:
        raise Invalid(there.detail)
    return PaddleEngine(
        f"rapidocr {metadata.version('rapidocr')} PP-OCRv6-small",
        Detector(weights("detector"), runtime, _detection.ONE_CANVAS, seldom=True),
        recogniser(runtime, prepare, note),
        weights("recogniser").named,
    )
