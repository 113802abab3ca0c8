"""The typefaces documents are set in, found where Debian's font packages put them.

Some faces are held out: they are never used for pictures on which rules are tuned, only for judging them.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

ROOT = Path("/usr/share/fonts")
NOTO = "opentype/noto"


@dataclass(frozen=True)
class Typeface:
    """One font file. `kind`: song (serif), hei (sans), kai (brush), latin (digits and letters only)."""

    name: str
    kind: str
    path: str
    index: int
    package: str
    bold: bool = False
    held_out: bool = False


TYPEFACES: dict[str, Typeface] = {
    face.name: face
    for face in (
        Typeface("noto-serif", "song", f"{NOTO}/NotoSerifCJK-Regular.ttc", 2, "fonts-noto-cjk"),
        Typeface("noto-serif-medium", "song", f"{NOTO}/NotoSerifCJK-Medium.ttc", 2, "fonts-noto-cjk-extra"),
        Typeface("noto-serif-semi", "song", f"{NOTO}/NotoSerifCJK-SemiBold.ttc", 2, "fonts-noto-cjk-extra"),
        Typeface("noto-serif-bold", "song", f"{NOTO}/NotoSerifCJK-Bold.ttc", 2, "fonts-noto-cjk", bold=True),
        Typeface(
            "noto-serif-black", "song", f"{NOTO}/NotoSerifCJK-Black.ttc", 2, "fonts-noto-cjk-extra", bold=True
        ),
        Typeface("uming", "song", "truetype/arphic/uming.ttc", 0, "fonts-arphic-uming", held_out=True),
        Typeface(
            "gbsn", "song", "truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0, "fonts-arphic-gbsn00lp", held_out=True
        ),
        Typeface("noto-sans-light", "hei", f"{NOTO}/NotoSansCJK-DemiLight.ttc", 2, "fonts-noto-cjk-extra"),
        Typeface("noto-sans", "hei", f"{NOTO}/NotoSansCJK-Regular.ttc", 2, "fonts-noto-cjk"),
        Typeface("noto-sans-medium", "hei", f"{NOTO}/NotoSansCJK-Medium.ttc", 2, "fonts-noto-cjk-extra"),
        Typeface("noto-sans-bold", "hei", f"{NOTO}/NotoSansCJK-Bold.ttc", 2, "fonts-noto-cjk", bold=True),
        Typeface(
            "noto-sans-black", "hei", f"{NOTO}/NotoSansCJK-Black.ttc", 2, "fonts-noto-cjk-extra", bold=True
        ),
        Typeface("microhei", "hei", "truetype/wqy/wqy-microhei.ttc", 0, "fonts-wqy-microhei"),
        Typeface("zenhei", "hei", "truetype/wqy/wqy-zenhei.ttc", 0, "fonts-wqy-zenhei", held_out=True),
        Typeface("ukai", "kai", "truetype/arphic/ukai.ttc", 0, "fonts-arphic-ukai"),
        Typeface("gkai", "kai", "truetype/arphic-gkai00mp/gkai00mp.ttf", 0, "fonts-arphic-gkai00mp"),
        Typeface(
            "wenkai-light",
            "kai",
            "truetype/lxgw-wenkai/LXGWWenKai-Light.ttf",
            0,
            "fonts-lxgw-wenkai",
            held_out=True,
        ),
        Typeface(
            "wenkai",
            "kai",
            "truetype/lxgw-wenkai/LXGWWenKai-Regular.ttf",
            0,
            "fonts-lxgw-wenkai",
            held_out=True,
        ),
        Typeface(
            "wenkai-bold",
            "kai",
            "truetype/lxgw-wenkai/LXGWWenKai-Bold.ttf",
            0,
            "fonts-lxgw-wenkai",
            bold=True,
            held_out=True,
        ),
        Typeface("ocr-b", "latin", "opentype/ocr-b/OCRB.otf", 0, "fonts-ocr-b"),
        Typeface(
            "liberation-mono",
            "latin",
            "truetype/liberation/LiberationMono-Regular.ttf",
            0,
            "fonts-liberation",
        ),
        Typeface(
            "liberation-mono-bold",
            "latin",
            "truetype/liberation/LiberationMono-Bold.ttf",
            0,
            "fonts-liberation",
            bold=True,
        ),
        Typeface(
            "liberation-serif",
            "latin",
            "truetype/liberation/LiberationSerif-Regular.ttf",
            0,
            "fonts-liberation",
        ),
        Typeface(
            "liberation-serif-bold",
            "latin",
            "truetype/liberation/LiberationSerif-Bold.ttf",
            0,
            "fonts-liberation",
            bold=True,
        ),
        Typeface(
            "liberation-sans",
            "latin",
            "truetype/liberation/LiberationSans-Regular.ttf",
            0,
            "fonts-liberation",
        ),
        Typeface(
            "liberation-sans-bold",
            "latin",
            "truetype/liberation/LiberationSans-Bold.ttf",
            0,
            "fonts-liberation",
            bold=True,
        ),
        Typeface(
            "liberation-narrow",
            "latin",
            "truetype/liberation/LiberationSansNarrow-Regular.ttf",
            0,
            "fonts-liberation",
            held_out=True,
        ),
        Typeface("dejavu-sans", "latin", "truetype/dejavu/DejaVuSans.ttf", 0, "fonts-dejavu-core"),
        Typeface(
            "dejavu-sans-bold",
            "latin",
            "truetype/dejavu/DejaVuSans-Bold.ttf",
            0,
            "fonts-dejavu-core",
            bold=True,
        ),
        Typeface(
            "dejavu-mono-bold",
            "latin",
            "truetype/dejavu/DejaVuSansMono-Bold.ttf",
            0,
            "fonts-dejavu-core",
            bold=True,
            held_out=True,
        ),
    )
}

# What stands in for a glyph that a small face lacks (gbsn and gkai have no 〇 and few rare name characters).
FALLBACK = {"song": "noto-serif", "hei": "noto-sans", "kai": "ukai", "latin": "noto-sans"}


class FontsMissing(RuntimeError):
    """Some font files are not installed; the message names the Debian packages that bring them."""


def require() -> None:
    """Raise `FontsMissing` unless every typeface's file is there."""
    packages = sorted({face.package for face in TYPEFACES.values() if not (ROOT / face.path).exists()})
    if packages:
        raise FontsMissing(
            f"缺少字体 fonts are missing; install the Debian packages: apt install {' '.join(packages)}"
        )


