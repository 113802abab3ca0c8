"""Whole sets of pictures: which layout, which candidate, which setting, which defects; all from one seed."""

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from samples.generator import camera, people
from samples.generator.layouts import Layout, Order, choose_faces, load_all
from samples.generator.truth import to_json

LIMIT = 200 * 1024


@dataclass(frozen=True)
class Job:
    """One picture to make."""

    name: str
    layout: Layout
    seed: int
    difficulty: str
    held_out_faces: bool | None
    defects: tuple[str, ...] = ()
    scan: float = 0.12


def jobs(
    count: int, seed: int, materials: Sequence[str], which: str, difficulty: str, defects: Sequence[str]
) -> list[Job]:
    """The list of pictures: layouts in turn, so that every layout has about the same share."""
    wanted = {"train": False, "held_out": True, "all": None}[which]
    found = [
        entry
        for entry in load_all().values()
        if entry.material in materials and (wanted is None or entry.held_out == wanted)
    ]
    if not found:
        raise ValueError(f"no layout for {', '.join(materials)} ({which})")
    rng = random.Random(f"set {seed}")
    order: list[Layout] = []
    while len(order) < count:
        turn = list(found)
        rng.shuffle(turn)
        order += turn
    return [
        Job(f"{i:05d}", entry, seed * 1_000_003 + i, difficulty, wanted, tuple(defects)) for i, entry in enumerate(order[:count])
    ]


def make(job: Job) -> tuple[bytes, dict[str, Any]]:
    """The file's bytes and its manifest row (without `file`)."""
    rng = random.Random(f"picture {job.seed}")
    person = people.candidate(job.seed)
    page = job.layout.draw(Order(person, rng, choose_faces(rng, job.held_out_faces)))
    truth = page.truth(job.layout.view)
    grade = camera.DIFFICULTIES[job.difficulty]
    how = camera.setting(rng, grade)
    if job.layout.scene == "photo":
        shot = camera.scan(page, truth, rng, how) if rng.random() < job.scan else camera.photograph(page, truth, rng, how)
    else:
        shot = camera.fill_frame(page, truth, rng, how, lighting=job.layout.scene == "whole")
    data, shot = camera.encode(shot, min(LIMIT, rng.randint(*grade.kilobytes) * 1024))
    h, w = shot.image.shape[:2]
    registration = person.registration()
    record = {
        "material": job.layout.material, "submission": f"s{job.name}", "registration": registration,
        "truth": {
            "view": page.whole or job.layout.view, "layout": job.layout.name, "held_out": job.layout.held_out,
            "typeface": page.typeface, "width": w, "height": h, "rotation": 0, "mirrored": False,
            "tilt_degrees": round(shot.tilt, 2), "surface": shot.surface, "difficulty": job.difficulty, "defects": {},
            **to_json(shot.truth, 0, False),
        },
    }
    return data, record


def write(made: Iterator[tuple[Job, bytes, dict[str, Any]]], out: Path) -> int:
    """Write pictures and `manifest.jsonl` into `out`; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    count = 0
    with (out / "manifest.jsonl").open("w", encoding="utf-8") as manifest:
        for job, data, record in made:
            file = f"{job.layout.material}_{job.name}.jpg"
            (out / file).write_bytes(data)
            manifest.write(json.dumps({"file": file, **record}, ensure_ascii=False) + "\n")
            count += 1
    return count
