"""Tesseract with its Simplified Chinese and English models, through ``pytesseract``: the second reader.

It reads certificates less well than the default reader (numbers read: 39 of 48 against 48 of 48 on clean
synthetic photographs, 5 of 12 against 11 of 12 under blur) but errs in other ways, being independent of it.
It gives no character probabilities, so that comparing rests on its best reading alone, and its boxes are
straight in the picture: a tilted line's box is taller than the line.
"""

import hashlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import cv2
import numpy as np
import pytesseract

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image, Quad, height, width
from precheck.domain.text import TextLine
from precheck.ocr import Availability, Capabilities, _crop

CAPABILITIES = Capabilities(probabilities=False, precision="as its language files: integers in tessdata_fast")

LANGUAGES = ("chi_sim", "eng")
PACKAGES = "apt-get install tesseract-ocr tesseract-ocr-chi-sim"

LINE_HEIGHT_PX = 48
MARGIN_PX = 8
"""Lines are read this high and with this much of their own edge around them: Tesseract misses letters that touch
the frame."""

MAX_LINE_PX = 2048

SURE_PERCENT = 60.0
SURE_ENOUGH = 40
"""A page with fewer sure characters than this may be turned. On a diploma and a card, upright against turned by
90° and 180°: 131 and 122 against 7 to 16."""

TALL = 1.8
"""Boxes at least this much higher than wide hold text that runs down or up."""

MIN_SIDE_PX = 4
"""Thinner boxes are rules and the picture's edge."""

MIN_PICTURE_PX = 10
"""No print fits into less, and Tesseract refuses pictures of a few pixels."""

LINE, WORD = 4, 5
"""Tesseract's levels: page, block, paragraph, line, word."""

BOXES_SECONDS = 60
READ_SECONDS = 120
"""A page takes 1 to 3 s and a page's 40 lines about as long; longer than this something is wrong."""

NO_CHARACTERS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


