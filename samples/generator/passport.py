"""A passport of Utopia (UTO, ICAO's specimen state): the page of particulars with its machine-readable zone, the cover."""

import random
from datetime import date

from samples.generator import figures
from samples.generator.glyphs import Colour
from samples.generator.layouts import Order, layout
from samples.generator.page import Page
from samples.generator.paper import guilloche, rosette, tint
from samples.generator.people import Candidate, some_day

MONTHS = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
GOLD: Colour = (206, 174, 96)


def check(text: str) -> str:
    """ICAO 9303's check digit: weights 7 3 1, mod 10."""
    values = [0 if c == "<" else int(c, 36) for c in text]
    return str(sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(values)) % 10)


def _days(person: Candidate, rng: random.Random) -> tuple[date, date]:
    """Of issue and of expiry."""
    issued = some_day(rng, date(2019, 1, 1), date(2025, 6, 1))
    return person.passport_days or (issued, issued.replace(year=issued.year + 10, day=min(issued.day, 28)))


def machine_lines(
    surname: str, given: str, number: str, born: date, male: bool, ends: date
) -> tuple[str, str]:
    """The two lines of 44 characters."""
    first = f"P<UTO{surname}<<{given.replace(' ', '<')}".ljust(44, "<")[:44]
    document = number.ljust(9, "<")
    birth, expiry = f"{born:%y%m%d}", f"{ends:%y%m%d}"
    personal = "<" * 14
    body = f"{document}{check(document)}UTO{birth}{check(birth)}{'M' if male else 'F'}{expiry}{check(expiry)}{personal}<"
    whole = document + check(document) + birth + check(birth) + expiry + check(expiry) + personal + "<"
    return first, body + check(whole)


@layout("identity", "info")
def passport_info(order: Order) -> Page:
    """125 × 88 mm: photograph left, particulars right, machine-readable zone below."""
    person, rng = order.person, order.rng
    page = Page(125, 88, rng, scale=15)
    tint(page, (232, 240, 238), (240, 234, 226))
    guilloche(page, rng.choice(((150, 190, 200), (210, 180, 150), (170, 190, 160))), curves=60, strength=0.28)
    rosette(page, 80, 40, 26, (200, 170, 190), strength=0.25)
    label, value = "liberation-sans", rng.choice(("liberation-sans-bold", "ocr-b", "dejavu-sans"))
    page.typeface = value
    surname, given = person.latin_name
    issued, ends = _days(person, rng)
    page.text(6, 8, "UTOPIA", "liberation-serif-bold", 4.4)
    page.text(46, 7.6, "PASSPORT / PASSEPORT", "liberation-serif-bold", 3.4)
    page.picture(
        figures.portrait(person.face_seed, 350, 450, (222, 228, 232), male=person.male), 6, 13, 34, 43.7
    )

    def both(x: float, y: float, head: str, text: str, field: str | None) -> None:
        page.text(x, y, head, label, 1.9, fill=(80, 84, 92))
        page.text(x, y + 4.2, text, value, 3.4, field=field)

    both(46, 13, "Type", "P", None)
    both(62, 13, "Code", "UTO", None)
    both(88, 13, "Passport No.", person.passport_number, "id_number")
    both(46, 22, "Surname", surname, "name")
    both(46, 31, "Given names", given, "name")
    both(46, 40, "Nationality", "UTOPIAN", None)
    both(
        46,
        49,
        "Date of birth",
        f"{person.born.day:02d} {MONTHS[person.born.month - 1]} {person.born.year}",
        "birth_date",
    )
    both(88, 40, "Sex", "M" if person.male else "F", "sex")
    both(88, 49, "Date of issue", f"{issued.day:02d} {MONTHS[issued.month - 1]} {issued.year}", "validity")
    both(88, 58, "Date of expiry", f"{ends.day:02d} {MONTHS[ends.month - 1]} {ends.year}", "validity")
    page.rectangle(0, 68, 125, 88, fill=(246, 246, 244))
    for i, line in enumerate(
        machine_lines(surname, given, person.passport_number, person.born, person.male, ends)
    ):
        natural = page.width_of(line, "ocr-b", 3.9)
        page.text(5, 75.5 + 7 * i, line, "ocr-b", 3.9, tracking=(115 - natural) / 43)
    page.value("sex", person.sex)
    page.value("birth_date", person.born.isoformat())
    page.value("name", f"{surname} {given}")
    page.value("validity", f"{issued:%Y.%m.%d}-{ends:%Y.%m.%d}")
    page.declared = {"id_type": "passport", "id_number": person.passport_number, "name": f"{surname} {given}"}
    return page


