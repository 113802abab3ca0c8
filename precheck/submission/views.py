"""Whether the uploads of a material show every page that it must show.

Which views those are stands in the pipeline file (``[views.<view>] required``, and ``id_types`` where a view
belongs to some kinds of identity document only); nothing here knows a material's name.

Flags: ``missing.<material>.<view>``. A view counts as seen where some page of some upload of that material shows
it; a page of another view never stands in for it, so that a picture of a person holding a card is no picture of
the card. A picture whose page nobody could tell, or that could not be opened, leaves the matter open: the flag
still stands, since nothing shows the view, but a person looks before the candidate is asked again.
"""

from collections.abc import Iterator, Sequence

from precheck.domain.flag import Flag, FlagKind, Severity, Unable
from precheck.domain.material import Material, ViewRule
from precheck.domain.registration import Registration
from precheck.domain.report import Report

CHECK = "missing"
OTHER_MATERIAL = "wrong_material"

# Raised as missing.<material>.<view>.
CODE = "missing.*"

FLAGS = {
    CODE: FlagKind(
        Severity.REUPLOAD, "缺少{label}，请补充上传。", "Missing: {label_en}; please upload it as well."
    )
}

# The same code where a picture that could not be told may be the one.
DOUBTFUL = FlagKind(
    Severity.REVIEW,
    "未见{label}，但图片 {unclear} 无法辨认是哪一面，请核对；确实缺少的请补充上传。",
    "Not seen: {label_en}; but nothing tells which page {unclear} is. Please look; upload it where it is missing.",
)


def required(material: Material, id_type: str | None, seen: frozenset[str]) -> list[ViewRule]:
    """The views that must be there. ``id_type`` is what the candidate declared. Where nothing was declared, a page that
    only one kind of document has (a passport's) tells the kind; else it is the kind that views without ``id_types``, or
    the first named kind, stand for."""
    rules = [view for view in material.views if view.required]
    kinds = [kind for view in rules for kind in view.id_types]
    if not kinds:
        return rules
    if id_type not in kinds:
        shown = [view.id_types for view in material.views if view.name in seen and view.id_types]
        id_type = shown[0][0] if shown else kinds[0]
    return [view for view in rules if not view.id_types or id_type in view.id_types]


def missing(
    material: Material, reports: Sequence[Report], registration: Registration | None
) -> Iterator[Flag]:
    """A flag for each required view that no upload of this material shows. ``reports``: those of the material."""
    seen = frozenset(page.view for report in reports for page in report.image.pages if page.view)
    doubtful = unclear_names(reports)
    for view in required(material, registration.id_type if registration else None, seen):
        if view.name in seen:
            continue
        words = {"label": view.title, "label_en": view.title_en, "unclear": doubtful}
        yield (DOUBTFUL if doubtful else FLAGS[CODE]).flag(f"{CHECK}.{material.slug}.{view.name}", words)


def unclear_pages(reports: Sequence[Report]) -> Iterator[Unable]:
    """The pictures whose page could not be told, for the submission's ``unable``."""
    for report in reports:
        if is_unclear(report):
            yield Unable(
                CHECK, f"看不出图片是哪一面 (cannot tell which page this is): {report.upload.display_name}"
            )


def unclear_names(reports: Sequence[Report]) -> str:
    """What the pictures are called of which nothing tells the page; empty where there are none."""
    return "、".join(report.upload.display_name for report in reports if is_unclear(report))


def is_unclear(report: Report) -> bool:
    """Whether nothing tells what page this is. A picture known to be another material is clear: it shows none."""
    if any(flag.code.split(".")[0] == OTHER_MATERIAL for flag in report.flags):
        return False
    return not any(page.view for page in report.image.pages)
