"""Running a network: OpenVINO, or ONNX Runtime where that is not installed. One thread each.

Processes are the unit of parallelism here: two threads inside each of two workers gave 12 inferences a second, one
thread each 18 to 20 (measured on 2 cores).

What OpenVINO makes of a network takes a quarter of the time to load that it takes to make. It is kept in the user's
cache folder, by the weights' digest, the runtime, the processor and the input's shape, behind a digest of its own."""

import ctypes
import hashlib
import logging
import os
import sys
from collections.abc import Callable
from functools import cache
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol, Self, cast

import numpy as np
from numpy.typing import NDArray

from precheck.domain.errors import Invalid

log = logging.getLogger(__name__)

CONVERTER = "openvino.tools.ovc"
"""OpenVINO's converter of models from other libraries, which it imports by itself where it can: two thirds of its import."""

SETTINGS = {
    "INFERENCE_NUM_THREADS": 1,
    "NUM_STREAMS": 1,
    "PERFORMANCE_HINT": "LATENCY",
    "ENABLE_CPU_PINNING": False,
}
"""Without the last, every process runs its networks on the machine's first core."""

_libc = ctypes.CDLL(None)


class Session(Protocol):
    """A loaded network with one input."""

    name: str

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """The first output for one input; the caller owns it."""
        ...

    def outputs(self, batch: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """All outputs, in the model's order; the caller owns them."""
        ...

    def rest(self) -> None:
        """Gives back what the last run worked in: after one that was larger than most, or the last for a while. The next one
        takes some milliseconds more."""
        ...


Prepare = Callable[[Any], None]
"""Changes an OpenVINO model before it is compiled: evaluation rounds its weights."""


class OpenVinoSession:
    """A network in OpenVINO on the processor, at the precision the processor does best."""

    def __init__(
        self,
        path: Path,
        sha256: str,
        prepare: Prepare | None = None,
        note: str = "",
        shape: tuple[int, ...] | None = None,
    ) -> None:
        core = _core()
        kept = None if prepare is not None else _CompiledFile.locate(core, sha256, shape)
        compiled = None if kept is None else _import(core, kept.read())
        if compiled is None:
            refuse_others(path, sha256)
            model = core.read_model(str(path))
            if shape is not None:
                model.reshape(list(shape))
            if prepare is not None:
                prepare(model)
            compiled = core.compile_model(model, "CPU", SETTINGS)
            if kept is not None:
                kept.write(compiled.export_model().getvalue())
            del model
        self._compiled = compiled
        _give_memory_back()
        self._request = self._compiled.create_infer_request()
        precision = self._compiled.get_property("INFERENCE_PRECISION_HINT").get_type_name()
        self.name = f"openvino {metadata.version('openvino')} {note or precision}"

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.outputs(batch)[0]

    def outputs(self, batch: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        self._request.infer([batch])
        # The tensors are views that the next call overwrites.
        return [
            np.array(self._request.get_output_tensor(index).data, dtype=np.float32, copy=True)
            for index in range(len(self._compiled.outputs))
        ]

    def rest(self) -> None:
        self._compiled.release_memory()


@cache
def _openvino() -> Any:
    """OpenVINO without its converter."""
    modules = cast("dict[str, Any]", sys.modules)
    absent = CONVERTER not in modules
    if absent:
        modules[CONVERTER] = None
    try:
        import openvino
    finally:
        if absent:
            del modules[CONVERTER]
    return openvino


@cache
def _core() -> Any:
    return _openvino().Core()


def _import(core: Any, blob: bytes | None) -> Any:
    """What was exported, compiled again; None where nothing was or OpenVINO does not take it."""
    if blob is None:
        return None
    try:
        return core.import_model(blob, "CPU", SETTINGS)
    except RuntimeError as error:
        log.info("a kept network is compiled anew: %s", type(error).__name__)
        return None


def _give_memory_back() -> None:
    """What compiling leaves, 10 to 20 MiB a network, where the C library can (glibc)."""
    if hasattr(_libc, "malloc_trim"):
        _libc.malloc_trim(0)


class _CompiledFile:
    """A compiled network in the cache folder: a digest of 32 bytes, and what OpenVINO exported."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @classmethod
    def locate(cls, core: Any, sha256: str, shape: tuple[int, ...] | None) -> Self | None:
        """Where this network's is kept on this machine; None where there is no folder that is ours alone."""
        folder = compiled_folder()
        if folder is None:
            return None
        machine = [
            core.get_property("CPU", name) for name in ("FULL_DEVICE_NAME", "OPTIMIZATION_CAPABILITIES")
        ]
        key = repr((sha256, _openvino().__version__, machine, shape, sorted(SETTINGS.items())))
        return cls(folder / f"{hashlib.sha256(key.encode()).hexdigest()[:32]}.openvino")

    def read(self) -> bytes | None:
        """What was kept; None where nothing was, or it is no longer what it was."""
        try:
            kept = self._path.read_bytes()
        except OSError:
            return None
        blob = kept[32:]
        return blob if hashlib.sha256(blob).digest() == kept[:32] else None

    def write(self, blob: bytes) -> None:
        """Keeps it, whole or not at all; that there is no room for it is no failure."""
        part = self._path.with_suffix(f".{os.getpid()}")
        try:
            part.write_bytes(hashlib.sha256(blob).digest() + blob)
            part.replace(self._path)
        except OSError as error:
            part.unlink(missing_ok=True)
            log.info("the compiled network is not kept: %s", error.strerror)


def compiled_folder() -> Path | None:
    """``precheck`` in the user's cache folder (``XDG_CACHE_HOME``, else ``~/.cache``); None where nothing can be kept there, or
    others could write to it."""
    try:
        folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "precheck"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        held = folder.stat()
    except (OSError, RuntimeError):
        return None
    own = held.st_uid == os.getuid() and not held.st_mode & 0o022
    return folder if own and os.access(folder, os.W_OK) else None


class OnnxRuntimeSession:
    """A network in ONNX Runtime on the processor."""

    def __init__(self, path: Path, sha256: str) -> None:
        import onnxruntime

        refuse_others(path, sha256)

        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        options.inter_op_num_threads = 1
        options.enable_cpu_mem_arena = False
        self._session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0].name
        self.name = f"onnxruntime {onnxruntime.__version__} f32"

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        return self.outputs(batch)[0]

    def outputs(self, batch: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        return [np.asarray(found, np.float32) for found in self._session.run(None, {self._input: batch})]

    def rest(self) -> None:
        """Nothing is kept between runs."""


def open_session(
    path: Path,
    sha256: str,
    runtime: str | None = None,
    prepare: Prepare | None = None,
    note: str = "",
    shape: tuple[int, ...] | None = None,
) -> Session:
    """A network from a weight file whose digest is known. ``runtime`` is "openvino" or "onnxruntime"; None takes the
    first that is installed. ``prepare`` changes an OpenVINO model, and ``note`` is said of it instead of its precision.
    ``shape``: the only one that inputs have.
    Raises Invalid: the file is not the one its model card names, or no runtime is installed."""
    if runtime in (None, "openvino"):
        try:
            return OpenVinoSession(path, sha256, prepare, note, shape)
        except ImportError:
            if runtime is not None:
                raise
    try:
        return OnnxRuntimeSession(path, sha256)
    except ImportError:
        raise Invalid(
            "没有推理引擎：请安装 openvino 或 onnxruntime (install openvino or onnxruntime)"
        ) from None


def refuse_others(path: Path, sha256: str) -> None:
    """Weights that are not those a card names.
    Raises Invalid: the file has another digest."""
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != sha256:
        raise Invalid(
            f"模型文件校验和不符 (weights are not the expected ones): {path.name}: {digest}, expected {sha256}"
        )
