"""Further layouts, held out: certificates of practice on one sheet, permits, filings, student cards, statements as tables."""

from datetime import date

from samples.generator import seals
from samples.generator.diploma_parts import EDGES, ground
from samples.generator.diploma_words import colon, digit_date
from samples.generator.layouts import Order, layout
from samples.generator.licence_words import issuer_seal, period
from samples.generator.more_forms import table
from samples.generator.page import Page
from samples.generator.paper import frame, tint
from samples.generator.people import some_day
from samples.generator.physicians import photo, rows


@layout("physician_practice", "info", held_out=True)
def practice_sheet(order: Order) -> Page:
    """The certificate on one sheet: photograph right, all particulars in one list, the number first."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 148, rng, scale=10)
    ground(page)
    frame(page, rng.choice(EDGES), 6, style="double")
    body, filled = faces.song, rng.choice((faces.kai, faces.hei))
    page.typeface = body
    title = f"{'执业助理' if person.assistant else ''}医师执业证书"
    page.text(105, 24, title, faces.song_bold, 8.6, align="centre", tracking=1)
    photo(page, order, 168, 34, 26)
    rows(
        page,
        order,
        [
            ("证书编码", person.practice_number, "certificate_number"),
            ("姓名", person.name, "name"),
            ("性别", person.sex, "sex"),
            ("执业级别", "执业助理医师" if person.assistant else "执业医师", "level"),
            ("执业类别", person.practice_category, "category"),
            ("执业范围", person.practice_scope, "scope"),
            ("主要执业机构", person.institution.name, "institution"),
            ("首次注册时间", f"{person.first_registered:%Y年%m月%d日}", "first_registered_on"),
            ("发证机关", person.institution.issuer, None),
        ],
        16,
        40,
        10.4,
        4.3,
        body,
        filled,
        140,
    )
    page.text(196, 128, "发证日期：" + digit_date(date(2025, 4, 16)), body, 4.2, align="right")
    seals.round_seal(page, 168, 112, 36, person.institution.issuer, face=faces.song_bold)
    page.value("first_registered_on", person.first_registered.isoformat())
    return page


@layout("tcm_clinic_filing", "", held_out=True)
def filing_portrait(order: Order) -> Page:
    """A portrait page with captions in bold, the filing's number first."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(210, 297, rng, scale=8)
    ground(page)
    frame(page, rng.choice(EDGES), 9, style="double")
    page.typeface = faces.song
    page.text(105, 50, "中医诊所备案证", faces.hei_bold, 14, align="centre", tracking=3)
    clinic = f"{place.name[:2]}{place.principal[:1]}氏中医（综合）诊所"
    number = f"{place.number[:6]}{rng.randint(10**7, 10**8 - 1)}"
    y = 82.0
    for label, text, field in (
        ("备案编号", number, "registration_number"),
        ("机构名称", clinic, "institution"),
        ("地址", place.address, "address"),
        ("主要负责人", place.principal, "principal"),
        ("诊疗范围", "中医内科、针灸、推拿", None),
        ("有效期限", "长期", None),
    ):
        page.text(30, y, label + "：", faces.hei_bold, 5.2)
        page.text(70, y, text, faces.song, min(5.2, 116 / max(1, len(text))), field=field)
        y += 18
    page.text(182, 240, place.issuer, faces.song, 5, align="right")
    page.text(182, 252, digit_date(place.valid_from), faces.song, 5, align="right")
    issuer_seal(page, order, 150, 240)
    page.declared = {"institution_name": clinic, "institution_registration_number": number}
    return page


@layout("military_service_permit", "", held_out=True)
def army_permit_table(order: Order) -> Page:
    """A portrait page with the particulars in a ruled table."""
    place, rng, faces = order.person.institution, order.rng, order.faces
    page = Page(210, 297, rng, scale=8)
    ground(page)
    page.typeface = faces.song
    page.text(105, 40, "军队医疗机构对外服务许可证", faces.song_bold, 9.4, align="centre")
    hospital = "武警云岭省总队医院" if rng.random() < 0.4 else f"战略支援部队第{rng.randint(2, 9)}医学中心"
    number = f"军卫许字〔{place.valid_from.year}〕第{rng.randint(1, 999):03d}号"
    end = table(
        page,
        [
            [(42, "机构名称", None), (132, hospital, "institution")],
            [(42, "许可证号", None), (132, number, "registration_number")],
            [(42, "机构地址", None), (132, place.address, "address")],
            [(42, "法定代表人", None), (132, place.legal_representative, "legal_representative")],
            [(42, "有效期限", None), (132, period(place.valid_from, place.valid_to, 1), "validity")],
        ],
        60,
        18,
        faces.song,
        faces.kai,
    )
    page.text(186, end + 50, digit_date(place.valid_from), faces.song, 5, align="right")
    seals.round_seal(page, 160, end + 44, 42, "云岭战区后勤部卫生局", face=faces.song_bold)
    page.value("validity", f"{place.valid_from:%Y.%m.%d}-{place.valid_to:%Y.%m.%d}")
    page.declared = {"institution_name": hospital}
    return page


