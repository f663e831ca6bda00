"""Evaluates the shipped ONNX files through OpenCV on held-out simulated films and writes the model cards.

python3 evaluate.py [--films DIR] [--work DIR] [--models DIR] [--no-cards]
"""

import argparse
import hashlib
import json
import platform
import re
from pathlib import Path

import cv2
import numpy as np
import torch

from context_eval import ContextScore
from films import load_films, level_class
from locate_data import image_order
from locate_eval import FIRST, LAST, LocateScore
from refine_data import Frame, cut, normalise, point_to_patch
from refine_eval import RefineScore, point_figures, predict

HERE = Path(__file__).resolve().parent


class OnnxModel:
    """A network as OpenCV runs it, called like the PyTorch module."""

    def __init__(self, path):
        self.net = cv2.dnn.readNetFromONNX(str(path))
        self.names = self.net.getUnconnectedOutLayersNames()

    def __call__(self, x):
        self.net.setInput(x.numpy())
        out = [torch.as_tensor(o.copy()) for o in self.net.forward(self.names)]
        return out[0] if len(out) == 1 else tuple(out)


def chain_figures(locate, refine, score):
    """Refined points of found bodies T4-L5, from the located corners, the facing taken by vote."""
    predicted, truth, mm, levels, refused = [], [], [], [], 0
    for film, bodies, _, scale, pairs in score.pairs(locate):
        good = [(f, bodies[n]) for f, n in pairs if n is not None and bodies[n].visible >= 0.99]
        right = sum(f.side for f, _ in good) > 0
        if right != film.anterior_right:
            continue  # points of a mirrored body measure nothing but the facing
        good = [(f, b) for f, b in good if FIRST <= level_class(b.level) <= LAST]
        matrices = [
            Frame.of((image_order(f.corners, right) + 0.5) / scale - 0.5).patch_to_film() for f, _ in good
        ]
        patches = [normalise(cut(film.pixels(), m)) for m in matrices]
        if not patches:
            continue
        points, valid = predict(refine, patches)
        predicted.append(points)
        truth += [point_to_patch(m, b.points_px) for m, (_, b) in zip(matrices, good)]
        mm += [np.linalg.norm(m[:, 0]) * film.mm_per_px for m in matrices]
        levels += [level_class(b.level) for _, b in good]
        refused += int((valid <= 0).sum())
    if not predicted:
        raise SystemExit("error: the locating network finds no body on the held-out films: train it longer")
    result = point_figures(np.concatenate(predicted), np.array(truth), np.array(mm), np.array(levels))
    return result | {"refused": refused / len(mm)}


def table(figures, names):
    rows = ["| figure | value |", "|---|---|"]
    for key, label in names.items():
        value = figures[key]
        rows.append(f"| {label} | {value:.3f} |" if isinstance(value, float) else f"| {label} | {value} |")
    return "\n".join(rows)


LOCATE_ROWS = {
    "films": "films", "bodies": "bodies T4–L5", "found": "share found", "false": "false bodies per film (all levels)",
    "corner_median_mm": "corner error, median, mm", "corner_p90_mm": "corner error, 90th percentile, mm",
    "side_right": "facing right, share of films", "level_exact": "level named exactly by the head alone",
    "level_within_one": "level within one",
}
CONTEXT_ROWS = {
    "films": "films", "bodies": "bodies", "exact": "level named exactly, each body alone", "within_one": "level within one",
    "nll": "mean negative log-likelihood of the true level", "counted": "named exactly, counted along the true bodies",
    "counted_with_sacrum": "… films with S1 in view", "counted_without_sacrum": "… films without",
}
POINT_ROWS = {
    "bodies": "bodies T4–L5", "corner_median_mm": "corner error, median, mm",
    "corner_p90_mm": "corner error, 90th percentile, mm", "lumbar_median_mm": "… lumbar median, mm",
    "thoracic_median_mm": "… thoracic median, mm", "middle_median_mm": "mid-endplate error, median, mm",
    "posterior_shift_mm": "median shift to posterior, mm", "ratio_sd": "Ha/Hp error, SD",
    "ratio_mad_sd": "Ha/Hp error, SD from the median deviation", "ratio_bias": "Ha/Hp error, mean",
    "ratio_level_mean_sd": "Ha/Hp error of predicting the level's mean, SD",
}


