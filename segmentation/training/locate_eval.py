"""Scores the locating network on whole films it has not seen."""

from dataclasses import dataclass

import numpy as np
import torch

from films import MIN_VISIBLE, level_class
from locate_data import MM_PER_PX, OFFSET_UNIT, image_order, input_channels, resample

THRESHOLD = 0.3  # of the centre's probability
REACH = 0.35  # of a body's size: how far a centre may lie from the true one
FIRST, LAST = level_class("T4"), level_class("L5")


def pad(channels, multiple=32):
    _, rows, columns = channels.shape
    return np.pad(channels, ((0, 0), (0, -rows % multiple), (0, -columns % multiple)))


@dataclass
class Found:
    score: float
    corners: np.ndarray  # 4 x 2, image order, input pixels
    level: int
    side: float  # logit of anterior to the right

    @property
    def centre(self):
        return self.corners.mean(0)


def decode(output, rows, columns, threshold=THRESHOLD):
    """[32, h, w] -> peaks of the centre map that are the highest of their 5 x 5 pixels."""
    heat = 1 / (1 + np.exp(-output[1].astype(np.float64)))
    padded = np.pad(heat, 2, constant_values=-1)
    h, w = heat.shape
    peak = np.max([padded[i : i + h, j : j + w] for i in range(5) for j in range(5)], axis=0)
    found = []
    for y, x in np.argwhere((heat >= threshold) & (heat == peak)):
        if 2 * y < rows and 2 * x < columns:
            corners = np.array([x, y]) + OFFSET_UNIT * output[3:11, y, x].reshape(4, 2)
            level = int(output[12:, y, x].argmax())
            found.append(Found(heat[y, x], corners * 2 + 0.5, level, float(output[11, y, x])))
    return sorted(found, key=lambda f: -f.score)


def match(found, bodies, corners, scale):
    """Greedy by score: each centre takes the nearest free body in reach. Pairs (found, body number or None)."""
    centres = np.array([c.mean(0) for c in corners]).reshape(-1, 2)
    sizes = np.array([b.size_px * scale.mean() for b in bodies])
    free, pairs = np.ones(len(bodies), bool), []
    for f in found:
        distance = np.where(free, np.linalg.norm(centres - f.centre, axis=1) / sizes, np.inf)
        best = int(distance.argmin()) if free.any() else None
        if best is not None and distance[best] > REACH:
            best = None
        if best is not None:
            free[best] = False
        pairs.append((f, best))
    return pairs


class LocateScore:
    """Share found among bodies T4-L5; corner error and false detections over all bodies."""

    def __init__(self, films):
        self.films, self.cases = films, []
        for film in films:
            small, scale = resample(film.pixels(), film.mm_per_px)
            self.cases.append((pad(input_channels(small)), small.shape, scale))

    def pairs(self, model, device="cpu"):
        """Per film: the bodies, their true corners in input pixels, the matched detections."""
        for film, (channels, shape, scale) in zip(self.films, self.cases):
            with torch.no_grad():
                output = model(torch.as_tensor(channels[None]).to(device))[0].float().cpu().numpy()
            bodies = [b for b in film.bodies if b.visible >= MIN_VISIBLE]
            shift = 0.5 * scale - 0.5
            corners = [image_order(b.corners_px * scale + shift, film.anterior_right) for b in bodies]
            yield film, bodies, corners, scale, match(decode(output, *shape), bodies, corners, scale)

    def __call__(self, model, device="cpu"):
        rows = []
        for film, bodies, corners, _, pairs in self.pairs(model, device):
            hit = {n for _, n in pairs if n is not None}
            wanted = [n for n, b in enumerate(bodies) if FIRST <= level_class(b.level) <= LAST]
            good = [(f, n) for f, n in pairs if n is not None]
            rows.append({
                "framing": film.framing,
                "wanted": len(wanted),
                "hits": sum(n in hit for n in wanted),
                "false": len(pairs) - len(good),
                "errors": [np.linalg.norm(f.corners - corners[n], axis=1) * MM_PER_PX for f, n in good],
                "levels": [abs(f.level - level_class(bodies[n].level)) for f, n in good],
                "side": (sum(f.side for f, _ in good) > 0) == film.anterior_right if good else False,
            })
        return self.summary(rows)

    @staticmethod
    def summary(rows):
        def share(chosen):
            return sum(r["hits"] for r in chosen) / max(1, sum(r["wanted"] for r in chosen))

        errors = np.concatenate([e for r in rows for e in r["errors"]] or [np.full(1, np.nan)])
        levels = np.concatenate([r["levels"] for r in rows] or [np.zeros(0)])
        framings = sorted({r["framing"] for r in rows})
        result = {
            "films": len(rows),
            "bodies": sum(r["wanted"] for r in rows),
            "found": share(rows),
            "false": float(np.mean([r["false"] for r in rows])),
            "corner_median_mm": float(np.median(errors)),
            "corner_p90_mm": float(np.quantile(errors, 0.9)),
            "side_right": float(np.mean([r["side"] for r in rows])),
            "level_exact": float((levels == 0).mean()) if levels.size else 0.0,
            "level_within_one": float((levels <= 1).mean()) if levels.size else 0.0,
            "by_framing": {name: share([r for r in rows if r["framing"] == name]) for name in framings},
        }
        result["text"] = (
            "found {found:.3f} of {bodies} false/film {false:.2f} corner mm {corner_median_mm:.2f}/"
            "{corner_p90_mm:.2f} side {side_right:.2f} level {level_exact:.2f}/{level_within_one:.2f}"
        ).format(**result)
        return result
