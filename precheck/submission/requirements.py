"""Whether an application holds what the notice asks of it.

Flags: ``missing.<material>`` (and ``missing.<material>.<view>`` for a page or a second document of it),
``too_many.<material>``, ``extra.<material>``, and ``requirement.<rule>`` where one paper stands in another's place and the
notice leaves open whether it may. Each names its paragraph. What is asked follows from the registration and the table
(:mod:`precheck.submission.rules`), never from the pictures, and is worked out anew each time: nothing is read again when
the registration changes.

An upload that is clearly something else fills no need; one that cannot be opened or read does, since its own report asks
for it again. A material of which some upload still waits for its check is never called missing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from precheck.domain.flag import Flag, Remedy, Severity
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.submission import views
from precheck.submission.rules import Declarations, Document, Need, Option, RequiredMaterials, Rules

ELSEWHERE = frozenset({"wrong_material.other", "wrong_material.other_proof", "wrong_material.not_a_document"})


@dataclass(frozen=True, slots=True)
class Uploads:
    """What there is: reports by material, and the materials of which some upload still waits for its check."""

    by_material: Mapping[str, Sequence[Report]]
    waiting: frozenset[str]

    @classmethod
    def by_slot(cls, reports: Sequence[Report], waiting: frozenset[str]) -> Uploads:
        """The uploads by the slot in which they lie, without those that are clearly something else."""
        found: dict[str, list[Report]] = {}
        for report in reports:
            if not is_other_material(report):
                found.setdefault(report.upload.material, []).append(report)
        return cls(found, waiting)

    def has(self, material: str) -> bool:
        """Whether anything counts as this material, or may once it was checked."""
        return material in self.by_material or material in self.waiting

    def reports(self, material: str) -> Sequence[Report]:
        """The reports that count as this material."""
        return self.by_material.get(material, ())


def is_other_material(report: Report) -> bool:
    """Whether the picture is clearly no paper of its slot's material."""
    return any(flag.code in ELSEWHERE and flag.severity is Severity.REUPLOAD for flag in report.flags)


def check(
    owed: RequiredMaterials,
    rules: Rules,
    said: Declarations,
    uploads: Uploads,
    materials: Mapping[str, Material],
) -> Iterator[Flag]:
    """All flags of what is asked for, in the order of the table."""
    yield from _missing(owed, uploads, materials)
    present = [
        option.material
        for need in owed.needs
        for option in need.options
        if uploads.reports(option.material) and option.material not in uploads.waiting
    ]
    for material in dict.fromkeys(present):
        reports = uploads.reports(material)
        yield from _pages(rules, said, materials[material], reports)
        yield from _documents(rules, said, material, reports)
        yield from _each(rules, said, materials[material], reports)
    yield from _too_many(rules, said, uploads, materials)
    yield from _extra(owed, uploads, materials)


def _missing(owed: RequiredMaterials, uploads: Uploads, materials: Mapping[str, Material]) -> Iterator[Flag]:
    asked: set[str] = set()
    for need in owed.needs:
        shown = next((option for option in need.options if uploads.has(option.material)), None)
        listed = any(option.rule is None and uploads.has(option.material) for option in need.options)
        first = need.options[0].material
        if shown is None and first not in asked:
            asked.add(first)
            yield _asked_for(need, materials)
        elif shown is not None and not listed and shown.rule is not None and shown.rule.rule is not None:
            yield _in_its_place(shown, owed)


def _asked_for(need: Need, materials: Mapping[str, Material]) -> Flag:
    wanted = materials[need.options[0].material]
    others = [
        materials[option.material]
        for option in need.options[1:]
        if option.rule is not None and option.rule.rule is None
    ]
    title = "或".join(each.title for each in (wanted, *others))
    title_en = " or ".join(each.title_en for each in (wanted, *others))
    return _absent(wanted.slug, title, title_en, need.paragraph)


def _absent(what: str, title: str, title_en: str, paragraph: str, doubtful: str = "") -> Flag:
    """``doubtful``: the pictures of which nothing tells whether they show it; a person looks before anybody is asked again."""
    return Flag(
        f"missing.{what}",
        Severity.REVIEW if doubtful else Severity.REUPLOAD,
        f"未见{title}，但图片 {doubtful}，请核对；确实缺少的请补充上传（通知{paragraph}）。"
        if doubtful
        else f"缺少{title}，请补充上传（通知{paragraph}）。",
        f"Missing: {title_en}; please upload it as well (notice {paragraph}).",
        remedy=Remedy.REUPLOAD,
    )


