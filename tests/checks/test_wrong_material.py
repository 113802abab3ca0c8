from dataclasses import replace
from typing import Any

import cv2
import numpy as np
import pytest

from precheck.domain.flag import Remedy
from precheck.domain.geometry import EIGHT_WAYS, Orientation, height
from precheck.domain.reading import Kind, Page
from precheck.domain.text import TextLine
from precheck.imaging import sharpness
from tests import drawn
from tests.checks.asked import FROM, about, findings, message, one
from tests.doubles import DIPLOMA, SubjectDouble, line

LEAD: dict[str, Any] = {
    "lead": 2.0, "max_specks": 3, "min_characters": 4, "min_page": 100, "crisp_from": 0.2, "min_print_px": 10.0,
}  # fmt: skip


def showing(*texts: str, **more: Any) -> SubjectDouble:
    lines = tuple(line(text, 0, 40 * n) for n, text in enumerate(texts))
    return SubjectDouble(lines=lines, pages=(Page(None, EIGHT_WAYS[0], lines),), **more)


def test_another_material_is_named_and_may_be_moved() -> None:
    other = showing("居民身份证", "签发机关", kind=Kind("identity", {"identity": 5.0, "diploma": 3.0}))
    finding = one("wrong_material", other, **LEAD)
    assert (finding.code, finding.measured, finding.threshold) == ("wrong_material.other", 2.0, 2.0)
    assert message(finding) == "此件疑似《有效身份证明》，不是《毕业证书》，请移至对应材料栏或重新上传。"


def test_the_right_paper_on_a_sheet_with_another_is_no_wrong_material() -> None:
    louder = Kind("identity", {"identity": 9.0, "diploma": 1.0})
    both = showing("普通高等学校毕业证书", "居民身份证", "签发机关", kind=louder)
    assert findings("wrong_material", both, **LEAD) == []
    quoted = showing("请出示毕业证书原件及复印件", "居民身份证", "签发机关", kind=louder)
    assert one("wrong_material", quoted, **LEAD).code == "wrong_material.other"


def test_a_paper_that_no_slot_takes_is_named() -> None:
    licence = showing("营业执照", "统一社会信用代码", "91510107MA6CTEST0X", kind=Kind(None, {}))
    finding = one("wrong_material", licence, **LEAD, other_papers=("营业执照",))
    assert (finding.code, finding.remedy) == ("wrong_material.other", Remedy.REUPLOAD)
    assert message(finding) == "此件疑似《营业执照》，不是《毕业证书》，请核对后重新上传。"
    named = showing("毕业证书", "该生已办理营业执照", kind=Kind("diploma", {"diploma": 3.0}))
    assert findings("wrong_material", named, **LEAD, other_papers=("营业执照",)) == []


def test_titles_stand_in_one_pair_of_brackets() -> None:
    assert replace(DIPLOMA, title="《医疗机构执业许可证》副本").quoted == "《医疗机构执业许可证》副本"
    assert DIPLOMA.quoted == "《毕业证书》"


def test_a_narrow_lead_says_nothing() -> None:
    close = showing("居民身份证", "签发机关", kind=Kind("identity", {"identity": 4.9, "diploma": 3.0}))
    assert findings("wrong_material", close, **LEAD) == []


def test_hardly_anything_written_is_no_document() -> None:
    for texts, readable in (((), 0), (("章",), 0), (("章", "文字", "章"), 2)):
        finding = one("wrong_material", showing(*texts), **LEAD)
        assert (finding.code, finding.measured, finding.threshold) == (
            "wrong_material.not_a_document",
            readable,
            4,
        )


def test_a_single_line_that_reads_well_is_writing() -> None:
    assert findings("wrong_material", showing("毕业证书"), **LEAD) == []


def test_a_blurred_page_still_shows_its_lines() -> None:
    smeared = tuple(line("模糊", 0, 40 * n, confidence=0.2) for n in range(4))
    assert findings("wrong_material", SubjectDouble(lines=smeared), **LEAD) == []
    few = one("wrong_material", SubjectDouble(lines=smeared[:3]), **LEAD)
    assert few.code == "wrong_material.not_a_document"


