"""Check the check: spoil results of real applications in known ways, and count what `verify` notices.

  removed   one function that the tests run is taken out of release and overlay, as if the analysis had dropped it
  data      one data file that the tests open is taken out of both
  leaks     functions that released code calls by name are taken out of the release only, many at once
  alarms    the result as it is, tested several times: nothing may be found

The environments are made once for each application and layout, the tests run once under a trace, and a spoilt result
is tested with the tests that run what was taken; what these do not notice is tested with all of them. Ends with 1 if a
leak is not found, or an unchanged result is not the same.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import shutil
import sys
import tempfile
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402
import chosen_tests  # noqa: E402
import mutants  # noqa: E402

from vendorize import steps  # noqa: E402
from vendorize import verify as stage  # noqa: E402
from vendorize.emit import write  # noqa: E402
from vendorize.model.request import Request  # noqa: E402
from vendorize.planning import plan  # noqa: E402
from vendorize.verify import VerifyRequest  # noqa: E402
from vendorize.verify.child import Place  # noqa: E402
from vendorize.verify.compare import compare  # noqa: E402
from vendorize.verify.file_audit import file_audit_probe, missing_data  # noqa: E402
from vendorize.verify.frameworks import run  # noqa: E402
from vendorize.verify.leaks import place_guard, read_leaks  # noqa: E402
from vendorize.verify.leaks.files import ResultFile, result_files  # noqa: E402
from vendorize.verify.leaks.placing import GUARD, report_of  # noqa: E402
from vendorize.verify.masks import masks_of  # noqa: E402
from vendorize.verify.startup_hook import write_start  # noqa: E402
from vendorize.verify.variants import adapt  # noqa: E402
from vendorize_analysis.model.events import Silent  # noqa: E402
from vendorize_analysis.model.options import AnalysisOptions  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from applications import Application

    from vendorize.model.verdict import RunRecord
    from vendorize.verify.environment import ResultEnvironment
    from vendorize.verify.variants import Variant

LAYOUTS = ("site", "package")
TRACE = Path(__file__).with_name("mutation_trace.py")
SELECT = Path(chosen_tests.__file__)
HEAD = (
    "application",
    "layout",
    "functions run",
    "removed",
    "noticed",
    "data",
    "noticed",
    "leaks",
    "found",
    "runs",
    "alarms",
)


@dataclass(slots=True)
class Count:
    """What was done, and what came of it."""

    done: int = 0
    noticed: int = 0
    missed: list[str] = field(default_factory=list)

    def add(self, name: str, *, noticed: bool) -> None:
        """Count one."""
        self.done += 1
        self.noticed += noticed
        if not noticed:
            self.missed.append(name)


@dataclass(slots=True)
class Answer:
    """The counts of one application in one layout."""

    application: str
    layout: str
    candidates: int
    removed: Count = field(default_factory=Count)
    data: Count = field(default_factory=Count)
    leaks: Count = field(default_factory=Count)
    alarms: Count = field(default_factory=Count)
    """Noticed: the runs in which something was found that is not there."""

    @property
    def good(self) -> bool:
        """Tell whether every leak was found and nothing else."""
        return self.leaks.done == self.leaks.noticed and not self.alarms.noticed

    def row(self) -> tuple[str, ...]:
        """Return the line of the table."""
        counts = [(one.done, one.noticed) for one in (self.removed, self.data, self.leaks, self.alarms)]
        return (self.application, self.layout, str(self.candidates), *(str(n) for pair in counts for n in pair))


@dataclass(frozen=True, slots=True)
class Target:
    """A function or data file that the tests use."""

    file: ResultFile
    qualname: str
    """Empty for a data file."""
    tests: tuple[str, ...]
    readers: frozenset[str] = frozenset()
    """Released functions (of third-party code, or of the program) that call it by its name."""

    @property
    def name(self) -> str:
        """Return the symbol, or the path."""
        return f"{self.file.name}.{self.qualname}" if self.qualname else self.file.relative


def main() -> None:
    """Spoil the applications asked for, print a table, and end with 1 where the check failed."""
    options = _options()
    answers = []
    for application in applications.load(options.corpus, options.work, options.names):
        applications.prepare(application)
        os.environ.clear()
        os.environ.update(application.variables())
        for layout in options.layout or LAYOUTS:
            with tempfile.TemporaryDirectory(prefix="vendorize-mutation-", ignore_cleanup_errors=True) as scratch:
                bench = Bench(application, layout, Path(scratch).resolve(), options)
                answers.append(bench.measure())
            _show(answers[-1])
    print(applications.table([HEAD, *(answer.row() for answer in answers)], left=2))
    if options.json:
        options.json.write_text(json.dumps([asdict(one) for one in answers], indent=1) + "\n", encoding="utf-8")
    sys.exit(not all(answer.good for answer in answers))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--layout", action="append", choices=LAYOUTS, help="repeatable (default: both)")
    parser.add_argument("--count", type=int, default=20, metavar="N", help="functions to take out (%(default)s)")
    parser.add_argument("--data", type=int, default=5, metavar="N", help="data files to take out (%(default)s)")
    parser.add_argument("--leaks", type=int, default=200, metavar="N", help="leaks to seed (%(default)s)")
    parser.add_argument("--runs", type=int, default=1, metavar="N", help="runs of the unchanged result (%(default)s)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="of the choice (%(default)s)")
    parser.add_argument("--cache-dir", type=Path, metavar="DIR", help="the tool's cache (default: none)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write all counts, and what was not noticed")
    return parser.parse_args()


class Bench:
    """One application in one layout, with its environments."""

    def __init__(self, application: Application, layout: str, scratch: Path, options: argparse.Namespace) -> None:
        self.application = application
        self.options = options
        self.scratch = scratch
        self.choice = random.Random(options.seed)  # noqa: S311 - the same choice each time
        self.number = 0
        self.parts: dict[str, dict[int, mutants.Part]] = {}
        self.request = _extract(application, layout, scratch / "made", options.cache_dir)
        namespace = self.request.plan.namespace
        self.support = f"{namespace}._support" if layout == "package" else "_vendorize_support"
        self.before: Variant = stage._baseline(scratch, self.request)  # noqa: SLF001 - what verify does, step by step
        made = stage._result(scratch, self.request)  # noqa: SLF001
        self.after: Variant = made[0]
        self.environment: ResultEnvironment = made[1]
        shutil.copy(SELECT, self.environment.packages / SELECT.name)
        self.files = {place: file for file in result_files(self.request) for place in self.places(file)}
        self.opened = scratch / "opened.jsonl"
        start = write_start(
            self.request, scratch / "start", refuse=False, probes=[file_audit_probe(self.request, self.opened)]
        )
        path = os.pathsep.join([str(start), self.before.variables["PYTHONPATH"]])
        self.baseline = self.run(replace(self.before, variables={**self.before.variables, "PYTHONPATH": path}))

    def measure(self) -> Answer:
        """Return all counts."""
        targets = self.trace()
        functions = [one for one in targets if one.qualname]
        answer = Answer(self.application.name, self.request.plan.layout, len(functions))
        for number in range(self.options.runs):
            found = self.findings()
            answer.alarms.done += 1
            answer.alarms.noticed += bool(found)
            answer.alarms.missed += [f"run {number + 1}: {one}" for one in found]
        for target in self.pick(functions, self.options.count):
            answer.removed.add(target.name, noticed=self.is_noticed(target))
        for target in self.pick([one for one in targets if not one.qualname], self.options.data):
            answer.data.add(target.name, noticed=self.is_noticed(target))
        only = [one for one in functions if one.readers and self.is_only_definition(one)]
        self.seed_leaks(_apart(self.pick(only, len(only)), self.options.leaks), answer.leaks)
        return answer

    def pick(self, targets: list[Target], count: int) -> list[Target]:
        """Choose at random, the same ones each time."""
        return self.choice.sample(sorted(targets, key=lambda one: one.name), min(count, len(targets)))

    def places(self, file: ResultFile) -> list[Path]:
        """Return where a module file of the result lies for the tests."""
        packages = self.environment.packages
        return [packages / one[1:] if one.startswith("/") else self.after.tree / one for one in file.places]

    def run(self, variant: Variant, tests: Iterable[str] = ()) -> RunRecord:
        """Run the tests, or some of them."""
        self.number += 1
        request, folder = self.request, self.scratch / f"run-{self.number}"
        if tests:
            chosen = folder.with_suffix(".json")
            chosen.write_text(json.dumps({"tests": sorted(tests)}), encoding="utf-8")
            variant = replace(variant, variables={**variant.variables, chosen_tests.CHOICE: str(chosen)})
            place = request.command.index("pytest") + 1
            command = (*request.command[:place], "-p", SELECT.stem, *request.command[place:])
            request = replace(request, command=command)
        place = Place(variant.tree, variant.variables, folder, request.timeout)
        return run(adapt(request, variant), place)

    def findings(self, tests: tuple[str, ...] = ()) -> list[str]:
        """Return what verify would say about the result as it lies there."""
        report = report_of(self.environment.guarded)
        report.unlink(missing_ok=True)
        ran = self.run(self.after, tests)
        baseline = self.baseline
        if tests:
            outcomes = {name: one for name, one in baseline.outcomes.items() if name in tests}
            baseline = replace(baseline, outcomes=outcomes, exit_code=ran.exit_code)
        found = compare(baseline, ran, masks=(masks_of(self.before.own, ()), masks_of(self.after.own, ())))
        places = {"packages": self.environment.packages, "tree": self.after.tree}
        found += missing_data(self.request, self.opened, **places)
        leaks = read_leaks(self.environment.guarded)
        return [*(f"{one.test}: {one.result}" for one in found), *(f"leak: {one.symbol}" for one in leaks)]

    def is_noticed(self, target: Target) -> bool:
        """Take something out of the result, test it, and put it back."""
        with _Spoilt(self.places(target.file)) as files:
            for path in files:
                if target.qualname:
                    path.write_bytes(mutants.without(path.read_bytes(), [target.qualname], support=self.support))
                else:
                    path.unlink()
            chosen = target.tests if "pytest" in self.request.command else ()
            return bool((chosen and self.findings(chosen)) or self.findings())

    def is_only_definition(self, target: Target) -> bool:
        """Tell whether the release has no other definition of a function."""
        return mutants.is_only_definition((self.request.result / target.file.relative).read_bytes(), target.qualname)

    def seed_leaks(self, targets: list[Target], count: Count) -> None:
        """Take functions out of the release alone, run all tests once, and look for each among the leaks."""
        by_file: dict[str, list[str]] = {}
        for target in targets:
            by_file.setdefault(target.file.relative, []).append(target.qualname)
        with _Spoilt([self.request.result / relative for relative in by_file]) as files:
            for path, names in zip(files, by_file.values(), strict=True):
                path.write_bytes(mutants.without(path.read_bytes(), names))
            self.guard_again()
            found = {one.removeprefix("leak: ") for one in self.findings()}
        self.guard_again()
        for target in targets:
            count.add(target.name, noticed=target.name in found)

    def guard_again(self) -> None:
        """Make the guard's tables anew."""
        packages, folder = self.environment.packages, self.environment.guarded
        shutil.rmtree(packages / GUARD)
        shutil.rmtree(folder)
        place_guard(self.request, packages=packages, tree=self.after.tree, folder=folder)

    def trace(self) -> list[Target]:
        """Run the tests on the result, and give the functions and data files that they use."""
        packages, out = self.environment.packages, self.scratch / "trace.jsonl"
        guard = json.loads((packages / GUARD / "settings.json").read_text(encoding="utf-8"))
        data = {str(place): file for place, file in self.data_files()}
        settings = {"guard": guard, "out": str(out), "data": sorted(data)}
        start = packages / "vendorize_mutation.pth"
        shutil.copy(TRACE, packages / TRACE.name)
        (packages / "mutation_trace.json").write_text(json.dumps(settings), encoding="utf-8")
        start.write_text(f"import {TRACE.stem}\n", encoding="utf-8")
        self.run(self.after)
        start.unlink()
        return list(self.targets([json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()], data))

    def data_files(self) -> Iterator[tuple[Path, ResultFile]]:
        """Yield the data files of third-party code, where the tests find them."""
        sources = {file.relative for file in self.files.values()}
        is_site = self.request.plan.layout == "site"
        home = self.request.plan.namespace.replace(".", "/")
        first_party = {one.relative for one in self.request.plan.first_party_data}
        for path in sorted(self.request.served.rglob("*")):
            relative = path.relative_to(self.request.served).as_posix()
            third = relative not in first_party if is_site else f"/{home}/" in f"/{relative}"
            if path.is_file() and third and relative not in sources and path.suffix != ".py":
                place = f"/{relative}" if is_site else relative
                file = ResultFile(relative, relative, "data", (place,))
                yield self.places(file)[0], file

    def targets(self, records: list[dict[str, Any]], data: dict[str, ResultFile]) -> Iterator[Target]:
        """Yield what the trace tells, with the tests of each."""
        grouped: dict[tuple[str, int], list[dict[str, Any]]] = {}
        for record in records:
            grouped.setdefault((record["file"], record["line"]), []).append(record)
        for (path, line), found in sorted(grouped.items()):
            tests = tuple(sorted({one["test"] for one in found if one["test"]}))
            if not line:
                yield Target(data[path], "", tests)
                continue
            self.around(path, line)
            part = self.parts[path].get(line)
            if part is not None and self.is_released(self.files[Path(path)], part.qualname):
                readers = frozenset(self.around(*one["reader"]) for one in found if one["reader"])
                yield Target(self.files[Path(path)], part.qualname, tests, readers)

    def around(self, path: str, line: int) -> str:
        """Return the symbol of the part that a line is in; that of the module outside functions."""
        file = self.files[Path(path)]
        if path not in self.parts:
            self.parts[path] = {part.first: part for part in mutants.parts_of(Path(path).read_bytes())}
        for part in self.parts[path].values():
            if part.first <= line <= (part.node.end_lineno or line):
                return f"{file.name}.{part.qualname}"
        return file.name

    def is_released(self, file: ResultFile, qualname: str) -> bool:
        """Tell whether the release has a function."""
        text = (self.request.result / file.relative).read_bytes()
        return any(part.qualname == qualname for part in mutants.parts_of(text))


