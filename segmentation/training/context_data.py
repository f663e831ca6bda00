"""Whole films and targets for the context network (see NETWORKS.md)."""

import cv2
import numpy as np

from augment import augment, log_uniform, to_unit
from films import MIN_VISIBLE, S1_CLASS, level_class
from locate_data import apply, fill, input_channels, resample, to_output

MM_PER_PX = 1.8  # of the input; the output is half as fine
MULTIPLE = 32
LARGEST = (288, 160)  # rows, columns of a training sample
PART = (280, 150)  # ... and of the part of a film that it shows
SMALLEST = (36, 28)
CONED = 0.45  # share of the samples that show what a coned film would
IGNORE = -1


def all_if_too_small(rows, columns, top, bottom, left, right):
    if bottom - top < SMALLEST[0] or right - left < SMALLEST[1]:
        return 0, rows, 0, columns
    return top, bottom, left, right


def cut_out(rng, rows, columns):
    """Part of a film: often all of it, else with the head, the pelvis or the sides cut away."""
    top, bottom, left, right = 0, rows, 0, columns
    if rng.random() < 0.6:
        if rng.random() < 0.6:
            bottom -= int(rng.uniform(0, 0.5) * rows)
        if rng.random() < 0.5:
            top += int(rng.uniform(0, 0.5) * rows)
    if rng.random() < 0.4:
        left, right = int(rng.uniform(0, 0.25) * columns), columns - int(rng.uniform(0, 0.25) * columns)
    return all_if_too_small(rows, columns, top, bottom, left, right)


def coned(rng, film, scale, rows, columns):
    """What a film coned to the surroundings of one body would show; that body is more often a low one."""
    seen = [b for b in film.bodies_and_sacrum if b.visible >= MIN_VISIBLE]
    if not seen:
        return 0, rows, 0, columns
    low = [b for b in seen if b.level[0] in "LS"]
    body = rng.choice(low if low and rng.random() < 0.65 else seen)
    size = np.array([log_uniform(rng, 85, 230), log_uniform(rng, 130, 450)]) / MM_PER_PX
    x, y = body.centre_px * scale + rng.uniform(-1, 1, 2) * (0.3, 0.42) * size
    left, right = max(0, int(x - size[0] / 2)), min(columns, int(x + size[0] / 2))
    top, bottom = max(0, int(y - size[1] / 2)), min(rows, int(y + size[1] / 2))
    return all_if_too_small(rows, columns, top, bottom, left, right)


def at_most_part(rng, spine, top, bottom, left, right):
    """Shortens what is larger than PART: anywhere along the film, around column `spine` across it."""
    if bottom - top > PART[0]:
        top += int(rng.integers(bottom - top - PART[0]))
        bottom = top + PART[0]
    if right - left > PART[1]:
        half = PART[1] // 2
        middle = int(np.clip(spine + rng.uniform(-0.25, 0.25) * PART[1], left + half, right - half))
        left, right = middle - half, middle + half
    return top, bottom, left, right


def random_affine(rng, rows, columns):
    """2 x 3 matrix and the size (rows, columns) of the sample it makes: turn, shear, scale, mirror."""
    angle = np.radians(np.clip(rng.normal(0, 7), -20, 20)) if rng.random() < 0.7 else 0.0
    shear = np.tan(np.radians(rng.uniform(-6, 6)))
    scale, aspect = log_uniform(rng, 0.78, 1.28), log_uniform(rng, 0.93, 1.07)
    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
    linear = turn @ np.array([[1, shear], [0, 1]]) @ np.diag([scale * aspect, scale / aspect])
    if rng.random() < 0.5:
        linear = np.diag([-1, 1]) @ linear
    # Between the film's own size and that which keeps all of the turned film.
    own = np.array([columns, rows]) * scale
    size = own + rng.uniform(0, 1) * (np.abs(linear) @ np.array([columns, rows]) - own)
    size = np.clip(np.round(size).astype(int), 32, LARGEST[::-1])
    centre = linear @ np.array([(columns - 1) / 2, (rows - 1) / 2])
    return np.hstack([linear, ((size - 1) / 2 - centre)[:, None]]), (int(size[1]), int(size[0]))


def burn_out(image, rng):
    """One end of the film too bright or too dark to show anything, as where the exposure suits the other."""
    rows = image.shape[0]
    y = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    y = y if rng.random() < 0.7 else 1 - y  # more often the pelvis
    start, width = rng.uniform(0.45, 0.95), rng.uniform(0.05, 0.4)
    ramp = np.clip((y - start) / width, 0, 1) * np.float32(rng.uniform(0.4, 1.5))
    image = image + ramp if rng.random() < 0.6 else image - ramp
    return np.clip(image, 0, 1)


def limbs(image, rng):
    """Arms in front of the chest, or whatever else is thick and soft-edged."""
    rows, columns = image.shape
    layer = np.zeros_like(image)
    for _ in range(rng.integers(1, 5)):
        ends = [(int(rng.integers(columns)), int(rng.uniform(0.05, 0.95) * rows)) for _ in range(2)]
        cv2.line(layer, *ends, rng.uniform(0.1, 0.5), int(rng.uniform(5, 22)), cv2.LINE_AA)
    return image + cv2.GaussianBlur(layer, (0, 0), rng.uniform(0.6, 2.5))


