"""Scores the context network on whole films it has not seen."""

import numpy as np
import torch

from context_data import MM_PER_PX
from films import CLASSES, MIN_VISIBLE, S1_CLASS, level_class
from locate_data import input_channels, resample, to_output
from locate_eval import pad

GRID = np.array([0.15, 0.325, 0.5, 0.675, 0.85])  # places within a body, across and along


def log_softmax(x):
    x = x - x.max(0)
    return x - np.log(np.exp(x).sum(0))


def read(maps, corners):
    """Mean of the maps over a 5 x 5 grid within the quadrilateral of sa, sp, ia, ip (output pixels)."""
    sa, sp, ia, ip = corners
    u, v = (g[..., None] for g in np.meshgrid(GRID, GRID))
    places = (1 - v) * ((1 - u) * sa + u * sp) + v * ((1 - u) * ia + u * ip)
    x, y = np.floor(places + 0.5).astype(int).reshape(-1, 2).T
    return maps[:, np.clip(y, 0, maps.shape[1] - 1), np.clip(x, 0, maps.shape[2] - 1)].mean(1)


def best_count(opinions):
    """Classes of the likeliest gap-free count down the bodies, five lumbar bodies or six."""
    n, best, names = len(opinions), -np.inf, None
    lines = [[0] * 25 + list(range(1, 18)), [0] * 25 + list(range(1, 19))]
    for line in lines:
        for last in range(n, len(line) + 1):
            chosen = line[last - n : last]
            score = opinions[np.arange(n), chosen].sum() + (np.log(0.04) if 18 in chosen else 0)
            if score > best:
                best, names = score, chosen
    return np.array(names)


class ContextScore:
    """Names of the true bodies by the network alone: each by itself, and counted along the spine."""

    def __init__(self, films):
        self.cases = []
        for film in films:
            small, scale = resample(film.pixels(), film.mm_per_px, MM_PER_PX)
            bodies = [b for b in film.bodies if b.visible >= MIN_VISIBLE]
            if bodies:
                shift = 0.5 * scale - 0.5
                corners = [to_output(b.corners_px * scale + shift) for b in bodies]
                truth = np.array([level_class(b.level) for b in bodies])
                self.cases.append((film, pad(input_channels(small)), corners, truth))

    def opinions(self, model, device="cpu"):
        for film, channels, corners, truth in self.cases:
            with torch.no_grad():
                output = model(torch.as_tensor(channels[None]).to(device))[0].float().cpu().numpy()
            maps = log_softmax(output[: len(CLASSES)].astype(np.float64))
            yield film, truth, np.array([read(maps, c) for c in corners])

    def __call__(self, model, device="cpu"):
        rows = []
        for film, truth, opinions in self.opinions(model, device):
            opinions = np.array([log_softmax(o) for o in opinions])
            alone, counted = opinions[:, :S1_CLASS].argmax(1), best_count(opinions)
            rows.append({
                "framing": film.framing,
                "sacrum": film.sacrum is not None,
                "exact": alone == truth,
                "within_one": abs(alone - truth) <= 1,
                "nll": -opinions[np.arange(len(truth)), truth],
                "counted": counted == truth,
            })
        return self.summary(rows)

    @staticmethod
    def summary(rows):
        def share(name, chosen=rows):
            return float(np.concatenate([r[name] for r in chosen] or [np.zeros(0)]).mean()) if chosen else 0.0

        result = {name: share(name) for name in ("exact", "within_one", "nll", "counted")}
        result |= {
            "films": len(rows),
            "bodies": sum(len(r["exact"]) for r in rows),
            "counted_with_sacrum": share("counted", [r for r in rows if r["sacrum"]]),
            "counted_without_sacrum": share("counted", [r for r in rows if not r["sacrum"]]),
            "by_framing": {f: share("counted", [r for r in rows if r["framing"] == f])
                           for f in sorted({r["framing"] for r in rows})},
        }
        result["text"] = (
            "exact {exact:.3f}/{within_one:.3f} nll {nll:.2f} counted {counted:.3f} "
            "with S1 {counted_with_sacrum:.3f} without {counted_without_sacrum:.3f} ".format(**result)
            + " ".join(f"{k} {v:.2f}" for k, v in result["by_framing"].items())
        )
        return result
