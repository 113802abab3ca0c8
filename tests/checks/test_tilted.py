from dataclasses import replace

import pytest

from precheck.domain.geometry import EIGHT_WAYS
from precheck.domain.reading import Page
from tests.checks.asked import ABOVE, about, findings, message, one
from tests.doubles import SubjectDouble, box


def page(degrees: float | None, known: bool = True) -> Page:
    return Page(None, EIGHT_WAYS[0] if known else None, document=box(0, 0, 9, 9), tilt_degrees=degrees)


@pytest.mark.parametrize("degrees", [12.6, -12.6])
def test_beyond_the_limit_to_either_side(degrees: float) -> None:
    finding = one("tilted", SubjectDouble(pages=(page(1.0), page(degrees))), max_degrees=12.5)
    assert (finding.code, finding.measured, finding.threshold) == ("tilted.skew", 12.6, 12.5)
    assert message(finding) == "图片倾斜约13°，请摆正后重新拍摄。"


def test_at_the_limit_it_passes() -> None:
    assert findings("tilted", SubjectDouble(pages=(page(12.5), page(-12.5))), max_degrees=12.5) == []


def test_what_nobody_knows_how_to_turn_is_not_tilted() -> None:
    assert (
        findings("tilted", SubjectDouble(pages=(page(30.0, known=False), page(None))), max_degrees=12.5) == []
    )
    assert findings("tilted", SubjectDouble(pages=()), max_degrees=12.5) == []


def test_the_page_that_lies_most_askew_is_shown() -> None:
    pages = [
        replace(page(degrees), document=box(0, 0, size, size))
        for degrees, size in ((13, 1), (-20, 2), (14, 3))
    ]
    pages.append(page(40.0, known=False))
    finding = one("tilted", SubjectDouble(pages=tuple(pages)), max_degrees=12.5)
    assert (finding.measured, finding.region) == (20, box(0, 0, 2, 2))
    assert about("tilted", SubjectDouble(pages=(page(-13.0),)), "max_degrees", 13.0) == ABOVE
