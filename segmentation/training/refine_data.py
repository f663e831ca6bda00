"""Canonical patches around one body for the refining network (see NETWORKS.md)."""

import cv2
import numpy as np

from augment import augment
from films import MIN_VISIBLE

SIZE = 128  # patch pixels
WIDTH = 1.9  # patch width in body sizes
NEGATIVE_SHARE = 0.22
FRACTURED_SHARE = 0.25  # of the bodies from films that show a fracture: else one in twenty teaches what it looks like


class Frame:
    """Centre, unit axes (u: anterior to posterior, v: to inferior) and size of a body, in film pixels."""

    def __init__(self, centre, u, v, size):
        self.centre, self.u, self.v, self.size = centre, u, v, size

    @staticmethod
    def of(corners):
        sa, sp, ia, ip = np.asarray(corners, np.float64)
        across = (sp - sa) + (ip - ia)
        u = across / np.linalg.norm(across)
        v = np.array([-u[1], u[0]])
        if v @ ((ia + ip) - (sa + sp)) < 0:
            v = -v
        size = 0.5 * (np.linalg.norm(sp - sa) + np.linalg.norm(ip - ia))
        return Frame((sa + sp + ia + ip) / 4, u, v, size)

    def changed(self, shift=(0.0, 0.0), angle_deg=0.0, scale=1.0, shear=0.0, aspect=1.0):
        """Shift in body sizes along u and v; shear and aspect leave the axes no longer orthonormal."""
        c, s = np.cos(np.radians(angle_deg)), np.sin(np.radians(angle_deg))
        u, v = c * self.u + s * self.v, c * self.v - s * self.u
        centre = self.centre + self.size * (shift[0] * self.u + shift[1] * self.v)
        return Frame(centre, u * aspect, (v + shear * u) / aspect, self.size * scale)

    def patch_to_film(self):
        """2 x 3 matrix, patch pixel -> film pixel."""
        step = WIDTH * self.size / SIZE
        linear = step * np.stack([self.u, self.v], 1)
        origin = self.centre - linear @ np.full(2, (SIZE - 1) / 2)
        return np.hstack([linear, origin[:, None]])


def invert(matrix):
    return cv2.invertAffineTransform(matrix)


