"""Averages the weights of checkpoints that were trained on from one another or from the same weights.

python3 blend.py OUT.pt IN.pt IN.pt...     then     export.py

One network as fast as each, which on films unlike the training's is often better than any of them (Wortsman et al.,
"Robust fine-tuning of zero-shot models", CVPR 2022; "Model soups", ICML 2022). Networks trained from different
beginnings have nothing in common to average. OUT tells of the last IN's run, and of what was blended into it.
"""

import argparse
from pathlib import Path

import torch


def blend(states):
    """The mean of the averaged weights and batch statistics; counts are the last one's."""
    last = states[-1]["average"]
    for state in states:
        if {k: v.shape for k, v in state["average"].items()} != {k: v.shape for k, v in last.items()}:
            raise ValueError("the checkpoints are not of one network")
    return {k: torch.stack([s["average"][k] for s in states]).mean(0) if v.dtype.is_floating_point else v
            for k, v in last.items()}


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("out", type=Path)
    p.add_argument("checkpoints", type=Path, nargs="+", metavar="IN.pt")
    args = p.parse_args()
    states = [torch.load(path, map_location="cpu") for path in args.checkpoints]
    try:
        average = blend(states)
    except ValueError as error:
        p.error(str(error))
    args.out.parent.mkdir(parents=True, exist_ok=True)
    names = [str(path.parent) for path in args.checkpoints]
    torch.save({**states[-1], "average": average, "blend": names}, args.out)
    print(f"{args.out}: the mean of {len(states)} checkpoints")


if __name__ == "__main__":
    main()
