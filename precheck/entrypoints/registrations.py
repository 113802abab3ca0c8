"""Reading what was declared: one registration from a file (a JSON object, or a CSV with one row), or a list as offices
export it: CSV or a workbook, Chinese headings, a title above them, several sheets.

A heading that is not known is an error: what stands under it would be compared with nothing. Columns that offices keep
for themselves are left out by name."""

import codecs
import csv
import io
import json
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from precheck.domain.cleaning import Unclean, clean, clean_number
from precheck.domain.errors import Invalid
from precheck.domain.registration import BadRegistration, Change, Entry, Fault, Registration


def read_registration(path: Path) -> tuple[Registration, tuple[Change, ...]]:
    """The registration in a file, and what was changed in it.
    Raises Invalid: the file cannot be read or holds no registration. The message never repeats its content."""
    try:
        data = path.read_bytes()
    except (OSError, ValueError):
        raise Invalid(f"登记信息文件无法读取 (cannot read the registration): {path}") from None
    text = decode(data)
    try:
        if path.suffix.lower() == ".csv":
            return Registration.declare(_only_row(text, path))
        return Registration.declare(parse_json(text))
    except BadRegistration:
        raise
    except (ValueError, RecursionError):
        raise Invalid(f"登记信息不是 JSON (the registration is no JSON): {path}") from None


