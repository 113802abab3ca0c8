"""Limits that mean nothing are refused: a share above the whole, a count below none, a size of nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

import pytest
from pydantic import ValidationError

from precheck import checks
from tests.recorded import pipelines


class Range(NamedTuple):
    """The outermost values that a setting takes, and the nearest ones that it does not."""

    taken: tuple[float, ...]
    refused: tuple[float, ...]


SHARE = Range((0, 1), (-0.01, 1.01))
SHARE_ABOVE_NONE = Range((0.01, 1), (0, 1.01))
SHARE_BELOW_ALL = Range((0, 0.99), (-0.01, 1))
SHARE_BETWEEN = Range((0.01, 0.99), (0, 1))
COUNT = Range((0,), (-1,))
COUNT_ABOVE_NONE = Range((1,), (0,))
LENGTH = Range((0,), (-0.01,))
LENGTH_ABOVE_NONE = Range((0.01,), (0,))
MULTIPLE = Range((1,), (0.99,))

RANGES = {
    SHARE: """
        blurred.min_legibility blurred.crisp_from blurred.soft_below blurred.min_seen blurred.smeared_below
        cropped.min_confidence cropped.card_from
        cropped.clock_within dark.min_brightness expired.min_confidence expiring.min_confidence glare.faded_contrast
        glare.min_brightness glare.min_sharpness handheld.min_confidence implausible.min_confidence
        low_contrast.min_contrast low_contrast.min_field_contrast low_contrast.certain_from low_contrast.sure_from
        low_contrast.blank_below overexposed.from_brightness overexposed.max_contrast photocopy.max_coloured
        photocopy.min_contrast photocopy.min_sharpness seal.grey_counts seal.min_confidence seal.min_brightness
        signature.min_confidence signature.min_contrast unreadable.min_readability unreadable.min_sharpness
        unreadable.min_ink wrong_material.crisp_from wrong_material.legible
    """,
    SHARE_ABOVE_NONE: """
        cropped.sure_from cropped.likely_from cropped.edges_from cropped.reaches_from glare.min_share glare.min_print
        glare.faded_from handheld.max_card handheld.min_held handheld.portrait_within occluded.min_share
        occluded.min_print overexposed.min_share recaptured.min_chance seal.min_share seal.seen_from
        signature.hidden_from unreadable.cut_from
    """,
    SHARE_BELOW_ALL: "cropped.max_outside cropped.max_outside_alone",
    SHARE_BETWEEN: "handheld.rim",
    COUNT: """
        cropped.max_borders handheld.max_specks low_contrast.few_lines photocopy.min_lines wrong_material.max_specks
        wrong_material.max_heading_more wrong_material.page_of_text wrong_material.max_mark wrong_material.max_marked
    """,
    COUNT_ABOVE_NONE: """
        format.max_bytes format.max_pixels format.max_side_px handheld.min_characters seal.min_lines
        too_small.min_long_side_px too_small.min_lines unreadable.piece_heights wrong_material.min_characters
        wrong_material.min_page wrong_material.min_proof_labels wrong_material.official_enough
    """,
    LENGTH: """
        blurred.small_below_px signature.before signature.above signature.below signature.min_seal
        wrong_material.mark_near
    """,
    LENGTH_ABOVE_NONE: """
        cropped.touches_within seal.around signature.min_ink signature.along too_small.min_text_height_px
        unreadable.min_text_height_px wrong_material.lead wrong_material.min_print_px
    """,
    MULTIPLE: "photocopy.wider signature.seal_wider",
    Range((0.1, 45), (0, 45.1)): "cropped.max_lean_degrees",
    Range((0.1, 44.9), (0, 45)): "tilted.max_degrees",
}


def cases() -> Iterator[tuple[str, str, Range]]:
    for expected, names in RANGES.items():
        for name in names.split():
            check, _, setting = name.partition(".")
            yield check, setting, expected


@pytest.mark.parametrize(("name", "setting", "expected"), list(cases()))
def test_a_limit_takes_what_has_a_meaning_and_nothing_else(name: str, setting: str, expected: Range) -> None:
    params = checks.load(name).Params
    configured = (check for each in pipelines().values() for check in each.checks if check.name == name)
    settings = next(configured).params.model_dump()
    for value in expected.taken:
        assert getattr(params(**{**settings, setting: value}), setting) == value
    for value in expected.refused:
        with pytest.raises(ValidationError, match=setting):
            params(**{**settings, setting: value})
