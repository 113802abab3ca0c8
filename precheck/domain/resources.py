"""Where the files that belong to the package stand."""

from pathlib import Path

PACKAGE = Path(__file__).parent.parent


def packaged_folder(folder: str) -> Path:
    """``pipelines`` or ``models``: inside the package in an installed wheel, else beside it in the checkout."""
    inside = PACKAGE / folder
    return inside if inside.is_dir() else PACKAGE.parent / folder
