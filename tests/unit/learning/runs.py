"""Small programs on disk whose tests run, traced, in a child process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import sysconfig
from pathlib import Path
from textwrap import dedent
from typing import TYPE_CHECKING

from tests.unit.planning.projects import analysis_of
from vendorize.learning import dead_code, learn
from vendorize.model.extracted import PlannedAnalysis
from vendorize.planning import plan
from vendorize.verify.startup_hook import Probe, place_start
from vendorize.verify.tracing import PROBE, WATCHING, read_trace

if TYPE_CHECKING:
    from tests.unit.reachability.programs import Texts
    from vendorize.model.trace import Entry, Learned, Proposal

ROOT = Path(__file__).parents[3]


def known(root: Path, files: Texts, rules: tuple[Proposal, ...] = ()) -> PlannedAnalysis:
    """Analyse a program: modules whose names begin with `app` are first-party."""
    analysis = analysis_of(root, files, keep=tuple(rule.symbol for rule in rules))
    return PlannedAnalysis(analysis, plan(analysis, layout="site"))


def run(root: Path, settings: dict[str, object], tests: str, *, cwd: Path | None = None) -> list[Entry]:
    """Run the text as `tests/run.py` under the probe, and give what was noted."""
    root = root.resolve()
    out = root / "trace.jsonl"
    (root / "tests").mkdir(exist_ok=True)
    (root / "tests/run.py").write_text(dedent(tests), encoding="utf-8")
    places = {
        "stdlib": [sysconfig.get_path("stdlib") + os.sep],
        "app": [str(path) for path in root.rglob("app*.py")],
        "tests": [str(root / "tests") + os.sep],
    }
    probe = Probe(PROBE, {"out": str(out), "through": False, **places, **settings}, (WATCHING,))
    start = place_start(root / "probe", {"redirected": [], "refuse": False}, [probe])
    path = os.pathsep.join([str(start), str(root)])
    variables = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST")}
    command = [sys.executable, str(root / "tests/run.py")]
    subprocess.run(command, env={**variables, "PYTHONPATH": path}, cwd=cwd or root, check=True)
    return sorted(set(read_trace(out, root, root)))


def learned(root: Path, files: Texts, tests: str) -> Learned:
    """Return what a run of the tests teaches."""
    files = {name: dedent(text) for name, text in files.items()}
    start = known(root, files)
    entries = run(root, {"watched": dead_code(start.plan, start.analysis.environment)}, tests)
    return learn(start, entries, lambda rules: known(root, files, rules))


def symbols(found: Learned) -> list[str]:
    """Return the symbols of the rules."""
    return [rule.symbol for rule in found.proposals]


def lines(file: Path) -> list[dict[str, object]]:
    """Return the records as they were written."""
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
