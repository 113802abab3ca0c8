"""How a folder of uploads is laid out, and what its names mean: ``<submission>/<material>/<any name>`` with
``<submission>/registration.json``.

Names are bytes. One that is no UTF-8 was written by a program in China and is shown as GB 18030 says; :func:`find`
gives the file that a shown name stands for."""

import os
import re
from pathlib import Path

REGISTRATION_FILE = "registration.json"

_BY_SYSTEMS = frozenset({"thumbs.db", "thumbs.db:encryptable", "ehthumbs.db", "desktop.ini", "icon\r"})
_UNFINISHED = (
    *(".downloading", ".crdownload", ".part", ".partial", ".filepart", ".opdownload", ".download"),
    *(".tmp", ".temp", ".td", ".xltd", ".bc!", ".!ut"),
)
"""Endings of files that are still being written: browsers, messengers, download programs, copying."""

_SECOND = "（GBK）"
_ESCAPED = re.compile(r"\\x([89a-f][0-9a-f])")


def is_no_upload(name: str) -> bool:
    """Whether a file or folder of this name is none that a person put there: hidden, a system's, a lock of an office
    program, or still being written."""
    plain = name.lower()
    return name.startswith((".", "_", "~$")) or plain in _BY_SYSTEMS or plain.endswith(_UNFINISHED)


def display_name(path: Path) -> str:
    """A file's or folder's name as people read it; two of one folder never read alike."""
    name = path.name
    text = decode_name(os.fsencode(name))
    if text != name and (path.parent / text).exists():
        stem, dot, ending = text.rpartition(".")
        return f"{stem}{_SECOND}.{ending}" if dot else f"{text}{_SECOND}"
    return text


def display_path(path: Path, home: Path) -> str:
    """The shown names from a folder down to a file, with slashes."""
    inside = path.relative_to(home)
    return "/".join(
        display_name(home.joinpath(*inside.parts[: depth + 1])) for depth in range(len(inside.parts))
    )


def find_file(home: Path, name: str) -> Path:
    """The file that a shown name below a folder, or an absolute one, stands for; where there is none, the name itself."""
    path = home / name
    if path.exists():
        return path
    found = Path(path.anchor)
    for part in path.parts[len(found.parts) :]:
        found = next((other for other in _candidates(found, part) if other.exists()), found / part)
    return found


def decode_name(name: bytes) -> str:
    """A name's bytes as people read them."""
    try:
        text = name.decode("utf-8")
    except UnicodeDecodeError:
        pass
    else:
        return name.decode("gb2312") if _is_chance(name, text) else text
    try:
        text = name.decode("gb18030")
    except UnicodeDecodeError:
        return name.decode("utf-8", "backslashreplace")
    return text if text.isprintable() else name.decode("utf-8", "backslashreplace")


def _is_chance(name: bytes, text: str) -> bool:
    """Whether a name is UTF-8 by chance only: 学位证 in GBK is ѧλ֤ then, letters of Greek, Cyrillic and Hebrew."""
    strange = [char for char in text if ord(char) > 0x7F]
    if not strange or not all("\u0370" <= char <= "\u07ff" for char in strange):
        return False
    try:
        return all(char.isascii() or "\u4e00" <= char <= "\u9fff" for char in name.decode("gb2312"))
    except UnicodeDecodeError:
        return False


def _candidates(folder: Path, part: str) -> list[Path]:
    plain = part.replace(_SECOND, "")
    names = [part, os.fsdecode(plain.encode("gb18030", "replace"))]
    escaped = _ESCAPED.sub(lambda match: os.fsdecode(bytes([int(match[1], 16)])), part)
    return [folder / name for name in (*names, escaped)]
