"""What a submission's page shows: its materials with their uploads, what is missing, what contradicts, its history."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from precheck.domain.flag import Flag
from precheck.domain.material import Material
from precheck.domain.report import Report
from precheck.reporting.differences import Pieces, compared
from precheck.service.desk import Opened
from precheck.storage.users import StoredUser
from precheck.storage.values import Decision, Level, StoredUpload
from precheck.submission.required_materials import required_materials
from precheck.submission.rules import Rules, said_by


@dataclass(frozen=True, slots=True)
class Tile:
    """One upload on the sheet. ``decision`` at the reader's level."""

    upload: StoredUpload
    report: Report | None
    decision: Decision | None
    unlocked: bool


@dataclass(frozen=True, slots=True)
class Slot:
    """One material: its uploads, and the flags that stand for it as a whole (missing, too many)."""

    slug: str
    title: str
    required: bool
    paragraph: str
    tiles: Sequence[Tile]
    flags: Sequence[Flag]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two uploads that say different things, and what each says, the differing characters marked."""

    flag: Flag
    first: Tile
    second: Tile
    values: tuple[Pieces, Pieces]


@dataclass(frozen=True, slots=True)
class Sheet:
    """``others``: flags of the whole submission that belong to no material."""

    slots: Sequence[Slot]
    pairs: Sequence[Pair]
    others: Sequence[Flag]

    @property
    def tiles(self) -> list[Tile]:
        """All uploads in the order of the sheet."""
        return [tile for slot in self.slots for tile in slot.tiles]


@dataclass(frozen=True, slots=True)
class Event:
    """A line of the history; ``kind`` names its words, ``text`` is what was written with it."""

    at: float
    kind: str
    who: str
    text: str
    material: str
    undone: bool = False


def sheet(
    opened: Opened,
    materials: Mapping[str, Material],
    rules: Rules,
    level: Level,
    *,
    unmasked: bool = True,
) -> Sheet:
    """The materials in the order of the notice, then what else was uploaded."""
    needed = required_materials(rules, said_by(opened.registration, rules))
    wanted = {need.options[0].material: need for need in needed.needs} if needed is not None else {}
    own: dict[str, list[Tile]] = {}
    for upload in opened.uploads:
        tile = Tile(
            upload,
            opened.reports.get(upload.id),
            opened.standing.get((upload.id, level)),
            not opened.held.locks(upload.material),
        )
        own.setdefault(upload.material, []).append(tile)
    # A stand-in that was uploaded (a filing for a licence) fills the need in whose place it stands.
    for slug, need in list(wanted.items()):
        present = next((option.material for option in need.options if option.material in own), slug)
        if present != slug:
            wanted = {present if key == slug else key: value for key, value in wanted.items()}
    by_material: dict[str, list[Flag]] = {}
    others: list[Flag] = []
    for flag in opened.found.flags:
        first, _, rest = flag.code.partition(".")
        slug = rest.split(".")[0]
        if first in ("missing", "too_many", "extra") and slug in materials:
            by_material.setdefault(slug, []).append(flag)
        elif first != "contradicts":
            others.append(flag)
    slots = [
        Slot(
            slug=slug,
            title=materials[slug].title if slug in materials else slug,
            required=slug in wanted,
            paragraph=wanted[slug].paragraph if slug in wanted else "",
            tiles=own.get(slug, ()),
            flags=by_material.get(slug, ()),
        )
        for slug in dict.fromkeys((*wanted, *own, *by_material))
    ]
    return Sheet(slots, _pairs(opened, own, unmasked), others)


def _value(tile: Tile, flag: Flag) -> str | None:
    facts = tile.report.fields.get(flag.field or "") if tile.report else None
    return facts.value if facts else None


def _pairs(opened: Opened, own: Mapping[str, Sequence[Tile]], unmasked: bool) -> list[Pair]:
    tiles = {tile.upload.id: tile for some in own.values() for tile in some}
    pairs = []
    for flag in opened.found.flags:
        if flag.code.startswith("contradicts.") and flag.other_upload in tiles:
            second = next(
                (tile for id, tile in tiles.items() if id != flag.other_upload and id in flag.message),
                None,
            )
            if second is not None:
                first = tiles[flag.other_upload]
                said = compared(
                    flag.field or "", _value(first, flag), _value(second, flag), unmasked=unmasked
                )
                pairs.append(Pair(flag, first, second, said))
    return pairs


def history(opened: Opened, people: Mapping[str, StoredUser]) -> list[Event]:
    """All that happened, newest first."""
    material = {upload.id: upload.material for upload in opened.uploads}
    events = [Event(upload.created_at, "uploaded", "", "", upload.material) for upload in opened.uploads]
    events += [
        Event(upload.updated_at, "replaced", "", str(upload.generation), upload.material)
        for upload in opened.uploads
        if upload.generation > 1
    ]
    events += [
        Event(
            d.at,
            f"{d.outcome}",
            who(d.by, people),
            d.comment or "",
            material.get(d.upload_id, ""),
            undone=d.withdrawn_at is not None,
        )
        for d in opened.decisions
    ]
    # A message that a decision sent stands with the decision.
    told = {(d.at, d.comment) for d in opened.decisions}
    events += [
        Event(m.at, "told", "", m.text, m.material or "")
        for m in opened.messages
        if (m.at, m.text) not in told
    ]
    for line in opened.events:
        if line.action == "registration.changed":
            events.append(Event(line.at, "corrected", who(line.actor, people), "", ""))
        elif line.action == "material.unlocked":
            slugs = json.loads(line.details).get("materials", [])
            events.append(
                Event(line.at, "unlocked", who(line.actor, people), "", slugs[0] if len(slugs) == 1 else "")
            )
        elif line.action == "link.issued":
            events.append(Event(line.at, "link", who(line.actor, people), "", ""))
    return sorted(events, key=lambda event: event.at, reverse=True)


def who(actor: str, people: Mapping[str, StoredUser]) -> str:
    """An actor of the log as people know them."""
    user = people.get(actor.removeprefix("user:"))
    return user.name if user is not None else actor
