"""The use cases over the store. No framework, no queue, no HTTP: those stand at the entry points.

:class:`Intake` takes uploads and registrations, :class:`Checking` carries out one order, :class:`Relay` and
:class:`Sweeper` keep the queue true to the database, :class:`Review` locks, opens and decides, :class:`Rescans` runs
pictures through the present pipelines again, :class:`Retention` erases. From outside: these, :mod:`errors`, and the
modules that carry a subject of their own (``accounts``, ``keys``, ``desk``, ``queueing``, ``viewing``, ``webhooks`` …)."""

from precheck.service.access import Idempotency
from precheck.service.checking import Checking
from precheck.service.intake import Accepted, Intake
from precheck.service.rescans import Rescans
from precheck.service.retention import Retention
from precheck.service.review import Review
from precheck.service.sweeping import Publisher, Relay, Sweeper

__all__ = [
    "Accepted",
    "Checking",
    "Idempotency",
    "Intake",
    "Publisher",
    "Relay",
    "Rescans",
    "Retention",
    "Review",
    "Sweeper",
]
