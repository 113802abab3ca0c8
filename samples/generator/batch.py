"""Pictures to order: layout, candidate, setting and defects, all from one seed."""

import json
import random
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from samples.generator import as_found, camera, declared, defects, files, people
from samples.generator.defect import Defect, Parameters
from samples.generator.layouts import Layout, Order, choose_faces, load_all
from samples.generator.left_out import leaving_out
from samples.generator.page import Page
from samples.generator.paper import worn
from samples.generator.paper_defects import PAPER
from samples.generator.people import Candidate
from samples.generator.truth import to_json

LIMIT = 200 * 1024


@dataclass(frozen=True)
class Job:
    """One picture to make. `scan`: how likely it is scanned instead of photographed; `person`: whose paper it is."""

    name: str
    layout: str
    seed: int
    difficulty: str
    held_out_faces: bool | None = None
    defects: str = ""
    scan: float = 0.12
    person: Candidate | None = None
    width: int | None = None
    kilobytes: int | None = None
    slot: str | None = None
    seal_on_number: float | None = None


def jobs(
    count: int, seed: int, materials: Sequence[str], which: str, difficulty: str, wishes: Sequence[str]
) -> list[Job]:
    """The list of pictures: materials in turn, within each its layouts in turn, and the wished defects in turn."""
    wanted = {"train": False, "held_out": True, "all": None}[which]
    layouts = load_all().values()
    for wish in wishes:
        defects.parse(wish)
    rng = random.Random(f"set {seed}")
    queues: dict[str, list[Layout]] = {}
    chosen: list[Layout] = []
    for i in range(count):
        material = materials[i % len(materials)]
        if not queues.get(material):
            found = [
                entry
                for entry in layouts
                if entry.material == material and (wanted is None or entry.held_out == wanted)
            ]
            if (
                not found and wanted is not None
            ):  # a material with few layouts: the faces still are what was asked for
                found = [entry for entry in layouts if entry.material == material]
            if not found:
                raise ValueError(f"no layout for {material}")
            queues[material] = [entry for entry in found for _ in range(entry.share)]
            rng.shuffle(queues[material])
        chosen.append(queues[material].pop())
    return [
        Job(
            f"{i:05d}",
            entry.name,
            seed * 1_000_003 + i,
            difficulty,
            wanted,
            wishes[i % len(wishes)] if wishes else "",
        )
        for i, entry in enumerate(chosen)
    ]


def make(job: Job) -> tuple[bytes, str, dict[str, Any]]:
    """The file's bytes, its extension and its manifest row (without `file`).

    Page, seal, camera and each defect draw from chances of their own: a defect leaves everything else as it was.
    """
    layout = load_all()[job.layout]
    wishes = as_found.expanded(defects.parse(job.defects), layout, _chance(job, "as_found"))
    noted: dict[str, Parameters] = {}
    person = job.person or people.candidate(job.seed, layout.study)
    person = _changed(person, wishes, noted)
    page_rng = _chance(job, "page")
    order = Order(person, page_rng, choose_faces(page_rng, job.held_out_faces))
    wanting = [wish.name.removeprefix("no_") for wish in wishes if wish.name.startswith("no_")]
    unfilled = [wish.word(0, "name") for wish in wishes if wish.name == "unfilled"]
    with leaving_out([*wanting, *(f"field {field}" for field in unfilled)]) as missing:
        page = layout.draw(order)
    if layout.view in ("departments", "changes") or layout.material == "degree":
        missing["seal"] = 0  # pages that owe none
    if "wrong_material.not_official_form" in layout.flags:
        noted["own_statement"] = {}
    if "photocopy.monochrome" in layout.flags:
        noted["photocopy"] = {}
    if "expired.validity" in layout.flags:
        noted["expired"] = {}
    noted |= {f"no_{name}": {"missing": missing.get(name, 0)} for name in wanting}
    for field in unfilled:
        if missing.get(f"field {field}"):
            noted["unfilled"] = {"field": field}
    if layout.scene == "photo" and page.on_paper:
        page.image = worn(page.image, page_rng)
        page.refresh()
    grade = camera.DIFFICULTIES[job.difficulty]
    sealed = grade.seal_on_number if job.seal_on_number is None else job.seal_on_number
    numbered = layout.material in ("diploma", "institution_licence") and "seal" not in wanting
    if _chance(job, "seal").random() < sealed and numbered:
        wishes = [*wishes, Defect("seal", ("main",))]
    for wish in wishes:
        if wish.name in PAPER:
            noted[wish.name] = PAPER[wish.name](page, order, wish, _chance(job, wish.name))
    shot, how = _shoot(job, layout, page, wishes, noted)
    for wish in wishes:
        if wish.name in defects.OPTICS:
            shot, noted[wish.name] = defects.OPTICS[wish.name](shot, wish, _chance(job, wish.name))
    shot = camera.develop(shot, _chance(job, "sensor"), how)
    for wish in wishes:
        if wish.name in defects.FRAME:
            shot, noted[wish.name] = defects.FRAME[wish.name](shot, wish, _chance(job, wish.name))
    limit = min(LIMIT, (job.kilobytes or _chance(job, "size").randint(*grade.kilobytes)) * 1024)
    data, shot, extension = _file(shot, wishes, limit, noted)
    slot = job.slot or layout.slot
    registration = {**person.registration(), **page.declared}
    for wish in wishes:
        if wish.name == "mismatch":
            field = wish.word(0, "name")
            registration, key, right = declared.mismatched(registration, slot, field, _chance(job, wish.name))
            noted["mismatch"] = {"field": field, "key": key, "right": right}
    truth = _truth(layout, page, shot, job, noted)
    return (
        data,
        extension,
        {"material": slot, "submission": f"s{job.name}", "registration": registration, "truth": truth},
    )


