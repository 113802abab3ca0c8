"""What one committed sample is, and the words that all lists share."""

from dataclasses import dataclass, field
from typing import Any

Flags = tuple[str, ...]


@dataclass(frozen=True)
class Sample:
    """One picture. `slot` is where it is uploaded; `layout` what it is; `defects` as for the command line."""

    slot: str
    name: str
    layout: str
    purpose: str
    purpose_en: str
    flags: Flags = ()
    defects: str = ""
    difficulty: str = "sharp"
    width: int = 1400
    kilobytes: int = 112
    seed: int = 0
    scan: float = 0.0


@dataclass(frozen=True)
class Submission:
    """One candidate: `seed` and `study` give the person; `held_out` which typefaces their papers use.

    `declared` stands in the registration beside what the papers say; `person` and `institution` replace what the seed gives,
    by the names of :class:`samples.generator.people.Candidate` and :class:`samples.generator.people.Institution`.
    """

    name: str
    seed: int
    study: str | None
    samples: tuple[Sample, ...]
    held_out: bool = False
    declared: dict[str, Any] = field(default_factory=dict)
    person: dict[str, Any] = field(default_factory=dict)
    institution: dict[str, Any] = field(default_factory=dict)


ID, DIPLOMA, LICENCE = "identity", "diploma", "institution_licence"
TURNED, MIRRORED = "rotated.quarter_turn", "mirrored.reflected"
UNREADABLE = "unreadable.certificate_number"
