"""Reading ``reports.jsonl`` back, without holding it: places in the file are kept, reports are not."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from precheck.domain.errors import Invalid
from precheck.domain.report import Report
from precheck.domain.verdict import Verdict

_WORST_FIRST = {Verdict.REUPLOAD: 0, Verdict.REVIEW: 1, Verdict.PASS: 2}


class Stored:
    """The reports of a file, with what can be counted in one pass: by verdict, by code, by submission, and
    the seconds spent by stage."""

    def __init__(self, path: Path) -> None:
        self.verdicts: Counter[str] = Counter()
        self.codes: Counter[str] = Counter()
        self.seconds: defaultdict[str, float] = defaultdict(float)
        self.unable = 0
        self.submissions: dict[str, list[int]] = {}
        self._path = path
        self._places: list[tuple[int, int]] = []
        self._order: list[tuple[int, int]] = []
        self._file = path.open("rb")
        try:
            self._index()
        except BaseException:
            self._file.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._file.close()

    def __len__(self) -> int:
        return len(self._places)

    def _index(self) -> None:
        offset = 0
        for count, line in enumerate(self._file, start=1):
            if line.strip():
                try:
                    report = Report.from_dict(json.loads(line))
                except ValueError:
                    raise Invalid(
                        f"{self._path}: 第 {count} 行不是报告 (line {count} is no report)"
                    ) from None
                index = len(self._places)
                self._places.append((offset, len(line)))
                self._order.append((_WORST_FIRST[report.verdict], index))
                self.verdicts[str(report.verdict)] += 1
                self.codes.update({flag.code for flag in report.flags})
                for stage, spent in report.seconds.items():
                    self.seconds[stage] += spent
                self.unable += bool(report.unable)
                if report.upload.submission is not None:
                    self.submissions.setdefault(report.upload.submission, []).append(index)
            offset += len(line)
        self._order.sort()

    def __iter__(self) -> Iterator[Report]:
        return self.at(range(len(self._places)))

    def worst_first(self, start: int, stop: int) -> list[int]:
        """A slice of the reports' numbers (from 0), the worst verdicts first, else in the file's order."""
        return [index for _, index in self._order[start:stop]]

    def at(self, indexes: Iterable[int]) -> Iterator[Report]:
        """Reports by number, from 0."""
        for index in indexes:
            offset, length = self._places[index]
            self._file.seek(offset)
            data: dict[str, Any] = json.loads(self._file.read(length))
            yield Report.from_dict(data)
