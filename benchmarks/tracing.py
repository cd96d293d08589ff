"""What the tracer costs: programs with and without it, in turn, on each interpreter that is named.

Processor time of the whole command (user and system, children included), so that a busy machine says little; the
median of the ratios of neighbours. `start` imports what a program needs and ends: each function is noted once, nothing
is run twice. `work` calls small functions for a second or two: what a server or a long program does.

Usage: python benchmarks/tracing.py [--rounds N] PYTHON …
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

from vendorize.tracing.traced import start_folder

START = """
import argparse, asyncio, concurrent.futures, csv, dataclasses, email.message, http.client, importlib.metadata, json
import logging.config, pathlib, sqlite3, tempfile, typing, unittest, urllib.request, xml.dom.minidom, zipfile
"""
WORK = """
import json, string
class Tree:
    def __init__(self, depth): self.below = [Tree(depth - 1) for _ in range(2)] if depth else []
    def count(self): return 1 + sum(each.count() for each in self.below)
def fibonacci(n): return n if n < 2 else fibonacci(n - 1) + fibonacci(n - 2)
for _ in range(4):
    Tree(13).count(); fibonacci(23)
    json.loads(json.dumps({str(i): [i] * 5 for i in range(20000)}, indent=1))
    string.Template("$a $b " * 3000).substitute(a=1, b=2)
"""
PROGRAMS = {"start": START, "work": WORK}


def main() -> None:
    """Measure each program on each interpreter, and print a line for each."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("pythons", nargs="+", metavar="PYTHON")
    parser.add_argument("--rounds", type=int, default=15)
    options = parser.parse_args()
    for python in options.pythons:
        for name, program in PROGRAMS.items():
            ratios, plain = measure(python, program, options.rounds)
            print(f"{version(python):8} {name:6} plain {plain:.2f} s, traced {100 * (ratios - 1):+.1f}%")


def measure(python: str, program: str, rounds: int) -> tuple[float, float]:
    """Return the median ratio of traced to plain, and the median seconds of plain."""
    ratios, plains = [], []
    seconds(python, program, {})  # what is read is in memory then, and bytecode written
    for number in range(rounds):
        with tempfile.TemporaryDirectory(prefix="vendorize-tracing-") as scratch:
            _notes, start = start_folder(Path(scratch))
            variables = {"PYTHONPATH": str(start)}
            # Who comes first is changed in turn.
            order = [{}, variables] if number % 2 else [variables, {}]
            found = {bool(each): seconds(python, program, each) for each in order}
        ratios.append(found[True] / found[False])
        plains.append(found[False])
    return median(ratios), median(plains)


def seconds(python: str, program: str, variables: dict[str, str]) -> float:
    """Return the processor time of one run."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    subprocess.run([python, "-c", program], env={**env, **variables}, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def version(python: str) -> str:
    """Return the version of an interpreter."""
    done = subprocess.run([python, "-V"], capture_output=True, text=True, check=True)
    return done.stdout.split()[-1]


if __name__ == "__main__":
    sys.exit(main())
