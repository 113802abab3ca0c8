"""What a picture's truth makes us expect."""

from typing import Any

import pytest

from precheck import checks
from precheck.domain.resources import packaged_folder
from precheck.pipeline import definition
from precheck_evaluation.expectation import expect, grouped, table, unknown
from precheck_evaluation.truth import Truth


def truth(**said: Any) -> Truth:
    return Truth.parse({"kind": "diploma", "rotation": 0, "mirrored": False, "defects": {}, **said})


def test_a_good_picture_owes_nothing_and_every_flag_is_false() -> None:
    expectation = expect(truth(), "diploma")
    assert expectation.must == frozenset()
    assert expectation.requires("blurred.text") is False
    assert expectation.requires("mismatch.*") is False
    assert not expectation.harmed


@pytest.mark.parametrize(("strength", "wanted"), [(0.05, False), (0.1, None), (0.2, True)])
def test_doubtful_strengths_count_in_neither_rate(strength: float, wanted: bool | None) -> None:
    expectation = expect(truth(defects={"defocus": {"text_heights": strength}}), "diploma")
    assert expectation.requires("blurred.text") is wanted
    assert expectation.harmed is (wanted is not False)


@pytest.mark.parametrize(("factor", "wanted"), [(0.2, True), (0.4, None), (0.8, False)])
def test_some_strengths_are_worse_when_lower(factor: float, wanted: bool | None) -> None:
    assert expect(truth(defects={"dark": {"factor": factor}}), "diploma").requires("dark.document") is wanted


def test_a_statement_of_ones_own_is_owed_its_flag_where_it_can_be_read() -> None:
    code = "wrong_material.not_official_form"
    own: dict[str, Any] = {"own_statement": {}}
    assert expect(truth(), "diploma").requires(code) is False
    assert expect(truth(defects=own), "diploma").requires(code) is True
    blurred = {**own, "defocus": {"text_heights": 0.2}}
    assert expect(truth(defects=blurred), "diploma").requires(code) is None


def test_a_reflection_beside_the_fields_is_no_glare() -> None:
    assert expect(truth(defects={"glare": {"field": None}}), "diploma").requires("glare.text") is False
    assert expect(truth(defects={"glare": {"field": "name"}}), "diploma").requires("glare.text") is True


def test_a_copy_is_owed_only_by_papers_that_are_printed_in_colour() -> None:
    copied: dict[str, dict[str, object]] = {"photocopy": {}}
    assert expect(truth(defects=copied), "diploma").requires("photocopy.monochrome") is True
    form = truth(kind="probation_certificate", defects=copied)
    assert expect(form, "probation_certificate").requires("photocopy.monochrome") is False
    changes = truth(kind="physician_practice", view="changes", defects=copied)
    assert expect(changes, "physician_practice").requires("photocopy.monochrome") is False
    info = truth(kind="physician_practice", view="info", defects=copied)
    assert expect(info, "physician_practice").requires("photocopy.monochrome") is True


def test_a_copy_is_owed_by_every_material_that_has_the_check() -> None:
    named = {paper.split(".")[0] for paper in table()[0]["photocopy"].papers}
    pipelines = definition.load([packaged_folder("pipelines")])
    assert named == {
        slug
        for slug, pipeline in pipelines.items()
        if "photocopy" in {check.name for check in pipeline.checks}
    }


def test_codes_about_a_field_are_owed_by_name() -> None:
    expectation = expect(truth(defects={"mismatch": {"field": "name"}}), "diploma")
    assert expectation.must == {"mismatch.name"}
    assert expectation.requires("mismatch.*") is True


def test_a_turned_mirror_image_owes_one_flag_unless_it_cannot_be_read() -> None:
    turned = truth(rotation=180, mirrored=True)
    assert expect(turned, "diploma").must == {"mirrored.reflected"}
    gone = truth(rotation=90, defects={"defocus": {"text_heights": 0.3}})
    assert expect(gone, "diploma").requires("rotated.quarter_turn") is None


def test_the_wrong_paper_owes_its_own_code() -> None:
    assert expect(truth(kind="degree"), "diploma").must == {"wrong_material.other"}
    assert expect(truth(kind="other_proof"), "diploma").must == {"wrong_material.other_proof"}
    assert expect(truth(kind="not_a_document", rotation=90), "diploma").must == {
        "wrong_material.not_a_document"
    }


def test_a_file_that_cannot_be_opened_owes_nothing_else() -> None:
    expectation = expect(truth(rotation=90, defects={"format": {"kind": "empty"}}), "diploma")
    assert expectation.must == {"format.empty"}
    assert expectation.requires("rotated.quarter_turn") is None


def test_listed_flags_replace_the_defects() -> None:
    expectation = expect(truth(flags=["tilted.skew"], defects={"dark": {"factor": 0.1}}), "diploma")
    assert expectation.must == {"tilted.skew"}
    assert expectation.requires("dark.document") is False


def test_without_labelled_defects_no_flag_is_called_false() -> None:
    assert expect(Truth.parse({"rotation": 90}), "diploma").requires("rotated.quarter_turn") is True
    assert expect(Truth.parse({"rotation": 90}), "diploma").requires("blurred.text") is None


def test_an_unknown_defect_is_named_and_counts_in_no_rate() -> None:
    odd = truth(defects={"coffee": {}})
    assert unknown(odd) == ["coffee"]
    assert expect(odd, "diploma").requires("blurred.text") is None


def test_every_defect_of_the_generator_is_understood() -> None:
    from samples.generator.defects import KNOWN

    assert KNOWN - set(table()[0]) == set()


def test_codes_of_existing_checks_are_spelt_as_the_checks_spell_them() -> None:
    known = {grouped(code) for name in checks.names() for code in checks.load(name).FLAGS}
    families = {code.split(".")[0] for code in known}
    for name, defect in table()[0].items():
        for code in defect.must:
            if code.split(".")[0] in families:
                assert grouped(code) in known, name
