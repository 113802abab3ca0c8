"""The only file that names concrete classes: puts pipelines, engine and checks together."""

import os
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from precheck import config, ocr
from precheck.domain.cleaning import CHINA
from precheck.domain.errors import Invalid
from precheck.domain.material import Material
from precheck.domain.registration import Registration
from precheck.domain.report import Report
from precheck.domain.resources import packaged_folder
from precheck.domain.upload import Upload
from precheck.ocr import OcrEngine
from precheck.ocr._remembered import Remembering
from precheck.pipeline import definition, examination, requirements
from precheck.pipeline.definition import Definition
from precheck.pipeline.stages import Tools
from precheck.submission.rules import Rules
from precheck.vision import segment
from precheck.vision.segment import Segmenter

"""The office's time; China has one zone and no summer time."""


def pipeline_folders(own: Path | None) -> list[Path]:
    """Where pipeline files are looked for: a province's own folder first, then the packaged one, for a service's
    programs as it was when the service started."""
    kept = os.environ.get(config.KEPT_PIPELINES)
    return [*([own] if own is not None else []), Path(kept) if kept else packaged_folder("pipelines")]


@dataclass(frozen=True, slots=True)
class Pipelines:
    """All pipeline files: what is checked of each material, by slug, and the notice's table of required materials."""

    definitions: Mapping[str, Definition]
    rules: Rules

    @property
    def materials(self) -> dict[str, Material]:
        """The materials there are, by slug."""
        return {slug: definition.material for slug, definition in self.definitions.items()}


def load_pipelines(own: Path | None = None) -> Pipelines:
    """The files of :func:`pipeline_folders`, without any engine.
    Raises Invalid: one of them is wrong."""
    folders = pipeline_folders(own)
    known = definition.load(folders)
    return Pipelines(known, requirements.load(folders, {slug: d.material for slug, d in known.items()}))


class Precheck:
    """Checks uploads. Loads pipelines at once and the engine when first needed; safe for threads, which take turns.

    Args:
    engine: one of :func:`precheck.ocr.names`; default: the setting ``PRECHECK_ENGINE``.
    pipelines: a folder put in front of the packaged pipelines; default: ``PRECHECK_PIPELINES``.
    today: the day on which validity is judged; default: the day of the check, in China.
    Raises Invalid: a setting, a pipeline file or the engine's name is wrong."""

    def __init__(
        self, engine: str | None = None, pipelines: Path | str | None = None, today: date | None = None
    ) -> None:
        settings = config.settings()
        self._engine_module = ocr.load(engine or settings.engine)
        own = Path(pipelines) if pipelines is not None else settings.pipelines
        loaded = load_pipelines(own)
        self.pipelines: Mapping[str, Definition] = loaded.definitions
        self.materials: Mapping[str, Material] = loaded.materials
        self.rules: Rules = loaded.rules
        self._today = today
        self._turn = threading.Lock()

    @cached_property
    def engine(self) -> OcrEngine:
        return self._engine_module.create()

    @cached_property
    def segmenter(self) -> Segmenter:
        return segment.create()

    @cached_property
    def careful_reader(self) -> OcrEngine | None:
        """The engine's second tier, loaded when first asked for; None where the engine has one tier only."""
        start = self._engine_module.CAPABILITIES.careful
        return None if start is None else start()

    def check(
        self,
        source: str | Path | bytes,
        material: str,
        registration: Mapping[str, Any] | Registration | None = None,
        *,
        file: str | None = None,
        submission: str | None = None,
        id: str | None = None,
    ) -> Report:
        """One picture's report. Whatever is wrong with the picture stands in the report.

        Args:
        source: a path, or the file's bytes.
        material: the kind of document that it was uploaded as.
        registration: what the candidate declared.
        file: the name to report; default: the path as given.
        submission, id: carried into the report.
        Raises Invalid: no such material, a bad registration, or no file at the path."""
        if isinstance(source, bytes):
            data = source
        else:
            try:
                data = Path(source).read_bytes()
            except OSError as error:
                raise Invalid(f"无法读取文件 (cannot read the file): {source}: {error.strerror}") from None
            file = str(source) if file is None else file
        upload = Upload.from_bytes(data, material=material, file=file, submission=submission, id=id)
        return self.examine(upload, registration).report

    def check_remembering(
        self, upload: Upload, registration: Registration | None = None, *, earlier: bytes | None = None
    ) -> tuple[Report, bytes]:
        """As :meth:`check`, with what was read, for a check of the same picture after the registration has changed:
        given as ``earlier``, nothing is read that was read then."""
        remembering = Remembering(earlier)
        found = self.examine(upload, registration, remembering=remembering)
        return found.report, remembering.packed()

    def examine(
        self,
        upload: Upload,
        registration: Mapping[str, Any] | Registration | None = None,
        *,
        remembering: Remembering | None = None,
    ) -> examination.Examination:
        """As :meth:`check`, with what led to the report, for ``--explain`` and ``--annotate``."""
        if upload.material not in self.pipelines:
            raise Invalid(
                f"没有这种材料 (no such material): {upload.material!r}; {', '.join(self.pipelines)}"
            )
        declared = registration
        if declared is not None and not isinstance(declared, Registration):
            declared = Registration.parse(declared)
        now = datetime.now(CHINA)

        def around(found: OcrEngine | None, reader: int) -> OcrEngine | None:
            return found if found is None or remembering is None else remembering.around(found, reader)

        with self._turn:
            return examination.examine(
                upload,
                declared,
                self.pipelines,
                Tools(
                    self.engine if remembering is None else remembering.around(self.engine, 0),
                    self.segmenter,
                    lambda: around(self.careful_reader, 1),
                ),
                now,
                self._today or now.date(),
            )

    def __enter__(self) -> Self:
        _ = self.engine, self.segmenter
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        return None
