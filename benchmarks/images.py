"""Measure the dependencies of programs that people put into images: before, after, and with other tools.

Each program is one of ours below `tests/corpus/services`, with tests; it is prepared there (pip needs the index once).
Sizes are those of an environment without what only the tests need: nobody has that in an image, and code that imports
it if it is there (a plugin for pytest) would bring it along. Per program: what pip installs, what the usual
`find -delete` leaves of that, PyInstaller's and Nuitka's folder where an interpreter with them is named, and what
vendorize leaves: as it is, with the rules for data that `verify --learn` has proposed (`learned.toml` in a program's
folder), with `--strip-debug` too, and then with cold code (`load` by a trace of every other test, `deny` by one of
all); bytes, without bytecode. The results without cold code, with `load` (all tests; half of them are new to it) and
with `deny` are verified, and the start-up is that of `verify` for the first one: both sides
in turn, bytecode written before.

    python benchmarks/images.py [NAME …] [--strip KIND] [--defer-imports] [--sizes]
        [--json FILE] [--work DIR] [--peers PYTHON] [--nuitka NAME …]
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import tomlkit

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(REPOSITORY / "tests" / "corpus"), str(REPOSITORY / "benchmarks")]

from cold import collected, trace  # noqa: E402 - its neighbour
from manifest import Application, applications  # noqa: E402 - of the corpus' folder
from prepare import WORK, interpreter, prepare  # noqa: E402
from run import environment  # noqa: E402

GOALS = {"median": 0.40, "largest": 0.75, "start-up": 1.0}
TRIMMED_FOLDERS = ("tests", "test", "__pycache__")
TRIMMED_SUFFIXES = (".pyc", ".pyo", ".pyi", ".pxd", ".pyx", ".c", ".h", ".md", ".rst")
"""What Dockerfiles delete by `find`, after answers and blog posts: tests, stubs, sources of compiled modules, texts."""


@dataclass(frozen=True)
class Figures:
    """What was found of a program; bytes."""

    name: str
    distributions: int
    before: int
    after: int
    externals: int
    trimmed: int
    trimmed_works: bool
    """The program's tests pass on it."""
    frozen: int | None
    """PyInstaller's folder, interpreter included."""
    translated: int | None
    """Nuitka's."""
    policies: dict[str, int]
    """What is left with learned rules, with `--strip-debug` too, and with cold code too (`load`, `deny`)."""
    same: bool | None
    """None: not asked."""
    different: tuple[str, ...]
    """Policies under which a test has another outcome."""
    tests: int
    start_up: float
    """After over before; 0 where verify did not measure it."""

    @property
    def share(self) -> float:
        """Return what vendorize leaves, of 1."""
        return self.after / self.before

    @property
    def trimmed_share(self) -> float:
        """Return what deletions leave, of 1."""
        return self.trimmed / self.before