def test_another_proof_is_named() -> None:
    finding = one(
        "wrong_material",
        showing("教育部学历证书电子注册备案表", "姓名李明"),
        **LEAD,
        other_proofs=("学历证书电子注册备案表",),
    )
    assert finding.code == "wrong_material.other_proof"
    assert "学历证书电子注册备案表" in message(finding)


MARKS: dict[str, Any] = {**LEAD, "original": "正本", "duplicate": "副本"}


def test_the_original_where_the_duplicate_is_asked_for() -> None:
    finding = one("wrong_material", showing("医疗机构执业许可证", "（正本）"), **MARKS)
    assert finding.code == "wrong_material.original_not_duplicate"
    assert finding.region == line("（正本）", 0, 40).box


@pytest.mark.parametrize(
    "texts",
    [
        ("医疗机构执业许可证", "（副本）"),
        ("正本", "副本"),
        ("执业许可证正本悬挂于明显处不得伪造涂改出卖转让出借", "其他文字"),
    ],
)
def test_marked_as_the_duplicate_or_mentioned_in_a_sentence(texts: tuple[str, ...]) -> None:
    assert findings("wrong_material", showing(*texts), **MARKS) == []


def test_only_where_the_pipeline_asks_for_it() -> None:
    assert findings("wrong_material", showing("医疗机构执业许可证", "正本"), **LEAD) == []


SITE: dict[str, Any] = {
    **LEAD,
    "proof_labels": ("毕(结)业日期", "学历类别", "校(院)长姓名"),
    "proof_rows": ("毕业证明",),
}


def test_labels_that_only_the_information_site_prints_name_it() -> None:
    page = showing("姓名李明", "毕（结）业日期2018年6月30日", "学历类别普通高等教育", "层次本科")
    finding = one("wrong_material", page, **SITE)
    assert finding.code == "wrong_material.other_proof"
    assert "毕(结)业日期、学历类别" in message(finding)


def test_of_several_signs_of_another_proof_its_title_is_named() -> None:
    page = showing(
        "学历证书电子注册备案表", "毕业证明", "毕（结）业日期2018年6月30日", "学历类别普通高等教育"
    )
    finding = one("wrong_material", page, **SITE, other_proofs=("学历证书电子注册备案表",))
    assert finding.values["proof"] == "学历证书电子注册备案表"


def test_one_such_label_is_not_enough() -> None:
    assert findings("wrong_material", showing("毕业证书", "学历类别普通高等教育", "准予毕业"), **SITE) == []


def test_a_heading_of_its_own_names_another_proof_but_not_within_a_sentence() -> None:
    assert one("wrong_material", showing("毕 业 证 明", "李明于我校毕业"), **SITE).code.endswith(
        "other_proof"
    )
    assert findings("wrong_material", showing("毕业证明书", "原毕业证明已遗失"), **SITE) == []


def test_an_original_that_does_not_say_so_is_known_by_its_sentence() -> None:
    licence: dict[str, Any] = {
        **LEAD,
        "original": "正本",
        "duplicate": "副本",
        "original_words": ("准予执业",),
    }
    title = DIPLOMA.titles[0]
    finding = one("wrong_material", showing(title, "该机构经核准登记，准予执业"), **licence)
    assert finding.code == "wrong_material.original_not_duplicate"
    assert findings("wrong_material", showing(title + "(副本)", "经核准登记，准予执业"), **licence) == []
    assert findings("wrong_material", showing(title, "登记号"), **licence) == []
    assert findings("wrong_material", showing("经核准登记，准予执业"), **licence) == []
    assert findings("wrong_material", showing(title, "剧本", "该机构经核准登记，准予执业"), **licence) == []
    unread = showing(title, "该机构经核准登记，准予执业")
    smudge = line("画卡", 60, 30, confidence=0.5)
    assert findings("wrong_material", replace(unread, lines=(*unread.lines, smudge)), **licence) == []
    far = line("画卡", 60, 400, confidence=0.5)
    assert len(findings("wrong_material", replace(unread, lines=(*unread.lines, far)), **licence)) == 1
    # The title may be printed again at the foot; the mark stands by the first.
    foot = line(title, 0, 900)
    twice = replace(unread, lines=(*unread.lines, foot))
    assert one("wrong_material", twice, **licence).region == unread.lines[0].box
    assert findings("wrong_material", replace(twice, lines=(*twice.lines, smudge)), **licence) == []


