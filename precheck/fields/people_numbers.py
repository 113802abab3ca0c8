"""Numbers of people: the ID number, and the numbers of a physician's certificates."""

from collections.abc import Mapping, Sequence
from datetime import date

from precheck.domain.cleaning import check_digit
from precheck.domain.text import Found
from precheck.fields.numbers import Number

_NEW = "d" * 17 + "x"
_OLD = "d" * 15
PROVINCES = frozenset(
    f"{tens}{ones}"
    for tens, last in enumerate(("12345", "123", "1234567", "123456", "01234", "12345", "1", "123"), start=1)
    for ones in last
)
# Nobody who is alive was born before.
_EARLIEST_YEAR = 1900
_MONTH_AND_DAY = "(?:0[1-9]|1[0-2])(?:0[1-9]|[12][0-9]|3[01])"
_STRUCTURE = (
    f"(?:(?:{'|'.join(sorted(PROVINCES))})[0-9]{{4}}|9[0-9]{{5}})(?:19|20)[0-9]{{2}}{_MONTH_AND_DAY}[0-9]{{3}}[0-9X]"
    f"|(?:{'|'.join(sorted(PROVINCES))})[0-9]{{4}}[0-9]{{2}}{_MONTH_AND_DAY}[0-9]{{3}}"
)

# The law on practising physicians came into force in 1999.
_LAW_IN_FORCE = range(1999, 2100)


class ResidentId(Number):
    """公民身份号码: the citizen's ID number. GB 11643-1999: 6 digits of the place of first registration (GB/T 2260), 8
    of the date of birth, 3 of order (odd: male, even: female), 1 check character by ISO 7064 MOD 11-2 (weights 2^(18−i)
    mod 11; remainder 2 is written X). The 15-digit form of before 1999 has a year of two digits (19..) and no check
    character; it is converted. The residence permits of people from Hong Kong, Macao (81, 82) and Taiwan (83), and the
    foreigner's permanent residence card since 2023 (first digit 9), have the same length, date, order and check."""

    templates = (_NEW, _OLD)
    structure = _STRUCTURE
    shortest = 10

    def find(self, text: str) -> Sequence[Found]:
        return [Found(number.start, number.end, _modern(number.value)) for number in super().find(text)]

    def normalise(self, text: str) -> str:
        """18 capitals where the text has one of the two forms."""
        return _modern(super().normalise(text))

    def problems(self, value: str) -> Sequence[str]:
        if len(value) not in (15, 18):
            return [f"身份证号码应为18位，实为{len(value)}位"]
        if not _digits(value[:17]) or value[-1] not in "0123456789X":
            return ["身份证号码含有不应出现的字符"]
        found: list[str] = []
        if value[:2] not in PROVINCES and not (value[0] == "9" and len(value) == 18):
            found.append("身份证号码前两位不是省级行政区划代码")
        born = value[6:14] if len(value) == 18 else "19" + value[6:12]
        if _day(born) is None:
            found.append("身份证号码中的出生日期不存在")
        if len(value) == 18 and check_digit(value[:17]) != value[17]:
            found.append("身份证号码校验码不符")
        return found

    def printed_forms(self, declared: str) -> Sequence[str]:
        number = self.normalise(declared)
        return [form for form in (number, to_fifteen(number)) if form]

    def implies(self, value: str) -> Mapping[str, str]:
        """The birth date and sex that a sound number holds; empty for any other."""
        born, known_sex = self.birth_date(value), self.sex(value)
        if self.problems(self.normalise(value)) or born is None or known_sex is None:
            return {}
        return {"birth_date": born.isoformat(), "sex": known_sex}

    def birth_date(self, value: str) -> date | None:
        """The date of birth inside a number of either form; None where there is no such day."""
        number = self.normalise(value)
        if len(number) != 18 or not _digits(number[6:14]):
            return None
        return _day(number[6:14])

    def sex(self, value: str) -> str | None:
        """男 or 女, by the order number of either form; None where the number has neither form."""
        number = self.normalise(value)
        if len(number) != 18 or not _digits(number[:17]):
            return None
        return "男" if int(number[16]) % 2 else "女"


