"""The examples (示例) on the candidate's page: one small picture of each paper, marked all over as a specimen."""

import io
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw

from samples.generator import batch, fonts

LONGEST_PX = 560
LARGEST = 40_000  # bytes of one picture
MARK = "示例 SPECIMEN"
# Material, with the view where it has several, and what is drawn for it.
EXAMPLES = {
    "identity.front": "id_front_waves",
    "identity.back": "id_back_waves",
    "identity.info": "passport_info",
    "identity.cover": "passport_cover",
    "identity.handheld": "id_handheld",
    "institution_licence.info": "licence_table",
    "institution_licence.departments": "licence_departments",
    "institution_licence.changes": "licence_changes",
    "physician_practice.info": "practice_sheet",
    "physician_practice.changes": "practice_changes",
    "apprenticeship_certificate": "apprentice_sheet",
    "clinical_training_certificate": "training_statement",
    "continuous_work_certificate": "work_statement",
    "degree": "degree_national",
    "diploma": "diploma_national",
    "graduate_commitment_letter": "graduate_letter",
    "military_service_permit": "army_permit",
    "personal_commitment_letter": "personal_letter",
    "physician_qualification": "qualification_sheet",
    "practice_period_certificate": "practice_period_form",
    "probation_certificate": "probation_form",
    "registration_record": "registration_statement",
    "short_specialty_form": "short_form",
    "student_card": "student_booklet",
    "tcm_clinic_filing": "filing_sheet",
}


def write(out: Path) -> int:
    """Write the examples into `out`; returns how many."""
    out.mkdir(parents=True, exist_ok=True)
    for name, layout in EXAMPLES.items():
        (out / f"{name}.webp").write_bytes(_encoded(_marked(_drawn(layout))))
    return len(EXAMPLES)


def _drawn(layout: str) -> Image.Image:
    job = batch.Job("0", layout, 27, "sharp", defects="none", width=1300, scan=0.0, seal_on_number=0.0)
    data, _, _ = batch.make(job)
    pixels = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR)
    if pixels is None:
        raise ValueError(f"{layout} cannot be shown")
    image = Image.fromarray(np.ascontiguousarray(pixels[:, :, ::-1]))
    image.thumbnail((LONGEST_PX, LONGEST_PX), Image.Resampling.LANCZOS)
    return image


def _marked(image: Image.Image) -> Image.Image:
    """The mark across the picture, three times: whatever part is cut out shows it."""
    face = fonts.load("noto-sans", max(18, image.width // 12))
    mark = Image.new("RGBA", (image.width * 2, image.height * 2), (0, 0, 0, 0))
    paint = ImageDraw.Draw(mark)
    for share in (0.36, 0.5, 0.64):
        paint.text(
            (image.width, 2 * image.height * share),
            MARK,
            font=face,
            anchor="mm",
            fill=(176, 32, 32, 120),
            stroke_width=1,
            stroke_fill=(255, 255, 255, 110),
        )
    turned = mark.rotate(22, resample=Image.Resampling.BICUBIC)
    left, top = image.width // 2, image.height // 2
    cut = turned.crop((left, top, left + image.width, top + image.height))
    return Image.alpha_composite(image.convert("RGBA"), cut).convert("RGB")


def _encoded(page: Image.Image) -> bytes:
    """WebP of at most `LARGEST` bytes."""
    for quality in range(72, 20, -6):
        buffer = io.BytesIO()
        page.save(buffer, "WEBP", quality=quality, method=6)
        if buffer.tell() <= LARGEST:
            return buffer.getvalue()
    raise ValueError("an example is too large")
