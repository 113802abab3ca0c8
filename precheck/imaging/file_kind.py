"""What a file really is, by its first bytes: its name and extension are never asked.

Only JPEG and PNG are ever decoded; the other kinds are known so that a message can name them. Signatures
are those of the formats' own specifications.
"""

import codecs
import re

from precheck.domain.upload import FileKind

_HEAD = 1024
"""Bytes looked at for text formats (SVG, HTML, XML may begin with comments and white space)."""


JPEG = FileKind("jpeg", "JPEG 图片", "a JPEG picture")
PNG = FileKind("png", "PNG 图片", "a PNG picture")
EMPTY = FileKind("empty", "空文件", "an empty file")
ZEROS = FileKind("zeros", "全为零的空白数据", "nothing but zero bytes")
TEXT = FileKind("text", "文本文件", "a text file")
UNKNOWN = FileKind("unknown", "无法识别的内容", "of no known kind")

_PAGE = "请打开后截图，或对原件拍照。"
_PAGE_EN = "Open it and take a screenshot, or photograph the original."
_APPLE = "苹果手机可在“设置－相机－格式”中选择“兼容性最佳”后重拍。"
_APPLE_EN = "On an iPhone choose Settings, Camera, Formats, Most Compatible, and take it again."

_HEIC = FileKind("heic", "HEIC 图片", "a HEIC picture", _APPLE, _APPLE_EN)
_AVIF = FileKind("avif", "AVIF 图片", "an AVIF picture")
_TIFF = FileKind("tiff", "TIFF 图片", "a TIFF picture")
_JP2 = FileKind("jp2", "JPEG 2000 图片", "a JPEG 2000 picture")
_JXL = FileKind("jxl", "JPEG XL 图片", "a JPEG XL picture")
_EPS = FileKind("eps", "EPS/PostScript 文件", "an EPS or PostScript file", _PAGE, _PAGE_EN)
_GIF = FileKind("gif", "GIF 图片", "a GIF picture")
_ZIP = FileKind(
    "zip", "ZIP 压缩包", "a ZIP archive", "请解压后上传其中的图片。", "Upload the picture inside it."
)
_RAR = FileKind(
    "rar", "RAR 压缩包", "a RAR archive", "请解压后上传其中的图片。", "Upload the picture inside it."
)

_PREFIXES: tuple[tuple[bytes, FileKind], ...] = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", _GIF),
    (b"GIF89a", _GIF),
    (b"II*\x00", _TIFF),
    (b"MM\x00*", _TIFF),
    (b"II+\x00", _TIFF),
    (b"MM\x00+", _TIFF),
    (b"%PDF-", FileKind("pdf", "PDF 文档", "a PDF document", _PAGE, _PAGE_EN)),
    (b"%!PS", _EPS),
    (b"\xc5\xd0\xd3\xc6", _EPS),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", _JP2),
    (b"\xff\x4f\xff\x51", _JP2),
    (b"\xff\x0a", _JXL),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", _JXL),
    (b"8BPS", FileKind("psd", "Photoshop 文件", "a Photoshop file")),
    (b"\x00\x00\x01\x00", FileKind("ico", "ICO 图标", "an ICO icon")),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        FileKind("ole", "Office 文档", "an Office document", _PAGE, _PAGE_EN),
    ),
    (b"{\\rtf", FileKind("rtf", "RTF 文档", "an RTF document", _PAGE, _PAGE_EN)),
    (b"Rar!\x1a\x07", _RAR),
    (b"7z\xbc\xaf\x27\x1c", FileKind("7z", "7z 压缩包", "a 7z archive")),
    (b"\x1f\x8b", FileKind("gzip", "GZIP 压缩文件", "a GZIP file")),
    (b"\x1aE\xdf\xa3", FileKind("matroska", "视频文件", "a video")),
    (b"MZ", FileKind("exe", "Windows 程序", "a Windows program")),
    (b"\x7fELF", FileKind("elf", "Linux 程序", "a Linux program")),
)

