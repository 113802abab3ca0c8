"""What is drawn over a picture: the document's outline, the fields, the flagged regions with their numbers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from precheck.domain.geometry import Region, centre
from precheck.domain.material import Material
from precheck.domain.report import Report


@dataclass(frozen=True, slots=True)
class Shape:
    """A polygon in picture coordinates. ``kind`` is document, field or flag; ``state`` a severity or status
    and names the style; ``number`` points to the flag in the list beside (counted from 1)."""

    kind: str
    state: str
    region: Region
    title: str
    number: int | None = None

    @property
    def points(self) -> str:
        """As SVG wants them."""
        return " ".join(f"{x:.1f},{y:.1f}" for x, y in self.region)

    @property
    def anchor(self) -> tuple[float, float]:
        """Where the number stands: the corner nearest the picture's top-left."""
        return min(self.region, key=lambda point: point[0] + point[1])

    @property
    def middle(self) -> tuple[float, float]:
        return centre(self.region)


def shapes(report: Report, material: Material | None) -> list[Shape]:
    """Everything that has a place in the picture, what matters most last, that is on top."""
    documents = [page.document for page in report.image.pages if page.document]
    if not documents and report.image.document:
        documents = [report.image.document]
    outlines = [Shape("document", "document", region, "证件边缘") for region in documents]
    labels = field_labels(material, report)
    fields = [
        Shape("field", str(facts.status), facts.region, labels.get(name, name))
        for name, facts in report.fields.items()
        if facts.region
    ]
    flags = []
    for number, flag in enumerate(report.flags, start=1):
        region = flag.region
        if region is None and flag.field in report.fields:
            region = report.fields[flag.field].region
        if region:
            flags.append(Shape("flag", str(flag.severity), region, flag.code, number))
    return outlines + fields + flags


def field_labels(material: Material | None, report: Report) -> Mapping[str, str]:
    """The Chinese label of each field of a material, as the page shown calls it."""
    views = (report.image.view or "").split("+")
    return {rule.name: material.rule(rule.name, views).label for rule in material.fields} if material else {}
