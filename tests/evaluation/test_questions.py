"""The questions asked of every picture and its report."""

from __future__ import annotations

from typing import Any

from precheck_evaluation import questions
from precheck_evaluation.figures import Figure
from precheck_evaluation.questions import Judged
from tests.evaluation.observed import labelled, report


def answers(*judged: Judged) -> dict[str, tuple[int, int]]:
    figures = [figure for figure in questions.figures(judged) if isinstance(figure, Figure)]
    return {
        figure.name.split()[0]: (figure.rate.hits, figure.rate.count)
        for figure in figures
        if figure.rate.count
    }


def judged(truth: dict[str, Any], *codes: str, **more: Any) -> Judged:
    return labelled(truth), report(*codes, **more)


def test_cropping_is_asked_of_what_is_known_to_be_whole_or_cut() -> None:
    found = answers(
        judged({"cut": "none", "kind": "passport_specimen", "fills_frame": True}, "cropped.document"),
        judged({"cut": "none", "kind": "receipt_photo"}),
        judged({"cut": "none", "kind": "texture"}, "cropped.document"),
        judged({"cut": "rb"}, "cropped.document", message_en="cut off on the right"),
        judged({"cut": "l"}, "cropped.document", message_en="cut off on the right"),
        judged({"cut": {"top": 0.2}}),
        judged({}, "cropped.document"),
    )
    assert found["完整者误判为裁切"] == (1, 2)
    assert found["其中证件与证书"] == found["其中纸面充满画面"] == (1, 1)
    assert found["被裁切者检出"] == (2, 3)
    assert found["检出且所指一侧正确"] == (1, 3)
    assert found["其中裁去"] == (0, 1)


def test_a_turned_picture_is_told_right_only_with_its_way_and_a_flag() -> None:
    turned = {"rotation": 90, "mirrored": False}
    found = answers(
        judged(turned, "rotated.quarter_turn", rotation=90),
        judged(turned, "rotated.quarter_turn", rotation=270),
        judged(turned, rotation=90),
        judged({"rotation": 0}, "mirrored.reflected"),
    )
    assert found["转或镜像者判断正确"] == (1, 3)
    assert found["正图误判为转或镜像"] == (1, 1)


def test_what_could_not_be_opened_is_asked_nothing() -> None:
    found = answers(
        judged({"cut": "none", "rotation": 0}, "format.undecodable", brightness=None, rotation=None)
    )
    assert found == {"无法打开": (1, 1)}


def test_light_covers_displays_and_other_papers() -> None:
    found = answers(
        judged({"glare": "large", "kind": "book"}, "glare.text", "wrong_material.other"),
        judged({"glare": "none", "covered": "hand", "kind": "diploma"}, "glare.text", "wrong_material.other"),
        judged({"display": True, "sharp": True}, "recaptured.screen", "blurred.text"),
    )
    assert found["反光检出，大片"] == (1, 1)
    assert found["误报反光"] == (1, 1)
    assert found["遮挡检出，手"] == (0, 1)
    assert found["屏幕翻拍检出"] == found["清晰者误判为模糊"] == (1, 1)
    assert found["他种材料检出"] == found["本种材料误判"] == (1, 1)


def test_reviewers_decisions_stand_against_the_verdict() -> None:
    found = answers(
        judged({"accepted": True}, "blurred.text"), judged({"accepted": True}), judged({"accepted": False})
    )
    assert found["审核通过而要求重传"] == (1, 2)
    assert found["审核退回而通过"] == (1, 1)


def test_the_wrong_ones_are_named_with_what_was_said() -> None:
    figures = questions.figures([judged({"sharp": True}, "blurred.text", "glare.text", rotation=180)])
    wrong = next(f.wrong for f in figures if isinstance(f, Figure) and f.wrong)
    assert wrong == (("a.jpg", "(180) blurred.text glare.text"),)
