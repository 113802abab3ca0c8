import pytest

from precheck.checks.mismatch import FLAGS
from precheck.domain.flag import Remedy, Severity
from precheck.domain.reading import FieldReading, Status
from tests.checks.asked import findings, message, one
from tests.doubles import SubjectDouble, box, readings


def read(status: Status) -> SubjectDouble:
    return SubjectDouble(
        fields=readings(
            FieldReading("name", status, value="李明", expected="李鸣", box=box(0, 0, 9, 9), log_ratio=-20.0)
        )
    )


def test_what_says_something_else_is_told_with_both_ways_out() -> None:
    finding = one("mismatch", read(Status.MISMATCH))
    assert (finding.code, finding.subcode, finding.field) == ("mismatch.*", "name", "name")
    assert (finding.measured, finding.region) == (-20.0, box(0, 0, 9, 9))
    assert (
        message(finding, label="姓名")
        == "图片中姓名与报名信息不一致：图片有误请重新上传，报名信息有误请联系考点修改。"
    )


def test_it_goes_to_a_person_never_back_to_the_candidate_at_once() -> None:
    assert FLAGS["mismatch.*"].severity is Severity.REVIEW
    assert FLAGS["mismatch.*"].remedy is Remedy.FIX_REGISTRATION


@pytest.mark.parametrize("status", [status for status in Status if status is not Status.MISMATCH])
def test_every_other_status_is_no_mismatch(status: Status) -> None:
    assert findings("mismatch", read(status)) == []
