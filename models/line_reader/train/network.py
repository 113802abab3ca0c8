"""The recogniser's ONNX graph as a PyTorch module that keeps every weight's name, so that weights go back where they came
from."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import onnx
import torch
from onnx import numpy_helper
from torch import Tensor, nn
from torch.nn import functional

GELU = ["Div", "Erf", "Add", "Mul", "Mul"]
"""How the graph writes it."""

Node = tuple[str, list[str], str, dict[str, Any]]


class Reader(nn.Module):
    """Pixels (n, 3, 48, w) in −1..1 to logits (n, w / 8, characters + 1); batch-norm statistics stay as they are."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.model = onnx.load(str(path))
        weights: dict[str, Tensor] = {}
        self.fixed: dict[str, Tensor] = {}
        for one in self.model.graph.initializer:
            value = torch.from_numpy(numpy_helper.to_array(one).copy())
            (weights if value.is_floating_point() and value.numel() > 1 else self.fixed)[one.name] = value
        nodes = self._listed()
        still = {name for op, inputs, _, _ in nodes if op == "BatchNormalization" for name in inputs[3:]}
        self.names = {name: f"w{index}" for index, name in enumerate(weights)}
        for name, key in self.names.items():
            value = weights[name]
            setattr(self, key, nn.Buffer(value) if name in still else nn.Parameter(value))
        self.nodes = _fold_constants(nodes, weights)
        self.entry, self.exit = self.model.graph.input[0].name, self.nodes[-1][2]

    def _listed(self) -> list[Node]:
        alias: dict[str, str] = {}
        nodes: list[Node] = []
        for node in self.model.graph.node:
            inputs = [alias.get(name, name) for name in node.input]
            if node.op_type == "Identity":
                alias[node.output[0]] = inputs[0]
            elif node.op_type != "Softmax":
                attributes = {a.name: onnx.helper.get_attribute_value(a) for a in node.attribute}
                nodes.append((node.op_type, inputs, node.output[0], attributes))
        return nodes

    def forward(self, pixels: Tensor) -> Tensor:
        """The logits."""
        live = {self.entry: pixels}
        for op, inputs, output, attributes in self.nodes:
            values = [
                live[name]
                if name in live
                else getattr(self, self.names[name])
                if name in self.names
                else self.fixed[name]
                for name in inputs
            ]
            live[output] = _step(op, values, attributes)
        return live[self.exit]

    def save(self, path: Path, state: dict[str, Tensor] | None = None) -> None:
        """The graph as it came, with these weights (by default the module's own)."""
        state, model = state or self.state_dict(), onnx.ModelProto()
        model.CopyFrom(self.model)
        for one in model.graph.initializer:
            if one.name in self.names:
                one.CopyFrom(
                    numpy_helper.from_array(state[self.names[one.name]].float().cpu().numpy(), one.name)
                )
        onnx.save(model, str(path))


def _fold_constants(nodes: list[Node], weights: dict[str, Tensor]) -> list[Node]:
    """Five nodes that are a GELU made into one, and biases into their convolutions: half the time."""
    folded: list[Node] = []
    at = 0
    while at < len(nodes):
        op, inputs, output, _ = nodes[at]
        last = folded[-1] if folded else ("", [], "", {})
        biased = op == "Add" and last[0] == "Conv" and len(last[1]) == 2 and inputs[0] == last[2]
        if [node[0] for node in nodes[at : at + 5]] == GELU:
            folded.append(("Gelu", inputs[:1], nodes[at + 4][2], {}))
            at += 4
        elif (
            biased and inputs[1] in weights and weights[inputs[1]].dim() == 4 and _has_one_use(last[2], nodes)
        ):
            folded[-1] = ("Conv", [*last[1], inputs[1]], output, last[3])
        else:
            folded.append(nodes[at])
        at += 1
    return folded


def _has_one_use(name: str, nodes: list[Node]) -> bool:
    return sum(name in inputs for _, inputs, _, _ in nodes) == 1


def _step(op: str, values: list[Tensor], attributes: dict[str, Any]) -> Tensor:
    first, *more = values
    if op == "Conv":
        flat = first.dim() - 2
        bias = more[1].flatten() if len(more) > 1 else None
        convolve = functional.conv2d if flat == 2 else functional.conv1d
        return convolve(
            first,
            more[0],
            bias,
            attributes.get("strides", [1] * flat),
            attributes.get("pads", [0] * flat)[:flat],
            attributes.get("dilations", [1] * flat),
            attributes.get("group", 1),
        )
    if op == "BatchNormalization":
        scale, shift, mean, variance = more
        return functional.batch_norm(
            first, mean, variance, scale, shift, False, 0.0, attributes.get("epsilon", 1e-5)
        )
    if op in ("Add", "Mul"):
        second = more[0].to(first.dtype)
        return first + second if op == "Add" else first * second
    if op == "ReduceMean":
        axes = attributes.get("axes") or more[0].tolist()
        return first.mean(list(axes), keepdim=bool(attributes.get("keepdims", 1)))
    if op == "HardSigmoid":
        return torch.clamp(first * attributes.get("alpha", 0.2) + attributes.get("beta", 0.5), 0, 1)
    if op in ("Squeeze", "Unsqueeze"):
        return first.squeeze(tuple(more[0].tolist())) if op == "Squeeze" else first.unsqueeze(int(more[0]))
    plain = {
        "MatMul": lambda: first @ more[0],
        "Gelu": lambda: functional.gelu(first),
        "Relu": lambda: functional.relu(first),
        "HardSwish": lambda: functional.hardswish(first),
        "Transpose": lambda: first.permute(attributes["perm"]),
        "AveragePool": lambda: functional.avg_pool2d(
            first, attributes["kernel_shape"], attributes["strides"]
        ),
    }
    return plain[op]()


def interpolate_weights(original: Path, trained: Path, share: float, out: Path) -> None:
    """Writes ``share`` of the trained weights and the rest of the original's: training alone unlearns how frequent characters
    are."""
    first, second = Reader(original), Reader(trained)
    theirs = second.state_dict()
    second.save(
        out, {key: value * (1 - share) + theirs[key] * share for key, value in first.state_dict().items()}
    )
