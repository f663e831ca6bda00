"""Crops and targets for the locating network, and the input channels it reads (see NETWORKS.md)."""

import cv2
import numpy as np

from augment import augment, log_uniform
from films import MIN_VISIBLE, S1_CLASS, level_class

MM_PER_PX = 1.2  # of the input; the output is half as fine
CROP = (320, 160)  # rows, columns
OFFSET_UNIT = 10.0  # output pixels
SIGMA = 1.0  # of a centre's heat spot, output pixels
RADIUS = 2.3  # around a centre, where offsets and level are learnt, output pixels


def resample(pixels, mm_per_px, target=MM_PER_PX):
    """The film at `target` mm/px by area averaging; returns it with the scale in x and y."""
    rows, columns = pixels.shape
    size = [max(32, int(round(n * mm_per_px / target))) for n in (columns, rows)]
    small = cv2.resize(np.ascontiguousarray(pixels), tuple(size), interpolation=cv2.INTER_AREA)
    return small, np.array([size[0] / columns, size[1] / rows])


def input_channels(image):
    """Film at 1.2 mm/px -> 2 x rows x columns float32: global percentiles, local z-score."""
    low, high = float(image.min()), float(image.max())
    unit = (image.astype(np.float32) - np.float32(low)) * np.float32(1.0 / max(high - low, 1e-6))
    mean = cv2.blur(unit, (13, 13), borderType=cv2.BORDER_REFLECT)
    square = cv2.blur(unit * unit, (13, 13), borderType=cv2.BORDER_REFLECT)
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    live = unit[deviation > 0.005]
    if live.size < 0.01 * unit.size:
        live = unit.ravel()
    ranks = (int(0.01 * (live.size - 1)), int(0.99 * (live.size - 1)))
    p1, p99 = np.partition(live, ranks)[list(ranks)]
    span = np.float32(max(p99 - p1, 1e-3))
    out = np.empty((2, *image.shape), np.float32)
    out[0] = np.clip((unit - p1) / span, 0, 1) * 2 - 1
    out[1] = np.clip((unit - mean) / (deviation + np.float32(0.02) * span), -3, 3) / 3
    return out


def to_output(points):
    """Input pixels -> output pixels: output pixel u covers input pixels 2u and 2u + 1."""
    return (points - 0.5) / 2


def image_order(corners, anterior_right):
    """sa, sp, ia, ip -> superior-left, superior-right, inferior-left, inferior-right."""
    return corners[[1, 0, 3, 2]] if anterior_right else corners


def random_affine(rng, columns, rows):
    """2 x 3 matrix film -> crop: turn, shear, scale, mirror, shift; and whether it mirrors."""
    angle = np.radians(np.clip(rng.normal(0, 8), -20, 20))
    shear = np.tan(np.radians(rng.uniform(-5, 5)))
    scale, aspect = log_uniform(rng, 0.75, 1.3), log_uniform(rng, 0.92, 1.05)
    mirrored = rng.random() < 0.5
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.array([[1, shear], [0, 1]]) @ np.diag([scale * aspect, scale / aspect])
    if mirrored:
        linear = np.diag([-1, 1]) @ linear
    half = np.abs(linear) @ np.array([columns / 2, rows / 2])
    crop = np.array([CROP[1] / 2, CROP[0] / 2])
    shift = rng.uniform(-1, 1, 2) * (np.abs(half - crop) + 8)
    centre = linear @ np.array([(columns - 1) / 2, (rows - 1) / 2])
    return np.hstack([linear, (crop - 0.5 + shift - centre)[:, None]]), mirrored


def apply(matrix, points):
    return points @ matrix[:, :2].T + matrix[:, 2]


def fill(mask, outline, value):
    """Fills a polygon given in the mask's pixels, to a sixteenth of a pixel."""
    cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], value, shift=4)


def add_spot(heat, centre):
    x, y = centre
    x0, y0 = int(round(x)) - 4, int(round(y)) - 4
    xs = np.arange(max(x0, 0), min(x0 + 9, heat.shape[1]))
    ys = np.arange(max(y0, 0), min(y0 + 9, heat.shape[0]))
    if xs.size and ys.size:
        d2 = (xs[None] - x) ** 2 + (ys[:, None] - y) ** 2
        window = heat[ys[0] : ys[-1] + 1, xs[0] : xs[-1] + 1]
        np.maximum(window, np.exp(-d2 / (2 * SIGMA**2)), out=window)