def _in_its_place(option: Option, owed: RequiredMaterials) -> Flag:
    rule = option.rule
    assert rule is not None
    words = {"paragraph": rule.paragraph, "paragraph_of_category": owed.paragraph}
    return Flag(
        f"requirement.{rule.rule}",
        Severity.REVIEW,
        rule.message.format(**words),
        rule.message_en.format(**words),
        remedy=Remedy.NONE,
    )


def _pages(rules: Rules, said: Declarations, material: Material, reports: Sequence[Report]) -> Iterator[Flag]:
    seen = {page.view for report in reports for page in report.image.pages}
    read = {name for report in reports for name, facts in report.fields.items() if facts.value is not None}
    for rule in rules.pages.values():
        if rule.material != material.slug or not rule.holds(said) or rule.view in seen or rule.field in read:
            continue
        view = next(view for view in material.views if view.name == rule.view)
        unclear = views.unclear_names(reports)
        yield _absent(
            f"{material.slug}.{view.name}",
            f"{material.title}{view.title}",
            f"{view.title_en} of: {material.title_en}",
            rule.paragraph,
            f"{unclear} 无法辨认是哪一页" if unclear else "",
        )


def _documents(rules: Rules, said: Declarations, material: str, reports: Sequence[Report]) -> Iterator[Flag]:
    for rule in rules.documents.values():
        if rule.material != material or not rule.holds(said):
            continue
        told = [_shows(rule, report) for report in reports]
        if True in told:
            continue
        # Two pictures of which one says nothing: a person looks, before anybody is asked again.
        unclear = [
            report.upload.display_name for report, seen in zip(reports, told, strict=True) if seen is None
        ]
        doubtful = f"{'、'.join(unclear)} 无法辨认" if unclear and len(told) > 1 else ""
        yield _absent(f"{material}.{rule.role}", rule.title, rule.title_en, rule.paragraph, doubtful)


def _shows(rule: Document, report: Report) -> bool | None:
    """Whether the upload shows this document; None where nothing on it tells."""
    values = [
        (facts.value, pattern)
        for name, pattern in rule.shown_by.items()
        if (facts := report.fields.get(name)) is not None and facts.value is not None
    ]
    return any(re.search(pattern, value) for value, pattern in values) if values else None


def _each(rules: Rules, said: Declarations, material: Material, reports: Sequence[Report]) -> Iterator[Flag]:
    for rule in rules.each.values():
        wanted = len(said.get(rule.entries, ()))
        shown = sum(max(1, len(report.image.pages)) for report in reports)
        if material.slug in rule.materials and rule.holds(said) and shown < wanted:
            yield Flag(
                f"missing.{material.slug}",
                Severity.REVIEW,
                f"{material.title}须每个单位一份：报名信息有{wanted}个单位，只见{shown}份，请核对并补充上传（通知{rule.paragraph}）。",
                f"One for each employer: {material.title_en}; {wanted} employers were declared, {shown} seen (notice {rule.paragraph}).",
                remedy=Remedy.REUPLOAD,
            )


def _too_many(
    rules: Rules, said: Declarations, uploads: Uploads, materials: Mapping[str, Material]
) -> Iterator[Flag]:
    if rules.limits is None:
        return
    for slug, limit in rules.limits.pictures.items():
        material = materials[slug]
        further = sum(rule.material == slug and rule.holds(said) for rule in rules.documents.values())
        documents = max(1 + further, len(said.get(material.entries, ())) if material.entries else 1)
        there, most = len(uploads.reports(slug)), limit * documents
        if there > most:
            yield Flag(
                f"too_many.{slug}",
                Severity.REVIEW,
                f"{material.title}最多{most}张，现有{there}张，请删去多余的（通知{rules.limits.paragraph}）。",
                f"At most {most} pictures of: {material.title_en}; there are {there} (notice {rules.limits.paragraph}).",
                remedy=Remedy.NONE,
                measured=there,
                threshold=most,
                unit="pictures",
            )


def _extra(owed: RequiredMaterials, uploads: Uploads, materials: Mapping[str, Material]) -> Iterator[Flag]:
    for slug in sorted(uploads.by_material.keys() & materials.keys() - owed.welcome):
        yield Flag(
            f"extra.{slug}",
            Severity.INFO,
            f"按通知{owed.paragraph}不需要{materials[slug].title}，可以不上传。",
            f"Not needed under {owed.paragraph} of the notice: {materials[slug].title_en}.",
            remedy=Remedy.NONE,
        )
