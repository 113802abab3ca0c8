"""What may come in at all: ids, materials, pictures, file names."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from precheck.service.errors import Unacceptable
from precheck.storage.facts import PSEUDONYM_SIGN

LONGEST_ID = 200
LONGEST_FILE_NAME = 255


@dataclass(frozen=True, slots=True)
class Quota:
    """How many uploads a submission may hold, and how many of one material."""

    submission: int = 100
    material: int = 20


def acceptable(submission: str, material: str, materials: Collection[str]) -> None:
    """Raises:
    Unacceptable: an impossible submission's id, or none of the ``materials``.
    """
    acceptable_id(submission)
    if material not in materials:
        known = ", ".join(sorted(materials))
        raise Unacceptable(f"没有这种材料 (no such material): {material[:64]!r}; {known}")


def acceptable_id(submission: str) -> None:
    """Raises:
    Unacceptable: an id that cannot be shown, or a longer one than :data:`LONGEST_ID`.
    """
    if (
        not 0 < len(submission) <= LONGEST_ID
        or not submission.isprintable()
        or submission.startswith(PSEUDONYM_SIGN)
    ):
        raise Unacceptable(
            f"报名编号须为 1 至 {LONGEST_ID} 个可见字符，不以 {PSEUDONYM_SIGN} 开头 "
            f"(a submission's id: 1 to {LONGEST_ID} printable characters, the first of them no {PSEUDONYM_SIGN})"
        )


def shortened(file: str | None) -> str | None:
    """A file's name as it is kept: text only, never a path to open."""
    return file if file is None else file[:LONGEST_FILE_NAME]