class Targets:
    """What the network should say on one crop; the sparse lists hold one row per learnt pixel."""

    def __init__(self, rows, columns):
        self.mask = np.zeros((rows, columns), np.uint8)
        self.ignored = np.zeros((rows, columns), np.uint8)
        self.heat = np.zeros((2, rows, columns), np.float32)
        self.offset_at, self.offset = [], []
        self.level_at, self.level = [], []
        self.bodies = 0

    def near(self, centre):
        rows, columns = self.mask.shape
        ys, xs = np.mgrid[int(centre[1]) - 3 : int(centre[1]) + 5, int(centre[0]) - 3 : int(centre[0]) + 5]
        ok = (xs - centre[0]) ** 2 + (ys - centre[1]) ** 2 <= RADIUS**2
        ok &= (xs >= 0) & (xs < columns) & (ys >= 0) & (ys < rows)
        return np.stack([ys[ok], xs[ok]], 1)

    def add(self, body, matrix, anterior_right):
        """Bodies seen in part are left out of the centre's loss rather than called background."""
        outline = to_output(apply(matrix, body.outline_px))
        rows, columns = self.mask.shape
        inside = ((outline >= -0.5) & (outline < [columns - 0.5, rows - 0.5])).all(1).mean()
        if inside == 0:
            return
        sacrum = body.level == "S1"
        if not sacrum:
            fill(self.mask, outline, 1)
        if inside < MIN_VISIBLE or body.visible < MIN_VISIBLE:
            fill(self.ignored, outline, 1)
            return
        corners = to_output(apply(matrix, body.corners_px))
        centre = corners.mean(0)
        add_spot(self.heat[int(sacrum)], centre)
        near = self.near(centre)
        self.level_at.append(near)
        self.level.append(np.full(len(near), S1_CLASS if sacrum else level_class(body.level)))
        self.bodies += 1
        if not sacrum:
            ordered = image_order(corners, anterior_right)
            self.offset_at.append(near)
            self.offset.append((ordered[None] - near[:, None, ::-1]).reshape(-1, 8) / OFFSET_UNIT)


class LocateData:
    """Films held in memory at 1.2 mm/px; sample() makes one augmented crop with its targets."""

    def __init__(self, films):
        self.films = films
        self.small, self.scale = zip(*(resample(f.pixels(), f.mm_per_px) for f in films))

    def sample(self, rng):
        index = int(rng.integers(len(self.films)))
        film, small = self.films[index], self.small[index]
        matrix, mirrored = random_affine(rng, small.shape[1], small.shape[0])
        size = (CROP[1], CROP[0])
        border = float(rng.choice([0, small.min(), small.max(), small.mean()]))
        # warpAffine reads uint16; the border stays one flat value, as collimation and padding are.
        crop = cv2.warpAffine(small, matrix, size, flags=cv2.INTER_LINEAR, borderValue=border)
        channels = input_channels(augment(crop.astype(np.float32), rng))
        if rng.random() < 0.5:  # as the zero padding at run time
            channels *= cv2.warpAffine(np.ones(small.shape, np.uint8), matrix, size, flags=cv2.INTER_NEAREST)
        if rng.random() < 0.25:
            channels[0] = 0
        # Film pixels -> resampled pixels -> crop.
        scale = self.scale[index]
        from_film = np.hstack([np.diag(scale), (0.5 * scale - 0.5)[:, None]])
        whole = matrix @ np.vstack([from_film, [0, 0, 1]])
        facing = film.anterior_right != mirrored
        targets = Targets(CROP[0] // 2, CROP[1] // 2)
        for body in film.bodies_and_sacrum:
            targets.add(body, whole, facing)
        return channels, targets, facing


def collate(samples):
    """Stacks samples; sparse targets become index arrays with the sample's number in front."""

    def gather(at_name, name, width):
        rows = [
            (np.hstack([np.full((len(a), 1), i), a]), v)
            for i, (_, t, _) in enumerate(samples)
            for a, v in zip(getattr(t, at_name), getattr(t, name))
        ]
        if not rows:
            return np.zeros((0, 3), np.int64), np.zeros((0, *width), np.float32)
        return np.vstack([r[0] for r in rows]).astype(np.int64), np.concatenate([r[1] for r in rows])

    offset_at, offset = gather("offset_at", "offset", (8,))
    level_at, level = gather("level_at", "level", ())
    return {
        "input": np.stack([s[0] for s in samples]),
        "mask": np.stack([s[1].mask for s in samples]).astype(np.float32),
        "weight": 1 - np.stack([s[1].ignored for s in samples]).astype(np.float32),
        "heat": np.stack([s[1].heat for s in samples]),
        "facing": np.array([s[2] for s in samples], np.float32),
        "offset_at": offset_at,
        "offset": offset.astype(np.float32),
        "level_at": level_at,
        "level": level.astype(np.int64),
        "bodies": np.float32(sum(s[1].bodies for s in samples)),
    }
