"""The CSV that people open in a spreadsheet."""

import csv
import io

import pytest

from precheck.domain.report import Report
from precheck.reporting import table
from tests.reporting import made


def written(*reports: Report, unmasked: bool = False) -> list[dict[str, str]]:
    file = io.StringIO(newline="")
    table.write_csv(file, reports, made.MATERIALS, unmasked=unmasked)
    return list(csv.DictReader(io.StringIO(file.getvalue(), newline="")))


def test_one_row_an_upload_with_masked_values() -> None:
    first, second = written(made.report(made.flag()), made.report(file="b.jpg"))
    assert (first["结论 verdict"], first["问题代码 codes"]) == ("reupload", "unreadable.certificate_number")
    assert first["读出与比对 fields"] == "姓名 张*三 (一致); 毕业证编号 106*************34 (一致)"
    assert (second["结论 verdict"], second["文件 file"]) == ("pass", "b.jpg")


def test_unmasked_on_request() -> None:
    (row,) = written(made.report(), unmasked=True)
    assert "张小三" in row["读出与比对 fields"]


@pytest.mark.parametrize("name", ["=cmd()", "+1", "-1", "@x", " =1+1", "＝cmd()", "＋1", "－1", "＠x", "−1"])
def test_formulas_are_defused(name: str) -> None:
    (row,) = written(made.report(file=name, submission=name))
    assert row["文件 file"] == "'" + name
    assert row["提交 submission"] == "'" + name


def test_numbers_stay_numbers() -> None:
    assert table.escape_formula(-1.5) == -1.5
