"""``precheck serve`` with real processes: what dies comes back, and every upload gets its report."""

from __future__ import annotations

import json
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from precheck.entrypoints import metrics
from precheck.storage.values import Status, StoredUpload
from tests.chaos.pictures import EXHAUSTS, KILLS, picture
from tests.service.doubles import list_orders
from tests.worker.running import ROOT, Service, alive, running, until

KEY = "A" * 43 + "="
BACKUP_GUIDE = ROOT / "docs" / "how-to" / "back-up-and-restore.md"
WORKER, HOUSEKEEPING, BROKER = "precheck.entrypoints.worker uploads ", "housekeeping", "unixsocket"


@pytest.fixture(scope="module")
def inbox(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("inbox")


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory, inbox: Path) -> Iterator[Service]:
    settings = {
        "PRECHECK_KEY": KEY,
        "PRECHECK_WORKER_MEMORY_MB": "1024",
        "PRECHECK_INBOX": str(inbox),
    }
    arguments = ("--workers", "1", "--api-processes", "2")
    with running(tmp_path_factory.mktemp("serve") / "data", *arguments, **settings) as service:
        yield service
        end(service, signal.SIGTERM)


def main_process(service: Service) -> int:
    return service.processes(WORKER)[0]


def child_process(service: Service) -> int:
    """The pool's one child; awaited, since a pool whose child has just ended forks another."""
    end = time.monotonic() + 30
    while len(found := service.processes(WORKER)) < 2 and time.monotonic() < end:
        time.sleep(0.05)
    return found[-1]


def test_an_upload_is_checked(service: Service) -> None:
    report = service.await_report(service.submit(picture(1)))
    assert report.ocr == "chaos"
    assert service.status(report.upload_id) is Status.CHECKED


def test_a_killed_child_loses_nothing(service: Service) -> None:
    uploads = [service.submit(picture(number)) for number in range(10, 40)]
    os.kill(child_process(service), signal.SIGKILL)
    assert all(service.await_report(upload) for upload in uploads)


def test_a_killed_worker_comes_back(service: Service) -> None:
    uploads = [service.submit(picture(number)) for number in range(40, 60)]
    before = main_process(service)
    os.kill(before, signal.SIGKILL)
    uploads += [service.submit(picture(number)) for number in range(60, 70)]
    assert all(service.await_report(upload) for upload in uploads)
    assert main_process(service) != before


def test_a_broker_killed_and_emptied_loses_nothing(service: Service) -> None:
    uploads = [service.submit(picture(number)) for number in range(70, 90)]
    os.kill(service.processes(BROKER)[0], signal.SIGKILL)
    shutil.rmtree(service.place.data / "broker" / "appendonlydir")
    assert all(service.await_report(upload) for upload in uploads)


def test_housekeeping_comes_back(service: Service) -> None:
    before = service.processes(HOUSEKEEPING)[0]
    os.kill(before, signal.SIGKILL)
    assert service.await_report(service.submit(picture(90)))
    until(lambda: bool(found := service.processes(HOUSEKEEPING)) and before not in found)


def test_a_picture_that_kills_its_process_is_set_aside(service: Service) -> None:
    poison = service.submit(picture(91, KILLS))
    fine = service.submit(picture(92))
    report = service.await_report(poison)
    assert service.status(poison) is Status.FAILED
    assert report.verdict == "review"
    assert service.await_report(fine)
    with service.store.read() as tx:
        assert [order.attempts for order in list_orders(tx, poison)] == [3]


def test_a_picture_that_takes_all_memory_ends_in_a_report_and_kills_nothing(service: Service) -> None:
    service.await_report(service.submit(picture(92)))  # so that the pool has surely forked
    before = main_process(service), child_process(service)
    report = service.await_report(service.submit(picture(93, EXHAUSTS)))
    assert report.verdict != "pass"
    assert report.data is not None
    assert "MemoryError" in str(json.loads(report.data)["unable"])
    assert (main_process(service), child_process(service)) == before


