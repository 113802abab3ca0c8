"""Registrations: what agrees with a document's field, and how to make one entry disagree."""

import random
from datetime import date, timedelta
from typing import Any

from samples.generator.numbers import ID_WEIGHTS
from samples.generator.people import address, person_name

# (material, field) -> the registration's key, as the contract names them; "" stands for every other material.
KEYS: dict[tuple[str, str], str] = {
    ("", "name"): "name",
    ("", "sex"): "sex",
    ("", "birth_date"): "birth_date",
    ("", "id_number"): "id_number",
    ("diploma", "school"): "school",
    ("diploma", "major"): "major",
    ("diploma", "level"): "education_level",
    ("diploma", "graduation_date"): "graduation_date",
    ("diploma", "certificate_number"): "diploma_number",
    ("degree", "certificate_number"): "degree_number",
    ("degree", "school"): "school",
    ("institution_licence", "institution"): "institution_name",
    ("institution_licence", "address"): "institution_address",
    ("institution_licence", "legal_representative"): "legal_representative",
    ("institution_licence", "principal"): "principal",
    ("institution_licence", "registration_number"): "institution_registration_number",
    ("physician_qualification", "certificate_number"): "qualification_number",
    ("physician_practice", "certificate_number"): "practice_number",
    ("physician_practice", "scope"): "practice_scope",
    ("physician_practice", "institution"): "institution_name",
    ("physician_practice", "first_registered_on"): "first_registered_on",
    ("probation_certificate", "institution"): "institution_name",
    ("probation_certificate", "post"): "post",
    ("practice_period_certificate", "institution"): "institution_name",
    ("practice_period_certificate", "post"): "post",
}


def key_of(material: str, field: str) -> str:
    """The registration's key for a field; ValueError where nothing is declared for it."""
    key = KEYS.get((material, field)) or KEYS.get(("", field))
    if key is None:
        raise ValueError(f"nothing is declared for {material}.{field}")
    return key


def other_value(key: str, value: str, rng: random.Random) -> str:
    """A wrong value that looks like the right one: one digit, one character, another day."""
    if key == "sex":
        return "女" if value == "男" else "男"
    if key in ("birth_date", "graduation_date", "first_registered_on"):
        return (date.fromisoformat(value) + timedelta(days=rng.choice((-31, -1, 1, 31, 365)))).isoformat()
    if key == "education_level":
        return {"本科": "专科", "专科": "本科"}.get(value, "专科")
    if key == "id_number" and len(value) == 18:
        body = value[:14] + f"{(int(value[14:17]) + 2) % 1000:03d}"
        return body + "10X98765432"[sum(int(c) * w for c, w in zip(body, ID_WEIGHTS, strict=True)) % 11]
    digits = [i for i, c in enumerate(value) if c.isdigit()]
    if digits and key.endswith("number"):
        at = rng.choice(digits[-6:])
        return value[:at] + str((int(value[at]) + rng.randint(1, 9)) % 10) + value[at + 1 :]
    if key == "institution_address":
        return address(rng)
    if key in ("name", "legal_representative", "principal"):
        return person_name(rng)
    at = rng.randrange(len(value))
    return value[:at] + rng.choice([c for c in "云岭青石白河" if c != value[at]]) + value[at + 1 :]


def mismatched(
    registration: dict[str, Any], material: str, field: str, rng: random.Random
) -> tuple[dict[str, Any], str, str]:
    """The registration with that field's entry changed, its key, and the entry that would have been right."""
    key = key_of(material, field)
    right = str(registration[key])
    return {**registration, key: other_value(key, right, rng)}, key, right