@layout("identity", "cover")
def passport_cover(order: Order) -> Page:
    """The cover: state, a sign, the word."""
    rng = order.rng
    page = Page(88, 125, rng, scale=14)
    colour = rng.choice(((98, 24, 34), (22, 34, 74), (18, 62, 48)))
    tint(page, colour, colour, mottle=5)
    page.typeface = "liberation-serif-bold"
    page.text(44, 24, "UTOPIA", "liberation-serif-bold", 7, align="centre", fill=GOLD, tracking=1)
    for r in (17.0, 14.0, 8.0):
        s = page.scale
        page.draw.ellipse(
            ((44 - r) * s, (58 - r) * s, (44 + r) * s, (58 + r) * s), outline=GOLD, width=round(0.6 * s)
        )
    page.text(44, 100, "PASSPORT", "liberation-serif-bold", 7.5, align="centre", fill=GOLD, tracking=0.8)
    page.declared = {
        "id_type": "passport",
        "id_number": order.person.passport_number,
        "name": " ".join(order.person.latin_name),
    }
    return page


@layout("identity", "info", held_out=True)
def passport_bilingual(order: Order) -> Page:
    """Captions in two languages beside each other, the portrait at the right."""
    person, rng = order.person, order.rng
    page = Page(125, 88, rng, scale=15)
    tint(page, (244, 236, 226), (228, 236, 244))
    guilloche(page, rng.choice(((190, 170, 200), (160, 196, 176))), curves=50, strength=0.24)
    label, value = "liberation-sans", rng.choice(("dejavu-sans", "liberation-sans-bold"))
    page.typeface = value
    surname, given = person.latin_name
    issued, ends = _days(person, rng)
    page.text(8, 9, "PASSPORT", "liberation-serif-bold", 4.6)
    page.text(92, 9, "UTOPIA", "liberation-serif-bold", 4.0)
    page.picture(
        figures.portrait(person.face_seed, 350, 450, (232, 232, 226), male=person.male), 88, 14, 30, 38.6
    )

    def day(when: date) -> str:
        return f"{when.day:02d} {MONTHS[when.month - 1]} {when.year}"

    for x, y, head, text, field in (
        (8, 16, "Type/Type", "P", None),
        (30, 16, "Passport No./No. du passeport", person.passport_number, "id_number"),
        (8, 25, "Surname/Nom", surname, "name"),
        (8, 34, "Given names/Prenoms", given, "name"),
        (8, 43, "Sex/Sexe", "M" if person.male else "F", "sex"),
        (30, 43, "Date of birth/Date de naissance", day(person.born), "birth_date"),
        (8, 52, "Nationality/Nationalite", "UTOPIAN", None),
        (8, 61, "Date of issue/Date de delivrance", day(issued), "validity"),
        (52, 61, "Date of expiry/Date d'expiration", day(ends), "validity"),
    ):
        page.text(x, y, head, label, 1.9, fill=(90, 84, 92))
        page.text(x, y + 4.2, text, value, 3.3, field=field)
    page.rectangle(0, 69, 125, 88, fill=(248, 248, 246))
    zone = machine_lines(surname, given, person.passport_number, person.born, person.male, ends)
    for i, line in enumerate(zone):
        natural = page.width_of(line, "ocr-b", 3.9)
        page.text(5, 76 + 7 * i, line, "ocr-b", 3.9, tracking=(115 - natural) / 43)
    page.value("sex", person.sex)
    page.value("birth_date", person.born.isoformat())
    page.value("name", f"{surname} {given}")
    page.value("validity", f"{issued:%Y.%m.%d}-{ends:%Y.%m.%d}")
    page.declared = {"id_type": "passport", "id_number": person.passport_number, "name": f"{surname} {given}"}
    return page
