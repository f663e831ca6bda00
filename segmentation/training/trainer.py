"""The training loop both networks share: one-cycle schedule, averaged weights, checkpoints, log."""

import argparse
import copy
import math
import os
import time
from pathlib import Path

import cv2
import numpy as np
import torch

HERE = Path(__file__).resolve().parent


def parse_arguments(name, batch, description):
    p = argparse.ArgumentParser(description=description)
    p.add_argument("--films", type=Path, default=HERE / "work/films", help="films to train on")
    p.add_argument("--heldout", type=Path, default=HERE / "work/heldout", help="films to validate on")
    p.add_argument("--out", type=Path, default=HERE / "work" / name, help="checkpoints and log")
    p.add_argument("--minutes", type=float, default=70, help="training time; the schedule ends with it")
    p.add_argument("--iterations", type=int, help="schedule by count instead: repeatable to the seed")
    p.add_argument("--batch", type=int, default=batch)
    p.add_argument("--rate", type=float, default=3e-3, help="peak learning rate")
    p.add_argument("--seed", type=int, default=1)
    p.add_argument("--threads", type=int, default=1)
    p.add_argument("--workers", type=int, default=0, help="loader processes; 0 loads inline")
    p.add_argument("--device", default="cpu", choices=("cpu", "cuda"))
    p.add_argument("--precision", default="auto", choices=("auto", "float32", "mixed"),
                   help="auto: bfloat16 where the processor computes it, else float32")
    p.add_argument("--resume", action="store_true", help="go on from the last checkpoint")
    p.add_argument("--start-from", type=Path, help="begin with the averaged weights of this checkpoint")
    p.add_argument("--limit", type=int, help="use the first films only, for trials")
    p.add_argument("--validate-every", type=int, default=500)
    p.add_argument("--validation-films", type=int, default=60)
    p.add_argument("--checkpoint-minutes", type=float, default=4)
    return p.parse_args()


def wants_mixed(args):
    if args.precision == "auto":
        if args.device == "cuda":
            return False
        info = Path("/proc/cpuinfo")
        return info.exists() and "avx512_bf16" in info.read_text()
    return args.precision == "mixed"


def one_cycle(progress, peak, warm=0.15):
    """Cosine up to the peak, then cosine down to a ten-thousandth of it."""
    low, high = (peak / 25, peak) if progress < warm else (peak / 1e4, peak)
    phase = progress / warm if progress < warm else 1 - (progress - warm) / (1 - warm)
    return low + (high - low) * 0.5 * (1 - math.cos(math.pi * min(max(phase, 0), 1)))


class Batches(torch.utils.data.IterableDataset):
    """Endless batches; each worker and each start draws its own stream from the seed."""

    def __init__(self, data, collate, batch, seed, start):
        self.data, self.collate, self.batch, self.seed, self.start = data, collate, batch, seed, start

    def __iter__(self):
        cv2.setNumThreads(1)
        info = torch.utils.data.get_worker_info()
        rng = np.random.default_rng([self.seed, self.start, info.id if info else 0])
        while True:
            numpy_batch = self.collate([self.data.sample(rng) for _ in range(self.batch)])
            yield {key: torch.as_tensor(value) for key, value in numpy_batch.items()}


class Average:
    """Exponential moving average of weights and batch statistics, short at first."""

    def __init__(self, model, decay=0.998):
        self.model, self.decay = copy.deepcopy(model).eval(), decay

    @torch.no_grad()
    def update(self, model, iteration):
        keep = min(self.decay, (1 + iteration) / (10 + iteration))
        for mine, new in zip(self.model.state_dict().values(), model.state_dict().values()):
            if mine.dtype.is_floating_point:
                mine.lerp_(new, 1 - keep)
            else:
                mine.copy_(new)


class Log:
    def __init__(self, path):
        self.file = open(path, "a", buffering=1)

    def __call__(self, text):
        line = time.strftime("%H:%M:%S ") + text
        print(line, flush=True)
        self.file.write(line + "\n")