def test_bytes_that_are_no_message_are_survived(service: Service) -> None:
    from precheck.entrypoints.worker.app import CHECK, create

    app = create(service.place, publishes_only=True)
    for arguments in ([], ["no such order"], [None], [{"a": 1}], [["x"] * 50]):
        app.send_task(CHECK, arguments, queue="uploads")
    app.send_task("precheck.no_such_task", [], queue="uploads")
    assert service.await_report(service.submit(picture(94)))
    app.close()


def test_a_portal_may_send_a_message(service: Service, inbox: Path) -> None:
    from celery import Celery

    (inbox / "a.png").write_bytes(picture(97))
    (inbox / "registration.json").write_text('{"name": "张三"}', encoding="utf-8")
    # All that a portal needs to know: the broker, the task's name, its arguments.
    portal = Celery(broker=service.place.broker)
    for file in ("../a.png", "/etc/passwd", "absent.png", "a.png", "a.png"):
        arguments = {
            "submission": "s97",
            "material": "diploma",
            "file": file,
            "registration": "registration.json",
        }
        portal.send_task("precheck.submit", kwargs=arguments, queue="uploads")
    portal.close()

    def uploads() -> list[StoredUpload]:
        with service.store.read() as tx:
            return tx.uploads.list_submission("s97")

    until(lambda: len(uploads()) == 1)
    assert service.await_report(uploads()[0].id)
    with service.store.read() as tx:
        submission = tx.submissions.get("s97")
    assert submission is not None
    assert submission.registration is not None
    assert submission.registration.name == "张三"
    assert len(uploads()) == 1


def test_a_message_whose_file_is_not_there_yet_is_not_lost(service: Service, inbox: Path) -> None:
    from celery import Celery

    portal = Celery(broker=service.place.broker)
    arguments = {"submission": "s98", "material": "diploma", "file": "late.png", "registration": "late.json"}
    portal.send_task("precheck.submit", kwargs=arguments, queue="uploads")
    portal.close()
    time.sleep(1.5)
    (inbox / "late.png").touch()
    (inbox / "late.json").write_text('{"name": "张三"}', encoding="utf-8")
    time.sleep(1.5)
    (inbox / "late.png").write_bytes(picture(98))

    def uploads() -> list[StoredUpload]:
        with service.store.read() as tx:
            return tx.uploads.list_submission("s98")

    until(lambda: len(uploads()) == 1)
    assert uploads()[0].bytes == len(picture(98))


def test_http_processes_share_a_socket_that_stays_open(service: Service) -> None:
    first, second = service.processes("entrypoints.api")
    os.kill(first, signal.SIGKILL)
    for _ in range(20):
        assert httpx.get(f"http://127.0.0.1:{service.port}/healthz", timeout=60).status_code == 200
    os.kill(second, signal.SIGSTOP)
    try:
        # Who connects while none of them answers waits for the one that is started again.
        assert httpx.get(f"http://127.0.0.1:{service.port}/healthz", timeout=60).status_code == 200
    finally:
        os.kill(second, signal.SIGCONT)


def test_the_metrics_count(service: Service) -> None:
    service.await_report(service.submit(picture(95)))
    until(
        lambda: (
            "precheck_stage_seconds_count"
            in metrics.exposition(service.store, service.place.metrics).decode()
        )
    )
    text = metrics.exposition(service.store, service.place.metrics).decode()
    assert 'precheck_queue_orders{queue="uploads",state="waiting"} 0.0' in text
    assert 'precheck_orders_total{ending="reported",queue="uploads"}' in text
    assert 'precheck_stage_seconds_count{stage="total"}' in text
    assert "precheck_database_up 1.0" in text


def test_logs_name_the_upload_and_nobody(service: Service) -> None:
    upload_id = service.submit(picture(96), submission="110101199001011237")
    service.await_report(upload_id)

    def uploads_named() -> set[str | None]:
        lines = service.log.read_text().splitlines()
        return {
            json.loads(line).get("upload") for line in lines if line.startswith("{") and line.endswith("}")
        }

    until(lambda: upload_id in uploads_named())
    text = service.log.read_text()
    assert "张三" not in text
    assert "110101199001011237" not in text


