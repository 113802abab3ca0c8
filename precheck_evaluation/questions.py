"""What is asked of every picture and its report alone, whoever drew or took it: one table for both hands and real pictures."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import mean, median

from precheck.domain.report import Report
from precheck_evaluation.expectation import expect
from precheck_evaluation.figures import Figure, Figures, Quantity, rate
from precheck_evaluation.manifest import Labelled
from precheck_evaluation.truth import Truth, way

Judged = tuple[Labelled, Report]
Asks = Callable[[Truth, str], bool]
"""Of a picture's truth and the material that it was uploaded as."""
Answers = Callable[[Report, Truth], bool]

SCENES = ("negative_scene", "texture", "not_a_document")
"""Kinds of picture that show no document."""

CERTIFICATES = re.compile(
    r"certificate|card|passport|licen[cs]e|permit|diploma|degree|identity|physician|probation"
)
"""Kinds of picture that show what this software is made for."""

SIDE_WORDS = {"left": "l", "top": "t", "right": "r", "bottom": "b"}


@dataclass(frozen=True, slots=True)
class Question:
    """``asks``: of which pictures; ``answers``: the answer of a report; ``good``: the answer that is hoped for."""

    section: str
    name: str
    asks: Asks
    answers: Answers
    good: bool


def figures(judged: Sequence[Judged]) -> Figures:
    """The answers to all questions. Pictures that could not be opened are asked nothing: their own line says how many."""
    opened = [(labelled, report) for labelled, report in judged if was_opened(report)]
    found: list[Figure | Quantity] = [_figure(question, opened) for question in QUESTIONS]
    spent = [report.seconds["total"] for _, report in opened if "total" in report.seconds]
    found += [
        Quantity(
            "时间 Time",
            "每张秒数，均值 seconds a picture, mean",
            mean(spent) if spent else None,
            len(spent),
            2,
        ),
        Quantity("时间 Time", "每张秒数，中位 median", median(spent) if spent else None, len(spent), 2),
        Figure("时间 Time", "无法打开 could not be opened", rate([not was_opened(r) for _, r in judged])),
        Figure(
            "时间 Time",
            "有未能检查之项 something could not be checked",
            rate([bool(r.unable) for _, r in opened]),
            good=False,
            wrong=tuple((p.file, ", ".join(u.check for u in r.unable)) for p, r in opened if r.unable),
        ),
    ]
    return found


def was_opened(report: Report) -> bool:
    """Whether the picture was looked at: otherwise a flag says why not."""
    return report.image.brightness is not None or not raised(report, "format")


def raised(report: Report, *codes: str) -> bool:
    """Whether a flag has one of the codes, or one of the checks' names."""
    return any(flag.code in codes or flag.code.split(".")[0] in codes for flag in report.flags)


def describe(report: Report) -> str:
    """What a report says of a picture, for whoever looks at the wrong ones."""
    turn = way(report.image.rotation, report.image.mirrored)
    return " ".join(
        [*([] if turn == "0" else [f"({turn})"]), *dict.fromkeys(flag.code for flag in report.flags)]
    )


def _figure(question: Question, opened: Iterable[Judged]) -> Figure:
    asked = [
        (labelled, report) for labelled, report in opened if question.asks(labelled.truth, labelled.material)
    ]
    answers = [question.answers(report, labelled.truth) for labelled, report in asked]
    wrong = tuple(
        (labelled.file, describe(report))
        for (labelled, report), answer in zip(asked, answers, strict=True)
        if answer is not question.good
    )
    return Figure(question.section, question.name, rate(answers), question.good, wrong)


def _flagged(*codes: str) -> Answers:
    return lambda report, truth: raised(report, *codes)


def cut_sides(report: Report) -> frozenset[str]:
    """The sides at which the report calls the document cut off, letters of ``ltrb``."""
    words = (
        word
        for f in report.flags
        if f.code == "cropped.document"
        for word in re.findall(r"\w+", f.message_en)
    )
    return frozenset(SIDE_WORDS[word] for word in words if word in SIDE_WORDS)


