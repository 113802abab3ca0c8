"""Letters that candidates sign: 应届…报考承诺书 and 个人承诺书."""

from datetime import date

from samples.generator.diploma_words import digit_date
from samples.generator.layouts import Order, layout
from samples.generator.left_out import lacks
from samples.generator.page import Page, Run
from samples.generator.statements import sheet

HAND = "wenkai-light"


def _signed(page: Page, order: Order, y: float, label: str, body: str) -> None:
    """Signature and date below each other; both in a writing hand, the name once more."""
    day = date(2026, 11, order.rng.randint(1, 20))
    end = page.text(110, y, label, body, 5.2)
    if not lacks("signature"):
        page.text(end + 1, y, order.person.name, HAND, 6.4, record=False)
    end = page.text(110, y + 14, "日期：", body, 5.2)
    page.text(end + 1, y + 14, digit_date(day), HAND, 5.4, field="date")
    page.value("date", day.isoformat())


@layout("graduate_commitment_letter", "", study="higher")
def graduate_letter(order: Order) -> Page:
    """The printed form, filled in."""
    person, rng = order.person, order.rng
    page, body, filled = sheet(
        order,
        rng.choice(("应届医学专业毕业生医师资格考试报考承诺书", "应届医学专业毕业证医师资格考试报考承诺书")),
    )
    y = 70.0
    for label, text, field in (
        ("姓名", person.name, "name"),
        ("身份证号", person.id_number, "id_number"),
        ("毕业学校", person.study.school, "school"),
        ("所学专业", person.study.major, "major"),
    ):
        end = page.text(32, y, label + "：", body, 5.2)
        page.text(end, y, text, filled, 5.2, field=field)
        y += 12
    runs = [
        Run(
            "本人承诺：系应届医学专业毕业生，所填信息真实。试用期将于考试当年8月31日前满一年，"
            "并在规定时间内取得毕业证书；逾期不能提交的，自愿接受取消考试资格的处理。"
        )
    ]
    y = page.paragraph(32, y + 8, 148, runs, body, 5.2, 11, indent=10.4)
    _signed(page, order, y + 24, rng.choice(("承诺人（签字）：", "考生签名：")), body)
    return page


@layout("personal_commitment_letter", "", study="university")
def personal_letter(order: Order) -> Page:
    """个人承诺书 of a postgraduate, in prose."""
    person, rng = order.person, order.rng
    page, body, filled = sheet(order, rng.choice(("个人承诺书", "承诺书", "个人承诺书")))
    runs = [
        Run("本人"),
        Run(person.name, "name", filled),
        Run(f"，{person.sex}，身份证号"),
        Run(person.id_number, "id_number", order.faces.digits),
        Run(f"，系{person.study.school}在读研究生。现报名参加医师资格考试，郑重承诺："),
        Run("临床实践训练经历真实，所提交的材料真实有效；如有虚假，本人自愿承担一切法律责任。"),
    ]
    y = page.paragraph(30, 76, 150, runs, body, 5.6, 12, indent=11.2)
    _signed(page, order, y + 28, rng.choice(("承诺人：", "本人签名：", "承诺人（签字）：")), body)
    return page
