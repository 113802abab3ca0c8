"""Pictures that people have looked at: a folder with ``labels.csv``, a row a picture, every column but ``file`` optional.

Labels speak of the pixels as stored; the report speaks of them as a viewer shows them. ``unsure``, ``na`` and an empty cell
are not judged. The set has two halves, parted by source (the author, the scanner, the site a picture came from), since
pictures of one source resemble each other: limits may be chosen on one, and are judged on the other.
"""

import csv
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Literal

from precheck.domain.errors import Invalid
from precheck.domain.upload import Header
from precheck.imaging import header
from precheck_evaluation.truth import Truth

LABELS = "labels.csv"

Half = Literal["choosing", "judging"]
HALVES: tuple[Half, Half] = ("choosing", "judging")

BALANCED = ("turn_clockwise_to_upright", "sharp", "cut", "fills_frame", "glare", "covered", "display")
"""What both halves should have their share of."""

COLUMNS = frozenset(
    (
        *BALANCED,
        "file",
        "kind",
        "complete",
        "source",
        "licence",
        "papers",
        "material",
        "half",
        "decision",
        "note",
    )
)
NOT_SAID = frozenset(("", "unsure", "na"))
DECISIONS = ("accepted", "returned")


def rows(path: Path) -> list[dict[str, str]]:
    """All rows of the file, what is not said left out.
    Raises Invalid: it cannot be read, has a column that is not known, or a row without ``file``."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream)
            unknown = set(reader.fieldnames or ()) - COLUMNS
            if unknown:
                raise Invalid(
                    f"{path}: 不认识的列 (columns that are not known): {', '.join(sorted(map(str, unknown)))}"
                )
            found = [
                {key: value.strip() for key, value in row.items() if value and value.strip() not in NOT_SAID}
                for row in reader
            ]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise Invalid(f"无法读取标注 (cannot read the labels): {path}: {error}") from None
    if any("file" not in row for row in found):
        raise Invalid(f"{path}: 每行须有 file (a row needs file)")
    return found


def truth(row: Mapping[str, str], picture: Path) -> Truth:
    """A row's truth about the picture as shown.
    Raises Invalid: a value is not one of those that its column may hold."""
    said: dict[str, Any] = {key: row[key] for key in ("kind", "cut", "glare", "covered") if key in row}
    said |= {key: _yes(row, key) for key in ("fills_frame", "display", "sharp") if key in row}
    if "turn_clockwise_to_upright" in row:
        said |= {"rotation": -_number(row, "turn_clockwise_to_upright") % 360, "mirrored": False}
    if "papers" in row:
        said["papers"] = _number(row, "papers")
    if "decision" in row:
        if row["decision"] not in DECISIONS:
            raise Invalid(f"decision: {row['decision']!r}; {', '.join(DECISIONS)}")
        said["accepted"] = row["decision"] == "accepted"
    return Truth.parse(said).shown_after(_header(picture).exif_orientation)


def halves(labelled: Sequence[Mapping[str, str]]) -> list[Half]:
    """Each row's half: the one it names, else its source's. Sources are dealt out from the largest to the smallest, each to the
    half that then leaves every label spread most evenly; the same for the same labels."""
    named = {row.get("source", row["file"]): row["half"] for row in labelled if "half" in row}
    for half in set(named.values()) - set(HALVES):
        raise Invalid(f"half: {half!r}; {', '.join(HALVES)}")
    by_source: dict[str, Counter[tuple[str, str]]] = {}
    for row in labelled:
        held = by_source.setdefault(row.get("source", row["file"]), Counter())
        held.update((column, row.get(column, "")) for column in BALANCED)
        held["", ""] += 1
    total = sum(by_source.values(), Counter())
    dealt: dict[Half, Counter[tuple[str, str]]] = {half: Counter() for half in HALVES}
    chosen: dict[str, Half] = {}
    for source in sorted(by_source, key=lambda s: (s not in named, -by_source[s]["", ""], s)):

        def unevenness(half: Half, source: str = source) -> tuple[bool, float]:
            """Where the source is named, its half goes before the other."""
            after = {**dealt, half: dealt[half] + by_source[source]}
            uneven = (
                ((after["choosing"][label] - after["judging"][label]) / total[label]) ** 2 for label in total
            )
            return named.get(source, half) != half, sum(uneven)

        half = min(HALVES, key=unevenness)
        chosen[source] = half
        dealt[half] += by_source[source]
    return [chosen[row.get("source", row["file"])] for row in labelled]


def _yes(row: Mapping[str, str], key: str) -> bool:
    if row[key] not in ("yes", "no"):
        raise Invalid(f"{key}: {row[key]!r}; yes, no, unsure")
    return row[key] == "yes"


def _number(row: Mapping[str, str], key: str) -> int:
    try:
        return int(row[key])
    except ValueError:
        raise Invalid(f"{key}: {row[key]!r}") from None


def _header(picture: Path) -> Header:
    try:
        return header.probe(picture.read_bytes())
    except OSError as error:
        raise Invalid(f"无法读取图片 (cannot read the picture): {picture}: {error.strerror}") from None
