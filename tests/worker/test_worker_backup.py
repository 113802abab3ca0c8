"""Backup under load and restore elsewhere, as ``docs/how-to/back-up-and-restore.md`` says it: nothing that was answered is lost."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from pathlib import Path

from precheck.storage.values import Status
from tests.chaos.pictures import picture
from tests.worker.running import ROOT, Service, running, until

GUIDE = ROOT / "docs" / "how-to" / "back-up-and-restore.md"
KEY = "A" * 43 + "="


def test_a_backup_made_under_load_is_restored_whole(tmp_path: Path) -> None:
    assert "VACUUM INTO '/backup/precheck.db'" in GUIDE.read_text(encoding="utf-8")
    backup = tmp_path / "backup"
    backup.mkdir()
    answered: list[str] = []
    stop = threading.Event()
    with running(tmp_path / "data", "--workers", "1", PRECHECK_KEY=KEY) as service:

        def load() -> None:
            number = 0
            while not stop.is_set():
                number += 1
                answered.append(service.submit(picture(number)))

        loading = threading.Thread(target=load)
        loading.start()
        until(lambda: len(answered) > 30)
        kept = list(answered)
        file = service.place.database_file
        assert file is not None
        with sqlite3.connect(file) as connection:
            connection.execute("VACUUM INTO ?", (str(backup / "precheck.db"),))
        shutil.copytree(service.place.pictures_folder, backup / "pictures")
        stop.set()
        loading.join()
        assert len(answered) > len(kept), "it was no backup under load"
    restored = tmp_path / "restored"
    restored.mkdir(mode=0o700)
    shutil.copy(backup / "precheck.db", restored)
    shutil.copytree(backup / "pictures", restored / "pictures")
    with running(restored, "--workers", "1", PRECHECK_KEY=KEY) as service:
        assert isinstance(service, Service)
        for id in kept:
            assert service.await_report(id).data is not None
            assert service.status(id) is Status.CHECKED
        with service.store.read() as tx:
            assert tx.records.broken_at() is None
