"""What holds for every check there is."""

from __future__ import annotations

import re
import string

import pytest
from pydantic import ValidationError

from precheck import checks
from precheck.checks import CheckParams
from precheck.domain.errors import Invalid
from precheck.domain.flag import Audience, FlagKind, Remedy, Severity
from precheck.domain.resources import packaged_folder
from precheck.pipeline import definition
from precheck.pipeline.definition import ConfiguredCheck

CODES = frozenset(
    (
        "format.empty",
        "format.unsupported",
        "format.too_large",
        "format.undecodable",
        "format.incomplete",
        "format.extension_mismatch",
        "format.too_many_pixels",
        "too_small.image",
        "too_small.text",
        "rotated.quarter_turn",
        "mirrored.reflected",
        "tilted.skew",
        "blurred.text",
        "dark.document",
        "overexposed.document",
        "glare.text",
        "low_contrast.text",
        "cropped.document",
        "occluded.text",
        "recaptured.screen",
        "photocopy.monochrome",
        "wrong_material.other",
        "wrong_material.not_a_document",
        "wrong_material.original_not_duplicate",
        "wrong_material.other_proof",
        "wrong_material.not_official_form",
        "wrong_material.unrecognised",
        "handheld.no_face",
        "handheld.no_card",
        "unreadable.*",
        "mismatch.*",
        "implausible.*",
        "incomplete.*",
        "expired.*",
        "expiring.*",
        "contradicts.*",
        "seal.missing",
        "signature.missing",
        "duplicate.same_submission",
        "duplicate.other_submission",
    )
)
"""The outward contract's codes; a star stands for a field's name."""

STAFF_ONLY = ("implausible", "duplicate", "contradicts")

every_check = pytest.mark.parametrize("name", checks.names())


def configured(name: str) -> list[ConfiguredCheck]:
    """The check as the packaged pipelines set it."""
    loaded = definition.load([packaged_folder("pipelines")]).values()
    return [check for pipeline in loaded for check in pipeline.checks if check.name == name]


def gaps(template: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(template) if name is not None}


def test_an_unknown_name_lists_the_known_ones() -> None:
    with pytest.raises(Invalid, match=r"blury.*blurred"):
        checks.load("blury")


@every_check
def test_the_docstring_says_flags_why_measure_and_threshold(name: str) -> None:
    text = checks.load(name).__doc__ or ""
    first = text.splitlines()[0]
    assert first.endswith("?")
    headings = re.findall(r"^([A-Z][\w ]+):$", text, re.MULTILINE)
    assert headings == ["Flags", "Why", "Measures", "Threshold and where it was measured"]


@every_check
def test_codes_begin_with_the_file_s_name_and_stand_in_the_contract_and_the_docstring(name: str) -> None:
    module = checks.load(name)
    assert module.FLAGS
    for code in module.FLAGS:
        assert code.partition(".")[0] == name
        assert code in CODES
        assert code.replace("*", "<field>") in (module.__doc__ or "")


@every_check
def test_messages_stand_in_both_languages_and_can_be_filled_in(name: str) -> None:
    for code, kind in checks.load(name).FLAGS.items():
        assert isinstance(kind, FlagKind)
        assert re.search(r"[\u4e00-\u9fff]", kind.message)
        assert kind.message.rstrip("}").endswith(("。", "！", "{hint"))
        assert not re.search(r"[\u4e00-\u9fff]", kind.message_en.replace("正本", ""))
        plain = {gap.removesuffix("_en") for gap in gaps(kind.message_en)}
        assert plain == {gap.removesuffix("_en") for gap in gaps(kind.message)}, code
        values = dict.fromkeys(gaps(kind.message) | gaps(kind.message_en), "甲")
        assert "{" not in kind.message.format(**values) + kind.message_en.format(**values)


@every_check
def test_nothing_is_asked_of_candidates_that_only_staff_may_see(name: str) -> None:
    for kind in checks.load(name).FLAGS.values():
        assert (kind.audience is Audience.STAFF) == (name in STAFF_ONLY)
        if kind.severity is Severity.INFO:
            assert kind.remedy is Remedy.NONE


@every_check
def test_unknown_settings_are_refused(name: str) -> None:
    module = checks.load(name)
    assert issubclass(module.Params, CheckParams)
    assert module.Params.__doc__
    settings = configured(name)[0].params.model_dump()
    assert module.Params(**settings).model_dump() == settings
    with pytest.raises(ValidationError, match="no_such_key"):
        module.Params.model_validate({**settings, "no_such_key": 1})


@every_check
def test_some_packaged_pipeline_uses_it(name: str) -> None:
    assert configured(name)
