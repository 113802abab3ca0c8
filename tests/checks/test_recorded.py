"""Every check, as the packaged pipelines set it, over pictures that were really read (:mod:`tests.recorded`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

import pytest

from precheck import checks
from precheck.domain.flag import Finding
from tests.recorded import READINGS, Listed, listed, load, pipelines


def code(finding: Finding) -> str:
    """As the report writes it."""
    return finding.code if finding.subcode is None else f"{finding.code.removesuffix('*')}{finding.subcode}"


@cache
def raised(entry: Listed) -> Mapping[str, tuple[Finding, ...]]:
    """What each check of the picture's material finds; after one that stops, the others are not asked."""
    examined, found = load(entry), dict[str, tuple[Finding, ...]]()
    for check in pipelines()[entry.material].checks:
        found[check.name] = tuple(check.module.check(examined, check.params))
        if any(finding.stops or check.module.FLAGS[finding.code].stops for finding in found[check.name]):
            break
    return found


@pytest.mark.parametrize("entry", listed(), ids=lambda entry: entry.name)
def test_each_check_raises_what_the_picture_shows_and_nothing_else(entry: Listed) -> None:
    for name, findings in raised(entry).items():
        expected = [flag for flag in entry.flags if flag.partition(".")[0] == name]
        assert sorted({code(finding) for finding in findings}) == sorted(expected), name
    assert set(entry.flags) == {code(one) for findings in raised(entry).values() for one in findings}


@pytest.mark.parametrize("name", checks.names())
def test_each_check_has_a_picture_that_it_is_about_and_others_that_it_lets_pass(name: str) -> None:
    asked = [raised(entry)[name] for entry in listed() if name in raised(entry)]
    declared = checks.load(name).FLAGS
    found = [finding for findings in asked for finding in findings]
    assert found, "no recorded picture is flagged"
    assert sum(not findings for findings in asked) >= 2
    for finding in found:
        assert finding.code in declared
        assert finding.code.endswith(".*") == (finding.subcode is not None)


@pytest.mark.parametrize("entry", listed(), ids=lambda entry: entry.name)
def test_what_a_finding_points_to_lies_in_the_picture(entry: Listed) -> None:
    image = getattr(load(entry), "image", None) if any(raised(entry).values()) else None
    for findings in raised(entry).values():
        for finding in findings:
            if finding.region is None:
                continue
            assert image is not None
            high, wide = image.shape[:2]
            xs, ys = zip(*finding.region, strict=True)
            # A page may reach beyond the border, its middle may not.
            assert 0 <= sum(xs) / len(xs) <= wide
            assert 0 <= sum(ys) / len(ys) <= high
            assert max(xs) > min(xs)
            assert max(ys) > min(ys)


def test_there_is_a_reading_for_every_picture_and_no_other() -> None:
    assert {path.stem for path in READINGS.glob("*.npz")} == {entry.name for entry in listed()}
