"""Passwords that are not taken, sessions that end by themselves or one by one, views that keep nobody's name readable."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from urllib.parse import quote

import pytest

from precheck.domain.registration import Registration
from precheck.service.accounts import Accounts, SessionPolicy, WrongPassword
from precheck.service.errors import Unacceptable, Unauthenticated
from precheck.service.passwords import Passwords
from precheck.service.queue_view import QueueView
from tests.service.desk import Desk

PASSWORD = "a good password"


@pytest.mark.parametrize(
    "password",
    [
        "short",
        "x" * 201,
        "1234567890",
        "qwertyuiop",
        "p4ssw0rd123",
        "woaini1314",
        "5201314520",
        "abcabcabcabc",
    ],
)
def test_short_and_common_passwords_are_not_taken(password: str) -> None:
    with pytest.raises(Unacceptable):
        Passwords(10).hash_password(password)


@pytest.mark.parametrize(
    "password", ["Chengdu exam seven lamps", "望江楼外七盏灯笼高高挂", "wang7liX-lamp", "七盏灯 Zhao Min 99"]
)
def test_the_offices_and_the_accounts_own_words_are_not_taken(password: str) -> None:
    Passwords(7).hash_password(password)
    with pytest.raises(Unacceptable):
        Passwords(7, ["Chengdu", "望江"]).hash_password(password, "wang7li", "zhao min")


def test_all_of_the_commonest_passwords_are_refused() -> None:
    from zxcvbn.frequency_lists import FREQUENCY_LISTS

    passwords = Passwords(8)
    long_enough = [word for word in FREQUENCY_LISTS["passwords"] if len(word) >= 8]
    assert len(long_enough) > 3000
    for word in long_enough[:3000:60]:
        with pytest.raises(Unacceptable):
            passwords.hash_password(word)


def test_what_is_kept_of_a_password_takes_work_to_try() -> None:
    code = "from precheck.service.passwords import Passwords; print(Passwords(8).hash_password('a good password'))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    # RFC 9106, section 4: the second of the recommended choices.
    assert done.stdout.startswith("$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_session_that_is_not_used_ends(desk: Desk) -> None:
    accounts = Accounts(desk.store, SessionPolicy(idle_minutes=30))
    accounts.create("wang", "wang", PASSWORD, by="test")
    token = accounts.sign_in("wang", PASSWORD, "::1").token
    for _ in range(3):
        desk.clock.now += 29 * 60
        accounts.authenticate(token)
    desk.clock.now += 32 * 60
    with pytest.raises(Unauthenticated):
        accounts.authenticate(token)


def test_ones_own_sessions_are_listed_and_ended_one_by_one(desk: Desk) -> None:
    accounts = Accounts(desk.store)
    wang, li = (accounts.create(login, login, PASSWORD, by="test") for login in ("wang", "li"))
    there = accounts.sign_in("wang", PASSWORD, "::1")
    desk.clock.now += 100
    here, other = accounts.sign_in("wang", PASSWORD, "::1"), accounts.sign_in("li", PASSWORD, "::1")
    assert {one.hash for one in accounts.sessions(wang)} == {here.session.hash, there.session.hash}
    with pytest.raises(WrongPassword):
        accounts.end_session(here, there.session.hash, "another one")
    accounts.end_session(here, other.session.hash, PASSWORD)  # not theirs: nothing happens
    assert accounts.authenticate(other.token).user == li
    accounts.end_session(here, there.session.hash, PASSWORD)
    with pytest.raises(Unauthenticated):
        accounts.authenticate(there.token)
    assert [one.hash for one in accounts.sessions(wang)] == [here.session.hash]


def test_saved_views_are_sealed_and_go_with_whom_they_name(desk: Desk, database: str) -> None:
    accounts = Accounts(desk.store)
    listing = QueueView(desk.store)
    wang = accounts.create("wang", "wang", PASSWORD, by="test")
    desk.upload(b"1", "s1")
    desk.intake.registrations.put_registration(
        "s1", Registration(name="欧阳不存在", id_number="110101199001011237"), by="test"
    )
    listing.save_view(wang, "欧阳不存在的", "flag=glare.text")
    listing.save_view(wang, "号码", f"site={quote('110101199001011237')}")
    listing.save_view(wang, "反光", "flag=glare.text")
    if database.startswith("sqlite"):
        held = Path(database.removeprefix("sqlite:///"))
        for path in held.parent.glob(held.name + "*"):
            assert "欧阳不存在".encode() not in path.read_bytes()
    desk.retention.erase_submission("s1", by="test")
    assert [view.name for view in listing.views(wang)] == ["反光"]
