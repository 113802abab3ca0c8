"""`as_found`: a paper in one of the states in which its kind is met with, chosen by chance."""

import random

from samples.generator.defect import Defect
from samples.generator.layouts import Layout

FRAMED = ("to_sheet", "to_frame", "margin:white", "margin:black", "screenshot")
LIKELY: dict[str, tuple[str, ...]] = {
    "diploma": (
        "ribbons+folder",
        "folder",
        "ribbons",
        "sleeve",
        "folds",
        "redacted:name",
        "redacted:portrait",
        "specimen",
    ),
    "degree": ("ribbons+folder", "folder", "ribbons", "sleeve", "redacted:name", "redacted:portrait"),
    "institution_licence": ("behind_glass", "sleeve", "folds", "crumpled", "sleeve+folds"),
    "unrecognised": ("behind_glass", "sleeve", "folds"),
    "identity": ("sleeve", "redacted:id_number", "specimen"),
}
ANY = ("sleeve", "folds", "crumpled")


def expanded(wishes: list[Defect], layout: Layout, rng: random.Random) -> list[Defect]:
    """The wishes with `as_found` replaced by what it comes to for this layout; what fills the frame stays as it is."""
    found: list[Defect] = []
    for wish in wishes:
        if wish.name != "as_found":
            found.append(wish)
            continue
        if layout.scene != "photo":
            continue
        chosen = rng.choice(LIKELY.get(layout.material, ANY) + FRAMED)
        for part in chosen.split("+"):
            name, *arguments = part.split(":")
            found.append(Defect(name, tuple(arguments)))
    return found
