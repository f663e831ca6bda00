"""Trains the refining network. python3 refine_train.py --help"""

import torch
from torch.nn import functional as F

from films import load_films
from networks import RefineNet
from refine_data import SIZE, RefineData, collate
from refine_eval import RefineScore
from trainer import Trainer, parse_arguments

SIGMA = 1.2  # of a point's heat spot, patch pixels


def point_losses(logits, points, seen):
    """Cross-entropy of the spatial softmax against a Gaussian, and L1 of its mean, over points in sight."""
    n = len(points)
    log_p = F.log_softmax(logits.flatten(2), 2).view(n, 6, SIZE, SIZE)
    grid = torch.arange(SIZE, device=logits.device, dtype=torch.float32)
    gx = torch.exp(-((grid - points[..., :1]) ** 2) / (2 * SIGMA**2))  # n x 6 x SIZE
    gy = torch.exp(-((grid - points[..., 1:]) ** 2) / (2 * SIGMA**2))
    gx, gy = (g / g.sum(2, keepdim=True).clamp(min=1e-6) for g in (gx, gy))
    # The Gaussian is separable: two small contractions instead of a dense target.
    entropy = -torch.einsum("nky,nkyx,nkx->nk", gy, log_p, gx)
    p = log_p.exp()
    mean = torch.stack([(p.sum(2) * grid).sum(2), (p.sum(3) * grid).sum(2)], 2)
    distance = F.smooth_l1_loss(mean, points, reduction="none").sum(2)
    count = seen.sum().clamp(min=1)
    return (entropy * seen).sum() / count, (distance * seen).sum() / count


def refine_loss(output, b):
    maps, valid = output
    entropy, distance = point_losses(maps[:, :6], b["points"], b["seen"])
    logit, body = maps[:, 6], b["valid"][:, None, None]
    bce = F.binary_cross_entropy_with_logits(logit, b["mask"], reduction="none")
    p = torch.sigmoid(logit) * body
    overlap = (2 * (p * b["mask"]).sum((1, 2)) + 1) / (p.sum((1, 2)) + b["mask"].sum((1, 2)) + 1)
    count = b["valid"].sum().clamp(min=1)
    return {
        "points": entropy,
        "mean": 0.3 * distance,
        "mask": (bce * body).sum() / (count * SIZE * SIZE) + ((1 - overlap) * b["valid"]).sum() / count,
        "valid": F.binary_cross_entropy_with_logits(valid[:, 0], b["valid"]),
    }


def main():
    args = parse_arguments("refine", 32, __doc__)
    torch.manual_seed(args.seed)
    data = RefineData(load_films(args.films, args.limit))
    score = RefineScore(load_films(args.heldout, args.validation_films))
    Trainer(args, RefineNet(), data, collate, refine_loss, lambda m: score(m, args.device)["text"]).run()


if __name__ == "__main__":
    main()
