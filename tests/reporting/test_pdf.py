"""The report for the file: a PDF, harmless whatever texts hold, and asking for nothing from outside."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from precheck.domain.flag import Severity
from precheck.reporting import html
from tests.reporting import made

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
HOSTILE = '"><img src="http://elsewhere.example/x.png"><script>alert(1)</script>'


def test_a_pdf_holds_every_upload(tmp_path: Path) -> None:
    path = tmp_path / "triage.pdf"
    reports = [made.report(made.flag()), made.report(made.flag(message=HOSTILE, severity=Severity.REVIEW))]
    html.write_pdf(path, reports, made.MATERIALS, made_at=AT)
    data = path.read_bytes()
    assert data.startswith(b"%PDF-")
    # Were the picture asked for, the fetcher would have been called, and its error logged; it is text.
    assert b"elsewhere.example" not in data


def test_lines_beyond_the_limit_are_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html, "PDF_ROWS", 1)
    path = tmp_path / "triage.pdf"
    html.write_pdf(path, [made.report()] * 3, made.MATERIALS, made_at=AT)
    assert path.stat().st_size > 1000
