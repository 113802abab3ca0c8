from __future__ import annotations

import pytest

from precheck.entrypoints.api.throttle import MOST_ADDRESSES, TRIES, WINDOW_SECONDS, Throttle
from precheck.service.errors import TooMany


def test_wrong_keys_are_counted_by_address_for_a_while() -> None:
    now = 0.0
    throttle = Throttle(lambda: now)
    for _ in range(TRIES):
        throttle.check("203.0.113.7")
        throttle.note("203.0.113.7")
    with pytest.raises(TooMany) as caught:
        throttle.check("203.0.113.7")
    assert 0 < caught.value.retry_after_seconds <= WINDOW_SECONDS
    throttle.check("203.0.113.8")
    now = WINDOW_SECONDS + 1
    throttle.check("203.0.113.7")


def test_a_network_of_ipv6_is_one_address() -> None:
    throttle = Throttle(lambda: 0.0)
    for number in range(TRIES):
        throttle.note(f"2001:db8:1:2::{number:x}")
    with pytest.raises(TooMany):
        throttle.check("2001:db8:1:2:ffff::1")
    throttle.check("2001:db8:1:3::1")


def test_addresses_do_not_fill_the_memory() -> None:
    throttle = Throttle(lambda: 0.0)
    for number in range(MOST_ADDRESSES + 50):
        throttle.note(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(throttle._counts) == MOST_ADDRESSES
