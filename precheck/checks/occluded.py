"""Does something lie on the page and cover print?

Flags:
    ``occluded.text``: a finger or another thing covers the place of a field, or much of the page.
Why:
    Candidates hold a page down with a thumb. The reader makes a shorter number of what is left, or finds no value beside its
    label.
Measures:
    On the segmenter's map of covers: the share of each field's place (:mod:`precheck.reading.obstruction`), and of the
    paper, whatever fields are owed. The printed portrait and who holds the card are no covers.
Threshold and where it was measured:
    docs/evaluation/checks.md.
"""

from collections.abc import Iterator

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Severity
from precheck.vision import overlap


class Params(CheckParams):
    """The share of the paper under a cover that is flagged, and of the print that it hides."""

    min_share: float = Field(gt=0, le=1)
    min_print: float = Field(gt=0, le=1)


FLAGS = {
    "occluded.text": FlagKind(
        Severity.REUPLOAD,
        "{what}被手指或其他物品遮挡，请移开后重新拍摄。",
        "A finger or something else covers {what_en}: move it away and take the picture again.",
        unit="被遮挡的比例 share of the page (of the field's place) covered, flagged from",
    )
}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """One finding for each field covered; else one for the page."""
    found = False
    for name, causes in examined.hidden.items():
        for hidden in causes:
            if hidden.by != "cover" or name not in examined.seen_fields:
                continue
            found = True
            rule = examined.material.rule(name, [page.view for page in examined.pages])
            yield Finding(
                "occluded.text",
                field=name,
                measured=hidden.share,
                threshold=hidden.threshold,
                region=hidden.region,
                values={"what": rule.label, "what_en": f"the {rule.label_en}"},
            )
    if any(examined.material.shows_a_person(page.view) for page in examined.pages):
        return
    share, outlines = overlap.page_share(examined.maps, "cover", tuple(line.box for line in examined.lines))
    gone, where = overlap.print_share(examined.maps, "cover")
    if not found and (share >= params.min_share or gone >= params.min_print):
        whole = share >= params.min_share
        shown = outlines if whole else where
        yield Finding(
            "occluded.text",
            measured=share if whole else gone,
            threshold=params.min_share if whole else params.min_print,
            region=shown[0] if shown else None,
            values={"what": "页面大部分", "what_en": "a large part of the page"},
        )
