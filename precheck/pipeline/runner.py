"""The only loop over checks: runs them on a subject, dresses findings in words, collects the report."""

import logging
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, Flag, FlagKind, Remedy, Unable
from precheck.domain.material import Material
from precheck.pipeline.definition import ConfiguredCheck

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one check came to. ``unable`` is our failure and never a pass; ``undecodable``: the picture cannot be opened."""

    check: str
    flags: tuple[Flag, ...]
    unable: Unable | None
    undecodable: bool = False


def run(subject: Examined, checks: tuple[ConfiguredCheck, ...]) -> Iterator[Outcome]:
    """Each check's outcome, in order.

    Only an undecodable, unsupported or over-limit file stops the later checks: they are listed as
    unable, so that what was not checked is never passed.
    """
    undecodable = False
    for configured in checks:
        flags: list[Flag] = []
        unable: Unable | None = None
        if undecodable:
            unable = Unable(
                configured.name, "图片无法打开，未检查 (not checked: the picture cannot be opened)"
            )
        else:
            try:
                for finding in configured.module.check(subject, configured.params):
                    flags.append(
                        render(finding, configured.flags, subject.material, _views(subject, finding))
                    )
                    undecodable = undecodable or finding.stops or configured.module.FLAGS[finding.code].stops
            except Exception as error:  # a check's failure must cost neither the report nor the batch
                log.warning(
                    "check %s could not run: %s", configured.name, type(error).__name__, exc_info=True
                )
                failed = subject.failure_of(error)
                unable = Unable(configured.name, reason(error, failed.stage if failed else None))
        yield Outcome(configured.name, tuple(flags), unable, undecodable)


def reason(error: BaseException, stage: str | None = None) -> str:
    """Why a check could not run, without anything of the document's content; ``stage``: the one that failed before it."""
    what = type(error).__name__
    return f"未能运行 (could not run): {f'{stage}: ' if stage else ''}{what}"


def _views(subject: Examined, finding: Finding) -> tuple[str | None, ...]:
    """The views shown, which say what the field is called; nothing is asked where no field is named."""
    return () if finding.field is None else tuple(page.view for page in subject.pages)


def render(
    finding: Finding, kinds: Mapping[str, FlagKind], material: Material, views: Collection[str | None] = ()
) -> Flag:
    """A finding in the words and with the severity of its pipeline; ``views``: those that the picture shows."""
    code = finding.code if finding.subcode is None else f"{finding.code.removesuffix('.*')}.{finding.subcode}"
    kind = kinds.get(code) or kinds[finding.code]
    values = dict(finding.values)
    if finding.field is not None:
        rule = material.rule(finding.field, views)
        values = {"label": rule.label, "label_en": rule.label_en, **values}
    message, message_en = kind.message, kind.message_en
    if finding.remedy is Remedy.NONE and kind.message_none:
        message, message_en = kind.message_none, kind.message_none_en
    return Flag(
        code=code,
        severity=finding.severity or kind.severity,
        message=message.format(**values),
        message_en=message_en.format(**values),
        field=finding.field,
        remedy=finding.remedy or kind.remedy,
        audience=kind.audience,
        measured=None if finding.measured is None else round(finding.measured, 4),
        threshold=finding.threshold,
        unit=kind.unit or None,
        region=finding.region,
        other_upload=finding.other_upload,
    )
