from __future__ import annotations

from precheck.entrypoints.api.auth import MOST_ADDRESSES, TRIES, WINDOW_SECONDS, Throttle


def test_wrong_keys_are_counted_by_address_for_a_while() -> None:
    now = 0.0
    throttle = Throttle(lambda: now)
    for _ in range(TRIES):
        assert throttle.over("203.0.113.7") is None
        throttle.note("203.0.113.7")
    assert throttle.over("203.0.113.7") == WINDOW_SECONDS
    assert throttle.over("203.0.113.8") is None
    now = WINDOW_SECONDS + 1
    assert throttle.over("203.0.113.7") is None


def test_a_network_of_ipv6_is_one_address() -> None:
    throttle = Throttle(lambda: 0.0)
    for number in range(TRIES):
        throttle.note(f"2001:db8:1:2::{number:x}")
    assert throttle.over("2001:db8:1:2:ffff::1") is not None
    assert throttle.over("2001:db8:1:3::1") is None


def test_addresses_do_not_fill_the_memory() -> None:
    throttle = Throttle(lambda: 0.0)
    for number in range(MOST_ADDRESSES + 50):
        throttle.note(f"10.{number >> 16}.{number >> 8 & 255}.{number & 255}")
    assert len(throttle._counts) == MOST_ADDRESSES
