"""Scores the refining network on jittered true boxes of films it has not seen."""

import numpy as np
import torch

from films import CORNERS, level_class
from locate_eval import FIRST, LAST
from refine_data import Frame, RefineData, cut, jittered, normalise, point_to_patch

WINDOW = 16  # half width of the window averaged around a peak, patch pixels


def decode_point(logits):
    """Mean of the softmax within a window around the peak of one [S, S] map, as x, y."""
    y, x = divmod(int(logits.argmax()), logits.shape[1])
    y0, x0 = max(y - WINDOW, 0), max(x - WINDOW, 0)
    p = np.exp(logits[y0 : y + WINDOW + 1, x0 : x + WINDOW + 1].astype(np.float64) - logits[y, x])
    p /= p.sum()
    return p.sum(0) @ np.arange(x0, x0 + p.shape[1]), p.sum(1) @ np.arange(y0, y0 + p.shape[0])


def predict(model, patches, device="cpu"):
    """List of patches -> n x 6 x 2 points in patch pixels and n validity logits."""
    points, valid = [], []
    for i in range(0, len(patches), 32):
        with torch.no_grad():
            maps, v = model(torch.as_tensor(np.stack(patches[i : i + 32])[:, None]).to(device))
        points += [[decode_point(logits) for logits in m] for m in maps[:, :6].float().cpu().numpy()]
        valid += v[:, 0].tolist()
    return np.array(points).reshape(-1, 6, 2), np.array(valid)


def ratio(points):
    """Anterior over posterior height of n x 6 x 2 points."""
    anterior = np.linalg.norm(points[:, 0] - points[:, 3], axis=1)
    return np.clip(anterior / np.maximum(np.linalg.norm(points[:, 2] - points[:, 5], axis=1), 1), 0, 3)


def point_figures(predicted, truth, mm_per_px, levels):
    """Errors of n x 6 x 2 points in a frame whose x runs to posterior; mm_per_px and levels per body."""
    delta = (predicted - truth) * mm_per_px[:, None, None]
    corner = np.linalg.norm(delta[:, list(CORNERS)], axis=2)
    lumbar = levels >= level_class("L1")
    got, want = ratio(predicted), ratio(truth)
    error = got - want
    level_mean = {level: want[levels == level].mean() for level in np.unique(levels)}
    apart = np.array([w - level_mean[level] for w, level in zip(want, levels)])
    return {
        "bodies": len(corner),
        "corner_median_mm": float(np.median(corner)),
        "corner_p90_mm": float(np.quantile(corner, 0.9)),
        "lumbar_median_mm": float(np.median(corner[lumbar])) if lumbar.any() else float("nan"),
        "thoracic_median_mm": float(np.median(corner[~lumbar])) if (~lumbar).any() else float("nan"),
        "middle_median_mm": float(np.median(np.linalg.norm(delta[:, [1, 4]], axis=2))),
        "posterior_shift_mm": float(np.median(delta[:, list(CORNERS), 0])),  # + = too far posterior
        "ratio_sd": float(error.std()),
        "ratio_mad_sd": float(1.4826 * np.median(np.abs(error - np.median(error)))),
        "ratio_bias": float(error.mean()),
        "ratio_level_mean_sd": float(apart.std()),  # error of predicting the mean of the level
    }


class RefineScore:
    """Bodies T4-L5 in whole sight, one jittered box each; a quarter as many negatives."""

    def __init__(self, films, seed=7):
        rng = np.random.default_rng(seed)
        self.inputs, self.truth, self.mm, self.levels, self.negatives = [], [], [], [], []
        for film in films:
            pixels = film.pixels()
            for body in film.bodies:
                if not FIRST <= level_class(body.level) <= LAST or body.visible < 0.99:
                    continue
                matrix = jittered(Frame.of(body.corners_px), rng).patch_to_film()
                self.inputs.append(normalise(cut(pixels, matrix)))
                self.truth.append(point_to_patch(matrix, body.points_px))
                self.mm.append(np.linalg.norm(matrix[:, 0]) * film.mm_per_px)
                self.levels.append(level_class(body.level))
                if rng.random() < 0.25:
                    other = RefineData.negative_frame(film, body, pixels.shape, rng)
                    if other is not None:
                        self.negatives.append(normalise(cut(pixels, other.patch_to_film())))

    def __call__(self, model, device="cpu"):
        points, positive = predict(model, self.inputs, device)
        _, negative = predict(model, self.negatives, device)
        result = point_figures(points, np.array(self.truth), np.array(self.mm), np.array(self.levels))
        result["negatives"] = len(negative)
        result["accepted"] = float((positive > 0).mean())
        result["negatives_refused"] = float((negative <= 0).mean()) if len(negative) else float("nan")
        result["text"] = (
            "corner mm {corner_median_mm:.2f}/{corner_p90_mm:.2f} lumbar {lumbar_median_mm:.2f} thoracic "
            "{thoracic_median_mm:.2f} middle {middle_median_mm:.2f} posterior {posterior_shift_mm:+.2f} Ha/Hp sd "
            "{ratio_sd:.3f} (mad {ratio_mad_sd:.3f}, level mean {ratio_level_mean_sd:.3f}) accepted {accepted:.3f} "
            "refused {negatives_refused:.3f} of {negatives}"
        ).format(**result)
        return result
