#!/usr/bin/python3
"""How fast openvfa batch goes through exports, and what it needs: a table, and a plot over the number of files.

Time on the clock, time on processors (all processes of a run together: little changed by what else the machine does), and the
most memory of one process.

batch_benchmark.py PROGRAM [--studies N] [--files N,N,...] [--plot FILE]

Two kinds of export are made: films (each is assessed), and small CT files (each is passed over by its header).
scripts/benchmark-batch builds the program and calls this.
"""
import argparse
import math
import os
import pathlib
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "testdata/phantom"))
import make_export


def batch(program, export, out, jobs):
    """Seconds on the clock and on processors, and MiB."""
    began = time.monotonic()
    process = subprocess.Popen([program, "batch", export, "--out", out, "--jobs", str(jobs), "--format", "json,csv",
                                "--quiet"], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 3, 4):  # nothing to assess among CT files; broken files among the films
        raise RuntimeError(f"openvfa batch ended with {process.returncode}")
    return time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def report(name, measured):
    print(f"{name:<30} {measured[0]:9.2f} s {measured[1]:9.2f} s CPU {measured[2]:9.1f} MiB", flush=True)
    return measured


def measure_films(program, work, studies):
    export, _, _ = make_export.make(program, f"{work}/films", studies)
    one = report(f"{studies} films, 1 worker", batch(program, export, f"{work}/one", 1))
    two = report(f"{studies} films, 2 workers", batch(program, export, f"{work}/two", 2))
    again = report("the same again (finished)", batch(program, export, f"{work}/two", 2))
    print(f"2 workers are {one[0] / two[0]:.2f} times as fast; again takes {100 * again[0] / two[0]:.1f} %", flush=True)
    return studies, two


def measure_headers(program, work, files):
    export = make_export.make_headers(program, f"{work}/headers{files}", files)
    first = report(f"headers of {files} CT files", batch(program, export, f"{work}/out{files}", 1))
    again = report("the same again (finished)", batch(program, export, f"{work}/out{files}", 1))
    return files, first, again


def plot(path, headers, films):
    """Processor seconds over files, both logarithmic; dashed: in proportion from the last measurement to a million."""
    studies, two = films
    lines = [("header pass", "#0072b2", [(n, first[1]) for n, first, _ in headers]),
             ("again, finished", "#009e73", [(n, again[1]) for n, _, again in headers]),
             ("films assessed", "#d55e00", [(studies, two[1])])]
    x = lambda n: 70 + 95 * (math.log10(n) - 1)
    y = lambda s: 330 - 40 * (math.log10(s) + 2)
    out = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 680 390" font-family="sans-serif" font-size="12">',
           '<rect width="680" height="390" fill="#fff"/>']
    for power in range(1, 7):
        at = x(10 ** power)
        out.append(f'<path d="M{at:.0f} 10V330" stroke="#ddd"/><text x="{at:.0f}" y="348" text-anchor="middle">'
                   f'{10 ** power:,}</text>')
    for power in range(-2, 7):
        at = y(10.0 ** power)
        label = f"{10 ** power:,}" if power >= 0 else f"{10.0 ** power:g}"
        out.append(f'<path d="M70 {at:.0f}H545" stroke="#ddd"/><text x="64" y="{at + 4:.0f}" text-anchor="end">'
                   f'{label} s</text>')
    out.append('<text x="307" y="375" text-anchor="middle">files</text>'
               '<text x="76" y="22">processor time, all processes; dashed: projected</text>')
    for name, colour, points in lines:
        known = " ".join(f"{x(n):.1f},{y(s):.1f}" for n, s in points)
        last, seconds = points[-1]
        end = (1e6, seconds * 1e6 / last)
        out.append(f'<polyline points="{known}" fill="none" stroke="{colour}" stroke-width="2"/>')
        out.append(f'<path d="M{x(last):.1f} {y(seconds):.1f}L{x(end[0]):.1f} {y(end[1]):.1f}" stroke="{colour}" '
                   'stroke-width="2" stroke-dasharray="5 4"/>')
        out += [f'<circle cx="{x(n):.1f}" cy="{y(s):.1f}" r="4" fill="{colour}"/>' for n, s in points]
        out.append(f'<text x="552" y="{y(end[1]) + 4:.0f}" fill="{colour}">{name}</text>')
    pathlib.Path(path).write_text("\n".join(out) + "\n</svg>\n")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("program")
    parser.add_argument("--studies", type=int, default=100)
    parser.add_argument("--files", default="100,1000,10000")
    parser.add_argument("--plot", help="an SVG of it")
    arguments = parser.parse_args()
    program = os.path.abspath(arguments.program)
    with tempfile.TemporaryDirectory() as work:
        headers = [measure_headers(program, work, int(files)) for files in arguments.files.split(",")]
        films = measure_films(program, work, arguments.studies)
    if arguments.plot:
        plot(arguments.plot, headers, films)


if __name__ == "__main__":
    main()
