"""Two tiers of reading, the default: PP-OCRv6 tiny finds the text, a reader trained here for certificates reads every line
(``models/line_reader``), and PP-OCRv6 small those lines whose words matter (:mod:`precheck.reading.careful`)."""

from collections.abc import Sequence
from functools import cached_property
from importlib import metadata

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image, Quad
from precheck.domain.text import TextLine
from precheck.ocr import Availability, Capabilities, _detection, _line, _paddle, rapidocr
from precheck.ocr._paddle import Detector, PaddleEngine

CAPABILITIES = Capabilities(
    probabilities=True, precision="bf16 where the processor computes in it, else float32"
)

DETECTOR, READER = "pp-ocrv6-tiny", "line_reader"


class TieredEngine:
    """The first tier, with the careful one behind it. Satisfies :class:`precheck.ocr.OcrEngine`."""

    def __init__(self, runtime: str | None = None) -> None:
        self._runtime = runtime
        source = _paddle.weights(READER, "recogniser")
        alphabet = _paddle.characters_of(_paddle.weights(READER, "alphabet"))
        self._detector = Detector(_paddle.weights(DETECTOR, "detector"), runtime)
        self._first = PaddleEngine(
            f"tiered {metadata.version('rapidocr')} PP-OCRv6-tiny, line_reader {source.sha256[:8]}, PP-OCRv6-small",
            self._detector,
            _line.Recogniser(READER, source.open(runtime), alphabet),
            {**source.named, **rapidocr.weights("recogniser").named},
        )

    def version(self) -> str:
        return self._first.version()

    def models(self) -> dict[str, str]:
        return self._first.models()

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        return self._first.boxes(image, long_side_px)

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        return self._first.read(image, boxes)

    @cached_property
    def careful(self) -> PaddleEngine:
        """The second tier, loaded when first asked for; its detector looks where the page lacks a value that it owes."""
        detector = Detector(rapidocr.weights("detector"), self._runtime, _detection.ONE_CANVAS)
        return rapidocr.create(self._runtime, detector=detector)


def probe() -> Availability:
    """Whether both tiers' weights and a runtime are there; nothing is loaded."""
    own = (_paddle.weights(DETECTOR, "detector"), _paddle.weights(READER, "recogniser"))
    if not (second := rapidocr.probe()).available:
        return second
    return _paddle.available(
        own, "缺少模型文件 (weights are missing)", "PP-OCRv6 tiny + small", ("rapidocr",)
    )


def create(runtime: str | None = None) -> TieredEngine:
    """The engine, its first tier loaded.
    Raises Invalid: weights or a runtime are missing, or weights are not the expected ones."""
    if not (there := probe()).available:
        raise Invalid(there.detail)
    return TieredEngine(runtime)
