"""How fast and how sure the index of duplicates is: ``python -m tests.duplicates index`` and ``… pictures FOLDER...``.

``index`` fills a database with fingerprints and asks it for pictures that are there and that are not. ``pictures`` takes
pictures of different papers, changes each in every way that counts as the same picture, and compares all with all.
"""

from __future__ import annotations

import argparse
import random
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from precheck.domain.geometry import Image
from precheck.imaging import fingerprint
from precheck.imaging.fingerprint import BITS, Guess, band_keys
from precheck.pipeline import definition
from precheck.service.duplicates import Duplicates
from precheck.storage import Cipher, Pictures, Store
from precheck.submission.duplicates import Settings, is_same
from precheck.wiring import pipeline_folders

FORMS = 20
FORM_NOISE = 0.3
"""Share of bits in which two papers of one form differ; of 1,711 pairs of samples the closest differed in a quarter."""


def _bits(dice: np.random.Generator, forms: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    """Fingerprints as a site has them: most pictures are of a few forms."""
    chosen = forms[dice.integers(0, len(forms), count)]
    flipped = (dice.random((count, BITS)) < FORM_NOISE).astype(np.uint8)
    return np.packbits(np.bitwise_xor(chosen, flipped), axis=1)


def index(count: int, asked: int) -> None:
    dice = np.random.default_rng(11)
    forms = dice.integers(0, 2, (FORMS, BITS), dtype=np.uint8)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "precheck.db"
        store = Store(f"sqlite:///{path}")
        store.migrate()
        began = time.perf_counter()
        kept = _bits(dice, forms, count)
        _fill(path, kept)
        size = path.stat().st_size / 2**20
        print(f"{count} fingerprints, {size:.0f} MiB, filled in {time.perf_counter() - began:.0f} s")
        duplicates = Duplicates(store, Pictures(Path(folder) / "pictures", Cipher()), {})
        most = _settings().most_bits
        patterns = [fingerprint.guesses(image) for image in _samples(20)]
        for name, change in (("there, 3 bits changed", 3), ("there, 6 bits changed", 6), ("not there", 0)):
            times, processor, found = [], [], 0
            for _ in range(asked):
                if change:
                    place = int(dice.integers(count))
                    own = np.unpackbits(kept[place])
                    own[dice.choice(BITS, change, replace=False)] ^= 1
                    first = np.packbits(own)
                else:
                    place, first = -1, _bits(dice, forms, 1)[0]
                # The other guesses differ from the first as a real picture's do.
                own_guesses = patterns[int(dice.integers(len(patterns)))]
                guesses = [
                    replace(guess, bits=guess.bits ^ own_guesses[0].bits ^ first) for guess in own_guesses
                ]
                start, busy = time.perf_counter(), time.thread_time()
                suspects = duplicates.suspects(guesses, most)
                times.append((time.perf_counter() - start) * 1000)
                processor.append((time.thread_time() - busy) * 1000)
                found += any(suspect.kept.upload_id == f"{place:026d}" for suspect in suspects)
            said = ", ".join(
                f"{what} median {np.percentile(values, 50):.2f} ms, 99% {np.percentile(values, 99):.2f} ms"
                for what, values in (("time", times), ("processor", processor))
            )
            print(f"{name}: {asked} asked, found {found}; {said}", flush=True)
        store.close()


def _samples(count: int) -> list[Image]:
    paths = sorted((Path(__file__).parents[2] / "samples").glob("good-*/*/*.jpg"))[:count]
    return [np.asarray(cv2.imread(str(path)), np.uint8) for path in paths]


def _fill(path: Path, kept: NDArray[np.uint8]) -> None:
    """As the store would, but sorted: row by row it takes an hour."""
    database = sqlite3.connect(path)
    database.execute("PRAGMA synchronous=OFF")
    database.execute("DROP INDEX ix_fingerprint_bands_fingerprint_id")
    blobs = [bits.tobytes() for bits in kept]
    rows = ((n + 1, f"{n:026d}", f"s{n}", bits) for n, bits in enumerate(blobs))
    database.executemany(
        "INSERT INTO fingerprints (id, upload_id, submission_id, bits) VALUES (?, ?, ?, ?)", rows
    )
    values = band_keys(kept)
    for place in range(fingerprint.BANDS):
        keys = values[:, place]
        order = np.argsort(keys, kind="stable")
        chunk = zip(
            keys[order].tolist(), (order + 1).tolist(), map(blobs.__getitem__, order.tolist()), strict=True
        )
        database.executemany(
            "INSERT INTO fingerprint_bands (band, fingerprint_id, bits) VALUES (?, ?, ?)", chunk
        )
    database.execute("CREATE INDEX ix_fingerprint_bands_fingerprint_id ON fingerprint_bands (fingerprint_id)")
    database.execute("ANALYZE")
    database.commit()
    database.close()


def _settings() -> Settings:
    return definition.load(pipeline_folders(None))["diploma"].duplicates


def _again(image: NDArray[Any], quality: int) -> Image:
    coded = cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1]
    return np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR), np.uint8)


