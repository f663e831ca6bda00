"""Trains the context network. python3 context_train.py --help"""

import torch
from torch.nn import functional as F

from context_data import IGNORE, ContextData, collate
from context_eval import ContextScore
from films import CLASSES, load_films
from networks import ContextNet
from trainer import Trainer, parse_arguments

SMOOTHING = 0.03
MASK_WEIGHT = 0.3  # an aid: who finds the bodies can count them


def context_loss(output, b):
    levels, masks = output[:, : len(CLASSES)], output[:, len(CLASSES) :]
    level = F.cross_entropy(levels, b["level"], reduction="none", ignore_index=IGNORE, label_smoothing=SMOOTHING)
    mask = F.cross_entropy(masks, b["mask"], reduction="none") * (1 + 2 * (b["mask"] > 0)) * b["film"]
    return {
        "level": (level * b["weight"]).sum() / b["weight"].sum().clamp(min=1),
        "mask": MASK_WEIGHT * mask.sum() / b["film"].sum().clamp(min=1),
    }


def main():
    args = parse_arguments("context", 16, __doc__)
    torch.manual_seed(args.seed)
    data = ContextData(load_films(args.films, args.limit))
    score = ContextScore(load_films(args.heldout, args.validation_films))
    Trainer(args, ContextNet(), data, collate, context_loss, lambda m: score(m, args.device)["text"]).run()


if __name__ == "__main__":
    main()
