"""What is known of a labelled picture. Every key is optional: what is not said is not judged.

Keys of ``truth``: ``kind`` the material it really is; ``view``; ``rotation`` 0, 90, 180, 270 and ``mirrored`` as in the
report; ``tilt_degrees``; ``text_height_px`` of the main number; ``fields`` ``{name: {"value": …}}`` or ``{name: value}``;
``defects`` ``{name: {parameter: …}}`` by the names in ``defects.toml``, ``{}`` for a good picture; ``readable`` false where a
person cannot read a field that matters; ``flags`` the exact list of codes to raise, instead of ``defects``;
``difficulty``, ``layout``, ``typeface``: words to group by.

How the paper lies in the picture: ``cut`` the sides of the picture at which it goes on outside, a list or letters of ``ltrb``,
or ``{side: share of it outside}``, with ``cut_shares`` and ``cut_asked`` (false: too little to ask); ``fills_frame``;
``document`` its four corners from its own top-left as printed; ``glare_share``, ``cover_share`` of the print that is lost to
light or lies under something; ``lost_fields``, ``covered_fields`` the same for each field it happened to; ``glare``,
``covered`` the same in words (none, small, large; none, hand, thing); ``display`` a photographed screen; ``sharp``; ``papers``
how many there are; ``accepted`` a reviewer's decision.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Self

from precheck.domain.errors import Invalid
from precheck.domain.geometry import Quad

SIDES = "ltrb"
"""Left, top, right, bottom: clockwise, so that a quarter turn clockwise carries each to the next."""


EXIF_TURNS = {1: 0, 3: 2, 6: 1, 8: 3}
"""Quarter turns clockwise that a viewer makes for an EXIF orientation."""

GLARES = ("none", "small", "large")
COVERS = ("none", "hand", "thing")
PLAIN = ("fills_frame", "glare_share", "cover_share", "display", "sharp", "papers", "accepted")


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
    cut: Mapping[str, float | None] | None = None
    fills_frame: bool | None = None
    document: Quad | None = None
    glare_share: float | None = None
    cover_share: float | None = None
    lost_fields: Mapping[str, float] | None = None
    covered_fields: Mapping[str, float] | None = None
    glare: str | None = None
    covered: str | None = None
    display: bool | None = None
    sharp: bool | None = None
    papers: int | None = None
    accepted: bool | None = None

    @classmethod
    def parse(cls, data: object) -> Self:
        """From the manifest's ``truth`` object; keys that are not known here are passed over.
        Raises Invalid: it is no object, or a known key is of the wrong kind."""
        if not isinstance(data, Mapping):
            raise Invalid("truth 必须是一个 JSON 对象 (truth must be a JSON object)")
        rotation, flags = data.get("rotation"), data.get("flags")
        if rotation not in (None, 0, 90, 180, 270):
            raise Invalid(f"truth.rotation: {rotation!r}; 0, 90, 180, 270, null")
        if flags is not None and not (isinstance(flags, list) and all(isinstance(f, str) for f in flags)):
            raise Invalid("truth.flags: a list of codes")
        values, printed = _fields(data.get("fields") or {})
        data = {**_by_defects(_defects(data.get("defects"))), **data}
        if len(data.get("pages") or ()) > 1:  # which of them is meant?
            data = {**data, "document": None}
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
            cut=_cut(data),
            document=_quad(data.get("document")),
            lost_fields=_shares(data, "lost_fields"),
            covered_fields=_shares(data, "covered_fields"),
            glare=_word(data, "glare", GLARES),
            covered=_word(data, "covered", COVERS),
            **{key: data[key] for key in PLAIN if data.get(key) is not None},
        )

    @property
    def glare_free(self) -> bool | None:
        """Whether no print is lost to light; None where not known."""
        if self.glare is not None:
            return self.glare == "none"
        return None if self.defects is None else not {"glare", "overexposed"} & set(self.defects)

    @property
    def cover_free(self) -> bool | None:
        """Whether nothing lies over the page; None where not known."""
        if self.covered is not None:
            return self.covered == "none"
        return None if self.defects is None else "occluded" not in self.defects

    @property
    def sides(self) -> frozenset[str] | None:
        """The sides of the picture at which the paper goes on; None where not known."""
        return None if self.cut is None else frozenset(self.cut)

    def shown_after(self, exif_orientation: int | None) -> Self:
        """The same where everything was said of the stored pixels and a viewer turns them. Where he mirrors them too, nothing is
        said of sides and turns."""
        turns = EXIF_TURNS.get(exif_orientation or 1)
        if turns is None:
            return replace(self, cut=None, rotation=None)
        cut = self.cut
        if cut is not None:
            cut = {SIDES[(SIDES.index(side) + turns) % 4]: share for side, share in cut.items()}
        rotation = None if self.rotation is None else (self.rotation + 90 * turns) % 360
        return replace(self, cut=cut, rotation=rotation)

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


def _by_defects(defects: Mapping[str, Mapping[str, Any]] | None) -> dict[str, Any]:
    """What a list of all defects says without saying it."""
    if defects is None:
        return {}
    cropped = defects.get("cropped")
    said: dict[str, Any] = {
        "display": "screen" in defects,
        "fills_frame": bool({"to_sheet", "to_frame"} & set(defects)),
    }
    if cropped is None or "side" in cropped:
        said["cut"] = {cropped["side"]: cropped.get("share")} if cropped else {}
    for name, key in (("glare", "lost_fields"), ("occluded", "covered_fields")):
        said[key] = {defects[name]["field"]: 1.0} if defects.get(name, {}).get("field") else {}
    return said


def _cut(data: Mapping[str, Any]) -> Mapping[str, float | None] | None:
    given, shares = data.get("cut"), data.get("cut_shares") or {}
    if given is None or data.get("cut_asked") is False:
        return None
    if isinstance(given, Mapping):
        given, shares = list(given), given
    if not isinstance(given, (str, list)):
        raise Invalid(f"truth.cut: {given!r}; ltrb")
    named = {str(side)[:1]: share for side, share in shares.items()}
    cut = {} if given == "none" else {str(side)[:1]: named.get(str(side)[:1]) for side in given}
    if not set(cut) <= set(SIDES):
        raise Invalid(f"truth.cut: {given!r}; ltrb")
    return cut


def _quad(given: object) -> Quad | None:
    if given is None:
        return None
    try:
        a, b, c, d = ((float(x), float(y)) for x, y in given)  # type: ignore[attr-defined]
    except (TypeError, ValueError):
        raise Invalid("truth.document: four corners [[x, y], …]") from None
    return (a, b, c, d)


def _shares(data: Mapping[str, Any], key: str) -> Mapping[str, float] | None:
    given = data.get(key)
    if given is None:
        return None
    if not isinstance(given, Mapping):
        raise Invalid(f"truth.{key}: an object of field names and shares")
    return {str(name): float(share) for name, share in given.items()}


def _word(data: Mapping[str, Any], key: str, words: tuple[str, ...]) -> str | None:
    given = data.get(key)
    if given is not None and given not in words:
        raise Invalid(f"truth.{key}: {given!r}; {', '.join(words)}")
    return given
