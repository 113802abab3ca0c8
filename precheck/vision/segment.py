"""The page segmenter (``models/page_segmenter``): one small network looks at the whole picture, as it is and flipped.

What it makes of the four flips is averaged: docs/evaluation/checks.md, 翻转 · Flips.
"""

import tomllib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Orientation, Overview
from precheck.domain.picture import CUTS, PageMaps
from precheck.domain.resources import packaged_folder
from precheck.inference import Session, open_session

FOLDER = "page_segmenter"

NEEDED_MASKS = ("paper", "print", "glare", "cover", "red_seal", "portrait")


FLIPS = ((False, False), (True, False), (False, True), (True, True))
"""Left to right, top to bottom."""

Logits = NDArray[np.float32]

OPPOSITE = ({"left": "right", "right": "left"}, {"top": "bottom", "bottom": "top"})


@dataclass(frozen=True, slots=True)
class Card:
    """What ``model.toml`` says of the weights; ``masks`` and ``scalars`` name the outputs' channels in order."""

    file: str
    sha256: str
    input_px: int
    masks: tuple[str, ...]
    scalars: tuple[str, ...]


def _card() -> Card:
    text = (packaged_folder("models") / FOLDER / "model.toml").read_text(encoding="utf-8")
    values = tomllib.loads(text)["segmenter"]
    values |= {"masks": tuple(values["masks"]), "scalars": tuple(values["scalars"])}
    card = Card(**values)
    lacking = {*NEEDED_MASKS} - {*card.masks} | {*CUTS} - {*card.scalars}
    if lacking:
        raise Invalid(f"模型缺少输出 (outputs are missing): {FOLDER}: {', '.join(sorted(lacking))}")
    return card


class Segmenter:
    """The network, loaded."""

    def __init__(self, session: Session, card: Card) -> None:
        self._session = session
        self._card = card

    def version(self) -> str:
        return f"{FOLDER} {self._card.sha256[:8]}; {self._session.name}"

    def models(self) -> dict[str, str]:
        return {self._card.file: self._card.sha256}

    def segment(self, seen: Overview) -> PageMaps:
        """The maps of a picture of any shape and size."""
        side = self._card.input_px
        small = cv2.resize(seen.pixels, (side, side), interpolation=cv2.INTER_AREA)
        batch = np.asarray(small[:, :, ::-1].transpose(2, 0, 1)[None], np.float32)
        looks = [self._look(batch, across, down) for across, down in FLIPS]
        masks, scalars = (_chances(np.mean(logits, axis=0)) for logits in zip(*looks, strict=True))
        return PageMaps(
            masks=dict(zip(self._card.masks, masks, strict=True)),
            scalars={name: float(chance) for name, chance in zip(self._card.scalars, scalars, strict=True)},
            width=seen.width,
            height=seen.height,
        )

    def _look(self, batch: NDArray[np.float32], across: bool, down: bool) -> tuple[Logits, Logits]:
        """Logits of the masks and scalars of a picture seen flipped, put back as it lies."""
        flip = (..., slice(None, None, -1 if down else 1), slice(None, None, -1 if across else 1))
        masks, scalars = self._session.outputs(np.ascontiguousarray(batch[flip]))
        names = self._card.scalars
        order = [names.index(flipped(name, across, down)) for name in names]
        return masks[0][flip], scalars[0][order]


def flipped(scalar: str, across: bool, down: bool) -> str:
    """Which scalar of a flipped picture says what this one says of the picture itself."""
    kind, _, where = scalar.partition("_")
    if kind == "cut":
        for is_flipped, opposite in zip((across, down), OPPOSITE, strict=True):
            where = opposite.get(where, where) if is_flipped else where
    elif kind == "way":
        degrees, _, mirrored = where.partition("_")
        way = Orientation(int(degrees), bool(mirrored)).flipped(across, down)
        where = f"{way.rotation}_mirrored" if way.mirrored else f"{way.rotation}"
    return f"{kind}_{where}" if where else kind


def _chances(logits: np.ndarray) -> np.ndarray:
    return np.asarray(1 / (1 + np.exp(-logits.clip(-30, 30))), np.float32)


def create(runtime: str | None = None) -> Segmenter:
    """The segmenter, loaded.
    Raises Invalid: the weights or a runtime are missing, the weights are not those that the card names, or they
    lack an output."""
    card = _card()
    path = packaged_folder("models") / FOLDER / card.file
    if not path.is_file():
        raise Invalid(f"缺少模型文件 (weights are missing): {card.file}")
    return Segmenter(open_session(path, card.sha256, runtime), card)
