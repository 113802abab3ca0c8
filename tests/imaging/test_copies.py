"""Reduced copies keep their light, their place and their details."""

from __future__ import annotations

import cv2
import numpy as np
import pytest

from precheck.domain.geometry import Image
from precheck.imaging import copies


def spotted(rows: int, columns: int, at: tuple[int, int]) -> Image:
    image = np.full((rows, columns, 3), 230, np.uint8)
    cv2.circle(image, at, 40, (20, 40, 60), -1)
    return image


def test_a_small_picture_is_its_own_copy() -> None:
    image = spotted(300, 400, (200, 150))
    small, scale = copies.at_most(image, 400)
    assert small is image
    assert scale == 1.0


@pytest.mark.parametrize(("rows", "columns"), [(1000, 1600), (1501, 2003), (3023, 4031), (701, 500)])
def test_what_stands_somewhere_stands_there_in_the_copy(rows: int, columns: int) -> None:
    at = (columns * 3 // 4, rows * 2 // 3)
    small, scale = copies.at_most(spotted(rows, columns, at), 480)
    assert scale == 480 / max(rows, columns)
    assert max(small.shape[:2]) in (479, 480)
    ys, xs = np.nonzero(small[..., 0] < 125)
    assert (xs.mean() + 0.5) / scale == pytest.approx(at[0] + 0.5, abs=0.5 / scale)
    assert (ys.mean() + 0.5) / scale == pytest.approx(at[1] + 0.5, abs=0.5 / scale)


def test_the_copy_is_as_light_as_the_picture_and_noise_evens_out() -> None:
    noisy = np.random.default_rng(1).integers(60, 140, (1400, 1900, 3)).astype(np.uint8)
    small, _ = copies.at_most(noisy, 400)
    assert small.mean() == pytest.approx(noisy.mean(), abs=0.5)
    assert small.std() < noisy.std() / 3


def test_what_is_one_pixel_wide_stays_one_pixel_wide() -> None:
    ribbon = np.zeros((1, 3000, 3), np.uint8)
    small, _ = copies.at_most(ribbon, 600)
    assert small.shape[0] == 1