def phases(log, last):
    """(films folder, first iteration, last iteration) of each run in a training log, one after the other."""
    starts, resumed = [], 0
    for line in log.read_text().splitlines():
        if match := re.search(r"resumed at iteration (\d+)", line):
            resumed = int(match[1])
        elif match := re.search(r"start: .*'films': (?:PosixPath\()?'([^']+)'", line):
            if not resumed:
                starts = []  # begun afresh
            starts.append((Path(match[1]).name, resumed))
            resumed = 0
    starts = [s for i, s in enumerate(starts) if i == 0 or s[0] != starts[i - 1][0]]  # a resumed run is one run
    ends = [first for _, first in starts[1:]] + [last]
    return [(name, first, end) for (name, first), end in zip(starts, ends)]


def begun_with(arguments, work):
    """What is known of the run whose weights this one began with."""
    path = arguments.get("start_from", "None")
    if path == "None":
        return ""
    path = work / Path(path).parent.name / "checkpoint.pt"
    if not path.exists():
        return "\n- Begun with the weights of an earlier run."
    state = torch.load(path, map_location="cpu")
    a = state["arguments"]
    earlier = "" if Path(a["films"]).name == Path(arguments["films"]).name else " (an earlier state of the simulator)"
    return (f"\n- Begun with the weights of an earlier run: {state['iteration']:,} iterations of {a['batch']} on films of "
            f"`work/{Path(a['films']).name}`, seed {a['seed']}{earlier}." + begun_with(a, work))


def command(name, arguments):
    """How the run was started."""
    text = f"{name}_train.py --minutes {float(arguments['minutes']):g} --seed {arguments['seed']} --rate {arguments['rate']}"
    start = arguments.get("start_from", "None")
    if start == "None":
        return f"`{text}`, part of `train.sh`"
    films, heldout = Path(arguments["films"]).name, Path(arguments["heldout"]).name
    return f"`{text} --films work/{films} --heldout work/{heldout} --start-from work/{Path(start).parent.name}/checkpoint.pt`"


def blended_of(state):
    """Which runs' weights were averaged into these, if any."""
    runs = state.get("blend")
    return f"; the mean of those of {', '.join(f'`{r}`' for r in runs)} (`blend.py`)" if runs else ""


def training_text(name, work):
    """What the checkpoint and its log say of the run."""
    state = torch.load(work / name / "checkpoint.pt", map_location="cpu")
    a = state["arguments"]
    runs = phases(work / name / "log.txt", state["iteration"])
    films = [
        f"iterations {first:,}–{last:,} on {len(list((work / folder).glob('*.npy'))):,} films (`work/{folder}`)"
        for folder, first, last in runs
    ]
    earlier = (
        "\n- The earlier films came from an earlier state of the simulator (same seed). `train.sh` uses the present one "
        "throughout: it gives a network of the same kind, not the same bytes."
        if len(runs) > 1 else ""
    )
    return (
        f"- Data: simulated films only (`simulate_films`); no real film, no patient data.\n"
        f"- Films: {'; '.join(films)}.{earlier}{begun_with(a, work)}\n"
        f"- Command: {command(name, a)}.\n"
        f"- Run: {state['iteration']:,} iterations of {a['batch']} in {state['seconds'] / 60:.0f} minutes, "
        f"{a['threads']} thread(s), device {a['device']}, precision {a['precision']}, PyTorch {torch.__version__}, "
        f"{platform.machine()}.\n"
        f"- Weights: exponential moving average of AdamW, one-cycle rate to {a['rate']}{blended_of(state)}."
    )


