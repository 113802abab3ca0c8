"""What the candidate declared."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Literal, Self

from pydantic import BaseModel, ConfigDict, ValidationError, field_validator

from precheck.domain.errors import Invalid

Text = str | None


class Declared(BaseModel):
    """The keys that may also stand in an entry of ``diplomas`` or ``employers``. All optional; text."""

    model_config = ConfigDict(frozen=True, extra="ignore", coerce_numbers_to_str=True)

    role: Literal["main", "earlier"] | None = None
    education_level: Text = None
    school: Text = None
    major: Text = None
    graduation_date: Text = None
    diploma_number: Text = None
    degree_number: Text = None
    institution_name: Text = None
    institution_registration_number: Text = None
    institution_address: Text = None
    legal_representative: Text = None
    principal: Text = None
    post: Text = None

    @field_validator("*", mode="before")
    @classmethod
    def _blank_is_absent(cls, value: Any) -> Any:
        # A CSV cell that is empty, or a portal that sends "" for what was not filled in.
        return None if isinstance(value, str) and not value.strip() else value


class Registration(Declared):
    """One candidate's registration; what is absent is not compared. Keys: the outward contract."""

    name: Text = None
    former_name: Text = None
    sex: Text = None
    birth_date: Text = None
    id_type: (
        Literal["resident_id", "passport", "hk_macao_permit", "taiwan_permit", "residence_permit"] | None
    ) = None
    id_number: Text = None
    exam_year: int | None = None
    exam_category: Text = None
    applicant_category: Text = None
    qualification_number: Text = None
    practice_number: Text = None
    practice_scope: Text = None
    first_registered_on: Text = None
    site: Text = None
    military: bool | None = None
    military_id_type: Text = None
    military_id_number: Text = None
    military_hospital: bool | None = None
    grade_3a_hospital: bool | None = None
    cdc: bool | None = None
    tcm_filed_clinic: bool | None = None
    upgraded_after_2015_09: bool | None = None
    graduating_this_year: bool | None = None
    short_specialty: bool | None = None
    cross_province_change: bool | None = None
    diplomas: tuple[Declared, ...] = ()
    employers: tuple[Declared, ...] = ()

    @classmethod
    def parse(cls, data: object) -> Self:
        """A registration from a JSON object.

        Raises:
            Invalid: it is no object, or a value is of the wrong kind. The message names the keys, never
                the values: those are personal.
        """
        if not isinstance(data, Mapping):
            raise Invalid("登记信息必须是一个 JSON 对象 (a registration must be a JSON object)")
        try:
            return cls.model_validate(dict(data))
        except ValidationError as error:
            keys = sorted({".".join(str(part) for part in item["loc"]) for item in error.errors()})
            raise Invalid(f"登记信息有误 (bad registration): {', '.join(keys)}") from None

    def sha256(self) -> str:
        """A digest of what was declared, whatever the order of the keys."""
        text = json.dumps(
            self.model_dump(exclude_none=True, exclude_defaults=True), sort_keys=True, ensure_ascii=False
        )
        return hashlib.sha256(text.encode()).hexdigest()

    def versions(self, entries: str | None) -> list[Mapping[str, Any]]:
        """What a page may be compared with: the registration itself, or, where the list named by
        ``entries`` has members, the registration with each member's keys laid over it."""
        own = self.model_dump(exclude_none=True, exclude={"diplomas", "employers"})
        members: tuple[Declared, ...] = getattr(self, entries) if entries else ()
        if not members:
            return [own]
        return [{**own, **member.model_dump(exclude_none=True)} for member in members]
