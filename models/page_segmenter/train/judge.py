"""What weights are worth: rates on both hands and on real pictures, for one set of weights beside another.

    python -m models.page_segmenter.train.judge --model models/page_segmenter --model EARLIER_FOLDER \\
        --second SHARDS --first DIR [--first DIR …] --real DIR

`--second` are held-out shards, `--first` sets of `samples.generator`, `--real` a folder with labels.csv, of which the half
for choosing is looked at alone. Each limit is chosen on the second hand's scenes with an even number (the most hits with at
most 2 % false) and judged on its others, on the first hand and on the real pictures.
"""

from __future__ import annotations

import argparse
import sys
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from models.page_segmenter.train.shards import IGNORED, INPUT, WAYS, Sample, Shard, reorient
from precheck.inference import open_session
from precheck_evaluation import manifest
from precheck_evaluation.figures import rate
from precheck_evaluation.truth import Truth
from samples.scenes.scene import MASKS

FALSE = 0.02
"""Share of good pictures that a limit may call bad where it is chosen."""

LEAST = 12
"""Cells of a map that a seal or a face must fill to be asked for."""

SIDES = ("cut_left", "cut_top", "cut_right", "cut_bottom")
Values = dict[str, float]


@dataclass(frozen=True)
class Prediction:
    """One picture as one network saw it. `maps` by name, chances (96, 96); `planes` the truth of each, where it is known."""

    truth: Truth
    maps: dict[str, NDArray[np.float32]]
    scalars: Values
    values: Values
    size: tuple[int, int]
    planes: dict[str, NDArray[np.bool_]] | None = None


class Network:
    """Weights as a folder with model.toml describes them."""

    def __init__(self, folder: Path) -> None:
        card = tomllib.loads((folder / "model.toml").read_text(encoding="utf-8"))["segmenter"]
        self.name = f"{folder.name} {card['sha256'][:8]}"
        self.side, self.masks, self.scalars = card["input_px"], card["masks"], card["scalars"]
        self.session = open_session(folder / card["file"], card["sha256"], None)

    def predict(self, picture: NDArray[np.uint8]) -> tuple[dict[str, NDArray[np.float32]], Values]:
        """Chances of maps and scalars by name; scalars of ways stay logits."""
        small = cv2.resize(picture, (self.side, self.side), interpolation=cv2.INTER_AREA)
        batch = np.ascontiguousarray(small[:, :, ::-1].transpose(2, 0, 1)[None], np.float32)
        planes, answers = (np.asarray(out)[0] for out in self.session.outputs(batch))
        maps = {
            name: np.asarray(sigmoid(plane), np.float32)
            for name, plane in zip(self.masks, planes, strict=True)
        }
        single = {
            name: float(value if name.startswith("way") else sigmoid(value))
            for name, value in zip(self.scalars, answers, strict=True)
        }
        return maps, single


def sigmoid(logits: Any) -> Any:
    """Logits to 0 … 1."""
    return 1 / (1 + np.exp(-np.clip(logits, -30, 30)))


def measure(maps: dict[str, NDArray[np.float32]], scalars: Values) -> Values:
    """The few numbers that rules look at."""
    on = {name: plane > 0.5 for name, plane in maps.items()}
    paper = on["paper"]
    area = max(int(paper.sum()), 1)
    out = {"cut": max(scalars[side] for side in SIDES), "display": scalars["display"]}
    for name in ("red_seal", "grey_seal", "portrait", "emblem"):
        if name in on:
            stats = cv2.connectedComponentsWithStats(on[name].astype(np.uint8))[2]
            out[name] = float(stats[1:, cv2.CC_STAT_AREA].max()) / paper.size if len(stats) > 1 else 0.0
    printed = np.zeros(paper.shape, np.uint8)
    points = np.argwhere((on["print"] | on.get("lost", on["print"])) & paper)[:, ::-1]
    if len(points) > 2:
        cv2.fillConvexPoly(printed, cv2.convexHull(points.astype(np.int32)), 1)
    block = max(int(printed.sum()), 1)
    out["light"] = float((on["glare"] & paper & (printed > 0)).sum()) / block
    out["cover"] = float((on["cover"] & paper).sum()) / area
    if "lost" in on:
        owed = maps["print"] + maps["lost"]  # thin lines fill no cell: amounts, not cells
        amount = max(float(owed.sum()), 1.0)
        out["light_lost"] = float((owed * (on["glare"] & ~on["cover"])).sum()) / amount
        out["cover_lost"] = float((owed * on["cover"]).sum()) / amount
    return out


