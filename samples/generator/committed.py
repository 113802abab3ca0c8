"""Writes the committed samples: pictures, registrations, `manifest.toml` for people, `truth.jsonl` for tests."""

import json
import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

from samples.generator import batch, people
from samples.generator._catalogue import SUBMISSIONS, Sample, Submission
from samples.generator.people import Candidate

HEAD = """# 样例图片 The committed samples. All persons, numbers, schools, institutions and seals are invented.
# Written by `python -m samples.generator samples`; what each picture must raise is said in samples/generator/_catalogue.
"""

# Faults of the file that still let the picture be seen.
OPEN = ("format.too_large", "format.extension_mismatch")


def person_of(submission: Submission) -> Candidate:
    """The submission's candidate; the papers run until 2045, so that they stay valid while the samples are in use."""
    person = people.candidate(submission.seed, submission.study)
    place = replace(
        person.institution,
        valid_from=date(2025, 3, 18),
        valid_to=date(2045, 3, 17),
        **submission.institution,
    )
    changed = replace(
        person,
        valid_from=date(2024, 6, 12),
        valid_to=person.valid_to and date(2044, 6, 12),
        institution=place,
        **submission.person,
    )
    number = f"{changed.qualified.year}{changed.qualification_number[4:]}"
    return replace(changed, qualification_number=number)


def write(root: Path) -> int:
    """Replace every committed picture under `root`; returns how many there are now."""
    rows: list[tuple[Sample, dict[str, Any]]] = []
    for submission in SUBMISSIONS:
        folder = root / submission.name
        if folder.exists():
            shutil.rmtree(folder)
        registration: dict[str, Any] = {}
        for i, sample in enumerate(submission.samples):
            data, extension, record = batch.make(job(submission, sample, i))
            file = folder / sample.slot / f"{sample.name}.{extension}"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(data)
            registration.update(record["registration"])
            rows.append(
                (sample, {"file": file.relative_to(root).as_posix(), **record, "submission": submission.name})
            )
        registration.update(submission.declared)
        text = json.dumps(registration, ensure_ascii=False, indent=2)
        (folder / "registration.json").write_text(text + "\n", encoding="utf-8")
    (root / "manifest.toml").write_text(
        HEAD + "".join(entry(sample, row) for sample, row in rows), encoding="utf-8"
    )
    with (root / "truth.jsonl").open("w", encoding="utf-8") as truths:
        for _, row in rows:
            kept = {key: value for key, value in row["truth"].items() if key != "lines"}
            truths.write(
                json.dumps({"file": row["file"], "material": row["material"], **kept}, ensure_ascii=False)
                + "\n"
            )
    return len(rows)


def job(submission: Submission, sample: Sample, index: int) -> batch.Job:
    """The order for one sample."""
    seed = 900_000 + submission.seed * 100 + (sample.seed or 50 + index)
    return batch.Job(
        sample.name,
        sample.layout,
        seed,
        sample.difficulty,
        submission.held_out,
        sample.defects,
        sample.scan,
        person_of(submission),
        sample.width,
        sample.kilobytes,
        sample.slot,
        0.0,
    )


def entry(sample: Sample, row: dict[str, Any]) -> str:
    """One table of the manifest. Orientation and view stand only where the file shows a document that has them."""
    truth = row["truth"]
    lines = [
        "[[sample]]",
        f'file = "{row["file"]}"',
        f'material = "{sample.slot}"',
        f'purpose = "{sample.purpose}"',
        f'purpose_en = "{sample.purpose_en}"',
        f"flags = {json.dumps(sorted(sample.flags))}",
        f'kind = "{truth["kind"]}"',
        f'layout = "{truth["layout"]}"',
    ]
    closed = any(code.startswith("format.") and code not in OPEN for code in sample.flags)
    if not closed and truth["kind"] != "not_a_document":
        lines += [f"rotation = {truth['rotation']}", f"mirrored = {str(truth['mirrored']).lower()}"]
        if truth["view"] and truth["kind"] == sample.slot:
            lines.append(f'view = "{truth["view"]}"')
    return "\n" + "\n".join(lines) + "\n"
