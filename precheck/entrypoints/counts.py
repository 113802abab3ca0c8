"""What a process counts, kept in memory and left in a file every second; the files of all processes, added up.

Not in memory-mapped files, as prometheus_client's own way with several processes is: on a full disk the kernel kills who
writes to one. A file that cannot be written now is written later, and nothing is lost but its newness.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

import prometheus_client
from prometheus_client import CollectorRegistry
from prometheus_client.core import Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

log = logging.getLogger(__name__)

SAVE_SECONDS = 1.0
ENDING = ".prom"


class Slot:
    """One process's place. Who takes it after a process that ended goes on with what that had counted."""

    def __init__(self, folder: Path, name: str) -> None:
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._file = folder / f"{name}{ENDING}"
        self._before = _read(self._file)
        self._dirty = threading.Event()
        self._started = threading.Lock()
        self._thread: threading.Thread | None = None

    def changed(self) -> None:
        """Something was counted: it is written down soon."""
        self._dirty.set()
        if self._thread is None:
            with self._started:
                if self._thread is None:
                    self._thread = threading.Thread(target=self._keep, name="counts", daemon=True)
                    self._thread.start()

    def save(self) -> None:
        """Write down what was counted so far."""
        text = total([self._before, prometheus_client.generate_latest(self.registry).decode()])
        beside = self._file.with_suffix(".tmp")
        try:
            beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(text)
            beside.replace(self._file)
        except OSError as error:
            log.debug("counts not written: %s", type(error).__name__)
            self._dirty.set()
            with suppress(OSError):
                beside.unlink(missing_ok=True)

    def _keep(self) -> None:
        pause = threading.Event()
        while True:
            self._dirty.wait()
            pause.wait(SAVE_SECONDS)
            self._dirty.clear()
            self.save()


def totals(folder: Path) -> bytes:
    """What all processes counted, in Prometheus' text format."""
    return total(_read(path) for path in sorted(folder.glob(f"*{ENDING}")))


def total(texts: Iterable[str]) -> bytes:
    """Several expositions as one: samples of the same name and labels added up."""
    registry = CollectorRegistry()
    registry.register(_Sum(texts))
    return prometheus_client.generate_latest(registry)


class _Sum(Collector):
    def __init__(self, texts: Iterable[str]) -> None:
        self._families: dict[str, Metric] = {}
        self._values: dict[str, dict[tuple[str, tuple[tuple[str, str], ...]], float]] = {}
        for text in texts:
            for family in text_string_to_metric_families(text):
                self._families.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                values = self._values.setdefault(family.name, {})
                for sample in family.samples:
                    key = (sample.name, tuple(sorted(sample.labels.items())))
                    values[key] = values.get(key, 0.0) + sample.value

    def collect(self) -> Iterator[Metric]:
        for name, metric in self._families.items():
            for (sample, labels), value in self._values[name].items():
                metric.add_sample(sample, dict(labels), value)
            yield metric


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError:
        return ""
