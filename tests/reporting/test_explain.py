"""What ``--explain`` says, and what it hides."""

from __future__ import annotations

from precheck.domain.geometry import EIGHT_WAYS
from precheck.domain.reading import Candidate, FieldReading, Page, Status
from precheck.reporting import explain
from tests.doubles import SubjectDouble, box, line, readings

NUMBER, OTHER = "106311201505001234", "106311201505001284"
BOX = box(0, 0, 100, 20)
READING = FieldReading(
    "certificate_number",
    Status.UNREADABLE,
    "diploma_number",
    NUMBER,
    0.61,
    OTHER,
    BOX,
    0.55,
    -7.25,
    candidates=(Candidate(NUMBER, NUMBER, "证书编号", "label", 1.4, BOX),),
    margin=-1.5,
    readings=((NUMBER, 0.0), (OTHER, -1.5)),
    reader="+tesseract",
    why="对数比介于",
)


def subject(*given: FieldReading) -> SubjectDouble:
    page = Page(None, EIGHT_WAYS[0], (line(f"证书编号：{NUMBER}", 10, 30), line("姓名：陈小芳", 10, 60)))
    return SubjectDouble(pages=(page,), fields=readings(*given))


def said(*given: FieldReading, unmasked: bool = True) -> str:
    return "\n".join(explain.lines(subject(*given).examined(), unmasked=unmasked))


def test_the_lines_with_their_place_and_certainty() -> None:
    assert f"(10, 30) — 0.990 证书编号：{NUMBER}" in said()


def test_why_a_field_ended_as_it_did() -> None:
    text = said(READING)
    for part in (
        "unreadable",
        "-7.250",
        OTHER,
        "对数比介于",
        "tesseract",
        "-1.50",
        "证书编号; 得分",
        "标签旁",
    ):
        assert part in text


def test_masked_only_labels_can_be_read() -> None:
    text = said(READING, unmasked=False)
    assert "姓名：***" in text
    assert "证书编号：" + "*" * 18 in text
    assert NUMBER not in text
    assert OTHER not in text
    assert "小" not in text


def test_a_label_without_a_value_is_said() -> None:
    missing = FieldReading("certificate_number", Status.UNREADABLE, "diploma_number", areas=(BOX,))
    assert "旁边无值" in said(missing)
