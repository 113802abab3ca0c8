"""Six generated pictures through the real engine, from manifest to report."""

import io
import json
from pathlib import Path

import pytest

from precheck.evaluation import html, manifest, run, summary, text
from precheck.evaluation.summary import Summary
from precheck.wiring import Precheck
from samples.generator import batch

WISHES = ("none", "none", "rotated:90", "mirrored", "dark:0.1", "mismatch:name")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("six")
    jobs = [
        batch.Job(f"{i:05d}", "id_front", 7100 + i, "sharp", defects=wish, scan=0.0, width=1200)
        for i, wish in enumerate(WISHES)
    ]
    batch.write(batch.produce(jobs, 1), out)
    return out


@pytest.fixture(scope="module")
def figures(folder: Path) -> Summary:
    ran = run.run(manifest.read(folder), Precheck, jobs=1, baselines=False)
    return summary.summarise(ran, {"precheck": "test"})


def test_every_way_is_told(figures: Summary) -> None:
    (ours,) = figures.orientation
    assert ours.confusion == {"0": {"0": 4}, "90": {"90": 1}, "0 mirrored": {"0 mirrored": 1}}
    assert (ours.right.hits, ours.right.count) == (5, 5)  # the dark one counts apart
    assert ours.false_turn.hits == 0


def test_what_was_made_is_flagged_and_nothing_else(figures: Summary) -> None:
    codes = {c.code: c for c in figures.codes}
    for code in ("rotated.quarter_turn", "mirrored.reflected", "dark.document", "mismatch.*"):
        assert (codes[code].hit.hits, codes[code].hit.count) == (1, 1), code
    assert codes["rotated.quarter_turn"].on_good.count == 2
    assert sum(c.on_good.hits for c in figures.codes) == 0


def test_wrong_declared_numbers_never_match(figures: Summary) -> None:
    numbers = [s for s in figures.statuses if s.kind == "number" and s.grade == "sharp"]
    assert {s.declared for s in numbers} >= {"true", "digit", "swap", "lost", "added"}
    wrong = [s for s in numbers if s.declared not in ("true", "day")]
    assert sum(s.match.hits for s in wrong) == 0
    true = next(s for s in numbers if s.declared == "true")
    assert true.mismatch.hits == 0


def test_the_views_and_the_number_are_read(figures: Summary) -> None:
    (views,) = figures.views
    assert (views.right.hits, views.right.count) == (5, 5)
    numbers = next(f for f in figures.fields if f.field == "id_number" and f.grade == "sharp")
    assert (numbers.right.hits, numbers.right.count) == (5, 5)
    assert numbers.stock.count == 0  # nobody else was asked


def test_the_reports_hold_the_figures(figures: Summary) -> None:
    from rich.console import Console

    written = io.StringIO()
    Console(width=200, file=written).print(text.view(figures))
    printed = written.getvalue()
    assert "dark.document" in printed
    assert "100.0% 5/5" in printed
    page = html.page(figures)
    assert page.count("<svg") >= 2
    assert "http" not in page
    stored = json.loads(json.dumps(figures.to_dict()))
    assert stored["schema"] == "precheck.eval/1"
    assert stored["pictures"] == 6


def test_what_was_read_stands_in_no_page(figures: Summary, folder: Path) -> None:
    page = html.page(figures)
    for picture in manifest.read(folder):
        assert picture.truth.fields["id_number"] not in page
