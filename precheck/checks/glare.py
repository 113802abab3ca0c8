"""Does a reflection hide print, the portrait or the emblem?

Flags:
    ``glare.text``: light has taken a part of the page, or the place of a field.
Why:
    Plastic sleeves and laminated cards mirror lamps. What lies under the highlight is gone, and the reader makes a shorter
    number of the rest. A small reflection on blank paper does no harm and is not mentioned; under a large one nobody can tell what
    stood there.
Measures:
    On the segmenter's map of lost print: the share of the paper, whatever fields are owed; and the share of each
    field's place, known from its value, its label or the card's layout (:mod:`precheck.reading.obstruction`). A page that is
    burnt out or faded all over is left to the checks of these names.
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
    """The share of the paper under glare that is flagged, and of the print that is lost to it; and the share
    from which, and the contrast of the print up to which, all of the page has faded (as in ``overexposed``). In the
    dark nothing shines (``min_brightness``), and blurred print fades of itself (``min_sharpness``).
    """

    min_share: float = Field(gt=0, le=1)
    min_print: float = Field(gt=0, le=1)
    faded_from: float = Field(gt=0, le=1)
    faded_contrast: float = Field(ge=0, le=1)
    min_brightness: float = Field(ge=0, le=1)
    min_sharpness: float = Field(ge=0, le=1)


FLAGS = {
    "glare.text": FlagKind(
        Severity.REUPLOAD,
        "{what}反光，内容被遮住，请避开灯光或取下塑封套后重新拍摄。",
        "A reflection hides {what_en}: turn the page away from the light or take it out of its sleeve, and take it again.",
        unit="反光遮住的比例 share of the page (of the field's place) under glare, flagged from",
    )
}

PARTS = {"portrait": ("照片处", "the portrait"), "emblem": ("国徽处", "the national emblem")}


def check(examined: Examined, params: Params) -> Iterator[Finding]:
    """One finding for each field or part hidden; else one for the page."""
    share, outlines = overlap.paper_share(examined.maps, "glare")
    contrast = examined.exposure.contrast
    gone, where = overlap.print_share(examined.maps, "glare")
    faded = contrast is None or contrast <= params.faded_contrast
    if faded and max(share, gone) >= params.faded_from:
        return
    found = False
    for name, causes in examined.hidden.items():
        for hidden in causes:
            if hidden.by != "glare":
                continue
            found = True
            yield Finding(
                "glare.text",
                field=name if name in examined.seen_fields else None,
                measured=hidden.share,
                threshold=hidden.threshold,
                region=hidden.region,
                values=_named(examined, name),
            )
    sharp = examined.sharpness
    blurred = sharp is not None and sharp.value < params.min_sharpness
    judged = not found and not blurred and examined.exposure.brightness >= params.min_brightness
    if judged and (share >= params.min_share or gone >= params.min_print):
        whole = share >= params.min_share
        shown = outlines if whole else where
        yield Finding(
            "glare.text",
            measured=share if whole else gone,
            threshold=params.min_share if whole else params.min_print,
            region=shown[0] if shown else None,
            values={"what": "页面大面积", "what_en": "a large part of the page"},
        )


def _named(examined: Examined, name: str) -> dict[str, str]:
    if name in PARTS:
        return dict(zip(("what", "what_en"), PARTS[name], strict=True))
    rule = examined.material.rule(name, [page.view for page in examined.pages])
    return {"what": f"{rule.label}处", "what_en": f"the {rule.label_en}"}