@dataclass(frozen=True)
class Question:
    """`score` by name; `bad` and `good` say of which truths; a picture may be neither."""

    name: str
    score: str
    bad: Callable[[Truth], bool]
    good: Callable[[Truth], bool]


def _cut_by(low: float, high: float) -> Callable[[Truth], bool]:
    def asks(truth: Truth) -> bool:
        shares = [s if s is not None else 1.0 for s in (truth.cut or {}).values()]
        return bool(shares) and low <= max(shares) < high

    return asks


def _whole(truth: Truth) -> bool:
    return truth.sides == frozenset()


def _glare(low: float, high: float, word: str) -> Callable[[Truth], bool]:
    def asks(truth: Truth) -> bool:
        if truth.glare_share is not None:
            return low <= truth.glare_share < high
        if truth.glare is not None:
            return truth.glare == word
        given = truth.defects or {}
        burnt = float(given.get("overexposed", {}).get("factor", 0)) >= 2.2
        return burnt if word == "large" else bool(given.get("glare", {}).get("field"))

    return asks


def _lit_well(truth: Truth) -> bool:
    free = truth.glare_share < 0.002 if truth.glare_share is not None else bool(truth.glare_free)
    return free and "overexposed" not in (truth.defects or {})


def _covered(truth: Truth) -> bool:
    if truth.cover_share is not None:
        return truth.cover_share >= 0.03
    if truth.covered is not None:
        return truth.covered != "none"
    return bool((truth.defects or {}).get("occluded", {}).get("field"))


def _bare(truth: Truth) -> bool:
    return truth.cover_share < 0.002 if truth.cover_share is not None else bool(truth.cover_free)


QUESTIONS = (
    *(
        Question(f"cut by {int(low * 100)} to {int(high * 100)} %", "cut", _cut_by(low, high), _whole)
        for low, high in ((0.018, 0.06), (0.06, 0.12), (0.12, 0.2), (0.2, 1.1))
    ),
    Question("light over a third of the print or more", "light", _glare(0.33, 2, "large"), _lit_well),
    Question("light over 3 to 33 % of the print, one field", "light", _glare(0.03, 0.33, "small"), _lit_well),
    Question("the same, by print that is lost", "light_lost", _glare(0.03, 0.33, "small"), _lit_well),
    Question("a third or more, by print that is lost", "light_lost", _glare(0.33, 2, "large"), _lit_well),
    Question("covered", "cover", _covered, _bare),
    Question("covered, by print that is lost", "cover_lost", _covered, _bare),
    Question("display", "display", lambda t: t.display is True, lambda t: t.display is False),
)


def predict_folders(network: Network, folders: Sequence[Path], half: str | None = None) -> list[Prediction]:
    """All pictures of labelled folders, or of one half of them."""
    found = []
    for labelled in (one for folder in folders for one in manifest.read(folder)):
        if half is not None and labelled.half != half:
            continue
        picture = cv2.imread(str(labelled.path), cv2.IMREAD_COLOR)
        if picture is None:
            continue
        maps, scalars = network.predict(np.asarray(picture, np.uint8))
        size = (picture.shape[0], picture.shape[1])
        found.append(Prediction(labelled.truth, maps, scalars, measure(maps, scalars), size))
    return found


