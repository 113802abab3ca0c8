"""Hands in uploads as a portal would: in bursts, some twice, and again whenever the store was away."""

from __future__ import annotations

import random
import threading
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field

from precheck.domain.errors import Transient
from precheck.service import Idempotency, Intake
from precheck.service.registering import Actor
from tests.chaos.pictures import EXHAUSTS, GREY, HANGS, KILLS, Colour, early_end, picture

BURST = 2000
MATERIAL = "diploma"
TWICE = 0.1
"""One upload in ten is sent again under the same key, as by a portal that got no answer."""


@dataclass
class Portal:
    """Sends ``count`` uploads, of which the poison ones stand spread among the others. One in ``whole_every`` is a picture
    that is checked whole; the others' checks end at their format: what is tried is the queue, not the reader."""

    intake: Intake
    chance: random.Random
    count: int
    pause_seconds: float
    poison: Sequence[Colour]
    whole_every: int
    sent: dict[str, Colour] = field(default_factory=dict)
    counts: Counter[str] = field(default_factory=Counter)
    _turn: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> None:
        """All of them; four at a time, a pause after each burst."""
        poisoned = dict(
            zip(self.chance.sample(range(self.count), len(self.poison)), self.poison, strict=True)
        )
        with ThreadPoolExecutor(4) as pool:
            for start in range(0, self.count, BURST):
                numbers = range(start, min(start + BURST, self.count))
                list(pool.map(lambda number: self._send(number, poisoned.get(number, GREY)), numbers))
                if numbers.stop < self.count:
                    time.sleep(self.pause_seconds)

    def progress(self) -> float:
        """How much of it is sent, 0 to 1."""
        return len(self.sent) / self.count

    def _send(self, number: int, colour: Colour) -> None:
        whole = number % self.whole_every == 0 or colour != GREY
        data = picture(number, colour) if whole else early_end(number)
        again = self.chance.random() < TWICE
        for _ in range(2 if again else 1):
            upload_id = self._until_taken(number, data)
        with self._turn:
            self.sent[upload_id] = colour
            self.counts["sent again"] += again
            self.counts["checked whole" if whole else "ending at their format"] += 1

    def _until_taken(self, number: int, data: bytes) -> str:
        key = Idempotency("chaos", str(number))
        while True:
            try:
                return self.intake.submit_upload(
                    f"s{number // 10}", MATERIAL, data, by=Actor(idempotency=key)
                ).upload.id
            except Transient:
                with self._turn:
                    self.counts["refused while the store was away, sent again"] += 1
                time.sleep(0.2)


def poison(kills: int, exhausts: int, hangs: int) -> list[Colour]:
    """Pictures that kill their process, take all memory, or hang."""
    return [KILLS] * kills + [EXHAUSTS] * exhausts + [HANGS] * hangs