def to_eighteen(old: str) -> str | None:
    """The 18 characters for a 15-digit number; None where its date does not exist. The century is 19: the last 15-digit
    numbers were given in 1999. Orders 996 to 999, kept for people born before 1900, are not told apart."""
    if len(old) != 15 or not _digits(old) or _day("19" + old[6:12]) is None:
        return None
    longer = old[:6] + "19" + old[6:]
    return longer + check_digit(longer)


def to_fifteen(value: str) -> str | None:
    """The 15-digit form for a number of 18; None where there cannot be one (born after 1999)."""
    if len(value) != 18 or not _digits(value[:17]) or value[6:8] != "19":
        return None
    return value[:6] + value[8:17]


def _modern(number: str) -> str:
    return to_eighteen(number) or number


def _digits(text: str) -> bool:
    return text.isascii() and text.isdigit()


def _day(eight: str) -> date | None:
    try:
        day = date(int(eight[:4]), int(eight[4:6]), int(eight[6:]))
    except ValueError:
        return None
    return day if day.year >= _EARLIEST_YEAR else None


resident_id = ResidentId()


class QualificationNumber(Number):
    """医师资格证书编码: the number of a physician's qualification certificate. 27 characters: 4 year of the
    certificate, 2 province (GB/T 2260), 1 level (1 physician, 2 assistant), 2 category and kind, 18 the holder's ID
    number; 24 where that was of the 15-digit form. The ID number inside has its own check and must be the candidate's."""

    templates = ("d" * 26 + "x", "d" * 24)
    structure = f"(?:1999|20[0-9]{{2}})(?:{'|'.join(sorted(PROVINCES))})[12][0-9]{{2}}(?:{_STRUCTURE})"
    shortest = 16

    def problems(self, value: str) -> Sequence[str]:
        if len(value) not in (24, 27):
            return [f"医师资格证书编码应为27位（旧式24位），实为{len(value)}位"]
        if not (_digits(value[:26]) and value[-1] in "0123456789X"):
            return ["医师资格证书编码含有不应出现的字符"]
        found: list[str] = []
        if int(value[:4]) not in _LAW_IN_FORCE:
            found.append("医师资格证书编码中的年份不合理")
        if value[4:6] not in PROVINCES:
            found.append("医师资格证书编码第5、6位不是省级行政区划代码")
        if value[6] not in "12":
            found.append("医师资格证书编码第7位不是医师级别码")
        return [*found, *(f"医师资格证书编码内的{problem}" for problem in resident_id.problems(value[9:]))]

    def printed_forms(self, declared: str) -> Sequence[str]:
        number = self.normalise(declared)
        if len(number) not in (24, 27):
            return [number] if number else []
        return list(dict.fromkeys([number, *(number[:9] + f for f in resident_id.printed_forms(number[9:]))]))

    def agree(self, read: str, declared: str) -> bool:
        """With the ID number inside in either form."""
        first, second = (
            number[:9] + resident_id.normalise(number[9:]) if len(number) == 24 else number
            for number in (self.normalise(read), self.normalise(declared))
        )
        return first != "" and first == second

    def implies(self, value: str) -> Mapping[str, str]:
        """The holder's ID number, birth date and sex, where the ID number inside is sound; else empty."""
        inside = self.resident_id_inside(value)
        said = resident_id.implies(inside)
        return {"id_number": inside, **said} if said else {}

    def resident_id_inside(self, value: str) -> str:
        """The holder's ID number, in its form of 18; '' where the value has neither length."""
        number = self.normalise(value)
        return resident_id.normalise(number[9:]) if len(number) in (24, 27) else ""


class PracticeNumber(Number):
    """医师执业证书编码: the number of a physician's practice certificate. 15 digits. The layouts that are published
    (level, category, place, serial) contradict each other, so only the length and the characters are looked at."""

    templates = ("d" * 15,)
    structure = "[0-9]{15}"
    shortest = 10

    def problems(self, value: str) -> Sequence[str]:
        if len(value) != 15:
            return [f"医师执业证书编码应为15位，实为{len(value)}位"]
        return [] if _digits(value) else ["医师执业证书编码含有不应出现的字符"]


qualification_number, practice_number = QualificationNumber(), PracticeNumber()
