"""One uploaded file."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Upload:
    """One file as it came, with what is known of it from outside.

    ``file`` is the name it came under: hostile text, for showing only, never a path to open.
    """

    data: bytes = field(repr=False)
    file: str | None = None
    material: str = ""
    submission: str | None = None
    id: str | None = None
    sha256: str = ""

    @classmethod
    def from_bytes(
        cls,
        data: bytes,
        *,
        material: str,
        file: str | None = None,
        submission: str | None = None,
        id: str | None = None,
    ) -> Upload:
        """An upload with its SHA-256."""
        return cls(data, file, material, submission, id, hashlib.sha256(data).hexdigest())