@layout("student_card", "", held_out=True, study="university")
def student_plastic(order: Order) -> Page:
    """A plastic card of 85.6 × 54 mm: school above, photograph right."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(85.6, 54, rng, scale=22)
    tint(page, (226, 236, 246), (246, 250, 254))
    page.typeface = faces.hei
    page.text(
        5, 8, person.study.school, faces.hei_bold, min(4.6, 76 / len(person.study.school)), field="school"
    )
    page.text(5, 15, rng.choice(("研究生证", "学生证")), faces.hei_bold, 4.2)
    photo(page, order, 60, 12, 20)
    y, mark = 22.5, colon(rng)
    year = rng.randint(2022, 2025)
    for label, text, field in (
        ("姓名", person.name, "name"),
        ("学号", f"{year}{rng.randint(10**5, 10**6 - 1)}", "student_number"),
        ("专业", person.study.major, "major"),
        ("学院", "临床医学院", None),
    ):
        end = page.text(5, y, label + mark, faces.hei, 3.2)
        page.text(end, y, text, faces.song, 3.2, field=field)
        y += 6.4
    seals.round_seal(page, 56, 40, 17, person.study.school, face=faces.song_bold)
    return page


def _span(order: Order, page: Page, first: date, last: date) -> str:
    page.value("period", f"{first.isoformat()}/{last.isoformat()}")
    return order.rng.choice(
        (f"{first:%Y.%m.%d}—{last:%Y.%m.%d}", f"{digit_date(first)}起至{digit_date(last)}止")
    )


@layout("continuous_work_certificate", "", held_out=True)
def work_table(order: Order) -> Page:
    """连续工作证明 as a table, sealed over its last rows."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 297, rng, scale=9, paper=(252, 252, 250))
    page.typeface = faces.song
    page.text(105, 40, "医师连续工作证明", faces.hei_bold, 8, align="centre")
    first = some_day(rng, date(2019, 1, 1), date(2022, 6, 1))
    span = _span(order, page, first, date(2026, 10, rng.randint(1, 31)))
    y = table(
        page,
        [
            [(30, "姓名", None), (57, person.name, "name"), (30, "性别", None), (57, person.sex, None)],
            [(36, "身份证号码", None), (138, person.id_number, "id_number")],
            [(36, "工作单位名称", None), (138, person.institution.name, "institution")],
            [(36, "岗位（科室）", None), (138, person.post, "post")],
            [(36, "工作起止时间", None), (138, span, "period")],
        ],
        54,
        15,
        faces.song,
        rng.choice((faces.kai, faces.hei)),
    )
    page.text(24, y + 16, "以上情况属实，特此证明。", faces.song, 4.6)
    page.text(180, y + 40, "单位（公章）", faces.song, 4.6, align="right")
    page.text(180, y + 52, digit_date(date(2026, 11, 5)), faces.song, 4.6, align="right")
    seals.round_seal(page, 150, y + rng.uniform(2, 36), 42, person.institution.name, face=faces.song_bold)
    return page


@layout("clinical_training_certificate", "", held_out=True, study="university")
def training_table(order: Order) -> Page:
    """临床实践训练证明 as a graduate school's form."""
    person, rng, faces = order.person, order.rng, order.faces
    page = Page(210, 297, rng, scale=9, paper=(252, 252, 250))
    page.typeface = faces.song
    school = person.study.school
    page.text(105, 36, school, faces.song_bold, 6.4, align="centre", field="school")
    page.text(105, 48, "研究生临床实践训练满一年证明", faces.hei_bold, 7.4, align="centre")
    first = some_day(rng, date(2024, 7, 1), date(2025, 9, 1)).replace(day=1)
    last = first.replace(year=first.year + 1)
    hospital = f"{person.institution.name[:2]}市中心医院"
    y = table(
        page,
        [
            [(30, "姓名", None), (57, person.name, "name"), (30, "性别", None), (57, person.sex, None)],
            [(36, "身份证号码", None), (138, person.id_number, "id_number")],
            [(36, "所学专业", None), (138, person.study.major, None)],
            [(36, "训练单位", None), (138, hospital, "institution")],
            [(36, "训练起止时间", None), (138, _span(order, page, first, last), "period")],
            [(36, "考核结果", None), (138, "合格", "result")],
        ],
        60,
        14,
        faces.song,
        rng.choice((faces.kai, faces.hei)),
    )
    page.text(180, y + 34, "研究生院（公章）", faces.song, 4.8, align="right")
    page.text(180, y + 46, digit_date(date(2026, 10, 12)), faces.song, 4.6, align="right")
    seals.round_seal(page, 156, y + 34, 42, school, foot="研究生院", face=faces.song_bold)
    page.value("school", school)
    return page
