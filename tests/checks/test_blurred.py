import cv2
import numpy as np
import pytest

from precheck.checks.blurred import Params, check
from precheck.domain.picture import Legibility, LineSharpness, Sharpness
from precheck.domain.reading import Kind, Page
from precheck.imaging import sharpness
from precheck.vision import overlap
from tests.checks.asked import BELOW, FROM, about, findings, one
from tests.doubles import SubjectDouble, box, page_maps

LIMITS = {"min_legibility": 0.3, "crisp_from": 0.8}
CRISP = LineSharpness(box(0, 0, 100, 20), 0.8, 20)
SMEARED = LineSharpness(box(0, 40, 100, 60), 0.1, 20)
NUMBER = box(0, 80, 100, 100)


def page(legible: float, printed: float = 0.5) -> SubjectDouble:
    return SubjectDouble(
        sharpness=Sharpness(printed, (CRISP, SMEARED)), legibility=Legibility(legible, NUMBER)
    )


def test_below_the_limit_the_worst_field_is_shown() -> None:
    finding = one("blurred", page(0.299), **LIMITS)
    assert (finding.code, finding.measured, finding.threshold) == ("blurred.text", 0.299, 0.3)
    assert finding.region == NUMBER


def test_without_a_field_the_least_sharp_line_is_shown() -> None:
    subject = page(0.299)
    subject.legibility = Legibility(0.299)
    assert one("blurred", subject, **LIMITS).region == SMEARED.box


def test_at_the_limit_it_passes() -> None:
    assert findings("blurred", page(0.3), **LIMITS) == []


def test_a_field_lost_on_a_crisp_page_is_not_blurred() -> None:
    assert findings("blurred", page(0.1, printed=0.799), **LIMITS) != []
    assert findings("blurred", page(0.1, printed=0.8), **LIMITS) == []


def test_print_that_the_reader_does_not_know_is_blurred_only_where_its_edges_are_soft() -> None:
    strange = page(0.1, printed=0.1)
    strange.kind = Kind(None, {"identity": 1.0})
    strange.sharpness = Sharpness(0.1, (CRISP,), softest=0.2)
    assert about("blurred", strange, "soft_below", 0.2, **LIMITS) == BELOW
    assert findings("blurred", strange, **LIMITS, soft_below=0.1) == []
    strange.sharpness = Sharpness(0.63, (CRISP,), softest=0.17)  # a line of brushed characters, read surely
    assert findings("blurred", strange, **LIMITS, soft_below=0.2) == []
    strange.kind = Kind(None, {"diploma": 1.0})
    assert findings("blurred", strange, **LIMITS, soft_below=0.2) != []


def test_without_text_there_is_nothing_to_judge_by() -> None:
    assert findings("blurred", SubjectDouble(), min_legibility=1.0, crisp_from=1.0) == []


def test_small_print_is_blurred_only_where_the_print_itself_is() -> None:
    assert findings("blurred", page(0.1), **LIMITS, small_below_px=20.0) != []
    assert findings("blurred", page(0.1), **LIMITS, small_below_px=20.5) == []
    assert findings("blurred", page(0.1, printed=0.2), **LIMITS, small_below_px=20.5) != []


def unread(sigma: float) -> SubjectDouble:
    """Letters of which nothing is read, where the segmenter sees print."""
    image = np.full((600, 800, 3), 240, np.uint8)
    cv2.putText(
        image, "8SBX5E3&K9OQ2RGD", (200, 328), cv2.FONT_HERSHEY_SIMPLEX, 1.15, (30, 30, 30), 3, cv2.LINE_AA
    )
    image = np.asarray(cv2.GaussianBlur(image, (0, 0), sigma), np.uint8)
    return SubjectDouble(image=image, maps=page_maps(shown={"print": [box(200, 300, 600, 330)]}))


def test_print_that_is_seen_and_not_read_is_blurred_where_it_is_smeared() -> None:
    limits = {**LIMITS, "min_seen": 0.005, "smeared_below": 0.1}
    finding = one("blurred", unread(12.0), **limits)
    assert (finding.measured, finding.threshold) == (0.0, 0.3)
    assert finding.region is not None
    assert np.array(finding.region).mean(axis=0) == pytest.approx((400, 315), abs=12)
    assert findings("blurred", unread(0.5), **limits) == []
    assert findings("blurred", unread(12.0), **{**limits, "min_seen": 0.1}) == []


def test_of_print_whose_fields_are_not_known_nothing_is_said() -> None:
    subject = page(0.1)
    subject.legibility = None
    assert findings("blurred", subject, **LIMITS) == []


def test_print_without_any_line_is_not_small_and_points_nowhere() -> None:
    bare = page(0.1)
    bare.sharpness, bare.legibility = Sharpness(0.5), Legibility(0.1)
    assert one("blurred", bare, **LIMITS, small_below_px=99.0).region is None


def test_of_small_print_the_middle_line_and_the_print_s_own_limit_count() -> None:
    heights = [LineSharpness(box(0, 0, 100, high), 0.5, high) for high in (8, 20, 90)]
    small = page(0.1)
    small.sharpness = Sharpness(0.5, tuple(heights))
    assert about("blurred", small, "small_below_px", 20.0, **LIMITS) == (1, 1, 0)
    assert findings("blurred", page(0.1, printed=0.3), **LIMITS, small_below_px=99.0) == []


def test_a_view_of_the_material_makes_the_page_ours_whatever_its_words() -> None:
    strange = page(0.1, printed=0.1)
    strange.kind = Kind(None, {"identity": 1.0})
    assert findings("blurred", strange, **LIMITS, soft_below=0.0) == []
    strange.pages = (Page(None, None), Page("info", None))
    assert findings("blurred", strange, **LIMITS, soft_below=0.0) != []


def test_seen_print_counts_from_its_share_on_and_below_its_steepness() -> None:
    smeared = unread(12.0)
    share, patches = overlap.print_seen(smeared.maps)
    soft = sharpness.softest_edges(smeared.image, patches)
    limits = {**LIMITS, "min_seen": 0.001, "smeared_below": 1.0}
    assert about("blurred", smeared, "min_seen", share, **limits) == FROM
    assert about("blurred", smeared, "smeared_below", soft, **limits) == BELOW


def test_of_what_is_seen_the_largest_is_shown() -> None:
    subject = unread(12.0)
    large, small = box(200, 300, 600, 330), box(200, 100, 300, 130)
    subject.maps = page_maps(shown={"print": [small, large]})
    finding = one("blurred", subject, **LIMITS, min_seen=0.001, smeared_below=1.0)
    assert min(y for _, y in finding.region or ()) > 250


def test_what_a_pipeline_file_leaves_out_is_not_asked() -> None:
    params = Params(min_legibility=0.3)
    strange = page(0.1, printed=0.999)
    strange.kind = Kind(None, {"identity": 1.0})
    strange.sharpness = Sharpness(0.1, (CRISP,), softest=0.999)
    for subject, found in ((page(0.1, printed=0.999), 1), (strange, 1), (unread(12.0), 0)):
        assert len(list(check(subject.examined(), params))) == found
    assert list(check(page(0.1, printed=1.0).examined(), params)) == []
    shown = page_maps(shown={"print": [box(0, 0, 800, 600)]})
    everywhere = SubjectDouble(image=np.full((600, 800, 3), 200, np.uint8), maps=shown)
    assert list(check(everywhere.examined(), params)) == []
