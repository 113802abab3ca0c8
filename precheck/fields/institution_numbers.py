"""Numbers of institutions: the organisation code, the unified social credit code, the licence's registration number."""

import re
from collections.abc import Sequence

from precheck.fields.numbers import MostlyStructuredNumber, Number

_WEIGHTS = (3, 7, 9, 10, 5, 8, 4, 2)
_DIGITS_AND_LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class OrganisationCode(Number):
    """组织机构代码: GB 11714-1997, 8 characters (digits or letters) and a check character, printed with a dash before
    it. Check: weights 3 7 9 10 5 8 4 2, letters count 10 (A) to 35 (Z); 11 − sum mod 11, where 10 is written X and 11
    is written 0."""

    templates = ("c" * 8 + "x",)
    structure = "[0-9A-Z]{8}-?[0-9X]"
    inner = " -"

    def problems(self, value: str) -> Sequence[str]:
        if len(value) != 9:
            return [f"组织机构代码应为9位，实为{len(value)}位"]
        if any(char not in _DIGITS_AND_LETTERS for char in value):
            return ["组织机构代码含有不应出现的字符"]
        return [] if self.check_digit(value[:8]) == value[8] else ["组织机构代码校验码不符"]

    def printed_forms(self, declared: str) -> Sequence[str]:
        code = self.normalise(declared)
        return [f"{code[:8]}-{code[8:]}", code] if len(code) == 9 else [code] if code else []

    def check_digit(self, first8: str) -> str:
        """The ninth character. Raises ValueError: not 8 digits or capitals."""
        if len(first8) != 8 or any(char not in _DIGITS_AND_LETTERS for char in first8):
            raise ValueError("8 digits or capitals are needed")
        total = sum(
            weight * _DIGITS_AND_LETTERS.index(char) for weight, char in zip(_WEIGHTS, first8, strict=True)
        )
        return "0X987654321"[total % 11]


class SocialCreditCode(Number):
    """统一社会信用代码: GB 32100-2015, 18 characters of an alphabet without I O S V Z. One of the registering authority
    (1–9, A, N or Y), one of the kind of body, 6 of the place, 9 of the organisation code (GB 11714, with its own
    check), one check character: weights 3^(i−1) mod 31, 31 − sum mod 31."""

    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    authorities = "123456789ANY"
    templates = ("uu" + "d" * 6 + "u" * 8 + "xu",)
    structure = f"[{authorities}][{alphabet}][0-9]{{6}}[{alphabet}]{{8}}[0-9X][{alphabet}]"
    shortest = 14

    def problems(self, value: str) -> Sequence[str]:
        if len(value) != 18:
            return [f"统一社会信用代码应为18位，实为{len(value)}位"]
        if any(char not in self.alphabet for char in value) or not value[2:8].isdigit():
            return ["统一社会信用代码含有不应出现的字符"]
        found: list[str] = []
        if value[0] not in self.authorities:
            found.append("统一社会信用代码首位不是登记管理部门代码")
        if self.check_digit(value[:17]) != value[17]:
            found.append("统一社会信用代码校验码不符")
        elif organisation_code.problems(value[8:17]):
            found.append("统一社会信用代码中的组织机构代码校验码不符")
        return found

    def check_digit(self, first17: str) -> str:
        """The 18th character. Raises ValueError: not 17 characters of the alphabet."""
        if len(first17) != 17 or any(char not in self.alphabet for char in first17):
            raise ValueError("17 characters of the alphabet of GB 32100 are needed")
        total = sum(pow(3, place, 31) * self.alphabet.index(char) for place, char in enumerate(first17))
        return self.alphabet[-total % 31]


organisation_code, social_credit_code = OrganisationCode(), SocialCreditCode()

_WS218 = organisation_code.templates[0] + "d" * 8 + "k" + "d" * 4
_WS218_FORM = re.compile(r"[0-9A-Z]{8}[0-9X]\d{8}[A-Z]\d{4}")
_PDY = "PDY" + "d" * 5 + "x" + "d" * 8 + "k" + "d" * 4
# A letter at the category's usual place: meant as WS 218, with a character lost or gained.
_ALMOST_WS218 = re.compile(r"(?=.{21}(?:..)?$)[0-9X]{15,18}[A-Z]\d{3,5}")


class LicenceNumber(MostlyStructuredNumber):
    """登记号: the registration number of a medical institution's licence. Usually the 22 characters of WS 218-2002: 9
    organisation code (GB 11714), 6 place (GB/T 2260), 2 economic type, 4 category (a letter and 3 digits), 1 class (1
    non-profit, 2 for profit, 9 other); printed with a dash or spaces, or without. Others are in use: 18 characters
    (统一社会信用代码), 12 and 18 digits of older rules, and ``PDY`` numbers that the health office gave to bodies
    without an organisation code. A number of another form is not wrong; only what claims to be one of the checked forms
    is checked."""

    templates = (_WS218, _PDY, *social_credit_code.templates, "d" * 12, "d" * 18)
    structure = (
        "[0-9A-Z]{8}-?[0-9X]-?[0-9]{8}[A-Z][0-9]{3}[129]"
        # Nothing is published on their form: with and without a check digit, and of any class.
        "|PDY[0-9]{5}-?[0-9X]?-?[0-9]{8}[A-Z][0-9]{4}"
        f"|{social_credit_code.structure}|[0-9]{{12}}|[0-9]{{18}}"
    )
    inner = " -"
    letters = True

    def is_structured(self, number: str) -> bool:
        return len(number) in map(len, self.templates) and number.isascii() and number.isalnum()

    def problems(self, value: str) -> Sequence[str]:
        if _WS218_FORM.fullmatch(value):
            found: list[str] = []
            if not value.startswith("PDY") and organisation_code.problems(value[:9]):
                found.append("登记号中的组织机构代码校验码不符")
            if value[21] not in "129":
                found.append("登记号末位不是机构分类管理代码（1、2、9）")
            return found
        if len(value) == 18 and not value.isdigit() and set(value) <= set(social_credit_code.alphabet):
            return [f"登记号：{problem}" for problem in social_credit_code.problems(value)]
        return [f"登记号应为22位，实为{len(value)}位"] if _ALMOST_WS218.fullmatch(value) else []

    def printed_forms(self, declared: str) -> Sequence[str]:
        number = self.normalise(declared)
        if not _WS218_FORM.fullmatch(number):
            return [number] if number else []
        return [number, f"{number[:8]}-{number[8:]}", f"{number[:9]}-{number[9:]}"]


licence_number = LicenceNumber()
