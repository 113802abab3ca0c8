"""What a scan shall check: a manifest's rows or a folder's files, one at a time."""

import codecs
import csv
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from precheck.domain.errors import Invalid
from precheck.domain.registration import BadRegistration, Change, Fault, Registration
from precheck.entrypoints.layout import REGISTRATION_FILE, display_name, display_path, find_file, is_no_upload
from precheck.entrypoints.registrations import decode, first_repeated, parse_json, read_registration

ROW_KEYS = ("file", "material", "submission", "registration")
_Read = tuple[Registration, tuple[Change, ...]]


@dataclass(frozen=True, slots=True)
class Row:
    """One picture to check. ``file`` is the name to show; ``path`` where it lies, None where the row names no file.
    ``registration`` is what was declared; ``problem`` says why it, or the row, cannot be used; ``changes`` what was
    cleaned in it."""

    number: int
    file: str | None
    path: Path | None
    material: str
    submission: str | None
    registration: Registration | None = None
    problem: str | None = None
    changes: tuple[Change, ...] = ()


@dataclass(slots=True)
class Source:
    """Where rows come from. ``ignored`` counts the files of a folder that are no upload, ``unreadable``
    the folders in it that may not be entered, once ``rows`` is through."""

    path: Path
    ignored: int = 0
    unreadable: int = 0
    _registrations: dict[Path, _Read | Invalid] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if not self.path.exists():
            raise Invalid(f"找不到 (not found): {self.path}")
        if not (self.path.is_dir() or self.path.is_file()):
            raise Invalid(f"既不是清单文件也不是文件夹 (neither a manifest nor a folder): {self.path}")

    @property
    def alone(self) -> bool:
        """Whether the folder is a single submission: it holds a registration itself."""
        return (self.path / REGISTRATION_FILE).is_file()

    def rows(self) -> Iterator[Row]:
        """All rows in order. May be called again; the order is the same as long as the files are.
        Raises Invalid: the manifest cannot be read at all (its single rows may be as bad as they like)."""
        self.ignored = self.unreadable = 0
        self._registrations.clear()
        entries = self._folder() if self.path.is_dir() else self._manifest()
        for number, entry in enumerate(entries):
            yield self._row(number, entry)

    # A folder: <submission>/<material>/<any name>, <submission>/registration.json; or one such submission.

    def _folder(self) -> Iterator[Mapping[str, Any] | str]:
        if self.alone:
            yield from self._submission(self.path, self.path.resolve())
            return
        for submission in _listed(self.path):
            if is_no_upload(submission.name) or not submission.is_dir():
                self.ignored += _count(submission)
                continue
            yield from self._submission(Path(submission.path), Path(submission.path))

    def _submission(self, folder: Path, named: Path) -> Iterator[Mapping[str, Any]]:
        declared = (folder / REGISTRATION_FILE).is_file()
        for material in self._inside(folder):
            if material.name == REGISTRATION_FILE and material.is_file():
                continue
            if is_no_upload(material.name) or not material.is_dir():
                self.ignored += _count(material)
                continue
            for picture in self._inside(Path(material.path)):
                if is_no_upload(picture.name) or not picture.is_file():
                    self.ignored += _count(picture)
                    continue
                row: dict[str, Any] = {
                    "file": display_path(Path(picture.path), self.path),
                    "material": display_name(Path(material.path)),
                    "submission": display_name(named),
                }
                if declared:
                    row["registration"] = str(folder.absolute() / REGISTRATION_FILE)
                yield row

    def _inside(self, folder: Path) -> list[os.DirEntry[str]]:
        try:
            return _listed(folder)
        except Invalid:
            self.unreadable += 1
            return []

    # A manifest: one JSON object or one CSV row a picture.

    def _manifest(self) -> Iterator[Mapping[str, Any] | str]:
        if self.path.suffix.lower() == ".csv":
            yield from self._csv()
        else:
            yield from self._jsonl()

    def _jsonl(self) -> Iterator[Mapping[str, Any] | str]:
        with self.path.open("rb") as lines:
            for count, line in enumerate(lines, start=1):
                if not line.strip():
                    continue
                try:
                    value = parse_json(decode(line))
                except BadRegistration as error:
                    yield f"清单第 {count} 行 (line {count} of the manifest): {error}"
                    continue
                except (ValueError, RecursionError):
                    yield f"清单第 {count} 行不是 JSON (line {count} of the manifest is no JSON)"
                    continue
                if isinstance(value, dict):
                    yield value
                else:
                    yield f"清单第 {count} 行不是 JSON 对象 (line {count} of the manifest is no JSON object)"

    def _csv(self) -> Iterator[Mapping[str, Any] | str]:
        with self.path.open(encoding=_encoding(self.path), errors="replace", newline="") as text:
            reader = csv.DictReader(text)
            headings = [(heading or "").strip() for heading in reader.fieldnames or ()]
            if "file" not in headings:
                raise Invalid(
                    f"{self.path}: 第一行须有列名 file, material, … (the first line must name the columns)"
                )
            if (twice := first_repeated(headings)) is not None:
                raise Invalid(f"{self.path}: 列名 {twice} 出现两次 (the column stands twice)")
            reader.fieldnames = headings
            try:
                for cells in reader:
                    if None in cells:
                        yield f"清单第 {reader.line_num} 行的数据比列名多 (more cells than headings)"
                        continue
                    yield {key: value for key, value in cells.items() if key and value not in (None, "")}
            except csv.Error as error:
                yield f"清单第 {reader.line_num} 行有误 (bad line in the manifest): {error}"

    def _row(self, number: int, entry: Mapping[str, Any] | str) -> Row:
        if isinstance(entry, str):
            return Row(number, None, None, "", None, problem=entry)
        file, material, submission = (_text(entry.get(key)) for key in ("file", "material", "submission"))
        if file is None:
            return Row(
                number,
                None,
                None,
                material or "",
                submission,
                problem="清单此行没有 file (the row names no file)",
            )
        home = self.path if self.path.is_dir() else self.path.parent
        declared: _Read | tuple[None, tuple[()]] = (None, ())
        problem = None
        try:
            declared = self._registration(entry, home) or declared
        except Invalid as error:
            problem = str(error)
        registration, changes = declared
        named = file.encode("utf-8", "backslashreplace").decode()
        return Row(
            number, named, find_file(home, file), material or "", submission, registration, problem, changes
        )

    def _registration(self, entry: Mapping[str, Any], home: Path) -> _Read | None:
        beside = {key: value for key, value in entry.items() if key not in ROW_KEYS}
        declared = entry.get("registration")
        if declared is None:
            return Registration.declare(beside) if beside else None
        if beside:
            twice = "registration 之外又有 (besides `registration`)"
            raise BadRegistration(*(Fault(key[:60], twice) for key in beside))
        if isinstance(declared, str) and declared.lstrip().startswith("{"):
            try:
                declared = parse_json(declared)
            except (ValueError, RecursionError):
                raise Invalid("登记信息不是 JSON (the registration is no JSON)") from None
        if isinstance(declared, str):
            return self._read_once(home / declared)
        return Registration.declare(declared)

    def _read_once(self, path: Path) -> _Read:
        # One file serves all of a submission's rows, which usually follow each other: keep the last few only.
        if path not in self._registrations:
            if len(self._registrations) >= 64:
                self._registrations.clear()
            try:
                self._registrations[path] = read_registration(path)
            except Invalid as error:
                self._registrations[path] = error
        known = self._registrations[path]
        if isinstance(known, Invalid):
            raise known
        return known


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return sorted(entries, key=lambda entry: entry.name)
    except OSError as error:
        raise Invalid(f"无法读取文件夹 (cannot read the folder): {folder}: {error.strerror}") from None


def _count(entry: os.DirEntry[str]) -> int:
    """The files at or under a path that is ignored; links are not followed."""
    if not entry.is_dir(follow_symlinks=False):
        return 1
    return sum(len(files) for _, _, files in os.walk(entry.path))


def _encoding(path: Path) -> str:
    """UTF-8, or what Excel writes in China."""
    with path.open("rb") as file:
        if file.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            return "utf-16"
    decoder = codecs.getincrementaldecoder("utf-8")()
    with path.open("rb") as file:
        try:
            for block in iter(lambda: file.read(1 << 20), b""):
                decoder.decode(block)
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            return "gb18030"
    return "utf-8-sig"


def _text(value: object) -> str | None:
    """A cell as text; blank is absent."""
    return str(value).strip() or None if value is not None else None
