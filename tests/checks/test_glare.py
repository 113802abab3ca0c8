"""Light that has taken part of a page, of a field's place, or of the portrait."""

from __future__ import annotations

import numpy as np
import pytest

from precheck.domain.flag import Severity
from precheck.domain.picture import Exposure, Sharpness
from precheck.domain.reading import FieldReading, Hidden, Status
from precheck.vision import overlap
from tests.checks.asked import FROM, about, findings, message, one
from tests.doubles import SubjectDouble, box, line, page_maps, readings

PAGE = tuple(line("一行文字一行文字", 100, 100 + 40 * n) for n in range(8))
PLACE = box(100, 140, 260, 160)


def lit(right: float, **hidden: Hidden) -> SubjectDouble:
    """A page whose print is lost to light as far as ``right``, of 100 to 260."""
    return SubjectDouble(
        lines=PAGE,
        maps=page_maps(shown={"glare": [box(0, 0, right, 600)]}),
        fields=readings(FieldReading("name", Status.UNREADABLE)),
        hidden={name: (cause,) for name, cause in hidden.items()},
    )


def test_a_large_part_of_the_page_counts_whatever_is_owed() -> None:
    finding = one("glare", lit(300), min_share=0.25)
    assert "页面" in message(finding)
    assert finding.measured is not None
    assert finding.measured == pytest.approx(300 / 800, abs=0.02)
    assert finding.region is not None
    assert findings("glare", lit(180), min_share=0.25) == []


def test_a_tenth_of_the_print_gone_counts_where_the_segmenter_sees_it() -> None:
    subject = lit(110)
    subject.maps.masks["lost"] = page_maps(shown={"print": [box(60, 100, 110, 400)]}).masks["print"]  # type: ignore[index]
    assert findings("glare", subject, min_share=0.25, min_print=0.1) != []


def test_a_small_reflection_on_a_blank_margin_does_no_harm() -> None:
    def shining(left: float) -> SubjectDouble:
        return SubjectDouble(lines=PAGE, maps=page_maps(shown={"glare": [box(left, 0, 800, 600)]}))

    assert findings("glare", shining(640), min_share=0.25) == []
    # Under a large one nobody can tell what stood there.
    assert findings("glare", shining(400), min_share=0.25) != []


def test_a_field_s_place_under_light_is_named() -> None:
    finding = one("glare", lit(0, name=Hidden("glare", 0.6, PLACE, threshold=0.3)))
    assert (finding.field, finding.measured, finding.threshold, finding.region) == ("name", 0.6, 0.3, PLACE)
    assert message(finding).startswith("姓名处反光")
    assert finding.severity in (None, Severity.REUPLOAD)


def test_portrait_and_emblem_count() -> None:
    finding = one("glare", lit(0, emblem=Hidden("glare", 0.6, PLACE, threshold=0.3)))
    assert message(finding).startswith("国徽处反光")
    assert finding.field is None


def test_what_a_thing_covers_is_no_glare() -> None:
    assert findings("glare", lit(0, name=Hidden("cover", 0.6, PLACE))) == []


def test_a_page_that_has_faded_all_over_is_left_to_others() -> None:
    faded = lit(800, name=Hidden("glare", 1.0, PLACE))
    faded.exposure = Exposure(1.0, 0.1)
    assert findings("glare", faded) == []
    faded.exposure = Exposure(1.0, 0.6)
    assert findings("glare", faded) != []


def test_each_share_counts_from_its_limit_on() -> None:
    half = lit(400)
    half.maps = page_maps(shown={
        "glare": [box(0, 0, 400, 600)],
        "lost": [box(100, 100, 200, 400)],
        "print": [box(400, 100, 700, 400)],
    })  # fmt: skip
    share, gone = overlap.paper_share(half.maps, "glare")[0], overlap.print_share(half.maps, "glare")[0]
    assert (share, gone) == pytest.approx((0.5, 0.25), abs=0.03)
    assert about("glare", half, "min_share", share, min_print=1.0) == FROM
    assert about("glare", half, "min_print", gone, min_share=1.0) == FROM


def test_what_is_shown_is_what_counts_the_largest_of_it() -> None:
    subject = lit(0)
    large, small, gone = box(400, 0, 700, 600), box(0, 0, 200, 100), box(420, 100, 500, 400)
    shown = {"glare": [small, large], "lost": [gone], "print": [box(100, 300, 300, 500)]}
    subject.maps = page_maps(shown=shown)
    page = one("glare", subject, min_share=0.2, min_print=0.05)
    assert page.threshold == 0.2
    assert page.measured == overlap.paper_share(subject.maps, "glare")[0]
    assert np.ptp(np.array(page.region), axis=0) == pytest.approx((300, 600), abs=15)
    print_ = one("glare", subject, min_share=0.9, min_print=0.05)
    assert print_.threshold == 0.05
    assert print_.measured == overlap.print_share(subject.maps, "glare")[0]
    assert np.ptp(np.array(print_.region), axis=0) == pytest.approx((80, 300), abs=15)


def test_where_all_has_faded_depends_on_how_much_is_lost_and_how_little_stands_off() -> None:
    white = lit(800)
    white.exposure = Exposure(1.0, 0.25)
    # With the contrast at the limit it has faded, and is left to others.
    assert about("glare", white, "faded_contrast", 0.25, faded_from=0.5) == (1, 0, 0)
    half = lit(400)
    half.exposure = Exposure(1.0, None)
    share = overlap.paper_share(half.maps, "glare")[0]
    assert about("glare", half, "faded_from", share) == (0, 0, 1)


def test_in_the_dark_and_where_print_is_blurred_nothing_shines() -> None:
    dim = lit(400)
    dim.exposure = Exposure(0.25, 0.6)
    assert about("glare", dim, "min_brightness", 0.25) == FROM
    blurred = lit(400)
    blurred.sharpness = Sharpness(0.5)
    assert about("glare", blurred, "min_sharpness", 0.5) == FROM
    # A field's place under light is told all the same.
    blurred.hidden = {"name": (Hidden("glare", 0.6, PLACE),)}
    assert one("glare", blurred, min_sharpness=0.9).field == "name"


def test_each_field_and_each_cause_is_told_and_the_page_is_not_besides() -> None:
    subject = lit(400)
    causes = (Hidden("cover", 0.9, PLACE), Hidden("glare", 0.6, PLACE), Hidden("glare", 0.7, PLACE))
    subject.hidden = {"name": causes, "portrait": (Hidden("glare", 0.5, PLACE),)}
    found = findings("glare", subject, min_share=0.1)
    assert [(finding.field, finding.measured) for finding in found] == [
        ("name", 0.6),
        ("name", 0.7),
        (None, 0.5),
    ]
