"""Trains the locating network. python3 locate_train.py --help"""

import torch
from torch.nn import functional as F

from films import load_films
from locate_data import LocateData, collate
from locate_eval import LocateScore
from networks import LocateNet
from trainer import Trainer, parse_arguments


def masked_mean(value, weight):
    return (value * weight).sum() / weight.sum().clamp(min=1)


def mask_loss(logit, target, weight):
    bce = masked_mean(F.binary_cross_entropy_with_logits(logit, target, reduction="none"), weight)
    p = torch.sigmoid(logit) * weight
    overlap = 2 * (p * target).sum((1, 2)) + 1
    return bce + (1 - overlap / (p.sum((1, 2)) + (target * weight).sum((1, 2)) + 1)).mean()


def centre_loss(logit, target, weight, bodies):
    """Quality focal loss with soft labels: the whole heat spot teaches, per body rather than per pixel."""
    focus = (torch.sigmoid(logit) - target).abs() ** 2
    bce = F.binary_cross_entropy_with_logits(logit, target, reduction="none")
    return (focus * bce * weight[:, None]).sum() / bodies.clamp(min=1)


def at(output, index, first, last):
    return output[index[:, 0], first:last, index[:, 1], index[:, 2]]


def locate_loss(output, b):
    terms = {
        "mask": 2 * mask_loss(output[:, 0], b["mask"], b["weight"]),
        "centre": 0.5 * centre_loss(output[:, 1:3], b["heat"], b["weight"], b["bodies"]),
    }
    side = F.binary_cross_entropy_with_logits(
        output[:, 11], b["facing"][:, None, None].expand_as(output[:, 11]), reduction="none")
    terms["side"] = 1.5 * masked_mean(side, b["mask"])
    zero = output.sum() * 0
    learnt = len(b["offset"])
    terms["offset"] = 12 * F.l1_loss(at(output, b["offset_at"], 3, 11), b["offset"]) if learnt else zero
    learnt = len(b["level"])
    terms["level"] = 0.3 * F.cross_entropy(at(output, b["level_at"], 12, 32), b["level"]) if learnt else zero
    return terms


def main():
    args = parse_arguments("locate", 12, __doc__)
    torch.manual_seed(args.seed)
    data = LocateData(load_films(args.films, args.limit))
    score = LocateScore(load_films(args.heldout, args.validation_films))
    Trainer(args, LocateNet(), data, collate, locate_loss, lambda m: score(m, args.device)["text"]).run()


if __name__ == "__main__":
    main()