def _chance(job: Job, stage: str) -> random.Random:
    return random.Random(f"{job.seed} {stage}")


def _changed(person: Candidate, wishes: list[Defect], noted: dict[str, Parameters]) -> Candidate:
    for wish in wishes:
        if wish.name in ("expired", "expiring"):
            person, noted[wish.name] = _ended(person, wish.name)
        if wish.name == "wrong_check":
            last = person.id_number[-1]
            wrong = person.id_number[:-1] + ("3" if last in "X012" else "1")
            person, noted[wish.name] = replace(person, id_number=wrong), {"field": "id_number", "right": last}
    return person


def _truth(
    layout: Layout, page: Page, shot: camera.Shot, job: Job, noted: dict[str, Parameters]
) -> dict[str, Any]:
    h, w = shot.image.shape[:2]
    height = defects.text_height(shot, defects.main_field(shot))
    places = to_json(shot.truth, shot.rotation, shot.mirrored)
    turns = {part.rotation for part in shot.truth.parts}
    if layout.material == "not_a_document":
        places |= {"document": None, "pages": []}
    return {
        "kind": layout.material,
        "view": page.whole or layout.view or None,
        "layout": layout.name,
        "held_out": layout.held_out,
        "typeface": page.typeface,
        "width": w,
        "height": h,
        "rotation": shot.rotation if len(turns) == 1 else None,
        "mirrored": shot.mirrored,
        "tilt_degrees": round(shot.tilt, 2),
        "text_height_px": round(height, 1),
        "surface": shot.surface,
        "difficulty": job.difficulty,
        "defects": noted,
        **places,
    }


def _shoot(
    job: Job,
    layout: Layout,
    page: Page,
    wishes: list[Defect],
    noted: dict[str, Parameters],
) -> tuple[camera.Shot, camera.Setting]:
    rng = _chance(job, "camera")
    how = camera.setting(rng, camera.DIFFICULTIES[job.difficulty])
    if job.width:
        how = replace(how, width=job.width)
    scanned = layout.scene == "photo" and rng.random() < job.scan
    for wish in wishes:
        if wish.name == "tilted":
            lean = _chance(job, wish.name)
            degrees = wish.number(0, lean.choice((-1, 1)) * lean.uniform(14, 24))
            how, scanned, noted["tilted"] = replace(how, tilt=degrees), False, {"degrees": round(degrees, 1)}
    truth = page.truth(layout.view)
    if layout.scene == "photo":
        return (camera.scan if scanned else camera.photograph)(page, truth, rng, how), how
    if layout.scene == "screen":
        how = replace(how, noise=0.0, blur=min(how.blur, 0.3))
    return camera.fill_frame(page, truth, rng, how, lighting=layout.scene == "whole"), how


def _file(
    shot: camera.Shot, wishes: list[Defect], limit: int, noted: dict[str, Parameters]
) -> tuple[bytes, camera.Shot, str]:
    start, extension = 92, "jpg"
    for wish in wishes:
        if wish.name == "compressed":
            start = int(wish.number(0, 8))
            noted["compressed"] = {"quality": start}
    data, shot = camera.encode(shot, limit, start=start)
    for wish in wishes:
        if wish.name == "exif":
            orientation = int(wish.number(0, 6))
            data, noted["exif"] = (
                files.with_orientation(shot, orientation, limit),
                {"orientation": orientation},
            )
        if wish.name == "format":
            data, extension = files.spoiled(shot, data, wish.word(0, "webp"))
            noted["format"] = {"kind": wish.word(0, "webp")}
    return data, shot, extension


def _ended(person: Candidate, how: str) -> tuple[Candidate, Parameters]:
    """The same person with papers that have run out, or do so before the 2027 examination."""
    start, end = (
        (date(2013, 5, 6), date(2023, 5, 6)) if how == "expired" else (date(2017, 3, 9), date(2027, 3, 9))
    )
    place = replace(person.institution, valid_from=start, valid_to=end)
    ended = replace(person, valid_from=start, valid_to=end, institution=place, passport_days=(start, end))
    return ended, {"valid_to": end.isoformat()}


def _named(job: Job) -> tuple[Job, bytes, str, dict[str, Any]]:
    return (job, *make(job))


def produce(listed: Sequence[Job], processes: int) -> Iterator[tuple[Job, bytes, str, dict[str, Any]]]:
    """All pictures in order, in one process or several; the result is the same."""
    if processes <= 1:
        yield from map(_named, listed)
        return
    with ProcessPoolExecutor(processes) as pool:
        yield from pool.map(_named, listed, chunksize=4)


def write(made: Iterator[tuple[Job, bytes, str, dict[str, Any]]], out: Path) -> int:
    """Write pictures and `manifest.jsonl` into `out`; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with (out / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for job, data, extension, record in made:
            file = f"{record['truth']['kind']}_{job.name}.{extension}"
            (out / file).write_bytes(data)
            manifest.write(json.dumps({"file": file, **record}, ensure_ascii=False) + "\n")
            count += 1
    return count