def test_nothing_on_the_disk_names_anybody(service: Service) -> None:
    service.await_report(service.submit(picture(99)))  # sent as 张三.png
    found = b""
    for path in service.place.data.rglob("*"):
        with suppress(OSError):  # gone again, or a socket
            found += path.read_bytes() if path.is_file() else b""
    assert b"SQLite format 3" in found
    assert "张三".encode() not in found
    assert b"\x89PNG" not in found


def test_only_this_user_may_speak_to_the_broker(service: Service) -> None:
    assert service.place.socket is not None
    assert service.place.socket.stat().st_mode & 0o077 == 0
    assert service.place.socket.parent.stat().st_mode & 0o077 == 0


def end(service: Service, how: signal.Signals) -> None:
    """End the service; none of its processes outlives it."""
    pids = service.processes()
    assert service.stop(how) == (0 if how is signal.SIGTERM else -signal.SIGKILL)
    until(lambda: not any(alive(pid) for pid in pids))


def test_a_backup_made_under_load_is_restored_whole(service: Service, tmp_path: Path) -> None:
    """Elsewhere, as the guide says it: nothing that was answered is lost."""
    assert "VACUUM INTO '/backup/precheck.db'" in BACKUP_GUIDE.read_text(encoding="utf-8")
    restored = tmp_path / "restored"
    restored.mkdir(mode=0o700)
    answered: list[str] = []
    stop = threading.Event()

    def load() -> None:
        while not stop.is_set():
            answered.append(service.submit(picture(1000 + len(answered))))

    loading = threading.Thread(target=load)
    loading.start()
    until(lambda: len(answered) > 30)
    kept = list(answered)
    file = service.place.database_file
    assert file is not None
    with sqlite3.connect(file) as connection:
        connection.execute("VACUUM INTO ?", (str(restored / "precheck.db"),))
    shutil.copytree(service.place.pictures_folder, restored / "pictures")
    stop.set()
    loading.join()
    assert len(answered) > len(kept), "it was no backup under load"
    with running(restored, "--workers", "1", PRECHECK_KEY=KEY) as again:
        for id in kept:
            assert again.await_report(id).data is not None
            assert again.status(id) is Status.CHECKED
        with again.store.read() as tx:
            assert tx.records.broken_at() is None


def test_a_re_scan_gives_way_to_uploads() -> None:
    """Its process gets the lowest priority, and its session too where the kernel groups by session. The service above is let
    run at the usual one."""
    program = (
        "import os, pathlib; from precheck.entrypoints.worker.__main__ import _give_way; _give_way();"
        "group = pathlib.Path('/proc/self/autogroup');"
        "print(os.nice(0), group.read_text().split()[-1] if group.exists() else 19)"
    )
    told = subprocess.run(
        [sys.executable, "-c", program],
        env={name: value for name, value in os.environ.items() if name != "PYTEST_VERSION"},
        start_new_session=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert told.stdout.split() == ["19", "19"]


def test_a_folder_is_served_once(service: Service) -> None:
    with pytest.raises(AssertionError, match="already being served"):
        Service(service.place.data).start()


def test_no_process_is_left_behind_and_what_waited_is_checked_by_the_next(tmp_path: Path) -> None:
    service = Service(tmp_path / "data")
    service.start("--workers", "1")
    # Told to end while it started, a Celery worker was found idle an hour later, with neither broker nor supervisor.
    until(lambda: len(service.processes(WORKER)) >= 1)
    waiting = service.submit(picture(1))
    end(service, signal.SIGKILL)
    service.start("--workers", "1")
    until(lambda: len(service.processes(WORKER)) == 2)
    assert service.await_report(waiting)
    end(service, signal.SIGKILL)


def test_wrong_settings_end_in_one_line(tmp_path: Path) -> None:
    for setting, value in (
        ("PRECHECK_KEY", "short"),
        ("PRECHECK_BROKER", "amqp://x"),
        ("PRECHECK_WORKERS", "0"),
    ):
        with pytest.raises(Exception, match=setting):
            Service(tmp_path / "data", **{setting: value}).start()
