"""The check digit of a resident's ID number (GB 11643-1999; ISO 7064 MOD 11-2)."""

import re

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK = "10X98765432"


def is_resident_id(text: str) -> bool:
    """Whether it has eighteen characters and the check digit is right."""
    return re.fullmatch(r"[0-9]{17}[0-9Xx]", text) is not None and check_digit(text[:17]) == text[17].upper()


def check_digit(first17: str) -> str:
    """The 18th character for the first 17 digits. Raises ValueError: not 17 digits."""
    if re.fullmatch("[0-9]{17}", first17) is None:
        raise ValueError("17 digits are needed")
    return _CHECK[sum(weight * int(digit) for weight, digit in zip(_WEIGHTS, first17, strict=True)) % 11]