def _cropped(image: Image, dice: random.Random, *, sides: int) -> Image:
    shares = [0.0] * 4
    for side in dice.sample(range(4), sides):
        shares[side] = dice.uniform(0.02, 0.1)
    height, width = image.shape[:2]
    left, top, right, bottom = shares
    return image[int(top * height) : int((1 - bottom) * height), int(left * width) : int((1 - right) * width)]


def _changes(dice: random.Random) -> Iterator[tuple[str, Callable[[Image], Image]]]:
    yield "compressed again (quality 35)", lambda image: _again(image, 35)
    yield (
        "half size",
        lambda image: _again(cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA), 80),
    )
    yield (
        "turned by a quarter",
        lambda image: _again(np.ascontiguousarray(np.rot90(image, dice.choice((1, 2, 3)))), 80),
    )
    yield "mirrored", lambda image: _again(np.ascontiguousarray(image[:, ::-1]), 80)
    yield "cropped at one side, up to 10%", lambda image: _again(_cropped(image, dice, sides=1), 80)
    yield "cropped at two sides, up to 10% each", lambda image: _again(_cropped(image, dice, sides=2), 80)
    yield ALL_SIDES, lambda image: _again(_cropped(image, dice, sides=4), 80)


ALL_SIDES = "cropped at all sides, up to 10% each"


def _wilson(hits: int, total: int) -> str:
    if not total:
        return "–"
    z, rate = 1.96, hits / total
    middle = (rate + z * z / (2 * total)) / (1 + z * z / total)
    half = z * ((rate * (1 - rate) / total + z * z / (4 * total * total)) ** 0.5) / (1 + z * z / total)
    return f"{hits}/{total} = {100 * rate:.1f}% ({100 * (middle - half):.1f}–{100 * (middle + half):.1f}%)"


def pictures(folders: list[Path], most: int, changed: int) -> None:
    dice = random.Random(5)
    paths = sorted(
        path for folder in folders for path in folder.rglob("*") if path.suffix in (".jpg", ".png")
    )
    dice.shuffle(paths)
    read = [
        (path, np.asarray(image, np.uint8))
        for path in paths[:most]
        if (image := cv2.imread(str(path))) is not None
    ]
    settings = _settings()
    kept = np.stack([_kept(image) for _, image in read])
    for name, change in _changes(dice):
        hits = sum(
            _is_found(image, change(image), kept[number], settings)
            for number, (_, image) in enumerate(read[:changed])
        )
        print(f"{name}: found {_wilson(hits, len(read[:changed]))}", flush=True)
        if name == ALL_SIDES:
            hits = sum(
                _is_found(part := change(image), image, _kept(part), settings) for _, image in read[:changed]
            )
            print(
                f"the whole, where such a part came first: found {_wilson(hits, len(read[:changed]))}",
                flush=True,
            )
    suspected = confirmed = 0
    for number, (path, image) in enumerate(read):
        guesses = fingerprint.guesses(image)
        near = fingerprint.distances(np.stack([guess.bits for guess in guesses]), kept).min(axis=0)
        for other in np.flatnonzero(near <= settings.most_bits):
            if other == number or not _shares_a_band(kept[other], guesses):
                continue
            suspected += 1
            if _is_found(read[other][1], image, kept[other], settings):
                confirmed += 1
                print(f"  confirmed: {path} {read[other][0]}", flush=True)
    pairs = len(read) * (len(read) - 1)
    print(f"{len(read)} pictures, {pairs} ordered pairs, suspected {suspected}, confirmed {confirmed}")


def _kept(image: Image) -> NDArray[np.uint8]:
    return np.frombuffer(fingerprint.fingerprint(image), np.uint8)


def _is_found(whole: Image, came: Image, kept: NDArray[np.uint8], settings: Settings) -> bool:
    """Whether a picture that came is found to be one that is kept: by the index, then pixel by pixel."""
    guesses = fingerprint.guesses(came)
    distances = fingerprint.distances(np.stack([guess.bits for guess in guesses]), kept[None])[:, 0]
    if distances.min() > settings.most_bits or not _shares_a_band(kept, guesses):
        return False
    guess = guesses[int(distances.argmin())]
    return is_same(whole, came, guess, settings)


def _shares_a_band(kept: NDArray[np.uint8], guesses: Sequence[Guess]) -> bool:
    asked = band_keys(np.stack([guess.bits for guess in guesses]))
    return bool((asked == band_keys(kept)).any())


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.duplicates", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    about = commands.add_parser("index")
    about.add_argument("--count", type=int, default=1_000_000)
    about.add_argument("--asked", type=int, default=300)
    about = commands.add_parser("pictures")
    about.add_argument("folders", type=Path, nargs="+")
    about.add_argument("--most", type=int, default=10_000)
    about.add_argument(
        "--changed", type=int, default=10_000, help="how many of them are changed and looked for"
    )
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    if asked.command == "index":
        index(asked.count, asked.asked)
    else:
        pictures(asked.folders, asked.most, asked.changed)


if __name__ == "__main__":
    main()
