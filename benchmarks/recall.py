"""Trace an application's own tests, and look up whether the analysis keeps every function that they execute.

A test run executes more than the program needs: tests call third-party functions themselves. So there are two measures:

  with tests   the analysis has the tests as roots: every executed function of the run-time distributions must be kept
  program      the plain analysis: functions entered from the application's code, that is, where the nearest frame
               outside third-party code and the standard library is the application's

A function that only runs while a module is imported may go when the statement that calls it goes; it is missing only
if that statement stays. Modules are looked up in the same way, but not counted unless they are missing.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402
import chosen_tests  # noqa: E402

from vendorize.verify.frameworks import copy_probe  # noqa: E402
from vendorize.verify.tracing import PROBE, WATCHING  # noqa: E402
from vendorize_analysis.model.options import AnalysisOptions, KeepRule  # noqa: E402
from vendorize_analysis.model.summary import ModuleSummary  # noqa: E402
from vendorize_analysis.pipeline import analyze  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from applications import Application

    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.options import Precision

TIMEOUT = 1800
SHOWN = 4
HEAD: tuple[str, ...] = (
    "application",
    "tests",
    "executed",
    *("with tests", "kept", "missing", "recall"),
    *("program", "kept", "missing", "recall", "only tests"),
    "dropped",
)
_COMPREHENSIONS = frozenset({"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>"})
"""Run as a rule with the function around them, and have code of their own only before Python 3.12."""
CHOSEN = Path(chosen_tests.__file__)
EVERYTHING = [[0, 1 << 30]]
"""Of a source file, for the probe: the module and all lines in it."""


class Function(NamedTuple):
    """A function (lambdas and comprehensions included), or the body of a module or class."""

    file: str
    """Relative to site-packages."""
    line: int
    """First line, decorators included."""
    name: str


@dataclass(slots=True)
class Entries:
    """How a function was entered."""

    function: bool
    ways: dict[str, list[str]] = field(default_factory=dict)
    """`app`, `tests`, `thread`, `import`: the callers of the first entry of that kind, nearest first."""
    imports: dict[tuple[str, int], list[str]] = field(default_factory=dict)
    """The same for each statement that called it while a module was imported."""


@dataclass(frozen=True, slots=True)
class Missing:
    """An executed function that is not kept."""

    file: str
    line: int
    name: str
    why: str
    way: str
    callers: list[str]


@dataclass(frozen=True, slots=True)
class Measure:
    """The functions of one run against one analysis."""

    executed: int
    kept: int
    missing: list[Missing]
    dropped: list[Missing]
    """Not kept, and neither are the statements that called them on import: right only if nobody needs their effect."""
    elsewhere: int
    """Not kept, in modules that only the tests loaded (plain analysis only)."""

    @property
    def recall(self) -> float:
        """Return the share that is kept of what has to be, in percent."""
        needed = self.kept + len(self.missing)
        return 100 * self.kept / needed if needed else 100.0


def main() -> None:
    """Trace the applications, print a table, and end with 1 if anything is missing."""
    options = _options()
    if not (options.corpus / "apps.toml").is_file():
        sys.exit(f"{options.corpus} is no corpus: it has no apps.toml (name its folder with --corpus)")
    rows = [HEAD]
    answers = {}
    missing = 0
    for application in applications.load(options.corpus, options.work, options.names):
        applications.prepare(application)
        functions, tests = _trace_or_reuse(application, options)
        wide = measure(application, functions, with_tests=True)
        plain = measure(application, functions, with_tests=False)
        missing += len(wide.missing) + len(plain.missing)
        rows.append(_row(application, functions, tests, (wide, plain)))
        _show(application, "with tests", wide)
        _show(application, "program", plain)
        answers[application.name] = {"tests": tests, "with_tests": asdict(wide), "program": asdict(plain)}
    print(applications.table(rows))
    if options.json:
        options.json.write_text(json.dumps(answers, indent=1) + "\n", encoding="utf-8")
    sys.exit(missing > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--tests-half", type=int, choices=(0, 1), help="run only this half of the tests")
    parser.add_argument(
        "--traces", type=Path, metavar="DIR", help="keep the traces there, and use those that are there"
    )
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all figures and missing functions")
    return parser.parse_args()


# -- running the tests under the trace --------------------------------------------------------------------------


def _trace_or_reuse(application: Application, options: argparse.Namespace) -> tuple[dict[Function, Entries], str]:
    """Return what the tests execute, and how they ended."""
    if options.traces is None:
        with tempfile.TemporaryDirectory(prefix="vendorize-recall-", ignore_cleanup_errors=True) as scratch:
            return trace(application, Path(scratch), half=options.tests_half)
    return traced(application, options.traces, half=options.tests_half)


def traced(application: Application, traces: Path, *, half: int | None = None) -> tuple[dict[Function, Entries], str]:
    """Return what the tests execute, and how they ended, from a folder of traces; one that is missing is made."""
    folder = traces.resolve() / (application.name if half is None else f"{application.name}-{half}")
    if not (folder / "tests.txt").is_file():
        folder.mkdir(parents=True, exist_ok=True)
        _run(application, half, folder)
    return _read_trace(folder)


def trace(application: Application, folder: Path, *, half: int | None = None) -> tuple[dict[Function, Entries], str]:
    """Run the tests in a copy of the application, its files in a folder; give what they execute, and how they ended."""
    folder.mkdir(parents=True, exist_ok=True)
    return _read_trace(_run(application, half, folder))


def _run(application: Application, half: int | None, folder: Path) -> Path:
    """Run the tests in a copy of the application that notes what is executed; give the folder of the trace."""
    trace = folder / "trace.jsonl"
    trace.unlink(missing_ok=True)
    with tempfile.TemporaryDirectory(prefix="vendorize-recall-", ignore_cleanup_errors=True) as scratch:
        copy = copy_of(application, Path(scratch).resolve() / application.name)
        site = applications.site_packages(copy)
        _install_probe(copy, site, trace)
        shutil.copy(CHOSEN, site)
        extra = () if half is None else ("-p", CHOSEN.stem)
        choice = Path(scratch) / "half.json"
        choice.write_text(json.dumps({"half": half}), encoding="utf-8")
        results, seconds, output = copy.library.run_tests(
            copy.settings,
            copy.folder,
            extra_env={} if half is None else {chosen_tests.CHOICE: str(choice)},
            timeout=TIMEOUT,
            extra_args=("-p", "no:randomly", *extra),
        )
        counts = copy.library.counts(results)
    if not results:
        sys.exit(f"the tests of {application.name} did not run:\n{output[-4000:]}")
    print(f"{application.name}: {counts}, {seconds:.0f} s under the trace", file=sys.stderr, flush=True)
    failed = sorted(test for test, outcome in results.items() if outcome == "failed")
    (folder / "site.txt").write_text(str(site), encoding="utf-8")
    (folder / "failed.txt").write_text("\n".join(failed) + "\n" + output[-20000:], encoding="utf-8")
    text = f"{counts['passed']} passed" + (f", {counts['failed']} failed" if counts["failed"] else "")
    (folder / "tests.txt").write_text(text, encoding="utf-8")
    return folder


def copy_of(application: Application, to: Path) -> Application:
    """Copy a prepared application, with everything that names its old place changed."""
    shutil.copytree(application.folder, to, symlinks=True)
    copy = applications.Application(application.name, to, application.settings, application.library)
    site = applications.site_packages(copy)
    old, new = str(application.folder).encode(), str(to).encode()
    for path in (*to.glob("venv/bin/*"), *site.glob("*.pth"), *site.glob("__editable__*"), to / "home/.gitconfig"):
        if path.is_file() and not path.is_symlink() and old in (data := path.read_bytes()):
            path.write_bytes(data.replace(old, new))
    return copy


def _install_probe(copy: Application, site: Path, trace: Path) -> None:
    """Trace every interpreter that starts in the environment of the copy."""
    stdlib = json.loads(_ask(copy, "import json, sysconfig; print(json.dumps(sysconfig.get_path('stdlib')))"))
    source = copy.source
    content = {
        "out": str(trace),
        "through": True,
        "watched": {os.path.realpath(site / file): EVERYTHING for file in _runtime_files(copy)},
        "stdlib": [f"{stdlib}/"],
        "app": [f"{source / copy.settings['package']}/"],
        "tests": [f"{source / folder}/" for folder in copy.settings["tests"]],
    }
    copy_probe(PROBE, site)
    copy_probe(WATCHING, site)
    (site / f"{PROBE}.json").write_text(json.dumps(content), encoding="utf-8")
    # Named to come first: other `.pth` files import installed code.
    line = f"import {PROBE}; {PROBE}.install({str(site / f'{PROBE}.json')!r})\n"
    (site / "_0_vendorize_recall.pth").write_text(line, encoding="utf-8")


def _ask(copy: Application, program: str) -> str:
    import subprocess  # noqa: PLC0415

    return subprocess.run([copy.python, "-c", program], check=True, capture_output=True, text=True).stdout


def _runtime_files(application: Application) -> list[str]:
    """Return the sources of the run-time distributions, from their RECORD files, relative to site-packages."""
    site = applications.site_packages(application)
    normal = application.library.norm
    wanted = {normal(pin.partition("==")[0]) for pin in application.settings["runtime"]}
    files = []
    for info in site.glob("*.dist-info"):
        if normal(info.name.partition("-")[0]) in wanted:
            lines = (info / "RECORD").read_text(encoding="utf-8").splitlines()
            names = [line.rsplit(",", 2)[0].strip('"') for line in lines]
            files += [name for name in names if name.endswith(".py") and not name.startswith("..")]
    return sorted(files)


def _read_trace(folder: Path) -> tuple[dict[Function, Entries], str]:
    site = (folder / "site.txt").read_text(encoding="utf-8") + "/"
    functions: dict[Function, Entries] = {}
    for line in (folder / "trace.jsonl").read_text(encoding="utf-8").splitlines():
        said = json.loads(line)
        function = Function(said["file"].removeprefix(site), said["line"], said["name"])
        entries = functions.setdefault(function, Entries(said["function"]))
        callers = [f"{_short(caller, site)}:{number} {called}" for caller, number, called, _first in said["chain"]]
        entries.ways.setdefault(said["way"], callers)
        if place := said["place"]:
            entries.imports.setdefault((place[0].removeprefix(site), place[1]), callers)
    return functions, (folder / "tests.txt").read_text(encoding="utf-8")


def _short(file: str, site: str) -> str:
    """Name a file from site-packages, from the project, or from the standard library."""
    if file.startswith(site):
        return file.removeprefix(site)
    root = site.partition("/venv/")[0] + "/"
    if file.startswith(root):
        return file.removeprefix(root)
    return "~" + file.rpartition("/lib/")[2]


# -- looking up what was executed -------------------------------------------------------------------------------


class Kept:
    """What an analysis keeps, by file and line."""

    def __init__(self, analysis: Analysis, site: Path) -> None:
        self.live = analysis.liveness
        self.external = analysis.external
        self.modules: dict[str, list[LoadedModule]] = {}
        for module in analysis.modules.values():
            if module.path.is_relative_to(site):
                # More than one where its folder is on the search path: a file stays if it does by any of its names.
                self.modules.setdefault(module.path.relative_to(site).as_posix(), []).append(module)
        self.external_files = {
            file for found in analysis.environment.distributions if found.key in self.external for file in found.files
        }

    def verdict(self, file: str, line: int) -> str:
        """Return why a line goes (0: the module as such); empty if it stays."""
        if file in self.external_files:
            return ""
        verdicts = [self._verdict(module, line) for module in self.modules.get(file, [])]
        return min(verdicts, default="module not loaded")

    def _verdict(self, module: LoadedModule, line: int) -> str:
        if module.name not in self.live.executed:
            return "module not executed"
        if line == 0 or module.name in self.live.whole or not isinstance(module.summary, ModuleSummary):
            return ""
        part = -1
        for each in module.summary.parts:
            if each.span.line <= line <= each.span.end_line:
                part = each.index  # a container comes before its children
        if part < 0 or part in self.live.parts.get(module.name, frozenset()):
            return ""
        return f"part {part} not alive"


def measure(
    application: Application,
    functions: Mapping[Function, Entries],
    *,
    with_tests: bool,
    keep: tuple[KeepRule, ...] = (),
    precision: Precision = "names",
) -> Measure:
    """Look up what was executed in an analysis, made with further keep rules."""
    analysis = analyze(
        application.source,
        AnalysisOptions(
            python=application.python,
            extras=application.extras,
            roots=tuple(application.settings.get("roots", ())),
            with_tests=with_tests,
            keep=keep,
            precision=precision,
            use_cache=False,
        ),
    )
    kept = Kept(analysis, applications.site_packages(application))
    ways = ("app", "tests", "thread") if with_tests else ("app", "thread")
    modules = {function.file: entries for function, entries in functions.items() if function.name == "<module>"}
    executed = stays = elsewhere = 0
    missing: list[Missing] = []
    dropped: list[Missing] = []
    for function, entries in sorted(functions.items()):
        way = next((way for way in ways if way in entries.ways), "")
        if not _counts(function, entries) or not (way or "import" in entries.ways):
            continue
        executed += entries.function
        why = kept.verdict(function.file, function.line if entries.function else 0)
        if not why:
            stays += entries.function
            continue
        callers = entries.ways.get(way) if way else _live_import(entries, kept)
        if callers is None:
            if entries.function:
                dropped.append(Missing(*function, why, "import", next(iter(entries.imports.values()), [])))
        elif not with_tests and why.startswith("module") and _brought_by_tests(function.file, modules):
            elsewhere += entries.function
        else:
            missing.append(Missing(*function, why, way or "import", callers))
    return Measure(executed, stays, missing, dropped, elsewhere)


def _counts(function: Function, entries: Entries) -> bool:
    """Tell whether code is looked up: functions, lambdas and modules."""
    name = function.name.rpartition(".")[2]
    return (entries.function and name not in _COMPREHENSIONS) or name == "<module>"


def _live_import(entries: Entries, kept: Kept) -> list[str] | None:
    """Return the callers of an entry during an import whose statement stays."""
    for (file, line), callers in entries.imports.items():
        if not kept.verdict(file, line):
            return callers
    return None


def _brought_by_tests(file: str, modules: Mapping[str, Entries]) -> bool:
    """Tell whether only tests imported a module, itself or through other modules, as far as the first import tells."""
    waiting, seen, by_tests = [file], set(), False
    while waiting:
        module = modules.get(name := waiting.pop())
        if module is None or not module.ways.keys() <= {"tests", "import"}:
            return False
        seen.add(name)
        by_tests = by_tests or "tests" in module.ways
        waiting += {importer for importer, _ in module.imports} - seen
    return by_tests


def _row(
    application: Application, functions: Mapping[Function, Entries], tests: str, measures: Sequence[Measure]
) -> tuple[str, ...]:
    named = sum(entries.function and not function.name.endswith(">") for function, entries in functions.items())
    wide, plain = measures
    return (
        application.name,
        tests,
        str(named),
        str(wide.executed),
        str(wide.kept),
        str(len(wide.missing)),
        f"{wide.recall:.2f}%",
        str(plain.executed),
        str(plain.kept),
        str(len(plain.missing)),
        f"{plain.recall:.2f}%",
        str(plain.elsewhere),
        str(len(wide.dropped)),
    )


def _show(application: Application, title: str, measure: Measure) -> None:
    for verdict, functions in (("missing", measure.missing), ("dropped", measure.dropped)):
        for each in functions:
            print(f"{application.name}, {title}, {verdict}: {each.file}:{each.line} {each.name}: {each.why}", end="")
            print(f" (entered by {each.way})", *each.callers[:SHOWN], sep="\n    < ")


if __name__ == "__main__":
    main()
