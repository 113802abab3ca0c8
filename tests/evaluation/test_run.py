"""Six generated pictures through the real engine, from manifest to report."""

import json
from functools import partial
from pathlib import Path

import pytest

from precheck_evaluation import command, html, manifest, run, text
from precheck_evaluation.evaluation import Evaluation, evaluate
from precheck_evaluation.figures import Figure
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
def evaluation(folder: Path) -> Evaluation:
    ran = run.run(manifest.read(folder), run.Plan(partial(command.make_checkers, None, None, None, True)))
    return Evaluation(evaluate(ran.observations), versions={"precheck": "test"})


@pytest.fixture(scope="module")
def rates(evaluation: Evaluation) -> dict[tuple[str, str], tuple[int, int]]:
    figures = [figure for figure in evaluation.groups[""].figures if isinstance(figure, Figure)]
    return {(f.section.split()[-1], f.name): (f.rate.hits, f.rate.count) for f in figures}


Rates = dict[tuple[str, str], tuple[int, int]]


def test_every_way_is_told(rates: Rates) -> None:
    assert rates["tools", "Precheck: 八向正确 right of eight"] == (5, 5)  # the dark one is damaged
    assert rates["Turns", "正图误判为转或镜像 upright called turned"] == (0, 4)


def test_what_was_made_is_flagged_and_nothing_else(rates: Rates) -> None:
    for code in ("rotated.quarter_turn", "mirrored.reflected", "dark.document", "mismatch.*"):
        assert rates["raised", code] == (1, 1), code
    assert rates["pictures", "任一标记 any flag"] == (0, 2)


def test_wrong_declared_numbers_never_match(rates: Rates) -> None:
    hits, count = rates["values", "号码 numbers: 错值误为一致 wrong called match"]
    assert hits == 0
    assert count >= 10
    assert rates["values", "号码 numbers: 真值误为不一致 true called mismatch"][0] == 0


def test_the_views_and_the_fields_are_read(rates: Rates) -> None:
    assert rates["Views", "identity"] == (5, 5)
    hits, count = rates["right", "identity"]
    assert hits == count >= 25


def test_the_reports_hold_the_figures(evaluation: Evaluation) -> None:
    assert "dark.document | 1/1 100.0%" in text.markdown(evaluation)
    page = html.page(evaluation)
    assert page.count("<svg") >= 2
    assert "http" not in page
    stored = json.loads(json.dumps(evaluation.to_dict()))
    assert stored["schema"] == "precheck.eval/2"
    assert stored["groups"][""]["pictures"] == 6


def test_what_was_read_stands_in_no_page(evaluation: Evaluation, folder: Path) -> None:
    written = html.page(evaluation) + text.wrong(evaluation) + text.markdown(evaluation)
    for picture in manifest.read(folder):
        assert picture.truth.fields["id_number"] not in written
