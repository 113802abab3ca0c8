"""Legible papers of no kind that an application asks for: a letter, a form in English, an invoice, a notice, a menu."""

from samples.generator.layouts import Order, layout
from samples.generator.page import Page, Run
from samples.generator.statements import sheet

KIND = "unrecognised"
FLAGS = ("wrong_material.unrecognised",)


def _listed(order: Order, title: str, rows: tuple[str, ...], size: float = 5.4) -> Page:
    """A title, and below it one row after another, some of them ruled."""
    page, body, _ = sheet(order, title)
    ruled = order.rng.random() < 0.5
    y = 70.0
    for row in rows:
        page.text(30, y, row, body, size)
        if ruled:
            page.line(28, y + 4, 182, y + 4, weight=0.2)
        y += size * order.rng.uniform(2.0, 2.6)
    return page


@layout(KIND, "", flags=FLAGS, slot="diploma")
def private_letter(order: Order) -> Page:
    """A letter in prose."""
    page, body, filled = sheet(order, "致友人")
    told = (
        "上次见面之后已经过去三个月了，一直想写信问候。这里的春天来得早，河边的柳树都绿了。",
        "家里一切都好，孩子今年上小学，每天放学回来总有说不完的话。等天气再暖和些，盼你来住几天。",
        "匆匆写到这里，祝身体健康，万事如意！",
    )
    y = 72.0
    for words in told:
        y = page.paragraph(30, y, 150, [Run(words)], filled, 5.8, 11, indent=11.6) + 4
    page.text(140, y + 10, order.person.name, body, 6)
    return page


@layout(KIND, "", flags=FLAGS, slot="probation_certificate")
def english_form(order: Order) -> Page:
    """An application form in English, empty."""
    rows = (
        "Please complete in block capitals",
        "Family name ........................",
        "Given names ........................",
        "Address ............................",
        "Postcode and town ..................",
        "Telephone ..........................",
        "I agree to the terms and conditions",
    )
    return _listed(order, order.rng.choice(("APPLICATION FORM", "REQUEST FOR MEMBERSHIP")), rows, 5.0)


@layout(KIND, "", flags=FLAGS, slot="institution_licence")
def invoice(order: Order) -> Page:
    """An invoice for goods."""
    rows = (
        f"发票代码：0{order.rng.randint(10**10, 10**11 - 1)}",
        f"发票号码：{order.rng.randint(10**7, 10**8 - 1)}",
        "货物或应税劳务、服务　　数量　　单价　　税率",
        f"办公用纸　　{order.rng.randint(2, 40)}　　{order.rng.randint(15, 90)}.00　　13%",
        f"价税合计（小写）￥{order.rng.randint(100, 9000)}.00",
        "收款人：　　　复核：　　　开票人：",
    )
    return _listed(order, "增值税电子普通发票", rows)


@layout(KIND, "", held_out=True, flags=FLAGS, slot="degree")
def house_notice(order: Order) -> Page:
    """A notice on a house's door."""
    rows = (
        "各位住户：",
        "因管网检修，本周六上午八时至下午五时停水，",
        "请提前做好储水准备，并关好家中水龙头。",
        "由此带来的不便，敬请谅解。",
        "物业服务中心",
    )
    return _listed(order, order.rng.choice(("停水通知", "温馨提示")), rows, 6.2)


@layout(KIND, "", held_out=True, flags=FLAGS, slot="physician_qualification")
def menu(order: Order) -> Page:
    """A restaurant's menu with prices."""
    dishes = ("宫保鸡丁", "麻婆豆腐", "鱼香肉丝", "回锅肉", "水煮鱼片", "蒜泥白肉", "清炒时蔬", "番茄炒蛋")
    rows = tuple(f"{dish} …………… {order.rng.randint(12, 68)}元" for dish in order.rng.sample(dishes, 7))
    return _listed(order, "今日推荐", rows, 6.0)