class Trainer:
    """model; data with sample(rng); collate(samples); loss(model output, batch) -> dict of weighted terms;
    validate(averaged model) -> text."""

    def __init__(self, args, model, data, collate, loss, validate):
        torch.set_num_threads(args.threads)
        cv2.setNumThreads(1)
        args.out.mkdir(parents=True, exist_ok=True)
        self.args, self.loss, self.validate = args, loss, validate
        self.log = Log(args.out / "log.txt")
        self.model = model.to(args.device, memory_format=torch.channels_last)
        self.average = Average(self.model)
        self.optimiser = torch.optim.AdamW(model.parameters(), args.rate, weight_decay=0.01)
        self.mixed = wants_mixed(args)
        # bfloat16 on the processor; float16 with loss scaling on a GPU.
        self.half = torch.bfloat16 if args.device == "cpu" else torch.float16
        self.scaler = torch.cuda.amp.GradScaler(enabled=self.mixed and args.device == "cuda")
        self.iteration, self.seconds = 0, 0.0
        self.checkpoint = args.out / "checkpoint.pt"
        if args.resume and self.checkpoint.exists():
            self.load()
        elif args.start_from:
            self.begin_with(args.start_from)
        self.batches = iter(
            torch.utils.data.DataLoader(
                Batches(data, collate, args.batch, args.seed, self.iteration),
                batch_size=None,
                num_workers=args.workers,
                prefetch_factor=4 if args.workers else 2,
                pin_memory=args.device == "cuda",
            )
        )

    def save(self):
        state = {
            "model": self.model.state_dict(),
            "average": self.average.model.state_dict(),
            "optimiser": self.optimiser.state_dict(),
            "scaler": self.scaler.state_dict(),
            "iteration": self.iteration,
            "seconds": self.seconds,
            "arguments": {k: str(v) for k, v in vars(self.args).items()},
        }
        partial = self.checkpoint.with_suffix(".part")  # an export never sees half a file
        torch.save(state, partial)
        os.replace(partial, self.checkpoint)

    def load(self):
        state = torch.load(self.checkpoint, map_location=self.args.device)
        self.model.load_state_dict(state["model"])
        self.average.model.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.scaler.load_state_dict(state["scaler"])
        self.iteration, self.seconds = state["iteration"], state["seconds"]
        self.log(f"resumed at iteration {self.iteration}, {self.seconds / 60:.1f} min")

    def begin_with(self, path):
        """Weights of an earlier training, a new schedule: for a next stage on other films."""
        weights = torch.load(path, map_location=self.args.device)["average"]
        self.model.load_state_dict(weights)
        self.average.model.load_state_dict(weights)
        self.log(f"starts from {path}")

    def progress(self):
        """By the clock, so that a busy machine shortens the run's steps but not its annealing."""
        if self.args.iterations:
            return self.iteration / self.args.iterations
        return self.seconds / (60 * self.args.minutes)

    def step(self, batch):
        device = self.args.device
        batch = {k: v.to(device, non_blocking=True) for k, v in batch.items()}
        image = batch["input"].contiguous(memory_format=torch.channels_last)
        with torch.autocast(device, dtype=self.half, enabled=self.mixed):
            output = self.model(image)
        terms = self.loss(output, batch)
        total = sum(terms.values())
        self.optimiser.zero_grad(set_to_none=True)
        self.scaler.scale(total).backward()
        self.scaler.unscale_(self.optimiser)
        norm = torch.nn.utils.clip_grad_norm_(self.model.parameters(), 10.0)
        if torch.isfinite(norm):  # one bad batch must not poison the averages
            self.scaler.step(self.optimiser)
        self.scaler.update()
        return {name: float(value.detach()) for name, value in terms.items()}

    def run(self):
        args, sums, count = self.args, {}, 0
        parameters = sum(p.numel() for p in self.model.parameters())
        self.log(f"start: {parameters} parameters, mixed {self.mixed}, {vars(args)}")
        load_time = step_time = 0.0
        saved = time.monotonic()
        while self.progress() < 1:
            begin = time.monotonic()
            for group in self.optimiser.param_groups:
                group["lr"] = one_cycle(self.progress(), args.rate)
            batch = next(self.batches)
            loaded = time.monotonic()
            self.model.train()
            for name, value in self.step(batch).items():
                sums[name] = sums.get(name, 0) + value
            self.iteration += 1
            self.average.update(self.model, self.iteration)
            end = time.monotonic()
            self.seconds += end - begin
            load_time, step_time, count = load_time + loaded - begin, step_time + end - loaded, count + 1
            if self.iteration % 50 == 0:
                text = " ".join(f"{k} {v / count:.4f}" for k, v in sums.items())
                self.log(f"it {self.iteration} {100 * self.progress():.1f}% {text} "
                         f"| load {load_time / count:.3f} s step {step_time / count:.3f} s")
                sums, count, load_time, step_time = {}, 0, 0.0, 0.0
            if self.iteration % args.validate_every == 0:
                self.report()
            if time.monotonic() - saved > 60 * args.checkpoint_minutes:
                self.save()
                saved = time.monotonic()
        self.save()
        self.report()
        self.log(f"done: {self.iteration} iterations, {self.seconds / 60:.1f} min")

    def report(self):
        begin = time.monotonic()
        with torch.no_grad():
            text = self.validate(self.average.model)
        spent = time.monotonic() - begin
        self.seconds += spent  # validation counts against the budget
        self.log(f"VALIDATION it {self.iteration} {text} ({spent:.1f} s)")
