"""The page segmenter (``models/page_segmenter``): one small network looks once at the whole picture."""

import tomllib
from dataclasses import dataclass

import cv2
import numpy as np

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Overview
from precheck.domain.picture import CUTS, PageMaps
from precheck.domain.resources import packaged_folder
from precheck.inference import Session, open_session

FOLDER = "page_segmenter"

NEEDED_MASKS = ("paper", "print", "glare", "cover", "red_seal", "portrait")


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
        batch = np.ascontiguousarray(small[:, :, ::-1].transpose(2, 0, 1)[None], np.float32)
        masks, scalars = (_chances(logits[0]) for logits in self._session.outputs(batch))
        return PageMaps(
            masks=dict(zip(self._card.masks, masks, strict=True)),
            scalars={name: float(chance) for name, chance in zip(self._card.scalars, scalars, strict=True)},
            width=seen.width,
            height=seen.height,
        )


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
