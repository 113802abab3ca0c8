"""What reviewers say of flags, counted by check."""

from precheck.service.precision import count_precision
from precheck.storage.records import Judgement


def judged(
    code: str, right: bool, measured: float | None = None, threshold: float | None = None
) -> Judgement:
    return Judgement("u", 1, code, right, "reupload", measured, threshold, "user:a", 0.0)


def test_a_rate_comes_with_its_interval() -> None:
    (one,) = count_precision([judged("seal.missing", True)] * 8 + [judged("seal.missing", False)] * 2)
    assert (one.rate.hits, one.rate.count, one.threshold) == (8, 10, None)
    assert one.rate.interval is not None
    low, high = one.rate.interval
    # Wilson's interval of 8 of 10, as Newcombe (1998) computes it: 0.490 to 0.943.
    assert (round(low, 3), round(high, 3)) == (0.490, 0.943)


def test_a_stricter_limit_drops_wrong_flags_first() -> None:
    # Flagged below 0.9: the wrong ones lie near the limit.
    some = [judged("blurred.text", True, value, 0.9) for value in (0.2, 0.3, 0.5)]
    some += [judged("blurred.text", False, value, 0.9) for value in (0.8, 0.88)]
    (one,) = count_precision(some)
    best = one.otherwise[0]
    assert (best.threshold, best.right, best.wrong) == (0.5, 3, 0)


def test_limits_that_point_upwards_are_known_by_what_they_flagged() -> None:
    some = [judged("tilted.skew", True, value, 15.0) for value in (22.0, 30.0)]
    some.append(judged("tilted.skew", False, 15.5, 15.0))
    (one,) = count_precision(some)
    assert (one.otherwise[0].threshold, one.otherwise[0].right, one.otherwise[0].wrong) == (22.0, 2, 0)


def test_nothing_judged_is_nothing() -> None:
    assert count_precision([]) == []
