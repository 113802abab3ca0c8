from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from opencc import OpenCC

from precheck.fields import glyphs


@given(st.text(max_size=40))
def test_folding_keeps_the_length_and_is_done_once(text: str) -> None:
    folded = glyphs.fold(text)
    assert len(folded) == len(text)
    assert glyphs.fold(folded) == folded
    assert len(glyphs.simplify(text)) == len(text)


def test_widths_dashes_brackets_zeros() -> None:
    assert glyphs.fold("Ａ１：（）〔〕［］—－○〇　×") == "A1:()()()--〇〇 X"
    assert glyphs.fold("⼈⺠") == "人⺠"
    assert glyphs.fold("½…") == "½…"


def test_han_characters_that_look_alike_stay_apart() -> None:
    for pair in ("己已", "未末", "日曰", "土士", "干千", "人入"):
        assert glyphs.fold(pair) == pair
        assert glyphs.simplify(pair) == pair


def test_old_forms() -> None:
    assert glyphs.simplify("四川醫科大學張國華") == "四川医科大学张国华"
    assert glyphs.simplify("中醫藥大學") == glyphs.simplify("中医葯大学") == "中医药大学"
    # Names of their own today.
    assert glyphs.simplify("昇喆堃") == "昇喆堃"


def test_dots() -> None:
    assert glyphs.dots("买•买・提‧艾∙力") == "买·买·提·艾·力"


def test_han() -> None:
    assert all(map(glyphs.is_han, "张〇㛃𠅤\ue863"))
    assert not any(map(glyphs.is_han, "A1·，（"))


def test_private_use_characters_of_older_systems_are_those_of_today() -> None:
    assert glyphs.fold("龚昱\ue863") == "龚昱䶮"
    assert glyphs.fold("\ue81e\ue816") == "\u9fb4\U00020087"
    assert glyphs.fold("\ue000") == "\ue000"


def test_old_forms_that_are_names_of_their_own_stay() -> None:
    assert glyphs.simplify("專業性別馮秀蘭護理學戰線") == "专业性别冯秀兰护理学战线"
    assert glyphs.simplify("昇陞堃喆乾徵於著余") == "昇陞堃喆乾徵於著余"


def test_the_table_of_old_forms_is_what_opencc_says_of_them() -> None:
    def known(character: str) -> bool:
        return bool(character.encode("gb2312", "ignore"))

    every = [character for character in map(chr, range(0x4E00, 0xA000)) if character not in "昇陞逕釐鍾缐"]
    new = OpenCC("t2s").convert("\n".join(every)).split("\n")
    made = {
        old: form
        for old, form in zip(every, new, strict=True)
        if form != old and len(form) == 1 and known(form) and not known(old)
    }
    assert {chr(old): form for old, form in glyphs._simplified().items()} == made | {"後": "后"}