def _whole(truth: Truth) -> bool:
    return truth.sides == frozenset() and truth.kind not in SCENES


def _certificate(truth: Truth, material: str) -> bool:
    return bool(CERTIFICATES.search(truth.kind or material))


def _widest(truth: Truth) -> float | None:
    """The largest share of the paper outside, where it is known."""
    shares = [share for share in (truth.cut or {}).values() if share is not None]
    return max(shares, default=None)


def _cut_by(least: float, most: float) -> Asks:
    return lambda t, _: (share := _widest(t)) is not None and least <= share < most


def _large_glare(truth: Truth) -> bool:
    return truth.glare == "large" or (truth.glare_share or 0.0) >= THIRD


def _field_under(shares: Mapping[str, float] | None) -> bool:
    return any(share >= FIELD_GONE for share in (shares or {}).values())


def _owes(*codes: str) -> Asks:
    """Pictures whose known defects owe one of the codes."""
    return lambda t, m: any(expect(t, m).requires(code) is True for code in codes)


def _owes_none(*codes: str) -> Asks:
    """Pictures whose defects are all known, and that may have none of the codes."""
    return lambda t, m: all(expect(t, m).requires(code) is False for code in codes)


def _sharp(truth: Truth, material: str) -> bool:
    return _owes_none("blurred.text")(truth, material) if truth.sharp is None else truth.sharp


def _blurred(truth: Truth, material: str) -> bool:
    return _owes("blurred.text")(truth, material) if truth.sharp is None else not truth.sharp


def _own(truth: Truth, material: str) -> bool:
    return truth.kind == material and truth.view not in ("original", "other")


def _legible_own(truth: Truth, material: str) -> bool:
    """The right paper, where nothing is known that might hide what it is."""
    expected = expect(truth, material)
    doubtful = expected.requires("wrong_material.other") is None and expected.judged
    return _own(truth, material) and not doubtful and not expected.harmed


TURN, CUT, SHARP, LIGHT = "方向 Turns", "裁切 Cut", "清晰 Sharpness", "反光遮挡 Light and covers"
SCREEN, KIND, OFFICE = "翻拍 Displays", "材料 Kind of paper", "审核 Reviewers"

FIELD_GONE = 0.4
"""Share of a field's print under light or a thing from which the field counts as hit."""

THIRD = 0.25
"""Share of the page's print lost to light from which glare is large."""


def _asked(section: str, *questions: tuple[str, Asks, Answers, bool]) -> tuple[Question, ...]:
    return tuple(Question(section, *question) for question in questions)