@lru_cache(maxsize=256)
def load(name: str, pixels: int) -> ImageFont.FreeTypeFont:
    """The face at an em of `pixels`."""
    face = TYPEFACES[name]
    path = ROOT / face.path
    if not path.exists():
        require()
    return ImageFont.truetype(str(path), pixels, index=face.index, layout_engine=ImageFont.Layout.BASIC)


@lru_cache(maxsize=16384)
def covers(name: str, character: str) -> bool:
    """Whether the face has a glyph of its own for the character."""
    if character.isspace():
        return True
    font = load(name, 32)
    glyph, notdef = font.getmask(character), font.getmask("\U0010fffd")
    if glyph.getbbox() is None:
        return False
    return (glyph.size, bytes(glyph)) != (notdef.size, bytes(notdef))


def face_for(name: str, character: str) -> str:
    """`name`, or the stand-in of the same kind where `name` lacks the character."""
    if covers(name, character):
        return name
    return FALLBACK[TYPEFACES[name].kind]


def names(kind: str, *, held_out: bool | None = None, bold: bool | None = None) -> list[str]:
    """Typefaces of a kind, in a fixed order; `None` takes both."""
    return [
        face.name
        for face in TYPEFACES.values()
        if face.kind == kind
        and (held_out is None or face.held_out == held_out)
        and (bold is None or face.bold == bold)
    ]
