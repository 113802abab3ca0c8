"""Diplomas in landscape: the booklet's spread, side by side or stacked, and one-sheet certificates."""

from samples.generator import diploma_parts as parts
from samples.generator.diploma_parts import EDGES, FRAMES, RED_INK, finish
from samples.generator.diploma_words import chinese_count, chinese_date, prose
from samples.generator.layouts import Order, layout
from samples.generator.page import INK, Page, Run
from samples.generator.paper import frame


def _title(order: Order) -> str:
    study, rng = order.person.study, order.rng
    if study.kind == "secondary":
        return rng.choice(("毕业证书", "中等专业学校毕业证书"))
    full = {
        "普通全日制": "普通高等学校毕业证书",
        "成人": "成人高等教育毕业证书",
        "网络教育": "高等教育毕业证书",
    }[study.form]
    return rng.choice(("毕业证书", full))


@layout("diploma", "")
def diploma_spread(order: Order) -> Page:
    """A booklet's spread: photograph and number on the left page, text on the right."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(380, 260, rng, scale=7)
    parts.ground(page)
    edge, kind = rng.choice(EDGES), rng.choice(FRAMES)
    frame(page, edge, 9, style=kind, x1=190)
    frame(page, edge, 9, style=kind, x0=190)
    page.line(190, 0, 190, 260, fill=(190, 184, 172), weight=0.5)
    body = rng.choice((faces.song, faces.song, faces.kai, faces.hei))
    filled = rng.choice((body, faces.kai, faces.hei))
    page.typeface = body
    parts.photo(page, order, rng.uniform(66, 78), rng.uniform(46, 62), 46)
    y = rng.choice((176.0, 196.0, 218.0))
    if rng.random() < 0.3:
        parts.number_line(page, order, 48, y, rng.uniform(5.2, 7), body, stacked=True)
    else:
        parts.number_line(page, order, 95, y, rng.uniform(5.0, 6.6), body, align="centre")
    parts.foot_note(page, order, 95, 241)
    title = _title(order)
    page.text(
        285,
        58,
        title,
        rng.choice((faces.song_bold, faces.kai, faces.hei_bold)),
        16 if len(title) < 6 else 11,
        align="centre",
        tracking=6 if len(title) < 6 else 1.5,
        fill=rng.choice((INK, RED_INK)),
    )
    low = page.paragraph(
        212,
        88,
        150,
        prose(order, chinese=rng.random() < 0.5, filled=filled),
        body,
        7.2,
        14.5,
        indent=14.4,
        tracking=0.1,
    )
    bottom = min(max(low + 12, 186), 200)
    x = page.text(216, bottom, rng.choice(("校名：", "学校：", "校  名：", "")), body, 6.4)
    page.text(x, bottom, study.school, filled, 7, field="school")
    parts.signature(page, order, 216, bottom + 14, 6.4, body)
    page.text(350, bottom + 30, parts.graduation(order), body, 6.6, align="right", field="graduation_date")
    parts.school_seal(page, order, rng.uniform(312, 330), bottom + rng.uniform(2, 22))
    return finish(page, order)


@layout("diploma", "", held_out=True)
def diploma_stacked(order: Order) -> Page:
    """A booklet that opens upwards: photograph and names above the fold, the prose and the number below."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(260, 360, rng, scale=7)
    parts.ground(page)
    page.line(0, 180, 260, 180, fill=(180, 172, 160), weight=0.7)
    body, filled = faces.song, rng.choice((faces.song, faces.kai, faces.hei))
    page.typeface = body
    page.text(
        130,
        44,
        _title(order),
        rng.choice((faces.song_bold, faces.hei_bold)),
        13,
        align="centre",
        tracking=3,
        fill=RED_INK,
    )
    parts.photo(page, order, 106, 62, 48)
    parts.number_line(page, order, 130, 158, 6.2, body, align="centre")
    low = page.paragraph(
        30, 212, 200, prose(order, chinese=rng.random() < 0.6, filled=filled), body, 7.4, 15, indent=14.8
    )
    page.text(40, max(low + 10, 300), study.school, filled, 8, field="school", tracking=0.6)
    parts.signature(page, order, 40, 326, 6.6, body)
    page.text(226, 338, parts.graduation(order), body, 6.6, align="right", field="graduation_date")
    parts.school_seal(page, order, 192, rng.uniform(316, 330))
    return finish(page, order)


