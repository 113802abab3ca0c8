"""The segmenter: plain 3 × 3 convolutions over four levels, a light decoder to a quarter of the input, strips for the sides."""

from __future__ import annotations

from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from models.page_segmenter.train.shards import WAYS
from samples.scenes.scene import MASKS

SCALARS = ("cut_left", "cut_top", "cut_right", "cut_bottom", "display", *WAYS)
EARLIER_MASKS = {"paper": 0, "glare": 1, "cover": 2, "red_seal": 3, "grey_seal": 4, "portrait": 5, "print": 6}
"""Where the weights before these had their maps, for `warm`."""

ALIKE = {"border": "paper", "emblem": "portrait", "lost": "glare"}
"""What a map that is new begins with."""


class Conv(nn.Sequential):
    """Convolution, normalisation, rectifier."""

    def __init__(self, inner: int, outer: int, stride: int = 1) -> None:
        super().__init__(
            nn.Conv2d(inner, outer, 3, stride, 1, bias=False), nn.BatchNorm2d(outer), nn.ReLU(inplace=True)
        )


class Block(nn.Module):
    """Two convolutions beside a straight way."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.body = nn.Sequential(
            Conv(width, width), nn.Conv2d(width, width, 3, 1, 1, bias=False), nn.BatchNorm2d(width)
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.relu(x + self.body(x))


class Segmenter(nn.Module):
    """(n, 3, s, s) RGB 0..255 to logits of maps (n, 10, s/4, s/4) and of scalars (n, 13); s a multiple of 128."""

    def __init__(self, widths: tuple[int, int, int, int] = (24, 48, 96, 112), inner: int = 48) -> None:
        super().__init__()
        a, b, c, d = widths
        self.stem = nn.Sequential(Conv(3, 16, 2), Conv(16, a, 2), Block(a))
        self.s8 = nn.Sequential(Conv(a, b, 2), Block(b))
        self.s16 = nn.Sequential(Conv(b, c, 2), Block(c), Block(c))
        self.s32 = nn.Sequential(Conv(c, d, 2), Block(d))
        self.whole = nn.Linear(d, d)
        self.l32, self.l16, self.l8 = nn.Conv2d(d, inner, 1), nn.Conv2d(c, inner, 1), nn.Conv2d(b, inner, 1)
        self.m16, self.m8 = Conv(inner, inner), Conv(inner, inner)
        self.thin, self.l4, self.m4 = nn.Conv2d(inner, a, 1), nn.Conv2d(a, a, 1), Conv(a, a)
        self.head = nn.Conv2d(a, len(MASKS), 1)
        self.side = nn.Sequential(nn.Linear(inner * 2 + d, 64), nn.ReLU(inplace=True))
        self.sides = nn.Parameter(torch.zeros(4, 64))
        self.side_bias = nn.Parameter(torch.full((4,), -1.5))
        self.display = nn.Sequential(nn.Linear(d + c, 32), nn.ReLU(inplace=True), nn.Linear(32, 1))
        self.lie = nn.Sequential(nn.Conv2d(d, 32, 1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d(4))
        self.way = nn.Sequential(nn.Linear(32 * 16, 64), nn.ReLU(inplace=True), nn.Linear(64, len(WAYS)))
        nn.init.normal_(self.sides, std=0.1)
        nn.init.constant_(self.head.bias, -2.5)  # type: ignore[arg-type]

    def forward(self, x: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        s4 = self.stem(x * (1 / 64.0) - 2.0)
        s8 = self.s8(s4)
        s16 = self.s16(s8)
        s32 = self.s32(s16)
        pooled = s32.mean((2, 3))
        way = self.way(self.lie(s32).flatten(1))
        s32 = torch.relu(s32 + self.whole(pooled)[:, :, None, None])
        up = nn.functional.interpolate
        f16 = self.m16(self.l16(s16) + up(self.l32(s32), scale_factor=2, mode="nearest"))
        f8 = self.m8(self.l8(s8) + up(f16, scale_factor=2, mode="nearest"))
        f4 = self.m4(self.l4(s4) + up(self.thin(f8), scale_factor=2, mode="bilinear", align_corners=False))
        strips = (f16[:, :, :, :3], f16[:, :, :3], f16[:, :, :, -3:], f16[:, :, -3:])
        sides = []
        for i, strip in enumerate(strips):
            seen = self.side(torch.cat([strip.mean((2, 3)), strip.amax((2, 3)), pooled], 1))
            sides.append((seen * self.sides[i]).sum(1) + self.side_bias[i])
        display = self.display(torch.cat([pooled, s16.mean((2, 3))], 1))
        return self.head(f4), torch.cat([torch.stack(sides, 1), display, way], 1)


def load_trunk(network: Segmenter, file: str, pictures: torch.Tensor) -> None:
    """Begin with the trunk of earlier weights (an ONNX file whose normalisations were folded into its convolutions).

    `pictures` (n, 3, s, s): each normalisation is set so that it changes nothing on them; the way's head and the last
    block at 1/32, which is left out here, begin anew.
    """
    convolutions, named = _stored(file)
    targets = [m for part in (network.stem, network.s8, network.s16, network.s32) for m in _pairs(part)]
    late = [m for part in (network.m16, network.m8, network.m4) for m in _pairs(part)]
    kept = [*convolutions[: len(targets)], *convolutions[-len(late) :]]
    pairs = [*targets, *late]
    with torch.no_grad():
        for (convolution, _), (weight, _) in zip(pairs, kept, strict=True):
            convolution.weight.copy_(torch.from_numpy(weight))
        own = dict(network.named_parameters())
        for name, value in named.items():
            if name in own and not name.startswith("head") and own[name].shape == value.shape:
                own[name].copy_(torch.from_numpy(value))
        for index, name in enumerate(MASKS):
            old = EARLIER_MASKS[ALIKE.get(name, name)]
            network.head.weight[index].copy_(torch.from_numpy(named["head.weight"][old]))
        _neutral(network, pairs, [bias for _, bias in kept], pictures)


def _stored(file: str) -> tuple[list[tuple[NDArray[Any], NDArray[Any]]], dict[str, NDArray[Any]]]:
    """The 3 × 3 convolutions in their order, and every other weight by name."""
    import onnx
    from onnx import numpy_helper

    graph = onnx.load(file).graph
    values = {one.name: numpy_helper.to_array(one).astype(np.float32) for one in graph.initializer}
    values |= {
        n.output[0]: values[n.input[0]] for n in graph.node if n.op_type == "Cast" and n.input[0] in values
    }
    nodes = [n for n in graph.node if n.op_type == "Conv" and values[n.input[1]].shape[-1] == 3]
    return [(values[n.input[1]], values[n.input[2]]) for n in nodes], values


def _pairs(part: nn.Module) -> list[tuple[nn.Conv2d, nn.BatchNorm2d]]:
    flat = [m for m in part.modules() if isinstance(m, nn.Conv2d | nn.BatchNorm2d)]
    return list(zip(flat[::2], flat[1::2], strict=True))  # type: ignore[arg-type]


def _neutral(
    network: Segmenter,
    pairs: list[tuple[nn.Conv2d, nn.BatchNorm2d]],
    biases: list[NDArray[Any]],
    pictures: torch.Tensor,
) -> None:
    """Give each normalisation the statistics of these pictures, and undo them in its weight and bias."""
    hooks = []
    for (_, norm), bias in zip(pairs, biases, strict=True):

        def measure(module: Any, inputs: Any, bias: NDArray[Any] = bias) -> None:
            mean, variance = inputs[0].mean((0, 2, 3)), inputs[0].var((0, 2, 3)) + module.eps
            module.running_mean.copy_(mean)
            module.running_var.copy_(variance - module.eps)
            module.weight.copy_(variance.sqrt())
            module.bias.copy_(mean + torch.from_numpy(bias))

        hooks.append(norm.register_forward_pre_hook(measure))
    network.eval()
    network(pictures)
    for hook in hooks:
        hook.remove()
