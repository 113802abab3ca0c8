"""Two tiers of reading, the default: PP-OCRv6 tiny finds the text, a reader trained here for certificates reads every line
(``models/line_reader``), and PP-OCRv6 small those lines whose words matter (:mod:`precheck.reading.careful`)."""

from importlib import metadata

from precheck.domain.errors import Invalid
from precheck.inference import Prepare
from precheck.ocr import Availability, Capabilities, _line, _paddle, _small
from precheck.ocr._paddle import Detector, PaddleEngine

CAPABILITIES = Capabilities(
    probabilities=True,
    precision="bf16 where the processor computes in it, else float32",
    careful=_small.create,
)

DETECTOR, READER = "pp-ocrv6-tiny", "line_reader"


def probe() -> Availability:
    """Whether both tiers' weights and a runtime are there; nothing is loaded."""
    own = (_paddle.weights(DETECTOR, "detector"), _paddle.weights(READER, "recogniser"))
    if not (second := _small.probe()).available:
        return second
    return _paddle.available(
        own, "缺少模型文件 (weights are missing)", "PP-OCRv6 tiny + small", ("rapidocr",)
    )


def create(runtime: str | None = None, prepare: Prepare | None = None, note: str = "") -> PaddleEngine:
    """The first tier, loaded; the arguments are those of the second's (``_small.recogniser``).
    Raises Invalid: weights or a runtime are missing, or weights are not the expected ones."""
    if not (there := probe()).available:
        raise Invalid(there.detail)
    source = _paddle.weights(READER, "recogniser")
    alphabet = _paddle.characters_of(_paddle.weights(READER, "alphabet"))
    return PaddleEngine(
        f"tiered {metadata.version('rapidocr')} PP-OCRv6-tiny, line_reader {source.sha256[:8]}, PP-OCRv6-small",
        Detector(_paddle.weights(DETECTOR, "detector"), runtime),
        _line.Recogniser(READER, source.open(runtime, prepare, note), alphabet),
        {**source.named, **_small.weights("recogniser").named},
    )
