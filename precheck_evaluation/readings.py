"""Fields: how often the value is exactly right, beside stock RapidOCR; how true and wrong declared values end; calibration."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import mean

from precheck_evaluation.baselines import RAPIDOCR
from precheck_evaluation.figures import (
    Bin,
    CurvePoint,
    Figure,
    Figures,
    Quantity,
    auc,
    error_curve,
    expected_calibration_error,
    rate,
    reliability,
)
from precheck_evaluation.observe import TRUE, Compared, FieldSeen, Observation, harmed

WHOLE, DAMAGED = "完好", "受损 damaged"
"""Damaged: a defect may have cost text."""

NUMBERS, TEXTS = "号码 numbers", "文字 texts"
FIELDS = "字段值正确 Fields read right"
VERIFICATION = "申报值核对 Declared values"
CONFIDENCE = "置信度 Confidence"
SPEED = "处理器时间 Processor time"

THRESHOLDS = tuple(
    float(t) for t in (-40, -30, -25, -20, -17, -14, -12, -11, -10, -9, -8, -7, -6, -5, -4, -3, -2, -1, -0.5)
)
"""log P(declared) − log P(best reading), natural logarithm."""

BLURRING = frozenset(("defocus", "motion", "compressed", "blurred_field", "too_small"))
"""What the question "can it be read" is asked about: covered, cut or dark pictures are other checks' business."""


def figures(observations: Sequence[Observation]) -> Figures:
    """All that is said of fields."""
    return [
        *fields(observations),
        *verification(observations),
        *confidence(observations),
        *blur(observations),
        *speed(observations),
    ]


def kind_of(declared: str) -> str:
    """Numbers and text end differently: a value with five digits or more is a number."""
    return NUMBERS if sum(character.isdigit() for character in declared) >= 5 else TEXTS


def fields(observations: Sequence[Observation]) -> list[Figure]:
    """By material, pictures that were not damaged; then all fields beside stock RapidOCR where it was asked; then the values of
    numbers printed with a wrong check digit."""
    groups: dict[str, list[tuple[str, FieldSeen]]] = {}
    beside: list[tuple[bool, bool]] = []
    for o in observations:
        if harmed(o.labelled):
            continue
        for seen in o.fields:
            groups.setdefault(o.labelled.material, []).append((o.labelled.file, seen))
            if o.answers.read and seen.name in o.answers.read:
                beside.append((seen.right, o.answers.read[seen.name]))
    found = [
        Figure(
            FIELDS,
            material,
            rate([seen.right for _, seen in listed]),
            True,
            tuple((file, f"{seen.name} ({seen.status})") for file, seen in listed if not seen.right),
        )
        for material, listed in sorted(groups.items())
    ]
    if beside:
        found += [
            Figure(
                FIELDS,
                "Precheck（与 RapidOCR 同图 on the same pictures）",
                rate([a for a, _ in beside]),
                True,
            ),
            Figure(
                FIELDS,
                "RapidOCR（页上有此文字 the text stands on the page）",
                rate([b for _, b in beside]),
                True,
            ),
        ]
    checks = [(o, name) for o in observations if (name := _wrong_check(o)) is not None]
    kept = [any(seen.name == name and seen.right for seen in o.fields) for o, name in checks]
    told = [f"implausible.{name}" in o.codes for o, name in checks]
    wrong = tuple(
        (o.labelled.file, " ".join(o.codes))
        for (o, _), a, b in zip(checks, kept, told, strict=True)
        if not (a and b)
    )
    return [
        *found,
        Figure(
            FIELDS, "校验码错误的号码：照实显示 wrong check digit: the value shown", rate(kept), True, wrong
        ),
        Figure(
            FIELDS,
            "校验码错误的号码：提示存疑 wrong check digit: called implausible",
            rate(told),
            True,
            wrong,
        ),
    ]


def _wrong_check(observation: Observation) -> str | None:
    """The field whose number was printed with a wrong check digit, where it can be read."""
    name = (observation.labelled.truth.defects or {}).get("wrong_check", {}).get("field")
    return (
        str(name) if name in observation.labelled.truth.fields and not harmed(observation.labelled) else None
    )


def verification(observations: Sequence[Observation]) -> list[Figure]:
    """True values called mismatch (on any picture) and accepted (on whole ones); wrong ones called match."""
    found = []
    for kind in (NUMBERS, TEXTS):
        every = [(o, c) for o in observations for c in o.compared if kind_of(c.declared) == kind]
        true = [(o, c) for o, c in every if c.change == TRUE]
        wrong = [(o, c) for o, c in every if c.change != TRUE]
        whole = [(o, c) for o, c in true if not harmed(o.labelled)]
        found += [
            _ended(f"{kind}: 真值误为不一致 true called mismatch", true, "mismatch", False),
            _ended(f"{kind}: 错值误为一致 wrong called match", wrong, "match", False),
            _ended(f"{kind}: 真值一致，图片完好 true called match, whole pictures", whole, "match", True),
            _ended(f"{kind}: 错值指为不一致 wrong called mismatch", wrong, "mismatch", True),
        ]
    return found


