"""Weights to ONNX, kept in half precision in the file (the runtime turns them back once when it loads).

    python -m models.page_segmenter.train.export WEIGHTS.pt models/page_segmenter/page_segmenter.onnx

Prints what belongs into model.toml.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper

from models.page_segmenter.train.network import SCALARS, Segmenter
from models.page_segmenter.train.shards import INPUT
from samples.scenes.scene import MASKS


def main(weights: str, out: str) -> None:
    """Export."""
    network = Segmenter()
    network.load_state_dict(torch.load(weights, map_location="cpu"))
    network.eval()
    torch.onnx.export(
        network,
        (torch.zeros(1, 3, INPUT, INPUT),),
        out,
        input_names=["image"],
        output_names=["masks", "scalars"],
        opset_version=17,
        dynamo=False,
    )
    model = onnx.load(out)
    casts = []
    for one in model.graph.initializer:
        values = numpy_helper.to_array(one)
        if one.data_type == TensorProto.FLOAT and values.size > 256:
            name = one.name
            one.CopyFrom(numpy_helper.from_array(values.astype(np.float16), name + "_half"))
            casts.append(helper.make_node("Cast", [name + "_half"], [name], to=TensorProto.FLOAT))
    nodes = [*casts, *model.graph.node]
    del model.graph.node[:]
    model.graph.node.extend(nodes)
    onnx.checker.check_model(model)
    onnx.save(model, out)
    digest = hashlib.sha256(Path(out).read_bytes()).hexdigest()
    sys.stdout.write(f'sha256 = "{digest}"\nmasks = {json.dumps(MASKS)}\nscalars = {json.dumps(SCALARS)}\n')


if __name__ == "__main__":
    main(*sys.argv[1:])