_RIFF = {
    b"WEBP": FileKind("webp", "WebP 图片", "a WebP picture"),
    b"AVI ": FileKind("avi", "AVI 视频", "an AVI video"),
    b"WAVE": FileKind("wav", "WAV 音频", "a WAV sound"),
}

_BRANDS = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"), _HEIC),
    **dict.fromkeys((b"avif", b"avis"), _AVIF),
    b"jp2 ": _JP2,
}
_VIDEO = FileKind("mp4", "视频文件", "a video", "请上传照片。", "Upload a photograph.")

_PACKAGES: tuple[tuple[bytes, FileKind], ...] = (
    (b"OFD.xml", FileKind("ofd", "OFD 版式文档", "an OFD document", _PAGE, _PAGE_EN)),
    (b"word/", FileKind("docx", "Word 文档", "a Word document", _PAGE, _PAGE_EN)),
    (b"xl/", FileKind("xlsx", "Excel 表格", "an Excel sheet", _PAGE, _PAGE_EN)),
    (b"ppt/", FileKind("pptx", "PowerPoint 文档", "a PowerPoint document", _PAGE, _PAGE_EN)),
)

_MARKUP: tuple[tuple[re.Pattern[bytes], FileKind], ...] = (
    (re.compile(rb"<svg[\s>]", re.I), FileKind("svg", "SVG 矢量图", "an SVG drawing")),
    (
        re.compile(rb"<(!doctype html|html|head|body|script)[\s>]", re.I),
        FileKind("html", "网页（HTML）文件", "an HTML page", _PAGE, _PAGE_EN),
    ),
    (re.compile(rb"^<\?xml[\s?]", re.I), FileKind("xml", "XML 文件", "an XML file")),
)


def identify(data: bytes) -> FileKind:
    """The kind of a file by content; reads no more than the first bytes (of a ZIP, its first names)."""
    if not data:
        return EMPTY
    for prefix, kind in _PREFIXES:
        if data.startswith(prefix):
            return kind
    if data.startswith(b"BM") and len(data) >= 18 and data[14] in (12, 16, 40, 52, 56, 64, 108, 124):
        return FileKind("bmp", "BMP 图片", "a BMP picture")
    if data[:4] == b"RIFF" and data[8:12] in _RIFF:
        return _RIFF[data[8:12]]
    if data[4:8] == b"ftyp":
        return _iso_media(data)
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return next((kind for name, kind in _PACKAGES if name in data[: 64 * 1024]), _ZIP)
    return _text(data)


def _iso_media(data: bytes) -> FileKind:
    """HEIC, AVIF and video share a container: the brands say which, the major one first."""
    length = min(int.from_bytes(data[:4], "big"), 256)
    brands = [data[8:12], *(data[at : at + 4] for at in range(16, length, 4))]
    for brand in (*(b for b in brands if b in (b"avif", b"avis")), *brands):
        if brand in _BRANDS:
            return _BRANDS[brand]
    return _VIDEO


def _text(data: bytes) -> FileKind:
    head = data[:_HEAD].removeprefix(b"\xef\xbb\xbf").lstrip()
    if not data[:_HEAD].strip(b"\0"):
        return ZEROS if not data.strip(b"\0") else UNKNOWN
    if head.startswith(b"<"):
        for pattern, kind in _MARKUP:
            if pattern.search(head):
                return kind
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return TEXT
    if any(byte < 32 and byte not in b"\t\n\r\f\x1b" for byte in data[:_HEAD]):
        return UNKNOWN
    for encoding in ("utf-8", "gb18030"):
        reader = codecs.getincrementaldecoder(encoding)()
        try:
            reader.decode(data[:_HEAD], final=len(data) <= _HEAD)
        except UnicodeDecodeError:
            continue
        return TEXT
    return UNKNOWN
