"""Which flags a picture should raise, after its truth: what must be raised, what may be, and nothing else."""

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from pydantic import BaseModel, ConfigDict

from precheck_evaluation.truth import Truth

TILTED_FROM, STRAIGHT_UP_TO = 14.0, 11.0
"""Degrees: the limit lies at 12.5 and perspective bends the truth by a degree either way."""

SMALL_BELOW_PX, LARGE_FROM_PX = 6.5, 12.0
"""Height of the main number's digits: under the first nobody reads them, from the second on everybody does."""

UNREAD = frozenset(
    (
        "unreadable.*",
        "blurred.text",
        "wrong_material.other",
        "wrong_material.not_a_document",
        "wrong_material.unrecognised",
    )
)
"""What may be said of a page whose print is too small to be read for certain."""

NO_TURN_TOLD = ("not_a_document",)
"""Kinds of picture without text, which have no up and down."""


class Defect(BaseModel):
    """One entry of ``defects.toml``."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    must: tuple[str, ...] = ()
    may: tuple[str, ...] = ()
    strength: str | None = None
    flag_at: float = 0.0
    fine_at: float = 0.0
    lower_is_worse: bool = False
    only_with: str | None = None
    papers: tuple[str, ...] = ()
    field: str | None = None
    harms: bool = False


@dataclass(frozen=True, slots=True)
class Expectation:
    """``judged``: whether enough is known to call a flag false. ``harmed``: text may have been lost. Codes may end in ``.*``."""

    must: frozenset[str]
    may: frozenset[str]
    judged: bool
    harmed: bool

    def requires(self, code: str) -> bool | None:
        """Whether the code (or any code of a family ``mismatch.*``) must be raised; None counts in no rate."""
        family = code.partition(".")[0]
        if code in self.must or (code.endswith(".*") and any(m.split(".")[0] == family for m in self.must)):
            return True
        if not self.judged or self.may & {code, f"{family}.*", "*"}:
            return None
        return False


@cache
def table() -> tuple[Mapping[str, Defect], Mapping[str, Mapping[str, tuple[str, ...]]]]:
    """The defects that are understood, and the codes by kind for those that have kinds."""
    data = tomllib.loads(resources.files("precheck_evaluation").joinpath("defects.toml").read_text("utf-8"))
    kinds: dict[str, dict[str, tuple[str, ...]]] = {
        name: {kind: tuple(codes) for kind, codes in listed.items()}
        for name, listed in data.pop("kinds", {}).items()
    }
    return {name: Defect.model_validate(entry) for name, entry in data.items()}, kinds


def unknown(truth: Truth) -> list[str]:
    """Defects of a picture that ``defects.toml`` does not name; such a picture counts in no rate of flags."""
    return sorted(set(truth.defects or ()) - set(table()[0]))


def expect(truth: Truth, material: str) -> Expectation:
    """What to expect of a picture uploaded as ``material``."""
    if truth.flags is not None:
        return Expectation(frozenset(truth.flags), frozenset(), True, truth.readable is False)
    must: set[str] = set()
    may: set[str] = set()
    harmed = truth.readable is False
    for name, parameters in (truth.defects or {}).items():
        defect = table()[0].get(name)
        if defect is None:
            may.add("*")
            continue
        if defect.field is not None and truth.fields and parameters.get(defect.field) not in truth.fields:
            continue  # this page does not carry the field
        owed, allowed, spoiled = _codes(name, defect, parameters)
        if defect.papers and not {material, f"{material}.{truth.view}"} & set(defect.papers):
            owed = set()
        must |= owed
        may |= allowed
        harmed = harmed or spoiled
    if truth.readable is False:
        may |= {"unreadable.*", "blurred.text"}
    turned, flipped = _turn(truth)
    (may if harmed else must).update(turned)
    (may if harmed else must).update(flipped)
    if truth.tilt_degrees is not None and abs(truth.tilt_degrees) > STRAIGHT_UP_TO:
        (must if abs(truth.tilt_degrees) >= TILTED_FROM and not harmed else may).add("tilted.skew")
    if truth.text_height_px is not None and truth.text_height_px < LARGE_FROM_PX:
        (must if truth.text_height_px < SMALL_BELOW_PX else may).add("too_small.text")
        may |= UNREAD
    _kind(truth, material, must, may)
    if "expired" in (truth.defects or {}) and "validity" in truth.fields and not harmed:
        must.add("expired.validity")
    if "expiring" in (truth.defects or {}) and "validity" in truth.fields and not harmed:
        must.add("expiring.validity")
    if "own_statement" in (truth.defects or {}) and not harmed:
        must.add("wrong_material.not_official_form")
    if any(code in must for code in ("format.undecodable", "format.unsupported", "format.empty")):
        must, may = {code for code in must if code.startswith("format.")}, {"*"}
    return Expectation(frozenset(must), frozenset(may - must), truth.defects is not None, harmed)


def _codes(name: str, defect: Defect, parameters: Mapping[str, Any]) -> tuple[set[str], set[str], bool]:
    """Codes owed, codes allowed, and whether text may be lost."""
    kinds = table()[1].get(name)
    if kinds is not None:
        codes = set(kinds.get(str(parameters.get("kind")), ()))
        return codes, set() if codes else {f"{name}.*"}, bool(codes)
    if defect.only_with is not None and not parameters.get(defect.only_with):
        return set(), set(), False
    owed = {code.format(field=parameters.get(defect.field or "")) for code in defect.must}
    if defect.strength is None or defect.strength not in parameters:
        return owed, set(defect.may), defect.harms
    sign = -1 if defect.lower_is_worse else 1
    strength = sign * float(parameters[defect.strength])
    if strength >= sign * defect.flag_at:
        return owed, set(defect.may), defect.harms
    if strength > sign * defect.fine_at:
        return set(), owed | set(defect.may), defect.harms
    return set(), set(), False


def _turn(truth: Truth) -> tuple[set[str], set[str]]:
    if truth.kind in NO_TURN_TOLD:
        return set(), set()
    if truth.mirrored:
        return set(), {"mirrored.reflected"}
    return {"rotated.quarter_turn"} if truth.rotation else set(), set()


def _kind(truth: Truth, material: str, must: set[str], may: set[str]) -> None:
    if truth.kind is not None and truth.kind != material:
        code = truth.kind if truth.kind in ("other_proof", "not_a_document", "unrecognised") else "other"
        must.add(f"wrong_material.{code}")
        may.update(
            (
                "wrong_material.*",
                "unreadable.*",
                "mismatch.*",
                "implausible.*",
                "seal.missing",
                "too_small.text",
            )
        )
        may.update(("handheld.*", "signature.missing", "incomplete.*", "cropped.document", "blurred.text"))
        may.add("photocopy.monochrome")
    elif truth.view == "original":
        must.add("wrong_material.original_not_duplicate")


def codes_of(expectations: Iterable[Expectation]) -> set[str]:
    """All codes that some picture must raise, those about a field as their family."""
    found = {code for expectation in expectations for code in expectation.must}
    return {grouped(code) for code in found}


FAMILIES = ("unreadable", "mismatch", "implausible", "expired", "expiring", "incomplete")
"""Checks whose codes end in a field's name: judged together."""


def grouped(code: str) -> str:
    """The code's family where codes end in a field's name, else the code itself."""
    family = code.partition(".")[0]
    return f"{family}.*" if family in FAMILIES else code