QUESTIONS: tuple[Question, ...] = (
    *_asked(
        TURN,
        (
            "正图误判为转或镜像 upright called turned",
            lambda t, _: t.way == "0",
            _flagged("rotated", "mirrored"),
            False,
        ),
        (
            "转或镜像者判断正确 turned ones told right",
            lambda t, _: t.way not in (None, "0") and t.kind not in SCENES,
            lambda r, t: (
                way(r.image.rotation, r.image.mirrored) == t.way and raised(r, "rotated", "mirrored")
            ),
            True,
        ),
    ),
    *_asked(
        CUT,
        ("完整者误判为裁切 whole called cropped", lambda t, _: _whole(t), _flagged("cropped"), False),
        (
            "其中证件与证书 of these, certificates and cards",
            lambda t, m: _whole(t) and _certificate(t, m),
            _flagged("cropped"),
            False,
        ),
        (
            "其中纸面充满画面 of these, filling the frame",
            lambda t, _: _whole(t) and t.fills_frame is True,
            _flagged("cropped"),
            False,
        ),
        ("被裁切者检出 cut ones found", lambda t, _: bool(t.sides), _flagged("cropped"), True),
        ("其中裁去不足 8% by less than 8%", _cut_by(0, 0.08), _flagged("cropped"), True),
        ("其中裁去 8–15% by 8 to 15%", _cut_by(0.08, 0.15), _flagged("cropped"), True),
        ("其中裁去 15–25% by 15 to 25%", _cut_by(0.15, 0.25), _flagged("cropped"), True),
        ("其中裁去 25% 以上 by 25% and more", _cut_by(0.25, 9), _flagged("cropped"), True),
        (
            "检出且所指一侧正确 found, and a side named that is cut",
            lambda t, _: bool(t.sides),
            lambda r, t: bool(cut_sides(r) & (t.sides or frozenset())),
            True,
        ),
    ),
    *_asked(
        SHARP,
        ("清晰者误判为模糊 sharp called blurred", _sharp, _flagged("blurred"), False),
        ("模糊者检出 blurred found", _blurred, _flagged("blurred"), True),
    ),
    *_asked(
        LIGHT,
        ("反光检出，大片 glare found, large", lambda t, _: _large_glare(t), _flagged("glare"), True),
        (
            "大片反光竟通过 large glare, yet passed",
            lambda t, _: _large_glare(t),
            lambda r, t: r.verdict == "pass",
            False,
        ),
        ("反光检出，小块 glare found, small", lambda t, _: t.glare == "small", _flagged("glare"), True),
        (
            "反光检出，压住字段 glare over a field found",
            lambda t, _: _field_under(t.lost_fields),
            _flagged("glare"),
            True,
        ),
        ("误报反光 glare invented", lambda t, _: t.glare_free is True, _flagged("glare"), False),
        ("遮挡检出，手 hands found", lambda t, _: t.covered == "hand", _flagged("occluded"), True),
        ("遮挡检出，他物 things found", lambda t, _: t.covered == "thing", _flagged("occluded"), True),
        (
            "遮挡检出，压住字段 covers over a field found",
            lambda t, _: _field_under(t.covered_fields),
            _flagged("occluded"),
            True,
        ),
        ("误报遮挡 covers invented", lambda t, _: t.cover_free is True, _flagged("occluded"), False),
        (
            "过曝或褪色检出 burnt-out, faded found",
            _owes("overexposed.document", "low_contrast.text"),
            _flagged("overexposed", "low_contrast"),
            True,
        ),
        (
            "误报过曝或褪色 burnt-out, faded invented",
            _owes_none("overexposed.document", "low_contrast.text"),
            _flagged("overexposed", "low_contrast"),
            False,
        ),
    ),
    *_asked(
        SCREEN,
        ("屏幕翻拍检出 displays found", lambda t, _: t.display is True, _flagged("recaptured"), True),
        ("误报翻拍 displays invented", lambda t, _: t.display is False, _flagged("recaptured"), False),
    ),
    *_asked(
        KIND,
        (
            "他种材料检出 other papers noticed",
            lambda t, m: t.kind is not None and t.kind != m,
            _flagged("wrong_material"),
            True,
        ),
        (
            "本种材料误判 own papers called other",
            _legible_own,
            _flagged("wrong_material.other", "wrong_material.not_a_document", "wrong_material.unrecognised"),
            False,
        ),
        (
            "学位证被要求盖章 degrees asked for a seal",
            lambda t, m: t.kind == m == "degree" and "no_seal" not in (t.defects or {}),
            _flagged("seal"),
            False,
        ),
        (
            "手持证件照认出 hand-held told",
            lambda t, m: _own(t, m) and t.view == "handheld",
            lambda r, t: r.image.view == "handheld",
            True,
        ),
        (
            "手持证件照误为他种材料 hand-held called another paper",
            lambda t, m: _own(t, m) and t.view == "handheld",
            _flagged("wrong_material"),
            False,
        ),
    ),
    *_asked(
        OFFICE,
        (
            "审核通过而要求重传 accepted, yet asked again",
            lambda t, _: t.accepted is True,
            lambda r, t: r.verdict == "reupload",
            False,
        ),
        (
            "审核退回而通过 returned, yet passed",
            lambda t, _: t.accepted is False,
            lambda r, t: r.verdict == "pass",
            False,
        ),
    ),
)