@layout("diploma", "")
def diploma_landscape(order: Order) -> Page:
    """One landscape sheet: photograph at the left, prose at the right, number and head on the last line."""
    study, rng, faces = order.person.study, order.rng, order.faces
    page = Page(297, 210, rng, scale=8)
    parts.ground(page)
    frame(page, rng.choice(EDGES), rng.uniform(7, 12), style=rng.choice(FRAMES))
    body = rng.choice((faces.song, faces.kai, faces.hei))
    filled = rng.choice((body, body, faces.kai))
    page.typeface = body
    title = _title(order)
    page.text(
        148,
        46,
        title,
        rng.choice((faces.song_bold, faces.kai, faces.hei_bold)),
        15 if len(title) < 6 else 12,
        align="centre",
        tracking=rng.uniform(1, 5),
        fill=rng.choice((INK, RED_INK)),
    )
    parts.photo(page, order, rng.uniform(26, 34), rng.uniform(62, 70), rng.uniform(34, 40))
    page.paragraph(
        84, 72, 186, prose(order, chinese=rng.random() < 0.4, filled=filled), body, 6.8, 13.2, indent=13.6
    )
    page.text(168, 136, study.school, filled, 8, field="school", align="centre", tracking=0.5)
    parts.signature(page, order, 172, 154, 6, body)
    size = rng.uniform(4.6, 5.8)
    parts.number_line(page, order, rng.uniform(24, 30), rng.uniform(176, 184), size, body)
    page.text(268, 180, parts.graduation(order), body, 6, align="right", field="graduation_date")
    parts.school_seal(page, order, rng.uniform(226, 246), rng.uniform(154, 172), 40)
    return finish(page, order)


@layout("diploma", "")
def diploma_facing_lists(order: Order) -> Page:
    """A spread whose left page lists name, birth and number under the photograph; the right page certifies."""
    person, study, rng, faces = order.person, order.person.study, order.rng, order.faces
    page = Page(360, 250, rng, scale=7)
    parts.ground(page)
    page.line(180, 0, 180, 250, fill=(186, 180, 170), weight=0.6)
    body, filled = rng.choice((faces.hei, faces.song)), rng.choice((faces.kai, faces.song, faces.hei))
    page.typeface = body
    parts.photo(page, order, 68, 34, 42)
    y, colon = 118.0, rng.choice(("：", ":", ""))
    rows: list[tuple[str, str, str]] = [
        ("姓名", person.name, "name"),
        ("性别", person.sex, "sex"),
        (
            "出生日期",
            chinese_date(person.born) if rng.random() < 0.3 else f"{person.born:%Y年%m月%d日}",
            "birth_date",
        ),
        ("专业", study.major, "major"),
        ("学历层次", study.level, "level"),
    ]
    rng.shuffle(rows)
    for label, text, field in rows:
        page.justified(44, y, label, body, 5.4, 23)
        page.text(69, y, colon, body, 5.4)
        page.text(76, y, text, filled, 5.8, field=field)
        y += 14
    parts.number_line(page, order, 44, y + 8, 5.4, body)
    frame(page, rng.choice(EDGES), 12, style=rng.choice(FRAMES), x0=180)
    page.text(270, 62, "毕业证书", faces.song_bold, 17, align="centre", tracking=5, fill=RED_INK)
    courses = rng.choice(
        ("修完教学计划规定的全部课程，成绩合格，准予毕业。", "学完规定课程，成绩及格，准予毕业。")
    )
    attended = (
        f"{study.started.year}年{study.started.month}月至{study.graduated.year}年{study.graduated.month}月"
    )
    words = [Run(f"该生于{attended}在本校学习，学制{chinese_count(study.years)}年，{courses}")]
    page.paragraph(204, 92, 134, words, body, 7.4, 15.5, indent=14.8)
    page.text(270, 170, study.school, faces.kai, 9, align="centre", field="school")
    parts.signature(page, order, 210, 194, 6.4, body)
    page.text(
        326, 214, parts.graduation(order, chinese=True), body, 6.4, align="right", field="graduation_date"
    )
    parts.school_seal(page, order, 300, rng.uniform(188, 208), 42)
    return finish(page, order)
