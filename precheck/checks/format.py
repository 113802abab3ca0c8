"""Can the file be opened as a JPEG or PNG picture at all, and does it keep to the site's size?

Flags:
    ``format.empty`` nothing in it; ``format.unsupported`` another kind of file, named in the message;
    ``format.too_large`` more bytes than the site takes; ``format.too_many_pixels`` more pixels than are
    safe to decode; ``format.incomplete`` the end is missing; ``format.undecodable`` damaged or built to
    harm; ``format.extension_mismatch`` the name says another kind than the content (nothing to do).
Why:
    The site takes jpg and png up to 200K. What cannot be opened cannot be reviewed, and a transfer that
    broke off leaves a grey half page. Telephones save HEIC and chat programs WebP under the name ``.jpg``.
Measures:
    Bytes, and what :mod:`precheck.imaging.header` reads from the file's structure without decoding; then
    whether it decodes. A file that is only too large for the site is decoded and checked all the same; one over
    the safe limit (:class:`precheck.imaging.header.Limits`) is not.
Threshold and where it was measured:
    ``max_bytes`` is the site's rule (200K, 200 × 1024 bytes). ``max_pixels`` and ``max_side_px`` can only be
    made stricter here: what is safe is measured and decided in :class:`precheck.imaging.header.Limits`.
"""

import re
from collections.abc import Iterator

from pydantic import Field

from precheck.checks import CheckParams
from precheck.domain.examined import Examined
from precheck.domain.flag import Finding, FlagKind, Remedy, Severity
from precheck.domain.upload import Header, HeaderProblem, Obstacle
from precheck.imaging.decode import Reason, Undecodable
from precheck.imaging.header import DEFAULT_LIMITS


class Params(CheckParams):
    """How large a file may be."""

    max_bytes: int = Field(default=200 * 1024, ge=1, le=DEFAULT_LIMITS.max_bytes)
    max_pixels: int = Field(default=DEFAULT_LIMITS.max_pixels, ge=1, le=DEFAULT_LIMITS.max_pixels)
    max_side_px: int = Field(default=DEFAULT_LIMITS.max_side_px, ge=1, le=DEFAULT_LIMITS.max_side_px)


FLAGS: dict[str, FlagKind] = {
    "format.empty": FlagKind(
        Severity.REUPLOAD,
        "文件是空的（0字节），请重新选择图片上传。",
        "The file is empty (0 bytes): please choose the picture again.",
        stops=True,
    ),
    "format.unsupported": FlagKind(
        Severity.REUPLOAD,
        "文件实际是{kind}，请另存为 jpg 或 png 格式后重新上传。{hint}",
        "The file is really {kind_en}: please save it as jpg or png and upload it again.{hint_en}",
        stops=True,
    ),
    "format.too_large": FlagKind(
        Severity.REUPLOAD,
        "文件超过{limit_kib}K，请裁去证件以外的部分再压缩，并保证字迹清晰。",
        "The file is larger than {limit_kib}K: please crop what is not the document, then compress it, "
        "and keep the text sharp.",
        unit="bytes, flagged above",
    ),
    "format.too_many_pixels": FlagKind(
        Severity.REUPLOAD,
        "图片尺寸过大（{width}×{height}像素），请裁去证件以外的部分，并缩小到长边4000像素以内后重新上传。",
        "The picture is too large ({width} × {height} pixels): please crop what is not the document, "
        "reduce its longer side to 4000 pixels and upload it again.",
        unit="pixels, in all or along one side, flagged above",
        stops=True,
    ),
    "format.incomplete": FlagKind(
        Severity.REUPLOAD,
        "图片文件不完整（传输或保存时可能中断），请重新上传完整的图片。",
        "The picture file is incomplete (its transfer or saving may have broken off): please upload the whole "
        "picture again.",
        stops=True,
    ),
    "format.undecodable": FlagKind(
        Severity.REUPLOAD,
        "图片文件已损坏或结构异常，无法打开，请重新拍照，或用看图软件另存为 jpg 后重新上传。",
        "The picture file is damaged or oddly built and cannot be opened: please take it again, or save it as "
        "jpg with a picture viewer, and upload it again.",
        stops=True,
    ),
    "format.extension_mismatch": FlagKind(
        Severity.INFO,
        "文件扩展名是 .{extension}，内容实际是{kind}，已按内容检查。",
        "The file is named .{extension} but is really {kind_en}; it was checked as what it is.",
        remedy=Remedy.NONE,
    ),
}