def bend(rng, rows, columns):
    """Smooth displacement field, rows x columns x 2 (x, y): people's proportions differ more than drawn ones."""
    knots = (int(rng.integers(3, 7)), int(rng.integers(2, 4)))
    strength = rng.uniform(0, 0.22) * np.array([columns / knots[1], rows / knots[0]])  # keeps it one-to-one
    coarse = rng.normal(0, 1, (*knots, 2)).clip(-2, 2) * strength.clip(0, 5)
    return cv2.resize(coarse.astype(np.float32), (columns, rows), interpolation=cv2.INTER_CUBIC)


def unbend(points, field):
    """Where places of the source went: inverts x + field(x) by repetition."""
    at = points.astype(np.float32)
    for _ in range(4):
        maps = [np.ascontiguousarray(at[:, k]).reshape(-1, 1) for k in (0, 1)]
        at = points.astype(np.float32) - cv2.remap(
            field, *maps, cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE).reshape(-1, 2)
    return at


class ContextData:
    """Films held in memory at 1.8 mm/px; sample() makes one augmented film with its targets."""

    def __init__(self, films):
        self.films = films
        self.small, self.scale = zip(*(resample(f.pixels(), f.mm_per_px, MM_PER_PX) for f in films))

    def sample(self, rng):
        index = int(rng.integers(len(self.films)))
        film, small, scale = self.films[index], self.small[index], self.scale[index]
        cut = coned(rng, film, scale, *small.shape) if rng.random() < CONED else cut_out(rng, *small.shape)
        spine = np.median([b.centre_px[0] * scale[0] for b in film.bodies])
        top, bottom, left, right = at_most_part(rng, spine, *cut)
        part = np.ascontiguousarray(small[top:bottom, left:right])
        matrix, (rows, columns) = random_affine(rng, *part.shape)
        border = float(rng.choice([0, part.min(), part.max(), part.mean()]))
        warped = cv2.warpAffine(part, matrix, (columns, rows), flags=cv2.INTER_LINEAR, borderValue=border)
        warped, field = warped.astype(np.float32), None
        # Film pixels -> resampled pixels -> part -> sample.
        from_film = np.hstack([np.diag(scale), (0.5 * scale - 0.5 - [left, top])[:, None]])
        matrix = matrix @ np.vstack([from_film, [0, 0, 1]])
        if rng.random() < 0.6:
            field = bend(rng, rows, columns)
            x, y = np.meshgrid(np.arange(columns, dtype=np.float32), np.arange(rows, dtype=np.float32))
            warped = cv2.remap(warped, x + field[..., 0], y + field[..., 1], cv2.INTER_LINEAR,
                               borderMode=cv2.BORDER_REPLICATE)
        if rng.random() < 0.25:
            warped = limbs(to_unit(warped), rng)
        image = augment(warped, rng)
        if rng.random() < 0.3:
            image = burn_out(image, rng)
        channels = input_channels(image)
        if rng.random() < 0.25:
            channels[0] = 0
        return channels, targets(film, matrix, field, rows, columns)


def targets(film, matrix, field, rows, columns):
    """Output-sized class (IGNORE outside bodies), weight (one per body in all) and mask (1 body, 2 S1)."""
    shape = ((rows + 1) // 2, (columns + 1) // 2)
    level, weight = np.full(shape, IGNORE, np.int32), np.zeros(shape, np.float32)
    mask = np.zeros(shape, np.uint8)
    for body in film.bodies_and_sacrum:
        outline = apply(matrix, body.outline_px)
        outline = to_output(outline if field is None else unbend(outline, field))
        inside = ((outline >= -0.5) & (outline < [shape[1] - 0.5, shape[0] - 0.5])).all(1).mean()
        if inside < MIN_VISIBLE or body.visible < MIN_VISIBLE:
            continue
        sacrum = body.level == "S1"
        area = np.zeros(shape, np.uint8)
        fill(area, outline, 1)
        area = area.astype(bool)
        if area.any():
            level[area] = S1_CLASS if sacrum else level_class(body.level)
            weight[area] = 1 / area.sum()
            mask[area] = 2 if sacrum else 1
    return level, weight, mask


def collate(samples):
    """Pads with nothing at the bottom and the right, as at run time."""
    rows, columns = (max(s[0].shape[k] for s in samples) for k in (1, 2))
    rows, columns = rows + -rows % MULTIPLE, columns + -columns % MULTIPLE
    batch = {
        "input": np.zeros((len(samples), 2, rows, columns), np.float32),
        "level": np.full((len(samples), rows // 2, columns // 2), IGNORE, np.int64),
        "weight": np.zeros((len(samples), rows // 2, columns // 2), np.float32),
        "mask": np.zeros((len(samples), rows // 2, columns // 2), np.int64),
        "film": np.zeros((len(samples), rows // 2, columns // 2), np.float32),
    }
    for i, (channels, (level, weight, mask)) in enumerate(samples):
        batch["input"][i, :, : channels.shape[1], : channels.shape[2]] = channels
        r, c = level.shape
        for name, value in (("level", level), ("weight", weight), ("mask", mask), ("film", 1)):
            batch[name][i, :r, :c] = value
    return batch
