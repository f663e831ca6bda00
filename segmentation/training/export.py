"""Writes a checkpoint's averaged weights as ONNX and checks that OpenCV dnn gives the same numbers.

python3 export.py [locate] [context] [refine] [--work DIR] [--models DIR]
"""

import argparse
import os
from pathlib import Path

import cv2
import numpy as np
import onnx
import torch

from networks import ContextNet, LocateNet, RefineNet

HERE = Path(__file__).resolve().parent
NETWORKS = {
    "locate": (LocateNet, (1, 2, 320, 192), ["maps"], {0: "batch", 2: "rows", 3: "columns"},
               [(1, 2, 320, 192), (1, 2, 352, 288), (1, 2, 704, 288), (1, 2, 64, 96)]),
    "context": (ContextNet, (1, 2, 192, 96), ["maps"], {0: "batch", 2: "rows", 3: "columns"},
                [(1, 2, 192, 96), (1, 2, 96, 64), (1, 2, 256, 128), (1, 2, 32, 32)]),
    "refine": (RefineNet, (2, 1, 128, 128), ["maps", "valid"], {0: "batch"},
               [(1, 1, 128, 128), (17, 1, 128, 128), (3, 1, 128, 128)]),
}


def load_average(name, work):
    """The averaged weights of a checkpoint, and the iteration they come from."""
    state = torch.load(work / name / "checkpoint.pt", map_location="cpu")
    model = NETWORKS[name][0]()
    model.load_state_dict(state["average"])
    return model.eval(), state


def name_nodes(path, outputs):
    """OpenCV names a layer after its node: give the last nodes the names of the outputs."""
    model = onnx.load(path)
    for node in model.graph.node:
        node.name = node.output[0] if node.output[0] in outputs else ""
    onnx.checker.check_model(model)
    onnx.save(model, path)


def write(model, name, path):
    _, shape, outputs, dynamic, _ = NETWORKS[name]
    partial = str(path) + ".part"
    # The graph takes the same axes for the dense outputs; the validity has only its batch.
    axes = {"input": dynamic} | {o: dynamic if o == "maps" else {0: "batch"} for o in outputs}
    torch.onnx.export(model, torch.zeros(shape), partial, opset_version=11, input_names=["input"],
                      output_names=outputs, dynamic_axes=axes, do_constant_folding=True)
    name_nodes(partial, outputs)
    os.replace(partial, path)


def difference(model, name, path):
    """Largest absolute difference between PyTorch and OpenCV over several input shapes, one net object."""
    _, _, outputs, _, shapes = NETWORKS[name]
    net, rng, worst = cv2.dnn.readNetFromONNX(str(path)), np.random.default_rng(0), 0.0
    for shape in shapes:
        x = rng.uniform(-1, 1, shape).astype(np.float32)
        net.setInput(x, "input")
        got = net.forward(outputs)
        with torch.no_grad():
            want = model(torch.as_tensor(x))
        for g, w in zip(got, want if isinstance(want, tuple) else (want,)):
            if g.shape != tuple(w.shape):
                raise RuntimeError(f"{name}: OpenCV gives {g.shape}, PyTorch {tuple(w.shape)}")
            worst = max(worst, float(np.abs(g - w.numpy()).max()))
    return worst


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("names", nargs="*", default=list(NETWORKS))
    p.add_argument("--work", type=Path, default=HERE / "work")
    p.add_argument("--models", type=Path, default=HERE.parent / "models")
    args = p.parse_args()
    torch.set_num_threads(1)
    for name in args.names:
        model, state = load_average(name, args.work)
        path = args.models / f"{name}.onnx"
        write(model, name, path)
        worst = difference(model, name, path)
        print(f"{path}: iteration {state['iteration']}, OpenCV differs by at most {worst:.2e}")
        if worst > 1e-3:
            raise SystemExit(f"{path}: OpenCV and PyTorch disagree")


if __name__ == "__main__":
    main()
