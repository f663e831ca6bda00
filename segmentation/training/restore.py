"""Turns a shipped network back into a checkpoint that a training may start from: its own is not kept.

python3 restore.py NAME OUT.pt [--films FOLDER] [--models DIR]     then     NAME_train.py --start-from OUT.pt

The file has its batch norms folded into the convolutions. They are set anew so that on these films each gives, with
the statistics of its batch, what the folded one gave.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from torch import nn

import context_data
import locate_data
import refine_data
from export import NETWORKS
from films import load_films

HERE = Path(__file__).resolve().parent
DATA = {
    "locate": (locate_data.LocateData, locate_data.collate),
    "context": (context_data.ContextData, context_data.collate),
    "refine": (refine_data.RefineData, refine_data.collate),
}
AT_ONCE = 16


def in_order(model, x):
    """The model's convolutions as they run, each with the batch norm that follows it, if any."""
    layers, hooks = [], []
    for layer in model.modules():
        if isinstance(layer, (nn.Conv2d, nn.BatchNorm2d)):
            hooks.append(layer.register_forward_hook(lambda m, *_: layers.append(m)))
    with torch.no_grad():
        model(x)
    for hook in hooks:
        hook.remove()
    after = layers[1:] + [None]
    return [(a, b if isinstance(b, nn.BatchNorm2d) else None) for a, b in zip(layers, after) if isinstance(a, nn.Conv2d)]


def fill(model, path, shape):
    """Weights and biases of the file; returns the batch norms as shifts alone, by their convolutions."""
    graph = onnx.load(path).graph
    stored = {t.name: torch.tensor(numpy_helper.to_array(t)) for t in graph.initializer}
    nodes = [n for n in graph.node if n.op_type == "Conv"]
    layers = in_order(model, torch.zeros(shape))
    if len(nodes) != len(layers):
        raise RuntimeError(f"{path}: {len(nodes)} convolutions, the network has {len(layers)}")
    norms = {}
    with torch.no_grad():
        for node, (layer, norm) in zip(nodes, layers):
            weight, bias = (stored[name] for name in node.input[1:3])
            layer.weight.copy_(weight)
            if norm is None:
                layer.bias.copy_(bias)
                continue
            norms[layer] = norm
            norm.weight.fill_(1)
            norm.bias.copy_(bias)
            norm.running_mean.zero_()
            norm.running_var.fill_(1 - norm.eps)
    return norms


def spread(model, norms, inputs):
    """Gives each batch norm the statistics of its convolution, and takes them off again in scale and shift."""
    sums = {layer: [0, 0, 0] for layer in norms}

    def add(layer, _, output):
        o = output.double()
        for i, value in enumerate((o.sum((0, 2, 3)), (o * o).sum((0, 2, 3)), o.numel() / o.shape[1])):
            sums[layer][i] += value

    hooks = [layer.register_forward_hook(add) for layer in norms]
    with torch.no_grad():
        for first in range(0, len(inputs), AT_ONCE):
            model(inputs[first : first + AT_ONCE])
        for layer, norm in norms.items():
            total, squares, count = sums[layer]
            mean = total / count
            variance = (squares / count - mean * mean).clamp(min=1e-6)
            norm.running_mean.copy_(mean)
            norm.running_var.copy_(variance)
            norm.weight.copy_((variance + norm.eps).sqrt())
            norm.bias.add_(mean.float())
    for hook in hooks:
        hook.remove()


def draw(name, films, samples, seed):
    """A batch as the training of that network draws it."""
    data, collate = DATA[name]
    source, rng = data(films), np.random.default_rng(seed)
    return {k: torch.as_tensor(v) for k, v in collate([source.sample(rng) for _ in range(samples)]).items()}


def restore(name, path, films, samples):
    make, shape = NETWORKS[name][:2]
    model = make().eval()
    norms = fill(model, path, shape)
    spread(model, norms, draw(name, films, samples, seed=1)["input"])
    return model


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("name", choices=NETWORKS)
    p.add_argument("out", type=Path)
    p.add_argument("--films", type=Path, default=HERE / "work/films", help="films whose statistics count")
    p.add_argument("--models", type=Path, default=HERE.parent / "models")
    p.add_argument("--samples", type=int, default=256)
    args = p.parse_args()
    torch.set_num_threads(1)
    model = restore(args.name, args.models / f"{args.name}.onnx", load_films(args.films, 200), args.samples)
    args.out.parent.mkdir(parents=True, exist_ok=True)
    torch.save({"average": model.state_dict()}, args.out)
    print(f"{args.out}: the weights of {args.name}.onnx")


if __name__ == "__main__":
    main()