def main() -> int:
    """Measure, print, and end with 1 where a result differs from its original."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("names", nargs="*", metavar="NAME", help="programs (default: all)")
    parser.add_argument("--work", type=Path, default=WORK, help="where programs are prepared (%(default)s)")
    parser.add_argument("--peers", metavar="PYTHON", help="interpreter that has PyInstaller (and Nuitka)")
    parser.add_argument("--nuitka", action="append", default=[], metavar="NAME", help="programs to try Nuitka on")
    parser.add_argument("--sizes", action="store_true", help="sizes alone: nothing is run but pip and the analysis")
    parser.add_argument("--strip", action="append", default=[], help="text to take out, with all policies; repeatable")
    parser.add_argument("--fast-start", action="store_true", help="regular expressions come compiled")
    parser.add_argument("--defer-imports", action="store_true", help="imports wait, with all policies")
    parser.add_argument("--json", type=Path, metavar="FILE", help="read figures that are there, add these, write all")
    arguments = parser.parse_args()
    known = {name: one for name, one in applications().items() if one.source}
    found = read(arguments.json)
    more = {"strip": arguments.strip} if arguments.strip else {}
    more |= {"defer-imports": True} if arguments.defer_imports else {}
    more |= {"fast-start": True} if arguments.fast_start else {}
    for name in arguments.names or known:
        folder = prepare(known[name], arguments.work)
        peers = (arguments.peers, arguments.peers if name in arguments.nuitka else None)
        found[name] = figures(known[name], folder, peers, more, run=not arguments.sizes)
        print(row(found[name]), flush=True)
        if arguments.json:
            arguments.json.write_text(json.dumps([asdict(one) for one in found.values()], indent=1))
    print(table(list(found.values())))
    return 1 if any(one.same is False or one.different for one in found.values()) else 0


def read(file: Path | None) -> dict[str, Figures]:
    """Return figures of earlier runs."""
    if file is None or not file.is_file():
        return {}
    return {
        one["name"]: Figures(**one | {"different": tuple(one["different"])}) for one in json.loads(file.read_text())
    }


def figures(
    application: Application,
    folder: Path,
    peers: tuple[str | None, str | None],
    more: dict[str, Any],
    *,
    run: bool,
) -> Figures:
    """Return the figures of a program.

    `peers` are the interpreters for PyInstaller and for Nuitka, `more` configuration that holds with all policies.
    """
    python = runtime(application, folder)
    plan = tool("image", "plan", folder, application=application, python=python)
    dependencies, layers = weighed(plan), {one["name"]: one["bytes"] for one in plan["layers"]}
    proof = ("verify", folder, "--layout", "site", "--", *application.tests_command())
    verdict = tool(*proof, application=application) if run else {}
    start = verdict.get("startup_ms") or {}
    trimmed, works = trim(application, folder) if run else (0, False)
    with tempfile.TemporaryDirectory(prefix="vendorize-images-") as place:
        policies, different = with_policies(application, folder, Path(place), more, run=run)
    return Figures(
        name=application.name,
        distributions=len(plan["distributions"]),
        before=dependencies["total"],
        after=dependencies["after"],
        externals=layers.get("externals", 0),
        trimmed=trimmed,
        trimmed_works=works,
        frozen=freeze(application, folder, peers[0]) if peers[0] else None,
        translated=translate(application, folder, peers[1]) if peers[1] else None,
        policies=policies,
        same=verdict.get("same"),
        different=different,
        tests=verdict.get("baseline", {}).get("passed", 0),
        start_up=start["result"] / start["baseline"] if start.get("baseline") else 0.0,
    )


def weighed(plan: dict[str, Any]) -> dict[str, int]:
    """Return the bytes of the dependencies, before and after."""
    (dependencies,) = [one for one in plan["shares"] if one["name"] == "dependencies"]
    found: dict[str, int] = dependencies["bytes"]
    return found


def with_policies(
    application: Application, folder: Path, place: Path, more: dict[str, Any], *, run: bool
) -> tuple[dict[str, int], tuple[str, ...]]:
    """Return what is left with rules, `--strip-debug` and cold code, and under what of it a test ends otherwise.

    Tests that are not pytest's are not told apart: all of them are the trace.
    """
    half, whole = place / "half.json", place / "whole.json"
    tests = collected(application, folder) if "pytest" in application.command else []
    python, sizes, different = runtime(application, folder), {}, []
    learned = ((application.tree() or place) / "learned.toml").is_file()
    for policy in (*(("rules",) if learned else ()), "strip", "load", "deny"):
        if policy in {"load", "deny"}:
            ran = half if policy == "load" else whole
            trace(application, folder, ran, tests[::2] if policy == "load" else [])
            trace_start(application, python, ran)
        config = configured(application, place, policy, half if policy == "load" else whole, more)
        words = ("image", "plan", folder, "--config", str(config))
        sizes[policy] = weighed(tool(*words, application=application, python=python))["after"]
        if run and policy != "strip":
            proof = ("verify", folder, "--layout", "site", "--config", str(config), "--", *application.tests_command())
            different += [policy] if not tool(*proof, application=application)["same"] else []
    return sizes, tuple(different)


def trace_start(application: Application, python: Path, file: Path) -> None:
    """Add to a trace what the program runs when it starts where the tools of its tests are not installed.

    Libraries take other ways there: mako its fallback for pygments, which pytest brings.
    """
    command = [sys.executable, "-P", "-m", "vendorize", "-q", "trace", "--append", "--output", str(file), "--"]
    subprocess.run(
        [*command, str(python), "-c", f"import {application.main}"], cwd=python.parents[2] / "src", check=True
    )


def configured(
    application: Application, place: Path, policy: str, file: Path, more: dict[str, Any] | None = None
) -> Path:
    """Write what a program has configured and learned, with debugging information going and a policy for cold code.

    `more` is what holds besides.
    """
    home = application.tree() or place
    table = read_toml(home / "pyproject.toml").get("tool", {}).get("vendorize", {}) | read_toml(home / "learned.toml")
    if policy != "rules":
        table["strip-debug"] = True
    if "strip" not in (more or {}):
        table.pop("distribution", None)  # what it keeps of the text that goes
    table |= more or {}
    if policy in {"load", "deny"}:
        table |= {"cold": policy, "traces": [str(file)]}
    config = place / f"{policy}.toml"
    config.write_text(tomlkit.dumps(table), encoding="utf-8")
    return config


def read_toml(file: Path) -> dict[str, Any]:
    """Return what a file says; nothing where there is none."""
    return tomlkit.parse(file.read_text(encoding="utf-8")).unwrap() if file.is_file() else {}


def runtime(application: Application, folder: Path) -> Path:
    """Return the interpreter of an environment without what only the tests need, made once beside the prepared one."""
    made = folder / "runtime"
    if not made.is_dir():
        shutil.copytree(folder / "venv", folder / "making", symlinks=True)
        site = next((folder / "making").glob("lib/*/site-packages"))
        tests = normalized(application.test)
        for info in site.glob("*.dist-info"):
            if name_of(info) in tests:
                for line in (info / "RECORD").read_text().splitlines():
                    (site / line.rpartition(",")[0].rpartition(",")[0].strip('"')).unlink(missing_ok=True)
                shutil.rmtree(info, ignore_errors=True)
        (folder / "making").rename(made)
    return made / "bin/python"


def normalized(requirements: tuple[str, ...]) -> set[str]:
    """Return the names of pinned requirements, as files of metadata have them in lower case."""
    return {one.split("==")[0].lower().replace("_", "-").replace(".", "-") for one in requirements}


def name_of(info: Path) -> str:
    """Return the name of a distribution from the name of its metadata folder."""
    return info.name.removesuffix(".dist-info").rpartition("-")[0].lower().replace("_", "-").replace(".", "-")


def tool(*words: str | Path, application: Application, python: Path | None = None) -> dict[str, Any]:
    """Return what the command answers as JSON; the prepared folder among the words stands for the project."""
    number = next(position for position, word in enumerate(words) if isinstance(word, Path))
    folder = Path(words[number])
    given = [*words[:number], folder / "src", "--python", python or interpreter(folder), "--output-format", "json"]
    roots = [option for root in application.roots for option in ("--root", root)]
    command = [sys.executable, "-P", "-m", "vendorize", "-q", *given, *roots, *words[number + 1 :]]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    try:
        answer: dict[str, Any] = json.loads(done.stdout)
    except ValueError:
        raise SystemExit(f"{application.name}: {done.stderr}") from None
    return answer


def trim(application: Application, folder: Path) -> tuple[int, bool]:
    """Return the bytes of the program's distributions after the usual deletions, and whether its tests still pass."""
    tests = normalized(application.test)
    with tempfile.TemporaryDirectory(prefix="vendorize-trimmed-") as place:
        venv = Path(place) / "venv"
        shutil.copytree(folder / "venv", venv, symlinks=True)
        site = next(venv.glob("lib/*/site-packages"))
        recorded = runtime_files(site, tests)
        for path in sorted(site.rglob("*"), reverse=True):
            if path.is_dir() and not path.is_symlink() and path.name in TRIMMED_FOLDERS:
                shutil.rmtree(path)
            elif path.suffix in TRIMMED_SUFFIXES and path.is_file() and ".dist-info" not in str(path):
                path.unlink()
        size = sum(path.stat().st_size for path in recorded if path.is_file())
        command = [str(venv / "bin/python") if word == "python" else word for word in application.tests_command()]
        done = subprocess.run(
            command, cwd=folder / "src", env=environment(application, folder), capture_output=True, check=False
        )
        return size, done.returncode == 0


