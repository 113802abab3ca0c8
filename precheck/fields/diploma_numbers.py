"""Numbers of diplomas and degrees."""

import re
from collections.abc import Mapping, Sequence

from precheck.fields.numbers import MostlyStructuredNumber

_LEVELS = {"01": "博士", "02": "硕士", "04": "第二学士学位", "05": "本科", "06": "专科"}
_KINDS = "1567"
# Electronic registration began in 2001; some schools numbered earlier classes afterwards.
_YEARS = range(1991, 2100)
_PLACE = "(?:1[1-5]|2[1-3]|3[1-7]|4[1-6]|5[0-4]|6[1-5])"
_SELF_STUDY = re.compile(rf"6[56]{_PLACE}\d{{13}}")
# All digits and nearly as long as the structured form: a digit lost or gained, not another kind of number.
_NEARLY = (16, 19)


class DiplomaNumber(MostlyStructuredNumber):
    """毕业证书编号: the number of a diploma of higher education. By the Ministry of Education's rules for the
    electronic registration of diplomas (教学〔2001〕4号 and later): 18 digits since 2002: 5 school, 1 kind of study (1
    regular, 5 adult, 6 self-study, 7 network), 4 year, 2 level (01 doctor, 02 master, 04 second bachelor, 05 bachelor,
    06 junior college), 6 serial; 17 digits (serial of 5) in 2001 and 2002. Self-study diplomas have 17 digits of
    another order (1 kind, 1 level, 6 place, 2 year, …). Before 2001, and at secondary schools, numbers have no common
    form: they are kept as they stand and have no problems. Nothing in any of them checks itself."""

    templates = ("d" * 18, "d" * 17)
    structure = (
        f"[0-9]{{5}}[{_KINDS}](?:199[1-9]|20[0-9]{{2}})(?:{'|'.join(_LEVELS)})[0-9]{{6}}"
        f"|[0-9]{{5}}[{_KINDS}]200[12](?:{'|'.join(_LEVELS)})[0-9]{{5}}"
        f"|6[56]{_PLACE}[0-9]{{13}}"
    )

    def is_structured(self, number: str) -> bool:
        return len(number) in (17, 18) and number.isdigit()

    def problems(self, value: str) -> Sequence[str]:
        if not (value.isascii() and value.isdigit()):
            return []
        if len(value) in _NEARLY:
            return [f"毕业证书编号应为18位，实为{len(value)}位"]
        if len(value) not in (17, 18) or _SELF_STUDY.fullmatch(value):
            return []
        found: list[str] = []
        if value[5] not in _KINDS:
            found.append("毕业证书编号第6位不是办学类型码")
        if int(value[6:10]) not in _YEARS:
            found.append("毕业证书编号中的年份不合理")
        elif len(value) == 17 and value[6:10] not in ("2001", "2002"):
            found.append("毕业证书编号只有17位，而17位编号只用于2001至2002年")
        if value[10:12] not in _LEVELS:
            found.append("毕业证书编号中的层次码不存在")
        return found

    def implies(self, value: str) -> Mapping[str, str]:
        """The level and the year of graduation in a structured number; empty for any other."""
        known_level, known_year = self.level(value), self.year(value)
        if known_level is None or known_year is None:
            return {}
        return {"level": known_level, "graduation_date": str(known_year)}

    def year(self, value: str) -> int | None:
        """The year of graduation in a structured number; None in any other."""
        number = self.normalise(value)
        return int(number[6:10]) if _structured(number) else None

    def level(self, value: str) -> str | None:
        """The level in a structured number (专科, 本科, 硕士 …); None in any other."""
        number = self.normalise(value)
        return _LEVELS.get(number[10:12]) if _structured(number) else None


def _structured(number: str) -> bool:
    if not (number.isascii() and number.isdigit() and len(number) in (17, 18)):
        return False
    return not _SELF_STUDY.fullmatch(number) and not diploma_number.problems(number)


# An S at the 11th place is a letter: serials above 500,000 do not occur, double degrees do.
_DEGREE_TEMPLATES = tuple(
    prefix + "d" * 10 + place + "d" * 5 for place in "SEZda" for prefix in ("", *"CZQTL")
)
_DEGREE = re.compile(r"[CZQTL]?(\d{5})(\d)(\d{4})[0-9A-Z]\d{5}")
_DEGREES = {"2": "博士", "3": "硕士", "4": "学士"}
_DEGREE_YEARS = range(1981, 2100)
_NEARLY_A_DEGREES = (15, 17, 18)


class DegreeNumber(MostlyStructuredNumber):
    """学位证书编号: the number of a degree certificate. By the State Council's Academic Degrees Committee (2005, for
    degrees since 2008 at the latest): 16 characters, 5 of the conferring body, 1 level (2 doctor, 3 master, 4
    bachelor), 4 year, 6 serial, whose first place (the 11th) may hold a letter (S double degree, E second degree, Z
    self-study); 17 with a prefix: C adult, Z professional, Q, T (equivalent standing), L (foreign student). Older
    numbers have no common form. Nothing checks itself."""

    templates = _DEGREE_TEMPLATES
    structure = "[CZQTL]?[0-9]{5}[234](?:19[89][0-9]|20[0-9]{2})[0-9A-Z][0-9]{5}"

    def is_structured(self, number: str) -> bool:
        return _DEGREE.fullmatch(number) is not None

    def problems(self, value: str) -> Sequence[str]:
        match = _DEGREE.fullmatch(value)
        if match is None:
            almost = value.isascii() and value.isdigit() and len(value) in _NEARLY_A_DEGREES
            return [f"学位证书编号应为16位，实为{len(value)}位"] if almost else []
        found: list[str] = []
        if match[2] not in _DEGREES:
            found.append("学位证书编号第6位不是学位级别码")
        if int(match[3]) not in _DEGREE_YEARS:
            found.append("学位证书编号中的年份不合理")
        return found

    def implies(self, value: str) -> Mapping[str, str]:
        """The degree's level (学士, 硕士, 博士) in a structured number; empty for any other."""
        known_level = self.level(value)
        return {"degree": known_level} if known_level else {}

    def level(self, value: str) -> str | None:
        """学士, 硕士 or 博士 in a structured number; None in any other."""
        match = _DEGREE.fullmatch(self.normalise(value))
        return _DEGREES.get(match[2]) if match else None


diploma_number, degree_number = DiplomaNumber(), DegreeNumber()
