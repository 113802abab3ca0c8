"""What is known of a labelled picture. Every key is optional: what is not said is not judged.

Keys of ``truth``: ``kind`` the material it really is; ``view``; ``rotation`` 0, 90, 180, 270 and ``mirrored`` as in the
report; ``tilt_degrees``; ``text_height_px`` of the main number; ``fields`` ``{name: {"value": …}}`` or ``{name: value}``;
``defects`` ``{name: {parameter: …}}`` by the names in ``defects.toml``, ``{}`` for a good picture; ``readable`` false where a
person cannot read a field that matters; ``flags`` the exact list of codes to raise, instead of ``defects``;
``difficulty``, ``layout``, ``typeface``: words to group by.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Self

from precheck.domain.errors import Invalid


@dataclass(frozen=True, slots=True)
class Truth:
    """One picture's truth; None is not known."""

    kind: str | None = None
    view: str | None = None
    rotation: int | None = None
    mirrored: bool | None = None
    tilt_degrees: float | None = None
    text_height_px: float | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)
    defects: Mapping[str, Mapping[str, Any]] | None = None
    readable: bool | None = None
    flags: tuple[str, ...] | None = None
    difficulty: str = "all"
    layout: str | None = None

    @classmethod
    def parse(cls, data: object) -> Self:
        """From the manifest's ``truth`` object; keys that are not known here are passed over.

        Raises:
            Invalid: it is no object, or a known key is of the wrong kind.
        """
        if not isinstance(data, Mapping):
            raise Invalid("truth 必须是一个 JSON 对象 (truth must be a JSON object)")
        rotation, flags = data.get("rotation"), data.get("flags")
        if rotation not in (None, 0, 90, 180, 270):
            raise Invalid(f"truth.rotation: {rotation!r}; 0, 90, 180, 270, null")
        if flags is not None and not (isinstance(flags, list) and all(isinstance(f, str) for f in flags)):
            raise Invalid("truth.flags: a list of codes")
        values, printed = _fields(data.get("fields") or {})
        return cls(
            kind=data.get("kind"),
            view=data.get("view"),
            rotation=rotation,
            mirrored=data.get("mirrored"),
            tilt_degrees=data.get("tilt_degrees"),
            text_height_px=data.get("text_height_px"),
            fields=values,
            printed=printed,
            defects=_defects(data.get("defects")),
            readable=data.get("readable"),
            flags=None if flags is None else tuple(flags),
            difficulty=str(data.get("difficulty") or "all"),
            layout=data.get("layout"),
        )

    @property
    def way(self) -> str | None:
        """The orientation in a word (``90``, ``180 mirrored``); None where not known."""
        return None if self.rotation is None else way(self.rotation, self.mirrored)


def way(rotation: int | None, mirrored: bool | None) -> str:
    """An orientation in a word; ``-`` where nothing tells."""
    return "-" if rotation is None else f"{rotation}{' mirrored' if mirrored else ''}"


def _fields(given: object) -> tuple[dict[str, str], dict[str, str]]:
    if not isinstance(given, Mapping):
        raise Invalid("truth.fields: an object of field names")
    values: dict[str, str] = {}
    printed: dict[str, str] = {}
    for name, entry in given.items():
        value = entry.get("value") if isinstance(entry, Mapping) else entry
        if value not in (None, ""):
            values[name] = str(value)
            printed[name] = str((entry.get("printed") if isinstance(entry, Mapping) else None) or value)
    return values, printed


def _defects(given: object) -> Mapping[str, Mapping[str, Any]] | None:
    if given is None:
        return None
    if isinstance(given, list):
        return {str(name): {} for name in given}
    if isinstance(given, Mapping) and all(isinstance(value, Mapping) for value in given.values()):
        return dict(given)
    raise Invalid("truth.defects: an object of defect names, each with its parameters")
