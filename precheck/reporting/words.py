"""What reports say in codes, in the words of people: the Chinese ones stand here, those of flags, units, materials and pages in
``names.toml`` and the pipeline files."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib import resources

from precheck.domain.flag import Remedy, Severity, Verdict
from precheck.domain.material import Material
from precheck.domain.reading import Status

VERDICTS: dict[str, str] = {
    Verdict.REUPLOAD: "需重新上传",
    Verdict.REVIEW: "需人工查看",
    Verdict.PASS: "通过",
}

SEVERITIES: dict[str, str] = {Severity.REUPLOAD: "重传", Severity.REVIEW: "查看", Severity.INFO: "提示"}

STATUSES: dict[str, str] = {
    Status.MATCH: "一致",
    Status.MISMATCH: "不一致",
    Status.UNREADABLE: "无法识别",
    Status.UNVERIFIED: "未比对",
    Status.ABSENT: "本页无此项",
}

REMEDIES: dict[str, str] = {
    Remedy.REUPLOAD: "重新上传",
    Remedy.MOVE: "移到正确的材料",
    Remedy.FIX_REGISTRATION: "核对并修改报名信息",
    Remedy.CONTACT_SITE: "联系考点",
    Remedy.NONE: "无需处理",
}
"""What helps; see :func:`remedy`."""

UNABLE = "未能检查"

# Marks beside the colours, so that nothing depends on telling colours apart.
MARKS: dict[str, str] = {Verdict.REUPLOAD: "✕", Verdict.REVIEW: "?", Verdict.PASS: "✓", Severity.INFO: "i"}


def remedy(what: Remedy, severity: Severity) -> str:
    """What helps with a flag. Where the candidate can do nothing, a reviewer still has to look, unless it is a mere note."""
    return "人工核对" if what is Remedy.NONE and severity is not Severity.INFO else REMEDIES[what]


LANGUAGES = ("zh", "en")


def flag_name(code: str, materials: Mapping[str, Material], language: str = "zh") -> str:
    """A flag's name, ``无法识别：毕业证编号`` for ``unreadable.certificate_number``; the code itself where it is unknown."""
    names = _names()["flags"]
    first, _, rest = code.partition(".")
    found = names.get(code) or names.get(first)
    if found is None:
        return code
    name = found[LANGUAGES.index(language)]
    if "{label}" not in name:
        return name
    if not rest:
        return name.replace("：{label}", "").replace(": {label}", "")
    return name.replace("{label}", part_name(rest, materials, language))


def unit_name(code: str, language: str = "zh") -> str:
    """In which unit a flag's figures are; empty where it has none."""
    units = _names()["units"]
    found = units.get(code) or units.get(code.partition(".")[0])
    return found[LANGUAGES.index(language)] if found else ""


def part_name(part: str, materials: Mapping[str, Material], language: str = "zh") -> str:
    """What the second part of a code tells: a material, a page of one (``identity.back``), or a field."""
    slug, _, view = part.partition(".")
    material = materials.get(slug)
    if material is not None:
        for rule in material.views:
            if rule.name == view:
                return rule.title if language == "zh" else rule.title_en
        return material.title if language == "zh" else material.title_en
    return _labels(tuple(materials.values()), language).get(part, part)


def _labels(materials: tuple[Material, ...], language: str) -> Mapping[str, str]:
    """Each field's label, as the first material calls it that has it."""
    labels: dict[str, str] = {}
    for material in materials:
        for rule in material.fields:
            labels.setdefault(rule.name, rule.label if language == "zh" else rule.label_en)
    return labels


@cache
def _names() -> dict[str, dict[str, list[str]]]:
    text = resources.files("precheck.reporting").joinpath("names.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
