"""What the search for the same picture may be set to."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from precheck.submission.duplicates import Settings

SHARES = ("alike_from", "least_alike", "unlike_below", "most_unlike")


@pytest.mark.parametrize(
    ("name", "least", "most", "step"),
    [("most_bits", 0, 128, 1), ("most_compared", 0, 100, 1), *((share, 0.0, 1.0, 0.01) for share in SHARES)],
)
def test_a_setting_takes_what_has_a_meaning_and_nothing_else(
    name: str, least: float, most: float, step: float
) -> None:
    for value in (least, most):
        assert getattr(Settings.model_validate({name: value}), name) == value
    for value in (least - step, most + step):
        with pytest.raises(ValidationError, match=name):
            Settings.model_validate({name: value})


def test_what_is_not_set_finds_nothing() -> None:
    settings = Settings()
    assert (settings.most_bits, settings.most_compared) == (0, 0)
    assert (settings.alike_from, settings.least_alike, settings.unlike_below, settings.most_unlike) == (
        1.0,
        1.0,
        0.0,
        0.0,
    )
    with pytest.raises(ValidationError, match="most_bit"):
        Settings.model_validate({"most_bit": 1})
