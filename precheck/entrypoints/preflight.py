"""Everything that ``serve`` and ``worker`` would stumble over later, looked at before anything is started, and by
``doctor``."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

from precheck import ocr
from precheck.domain.errors import Invalid
from precheck.entrypoints.deployment import Deployment
from precheck.pipeline import definition, requirements
from precheck.storage.sql import database_url
from precheck.wiring import pipeline_folders


def refuse_faults(place: Deployment) -> None:
    """Before the first process is started and the first file is made.

    Raises:
        Invalid: something would not work; names the setting or the file, all that are wrong at once.
    """
    found = list(faults(place))
    if found:
        raise Invalid("; ".join(found))


def faults(place: Deployment) -> Iterator[str]:
    """What is wrong, in words that name the setting or the file."""
    for look in (_pipelines, _engine, _database, _broker, _inbox, _folders):
        try:
            look(place)
        except Invalid as error:
            yield str(error)


def _pipelines(place: Deployment) -> None:
    folders = pipeline_folders(place.settings.pipelines)
    materials = {slug: item.material for slug, item in definition.load(folders).items()}
    requirements.load(folders, materials)


def _engine(place: Deployment) -> None:
    name = place.settings.engine
    available = ocr.load(name).probe()
    if not available.available:
        raise Invalid(f"PRECHECK_ENGINE: {name}: {available.detail}")


def _database(place: Deployment) -> None:
    database_url(place.database)


def _broker(place: Deployment) -> None:
    if place.embedded:
        return
    try:
        parts = urlsplit(place.broker)
        there = (
            bool(parts.path) if parts.scheme == "redis+socket" else bool(parts.hostname and parts.port != 0)
        )
    except ValueError:
        there = False
    if not there:
        raise Invalid("PRECHECK_BROKER: 地址不完整 (incomplete): redis://host:6379/0, redis+socket:///path")


def _inbox(place: Deployment) -> None:
    inbox = place.settings.inbox
    if inbox is not None and not os.access(inbox.expanduser(), os.R_OK | os.X_OK):
        raise Invalid(f"PRECHECK_INBOX: 目录不存在或不可读 (no readable folder): {inbox}")


def _folders(place: Deployment) -> None:
    _usable("PRECHECK_DATA", place.data)
    _usable("PRECHECK_PICTURES", place.pictures_folder)


def _usable(setting: str, folder: Path) -> None:
    """The folder may be missing, but then it must be possible to make it."""
    there = next(path for path in (folder, *folder.parents) if path.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise Invalid(f"{setting}: 不可写 (cannot be written): {there}")