def notes(name):
    """What no checkpoint knows of the present network, kept by hand: earlier runs, seeds of films, patient films."""
    path = HERE / "notes" / f"{name}.md"
    return path.read_text().strip() if path.exists() else ""


def card(name, path, title, use, run, blocks, limits):
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    run = "\n".join(filter(None, [run, notes(name)]))
    parts = [f"# {title}", use, f"File `{path.name}`, {path.stat().st_size:,} bytes, SHA-256 `{digest}`. Input, output and "
             "decoding: [`NETWORKS.md`](../training/NETWORKS.md).", "## Training", run,
             "## Figures", *blocks, "## Limits", limits]
    path.with_suffix(".md").write_text("\n\n".join(parts) + "\n")


LIMITS = (
    "- Trained and scored on simulated films only: the figures say how well the network has learnt the simulator. "
    "Real films score worse; measure on your own before relying on any number.\n"
    "- Simulated anatomy and contrast are engineering values, not norms.\n"
)


def context_card(args, context, heading):
    framing = "Counted, by framing: " + ", ".join(f"{k} {v:.3f}" for k, v in context["by_framing"].items()) + "."
    card("context", args.models / "context.onnx", "Context network",
         "Says which level a vertebral body is from its surroundings on the whole film: skull, ribs, lungs, pelvis.",
         training_text("context", args.work), [heading, table(context, CONTEXT_ROWS), framing],
         LIMITS + "- Knows nothing of where bodies are: it is read at bodies found by other means.\n"
         "- A T13 is called T12; the naming hypothesises one.\n"
         "- Sure of itself where films resemble the simulated ones. Trunk, arms and exposure of real films differ most.")


def write_cards(args, locate, context, refine, chain):
    framing = "Share found by framing: " + ", ".join(f"{k} {v:.3f}" for k, v in locate["by_framing"].items()) + "."
    heading = f"Held-out simulated films, never trained on, present simulator, through OpenCV {cv2.__version__}."
    card("locate", args.models / "locate.onnx", "Locating network",
         "Finds vertebral bodies, their rough corners, the facing and a first guess of the level on a lateral film.",
         training_text("locate", args.work), [heading, table(locate, LOCATE_ROWS), framing],
         LIMITS + "- Raw peaks, before the spine chain removes strays and fills gaps.\n"
         "- The level head sees one crop and is no substitute for counting along the chain.")
    context_card(args, context, heading)
    card("refine", args.models / "refine.onnx", "Refining network",
         "Places six points on one body in a patch aligned to it, and says whether a body is there at all.",
         training_text("refine", args.work),
         [heading, "From jittered true boxes (centre 6 %, scale 8 %, rotation 5°):", table(refine, POINT_ROWS),
          f"Validity at logit 0: accepts {refine['accepted']:.3f} of bodies, refuses "
          f"{refine['negatives_refused']:.3f} of {refine['negatives']} places that are none.",
          "From the boxes of the locating network, films whose facing was right:", table(chain, POINT_ROWS),
          f"Bodies refused by validity: {chain['refused']:.3f}."],
         LIMITS + "- Expects the anterior side on the left; a mirrored patch gives points that mean nothing.")


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--films", type=Path, default=HERE / "work/test")
    p.add_argument("--work", type=Path, default=HERE / "work")
    p.add_argument("--models", type=Path, default=HERE.parent / "models")
    p.add_argument("--limit", type=int)
    p.add_argument("--no-cards", action="store_true")
    args = p.parse_args()
    cv2.setNumThreads(1)
    films = load_films(args.films, args.limit)
    locate, context, refine = (OnnxModel(args.models / f"{n}.onnx") for n in ("locate", "context", "refine"))
    score = LocateScore(films)
    figures = {"locate": score(locate), "context": ContextScore(films)(context), "refine": RefineScore(films)(refine)}
    figures["chain"] = chain_figures(locate, refine, score)
    print(json.dumps(figures, indent=1))
    if not args.no_cards:
        write_cards(args, figures["locate"], figures["context"], figures["refine"], figures["chain"])


if __name__ == "__main__":
    main()