def runtime_files(site: Path, tests: set[str]) -> list[Path]:
    """Return the files of all distributions but those that only tests need, and the program itself."""
    found = []
    for info in site.glob("*.dist-info"):
        record = info / "RECORD"
        if name_of(info) in tests or not record.is_file() or "direct_url.json" in record.read_text():
            continue
        paths = (line.rpartition(",")[0].rpartition(",")[0].strip('"') for line in record.read_text().splitlines())
        found += [site / path for path in paths if not path.endswith(".pyc")]
    return found


def freeze(application: Application, folder: Path, python: str) -> int:
    """Return the bytes of the folder that PyInstaller makes of the program, its interpreter included."""
    with tempfile.TemporaryDirectory(prefix="vendorize-frozen-") as place:
        start = Path(place) / "start.py"
        start.write_text(f"import {application.main}\n")
        site = next((folder / "venv").glob("lib/*/site-packages"))
        command = [python, "-m", "PyInstaller", "--onedir", "--noconfirm", "--log-level", "ERROR", "--distpath", place]
        command += ["--workpath", f"{place}/work", "--specpath", place, "--paths", str(site)]
        command += ["--paths", str(folder / "src"), str(start)]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"{application.name}: PyInstaller failed: {done.stderr[-300:]}", file=sys.stderr)
            return 0
        return sum(path.lstat().st_size for path in (Path(place) / "start").rglob("*") if path.is_file())