FORM: dict[str, Any] = {**LEAD, "official": ("姓名", "性别", "岗位", "法定代表人"), "official_enough": 3}


def test_a_statement_under_the_forms_title_is_not_the_form() -> None:
    told = ("考核合格证明", "兹证明李明在我单位试用期满一年，考核合格。", "法定代表人签字")
    finding = one("wrong_material", showing(*told), **FORM)
    assert (finding.code, finding.measured, finding.threshold) == ("wrong_material.not_official_form", 1, 3)
    assert "下载的表格" in message(finding)
    assert findings("wrong_material", showing("考核合格证明", "姓名", "性别", "法定代表人"), **FORM) == []


def test_what_can_hardly_be_read_is_not_called_a_statement() -> None:
    told = showing("考核合格证明", "兹证明李明在我单位试用期满一年")
    smeared = tuple(line("模糊模糊模糊模糊", 0, 40 * n, confidence=0.4) for n in range(4))
    assert findings("wrong_material", replace(told, lines=(*told.lines, *smeared)), **FORM) == []
    other = replace(told, kind=Kind("other", {"other": 1.0}))
    assert findings("wrong_material", other, **FORM) == []


STRANGE = ("APPLICATION FORM", "Please complete in block capitals", "Surname and first name", "Postcode")


def test_a_page_that_reads_well_but_has_no_word_of_any_material_is_for_a_person_to_look_at() -> None:
    nothing = Kind(None, {"diploma": 0.0, "identity": 1.0})
    finding = one("wrong_material", showing(*STRANGE, kind=nothing), **LEAD)
    assert (finding.code, finding.measured) == ("wrong_material.unrecognised", 0)
    assert message(finding) == "图片内容似与所选材料（《毕业证书》）不符，请核对；如传错，请更换。"


def test_a_page_is_not_called_unrecognised_for_a_word_or_a_view_or_where_it_does_not_read() -> None:
    nothing = Kind(None, {"diploma": 0.0, "identity": 1.0})
    strange = showing(*STRANGE, kind=nothing)
    lines = strange.lines
    assert findings("wrong_material", replace(strange, kind=Kind(None, {"diploma": 1.0})), **LEAD) == []
    shown = replace(strange, pages=(Page("info", EIGHT_WAYS[0], lines),))
    assert findings("wrong_material", shown, **LEAD) == []
    doubtful = tuple(line(text, 0, 40 * n, confidence=0.5) for n, text in enumerate(STRANGE))
    assert findings("wrong_material", replace(strange, lines=doubtful), **LEAD) == []


def test_of_a_whole_page_one_word_is_none() -> None:
    one_word = Kind(None, {"diploma": 1.0})
    assert one("wrong_material", showing(*STRANGE * 2, kind=one_word), **LEAD).code.endswith("unrecognised")
    assert findings("wrong_material", showing(*STRANGE * 2, kind=Kind(None, {"diploma": 1.5})), **LEAD) == []


