"""The same picture in another candidate's submission: suspected by its fingerprint, confirmed pixel by pixel."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from precheck.domain.flag import Flag
from precheck.domain.geometry import Image
from precheck.domain.registration import Registration
from precheck.domain.report import ImageFacts
from precheck.imaging import fingerprint
from precheck.imaging.fingerprint import Guess
from precheck.service.viewing import registration_of
from precheck.storage import Pictures, Store
from precheck.storage.uploads import FingerprintOwner
from precheck.storage.values import StoredUpload
from precheck.submission.duplicates import Settings, are_one_persons, is_same, open_picture, other_submission


@dataclass(frozen=True, slots=True)
class DuplicateSearch:
    """A picture's fingerprint, None where it cannot be decoded or is not kept, and what was found."""

    bits: bytes | None
    flags: tuple[Flag, ...] = ()


@dataclass(frozen=True, slots=True)
class Suspect:
    """Somebody's picture that is close, and how the one that came would have been changed."""

    kept: FingerprintOwner
    guess: Guess
    distance: int


class Duplicates:
    """``settings``: by material; one whose papers colleagues share is neither kept nor asked about."""

    def __init__(self, store: Store, pictures: Pictures, settings: Mapping[str, Settings]) -> None:
        self._store = store
        self._pictures = pictures
        self._settings = settings

    def search(
        self, upload: StoredUpload, registration: Registration | None, data: bytes, seen: ImageFacts
    ) -> DuplicateSearch:
        """``seen``: what the checks made of the picture. A flag for staff where another candidate's submission has the same picture.
        Raises Transient: the database is away."""
        settings = self._settings.get(upload.material)
        if settings is None or settings.is_shared(seen):
            return DuplicateSearch(None)
        image = open_picture(data)
        if image is None:
            return DuplicateSearch(None)
        guesses = fingerprint.guesses(image)
        bits = guesses[0].bits.tobytes()
        suspects = self.suspects(guesses, settings.most_bits, {upload.submission_id})
        for suspect in suspects[: settings.most_compared]:
            theirs = registration_of(self._store, suspect.kept.submission_id)
            if self._is_same(suspect, image, settings) and not are_one_persons(registration, theirs):
                return DuplicateSearch(bits, (other_submission(suspect.kept.upload_id, upload.file),))
        return DuplicateSearch(bits)

    def suspects(self, guesses: Sequence[Guess], most_bits: int, own: Collection[str] = ()) -> list[Suspect]:
        """Pictures of other submissions whose fingerprints are within ``most_bits``, the closest first."""
        keys = np.unique(fingerprint.band_keys(np.stack([guess.bits for guess in guesses]))).tolist()
        with self._store.read() as tx:
            found = dict(tx.fingerprints.sharing_a_band(keys))
            if not found:
                return []
            ids = list(found)
            kept = np.frombuffer(b"".join(found.values()), np.uint8).reshape(len(ids), -1)
            close = fingerprint.nearest(guesses, kept, most_bits)
            whose = tx.fingerprints.owners([ids[place] for _, place, _ in close])
        suspects = [
            Suspect(whose[ids[place]], guess, distance)
            for distance, place, guess in close
            if ids[place] in whose and whose[ids[place]].submission_id not in own
        ]
        return sorted(suspects, key=lambda suspect: (suspect.distance, suspect.kept.upload_id))

    def _is_same(self, suspect: Suspect, image: Image, settings: Settings) -> bool:
        with self._store.read() as tx:
            other = tx.uploads.get(suspect.kept.upload_id)
        if other is None or other.deleted_at is not None or other.erased_at is not None:
            return False
        try:
            theirs = open_picture(self._pictures.get(other.picture))
        except KeyError:
            return False
        if theirs is None:
            return False
        return is_same(theirs, image, suspect.guess, settings)
