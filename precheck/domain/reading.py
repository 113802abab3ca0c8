"""What was made of a picture's text: its pages, its kind, its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from precheck.domain.geometry import Orientation, Quad, Region
from precheck.domain.material import FieldRule, Material
from precheck.domain.text import TextLine


class Status(StrEnum):
    MATCH = "match"
    MISMATCH = "mismatch"
    UNREADABLE = "unreadable"
    UNVERIFIED = "unverified"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class Beyond:
    """How far a page reaches beyond one side of the picture, as share of its own extent (negative: it ends before), and
    how much of that share may be the makers' tolerance."""

    share: float
    uncertain: float


@dataclass(frozen=True, slots=True)
class Page:
    """One document or page seen in the picture. ``orientation`` is None where nothing tells how it lies. ``document``
    holds its corners, beginning with the page's own top-left as printed; None where not found. ``beyond``: for the
    left, top, right and bottom of the picture; empty where not known. ``places``: where fields belong, by name, where
    the document's known layout tells. ``lines`` are in reading order."""

    view: str | None
    orientation: Orientation | None
    lines: tuple[TextLine, ...] = ()
    document: Quad | None = None
    tilt_degrees: float | None = None
    beyond: tuple[Beyond, ...] = ()
    places: Mapping[str, Quad] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class OrientedBlock:
    """Lines that lie the same way; ``orientation`` is None where nothing tells."""

    orientation: Orientation | None
    lines: tuple[TextLine, ...]


@dataclass(frozen=True, slots=True)
class Candidate:
    """One possible value of a field and where it came from, for ``--explain``."""

    value: str
    text: str
    label: str | None
    how: str
    score: float
    box: Quad


@dataclass(frozen=True, slots=True)
class FieldReading:
    """How one field was read and compared, as a value of the field type ``type``.

    ``value`` is the best reading of the picture alone; None only where no line was found. ``confidence``
    is the probability, 0..1, that it is right. ``readability`` is how surely the least sure of its characters was seen,
    0..1, ``mean_certainty`` how surely they were on the whole. ``log_ratio`` is log P(declared) − log P(best reading),
    None where not computed; ``margin`` that of the second best reading that the field's structure allows, None where there
    is none; ``readings``: the best and those, with their logarithms. ``reader``: whose words it is, joined by ``+`` where
    several were heard. ``problems`` are structure failures, in words for a reviewer; ``why`` it
    ended so, in words for ``--explain``. ``areas``: where
    the value belongs, beside and below its label, where the label was found and no value there. ``rule``: the one of the view shown
    by which it was read.
    """

    name: str
    status: Status
    type: str = ""
    value: str | None = None
    confidence: float | None = None
    expected: str | None = None
    box: Quad | None = None
    readability: float | None = None
    log_ratio: float | None = None
    problems: tuple[str, ...] = ()
    text_height_px: float | None = None
    candidates: tuple[Candidate, ...] = ()
    areas: tuple[Quad, ...] = ()
    margin: float | None = None
    mean_certainty: float | None = None
    readings: tuple[tuple[str, float], ...] = ()
    reader: str = ""
    why: str = ""
    rule: FieldRule | None = None

    def rule_in(self, material: Material) -> FieldRule:
        """The rule it was read by: that of the view shown, else the material's first of this name."""
        return self.rule or material.rule(self.name)


@dataclass(frozen=True, slots=True)
class Hidden:
    """What lies on a place: ``by`` names the map (``glare``, ``cover``), ``share`` how much of the place it hides,
    0..1, ``region`` its outline. ``torn``: what was read of the value ends where this begins, so that more of it may
    have stood there (then ``share`` is of the place beside it). ``threshold``: the share from which it counts.
    ``place``: the one beside or below the label that it lies on."""

    by: str
    share: float
    region: Region
    torn: bool = False
    threshold: float = 0.0
    place: Quad | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """The picture's own orientation with its evidence. ``orientation`` is what all pages agree on, None where nothing
    tells or they disagree. ``scores`` gives for each way tried, as (rotation, mirrored), the mean reading confidence
    0..1 of the sample lines. ``columns``: the text is set in columns of upright characters."""

    orientation: Orientation | None
    scores: dict[tuple[int, bool], float] = field(default_factory=dict)
    agreed: bool = True
    columns: bool = False

    @property
    def reading(self) -> Orientation | None:
        """How the picture would lie if its lines were rows: the way in which they are read."""
        if self.orientation is None or not self.columns:
            return self.orientation
        return Orientation((self.orientation.rotation + 90) % 360)


@dataclass(frozen=True, slots=True)
class Kind:
    """Which material the text speaks for. ``scores``: evidence for each slug, unbounded, 0 is none."""

    slug: str | None
    scores: dict[str, float] = field(default_factory=dict)
    words: tuple[str, ...] = ()
