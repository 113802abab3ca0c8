"""All figures of a run, by group of pictures: the first hand's, the second hand's, real ones."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from precheck_evaluation import corners, flags, questions, readings, turns
from precheck_evaluation.expectation import unknown
from precheck_evaluation.figures import Bin, Figures, Row, side_by_side
from precheck_evaluation.observe import Observation

SCHEMA = "precheck.eval/2"
REAL = "real"


@dataclass(frozen=True, slots=True)
class Group:
    """One group's figures; ``unknown_defects`` are not in ``defects.toml``, and their pictures count in no rate of flags."""

    pictures: int
    figures: Figures
    unknown_defects: Sequence[str]
    curves: Sequence[readings.Curve]
    reliability: Sequence[Bin]


@dataclass(frozen=True, slots=True)
class Evaluation:
    """Everything that is printed, drawn and stored. ``hands``: the groups whose figures should agree."""

    groups: Mapping[str, Group]
    hands: Sequence[str] = ()
    seconds: float | None = None
    versions: Mapping[str, str] = field(default_factory=dict)
    missing: Sequence[str] = ()

    @property
    def rows(self) -> list[Row]:
        """Every figure, all groups side by side."""
        return side_by_side({name: group.figures for name, group in self.groups.items()}, self.hands)

    def to_dict(self) -> dict[str, Any]:
        """As JSON values; rates as ``{hits, n, rate, low, high}``."""
        return {
            "schema": SCHEMA,
            "seconds": self.seconds,
            "versions": dict(self.versions),
            "missing": list(self.missing),
            "groups": {
                name: {
                    "pictures": group.pictures,
                    "unknown_defects": list(group.unknown_defects),
                    "figures": [figure.to_dict() for figure in group.figures],
                }
                for name, group in self.groups.items()
            },
            "apart": [[row.section, row.name] for row in self.rows if row.apart],
        }


def evaluate(observations: Sequence[Observation]) -> dict[str, Group]:
    """The figures of every group, in the order in which they come; of real pictures, both halves together too."""
    groups: dict[str, list[Observation]] = {}
    halves = {o.labelled.half for o in observations} - {None}
    for observation in observations:
        groups.setdefault(observation.labelled.group, []).append(observation)
    if len(halves) > 1:
        groups[REAL] = [o for o in observations if o.labelled.half is not None]
    return {name: _group(listed) for name, listed in groups.items()}


def _group(seen: Sequence[Observation]) -> Group:
    return Group(
        len(seen),
        [
            *questions.figures([(o.labelled, o.report) for o in seen]),
            *corners.figures(seen),
            *readings.figures(seen),
            *flags.figures(seen),
            *turns.figures(seen),
        ],
        sorted({name for o in seen for name in unknown(o.labelled.truth)}),
        readings.curves(seen),
        readings.calibration(seen),
    )
