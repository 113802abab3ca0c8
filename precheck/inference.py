"""Running a network: OpenVINO, or ONNX Runtime where that is not installed. One thread each.

Processes are the unit of parallelism here: two threads inside each of two workers gave 12 inferences a
second, one thread each 18 to 20 (measured on 2 cores).
"""

import hashlib
from collections.abc import Callable
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from precheck.domain.errors import Invalid


class Session(Protocol):
    """A loaded network with one input."""

    name: str

    def run(self, batch: NDArray[np.float32]) -> NDArray[np.float32]:
        """The first output for one input; the caller owns it."""
        ...

    def outputs(self, batch: NDArray[np.float32]) -> list[NDArray[np.float32]]:
        """All outputs, in the model's order; the caller owns them."""
        ...


Prepare = Callable[[Any], None]
"""Changes an OpenVINO model before it is compiled: evaluation rounds its weights."""


class OpenVinoSession:
    """A network in OpenVINO on the processor, at the precision the processor does best."""

    def __init__(
        self, path: Path, prepare: Prepare | None = None, note: str = "", shape: tuple[int, ...] | None = None
    ) -> None:
        import openvino

        core = openvino.Core()
        model = core.read_model(str(path))
        if shape is not None:
            model.reshape(list(shape))
        if prepare is not None:
            prepare(model)
        settings = {"INFERENCE_NUM_THREADS": 1, "NUM_STREAMS": 1, "PERFORMANCE_HINT": "LATENCY"}
        self._compiled = core.compile_model(model, "CPU", settings)
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


class OnnxRuntimeSession:
    """A network in ONNX Runtime on the processor."""

    def __init__(self, path: Path) -> None:
        import onnxruntime

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


def open_session(
    path: Path,
    sha256: str,
    runtime: str | None = None,
    prepare: Prepare | None = None,
    note: str = "",
    shape: tuple[int, ...] | None = None,
) -> Session:
    """A network from a weight file whose digest is known.

    ``runtime`` is "openvino" or "onnxruntime"; None takes the first that is installed. ``prepare`` changes
    an OpenVINO model, and ``note`` is said of it instead of its precision. ``shapes_recur``: whether inputs come in few
    shapes, so that what is prepared for a shape is worth keeping.

    Raises:
        Invalid: the file is not the one its model card names, or no runtime is installed.
    """
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    if digest != sha256:
        raise Invalid(
            f"模型文件校验和不符 (weights are not the expected ones): {path.name}: {digest}, expected {sha256}"
        )
    if runtime in (None, "openvino"):
        try:
            return OpenVinoSession(path, prepare, note, shape)
        except ImportError:
            if runtime is not None:
                raise
    try:
        return OnnxRuntimeSession(path)
    except ImportError:
        raise Invalid(
            "没有推理引擎：请安装 openvino 或 onnxruntime (install openvino or onnxruntime)"
        ) from None
