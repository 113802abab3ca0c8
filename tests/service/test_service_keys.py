"""Keys of the programs that use the service: what a key may be, how it ends, how much it may send."""

from __future__ import annotations

from typing import Any

import pytest

from precheck.service.errors import Conflict, NotFound, TooMany, Unacceptable, Unauthenticated
from precheck.service.keys import Grant, Keys
from precheck.storage.values import Level, Scope
from tests.service.desk import Desk


@pytest.fixture
def keys(desk: Desk) -> Keys:
    return Keys(desk.store)


@pytest.mark.parametrize("name", ["", "长" * 101, "a\nb", "a\x00b"])
def test_a_key_has_a_name_that_can_be_shown(keys: Keys, name: str) -> None:
    with pytest.raises(Unacceptable):
        keys.create(name, [Scope.UPLOAD], by="test")


def test_the_longest_name_is_taken_and_no_key_goes_without_a_scope(keys: Keys) -> None:
    assert keys.create("长" * 100, [Scope.UPLOAD], by="test")[0].name == "长" * 100
    with pytest.raises(Unacceptable):
        keys.create("portal", [], by="test")


@pytest.mark.parametrize(
    "grant",
    [{"site": ""}, {"site": "考" * 101}, {"site": "a\nb"}, {"level": Level.SITE}, {"expires_at": -1.0}],
)
def test_a_grant_that_means_nothing_makes_no_key(desk: Desk, keys: Keys, grant: dict[str, Any]) -> None:
    if "expires_at" in grant:
        grant = {"expires_at": desk.clock.now + grant["expires_at"]}
    with pytest.raises(Unacceptable):
        keys.create("portal", [Scope.UPLOAD], by="test", grant=Grant(**grant))
    assert keys.create_first() is not None  # there never was one


def test_a_key_is_revoked_once(keys: Keys) -> None:
    key, text = keys.create("portal", [Scope.UPLOAD], by="test")
    assert keys.authenticate(text).id == key.id
    assert keys.revoke(key.prefix, by="test").revoked_at is not None
    with pytest.raises(Unauthenticated):
        keys.authenticate(text)
    with pytest.raises(Conflict):
        keys.revoke(key.prefix, by="test")
    with pytest.raises(NotFound):
        keys.revoke("00000000", by="test")


def test_what_a_key_may_send_in_a_minute_is_counted_and_begins_anew(desk: Desk, keys: Keys) -> None:
    desk.clock.now -= desk.clock.now % 60
    key, _ = keys.create("portal", [Scope.UPLOAD], by="test", grant=Grant(per_minute=2))
    for _ in range(2):
        keys.count_upload(key)
    desk.clock.now += 45
    with pytest.raises(TooMany) as refused:
        keys.count_upload(key)
    assert refused.value.retry_after_seconds == pytest.approx(15)
    desk.clock.now += 15
    keys.count_upload(key)


def test_a_day_begins_when_it_does_in_china(desk: Desk, keys: Keys) -> None:
    desk.clock.now -= desk.clock.now % 86_400
    desk.clock.now += 15.5 * 3600  # half past eleven in the evening there
    key, _ = keys.create("portal", [Scope.UPLOAD], by="test", grant=Grant(per_day=1))
    keys.count_upload(key)
    with pytest.raises(TooMany) as refused:
        keys.count_upload(key)
    assert refused.value.retry_after_seconds == pytest.approx(1800)
    desk.clock.now += 1800
    keys.count_upload(key)


def test_counts_that_no_limit_looks_at_are_dropped(desk: Desk, keys: Keys) -> None:
    key, _ = keys.create("portal", [Scope.UPLOAD], by="test", grant=Grant(per_day=5))
    keys.count_upload(key)
    assert keys.forget_uses() == 0
    desk.clock.now += 10 * 86_400
    assert keys.forget_uses() == 1