@pytest.mark.parametrize("way", [EIGHT_WAYS[0], None])
@pytest.mark.parametrize(("blur", "found"), [(0.0, 1), (6.0, 0)])
def test_crisp_print_that_the_reader_does_not_know_is_another_paper(
    blur: float, found: int, way: Orientation | None
) -> None:
    page = drawn.lines(("Στον κήπο της γειτονιάς", "ежедневная газета", "ปลูกต้นไม้", "कृपया यहाँ"), size=24)
    image = cv2.GaussianBlur(page.image, (0, 0), blur) if blur else page.image
    lines = tuple(TextLine(box, "ab cd ef", 0.3) for box in page.boxes)
    subject = SubjectDouble(
        image=np.asarray(image, np.uint8),
        lines=lines,
        pages=(Page(None, way, lines),),
        kind=Kind(None, {}),
    )
    assert len(findings("wrong_material", subject, **LEAD)) == found
    small = {**LEAD, "min_print_px": 100.0}
    assert findings("wrong_material", subject, **small) == []


def test_a_line_is_read_from_the_limit_on_and_one_character_is_none() -> None:
    for confidence, count in ((0.8, 0), (0.79, 1)):
        only = SubjectDouble(lines=(line("毕业证书", confidence=confidence),))
        assert len(findings("wrong_material", only, **LEAD, legible=0.8)) == count
    specks = SubjectDouble(lines=(line("毕业"), line("证"), line("书")))
    assert one("wrong_material", specks, **LEAD).measured == 2


def test_a_material_that_is_not_spoken_of_has_no_evidence() -> None:
    other = showing("居民身份证", "签发机关", kind=Kind("identity", {"identity": 2.0}))
    assert one("wrong_material", other, **LEAD).measured == 2.0
    assert about("wrong_material", other, "lead", 2.0, **{**LEAD, "min_characters": 1}) == FROM


def test_the_first_rule_that_holds_is_told() -> None:
    both = showing("学历证书电子注册备案表", "营业执照", kind=Kind("identity", {"identity": 9.0}))
    named: dict[str, Any] = {**LEAD, "other_papers": ("营业执照",)}
    proof = one("wrong_material", both, **named, other_proofs=("学历证书电子注册备案表",))
    assert proof.code == "wrong_material.other_proof"
    assert one("wrong_material", both, **named).values["seen"] == "《营业执照》"
    assert one("wrong_material", both, **LEAD, other_papers=()).values["seen"] == "《有效身份证明》"


def test_the_same_label_twice_is_one() -> None:
    twice = showing("毕业证书", "学历类别普通高等教育", "学历类别成人教育", "准予毕业")
    assert findings("wrong_material", twice, **SITE) == []
    assert one("wrong_material", twice, **SITE, min_proof_labels=1).values["proof"] == "学历类别"


HEADED: dict[str, Any] = {**LEAD, "other_papers": ("奖状", "营业执照"), "max_heading_more": 4}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("营业执照", 1),
        ("《营 业 执 照》（副本）", 1),
        ("营业执照正本", 1),
        ("某市某区营业执照", 1),
        ("某市某某区营业执照", 0),
        ("营业执照编号", 0),
    ],
)
def test_a_heading_ends_in_a_title_and_has_little_before_it(title: str, found: int) -> None:
    page = showing(title, "统一社会信用代码", "经营范围", kind=Kind("diploma", {"diploma": 3.0}))
    assert len(findings("wrong_material", page, **HEADED)) == found


def test_a_heading_is_as_high_as_the_page_s_middle_line() -> None:
    def page(high: float) -> SubjectDouble:
        lines = (line("营业执照", 0, 0, high), line("经营范围", 0, 40, 20), line("住所", 0, 80, 20))
        kind = Kind("diploma", {"diploma": 3.0})
        return SubjectDouble(lines=lines, pages=(Page(None, EIGHT_WAYS[0], lines),), kind=kind)

    assert len(findings("wrong_material", page(20), **HEADED)) == 1
    assert findings("wrong_material", page(19), **HEADED) == []


def test_a_mark_closes_a_title_and_no_longer_line() -> None:
    for text, found in (("一二三四五六七八九十正本", 1), ("零一二三四五六七八九十正本", 0)):
        assert len(findings("wrong_material", showing(text, "其他文字"), **MARKS, max_marked=12)) == found
    twice = showing("（正本）", "其他文字", "（正本）")
    assert one("wrong_material", twice, **MARKS).region == twice.lines[0].box