_EXTENSIONS = {
    "jpeg": frozenset(("jpg", "jpeg", "jpe", "jfif", "jfi", "jif", "mpo")),
    "png": frozenset(("png", "apng")),
}
_OTHERS = """
    avif bmp dng emf eps gif heic heif ico j2k jp2 jxl psd raw svg tif tiff webp wmf mov mp4
    doc docx htm html ofd pdf ppt pptx txt wps xls xlsx xml exe rar zip
"""
_KNOWN = _EXTENSIONS["jpeg"] | _EXTENSIONS["png"] | frozenset(_OTHERS.split())
"""Endings that mean a kind of file; others (``毕业证.张三``) are part of a name."""

_ENDING = re.compile(r"\.([A-Za-z0-9]{1,5})\s*\Z")

_CODES = {
    Obstacle.EMPTY: "format.empty",
    Obstacle.NOT_A_PICTURE: "format.unsupported",
    Obstacle.ANIMATED: "format.unsupported",
    Obstacle.UNUSUAL_CODING: "format.unsupported",
    Obstacle.TOO_MANY_BYTES: "format.too_large",
    Obstacle.TOO_MANY_PIXELS: "format.too_many_pixels",
    Obstacle.SIDE_TOO_LONG: "format.too_many_pixels",
    Obstacle.TOO_MANY_SCANS: "format.undecodable",
    Obstacle.TOO_MANY_SEGMENTS: "format.undecodable",
    Obstacle.MALFORMED: "format.undecodable",
    Obstacle.INCOMPLETE: "format.incomplete",
}
_SPECIAL_KINDS = {
    Obstacle.ANIMATED: ("动态 PNG（APNG）图片", "an animated PNG picture"),
    Obstacle.UNUSUAL_CODING: ("特殊编码的 JPEG 图片", "a JPEG picture of an unusual coding"),
}


def check(subject: Examined, params: Params) -> Iterator[Finding]:
    """At most one finding about why it cannot be opened, besides size in bytes and the name's ending.

    Raises:
        Undecodable: memory ran out; that is ours and becomes ``unable``.
    """
    header = subject.header
    if header.bytes > params.max_bytes:
        yield Finding(
            "format.too_large",
            measured=header.bytes,
            threshold=params.max_bytes,
            values={"limit_kib": params.max_bytes // 1024},
            # Over the site's size it is checked all the same; over what is safe to look at it is not.
            stops=any(problem.obstacle is Obstacle.TOO_MANY_BYTES for problem in header.problems),
        )
    problem = _first_problem(header, params)
    if problem is not None:
        code = _CODES[problem.obstacle]
        if code != "format.too_large":
            yield _finding(code, problem, header)
    else:
        yield from _decoding(subject)
    yield from _ending(subject.upload.file, header)


def _first_problem(header: Header, params: Params) -> HeaderProblem | None:
    if header.problems:
        return header.problems[0]
    width, height = header.width or 0, header.height or 0
    if width * height > params.max_pixels:
        return HeaderProblem(Obstacle.TOO_MANY_PIXELS, width * height, params.max_pixels)
    if max(width, height) > params.max_side_px:
        return HeaderProblem(Obstacle.SIDE_TOO_LONG, max(width, height), params.max_side_px)
    return None


def _decoding(subject: Examined) -> Iterator[Finding]:
    try:
        _ = subject.image
    except Undecodable as problem:
        if problem.reason is Reason.OUT_OF_MEMORY:
            raise
        incomplete = problem.reason is Reason.INCOMPLETE
        yield Finding("format.incomplete" if incomplete else "format.undecodable")


def _finding(code: str, problem: HeaderProblem, header: Header) -> Finding:
    zh, en = _SPECIAL_KINDS.get(problem.obstacle, (header.kind.zh, header.kind.en))
    hint_en = f" {header.kind.hint_en}" if header.kind.hint_en else ""
    return Finding(
        code,
        measured=problem.measured if code == "format.too_many_pixels" else None,
        threshold=problem.limit if code == "format.too_many_pixels" else None,
        values={
            "kind": _spaced(zh),
            "kind_en": en,
            "hint": header.kind.hint,
            "hint_en": hint_en,
            "width": header.width,
            "height": header.height,
        },
    )


def _ending(name: str | None, header: Header) -> Iterator[Finding]:
    """A name may hold anything; only its last letters are looked at, and only known endings are shown."""
    found = _ENDING.search((name or "")[-64:])
    if found is None or header.format is None:
        return
    extension = found[1].lower()
    if extension in _KNOWN and extension not in _EXTENSIONS[header.format]:
        values = {"extension": extension, "kind": _spaced(header.kind.zh), "kind_en": header.kind.en}
        yield Finding("format.extension_mismatch", values=values)


def _spaced(zh: str) -> str:
    """Latin letters within a Chinese sentence stand apart."""
    return f" {zh}" if zh[0].isascii() else zh
