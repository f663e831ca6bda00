"""Runs of openvfa batch and what they leave; for the tests. The program is the first argument of the test."""
import csv
import json
import os
import pathlib
import subprocess
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "testdata/phantom"))
import make_export  # for those who import this

PROGRAM = os.path.abspath(sys.argv.pop(1))
TABLES = ("vertebrae.csv", "studies.csv", "failures.csv", "routing.csv")


def arguments(export, out, *more):
    return [PROGRAM, "batch", *([export] if isinstance(export, str) else export), "--out", str(out), "--jobs", "2",
            "--format", "json,csv", *more]


def run(command, timeout=600, **options):
    return subprocess.run(command, capture_output=True, text=True, errors="surrogateescape", timeout=timeout, **options)


def wait_for_results(process, out, count=1):
    """Until so many films have results, or the run in `process` has ended."""
    while len(list(pathlib.Path(out).rglob("*.json"))) < count and process.poll() is None:
        time.sleep(0.01)


def tables(out):
    return {name: pathlib.Path(out, name).read_bytes() for name in TABLES}


def rows(out, name):
    with open(pathlib.Path(out, name), newline="") as file:
        return list(csv.DictReader(file))


def artefacts(out, halves=False):
    """Bytes by name. Every JSON file must be whole, and nothing temporary may be left, unless `halves` are expected."""
    found = {}
    for path in sorted(pathlib.Path(out, "studies").rglob("*")):
        if not path.is_file():
            continue
        if path.name.endswith(".part"):
            assert halves, path
            continue
        found[str(path.relative_to(out))] = path.read_bytes()
        if path.name.endswith(".json"):
            json.loads(path.read_bytes())
    return found
