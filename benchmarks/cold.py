"""Measure cold code on programs with tests: what stays, what comes back, and whether the outcomes are the same.

Each program is one of `tests/corpus` (it is prepared there; pip needs the index once). Its tests are collected, and
every other one is run as the trace of the *half*; all of them are the *whole* trace. Then, in the layout `site`:

- `warn` with the half: all tests run on the result; what was cold and came back is counted. Half of them are new to it;
- `load` with the whole trace: sizes, start-up (of `verify`: both sides in turn, bytecode on both) and the outcomes;
- `deny` with the whole trace: sizes, and the outcomes of the tests that made it;
- `load` without a trace: how much types keep hot.

Bytes are those of Python files of distributions that are extracted, without bytecode; of a result with its archive.
*Hot* is how many functions stay in their modules for each one that ran, bodies of classes not counted; *large* leaves
out those that stay because they are no longer than their stubs. Nothing is asserted; it ends with 1 where an outcome
differs, or a program could not be measured.

With `--strip` text of these kinds goes from all results, too, with `--fast-start` regular expressions come compiled,
with `--defer-imports` imports of all of them wait. The start-up of `load` and `deny` is measured once more
(`starts.py`): the import of the program alone, bytecode on both sides, that of the result as `--compile` writes it.

With `--vary` columns of the same run say what these options give beside it, with the whole trace: sizes with the
text of comments and type checkers (`text`), and of docstrings too (`docs`), taken out; start-up with `fast-start`
(`fast`), and with imports that wait as well (`waiting`), of the import alone and of the whole process; and whether
outcomes under `load` are the same with all of that at once (`checked`).

    python benchmarks/cold.py [NAME …] [--work DIR] [--strip KIND[,KIND]] [--fast-start] [--defer-imports] [--vary NAME]
"""

from __future__ import annotations

import argparse
import ast
import json
import statistics
import subprocess
import sys
import tempfile
import tomllib
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(REPOSITORY / "tests" / "corpus"))

from manifest import Application, applications  # noqa: E402 - of the corpus' folder
from prepare import WORK, Refused, interpreter, prepare  # noqa: E402
from run import environment  # noqa: E402
from starts import Start, start_up  # noqa: E402

from vendorize_analysis.model.names import distribution_key  # noqa: E402

VARY = "say in columns what this gives besides; `checked`: compare outcomes with all of it; repeatable"
MEANS = ("start-up", "imports", "process")
"""Columns that begin so are ratios of times: their geometric mean is said, of others the median."""
TEXT = ("comments", "typing")
VARIATIONS: dict[str, dict[str, Any]] = {
    "text": {"strip": [*TEXT]},
    "docs": {"strip": [*TEXT, "docstrings"]},
    "fast": {"fast-start": True},
    "waiting": {"fast-start": True, "defer-imports": True},
}
"""What is configured besides, by the name of its columns."""
STARTED = ("load", "deny")
VALUED = frozenset({"-p", "-o", "-k", "-m", "-c", "-W", "-n", "-r"})
"""Options of pytest that are followed by a value."""


class Asked(NamedTuple):
    """How cold code is treated."""

    policy: str
    trace: Path | None
    more: dict[str, Any]
    """What is configured besides."""


@dataclass(frozen=True)
class Figures:
    """What was found of a program."""

    name: str
    columns: dict[str, float]
    """By their titles; counts are whole numbers."""
    different: tuple[str, ...]
    """The policies under which an outcome differs."""


def main() -> int:
    """Measure, print a row for each program as soon as it is known, and the medians."""
    arguments = asked()
    known = applications()
    more = {"strip": [one for words in arguments.strip for one in words.split(",")]}
    more |= {"defer-imports": arguments.defer_imports, "fast-start": arguments.fast_start}
    found: list[Figures] = []
    failed = []
    for name in arguments.names or [name for name, one in known.items() if one.source]:
        try:
            figures = measure(known[name], prepare(known[name], arguments.work), more, arguments.vary)
        except (SystemExit, subprocess.CalledProcessError, Refused) as error:
            failed.append(name)
            print(f"{name}: not measured: {error}", file=sys.stderr, flush=True)
            continue
        if not found:
            print(f"| program | {' | '.join(figures.columns)} | outcomes |")
            print("| --- |" + " ---: |" * len(figures.columns) + " --- |")
        found.append(figures)
        print(row(figures), flush=True)
    if not found:
        return 1
    print(row(summary(found)))
    return 1 if failed or any(one.different for one in found) else 0


