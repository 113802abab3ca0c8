"""Which pages a picture shows, and what kind of paper it is."""

from __future__ import annotations

from precheck.domain.geometry import EIGHT_WAYS, Orientation
from precheck.domain.material import Material, ViewRule
from precheck.domain.reading import Page
from precheck.domain.text import TextLine
from precheck.reading import kind, pages
from tests.doubles import DIPLOMA, IDENTITY, MATERIALS, line

UPRIGHT = EIGHT_WAYS[0]
FRONT = ["姓名李明", "性别男民族汉", "住址云岭省望江市", "公民身份号码110101199001011237"]
BACK = ["中华人民共和国", "居民身份证", "签发机关望江市公安局", "有效期限2020.01.01-2040.01.01"]

BOOKLET = Material(
    "booklet",
    "副本",
    "duplicate",
    views=(
        ViewRule("info", "信息页", "information", words=("机构名称", "登记号", "经营性质")),
        ViewRule("departments", "科目页", "departments", words=("诊疗科目", "内科", "外科")),
    ),
)


def shown(lines: list[TextLine], way: Orientation | None, material: Material) -> tuple[Page, ...]:
    return pages.split(lines, way, material)


def block(texts: list[str], left: float = 0, top: float = 0) -> list[TextLine]:
    return [line(text, left, top + 40 * number) for number, text in enumerate(texts)]


def test_no_lines_no_pages() -> None:
    assert shown([], UPRIGHT, IDENTITY) == ()


def test_lines_that_nobody_knows_how_to_turn_are_one_page() -> None:
    lines = block(FRONT)
    (page,) = shown(lines, None, IDENTITY)
    assert (page.view, page.orientation, page.lines) == (None, None, tuple(lines))


def test_one_face_is_one_page() -> None:
    (page,) = shown(block(FRONT), UPRIGHT, IDENTITY)
    assert page.view == "front"
    (page,) = shown(block(BACK), UPRIGHT, IDENTITY)
    assert page.view == "back"


def test_both_faces_on_one_sheet_are_two_pages_each_with_its_own_lines() -> None:
    for back_at in ((0.0, 400.0), (700.0, 0.0)):
        seen = shown([*block(FRONT), *block(BACK, *back_at)], UPRIGHT, IDENTITY)
        assert {page.view: [item.text for item in page.lines] for page in seen} == {
            "front": FRONT,
            "back": BACK,
        }


def test_facing_pages_of_a_booklet() -> None:
    left = block(["机构名称望江市南屏区人民医院", "登记号123456", "经营性质非营利性", "有效期五年"])
    right = block(["诊疗科目", "内科外科妇产科儿科急诊医学科", "麻醉科医学检验科"], left=500)
    seen = shown([*left, *right], UPRIGHT, BOOKLET)
    assert [page.view for page in seen] == ["info", "departments"]
    assert [len(page.lines) for page in seen] == [4, 3]


def test_pages_of_a_booklet_opened_upwards() -> None:
    above = block(["机构名称望江市南屏区人民医院", "登记号123456", "经营性质非营利性", "有效期五年"])
    below = block(["诊疗科目", "内科外科妇产科儿科急诊医学科"], top=260)
    seen = shown([*above, *below], UPRIGHT, BOOKLET)
    assert [page.view for page in seen] == ["info", "departments"]
    assert [len(page.lines) for page in seen] == [4, 2]
    (page,) = shown([*above, *block(["诊疗科目", "内科外科"], top=160)], UPRIGHT, BOOKLET)
    assert page.view == "info"


def test_words_of_another_view_in_passing_do_not_part_a_page() -> None:
    (page,) = shown(block(["机构名称望江医院", "登记号1234", "诊疗科目见副页"]), UPRIGHT, BOOKLET)
    assert page.view == "info"


def test_a_page_without_any_of_the_words_has_no_view() -> None:
    (page,) = shown(block(["无关的文字", "无关的内容"]), UPRIGHT, IDENTITY)
    assert page.view is None


def test_a_page_says_how_far_it_is_tilted() -> None:
    lines = [
        TextLine(((0, n * 40), (400, n * 40 + 40), (398, n * 40 + 60), (-2, n * 40 + 20)), text, 0.9)
        for n, text in enumerate(FRONT)
    ]
    (page,) = shown(lines, UPRIGHT, IDENTITY)
    assert page.tilt_degrees is not None
    assert 5 < page.tilt_degrees < 7


def test_titles_outweigh_words_of_others() -> None:
    seen = kind.classify("毕业证书姓名李明性别男", MATERIALS)
    assert seen.slug == "diploma"
    assert seen.scores["diploma"] > seen.scores["identity"] > 0
    assert "毕业证书" in seen.words


def test_a_single_word_says_nothing() -> None:
    assert kind.classify("姓名李明", MATERIALS).slug is None
    assert kind.classify("", MATERIALS).slug is None
    assert kind.classify("毕业证书", {}).slug is None


def test_words_against_a_material_count_against_it() -> None:
    against = Material("diploma", "毕业证书", "diploma", ("毕业证书",), DIPLOMA.words, ("学位",))
    assert kind.classify("毕业证书准予毕业", {"diploma": against}).slug == "diploma"
    assert kind.classify("毕业证书准予毕业学位", {"diploma": against}).slug is None


HOLDER = Material(
    "holder",
    "手持",
    "held",
    views=(
        ViewRule("front", "正面", "front", words=("姓名", "性别")),
        ViewRule("handheld", "手持", "held", min_face=0.15),
    ),
)


def test_a_person_who_holds_the_card_is_a_view_of_its_own() -> None:
    lines = block(FRONT)
    (page,) = pages.split(lines, UPRIGHT, HOLDER, is_held=True)
    assert page.view == "handheld"
    (page,) = pages.split(lines, UPRIGHT, HOLDER)
    assert page.view == "front"
    (page,) = pages.split(lines, UPRIGHT, IDENTITY, is_held=True)
    assert page.view == "front"


def test_a_person_without_any_print_is_one_too() -> None:
    (page,) = pages.split([], None, HOLDER, is_held=True)
    assert page.view == "handheld"
    assert pages.split([], None, HOLDER) == ()
