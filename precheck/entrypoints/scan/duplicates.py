"""The same picture in two submissions of one scan: suspected by fingerprints, confirmed pixel by pixel, both told to staff."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from precheck.domain.flag import Flag
from precheck.domain.geometry import Image
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.entrypoints.layout import find_file
from precheck.entrypoints.process_pool import Pool
from precheck.imaging import fingerprint
from precheck.imaging.fingerprint import Guess
from precheck.submission.duplicates import Settings, are_one_persons, is_same, open_picture, other_submission

_WINDOW = 1000
_PENDING = 4096
"""Fingerprints that are compared one by one before they are sorted in: 5 ms at most."""


@dataclass(frozen=True, slots=True)
class Guesses:
    """Asks for all fingerprints of a file's picture as it may have been, None where there is no picture."""

    path: Path


@dataclass(frozen=True, slots=True)
class Comparison:
    """Asks whether two files are the same picture."""

    kept: Path
    came: Path
    guess: Guess
    settings: Settings


@dataclass(frozen=True, slots=True)
class _Picture:
    file: str
    path: Path
    submission: str
    settings: Settings


class Fingerprints:
    """Fingerprints by their number, from 0, found by their bands."""

    def __init__(self) -> None:
        self._bits = np.empty((0, fingerprint.BYTES), np.uint8)
        self._keys = np.empty(0, np.int64)
        self._numbers = np.empty(0, np.int64)
        self._pending: list[NDArray[np.uint8]] = []

    def add(self, bits: NDArray[np.uint8]) -> None:
        self._pending.append(bits)
        if len(self._pending) == _PENDING:
            self._bits = np.concatenate((self._bits, np.stack(self._pending)))
            self._pending.clear()
            keys = fingerprint.band_keys(self._bits).ravel()
            order = np.argsort(keys, kind="stable")
            self._keys, self._numbers = keys[order], order // fingerprint.BANDS

    def near(self, guesses: list[Guess], most_bits: int) -> list[tuple[int, int, Guess]]:
        """Distance, number and guess of those within ``most_bits``, the closest first."""
        asked = np.stack([guess.bits for guess in guesses])
        numbers = np.concatenate(
            (self._sharing_a_band(asked), len(self._bits) + np.arange(len(self._pending), dtype=np.int64))
        )
        if not len(numbers):
            return []
        held = [self._bits[numbers[numbers < len(self._bits)]], *(bits[None] for bits in self._pending)]
        close = fingerprint.nearest(guesses, np.concatenate(held), most_bits)
        return [(distance, int(numbers[place]), guess) for distance, place, guess in close]

    def _sharing_a_band(self, asked: NDArray[np.uint8]) -> NDArray[np.int64]:
        keys = np.unique(fingerprint.band_keys(asked))
        first, last = (np.searchsorted(self._keys, keys, side=side) for side in ("left", "right"))
        runs = [self._numbers[start:end] for start, end in zip(first, last, strict=True) if end > start]
        return np.unique(np.concatenate(runs)) if runs else np.empty(0, np.int64)


def find_duplicates(
    reports: Iterable[Report],
    home: Path,
    registrations: Mapping[str, Registration],
    settings: Mapping[str, Settings],
    pool: Pool,
) -> dict[str, list[Flag]]:
    """Flags by submission, each naming the other's file. ``home``: the folder that files' names are relative to;
    ``settings``: by material; papers that colleagues share are not asked about."""
    pictures = list(_pictures(reports, home, settings))
    if len({picture.submission for picture in pictures}) < 2:
        return {}
    suspects: list[tuple[_Picture, _Picture, Guess]] = []
    index, order = Fingerprints(), list[_Picture]()
    for number, guesses in pool.run((Guesses(picture.path) for picture in pictures), _WINDOW):
        if not isinstance(guesses, list):
            continue
        came = pictures[number]
        near = ((order[other], guess) for _, other, guess in index.near(guesses, came.settings.most_bits))
        others = [(kept, guess) for kept, guess in near if not _is_own(kept, came, registrations)]
        suspects += [(kept, came, guess) for kept, guess in others[: came.settings.most_compared]]
        index.add(guesses[0].bits)
        order.append(came)
    return _confirm(suspects, pool)


def _pictures(reports: Iterable[Report], home: Path, settings: Mapping[str, Settings]) -> Iterator[_Picture]:
    for report in reports:
        upload = report.upload
        held = settings.get(upload.material)
        if held is None or held.is_shared(report.image):
            continue
        if upload.submission is None or upload.file is None or not upload.width:
            continue
        path = find_file(home, upload.file)
        if path is not None:
            yield _Picture(upload.file, path, upload.submission, held)


def _is_own(one: _Picture, other: _Picture, registrations: Mapping[str, Registration]) -> bool:
    """Whether both are one person's: in one submission, or of somebody who registered twice."""
    declared = (registrations.get(picture.submission) for picture in (one, other))
    return one.submission == other.submission or are_one_persons(*declared)


def _confirm(suspects: list[tuple[_Picture, _Picture, Guess]], pool: Pool) -> dict[str, list[Flag]]:
    found = []
    asked = (Comparison(kept.path, came.path, guess, came.settings) for kept, came, guess in suspects)
    for number, same in pool.run(asked, _WINDOW):
        if same is True:
            kept, came, _ = suspects[number]
            found += [(came, kept), (kept, came)]
    flags = defaultdict[str, list[Flag]](list)
    for own, other in sorted(found, key=lambda pair: (pair[0].file, pair[1].file)):
        flags[own.submission].append(other_submission(other.file, own.file))
    return dict(flags)


def guesses(path: Path) -> list[Guess] | None:
    image = _decoded(path)
    return None if image is None else list(fingerprint.guesses(image))


def compare(asked: Comparison) -> bool:
    kept, came = _decoded(asked.kept), _decoded(asked.came)
    return kept is not None and came is not None and is_same(kept, came, asked.guess, asked.settings)


def _decoded(path: Path) -> Image | None:
    try:
        return open_picture(path.read_bytes())
    except (OSError, ValueError):
        return None
