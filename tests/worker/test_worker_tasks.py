"""What a worker does with a message that it cannot act upon: nothing is lost, nothing is done twice, nobody is named."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from celery import states

from precheck.entrypoints import startup
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.entrypoints.worker import app, tasks
from precheck.storage.values import StoredUpload
from tests.chaos.pictures import picture


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Deployment]:
    """A store and an inbox, and this process as one of the worker's. No broker runs."""
    (tmp_path / "inbox").mkdir()
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRECHECK_INBOX", str(tmp_path / "inbox"))
    monkeypatch.setenv("PRECHECK_ENGINE", "null")
    monkeypatch.setattr(tasks, "limit_memory", lambda megabytes: None)  # it would hold for all other tests
    monkeypatch.setattr(tasks, "FILE_PAUSE_SECONDS", 0.01)
    monkeypatch.setattr(tasks, "AWAY_PAUSE_SECONDS", 0.01)
    found = deployment()
    startup.open_store(found)
    celery = app.create(found, publishes_only=True)
    celery.set_default()
    tasks.this_process.cache_clear()
    yield found
    tasks.this_process.cache_clear()
    celery.close()


def uploads(place: Deployment) -> list[StoredUpload]:
    store = place.store()
    with store.read() as tx:
        found = tx.uploads.list_submission("张三的报名")
    store.close()
    return found


def submit(file: str, **more: str) -> tuple[str, str | None]:
    """How the task ended, and what it answered."""
    done = tasks.submit.apply(args=("张三的报名", "diploma", file), kwargs=more)
    return done.state, done.result


def test_a_picture_in_the_inbox_becomes_an_upload_once(place: Deployment, tmp_path: Path) -> None:
    (tmp_path / "inbox" / "a.png").write_bytes(picture(1))
    ended, upload = submit("a.png")
    assert (ended, submit("a.png")) == (states.SUCCESS, (states.SUCCESS, upload))
    assert [one.id for one in uploads(place)] == [upload]


@pytest.mark.parametrize(
    ("file", "registration"),
    [
        ("../data/precheck.db", None),
        ("a.png", "../data/precheck.db"),
        ("a.png", "张三.json"),
        ("folder", None),
    ],
    ids=["out of the inbox", "a registration out of it", "a registration that is none", "no file"],
)
def test_what_cannot_be_taken_is_refused_and_the_log_names_nobody(
    place: Deployment, tmp_path: Path, caplog: pytest.LogCaptureFixture, file: str, registration: str | None
) -> None:
    (tmp_path / "inbox" / "a.png").write_bytes(picture(1))
    (tmp_path / "inbox" / "张三.json").write_text('{"name": ["张三"]}', encoding="utf-8")
    (tmp_path / "inbox" / "folder").mkdir()
    with caplog.at_level(logging.ERROR):
        assert submit(file, **({"registration": registration} if registration else {})) == (
            states.SUCCESS,
            None,
        )
    assert "submission by message refused" in caplog.text
    assert "张三" not in caplog.text
    assert uploads(place) == []


def test_without_an_inbox_nothing_is_taken(place: Deployment, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PRECHECK_INBOX")
    assert submit("a.png") == (states.SUCCESS, None)
    assert uploads(place) == []


def test_a_file_that_never_comes_is_refused_at_last(
    place: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tasks, "FILE_PATIENCE_SECONDS", -1.0)
    assert submit("late.png") == (states.SUCCESS, None)


def test_a_message_stays_where_the_broker_is_away_when_it_is_to_wait(place: Deployment) -> None:
    assert submit("late.png")[0] == states.REJECTED


def test_a_message_stays_where_the_database_is_away(
    place: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "inbox" / "a.png").write_bytes(picture(1))
    monkeypatch.setenv("PRECHECK_DATABASE", f"postgresql://nobody@/none?host={tmp_path}")
    assert submit("a.png")[0] == states.REJECTED
    assert tasks.check.apply(args=("01",)).result == "away"
