"""Fits the weights of naming.cc to what naming_evidence wrote, and says how honest the probabilities are.

naming_evidence work/naming.jsonl --count 400 --seed 5
python3 naming_fit.py work/naming.jsonl [--keep]      (--keep: score the weights of naming.cc, fit nothing)

A conditional logit: of all ways to name a film's bodies, the true one is to be the likeliest. Weights are pulled
towards those in naming.cc, which are the prior: terms that simulated films hardly inform stay where they are.
"""

import argparse
import json
import re
from pathlib import Path

import numpy as np

NAMING = Path(__file__).resolve().parent.parent / "src/naming.cc"
TERMS = ("context", "context mean", "opinion", "opinion mean", "heat", "place", "body", "L6", "T13", "L5", "L4", "stop")
SPREAD = 0.4  # of a weight around its prior
SIGNED = 7  # the first terms are evidence and never count against themselves
MOST = {0: 0.6, 2: 0.6}  # sums over bodies that err together never count in full
BINS = (0, 0.5, 0.7, 0.9, 0.97, 1.0001)


def shipped_weights():
    numbers = re.search(r"kWeights = \{([^}]*)\}", NAMING.read_text())[1]
    return np.array([float(n) for n in numbers.split(",")])


def fits(levels, truth):
    """Whether names are those of the true bodies. A found body that is none counts as wrongly named only below
    L5, where it should be S1; C and S1 are alike: not reported."""
    def reported(level):
        return level if level and level[0] in "TL" else None

    known = [i for i, t in enumerate(truth) if t]
    end = known[-1] if known else -1
    whole = end >= 0 and truth[end] in ("L5", "L6", "S1")
    return all(
        reported(a) == reported(t) for i, (a, t) in enumerate(zip(levels, truth)) if t or (i > end and whole)
    )


class Film:
    def __init__(self, item):
        self.__dict__.update({k: item[k] for k in ("framing", "sacrum", "odd", "calibrated", "truth")})
        self.levels = [h["levels"] for h in item["hypotheses"]]
        self.terms = np.array([h["terms"] for h in item["hypotheses"]])
        self.right = np.array([fits(names, self.truth) for names in self.levels])

    def probabilities(self, weights):
        score = self.terms @ weights
        p = np.exp(score - score.max())
        return p / p.sum()

    def named(self, weights):
        """(stated probability, right) of each true body, as the program reports it."""
        p = self.probabilities(weights)
        best = self.levels[int(p.argmax())]
        return [
            (p[[names[i] == best[i] for names in self.levels]].sum(), best[i] == truth)
            for i, truth in enumerate(self.truth)
            if truth and truth[0] in "TL" and best[i][0] in "TL"
        ]


def fit(films, prior):
    usable = [f for f in films if f.right.any()]

    def slope(weights):
        total = (weights - prior) / SPREAD**2
        for f in usable:
            p = f.probabilities(weights)
            q = np.where(f.right, p, 0)
            total -= (q / max(q.sum(), 1e-12) - p) @ f.terms
        return total

    # Adam with a falling rate, kept within bounds: a dozen smooth weights need no more.
    low = np.where(np.arange(len(prior)) < SIGNED, 0, -np.inf)
    high = np.array([MOST.get(i, np.inf) for i in range(len(prior))])
    weights, mean, square, steps = prior.copy(), np.zeros_like(prior), np.zeros_like(prior), 500
    for step in range(1, steps + 1):
        g = slope(weights)
        mean, square = 0.9 * mean + 0.1 * g, 0.99 * square + 0.01 * g * g
        rate = 0.05 * (1 - step / (steps + 1))
        move = rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.99**step)) + 1e-9)
        weights = np.clip(weights - move, low, high)
    return weights


def report(title, films, weights):
    rows = np.array([r for f in films for r in f.named(weights)], float).reshape(-1, 2)
    if not len(rows):
        return
    said, right = rows.T
    bins = [(said >= a) & (said < b) for a, b in zip(BINS, BINS[1:])]
    text = "  ".join(f"{said[m].mean():.2f}:{right[m].mean():.2f} (n {m.sum()})" for m in bins if m.any())
    print(f"{title:22} films {len(films):4} bodies {len(rows):5} right {right.mean():.3f} said {said.mean():.3f} | {text}")


def reports(films, weights):
    report("all", films, weights)
    for title, test in (
        ("S1 in view", lambda f: f.sacrum), ("S1 not in view", lambda f: not f.sacrum),
        ("L6 or T13", lambda f: f.odd), ("pixel size known", lambda f: f.calibrated),
        ("pixel size unknown", lambda f: not f.calibrated),
    ):
        report(title, [f for f in films if test(f)], weights)
    for framing in sorted({f.framing for f in films}):
        report(framing, [f for f in films if f.framing == framing], weights)


def cross_validated(films, prior, folds=5):
    """Each film under weights fitted to the others, as if its terms had been scaled so."""
    print(f"{folds}-fold cross-validation: said:right by bins")
    for f in films:
        f.raw = f.terms
    for k in range(folds):
        weights = fit([f for i, f in enumerate(films) if i % folds != k], prior)
        for f in films[k::folds]:
            f.scored = f.raw * weights
    for f in films:
        f.terms = f.scored
    reports(films, np.ones_like(prior))
    for f in films:
        f.terms = f.raw


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("evidence", type=Path, nargs="+")
    p.add_argument("--keep", action="store_true")
    args = p.parse_args()
    films = [Film(json.loads(line)) for path in args.evidence for line in path.read_text().splitlines()]
    weights = shipped_weights()
    print(f"{len(films)} films, {np.mean([f.right.any() for f in films]):.3f} with a right naming among the hypotheses")
    reports(films, weights)
    if args.keep:
        return
    cross_validated(films, weights)
    for name, old, new in zip(TERMS, weights, fit(films, weights)):
        print(f"{name:14} {old:7.3f} -> {new:7.3f}")


if __name__ == "__main__":
    main()