def _ended(name: str, listed: Sequence[tuple[Observation, Compared]], status: str, good: bool) -> Figure:
    wrong = tuple(
        (o.labelled.file, f"{c.field}: {c.change} → {c.status}")
        for o, c in listed
        if (c.status == status) is not good
    )
    return Figure(VERIFICATION, name, rate([c.status == status for _, c in listed]), good, wrong)


@dataclass(frozen=True, slots=True)
class Curve:
    """Error curve of the log ratio for one kind of field."""

    kind: str
    true: int
    wrong: int
    points: tuple[CurvePoint, ...]


def curves(observations: Sequence[Observation]) -> list[Curve]:
    """For numbers and text apart; values without a ratio (no line found, no posteriors) count in neither side."""
    found = []
    for kind in (NUMBERS, TEXTS):
        ratios: Mapping[bool, list[float]] = {True: [], False: []}
        for o in observations:
            for c in o.compared:
                if kind_of(c.declared) == kind and c.log_ratio is not None:
                    ratios[c.change == TRUE].append(c.log_ratio)
        points = error_curve(ratios[True], ratios[False], THRESHOLDS)
        found.append(Curve(kind, len(ratios[True]), len(ratios[False]), tuple(points)))
    return [curve for curve in found if curve.points]


def calibration(observations: Sequence[Observation]) -> tuple[Bin, ...]:
    """Confidence against share right, over all fields that have a value and a confidence, damaged pictures included."""
    pairs = [
        (s.confidence, s.right)
        for o in observations
        for s in o.fields
        if s.value is not None and s.confidence is not None
    ]
    return tuple(reliability([confidence for confidence, _ in pairs], [right for _, right in pairs]))


def confidence(observations: Sequence[Observation]) -> list[Quantity]:
    """The expected calibration error."""
    bins = calibration(observations)
    name = "期望校准误差 expected calibration error"
    return [Quantity(CONFIDENCE, name, expected_calibration_error(bins), sum(b.count for b in bins))]


def blur(observations: Sequence[Observation]) -> list[Quantity]:
    """Ranking "a required field was not read" by sharpness and by the Laplacian: AUC over the same pictures, those that have no
    defect but blur. It was read where its value is right, or its print stands among the lines."""
    scores: Mapping[bool, list[tuple[float, float]]] = {True: [], False: []}
    for o in observations:
        required = [seen for seen in o.fields if seen.required]
        sharpness, defects = o.report.image.sharpness, set(o.labelled.truth.defects or ())
        if (
            not required
            or sharpness is None
            or o.laplacian is None
            or (harmed(o.labelled) and not defects <= BLURRING)
        ):
            continue
        unread = any(not (seen.on_page or seen.right) for seen in required)
        if o.labelled.truth.readable is not None:
            unread = not o.labelled.truth.readable
        scores[unread].append((-sharpness, -o.laplacian))
    count = len(scores[True]) + len(scores[False])
    ours, theirs = (auc([s[i] for s in scores[True]], [s[i] for s in scores[False]]) for i in (0, 1))
    said = f"必读字段读不出，AUC required field unread ({len(scores[True])})"
    return [
        Quantity(CONFIDENCE, f"{said}: 清晰度 sharpness", ours, count),
        Quantity(CONFIDENCE, f"{said}: 拉普拉斯方差 variance of the Laplacian", theirs, count),
    ]


def speed(observations: Sequence[Observation]) -> list[Quantity]:
    """A whole check against stock RapidOCR reading the page, on the same pictures."""
    every = [o.cpu_seconds for o in observations if o.cpu_seconds is not None]
    pairs = [
        (o.cpu_seconds, o.answers.seconds[RAPIDOCR])
        for o in observations
        if o.cpu_seconds is not None and RAPIDOCR in o.answers.seconds
    ]
    found = [Quantity(SPEED, "每张，均值 a picture, mean", mean(every) if every else None, len(every), 2)]
    if pairs:
        found += [
            Quantity(
                SPEED, "与 RapidOCR 同图 on the same pictures", mean(a for a, _ in pairs), len(pairs), 2
            ),
            Quantity(SPEED, "RapidOCR 读整页 reading the page", mean(b for _, b in pairs), len(pairs), 2),
        ]
    return found
