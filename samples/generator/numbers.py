"""Numbers as the standards build them, with right check digits and no owner.

Structures: GB 11643 (ID), GB 32100 (social credit code), GB 11714 (organisation code), WS 218 (health
institution code). Regions use county codes that GB/T 2260 leaves unassigned (third and fourth digit 71 to 89).
"""

import random
from datetime import date

ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CREDIT_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
ORGANISATION_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
PROVINCES = (
    "11",
    "13",
    "21",
    "32",
    "33",
    "35",
    "36",
    "37",
    "41",
    "42",
    "43",
    "44",
    "50",
    "51",
    "52",
    "53",
    "61",
    "62",
)


def region(rng: random.Random) -> str:
    """Six digits of a county that does not exist."""
    return f"{rng.choice(PROVINCES)}{rng.randint(71, 89)}{rng.randint(1, 89):02d}"


def resident_id(rng: random.Random, born: date, male: bool, county: str) -> str:
    """18 characters; the last is the check digit, X for ten."""
    order = rng.randrange(1, 999)
    if (order % 2 == 1) != male:
        order = order - 1 if order > 1 else order + 1
    body = f"{county}{born:%Y%m%d}{order:03d}"
    return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, ID_WEIGHTS, strict=True)) % 11]


def organisation_code(rng: random.Random) -> str:
    """Nine characters: eight and the check character."""
    body = "".join(rng.choice("0123456789") for _ in range(8))
    if rng.random() < 0.4:
        body = rng.choice("ABCDEFGHJKLMNPQRTUWXY") + body[1:]
    values = [int(c, 36) for c in body]
    check = 11 - sum(v * w for v, w in zip(values, ORGANISATION_WEIGHTS, strict=True)) % 11
    return body + {10: "X", 11: "0"}.get(check, str(check))


def credit_code(rng: random.Random, county: str, organisation: str) -> str:
    """18 characters of the unified social credit code."""
    body = rng.choice(("12", "52", "91", "93", "92")) + county + organisation
    total = sum(CREDIT_ALPHABET.index(c) * pow(3, i, 31) for i, c in enumerate(body))
    code = body + CREDIT_ALPHABET[(31 - total % 31) % 31]
    # Refused in a registration: so do numbers end that a spreadsheet has destroyed.
    return credit_code(rng, county, organisation_code(rng)) if code.endswith("000") else code


def health_code(rng: random.Random, county: str, organisation: str, category: str, nature: str) -> str:
    """22 characters of WS 218: organisation code, region, economic type, category (letter and three digits), class."""
    economic = rng.choice(("11", "12", "13", "14", "17", "19"))
    return f"{organisation}{county}{economic}{category}{nature}"


def licence_number(rng: random.Random, county: str, category: str, nature: str) -> str:
    """A 登记号: the WS 218 code in most cases, else one of the older forms."""
    kind = rng.random()
    organisation = organisation_code(rng)
    if kind < 0.76:
        return health_code(rng, county, organisation, category, nature)
    if kind < 0.84:
        return credit_code(rng, county, organisation)
    if kind < 0.92:
        return f"{county}{rng.randint(0, 999999):06d}"
    return (
        f"PDY{rng.randint(10000, 99999)}{county}{rng.randint(10, 19)}{category[:1]}{rng.randint(1000, 9999)}"
    )


def diploma_number(rng: random.Random, school: str, kind: str, year: int, level: str) -> str:
    """18 digits: 5 school, 1 type of study, 4 year, 2 level, 6 serial."""
    serial = rng.randint(1, 9999)
    if serial % 1000 == 0:  # refused in a registration: so do numbers end that a spreadsheet has destroyed
        serial += 1
    return f"{school}{kind}{year}{level}{serial:06d}"


def degree_number(rng: random.Random, school: str, level: str, year: int) -> str:
    """16 characters, the adult form with a leading C."""
    plain = f"{school}{level}{year}{rng.randint(1, 9999):06d}"
    return f"C{plain}" if rng.random() < 0.12 else plain


def qualification_number(rng: random.Random, year: int, identity: str, assistant: bool) -> str:
    """27 characters: 4 year, 2 province, 1 level, 2 category, the ID number."""
    return (
        f"{year}{identity[:2]}{2 if assistant else 1}{rng.choice(('10', '20', '30', '41', '12'))}{identity}"
    )


def practice_number(rng: random.Random, assistant: bool) -> str:
    """15 digits."""
    return f"{2 if assistant else 1}{rng.choice(('10', '20', '30', '41'))}{rng.choice(PROVINCES)}{rng.randint(0, 9999999999):010d}"
