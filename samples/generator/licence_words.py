"""The words of a medical institution's practising licence: labels, dates, order of the fields."""

from dataclasses import dataclass
from datetime import date

from samples.generator import seals
from samples.generator.layouts import Order
from samples.generator.page import Page


@dataclass(frozen=True)
class Entry:
    """A label with what stands beside it."""

    label: str
    text: str
    field: str | None


def period(start: date, end: date, form: int) -> str:
    """The term of validity in one of the printed forms."""
    a, b = start, end
    return (
        f"自{a.year}年{a.month:02d}月{a.day:02d}日至{b.year}年{b.month:02d}月{b.day:02d}日",
        f"自 {a.year} 年 {a.month} 月 {a.day} 日 至 {b.year} 年 {b.month} 月 {b.day} 日",
        f"{a:%Y}年{a:%m}月{a:%d}日至{b:%Y}年{b:%m}月{b:%d}日",
        f"{a:%Y-%m-%d} 至 {b:%Y-%m-%d}",
        f"{a.year}.{a.month:02d}.{a.day:02d}-{b.year}.{b.month:02d}.{b.day:02d}",
    )[form]


def validity(order: Order) -> str:
    """As Precheck reports it."""
    place = order.person.institution
    return f"{place.valid_from:%Y.%m.%d}-{place.valid_to:%Y.%m.%d}"


def entries(order: Order, *, shuffled: bool = False, with_departments: bool = True) -> list[Entry]:
    """The information page's entries in a usual order."""
    place, rng = order.person.institution, order.rng
    listed = [
        Entry(rng.choice(("机构名称", "机构名称", "医疗机构名称", "名称")), place.name, "institution"),
        Entry("地址", place.address, "address"),
        Entry(
            rng.choice(
                (
                    "法定代表人",
                    "法定代表人（负责人）" if place.principal == place.legal_representative else "法定代表人",
                )
            ),
            place.legal_representative,
            "legal_representative",
        ),
        Entry("主要负责人", place.principal, "principal"),
        Entry(
            rng.choice(("登记号", "登记号", "登记号（医疗机构代码）")), place.number, "registration_number"
        ),
        Entry("所有制形式", place.ownership, None),
        Entry("经营性质", place.nature, None),
        Entry("服务对象", "社会", None),
        Entry(
            rng.choice(("床位（牙椅）", "床位")),
            f"{place.beds}张" + ("（牙椅0张）" if rng.random() < 0.3 else ""),
            None,
        ),
    ]
    if with_departments:
        listed.append(
            Entry(
                "诊疗科目",
                rng.choice(("／", "、", " ")).join(place.departments)
                + rng.choice(("", "******", "（以下空白）")),
                "departments",
            )
        )
    listed.append(
        Entry(
            rng.choice(("有效期限", "有效期", "有效期限")),
            period(place.valid_from, place.valid_to, rng.randrange(5)),
            "validity",
        )
    )
    if shuffled:
        number = listed.pop(4)
        listed.insert(rng.choice((0, 1, len(listed))), number)
        if rng.random() < 0.5:
            term = listed.pop(next(i for i, e in enumerate(listed) if e.field == "validity"))
            listed.insert(rng.choice((2, 4)), term)
    return listed


def finish(page: Page, order: Order) -> Page:
    """Values as Precheck reports them."""
    place = order.person.institution
    for field, value in (
        ("institution", place.name),
        ("address", place.address),
        ("legal_representative", place.legal_representative),
        ("principal", place.principal),
        ("registration_number", place.number),
        ("validity", validity(order)),
        ("departments", "、".join(place.departments)),
    ):
        page.value(field, value)
    return page


def issuer_seal(page: Page, order: Order, x: float, y: float, diameter: float = 40) -> None:
    """The issuing office's seal centred at (x, y) mm."""
    place = order.person.institution
    seals.round_seal(
        page,
        x,
        y,
        diameter,
        place.issuer,
        foot=order.rng.choice(("", "", "医政专用章", "行政审批专用章")),
        code=place.seal_code if order.rng.random() < 0.5 else "",
        face=order.faces.song_bold,
    )