def asked() -> argparse.Namespace:
    """Return what the command line says."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs (default: our own services)")
    parser.add_argument("--work", type=Path, default=WORK, help="where programs are prepared (%(default)s)")
    parser.add_argument("--strip", action="append", default=[], help="text to take out, with all policies; repeatable")
    parser.add_argument("--fast-start", action="store_true", help="regular expressions come compiled")
    parser.add_argument("--defer-imports", action="store_true", help="imports wait, with all policies")
    parser.add_argument("--vary", action="append", default=[], choices=[*VARIATIONS, "checked"], help=VARY)
    return parser.parse_args()


def summary(found: list[Figures]) -> Figures:
    """Return the medians of all columns; of ratios of times, their geometric means."""
    columns = {
        title: (statistics.geometric_mean if title.startswith(MEANS) else statistics.median)(
            float(one.columns[title]) for one in found
        )
        for title in found[0].columns
    }
    return Figures(f"median of {len(found)}", columns, tuple(one.name for one in found if one.different))


def measure(application: Application, folder: Path, more: dict[str, Any], vary: list[str]) -> Figures:
    """Return the figures of one program; `more` is what is configured besides the policies."""
    tests = collected(application, folder)
    with tempfile.TemporaryDirectory(prefix="vendorize-cold-") as name:
        place = Path(name)
        half, whole = place / "half.json", place / "whole.json"
        trace(application, folder, half, tests[::2])
        trace(application, folder, whole, [])
        log = place / "warnings.log"
        logged = ("-p", "logging", f"--log-file={log}", "--log-file-mode=a", "--log-file-level=WARNING")
        verdicts = {
            "warn": verify(application, folder, place, Asked("warn", half, more), logged),
            "load": verify(application, folder, place, Asked("load", whole, more)),
            "deny": verify(application, folder, place, Asked("deny", whole, more)),
        }
        answers = {
            policy: extract(application, folder, place / policy, Asked(policy, whole, more))
            for policy in ("drop", "load", "deny")
        }
        imports = {policy: started(application, folder, place / policy) for policy in STARTED}
        written = {policy: python_bytes(place / policy) for policy in answers}
        believed = extract(application, folder, place / "types", Asked("load", None, more))
        came_back = log.read_text(encoding="utf-8").count("cold code was used") if log.is_file() else 0
        extracted = [one for one in answers["drop"]["distributions"] if one["verdict"] == "extract"]
        before = sum(one["bytes"]["total"] for one in extracted)
        besides = {
            title: value
            for name in vary
            if name in VARIATIONS
            for title, value in variation(application, folder, whole, name, before).items()
        }
        if "checked" in vary:
            everything = more | VARIATIONS["docs"] | VARIATIONS["waiting"]
            verdicts["load with everything"] = verify(application, folder, place, Asked("load", whole, everything))
        ran = functions_in(whole, {one["name"] for one in extracted}, installed_in(folder))
    if not ran:
        raise SystemExit("no function of what is extracted ran")
    start = verdicts["load"]["startup_ms"]
    stay = sum(one["functions"] for about in answers["load"]["cold"] for one in about["stays"])
    columns = {
        "tests": len(tests),
        "Python, kB": before // 1000,
        **{f"`{policy}`": size / before for policy, size in written.items()},
        "ran": ran,
        "live / ran": answers["drop"]["totals"]["functions"]["after"] / ran,
        "hot / ran": sum(one["hot"] for one in answers["load"]["cold"]) / ran,
        "hot / ran, `deny`": sum(one["hot"] for one in answers["deny"]["cold"]) / ran,
        "large": (ran + stay) / ran,
        "without trace": sum(one["hot"] for one in believed["cold"]) / ran,
        "came back": came_back,
        "start-up": start["result"] / start["baseline"],
        **{f"imports `{policy}`": one.imports for policy, one in imports.items()},
        **besides,
    }
    return Figures(application.name, columns, tuple(one for one, verdict in verdicts.items() if not verdict["same"]))


def variation(application: Application, folder: Path, whole: Path, name: str, before: int) -> dict[str, float]:
    """Return the columns of what options give besides `load` and `deny`."""
    found: dict[str, float] = {}
    more = VARIATIONS[name]
    for policy in STARTED if "strip" in more else STARTED[:1]:
        out = whole.parent / f"{name}-{policy}"
        extract(application, folder, out, Asked(policy, whole, more))
        if "strip" in more:
            found[f"`{policy}` {name}"] = python_bytes(out) / before
        else:
            start = started(application, folder, out)
            found |= {f"imports {name}": start.imports, f"process {name}": start.whole}
    return found


def collected(application: Application, folder: Path) -> list[str]:
    """Return the names of a program's tests."""
    # Asked twice to be quiet, pytest counts the tests of a file and does not name them.
    plain = [word for word in tests_command(application, folder) if word not in {"-q", "--quiet"}]
    command = [*plain, "--collect-only", "-q"]
    done = subprocess.run(
        command, cwd=folder / "src", env=environment(application, folder), capture_output=True, text=True, check=False
    )
    found = [line for line in done.stdout.splitlines() if "::" in line]
    if not found:
        raise SystemExit(f"{application.name}: no tests were collected\n{done.stdout[-500:]}{done.stderr[-500:]}")
    return found


def tests_command(application: Application, folder: Path) -> list[str]:
    """Return the command of a program's tests with its own interpreter."""
    return [str(interpreter(folder)) if word == "python" else word for word in application.tests_command()]