def predict_shards(network: Network, folder: Path) -> list[Prediction]:
    """All scenes of the shards, each lying in one of the eight ways in turn."""
    found = []
    for file in sorted(folder.glob("*.npy")):
        shard = Shard(file)
        for number in range(len(shard)):
            one, way = shard[number], number // 2 % len(WAYS)
            picture, planes, scalars = reorient(one, way, INPUT)
            on = {name: plane > 127 for name, plane in zip(MASKS, planes, strict=True)}
            maps, single = network.predict(np.ascontiguousarray(picture.transpose(1, 2, 0)[:, :, ::-1]))
            truth = _truth(one, planes, scalars, way)
            found.append(Prediction(truth, maps, single, measure(maps, single), (INPUT, INPUT), on))
    return found


def _truth(one: Sample, planes: NDArray[np.uint8], scalars: NDArray[np.int64], way: int) -> Truth:
    """What a shard says of a scene, in the evaluation's words."""
    amount = {name: float(plane.sum()) for name, plane in zip(MASKS, planes, strict=True)}
    lost, cover = planes[MASKS.index("lost")].astype(float), planes[MASKS.index("cover")] > 127
    printed = max(amount["print"] + amount["lost"], 1.0)
    shares = one.cut[[2, 1, 0, 3]] if way >= 4 else one.cut
    shares = np.roll(shares, way % 4)
    sides = {letter: float(shares[k]) for k, letter in enumerate("ltrb") if scalars[k] == 1}
    return Truth(
        rotation=90 * (way % 4) if scalars[5] >= 0 else None,
        mirrored=way >= 4,
        papers=1,
        cut=None if IGNORED in scalars[:4] else sides,
        glare_share=float((lost * ~cover).sum()) / printed,
        cover_share=float((lost * cover).sum()) / printed,
        display=bool(scalars[4]),
    )


def choose_threshold(bad: Sequence[float], good: Sequence[float]) -> float:
    """The lowest that calls at most `FALSE` of the good ones bad."""
    if not good:
        return float("inf")
    highest = sorted(good, reverse=True)
    return highest[min(int(FALSE * len(good)), len(good) - 1)] + 1e-9


def auc(bad: Sequence[float], good: Sequence[float]) -> float | None:
    """How often a bad picture stands above a good one (ties count half)."""
    if not bad or not good:
        return None
    b, g = np.array(bad)[:, None], np.array(good)[None, :]
    return float(((b > g) + 0.5 * (b == g)).mean())


def format_rate(hits: Sequence[bool]) -> str:
    """A rate with its 95% interval."""
    measured = rate(list(hits))
    if measured.interval is None:
        return "–"
    low, high = measured.interval
    return f"{measured.hits} of {measured.count} ({low:.0%}–{high:.0%})"


def split_scores(question: Question, seen: Sequence[Prediction]) -> tuple[list[float], list[float]]:
    """The scores of bad and of good pictures."""
    have = [s for s in seen if question.score in s.values]
    bad = [s.values[question.score] for s in have if question.bad(s.truth)]
    return bad, [
        s.values[question.score] for s in have if question.good(s.truth) and not question.bad(s.truth)
    ]


def rows(groups: dict[str, list[Prediction]], choosing: list[Prediction]) -> list[str]:
    """A line a question and group: limit, hits, false ones, ranking."""
    out = []
    for question in QUESTIONS:
        bad, good = split_scores(question, choosing)
        if not bad or not good:
            continue
        at = choose_threshold(bad, good)
        for name, seen in groups.items():
            bad, good = split_scores(question, seen)
            if not bad and not good:
                continue
            area = auc(bad, good)
            out.append(
                f"| {question.name} | {name} | {at:.4f} | {format_rate([v > at for v in bad])} | {format_rate([v > at for v in good])} "
                f"| {'–' if area is None else f'{area:.3f}'} |"
            )
    return out