class TesseractEngine:
    """Runs the program once for a page's boxes and once for all lines of a call."""

    def __init__(self, version: str, folder: Path) -> None:
        self._version = version
        self._folder = folder

    def version(self) -> str:
        return f"tesseract {self._version} {'+'.join(LANGUAGES)}"

    def models(self) -> dict[str, str]:
        return {
            path.name: _sha256(path)
            for path in (self._folder / f"{language}.traineddata" for language in LANGUAGES)
        }

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        scale = min(1.0, long_side_px / max(image.shape[:2]))
        if min(image.shape[:2]) * scale < MIN_PICTURE_PX:
            return []
        size = (max(1, round(image.shape[1] * scale)), max(1, round(image.shape[0] * scale)))
        small: Image = image
        if scale < 1:
            small = cv2.resize(image, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
        # Sparse text (11) finds more lines of a form but takes every page for upright; automatic layout (3)
        # sees in which direction lines run.
        found, sure = _lines(small, 11)
        if sure < SURE_ENOUGH:
            other, _ = _lines(small, 3)
            tall = sum(height(box) for box in other if height(box) >= TALL * width(box))
            wide = sum(width(box) for box in other if width(box) >= TALL * height(box))
            found = other if tall > wide or not found else found
        across, down = image.shape[1] / size[0], image.shape[0] / size[1]
        boxes = [_scaled(box, across, down) for box in found]
        return sorted(boxes, key=lambda box: (box[0][1], box[0][0]))

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        if not boxes:
            return []
        with tempfile.TemporaryDirectory(prefix="precheck-") as folder:
            # One run for all lines: loading the models costs more than reading a line.
            names = []
            for index, box in enumerate(boxes):
                strip = _crop.line_image(image, box, LINE_HEIGHT_PX, MAX_LINE_PX)
                edged = cv2.copyMakeBorder(
                    strip, MARGIN_PX, MARGIN_PX, MARGIN_PX, MARGIN_PX, cv2.BORDER_REPLICATE
                )
                name = Path(folder) / f"{index}.png"
                name.write_bytes(cv2.imencode(".png", edged)[1].tobytes())
                names.append(str(name))
            listing = Path(folder) / "lines.txt"
            listing.write_text("\n".join(names) + "\n", encoding="utf-8")
            hocr = pytesseract.image_to_pdf_or_hocr(
                str(listing),
                lang="+".join(LANGUAGES),
                config="--psm 7 -c hocr_char_boxes=1",
                extension="hocr",
                timeout=READ_SECONDS,
            )
        pages = _pages(hocr)
        if len(pages) != len(boxes):
            raise RuntimeError(f"tesseract answered for {len(pages)} of {len(boxes)} lines")
        return [_line(box, page) for box, page in zip(boxes, pages, strict=True)]


def probe() -> Availability:
    """Whether the program and both languages are installed; nothing is read."""
    if shutil.which(pytesseract.pytesseract.tesseract_cmd) is None:
        return Availability(False, f"缺少 Tesseract (Tesseract is missing): {PACKAGES}")
    try:
        version, folder, languages = _installed()
    except (OSError, subprocess.SubprocessError) as error:
        return Availability(False, f"Tesseract 无法运行 (cannot be run): {type(error).__name__}; {PACKAGES}")
    versions = {"tesseract": version}
    missing = [language for language in LANGUAGES if language not in languages]
    if missing:
        return Availability(
            False, f"Tesseract 缺少语言 (languages missing): {', '.join(missing)}; {PACKAGES}", versions
        )
    return Availability(True, f"{'+'.join(LANGUAGES)} · {folder}", versions)


def create() -> TesseractEngine:
    """The engine. One thread: processes are the unit of parallelism here.
    Raises Invalid: the program or a language is missing; the message names the Debian packages."""
    available = probe()
    if not available.available:
        raise Invalid(available.detail)
    version, folder, _ = _installed()
    # pytesseract hands this process's environment on and takes no other.
    os.environ.setdefault("OMP_THREAD_LIMIT", "1")
    return TesseractEngine(version, folder)


def _installed() -> tuple[str, Path, list[str]]:
    """Version, folder of the models, and languages, as the program tells them."""
    program = pytesseract.pytesseract.tesseract_cmd
    answers = [
        subprocess.run(
            [program, option],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=20,
            check=False,
        ).stdout
        for option in ("--version", "--list-langs")
    ]
    version = re.search(r"tesseract v?(\d[\w.\-]*)", answers[0])
    folder = re.search(r'in "([^"]*)"', answers[1])
    languages = [line.strip() for line in answers[1].splitlines()[1:]]
    return version[1] if version else "?", Path(folder[1] if folder else ""), languages


@cache
def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def _lines(image: Image, mode: int) -> tuple[list[Quad], int]:
    """Boxes of the lines in the picture's own pixels, and how many characters were read surely."""
    data: dict[str, list[Any]] = pytesseract.image_to_data(
        cv2.cvtColor(image, cv2.COLOR_BGR2RGB),
        lang="+".join(LANGUAGES),
        config=f"--psm {mode}",
        output_type=pytesseract.Output.DICT,
        timeout=BOXES_SECONDS,
    )
    sides = zip(data["level"], data["left"], data["top"], data["width"], data["height"], strict=True)
    boxes = [
        _straight(left, top, left + wide, top + high)
        for level, left, top, wide, high in sides
        if level == LINE and min(wide, high) >= MIN_SIDE_PX
    ]
    words = zip(data["level"], data["conf"], data["text"], strict=True)
    sure = sum(
        len(str(text).strip()) for level, conf, text in words if level == WORD and float(conf) >= SURE_PERCENT
    )
    return boxes, sure


def _straight(left: float, top: float, right: float, bottom: float) -> Quad:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _scaled(box: Quad, across: float, down: float) -> Quad:
    a, b, c, d = ((x * across, y * down) for x, y in box)
    return (a, b, c, d)


def _pages(hocr: bytes) -> list[ElementTree.Element]:
    """One element a line picture. The program's own output, made from pictures alone: no entities to expand."""
    text = NO_CHARACTERS.sub("", hocr.decode("utf-8", "replace"))
    root = ElementTree.fromstring(text)
    return [element for element in root.iter() if element.get("class") == "ocr_page"]


def _line(box: Quad, page: ElementTree.Element) -> TextLine:
    characters: list[str] = []
    certainties: list[float] = []
    spans: list[tuple[float, float]] = []
    long = max(1.0, _numbers(page, "bbox")[2] - 2 * MARGIN_PX)
    edge = 0.0
    for word in (element for element in page.iter() if element.get("class") == "ocrx_word"):
        glyphs = [
            (character, _certainty(_numbers(glyph, "x_conf")[0]))
            for glyph in word.iter()
            if glyph.get("class") == "ocrx_cinfo"
            for character in "".join(glyph.itertext())
        ]
        if not glyphs:
            continue
        left, _, right, _ = ((side - MARGIN_PX) / long for side in _numbers(word, "bbox"))
        start = min(1.0, max(edge, left))
        edge = min(1.0, max(start, right))
        if characters:
            characters.append(" ")
            certainties.append(1.0)
            spans.append((start, start))
        # Tesseract's own boxes for characters overlap and swap places within a word; its words are sound.
        step = (edge - start) / len(glyphs)
        for number, (character, certainty) in enumerate(glyphs):
            characters.append(character)
            certainties.append(certainty)
            spans.append((start + number * step, min(1.0, start + (number + 1) * step)))
    read = [
        certainty for character, certainty in zip(characters, certainties, strict=True) if character != " "
    ]
    return TextLine(
        box=box,
        text="".join(characters),
        confidence=sum(read) / len(read) if read else 0.0,
        characters=tuple(certainties),
        spans=tuple(spans),
    )


def _certainty(x_conf: float) -> float:
    """A character's 0..1 on the scale of Tesseract's word confidence, which is that of its least sure character
    (measured: word = 100 − 7 × (100 − character)). Characters read well reach 0.93; x_conf itself hardly falls
    below 90 for nonsense."""
    return min(1.0, max(0.0, 1 - 7 * (100 - x_conf) / 100))


def _numbers(element: ElementTree.Element, name: str) -> list[float]:
    found = re.search(rf"\b{name}((?: -?[\d.]+)+)", element.get("title", ""))
    if found is None:
        raise RuntimeError(f"tesseract's answer lacks {name}")
    return [float(number) for number in found[1].split()]
