"""Measure `vendorize check` beside `pip check` on a program with 30 distributions.

    python benchmarks/check.py                  # with what is installed beside vendorize
    python benchmarks/check.py PYTHON           # with what that interpreter has, pip among it

Writes a program that requires the distributions and keeps all that can be extracted of them, extracts it once in each
layout, and then runs both commands in turns, as whole processes that find their files in the memory of the system. What
is printed is elapsed time: the best round and the median, and the median ratio of neighbours. Ends with 1 where `check`
takes more than a second at its best, finds anything, or the program has fewer distributions than it should.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

REPOSITORY = Path(__file__).resolve().parents[1]
GOAL = 1.0
"""Seconds, warm."""
LEFT_OUT = frozenset({"pip", "setuptools", "wheel", "vendorize-cli"})
ASK = """\
import json, re
from importlib.metadata import distributions
tops, needs = {}, {}
for found in distributions():
    names = {str(path).split("/")[0].removesuffix(".py") for path in found.files or () if str(path).endswith(".py")}
    name = re.sub(r"[-_.]+", "-", found.metadata["Name"]).lower()
    tops[name] = sorted(one for one in names if one.isidentifier())
    needs[name] = found.requires or []
print(json.dumps([tops, needs]))
"""


def main() -> None:
    """Measure, print, and end with 1 where the goal is missed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("python", nargs="?", default=sys.executable, help="interpreter of an environment with pip")
    parser.add_argument("--distributions", type=int, default=30)
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", type=Path, help="keep all seconds in this file")
    options = parser.parse_args()
    missed, kept = False, {}
    head = f"{'layout':10}{'distributions':>14}{'files':>8}{'check best':>12}{'median':>9}"
    print(f"{head}{'pip best':>10}{'median':>9}{'ratio':>7}")
    for layout in ("package", "site"):
        with tempfile.TemporaryDirectory(prefix="check-") as name:
            folder = Path(name).resolve()
            count = write_program(folder, options.python, options.distributions)
            out = folder / "out"
            vendorize(options.python, folder, "extract", "--out", out, "--layout", layout, "--no-smoke", "--quiet")
            said = json.loads(vendorize(options.python, folder, "check", "--result", out, "--output-format", "json"))
            check, pip = rounds(options.python, folder, out, options.rounds)
        kept[layout] = {"check": check, "pip": pip}
        ratio = statistics.median(ours / theirs for ours, theirs in zip(check, pip, strict=True))
        figures = f"{min(check):>12.2f}{statistics.median(check):>9.2f}{min(pip):>10.2f}{statistics.median(pip):>9.2f}"
        print(f"{layout:10}{said['distributions']:>14}{said['files']:>8}{figures}{ratio:>7.2f}", flush=True)
        for finding in said["findings"][:5]:
            print(f"    {finding['code']} {finding['message']}")
        missed = missed or min(check) > GOAL or bool(said["findings"]) or count < options.distributions
    if options.json:
        options.json.write_text(json.dumps(kept, indent=1) + "\n", encoding="utf-8")
    sys.exit(missed)


def write_program(folder: Path, python: str, most: int) -> int:
    """Write a program that uses distributions of an environment, and return how many it requires."""
    done = subprocess.run([python, "-c", ASK], capture_output=True, text=True, check=True)
    tops, needs = json.loads(done.stdout)
    chosen, closure = [], set[str]()
    for name in sorted(tops, key=lambda one: (len(needs[one]), one)):
        wider = closure | closure_of(name, needs)
        if tops[name] and len(wider) <= most and not wider & LEFT_OUT:
            chosen.append(name)
            closure = wider
    project = folder / "project"
    project.mkdir()
    names = [top for name in chosen for top in tops[name]]
    (project / "app.py").write_text("".join(f"import {top}\n" for top in names), encoding="utf-8")
    keep = "".join(f'[[tool.vendorize.keep]]\nsymbol = "{top}.*"\nreason = "all of it"\n' for top in names)
    accepted = "".join(
        f'[[tool.vendorize.accept]]\ncode = "{code}"\nabout = "*"\nreason = "of no matter here"\n'
        for code in ("VZ805", "VZ806", "VZ807")
    )
    text = f'[project]\nname = "app"\nversion = "1"\ndependencies = {json.dumps(chosen)}\n{keep}{accepted}'
    (project / "pyproject.toml").write_text(text, encoding="utf-8")
    return len(closure)


def closure_of(name: str, needs: dict[str, list[str]]) -> set[str]:
    """Return what a distribution needs of what is installed, itself included."""
    found, waiting = set(), [name]
    while waiting:
        one = waiting.pop()
        if one in needs and one not in found:
            found.add(one)
            wanted = map(Requirement, needs[one])
            waiting += [canonicalize_name(each.name) for each in wanted if not each.marker or each.marker.evaluate()]
    return found


def vendorize(python: str, folder: Path, *arguments: object) -> str:
    """Return what a command says about the program."""
    name, *more = map(str, arguments)
    done = subprocess.run(
        [*command(), name, str(folder / "project"), "--python", python, *more],
        env=variables(),
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in {0, 1}:
        sys.exit(done.stderr)
    return done.stdout


def rounds(python: str, folder: Path, out: Path, number: int) -> tuple[list[float], list[float]]:
    """Return the seconds of both commands, which take turns; the first round of each does not count."""
    check = [*command(), "check", str(folder / "project"), "--python", python, "--result", str(out), "--quiet"]
    pip = [python, "-m", "pip", "--disable-pip-version-check", "check"]
    seconds: tuple[list[float], list[float]] = ([], [])
    for turn in range(number + 1):
        for words, found in zip((check, pip), seconds, strict=True):
            began = time.perf_counter()
            subprocess.run(words, env=variables(), capture_output=True, check=False)
            if turn:
                found.append(time.perf_counter() - began)
    return seconds


def command() -> list[str]:
    """Return the command line of the tool."""
    return [sys.executable, "-m", "vendorize"]


def variables() -> dict[str, str]:
    """Return the variables of all processes: bytecode may be kept, as it is where both are installed."""
    dropped = ("PYTHONDONTWRITEBYTECODE", "PIP_", "VIRTUAL_ENV")
    path = os.pathsep.join([str(REPOSITORY), str(REPOSITORY / "analysis")])
    return {**{name: value for name, value in os.environ.items() if not name.startswith(dropped)}, "PYTHONPATH": path}


if __name__ == "__main__":
    main()