def selected(command: list[str], tests: list[str], source: Path) -> list[str]:
    """Return a command of pytest for some tests in place of the files and folders that it names; for none, as it is."""
    if not tests:
        return command
    program, *words = command
    kept = [
        word
        for before, word in pairwise([program, *words])
        if before in VALUED or word.startswith("-") or not (source / word).exists()
    ]
    return [program, *kept, *tests]


def trace(application: Application, folder: Path, file: Path, tests: list[str]) -> None:
    """Write what some of the tests execute; without any, what all do."""
    command = [sys.executable, "-P", "-m", "vendorize", "-q", "trace", "--exit-zero", "--output", str(file), "--"]
    command += selected(tests_command(application, folder), tests, folder / "src")
    subprocess.run(command, cwd=folder / "src", env=environment(application, folder), capture_output=True, check=True)


def verify(
    application: Application, folder: Path, place: Path, asked: Asked, more: tuple[str, ...] = ()
) -> dict[str, Any]:
    """Return the verdict of `verify` under a policy with a trace."""
    command = ["verify", "--layout", "site", *configured(application, place, asked)]
    return tool(application, folder, command, [*application.tests_command(), *more])


def started(application: Application, folder: Path, result: Path) -> Start:
    """Return what starting a program, and importing it alone, takes of a result, over the original."""
    before = (installed_in(folder), folder / "src", folder / "src" / "src")
    return start_up(application.main, before, (result,), result.parent)


def extract(application: Application, folder: Path, out: Path, asked: Asked) -> dict[str, Any]:
    """Return what `extract` says of a result under a policy, with a trace or without."""
    command = ["extract", "--layout", "site", "--no-smoke", "--compile", "--out", str(out)]
    return tool(application, folder, [*command, *configured(application, out.parent, asked)], [])


def configured(application: Application, place: Path, asked: Asked) -> list[str]:
    """Return the options by which a policy holds, beside what the program has configured."""
    config = place / f"{asked.policy}{'' if asked.trace else '-types'}.toml"
    table = {"cold": asked.policy, "traces": [str(asked.trace)] if asked.trace else [], **asked.more}
    config.write_text("".join(f"{key} = {json.dumps(value)}\n" for key, value in table.items()), encoding="utf-8")
    return ["--config", str(config), *(option for root in application.roots for option in ("--root", root))]


def tool(application: Application, folder: Path, words: list[str], tests: list[str]) -> dict[str, Any]:
    """Return what a command answers as JSON; ends where it has none."""
    command = [sys.executable, "-P", "-m", "vendorize", "-q", words[0], str(folder / "src"), *words[1:]]
    command += ["--python", str(interpreter(folder)), "--output-format", "json", *(["--", *tests] if tests else [])]
    done = subprocess.run(
        command, cwd=folder, env=environment(application, folder), capture_output=True, text=True, check=False
    )
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise SystemExit(f"{application.name}: {' '.join(words)}\n{done.stderr}") from None
    return answer


def python_bytes(result: Path) -> int:
    """Return the bytes of vendored Python files, of ours and of the archive; not the program's own."""
    lock = tomllib.loads((result / "vendorize.lock").read_text(encoding="utf-8"))
    own = {result / one["path"] for one in lock["project"]["files"] if "source" in one}
    found = {path for path in result.rglob("*") if path.suffix == ".py" or path.name == "_vendorize_cold.zip"}
    return sum(path.stat().st_size for path in found - own)


def functions_in(file: Path, distributions: set[str], installed: Path) -> int:
    """Return how many functions of distributions a trace has that are in no other; bodies of classes are none."""
    said = json.loads(file.read_text(encoding="utf-8"))["distributions"]
    keys = set(map(distribution_key, distributions))
    found = 0
    for relative, names in (one for key, about in said.items() if key in keys for one in about["files"].items()):
        found += len({name for name in names if "<" not in name} - classes_in(installed / relative))
    return found


def classes_in(file: Path) -> set[str]:
    """Return the qualified names of the classes of a module."""
    found = set[str]()
    is_source = file.suffix in {".py", ".pyw"} and file.is_file()  # traces name compiled modules, too
    waiting: list[tuple[str, ast.AST]] = [("", ast.parse(file.read_bytes()))] if is_source else []
    while waiting:
        around, node = waiting.pop()
        for inner in ast.iter_child_nodes(node):
            if isinstance(inner, ast.ClassDef):
                found.add(around + inner.name)
                waiting.append((f"{around}{inner.name}.", inner))
            elif not isinstance(inner, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
                waiting.append((around, inner))
    return found


def installed_in(folder: Path) -> Path:
    """Return the folder where the distributions of a prepared program are installed."""
    return next((folder / "venv").rglob("site-packages"))


def row(one: Figures) -> str:
    """Return a line of the table."""
    outcomes = f"DIFFERENT: {', '.join(one.different)}" if one.different else "same"
    cells = (str(value) if isinstance(value, int) else f"{value:.3f}" for value in one.columns.values())
    return f"| {' | '.join([one.name, *cells, outcomes])} |"


if __name__ == "__main__":
    sys.exit(main())
