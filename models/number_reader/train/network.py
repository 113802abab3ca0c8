"""The network: a strip 32 px high, stride 4 along it, out come log-probabilities of blank and alphabet (PyTorch)."""

from __future__ import annotations

import torch
from torch import Tensor, nn

from models.number_reader.train.wording import ALPHABET

STRIDE = 4


def _unit(
    i: int, o: int, kernel: tuple[int, int], stride: tuple[int, int], pad: tuple[int, int]
) -> nn.Sequential:
    return nn.Sequential(
        nn.Conv2d(i, o, kernel, stride, pad, bias=False), nn.BatchNorm2d(o), nn.ReLU(inplace=True)
    )


class Beside(nn.Module):
    """A layer whose output is added to its input."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, x: Tensor) -> Tensor:
        return x + self.layer(x)


class Recogniser(nn.Module):
    """Batch × 3 × 32 × W (−1..1) to batch × W/4 × (1 + alphabet), logits."""

    def __init__(self, a: int = 24, b: int = 48, c: int = 80, d: int = 128) -> None:
        super().__init__()
        square, one, one_by = (3, 3), (1, 1), (1, 5)
        self.layers = nn.Sequential(
            _unit(3, a, square, (2, 2), one),
            _unit(a, b, square, (2, 2), one),
            Beside(_unit(b, b, square, (1, 1), one)),
            _unit(b, c, square, (2, 1), one),
            Beside(_unit(c, c, square, (1, 1), one)),
            _unit(c, d, square, (2, 1), one),
            _unit(d, d, (2, 3), (1, 1), (0, 1)),
            Beside(_unit(d, d, one_by, (1, 1), (0, 2))),
            Beside(_unit(d, d, one_by, (1, 1), (0, 2))),
            nn.Dropout(0.1),
            nn.Conv2d(d, 1 + len(ALPHABET), 1),
        )

    def forward(self, x: Tensor) -> Tensor:
        logits: Tensor = self.layers(x)
        return logits.squeeze(2).transpose(1, 2)


class Exported(nn.Module):
    """The recogniser as it is used: probabilities."""

    def __init__(self, inner: Recogniser) -> None:
        super().__init__()
        self.inner = inner

    def forward(self, x: Tensor) -> Tensor:
        return torch.softmax(self.inner(x), dim=2)
