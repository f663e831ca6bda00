"""Changes of tone and texture at training time, on a float32 crop of a film or a patch of a body."""

import cv2
import numpy as np


def log_uniform(rng, low, high):
    return float(np.exp(rng.uniform(np.log(low), np.log(high))))


def to_unit(image):
    """Percentiles 1 and 99 to 0 and 1, unclipped; from a quarter of the pixels, for speed."""
    sample = image[::2, ::2].ravel()
    n = sample.size
    low, high = np.partition(sample, (n // 100, n - 1 - n // 100))[[n // 100, n - 1 - n // 100]]
    return (image - low) * np.float32(1.0 / max(high - low, 1e-3))


def tone_curve(image, rng):
    knots = np.linspace(-0.2, 1.2, 8)
    kind = rng.integers(4)
    unit = np.clip(knots, 0, 1)
    if kind == 0:
        values = unit ** np.exp(rng.uniform(-0.8, 0.8))
    elif kind == 1:
        steep, middle = rng.uniform(3, 9), rng.uniform(0.3, 0.7)
        values = 1 / (1 + np.exp(-steep * (knots - middle)))
    elif kind == 2:
        values = np.cumsum(rng.uniform(0.1, 1, knots.size))
        values = (values - values[0]) / (values[-1] - values[0])
    else:  # clipped shadows or highlights
        values = np.clip(knots, rng.uniform(0, 0.3), rng.uniform(0.7, 1))
    table = np.interp(np.linspace(-0.2, 1.2, 1024), knots, values).astype(np.float32)
    index = np.clip((image + 0.2) * (1023 / 1.4), 0, 1023).astype(np.int16)
    return table[index]


def bias_field(image, rng, strength):
    """A linear plus quadratic field, added or multiplied, now and then much stronger than the body."""
    rows, columns = image.shape
    y = np.linspace(-1, 1, rows, dtype=np.float32)[:, None]
    x = np.linspace(-1, 1, columns, dtype=np.float32)[None]
    a = (rng.normal(0, 1, 5) * strength * rng.uniform(0.2, 1)).astype(np.float32)
    field = (a[0] * y + a[2] * y * y) + (a[1] * x + a[3] * x * x) + (a[4] * y) * x
    return image + field if rng.random() < 0.6 else image * np.exp(np.clip(field, -2, 2))


def noise(image, rng):
    grain = rng.standard_normal(image.shape, dtype=np.float32)
    if rng.random() < 0.4:
        sigma = rng.uniform(0.5, 1.5)
        grain = cv2.GaussianBlur(grain, (0, 0), sigma) * np.float32(2 * sigma)
    return image + grain * np.float32(log_uniform(rng, 0.006, 0.15))


def equalise(image, rng):
    """Contrast-limited adaptive equalisation, as viewers and some detectors apply it."""
    tiles = int(rng.integers(2, 7))
    clahe = cv2.createCLAHE(rng.uniform(1.5, 5), (tiles, tiles))
    levels = (np.clip(image, 0, 1) * 65535).astype(np.uint16)
    return clahe.apply(levels).astype(np.float32) * np.float32(1 / 65535)


def sharpen(image, rng):
    """Unsharp mask; wide ones lift local contrast as multi-scale processing does."""
    sigma = log_uniform(rng, 0.7, 8)
    return image + (image - cv2.GaussianBlur(image, (0, 0), sigma)) * np.float32(rng.uniform(0.3, 2.0))


def boxes(image, rng):
    rows, columns = image.shape
    for _ in range(rng.integers(1, 4)):
        h, w = (int(rng.uniform(0.05, 0.3) * s) + 1 for s in (rows, columns))
        y, x = int(rng.integers(rows - h)), int(rng.integers(columns - w))
        image[y : y + h, x : x + w] = rng.uniform(-0.1, 1.1)
    return image


def lines(image, rng):
    """Grid lines, wires, stitching seams, screws: straight and bright or dark."""
    rows, columns = image.shape
    for _ in range(rng.integers(1, 5)):
        ends = [(int(rng.integers(columns)), int(rng.integers(rows))) for _ in range(2)]
        if rng.random() < 0.4:  # level or upright
            ends[1] = (ends[0][0], ends[1][1]) if rng.random() < 0.5 else (ends[1][0], ends[0][1])
        cv2.line(image, *ends, rng.uniform(-0.2, 1.4), int(rng.integers(1, 4)), cv2.LINE_AA)
    return image


def salt_and_pepper(image, rng):
    count = int(image.size * log_uniform(rng, 0.0005, 0.03))
    image.ravel()[rng.integers(0, image.size, count)] = rng.choice([-0.1, 1.2], count)
    return image


def augment(image, rng, bias_strength=0.5):
    """Returns a changed copy on the scale of to_unit()."""
    image = to_unit(image)
    steps = (
        (0.5, tone_curve),
        (0.4, lambda im, r: bias_field(im, r, bias_strength)),
        (0.15, equalise),
        (0.3, lambda im, r: cv2.GaussianBlur(im, (0, 0), r.uniform(0.4, 1.5))),
        (0.3, sharpen),
        (0.15, boxes),
        (0.15, lines),
        (0.5, noise),
        (0.12, salt_and_pepper),
        (0.25, lambda im, r: 1 - im),
    )
    for chance, step in steps:
        if rng.random() < chance:
            image = np.ascontiguousarray(step(image, rng), np.float32)
    return image