def decode(data: bytes) -> str:
    """Text as programs in China write it: UTF-8, UTF-16 with its mark, else GB 18030."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def parse_json(text: str) -> Any:
    """A JSON value.
    Raises BadRegistration: a key stands twice in one object; ValueError, RecursionError: it is no JSON."""
    return json.loads(text, object_pairs_hook=_object)


def first_repeated(headings: Sequence[str]) -> str | None:
    """The first heading that stands twice; None where each is its own."""
    return next((name for place, name in enumerate(headings) if name and name in headings[:place]), None)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    twice = first_repeated([key for key, _ in pairs])
    if twice is not None:
        raise BadRegistration(Fault(twice[:60], "出现两次 (stands twice)"))
    return dict(pairs)


def _only_row(text: str, path: Path) -> dict[str, Any]:
    rows = list(csv.DictReader(io.StringIO(text)))
    if len(rows) != 1:
        raise Invalid(
            f"登记信息 CSV 须有列名和一行数据 (a heading and one row wanted, {len(rows)} found): {path}"
        )
    if None in rows[0]:
        raise BadRegistration(Fault("", "数据比列名多 (more cells than headings)"))
    return {key.strip(): value for key, value in rows[0].items() if key.strip()}


SUBMISSION = "submission"
WORKBOOKS = (".xlsx", ".xls", ".xlsm", ".xlsb", ".ods")
MOST_ROWS_ABOVE = 10
"""Rows in which the headings are looked for: a title and notes may stand above them."""

EXACT_WHOLE = 10**15
"""A workbook keeps whole numbers as doubles, exact to fifteen digits."""

_HEADINGS = {
    SUBMISSION: "报名编号 报名号 报名序号 网报号 网报编号 考生编号 报名流水号 报名ID",
    "name": "考生姓名",
    "id_type": "证件类别 身份证件类型",
    "id_number": "证件号 身份证号 身份证号码 身份证件号码 有效证件号码",
    "birth_date": "出生年月日 出生年月 生日",
    "exam_year": "年度 考试年份",
    "exam_category": "考试类别 报考专业 类别",
    "applicant_category": "考生类型 报名类型",
    "education_level": "报考学历 学历层次 最高学历",
    "school": "毕业院校 院校名称 学校名称 学校",
    "major": "所学专业 专业名称 毕业专业",
    "graduation_date": "毕业日期 毕业年月",
    "diploma_number": "毕业证书编号 毕业证号 毕业证书号 学历证书编号",
    "degree_number": "学位证书编号 学位证号 学位证书号",
    "institution_name": "工作单位 单位 机构名称 试用机构 试用单位 医疗机构名称 工作单位名称",
    "institution_registration_number": "登记号 机构登记号码 执业许可证登记号 医疗机构登记号",
    "institution_address": "机构地址 工作单位地址",
    "legal_representative": "法人 法人代表",
    "principal": "负责人",
    "qualification_number": "资格证书编码 资格证书编号 医师资格证书编号",
    "practice_number": "执业证书编码 执业证书编号 医师执业证书编号",
    "first_registered_on": "首次注册日期 执业注册时间 首次执业注册时间",
    "site": "考点名称 报名考点 所属考点",
    "post": "试用岗位 工作岗位 科室",
}
_OFFICE_ONLY = (
    *("序号", "编号", "备注", "说明", "民族", "手机", "手机号", "手机号码", "电话", "联系电话"),
    *("邮箱", "电子邮箱", "照片", "审核状态", "审核人", "审核时间", "缴费状态", "报名时间"),
    *("所属考区", "考区", "准考证号", "通讯地址", "邮政编码"),
)


def _known_headings() -> dict[str, str]:
    found = {key: key for key in (SUBMISSION, *Registration.model_fields)}
    for key, field_ in Registration.model_fields.items():
        found[_normalise_heading(field_.title or key)] = key
    for key, words in _HEADINGS.items():
        found.update({_normalise_heading(word): key for word in words.split()})
    return found


@dataclass(slots=True)
class RegistrationList:
    """A list read whole. ``left_out``: columns and sheets that were not read."""

    entries: list[Entry] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)


def read_list(path: Path, ignore: Collection[str] = ()) -> RegistrationList:
    """A list from a file. ``ignore``: headings of columns that are not wanted.
    Raises Invalid: the file cannot be read, holds no list, or has a heading that is not known or stands twice."""
    found = RegistrationList()
    for sheet, rows in _sheets(path):
        _read_sheet(found, path, sheet, rows, frozenset(map(_normalise_heading, ignore)))
    if not found.entries:
        raise Invalid(
            f"{path}: 没有名单，须有列名“报名编号”等 (no list: headings wanted, `submission` and others)"
        )
    return found


def _read_sheet(
    found: RegistrationList, path: Path, sheet: str, rows: Sequence[Sequence[Any]], ignore: frozenset[str]
) -> None:
    known = _known_headings()
    place = max(
        range(min(len(rows), MOST_ROWS_ABOVE)),
        key=lambda number: sum(_normalise_heading(cell) in known for cell in rows[number]),
        default=None,
    )
    if place is None or sum(_normalise_heading(cell) in known for cell in rows[place]) < 2:
        if any(_normalise_heading(cell) for row in rows for cell in row):
            found.left_out.append(f"工作表 (sheet) {sheet or path.name}")
        return
    columns: dict[int, str] = {}
    office = frozenset(map(_normalise_heading, _OFFICE_ONLY)) | ignore
    for number, cell in enumerate(rows[place]):
        heading = _normalise_heading(cell)
        if heading in ignore or (heading in office and heading not in known):
            found.left_out.append(f"{sheet}{'：' if sheet else ''}{heading}")
        elif heading in known:
            if known[heading] in columns.values():
                raise Invalid(f"{path}: {sheet} 两列都是 {known[heading]} (two columns mean): {heading}")
            columns[number] = known[heading]
        elif heading or any(
            _normalise_heading(row[number]) for row in rows[place + 1 :] if number < len(row)
        ):
            raise Invalid(
                f"{path}: {sheet} 不认识的列名 (unknown heading): {heading[:40] or '（空）'}；"
                f"不需要的列用 --ignore 指明 (columns not wanted: --ignore)"
            )
    if SUBMISSION not in columns.values():
        raise Invalid(f"{path}: {sheet} 缺少“报名编号”列 (no column `submission`)")
    for number, row in enumerate(rows[place + 1 :], start=place + 2):
        if any(_normalise_heading(cell) for cell in row):
            cells = {key: _whole_number(row[column]) for column, key in columns.items() if column < len(row)}
            found.entries.append(_entry(sheet, number, cells))


def _entry(sheet: str, row: int, cells: dict[str, Any]) -> Entry:
    faults: list[Fault] = []
    submission = None
    try:
        submission = clean_number(cells.pop(SUBMISSION, None))
        if submission is None:
            faults.append(Fault(SUBMISSION, "缺少报名编号 (missing)"))
    except Unclean as error:
        faults.append(Fault(SUBMISSION, str(error)))
    return Entry.read(sheet, row, submission, cells, tuple(faults))


def _sheets(path: Path) -> Iterator[tuple[str, list[list[Any]]]]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise Invalid(f"{path}: 无法读取 (cannot be read): {error.strerror}") from None
    if path.suffix.lower() in WORKBOOKS or data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        yield from _workbook(path, data)
        return
    text = decode(data)
    head = text[:4096].splitlines()[:MOST_ROWS_ABOVE]
    delimiter = max(",\t;", key=lambda mark: sum(line.count(mark) for line in head))
    try:
        yield "", list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter))
    except csv.Error as error:
        raise Invalid(f"{path}: {error}") from None


def _workbook(path: Path, data: bytes) -> Iterator[tuple[str, list[list[Any]]]]:
    try:
        import python_calamine
    except ImportError:
        raise Invalid("须安装 service 组件 (wanted): pip install 'precheck[service]'") from None
    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data))
        for name in book.sheet_names:
            yield name, book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        raise Invalid(
            f"{path}: 不是可读的工作簿 (no workbook that can be read): {type(error).__name__}"
        ) from None


def _whole_number(cell: Any) -> Any:
    """A workbook's whole number as it was typed; one that it has shortened stays a float, which no number may be."""
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < EXACT_WHOLE:
        return int(cell)
    return cell


def _normalise_heading(cell: Any) -> str:
    """A heading without marks and spaces: 姓 名*, 证件号码（必填）."""
    try:
        text = clean(cell if isinstance(cell, str) else str(cell)) or ""
    except Unclean:
        text = str(cell)
    for mark in ("(必填)", "(选填)", "必填", ":", "*", " ", "\n"):
        text = text.replace(mark, "")
    return text.strip()
