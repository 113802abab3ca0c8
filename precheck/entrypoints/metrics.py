"""What Prometheus may ask: what the processes count, and what the database knows at the moment of asking.

Each *slot* of a worker's pool or of the HTTP server counts, not each process: one that is replaced goes on with its
predecessor's counts, which are kept in memory and left in a file every second. Not in memory-mapped files, as
prometheus_client's own way with several processes is: on a full disk the kernel kills who writes to one. A file that
cannot be written now is written later, and nothing is lost but its newness. :func:`exposition` adds all of them up."""

import logging
import threading
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path

import prometheus_client
from prometheus_client import CollectorRegistry, Counter, Histogram
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.parser import text_string_to_metric_families
from prometheus_client.registry import Collector

from precheck.domain.errors import Transient
from precheck.domain.report import Report
from precheck.service.results import Ending
from precheck.storage import Store
from precheck.storage.values import Order, Queue

log = logging.getLogger(__name__)

SAVE_SECONDS = 1.0
ENDING = ".prom"


class CountsFile:
    """One process's place. Who takes it after a process that ended goes on with what that had counted."""

    def __init__(self, folder: Path, name: str) -> None:
        prometheus_client.disable_created_metrics()  # type: ignore[no-untyped-call]
        self.registry = CollectorRegistry()
        self._file = folder / f"{name}{ENDING}"
        self._before = _read(self._file)
        self._guard = threading.Lock()
        self._coming: threading.Timer | None = None

    def mark_dirty(self) -> None:
        """Something was counted: it is written down within a second."""
        with self._guard:
            if self._coming is None:
                self._coming = threading.Timer(SAVE_SECONDS, self.save)
                self._coming.daemon = True
                self._coming.start()

    def save(self) -> None:
        """Write down what was counted so far."""
        with self._guard:
            if self._coming is not None:
                self._coming.cancel()
                self._coming = None
        text = merge_expositions([self._before, prometheus_client.generate_latest(self.registry).decode()])
        beside = self._file.with_suffix(".tmp")
        try:
            beside.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            beside.write_bytes(text)
            beside.replace(self._file)
        except OSError as error:
            log.debug("counts not written: %s", type(error).__name__)
            self.mark_dirty()
            with suppress(OSError):
                beside.unlink(missing_ok=True)


def read_totals(folder: Path) -> bytes:
    """What all processes counted, in Prometheus' text format."""
    return merge_expositions(_read(path) for path in sorted(folder.glob(f"*{ENDING}")))


def merge_expositions(texts: Iterable[str]) -> bytes:
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


SECONDS_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
METHODS = ("GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH")
WAIT_BUCKETS = (0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200)


class WorkerMetrics:
    """What a worker process counts. Made once a process, after the fork."""

    def __init__(self, folder: Path, slot: str) -> None:
        self._slot = CountsFile(folder, slot)
        counter = partial(Counter, registry=self._slot.registry)
        histogram = partial(Histogram, registry=self._slot.registry)
        self._orders = counter("precheck_orders", "Orders that ended, by how.", ["queue", "ending"])
        self._attempts = counter("precheck_attempts", "Claims of orders.", ["queue"])
        self._verdicts = counter("precheck_reports", "Reports, by verdict.", ["material", "verdict"])
        self._flags = counter("precheck_flags", "Flags raised, by code.", ["code", "severity"])
        self._unable = counter("precheck_unable", "Checks that could not run.", ["check"])
        self._stages = histogram(
            "precheck_stage_seconds", "Seconds by stage of a check.", ["stage"], buckets=SECONDS_BUCKETS
        )
        self._waited = histogram(
            "precheck_waited_seconds",
            "Seconds from an order's coming to its end.",
            ["queue"],
            buckets=WAIT_BUCKETS,
        )

    def order_started(self, order: Order) -> None:
        self._attempts.labels(order.queue).inc()
        self._slot.mark_dirty()

    def order_ended(self, order: Order, ending: Ending, report: Report | None, seconds: float) -> None:
        self._orders.labels(order.queue, ending).inc()
        self._slot.mark_dirty()
        if report is None or ending is not Ending.REPORTED:
            return
        self._waited.labels(order.queue).observe(seconds)
        self._verdicts.labels(report.upload.material, str(report.verdict)).inc()
        for flag in report.flags:
            self._flags.labels(flag.code, str(flag.severity)).inc()
        for item in report.unable:
            self._unable.labels(item.check).inc()
        for stage, spent in report.seconds.items():
            self._stages.labels(stage).observe(spent)


class RequestMetrics:
    """What an HTTP process counts. ``route`` is a pattern, so that no id gets in here."""

    def __init__(self, folder: Path, slot: str) -> None:
        self._slot = CountsFile(folder, slot)
        registry = self._slot.registry
        labels = ["method", "route", "status"]
        self._count = Counter("precheck_http_requests", "Requests answered.", labels, registry=registry)
        self._seconds = Histogram(
            "precheck_http_seconds",
            "Seconds from a request's coming to its answer's end, waiting for a report included.",
            labels,
            buckets=SECONDS_BUCKETS,
            registry=registry,
        )

    def count_request(self, method: str, route: str | None, status: int, seconds: float) -> None:
        """A request was answered. ``route`` None: it fitted no route. ``status`` 0: the caller went away."""
        labels = (method if method in METHODS else "other", route or "none", str(status))
        self._count.labels(*labels).inc()
        self._seconds.labels(*labels).observe(seconds)
        self._slot.mark_dirty()

    def save(self) -> None:
        self._slot.save()


class _Stored(Collector):
    def __init__(self, store: Store) -> None:
        self._store = store

    def collect(self) -> Iterator[Metric]:
        up = GaugeMetricFamily("precheck_database_up", "Whether the database answers.")
        try:
            with self._store.read() as tx:
                depth, now = tx.orders.depth(), tx.now()
        except Transient:
            up.add_metric([], 0)
            yield up
            return
        up.add_metric([], 1)
        yield up
        orders = GaugeMetricFamily(
            "precheck_queue_orders", "Orders that wait or are claimed.", labels=["queue", "state"]
        )
        oldest = GaugeMetricFamily(
            "precheck_queue_oldest_seconds", "Age of the oldest order that waits.", labels=["queue"]
        )
        for queue in Queue:
            for state in ("waiting", "claimed"):
                orders.add_metric([queue, state], depth.get((queue, state), (0, now))[0])
            oldest.add_metric([queue], max(0.0, now - depth.get((queue, "waiting"), (0, now))[1]))
        yield from (orders, oldest)


def exposition(store: Store, folder: Path) -> bytes:
    registry = CollectorRegistry()
    registry.register(_Stored(store))
    return prometheus_client.generate_latest(registry) + read_totals(folder)
