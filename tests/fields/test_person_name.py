from __future__ import annotations

import pytest

from precheck.fields.names import person_name


@pytest.mark.parametrize(
    ("line", "name"),
    [
        ("姓名张三", "张三"),
        ("姓 名 张 三 性别 男", "张三"),
        ("姓 名：张　三 性 别：女", "张三"),
        ("张三 性别男", "张三"),
        # A long name goes on in a second row.
        ("阿卜杜热合曼·麦麦 提托合提", "阿卜杜热合曼·麦麦提托合提"),
        ("周明宇 护士学校", "周明宇"),
        ("學生馮秀蘭性別女", "馮秀蘭"),
        ("张三性别男，一九九〇年三月七日生", "张三"),
        ("张三，男，1990年3月7日生", "张三"),
        ("张三 男 1990年", "张三"),
        ("张 亚 男", "张亚男"),
        ("张亚男 女", "张亚男"),
        ("张亚楠 汉", "张亚楠"),
        ("司马 光", "司马光"),
        ("买买提·艾力 艾合买提", "买买提·艾力艾合买提"),
        ("买买提·艾力 男", "买买提·艾力"),
        ("买买提·艾力艾合买提江 吐尔逊艾合", "买买提·艾力艾合买提江"),
        ("学生 张三 性别 男", "张三"),
        ("张三系我校学生", "张三"),
        ("于小于", "于小于"[:2]),
        ("张三同志于2018年", "张三"),
        ("欧阳 娜娜 性别", "欧阳娜娜"),
        ("张三 四川医科大学", "张三"),
        ("买买提•艾力 性别", "买买提·艾力"),
        ("买买提 · 艾力", "买买提·艾力"),
        ("买买提.艾力", "买买提·艾力"),
        ("迪丽热巴·迪力木拉提", "迪丽热巴·迪力木拉提"),
        ("李〇", "李〇"),
        ("㛃𠅤 性别", "㛃𠅤"),
        ("ZHANG, SAN", "ZHANG SAN"),
        ("LI", "LI"),
        ("姓名/Name O'Neil-Smith Anna", "O'NEIL-SMITH ANNA"),
    ],
)
def test_names_as_read(line: str, name: str) -> None:
    found = person_name.find(line)
    assert [f.value for f in found] == [name]
    assert person_name.normalise(line[found[0].start : found[0].end]) == name
    assert list(person_name.problems(name)) == []


@pytest.mark.parametrize(
    ("read", "declared"),
    [
        ("买买提艾力", "买买提·艾力"),
        ("买买提•艾力", "买买提・艾力"),
        ("张　三", "张三"),
        ("張三", "张三"),
        ("Zhang San", "ZHANG SAN"),
        ("⼭田", "山田"),
    ],
)
def test_the_same_name(read: str, declared: str) -> None:
    assert person_name.agree(read, declared)


@pytest.mark.parametrize(
    ("read", "declared"),
    [
        ("张三", "张二"),
        ("己三", "已三"),
        ("张末", "张未"),
        ("张昇", "张升"),
        ("张三", "张三三"),
        ("", "张三"),
        ("张", "张三"),
    ],
)
def test_another_name(read: str, declared: str) -> None:
    assert not person_name.agree(read, declared)


def test_what_stands_behind_a_word_that_is_no_part_of_the_name_is_none_either() -> None:
    assert person_name.find("姓名 张伟 北京 人")[0].value == "张伟"


def test_an_old_form_is_kept_as_read() -> None:
    assert person_name.normalise("劉德") == "劉德"


@pytest.mark.parametrize("value", ["张", "张3", "张" * 16, "", "3"])
def test_what_cannot_be_a_name(value: str) -> None:
    assert person_name.problems(value)


def test_forms_with_and_without_dots() -> None:
    assert list(person_name.printed_forms("买买提・艾力")) == [
        "买买提·艾力",
        "买买提艾力",
        "买买提•艾力",
        "买买提.艾力",
    ]
    assert list(person_name.printed_forms("张三")) == ["张三"]
    assert list(person_name.printed_forms("Zhang San")) == ["ZHANG SAN", "ZHANGSAN"]


def test_digits_and_punctuation_are_no_name() -> None:
    assert list(person_name.find("Z")) == []  # nor is a letter
    assert list(person_name.find("510107199003072343")) == []
    assert list(person_name.find("：。，")) == []


@pytest.mark.parametrize("piece", ["性别", "究生", "期自", "签名"])
def test_a_piece_of_what_papers_print_themselves_is_no_name(piece: str) -> None:
    assert person_name.problems(piece)
    assert not person_name.problems("江知强")