@pytest.mark.parametrize(
    ("text", "top", "confidence", "found"),
    [
        ("副木机构", 400, 0.99, 0),
        ("副木机构甲", 400, 0.99, 1),
        ("剧本", 400, 0.99, 0),
        ("画卡", 59.9, 0.5, 0),
        ("画卡", 60, 0.5, 1),
        ("画卡", 59.9, 0.8, 1),
        ("画卡画卡甲", 30, 0.5, 1),
    ],
)
def test_what_may_be_the_duplicate_s_mark_makes_no_original(
    text: str, top: float, confidence: float, found: int
) -> None:
    near = line(text, 20, top, confidence=confidence)
    licence = showing(DIPLOMA.titles[0], "该机构经核准登记，准予执业", kind=Kind("diploma", {"diploma": 4.0}))
    licence.lines = (*licence.lines, near)
    limits = {**MARKS, "original_words": ("准予执业",), "max_mark": 4, "mark_near": 3.0, "legible": 0.8}
    assert len(findings("wrong_material", licence, **limits)) == found


def test_without_both_marks_named_no_original_is_looked_for() -> None:
    original = showing("医疗机构执业许可证", "正本")
    for given in ({"original": "正本"}, {"duplicate": "副本"}):
        settings = {"original": None, "duplicate": None, **given}
        assert findings("wrong_material", original, **{**LEAD, **settings}) == []


def test_a_statement_has_so_many_characters_and_is_read_so_far() -> None:
    told = showing("考核合格证明", "兹证明李明在我单位试用期满一年")
    count = sum(len(line.text) for line in told.lines)
    assert len(findings("wrong_material", told, **FORM, page_of_text=count)) == 1
    assert findings("wrong_material", told, **FORM, page_of_text=count + 1) == []
    lines = (line("考核合格证明合格", 0, 0), line("模糊", 0, 40, confidence=0.3))
    part = SubjectDouble(lines=lines, pages=(Page(None, EIGHT_WAYS[0], lines),))
    few = {**FORM, "page_of_text": 0, "legible": 0.8}
    assert one("wrong_material", part, **few).threshold == 3
    assert findings("wrong_material", part, **{**few, "legible": 0.81}) == []


def test_a_page_reads_well_from_so_many_characters_on() -> None:
    strange = showing(*STRANGE, kind=Kind(None, {"diploma": 1.0}))
    count = sum(len(text) for text in STRANGE)
    strict = {**LEAD, "crisp_from": 1.0}
    assert len(findings("wrong_material", strange, **{**strict, "min_page": count})) == 1
    assert findings("wrong_material", strange, **{**strict, "min_page": count + 1}) == []
    strange.kind = Kind(None, {"diploma": 0.0})
    assert len(findings("wrong_material", strange, **{**strict, "min_page": count + 1})) == 1
    assert findings("wrong_material", replace(strange, pages=()), **strict) == []
    own = replace(strange, kind=Kind("diploma", {"diploma": 0.0}))
    assert findings("wrong_material", own, **strict) == []
    headed = showing("毕业证书", *STRANGE, kind=Kind(None, {"diploma": 0.0}))
    assert findings("wrong_material", headed, **strict) == []


def test_print_is_crisp_from_its_limits_on() -> None:
    page = drawn.lines(("Στον κήπο της γειτονιάς", "ежедневная газета"), size=24)
    lines = tuple(TextLine(box, "ab cd ef", 0.3) for box in page.boxes)
    strange = SubjectDouble(
        image=page.image, lines=lines, pages=(Page(None, EIGHT_WAYS[0], lines),), kind=Kind(None, {})
    )
    given = {**LEAD, "max_specks": 0, "crisp_from": 0.0}
    edges = sharpness.softest_edges(page.image, page.boxes)
    assert about("wrong_material", strange, "crisp_from", edges, **given) == FROM
    middle = float(np.median([height(box) for box in page.boxes]))
    assert about("wrong_material", strange, "min_print_px", middle, **given) == FROM
