"""A minute of the whole training: films, the three networks, their ONNX files. Each network must do better on films
it has not seen than the one it began as. Nothing of it is kept.

python3 smoke.py [--simulate PATH]
"""

import argparse
import subprocess
import sys
import tempfile
from pathlib import Path

import torch

import export
from context_train import context_loss
from films import load_films
from locate_train import locate_loss
from refine_train import refine_loss
from restore import draw

HERE = Path(__file__).resolve().parent
LOSSES = {"locate": locate_loss, "context": context_loss, "refine": refine_loss}
SEED = 1
LEAST_GAIN = 0.1  # of the untrained network's loss
# By count, so that a busy machine takes longer but learns as much.
ITERATIONS = {"locate": (60, 4), "context": (200, 6), "refine": (40, 32)}  # and the batch
SAMPLES = 24


def simulate(program, folder, count, seed):
    subprocess.run([program, folder, "--count", str(count), "--seed", str(seed), "--threads", "2"], check=True,
                   stdout=subprocess.DEVNULL)


def train(name, work):
    iterations, batch = ITERATIONS[name]
    command = [sys.executable, HERE / f"{name}_train.py", "--films", work / "films", "--heldout", work / "heldout",
               "--out", work / name, "--iterations", str(iterations), "--batch", str(batch), "--seed", str(SEED),
               "--validation-films", "2"]
    run = subprocess.run(command, capture_output=True, text=True)
    if run.returncode:
        sys.exit(f"error: {name}_train.py ended with {run.returncode}:\n{run.stderr}")


def loss_of(model, name, films):
    batch = draw(name, films, SAMPLES, SEED)
    with torch.no_grad():
        return float(sum(LOSSES[name](model.eval()(batch["input"]), batch).values()))


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--simulate", type=Path, default=HERE.parents[1] / "build/release/bin/simulate_films")
    args = p.parse_args()
    torch.set_num_threads(1)
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        simulate(args.simulate, work / "films", 40, 11)
        simulate(args.simulate, work / "heldout", 12, 12)
        heldout = load_films(work / "heldout")
        for name, (make, *_) in export.NETWORKS.items():
            torch.manual_seed(SEED)
            before = loss_of(make(), name, heldout)
            train(name, work)
            model, state = export.load_average(name, work)
            after = loss_of(model, name, heldout)
            path = work / f"{name}.onnx"
            export.write(model, name, path)
            apart = export.difference(model, name, path)
            print(f"{name}: {state['iteration']} iterations, loss {before:.2f} -> {after:.2f}, OpenCV within {apart:.0e}")
            if not (after < (1 - LEAST_GAIN) * before and apart < 1e-3):
                failed.append(name)
    if failed:
        sys.exit(f"error: no better than untrained, or not read alike by OpenCV: {', '.join(failed)}")


if __name__ == "__main__":
    main()
