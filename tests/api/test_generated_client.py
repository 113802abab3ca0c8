"""A client made from the OpenAPI document alone runs a portal's day."""

from __future__ import annotations

import importlib
import io
import json
import os
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from precheck.storage.values import Scope
from tests.api.portal import Portal

PACKAGE = "generated_precheck"


@pytest.fixture
def generated(portal: Portal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Imports a module of the client."""
    document = portal.client.get("/api/openapi.json", auth=("docs", portal.keys[Scope.ADMIN])).json()
    (tmp_path / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    made = subprocess.run(
        [
            *(sys.executable, "-m", "openapi_python_client", "generate", "--meta", "none"),
            *("--path", str(tmp_path / "openapi.json"), "--output-path", str(tmp_path / PACKAGE)),
        ],
        env={**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stdout + made.stderr
    # A picture's bytes are the one answer for which the generator makes no class.
    warnings = [line for line in (made.stdout + made.stderr).splitlines() if line.startswith("WARNING")]
    assert warnings == ["WARNING parsing GET /api/v1/uploads/{id}/picture within uploads."], made.stdout
    monkeypatch.syspath_prepend(tmp_path)
    yield lambda name: importlib.import_module(f"{PACKAGE}.{name}")
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


def client(generated: Any, portal: Portal, scope: Scope) -> Any:
    """As a portal would make it, over the test's connection."""
    portal.client.headers["authorization"] = f"Bearer {portal.keys[scope]}"
    found = generated("client").AuthenticatedClient(base_url="http://testserver", token=portal.keys[scope])
    return found.set_httpx_client(portal.client)


def archive(*files: tuple[str, bytes]) -> io.BytesIO:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as target:
        for name, data in files:
            target.writestr(name, data)
    made.seek(0)
    return made


def test_a_portals_day(generated: Any, portal: Portal) -> None:
    models, types = generated("models"), generated("types")

    def call(name: str, *arguments: Any, **named: Any) -> Any:
        return generated(f"api.{name}").sync(*arguments, client=connected, **named)

    connected = client(generated, portal, Scope.UPLOAD)
    assert "diploma" in [item.slug for item in call("materials.list_materials")]

    # In the morning the registrations, by list and singly.
    listed = [
        models.ListedRegistration(submission=f"s{number}", registration=models.Registration(name="张三"))
        for number in (1, 2)
    ]
    report = call("submissions.put_registrations", body=models.RegistrationListBody(registrations=listed))
    assert (report.imported, [row.outcome for row in report.rows]) == (True, ["new", "new"])
    answer = call("submissions.put_registration", "s1", body=models.Registration(name="张三\u200b", sex="男"))
    assert (answer.registration.name, [item.at for item in answer.cleaned]) == ("张三", ["name"])
    problem = call("submissions.put_registration", "s1", body=models.Registration(id_number="5.1E+17"))
    assert (problem.status, [item.at for item in problem.errors]) == (422, ["id_number"])

    # Then pictures, singly and by the ZIP.
    picture = types.File(payload=io.BytesIO(b"picture"), file_name="毕业证.jpg", mime_type="image/jpeg")
    body = models.PostUploadBody(file=picture, material="diploma")
    upload = call("uploads.post_upload", "s1", body=body, idempotency_key="day-1")
    assert (upload.submission, upload.file, upload.report) == ("s1", "毕业证.jpg", None)
    many = archive(("s2/diploma/a.jpg", b"a"), ("s2/diploma/Thumbs.db", b"x"), ("s2/nonsense/b.jpg", b"b"))
    taken = call(
        "uploads.post_archive", body=models.PostArchiveBody(file=types.File(payload=many, file_name="a.zip"))
    )
    assert ([bool(row.upload) for row in taken.rows], taken.ignored) == ([True, False], 1)
    assert "nonsense" in taken.rows[1].file

    # The worker checks; the portal looks through what there is.
    portal.work()
    checked = call("uploads.get_upload", upload.id)
    assert (checked.status, checked.report.verdict) == ("checked", "pass")
    assert checked.report.provenance.off == []
    first = call("uploads.list_uploads", limit=1, descending=False)
    second = call("uploads.list_uploads", limit=1, descending=False, cursor=first.next_)
    assert (first.items[0].id, second.items[0].submission, second.next_) == (upload.id, "s2", None)
    assert [item.id for item in call("submissions.list_submissions", descending=False).items] == ["s1", "s2"]
    again = types.File(payload=io.BytesIO(b"better"), file_name="b.jpg", mime_type="image/jpeg")
    replaced = call("uploads.put_upload", upload.id, body=models.PutUploadBody(file=again))
    assert replaced.bytes_ == len(b"better")

    # In the evening the candidate hands in.
    handed_in = call("submissions.submit_submission", "s1", body=models.SubmitBody(acknowledge_missing=True))
    assert (handed_in.locked, handed_in.report.submission) == (True, "s1")
    problem = call("uploads.delete_upload", upload.id)
    assert problem.type_ == "urn:precheck:problem:locked"

    # A reviewer opens it again.
    connected = client(generated, portal, Scope.REVIEW)
    opened = call("submissions.unlock_submission", "s1", body=models.UnlockBody(materials=["diploma"]))
    assert opened.unlocked == ["diploma"]
