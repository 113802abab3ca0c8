"""A small recogniser for the numbers of certificates, trained for this project (``models/number_reader``).

It knows digits, capital letters, a few signs, and one class for everything else, and was shown what the general reader
errs on: print 5 to 10 pixels high under seals and JPEG. It finds no boxes, and so is no engine to choose; it reads lines
that another engine found, and answers in the same form.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Image, Quad
from precheck.domain.resources import packaged_folder
from precheck.domain.text import TextLine
from precheck.inference import Session, open_session
from precheck.ocr import _crop, _line

LINE_HEIGHT_PX = 32
"""The input's height. Print this is for is lower than that in the picture."""

STRETCH = 1.2
"""Width of a line over its natural width at that height: the narrowest digits of small print, 0.3 of their box's height
apart (generated hard pictures, 32 numbers), still get 2.9 of the network's steps each, of which equal neighbours need 2."""

MAX_LINE_PX = 1280

OTHER = "□"
"""Stands for every character that the reader does not know: Han, signs, small letters."""

FOLDER = "number_reader"


@dataclass(frozen=True, slots=True)
class Card:
    """What ``model.toml`` says of the weights."""

    file: str
    sha256: str
    alphabet: str


def _card() -> Card:
    text = (packaged_folder("models") / FOLDER / "model.toml").read_text(encoding="utf-8")
    return Card(**tomllib.loads(text)["recogniser"])


class NumberReader:
    """The network, loaded. Satisfies :class:`precheck.ocr.OcrEngine`, without boxes of its own."""

    def __init__(self, session: Session, card: Card) -> None:
        self._card = card
        self._recogniser = _line.Recogniser(FOLDER, session, card.alphabet)

    def version(self) -> str:
        return f"{named()}; {self._recogniser.runtime}"

    def models(self) -> dict[str, str]:
        return {self._card.file: self._card.sha256}

    def boxes(self, image: Image, long_side_px: int) -> list[Quad]:
        """None: it reads what another engine found."""
        return []

    def read(self, image: Image, boxes: Sequence[Quad]) -> list[TextLine]:
        """One line a box, in the same order; ``□`` in the text where something else than a number stands.

        The picture is taken as it is, with its seals: what is ink and what is print was learnt from colour.
        """
        return [self._read_one(image, box) for box in boxes]

    def _read_one(self, image: Image, box: Quad) -> TextLine:
        strip = _crop.line_image(image, box, LINE_HEIGHT_PX, MAX_LINE_PX, STRETCH)
        return self._recogniser.read(box, strip)


def named() -> str:
    """The reader and the beginning of its weights' digest, without loading them."""
    return f"number_reader {_card().sha256[:8]}"


def create(runtime: str | None = None) -> NumberReader:
    """The reader, loaded.

    Raises:
        Invalid: the weights or a runtime are missing, or the weights are not those that the card names.
    """
    card = _card()
    path = packaged_folder("models") / FOLDER / card.file
    if not path.is_file():
        raise Invalid(f"缺少模型文件 (weights are missing): {card.file}")
    return NumberReader(open_session(path, card.sha256, runtime), card)
