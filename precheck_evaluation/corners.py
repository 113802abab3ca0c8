"""The document's corners: how far from the true ones, as a share of the document's diagonal."""

import math
from collections.abc import Sequence

from precheck.domain.geometry import Quad, Region
from precheck_evaluation.figures import Figure, Figures, Quantity, quantiles, rate
from precheck_evaluation.observe import Observation

SECTION = "证件四角 Corners of the document"
WITHIN = 0.03
"""Share of the diagonal within which corners are still of use."""


def figures(observations: Sequence[Observation]) -> Figures:
    """Over pictures of one document whose four corners are known and lie in the frame."""
    judged = [(o, o.labelled.truth.document) for o in observations]
    asked = [(o, true) for o, true in judged if true is not None and _inside(o, true)]
    errors = [(o, error(true, o.report.image.document)) for o, true in asked]
    found = [e for _, e in errors if e is not None]
    middle, most = quantiles(found, (0.5, 0.95)) or (None, None)
    far = tuple(
        (o.labelled.file, "–" if e is None else f"{100 * e:.1f}%")
        for o, e in errors
        if e is None or e > WITHIN
    )
    return [
        Figure(SECTION, "找到四角 found", rate([e is not None for _, e in errors]), good=True),
        Figure(
            SECTION,
            f"误差不超过对角线 {WITHIN:.0%} within {WITHIN:.0%} of the diagonal",
            rate([e is not None and e <= WITHIN for _, e in errors]),
            good=True,
            wrong=far,
        ),
        Quantity(SECTION, "误差，中位 error of those found, median", middle, len(found), 4),
        Quantity(SECTION, "误差，95% 分位 95th percentile", most, len(found), 4),
    ]


def error(true: Quad, found: Region | None) -> float | None:
    """Mean distance of the corners over the true diagonals' mean; None where none were found. Which corner comes first is the
    orientation's matter, and is not counted here."""
    if found is None or len(found) != 4:
        return None
    diagonal = (math.dist(true[0], true[2]) + math.dist(true[1], true[3])) / 2
    orders = [
        [*order[start:], *order[:start]] for order in (list(found), list(found)[::-1]) for start in range(4)
    ]
    return min(sum(map(math.dist, true, order)) / 4 for order in orders) / diagonal


def _inside(observation: Observation, true: Quad) -> bool:
    upload = observation.report.upload
    if upload.width is None or upload.height is None or observation.labelled.truth.sides:
        return False
    return all(0 <= x <= upload.width and 0 <= y <= upload.height for x, y in true)
