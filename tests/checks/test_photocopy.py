"""Pages without a colour of their own, under white and under warm light."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.checks import photocopy
from precheck.domain.flag import Remedy, Severity
from precheck.domain.geometry import EIGHT_WAYS, Image
from precheck.domain.picture import Sharpness
from precheck.domain.reading import Page
from precheck.domain.text import TextLine
from precheck.imaging import contrast
from tests import drawn
from tests.checks.asked import FROM, UP_TO, about, findings, one
from tests.doubles import SubjectDouble, box, page_maps

LIMITS = {"max_coloured": 0.0004}
PAGE = drawn.lines(
    ["106311201505001234", "成绩合格准予毕业", "毕业证书编号", "学校名称及印章", "校长签名", "二〇一五年七月"]
)
WARM = (170, 215, 255)


def page(seal: bool = False, portrait: bool = False, light: tuple[int, int, int] = (255, 255, 255)) -> Image:
    image = PAGE.image.copy()
    x, y = round(PAGE.boxes[2][1][0]) - 60, round(PAGE.boxes[2][1][1])
    if seal:
        cv2.circle(image, (x, y), 40, (60, 60, 210), 5)
    if portrait:
        image[y + 60 : y + 110, x - 50 : x - 10] = (200, 120, 60)
    return np.asarray(image.astype(np.float32) * (np.array(light) / 255), np.uint8)


def subject(image: Image, view: str | None = None, **more: object) -> SubjectDouble:
    lines = tuple(TextLine(box, text, 0.95) for box, text in zip(PAGE.boxes, PAGE.texts, strict=True))
    shown = (Page(view, EIGHT_WAYS[0], lines),)
    return SubjectDouble(image=image, lines=lines, pages=shown, **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("light", [(255, 255, 255), WARM, (90, 90, 90)])
def test_a_page_without_colour_is_a_copy_whatever_the_light(light: tuple[int, int, int]) -> None:
    finding = one("photocopy", subject(page(light=light)), **LIMITS)
    assert (finding.code, finding.measured, finding.threshold) == ("photocopy.monochrome", 0.0, 0.0004)
    assert finding.region is not None


def test_nobody_is_asked_for_anything() -> None:
    kind = photocopy.FLAGS["photocopy.monochrome"]
    assert (kind.severity, kind.remedy) == (Severity.INFO, Remedy.NONE)


@pytest.mark.parametrize(("red_counts", "copies"), [(True, 0), (False, 1)])
def test_a_red_seal_is_a_colour_where_originals_have_no_other(red_counts: bool, copies: int) -> None:
    assert len(findings("photocopy", subject(page(seal=True)), red_counts=red_counts, **LIMITS)) == copies


@pytest.mark.parametrize("light", [(255, 255, 255), WARM])
def test_a_portrait_in_colour_makes_an_original(light: tuple[int, int, int]) -> None:
    assert findings("photocopy", subject(page(portrait=True, light=light)), red_counts=False, **LIMITS) == []


def test_only_the_views_printed_in_colour_are_looked_at() -> None:
    assert findings("photocopy", subject(page(), "changes"), views=("info",), **LIMITS) == []
    assert one("photocopy", subject(page(), "info"), views=("info",), **LIMITS).measured == 0.0


def test_a_veiled_or_blurred_picture_is_no_copy() -> None:
    veiled = np.asarray(200 + (page().astype(np.float32) - 200) * 0.2, np.uint8)
    assert findings("photocopy", subject(veiled), **LIMITS) == []
    assert findings("photocopy", subject(page(), sharpness=Sharpness(0.3)), **LIMITS) == []


def test_a_coloured_portrait_that_the_print_leaves_out_makes_an_original() -> None:
    image = np.hstack([page(), np.full((PAGE.image.shape[0], 200, 3), 255, np.uint8)])
    left, top = PAGE.image.shape[1] + 60, 40
    grey, coloured = image.copy(), image.copy()
    grey[top : top + 90, left : left + 70] = 120
    coloured[top : top + 90, left : left + 70] = (200, 120, 60)
    region = box(left, top, left + 70, top + 90)
    for shown, copies in ((grey, 1), (coloured, 0)):
        maps = page_maps(shown.shape[1], shown.shape[0], {"portrait": [region]})
        card = subject(shown, maps=maps)
        assert len(findings("photocopy", card, **LIMITS)) == copies


def test_the_coloured_share_counts_up_to_its_limit_red_and_other_together() -> None:
    image = page(seal=True)
    image[300:330, 60:90] = (200, 120, 60)
    seen = subject(image)
    every, other = (
        one("photocopy", seen, max_coloured=1.0, red_counts=counts).measured for counts in (True, False)
    )
    assert every is not None
    assert other is not None
    assert every > 1.5 * other > 0
    assert about("photocopy", seen, "max_coloured", every, red_counts=True) == UP_TO
    assert about("photocopy", seen, "max_coloured", other, red_counts=False) == UP_TO
    seal = one("photocopy", subject(page(seal=True)), max_coloured=1.0).measured
    assert seal == pytest.approx(every - other, rel=0.05)


def test_only_crisp_print_that_stands_off_shows_that_colour_is_missing() -> None:
    plain = subject(page(), sharpness=Sharpness(0.5))
    assert about("photocopy", plain, "min_sharpness", 0.5, **LIMITS) == FROM
    inks = [contrast.of_ink(plain.image, box) for box in PAGE.boxes]
    assert about("photocopy", plain, "min_contrast", float(np.percentile(inks, 75)), **LIMITS) == FROM
    specks = tuple(TextLine(line.box, "章", 0.9) for line in plain.lines)
    plain.lines = specks
    assert findings("photocopy", plain, **LIMITS, min_contrast=0.0) == []


def test_of_a_page_without_edges_enough_lines_tell_where_it_lies() -> None:
    seen = subject(page())
    assert len(findings("photocopy", seen, **LIMITS, min_lines=len(PAGE.texts))) == 1
    assert findings("photocopy", seen, **LIMITS, min_lines=len(PAGE.texts) + 1) == []
    speck = (*seen.lines, TextLine(box(10, 10, 20, 20), "章", 0.9))
    seen.pages = (Page(None, EIGHT_WAYS[0], speck),)
    assert findings("photocopy", seen, **LIMITS, min_lines=len(PAGE.texts) + 1) == []
    # Every page must be known; where one is not, its colours may lie there.
    known = Page(None, EIGHT_WAYS[0], document=box(20, 20, 300, 300))
    seen.pages = (known, Page(None, EIGHT_WAYS[0]))
    assert findings("photocopy", seen, **LIMITS) == []
    seen.pages = (known,)
    assert one("photocopy", seen, **LIMITS).region == known.document
    seen.pages = ()
    assert findings("photocopy", seen, **LIMITS) == []


def test_the_place_of_the_print_is_made_a_little_wider() -> None:
    lines = tuple(TextLine(box(100, top, 300, top + 20), "一行文字", 0.9) for top in (100, 180))
    seen = subject(page())
    seen.pages = (Page(None, EIGHT_WAYS[0], lines),)
    region = one("photocopy", seen, **LIMITS, min_lines=2, wider=1.5).region
    assert sorted(region or ()) == [(50, 75), (50, 225), (350, 75), (350, 225)]