def translate(application: Application, folder: Path, python: str) -> int:
    """Return the bytes of the folder that Nuitka makes of the program; 0 where it does not end in a quarter of an hour.

    It needs a C compiler, and patchelf on PATH.
    """
    with tempfile.TemporaryDirectory(prefix="vendorize-translated-") as place:
        (Path(place) / "start.py").write_text(f"import {application.main}\n")
        site = next((folder / "venv").glob("lib/*/site-packages"))
        variables = {**os.environ, "PYTHONPATH": f"{site}{os.pathsep}{folder / 'src'}"}
        variables["PATH"] = f"{Path(python).parent}{os.pathsep}{variables['PATH']}"
        command = [python, "-m", "nuitka", "--standalone", "--static-libpython=no", "start.py"]
        try:
            done = subprocess.run(
                command, cwd=place, env=variables, capture_output=True, text=True, check=False, timeout=900
            )
        except subprocess.TimeoutExpired:
            print(f"{application.name}: Nuitka did not end", file=sys.stderr)
            return 0
        if done.returncode:
            print(f"{application.name}: Nuitka failed: {done.stderr[-300:]}", file=sys.stderr)
            return 0
        return sum(path.lstat().st_size for path in (Path(place) / "start.dist").rglob("*") if path.is_file())


def row(one: Figures) -> str:
    """Return a line of the table."""
    trimmed = f"{one.trimmed_share:.2f}{'' if one.trimmed_works else ' (tests fail)'}" if one.trimmed else "-"
    different = ["drop"] * (one.same is False) + list(one.different)
    verdict = (
        "-" if one.same is None else f"{one.tests} {'DIFFERENT: ' + ', '.join(different) if different else 'same'}"
    )
    policies = (one.policies.get(policy) for policy in ("rules", "strip", "load", "deny"))
    cells = [
        one.name,
        str(one.distributions),
        f"{one.before / 1e6:.1f}",
        f"{one.after / 1e6:.1f}",
        f"{one.share:.2f}",
        *(f"{size / one.before:.2f}" if size else "-" for size in policies),
        f"{one.externals / one.before:.2f}",
        trimmed,
        f"{one.frozen / 1e6:.1f}" if one.frozen else "-",
        f"{one.translated / 1e6:.1f}" if one.translated else "-",
        f"{one.start_up:.2f}" if one.start_up else "-",
        verdict,
    ]
    return f"| {' | '.join(cells)} |"


def table(found: list[Figures]) -> str:
    """Return all figures as Markdown, and the goals that were missed."""
    head = (
        "| program | distributions | pip, MB | vendorize, MB | share | rules | `--strip-debug` | with `load` "
        "| with `deny` | of it external | pip, `find -delete` | PyInstaller, MB | Nuitka, MB | start-up | tests |"
    )
    lines = [head, "| --- |" + " ---: |" * 14, *(row(one) for one in sorted(found, key=lambda one: one.share))]
    for policy in ("", "rules", "strip", "load", "deny"):
        shares = [one.policies.get(policy, one.after) / one.before for one in found]
        median, largest = statistics.median(shares), max(shares)
        lines.append(f"\n{policy or 'drop'}: median {median:.2f} (goal {GOALS['median']:.2f})")
        lines[-1] += f", largest {largest:.2f} (goal {GOALS['largest']:.2f})"
    lines.append(f"\nstart-up, largest: {max(one.start_up for one in found):.2f} (goal {GOALS['start-up']:.2f})")
    return "\n".join(lines)


if __name__ == "__main__":
    sys.exit(main())
