"""Light that has taken part of a page, of a field's place, or of the portrait."""

from __future__ import annotations

import pytest

from precheck.domain.flag import Severity
from precheck.domain.quality import Exposure
from precheck.domain.reading import FieldReading, Hidden, Status
from tests.checks.asked import findings, message, one
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
