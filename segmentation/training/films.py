"""Simulated films on disk: NNNNNN.npy (uint16, bright = dense) with NNNNNN.json beside it."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np

POINTS = ("sa", "sm", "sp", "ia", "im", "ip")
CORNERS = (0, 2, 3, 5)  # sa, sp, ia, ip among POINTS
MIN_VISIBLE = 0.6  # a body seen less than this is not a target

CLASSES = ["C7+"] + [f"T{i}" for i in range(1, 13)] + [f"L{i}" for i in range(1, 7)] + ["S1"]
S1_CLASS = CLASSES.index("S1")


def level_class(level):
    if level == "T13":  # too rare to learn: it looks like its neighbour
        level = "T12"
    return 0 if level.startswith("C") else CLASSES.index(level)


@dataclass
class Body:
    level: str
    outline_px: np.ndarray  # N x 2, x then y
    points_px: np.ndarray  # 6 x 2 in the order of POINTS
    visible: float
    grade: int = 0  # Genant's, as simulated

    @property
    def corners_px(self):
        return self.points_px[list(CORNERS)]

    @property
    def centre_px(self):
        return self.corners_px.mean(0)

    @property
    def size_px(self):
        """Mean of the two endplate chords."""
        sa, sp, ia, ip = self.corners_px
        return 0.5 * (np.linalg.norm(sp - sa) + np.linalg.norm(ip - ia))


@dataclass
class Film:
    path: Path
    mm_per_px: float
    framing: str
    anterior_right: bool
    bodies: list
    sacrum: Body | None

    @property
    def bodies_and_sacrum(self):
        return self.bodies + ([self.sacrum] if self.sacrum else [])

    def pixels(self):
        return np.load(self.path, mmap_mode="r")


def _body(item):
    def point(key):
        if item.get(key) is not None:
            return item[key]
        a, b = item[key[0] + "a"], item[key[0] + "p"]  # the sacrum may lack its mid-points
        return [(a[0] + b[0]) / 2, (a[1] + b[1]) / 2]

    return Body(
        item["level"],
        np.asarray(item["outline"], np.float32),
        np.asarray([point(key) for key in POINTS], np.float32),
        float(item.get("visible", 1.0)),
        int(item.get("grade", 0)),
    )


def load_film(json_path):
    item = json.loads(json_path.read_text())
    bodies = [_body(b) for b in item["bodies"]]
    return Film(
        json_path.with_suffix(".npy"),
        float(item["mm_per_px"]),
        item["framing"],
        bool(item["anterior_right"]),
        [b for b in bodies if b.level != "S1"],
        next((b for b in bodies if b.level == "S1"), None),
    )


def load_films(folder, limit=None):
    """All films of a folder whose pixels are there too, in the order of their names."""
    paths = sorted(p for p in Path(folder).glob("*.json") if p.with_suffix(".npy").exists())
    return [load_film(p) for p in paths[:limit]]
