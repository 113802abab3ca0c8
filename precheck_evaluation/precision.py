"""The recogniser at lower precisions, emulated: error curves must hold where the processor computes more coarsely.

Processors with AVX512-BF16 or AMX run the networks in bfloat16; on others OpenVINO computes in float32 whatever is asked
for. Here the numbers are rounded by hand, so that the curves can be measured on any processor:

- ``f32``: as it is.
- ``bf16``: weights, and the output of every convolution and matrix product, rounded to bfloat16.
- ``int8``: weights rounded to 8 bits for each output channel, as weight compression does.

What came of it: ``docs/evaluation/reading.md``.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from precheck.domain.errors import Invalid
from precheck.ocr import OcrEngine, _small, tiered

PRECISIONS = ("f32", "bf16", "int8")

ROUNDED_OUTPUTS = ("Convolution", "GroupConvolution", "MatMul")


def tiers(precision: str) -> tuple[OcrEngine, OcrEngine]:
    """Both tiers of the default reader, whose recognisers compute at a precision; the detectors stay as they are.
    Raises Invalid: no such precision, or OpenVINO is not installed."""
    if precision not in PRECISIONS:
        raise Invalid(f"没有这种精度 (no such precision): {precision!r}; {', '.join(PRECISIONS)}")
    if precision == "f32":
        return tiered.create(), _small.create()
    how = "openvino", _PREPARED[precision], f"{precision} (emulated)"
    return tiered.create(*how), _small.create(*how)


def bfloat16(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """The nearest bfloat16 (8 bits of exponent, 7 of fraction; ties to even), as float32."""
    bits = np.ascontiguousarray(values, dtype=np.float32).view(np.uint32)
    rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) & 0xFFFF0000
    return rounded.astype(np.uint32).view(np.float32).reshape(values.shape)


def eight_bits(values: NDArray[np.float32]) -> NDArray[np.float32]:
    """Rounded to −127..127 steps of the largest magnitude of each first index; single numbers and rows as they are."""
    if values.ndim < 2:
        return values
    largest = np.abs(values).reshape(len(values), -1).max(axis=1).reshape(-1, *(1,) * (values.ndim - 1))
    step = np.maximum(largest, 1e-12) / 127
    return np.asarray(np.round(values / step) * step, dtype=np.float32)


def _weights(model: Any, rounding: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> None:
    import openvino
    from openvino import opset13

    for node in model.get_ordered_ops():
        if node.get_type_name() == "Constant" and node.get_element_type() == openvino.Type.f32:
            values = np.array(node.data, dtype=np.float32)
            if values.size > 1:
                new = opset13.constant(rounding(values), openvino.Type.f32)
                node.output(0).replace(new.output(0))


def _bf16(model: Any) -> None:
    import openvino
    from openvino import opset13

    _weights(model, bfloat16)
    for node in model.get_ordered_ops():
        if node.get_type_name() in ROUNDED_OUTPUTS:
            readers = list(node.output(0).get_target_inputs())
            coarse = opset13.convert(opset13.convert(node.output(0), openvino.Type.bf16), openvino.Type.f32)
            for reader in readers:
                reader.replace_source_output(coarse.output(0))


_PREPARED: dict[str, Callable[[Any], None]] = {
    "bf16": _bf16,
    "int8": lambda model: _weights(model, eight_bits),
}