def score_marks(seen: Sequence[Prediction]) -> list[str]:
    """Seals, portraits and emblems found and invented, overlaps of the maps with the truth; the second hand's alone."""
    out, overlaps = [], {}
    for name in seen[0].maps:
        both = either = 0
        hits, false = [], []
        for one in seen:
            assert one.planes is not None
            plane, on = one.planes[name], one.maps[name] > 0.5
            both, either = both + int((plane & on).sum()), either + int((plane | on).sum())
            if name not in ("red_seal", "grey_seal", "portrait", "emblem"):
                continue
            if plane.sum() >= LEAST:
                hits.append(bool((plane & on).sum() > 0.2 * plane.sum()))
            elif not plane.any():
                false.append(one.values[name] > LEAST / plane.size)
        overlaps[name] = both / max(either, 1)
        if hits:
            out.append(f"| {name} | second hand | {format_rate(hits)} | {format_rate(false)} |")
    return [*out, "overlap: " + ", ".join(f"{name} {value:.3f}" for name, value in overlaps.items())]


def paper_overlap(seen: Sequence[Prediction]) -> str:
    """The overlap of the paper's map with the document's corners, where one lies there and is not cut."""
    found = []
    for s in seen:
        on, plane = s.maps["paper"] > 0.5, np.zeros(s.maps["paper"].shape, np.uint8)
        if not _whole(s.truth) or s.truth.papers not in (None, 1):
            continue
        if s.planes is not None:
            plane = s.planes["paper"].astype(np.uint8)
        elif s.truth.document is not None:
            scale = np.array([plane.shape[1] / s.size[1], plane.shape[0] / s.size[0]])
            corners = np.round(np.array(s.truth.document) * scale * 16)
            cv2.fillPoly(plane, [corners.astype(np.int32)], 1, shift=4)
        if not plane.any():
            continue
        found.append(float((on & (plane > 0)).sum()) / max(float((on | (plane > 0)).sum()), 1))
    if not found:
        return "paper: –"
    above = format_rate([v > 0.9 for v in found])
    low = np.percentile(found, 10)
    return f"paper's overlap: {above} above 0.9; median {np.median(found):.3f}, lowest tenth {low:.3f}"


def orientation_accuracy(seen: Sequence[Prediction]) -> str:
    """How often the likeliest of the eight ways is right, and how often one of the wrong ones is held for sure."""
    right, sure = [], []
    for s in seen:
        names = [name for name in s.scalars if name.startswith("way")]
        unknown = s.truth.rotation is None or s.truth.kind in ("not_a_document", "negative_scene", "texture")
        leaning = abs(s.truth.tilt_degrees or 0) > 30 or s.truth.papers not in (None, 1)
        if not names or unknown or leaning:
            continue
        logits = np.array([s.scalars[name] for name in names])
        best = names[int(logits.argmax())]
        truly = f"way_{s.truth.rotation}{'_mirrored' if s.truth.mirrored else ''}"
        chance = np.exp(logits - logits.max()) / np.exp(logits - logits.max()).sum()
        right.append(best == truly)
        if chance.max() > 0.95:
            sure.append(best == truly)
    return f"way: {format_rate(right)} right; where it is sure (above 0.95) {format_rate(sure)}"


def side_accuracy(seen: Sequence[Prediction]) -> str:
    """Of cut documents, how often the likeliest side is one that is cut."""
    letters = "ltrb"
    hits = [
        letters[int(np.argmax([s.scalars[side] for side in SIDES]))] in s.truth.cut
        for s in seen
        if s.truth.cut
    ]
    return f"likeliest side is a cut one: {format_rate(hits)}"


def main() -> None:
    """Judge."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, action="append", required=True)
    parser.add_argument("--second", type=Path, required=True)
    parser.add_argument("--first", type=Path, action="append", required=True)
    parser.add_argument("--real", type=Path, required=True)
    chosen = parser.parse_args()
    for folder in chosen.model:
        network = Network(folder)
        second = predict_shards(network, chosen.second)
        groups = {
            "second hand": second[1::2],
            "first hand": predict_folders(network, chosen.first),
            "real, choosing half": predict_folders(network, [chosen.real], "choosing"),
        }
        lines = [f"## {network.name}", *rows(groups, second[::2]), *score_marks(second)]
        for name, seen in groups.items():
            lines += [f"{name}: {paper_overlap(seen)}; {orientation_accuracy(seen)}; {side_accuracy(seen)}"]
        sys.stdout.write("\n".join(lines) + "\n\n")


if __name__ == "__main__":
    main()
