"""The loop over checks: failures of ours, files that cannot be opened, findings in words."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from types import SimpleNamespace
from typing import Any, cast

import pytest

from precheck.checks import Check, CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Audience, Finding, Flag, FlagKind, Remedy, Severity, Verdict, verdict
from precheck.domain.material import FieldRule
from precheck.pipeline import runner
from precheck.pipeline.definition import ConfiguredCheck
from tests.doubles import DIPLOMA, IDENTITY, SubjectDouble, box

KINDS = {
    "made.seen": FlagKind(Severity.REVIEW, "看见{what}。", "Saw {what}.", unit="pieces, flagged above"),
    "made.stopping": FlagKind(Severity.REUPLOAD, "无法打开。", "Cannot be opened.", stops=True),
    "made.*": FlagKind(Severity.REUPLOAD, "{label}无法识别，请重新上传！", "The {label_en} cannot be read."),
}

Look = Callable[[Examined, Any], Iterator[Finding]]


def made(name: str, look: Look, flags: Mapping[str, FlagKind] = KINDS) -> ConfiguredCheck:
    module = SimpleNamespace(__name__=name, __doc__="", Params=CheckParams, FLAGS=KINDS, check=look)
    return ConfiguredCheck(name, cast(Check, module), CheckParams(), flags)


def outcomes(*checks: ConfiguredCheck, subject: SubjectDouble | None = None) -> list[runner.Outcome]:
    return list(runner.run((subject or SubjectDouble()).examined(), checks))


def seen(subject: Examined, params: Any) -> Iterator[Finding]:
    yield Finding("made.seen", values={"what": "甲"})


def nothing(subject: Examined, params: Any) -> Iterator[Finding]:
    yield from ()


def raising(error: BaseException) -> Iterator[Finding]:
    raise error


def crashing(subject: Examined, params: Any) -> Iterator[Finding]:
    yield Finding("made.seen", values={"what": "甲"})
    raise ZeroDivisionError("张三 110101199001011237")


def test_every_check_has_an_outcome_in_order() -> None:
    found = outcomes(made("a", nothing), made("b", seen), made("c", nothing))
    assert [(outcome.check, len(outcome.flags)) for outcome in found] == [("a", 0), ("b", 1), ("c", 0)]
    assert all(outcome.unable is None and not outcome.undecodable for outcome in found)


@pytest.mark.parametrize(
    "error", [ZeroDivisionError(), MemoryError(), OSError(), AssertionError(), RecursionError()]
)
def test_a_check_that_crashes_is_unable_and_the_others_run(error: Exception) -> None:
    def broken(subject: Examined, params: Any) -> Iterator[Finding]:
        yield from raising(error)

    first, second = outcomes(made("a", broken), made("b", seen))
    assert first.unable is not None
    assert first.unable.check == "a"
    assert type(error).__name__ in first.unable.reason
    assert (first.flags, len(second.flags)) == ((), 1)
    assert verdict(first.flags, [first.unable]) is Verdict.REVIEW


def test_what_was_found_before_the_crash_is_kept() -> None:
    (outcome,) = outcomes(made("a", crashing))
    assert [flag.code for flag in outcome.flags] == ["made.seen"]
    assert outcome.unable is not None


def test_an_end_of_the_process_is_no_failure_of_the_check() -> None:
    def interrupted(subject: Examined, params: Any) -> Iterator[Finding]:
        yield from raising(KeyboardInterrupt())

    with pytest.raises(KeyboardInterrupt):
        outcomes(made("a", interrupted))


def test_the_reason_says_nothing_of_the_document() -> None:
    (outcome,) = outcomes(made("a", crashing))
    assert outcome.unable is not None
    assert "张三" not in outcome.unable.reason
    assert "110101" not in outcome.unable.reason


def test_the_log_names_check_and_error(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING):
        outcomes(made("a", crashing))
    assert [record.getMessage() for record in caplog.records] == ["check a could not run: ZeroDivisionError"]


@pytest.mark.parametrize(
    "finding", [Finding("made.stopping"), Finding("made.seen", values={"what": ""}, stops=True)]
)
def test_a_picture_that_cannot_be_opened_leaves_the_rest_unchecked(finding: Finding) -> None:
    asked: list[str] = []

    def stopping(subject: Examined, params: Any) -> Iterator[Finding]:
        yield finding
        yield Finding("made.seen", values={"what": "乙"})  # the same check may go on

    def later(subject: Examined, params: Any) -> Iterator[Finding]:
        asked.append("later")
        yield from ()

    first, second, third = outcomes(made("a", stopping), made("b", later), made("c", later))
    assert len(first.flags) == 2
    assert asked == []
    assert first.unable is None
    for outcome in (second, third):
        assert outcome.unable is not None
        assert "未检查" in outcome.unable.reason
        assert outcome.flags == ()
    assert (first.undecodable, second.undecodable, third.undecodable) == (True, True, True)


def test_a_check_that_ran_before_is_not_taken_back() -> None:
    def stopping(subject: Examined, params: Any) -> Iterator[Finding]:
        yield Finding("made.stopping")

    before, _ = outcomes(made("a", seen), made("b", stopping))
    assert before.unable is None
    assert not before.undecodable


def dressed(finding: Finding, flags: Mapping[str, FlagKind] = KINDS) -> Flag:
    return runner.render(finding, flags, DIPLOMA)


def test_a_finding_about_a_field_is_told_with_its_label() -> None:
    finding = Finding(
        "made.*", subcode="certificate_number", field="certificate_number", region=box(0, 0, 9, 9)
    )
    flag = dressed(finding)
    assert flag.code == "made.certificate_number"
    assert flag.message == "毕业证编号无法识别，请重新上传！"
    assert flag.message_en == "The diploma number cannot be read."
    assert (flag.field, flag.region) == ("certificate_number", box(0, 0, 9, 9))


def test_numbers_are_rounded_and_units_come_from_the_check() -> None:
    flag = dressed(Finding("made.seen", measured=1 / 3, threshold=0.5, values={"what": "甲"}))
    assert (flag.measured, flag.threshold, flag.unit) == (0.3333, 0.5, "pieces, flagged above")
    flag = dressed(Finding("made.stopping"))
    assert (flag.measured, flag.threshold, flag.unit) == (None, None, None)


def test_a_finding_may_be_milder_than_its_code() -> None:
    flag = dressed(
        Finding("made.stopping", severity=Severity.REVIEW, remedy=Remedy.NONE, other_upload="b.jpg")
    )
    assert (flag.severity, flag.remedy, flag.other_upload) == (Severity.REVIEW, Remedy.NONE, "b.jpg")
    assert dressed(Finding("made.stopping")).severity is Severity.REUPLOAD


def test_a_pipeline_s_words_for_one_field_win_over_those_for_all() -> None:
    special = FlagKind(Severity.INFO, "{label}请核对。", "Look at the {label_en}.", audience=Audience.STAFF)
    flags = {**KINDS, "made.name": special}
    flag = dressed(Finding("made.*", subcode="name", field="name"), flags)
    assert (flag.message, flag.severity, flag.audience) == ("姓名请核对。", Severity.INFO, Audience.STAFF)
    assert dressed(Finding("made.*", subcode="sex", field="sex"), flags).severity is Severity.REUPLOAD


def test_words_with_a_gap_that_nobody_fills_make_the_check_unable() -> None:
    flags = {**KINDS, "made.seen": FlagKind(Severity.REVIEW, "{unknown}", "x")}
    (outcome,) = outcomes(made("a", seen, flags))
    assert outcome.unable is not None
    assert outcome.flags == ()


def test_text_from_the_document_is_not_taken_for_a_template() -> None:
    flag = dressed(Finding("made.seen", values={"what": "{0.__class__}{what}"}))
    assert flag.message == "看见{0.__class__}{what}。"


def test_a_field_is_called_what_the_page_shown_calls_it() -> None:
    passport = replace(
        IDENTITY,
        fields=(
            FieldRule("id_number", "身份证号码", "ID number", "resident_id", views=("front",)),
            FieldRule("id_number", "护照号码", "passport number", "passport_number", views=("info",)),
        ),
    )
    kinds = {"mismatch.*": FlagKind(Severity.REVIEW, "{label}不符", "{label_en} differs")}
    finding = Finding("mismatch.*", subcode="id_number", field="id_number")
    said = [
        runner.render(finding, kinds, passport, views).message
        for views in (("info",), ("front",), (None,), ())
    ]
    assert said == ["护照号码不符", "身份证号码不符", "身份证号码不符", "身份证号码不符"]


def test_nothing_is_asked_where_nothing_would_help() -> None:
    kinds = {
        "made.*": replace(
            KINDS["made.*"],
            message_none="{label}无法识别，请人工核对。",
            message_none_en="Look at the {label_en}.",
        )
    }
    finding = Finding("made.*", subcode="name", field="name", remedy=Remedy.NONE)
    assert dressed(finding, kinds).message == "姓名无法识别，请人工核对。"
    assert dressed(finding, kinds).message_en == "Look at the name."
    assert dressed(replace(finding, remedy=None), kinds).message == "姓名无法识别，请重新上传！"
    assert dressed(finding).message == "姓名无法识别，请重新上传！"
