"""What may be wrong with a store before the service starts: each ends in a sentence and exit 78, and changes nothing."""

from __future__ import annotations

import filecmp
import os
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from precheck import config, wiring
from precheck.domain.errors import Invalid, Unusable
from precheck.domain.resources import packaged_folder
from precheck.entrypoints import startup
from precheck.entrypoints.deployment import Deployment, deployment

KEY, OTHER = "A" * 43 + "=", "B" * 43 + "="


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deployment:
    """A folder in which a service has run."""
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRECHECK_KEY", KEY)
    found = deployment()
    startup.open_store(found)
    return found


def database(place: Deployment) -> Path:
    assert place.database_file is not None
    return place.database_file


def test_a_store_opens_again_and_stays_the_same_one(place: Deployment) -> None:
    mark = (place.data / startup.MARK).read_bytes()
    startup.open_store(place)
    assert (place.data / startup.MARK).read_bytes() == mark


@pytest.mark.parametrize(("content", "words"), [(b"", "empty file"), (b"no database " * 1000, "no database")])
def test_a_file_that_is_no_database_is_refused(place: Deployment, content: bytes, words: str) -> None:
    database(place).write_bytes(content)
    with pytest.raises(Unusable, match=words):
        startup.open_store(place)
    assert database(place).read_bytes() == content


def test_a_damaged_database_is_refused(place: Deployment) -> None:
    whole = database(place).read_bytes()
    database(place).write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))
    with pytest.raises(Unusable):
        startup.open_store(place)


def test_a_newer_programs_database_is_refused(place: Deployment) -> None:
    with sqlite3.connect(database(place)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unusable, match="newer"):
        startup.open_store(place)


def test_a_lost_database_is_not_begun_anew_unasked(place: Deployment) -> None:
    for path in place.data.glob("precheck.db*"):
        path.unlink()
    with pytest.raises(Unusable, match="--new"):
        startup.open_store(place)
    assert not database(place).exists()
    startup.open_store(place, new=True)
    with pytest.raises(Invalid, match="--new"):
        startup.open_store(place, new=True)


def test_an_emptied_folder_is_not_begun_anew_unasked(place: Deployment) -> None:
    for path in place.data.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()
    with pytest.raises(Unusable, match="--new"):
        startup.open_store(place)


def test_another_database_is_not_taken_for_the_one_before(
    place: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "other"))
    startup.open_store(deployment())
    shutil.copy(tmp_path / "other" / "precheck.db", database(place))
    with pytest.raises(Unusable, match="another one"):
        startup.open_store(place)


@pytest.mark.parametrize("key", ["", OTHER])
def test_a_missing_or_wrong_key_is_refused(
    place: Deployment, monkeypatch: pytest.MonkeyPatch, key: str
) -> None:
    monkeypatch.setenv("PRECHECK_KEY", key)
    with pytest.raises(Unusable, match="PRECHECK_KEY"):
        startup.open_store(deployment())
    with pytest.raises(Unusable, match="PRECHECK_KEY"):
        deployment().running_store()
    monkeypatch.setenv("PRECHECK_KEY", f"{OTHER},{KEY}")
    startup.open_store(deployment())


def test_a_plain_store_is_not_mixed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    monkeypatch.delenv("PRECHECK_KEY", raising=False)
    startup.open_store(deployment())
    monkeypatch.setenv("PRECHECK_KEY", KEY)
    with pytest.raises(Unusable, match="reseal"):
        startup.open_store(deployment())


def test_reports_that_a_crash_left_are_swept(place: Deployment) -> None:
    left = place.temporary / "tmpabc"
    left.mkdir()
    (left / "reports.jsonl").write_text("张三")
    startup.open_store(place)
    assert list(place.temporary.iterdir()) == []


def test_what_a_killed_program_left_is_swept_while_running(place: Deployment) -> None:
    for name in ("old", "new"):
        (place.temporary / f"precheck-{name}").mkdir()
        (place.temporary / f"tess_{name}.hocr").write_text("张三")
    for path in place.temporary.glob("*old*"):
        os.utime(path, (1.0, 1.0))
    assert place.sweep_temporary(60) == 2
    assert sorted(path.name for path in place.temporary.iterdir()) == ["precheck-new", "tess_new.hocr"]


def test_pipelines_are_kept_as_they_were_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    own = tmp_path / "own"
    own.mkdir()
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRECHECK_PIPELINES", str(own))
    place = deployment()
    first = startup.keep_pipelines(place)
    assert startup.keep_pipelines(place) == first
    kept = Path(first["PRECHECK_PIPELINES"]).parent
    assert Path(first[config.KEPT_PIPELINES]) == kept / "packaged"
    assert filecmp.dircmp(packaged_folder("pipelines"), kept / "packaged").diff_files == []
    monkeypatch.setenv(config.KEPT_PIPELINES, first[config.KEPT_PIPELINES])
    assert wiring.pipeline_folders(None) == [kept / "packaged"]
    (own / "diploma.toml").write_text("titel = ", encoding="utf-8")
    with pytest.raises(Invalid):
        startup.keep_pipelines(place)
    assert list(kept.parent.iterdir()) == [kept]


def test_the_command_says_so_in_one_line(place: Deployment) -> None:
    database(place).write_bytes(b"no database " * 1000)
    done = subprocess.run(
        [sys.executable, "-c", "from precheck.entrypoints.cli import main; main()", "serve", "--port", "1"],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    assert done.returncode == 78
    assert "数据库" in done.stderr
    assert "Traceback" not in done.stderr