def cut(pixels, matrix):
    """The patch under a patch -> film matrix, float32. A film finer than the patch is area-averaged first."""
    corners = np.array([[0, 0], [SIZE - 1, 0], [0, SIZE - 1], [SIZE - 1, SIZE - 1]]) @ matrix[:, :2].T + matrix[:, 2]
    rows, columns = pixels.shape
    step = np.sqrt(abs(np.linalg.det(matrix[:, :2])))
    factor = max(1, int(step + 0.5)) if step >= 1.5 else 1
    margin = 2 * factor
    low = np.clip(np.floor(corners.min(0)).astype(int) - margin, 0, [columns - 1, rows - 1])
    low -= low % factor
    high = np.clip(np.ceil(corners.max(0)).astype(int) + margin + 1, low + 1, [columns, rows])
    region = np.ascontiguousarray(pixels[low[1] : high[1], low[0] : high[0]])
    if factor > 1:
        size = (max(1, region.shape[1] // factor), max(1, region.shape[0] // factor))
        region = cv2.resize(region[: size[1] * factor, : size[0] * factor], size, interpolation=cv2.INTER_AREA)
    local = matrix.copy()
    local[:, 2] -= low
    local = np.hstack([local[:, :2] / factor, ((local[:, 2:] + 0.5) / factor - 0.5)])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpAffine(region, local, (SIZE, SIZE), flags=flags, borderMode=cv2.BORDER_REPLICATE).astype(np.float32)


def normalise(patch):
    """The network's input: z-score of the patch, clipped at 3 and divided by 3."""
    deviation = max(float(patch.std()), 1e-6)
    return np.clip((patch - np.float32(patch.mean())) * np.float32(1 / deviation), -3, 3) * np.float32(1 / 3)


def jittered(frame, rng, strength=1.0):
    shift = np.clip(rng.normal(0, 0.06 * strength, 2), -0.25, 0.25)
    scale = np.exp(np.clip(rng.normal(0, 0.08 * strength), -0.3, 0.3))
    return frame.changed(shift, rng.normal(0, 5 * strength), scale)


def point_to_patch(matrix, points):
    inverse = invert(matrix)
    return points @ inverse[:, :2].T + inverse[:, 2]


class RefineData:
    def __init__(self, films):
        self.films = [f for f in films if any(b.visible >= MIN_VISIBLE for b in f.bodies)]

    def sample(self, rng):
        film = self.films[int(rng.integers(len(self.films)))]
        pixels = film.pixels()
        body = self.choose(film, rng)
        negative = rng.random() < NEGATIVE_SHARE or body.visible < MIN_VISIBLE
        if negative:
            frame = self.negative_frame(film, body, pixels.shape, rng)
            negative = frame is not None
        if not negative:
            frame = jittered(Frame.of(body.corners_px), rng, 2.5 if rng.random() < 0.15 else 1.0)
        # Up to 10 % lower or 20 % higher than simulated: films are drawn out by viewers, and spines differ.
        shear, aspect = np.tan(np.radians(rng.uniform(-5, 5))), np.exp(rng.uniform(-0.05, 0.09))
        matrix = frame.changed(shear=shear, aspect=aspect).patch_to_film()
        patch = cut(pixels, matrix)
        return (normalise(augment(patch, rng, bias_strength=0.8)), *self.targets(body, matrix, pixels.shape, negative))

    @staticmethod
    def choose(film, rng):
        bodies = film.bodies
        if rng.random() < FRACTURED_SHARE:
            bodies = [b for b in bodies if b.grade > 0] or bodies
        return bodies[int(rng.integers(len(bodies)))]

    @staticmethod
    def targets(body, matrix, shape, negative):
        mask = np.zeros((SIZE, SIZE), np.uint8)
        if negative:
            return np.zeros((6, 2), np.float32), np.zeros(6, np.float32), mask, np.float32(0)
        points = point_to_patch(matrix, body.points_px)
        outline = point_to_patch(matrix, body.outline_px)
        cv2.fillPoly(mask, [np.round(outline * 16).astype(np.int32)], 1, shift=4)
        seen = ((points > 1) & (points < SIZE - 2)).all(1)
        seen &= ((body.points_px > 0) & (body.points_px < [shape[1] - 1, shape[0] - 1])).all(1)
        return points.astype(np.float32), seen.astype(np.float32), mask, np.float32(1)

    @staticmethod
    def negative_frame(film, body, shape, rng):
        """A frame where no body is centred: between two, on the sacrum, beside the spine, anywhere."""
        frame = Frame.of(body.corners_px)
        kind = rng.random()
        if kind < 0.4:  # between this body and a neighbour
            index = film.bodies.index(body)
            others = [film.bodies[i] for i in (index - 1, index + 1) if 0 <= i < len(film.bodies)]
            if film.sacrum is not None and index == len(film.bodies) - 1:
                others.append(film.sacrum)
            if others:
                other = others[int(rng.integers(len(others)))]
                frame.centre = frame.centre + rng.uniform(0.42, 0.58) * (other.centre_px - frame.centre)
                return jittered(frame, rng, 0.6)
        if kind < 0.55 and film.sacrum is not None:
            return jittered(Frame.of(film.sacrum.corners_px), rng)
        if kind < 0.7:  # ribs and lung in front, pedicles and spinous process behind
            side = rng.choice([-1, 1]) * rng.uniform(0.6, 1.1)
            return jittered(frame.changed((side, rng.uniform(-0.3, 0.3))), rng)
        for _ in range(8):
            centre = rng.uniform(0, 1, 2) * [shape[1], shape[0]]
            if min(np.linalg.norm(b.centre_px - centre) / b.size_px for b in film.bodies) > 0.7:
                turned = frame.changed(angle_deg=rng.normal(0, 25), scale=np.exp(rng.normal(0, 0.25)))
                turned.centre = centre
                return turned
        return None


def collate(samples):
    names = ("input", "points", "seen", "mask", "valid")
    batch = {name: np.stack([s[i] for s in samples]) for i, name in enumerate(names)}
    batch["input"] = batch["input"][:, None]
    batch["mask"] = batch["mask"].astype(np.float32)
    return batch
