"""Measure the most that imports which wait could give to a start: `python benchmarks/lazy_bound.py [NAME...]`.

The main module of each application is imported in fresh processes, in turns: as it is installed; with every import at
the top of a module waiting for the first use of its names, whatever it does (`lazy_hook.py`, the meaning of PEP 810);
and with those waiting that load nothing which does something to others. The last is told twice: by all effects that
`import_effects.py` sees, and without those of `logging` (its handler of `atexit`, its list of handlers) and counters.
No proof can defer more than that without a difference that somebody could see. All have bytecode; CPython alone, since
namespaces are swapped.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import applications

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from applications import Application

MODES = ("plain", "lazy", "all effects", "effects")
HEAD = ("application", "modules", "lazy", "all effects", "effects", "CPU ms", "lazy", "all effects", "effects")
LENIENT = ("_handlerList", "counter", "_creation_order", "_cython")
"""In the names of what changed: what nobody looks at, though somebody could."""
_CHILD = """\
import importlib, json, sys, time
mode, here, name, eager, *folders = sys.argv[1:]
import ast, ctypes
if mode != "plain":
    sys.path.insert(0, here)
    import lazy_hook
    del sys.path[0]
    lazy_hook.EAGER.update(json.loads(eager))
    lazy_hook.install(folders)
before = set(sys.modules)
begun = time.process_time()
importlib.import_module(name)
taken = time.process_time() - begun
print("\\n" + json.dumps([taken, len(set(sys.modules) - before)]))
"""


def main() -> int:
    """Print the table."""
    options = _options()
    rows, ratios = [], []
    with tempfile.TemporaryDirectory(prefix="vendorize-lazy-") as scratch:
        for application in applications.load(options.corpus, options.work, options.names):
            applications.prepare(application)
            modules, seconds = _measured(application, Path(scratch), options.runs)
            rows.append(_row(application.name, modules, seconds))
            ratios.append([seconds["plain"] / seconds[mode] for mode in MODES[1:]])
            print("  ".join(rows[-1]), file=sys.stderr, flush=True)
    print(applications.table([HEAD, *rows]))
    means = map(statistics.geometric_mean, zip(*ratios, strict=True))
    told = (f"{mode} {mean:.2f}" for mode, mean in zip(MODES[1:], means, strict=True))
    print("original over each (geometric mean):", ", ".join(told))
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--runs", type=int, default=9, help="processes of each kind (%(default)s)")
    return parser.parse_args()


def _measured(application: Application, scratch: Path, runs: int) -> tuple[dict[str, int], dict[str, float]]:
    """Return how many modules are loaded, and the median of the seconds, by mode."""
    found = _effects(application)
    eager = {"plain": [], "lazy": [], "all effects": _reaching(found, _acting(found, lenient=False))}
    eager["effects"] = _reaching(found, _acting(found, lenient=True))
    modules, seconds = dict[str, int](), {mode: list[float]() for mode in MODES}
    for number in range(runs + 2):
        for mode in MODES:
            taken, modules[mode] = json.loads(_child(application, scratch, mode, eager[mode]).splitlines()[-1])
            # The first one compiles, the second finds all in the cache of files.
            seconds[mode] += [taken] if number > 1 else []
    return modules, {mode: statistics.median(each) for mode, each in seconds.items()}


def _child(application: Application, scratch: Path, mode: str, eager: Sequence[str]) -> str:
    prefix = scratch / application.name / ("plain" if mode == "plain" else "lazy")
    variables = {**application.variables(), "PYTHONPYCACHEPREFIX": str(prefix)}
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    words = [mode, str(Path(__file__).parent), application.settings["main"], json.dumps(eager), *_folders(application)]
    command = [str(application.python), "-c", _CHILD, *words]
    return subprocess.run(
        command, env=variables, cwd=application.source, capture_output=True, text=True, check=True, timeout=300
    ).stdout


def _effects(application: Application) -> dict[str, dict[str, list[str]]]:
    script = Path(__file__).with_name("import_effects.py")
    command = [str(application.python), str(script), application.settings["main"], *_folders(application)]
    place = {"env": application.variables(), "cwd": application.source}
    done = subprocess.run(command, **place, capture_output=True, text=True, check=True, timeout=600)
    told: dict[str, dict[str, list[str]]] = json.loads(done.stdout.splitlines()[-1])
    return told


def _folders(application: Application) -> list[str]:
    return [str(application.source), str(applications.site_packages(application))]


def _acting(found: dict[str, dict[str, list[str]]], *, lenient: bool) -> set[str]:
    """Return the modules that do something to another package, or to the process."""

    def counts(module: str, effect: str) -> bool:
        if effect.partition(".")[0].partition(":")[0] == module.partition(".")[0]:
            return False
        return not lenient or not (effect == "atexit" or any(one in effect for one in LENIENT))

    return {module for module, effects in found["effects"].items() if any(counts(module, one) for one in effects)}


def _reaching(found: dict[str, dict[str, list[str]]], acting: set[str]) -> list[str]:
    """Return the modules that load one of some, packages around them included."""
    told = found["imports"]
    named = {*told, *acting}
    imports = {name: {one for each in (name, *told.get(name, ())) for one in _with_packages(each)} for name in named}
    reaching = set(acting)
    while more := {name for name, those in imports.items() if name not in reaching and those & reaching}:
        reaching |= more
    return sorted(reaching)


def _with_packages(name: str) -> Iterable[str]:
    parts = name.split(".")
    return (".".join(parts[: count + 1]) for count in range(len(parts)))


def _row(name: str, modules: dict[str, int], seconds: dict[str, float]) -> tuple[str, ...]:
    return (name, *(str(modules[mode]) for mode in MODES), *(f"{seconds[mode] * 1000:.1f}" for mode in MODES))


if __name__ == "__main__":
    sys.exit(main())