def _apart(targets: list[Target], count: int) -> list[Target]:
    """Choose functions such that a reader of each is none of them: what is not released cannot leak."""
    chosen: dict[str, Target] = {}
    needed: set[str] = set()
    for target in targets:
        readers = sorted(target.readers - chosen.keys() - {target.name})
        if len(chosen) < count and readers and target.name not in needed | chosen.keys():
            chosen[target.name] = target
            needed.add(readers[0])
    return list(chosen.values())


class _Spoilt:
    """Files that get their content and times back."""

    def __init__(self, paths: Iterable[Path]) -> None:
        self.saved = [(path, path.read_bytes(), path.stat()) for path in paths if path.is_file()]

    def __enter__(self) -> list[Path]:
        return [path for path, _, _ in self.saved]

    def __exit__(self, *_: object) -> None:
        for path, content, status in self.saved:
            path.write_bytes(content)
            os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def _extract(application: Application, layout: str, folder: Path, cache: Path | None) -> VerifyRequest:
    """Make release and overlay as `verify` does, and give the request to compare them."""
    progress = Silent()
    chosen: Any = layout
    options = AnalysisOptions(python=application.python, cache_dir=cache, use_cache=bool(cache), jobs=0)
    request = Request(application.source, options=options, layout=chosen)
    settings = steps.settings_of(request)
    analysis = steps.analyze_for(request, settings, progress, layout=chosen)
    decided = plan(analysis, layout=chosen, namespace=settings.namespace)
    wider = steps.analyze_for(request, settings, progress, layout=chosen, with_tests=True)
    needed = replace(plan(wider, layout=chosen, namespace=settings.namespace), first_party=decided.first_party)
    folder.mkdir(parents=True)
    for name, seen, planned in (("result", analysis, decided), ("overlay", wider, needed)):
        bundle = steps.build(seen, planned, progress, out=folder / name)
        write(bundle, folder / name, layout=layout)
    return VerifyRequest(
        project=analysis.project,
        environment=analysis.environment,
        plan=decided,
        result=folder / "result",
        overlay=folder / "overlay",
        command=tuple(application.test_command("python")),
    )


def _show(answer: Answer) -> None:
    for kind in ("removed", "data", "leaks", "alarms"):
        for name in getattr(answer, kind).missed:
            word = "found" if kind == "alarms" else "not noticed"
            print(f"{answer.application}, {answer.layout}: {kind}: {word}: {name}", flush=True)


if __name__ == "__main__":
    main()
