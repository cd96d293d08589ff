"""Seed advisories about functions that are known to run, and about functions that are known to be gone, and judge them.

  reachable  functions of dependencies that the application's tests enter from its own code, as a trace shows
  kept       functions that it enters, or that run while modules are imported, with every distribution external, so that
             nothing is cut and only the analysis can tell
  removed    functions that an installed module defines and the written result does not, as its syntax shows, nor binds
             their name in another way

  every      all functions of all installed modules: what the audit takes for absent the result must lack; `over` are
             some that it lacks and the audit takes for present, because another branch binds the name

Each seed is the one affected symbol of a made-up advisory, in one of the shapes that databases use. Ends with 1 if one
that runs is judged to be anything but reachable, or one that is gone anything but absent.
"""

from __future__ import annotations

import argparse
import ast
import json
import random
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402
import recall  # noqa: E402
from packaging.utils import canonicalize_name  # noqa: E402

from vendorize.audit.locating import InstalledSymbols  # noqa: E402
from vendorize.audit.reaching import HeldCode  # noqa: E402
from vendorize.auditing import AuditRequest, audit_result, vex_document  # noqa: E402
from vendorize.model.request import Request  # noqa: E402
from vendorize.starting import settings_of  # noqa: E402
from vendorize.steps import decide  # noqa: E402
from vendorize.workflow import extract  # noqa: E402
from vendorize_analysis.model.events import Silent  # noqa: E402
from vendorize_analysis.model.options import AnalysisOptions  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from applications import Application

    from vendorize.model.audit import AuditedAdvisory

HEAD = ("application", "seeds", "reachable", "kept", "removed", "every", "over", "wrong", "certain")
EXPECTED = {"reachable": "reachable", "kept": "reachable", "removed": "absent"}


class Seed(NamedTuple):
    """A function of an installed distribution, and what is known of it."""

    kind: str
    key: str
    module: str
    name: str

    def fields(self, form: int) -> dict[str, Any]:
        """Return how a database would name it, in one of its shapes."""
        dotted = f"{self.module}.{self.name}"
        shapes: tuple[dict[str, Any], ...] = (
            {"imports": [{"attribute": self.name, "modules": [self.module]}]},
            {"imports": [{"path": self.module, "symbols": [self.name]}]},
            {"affected_functions": [f"{dotted}()"]},
            {"symbols": [f"{self.module}:{self.name}"]},
            {"affects": {"functions": {dotted.replace(".", "::"): ["*"]}}},
        )
        return shapes[form % len(shapes)]


def main() -> None:
    """Judge seeds over the applications, print a table, and end with 1 if one is wrong."""
    options = _options()
    if not (options.corpus / "apps.toml").is_file():
        sys.exit(f"{options.corpus} is no corpus: it has no apps.toml (name its folder with --corpus)")
    found = applications.load(options.corpus, options.work, options.names)
    each = -(-options.seeds // len(found))
    rows, wrong = [HEAD], 0
    for application in found:
        applications.prepare(application)
        row, mistakes = judge(application, each, options.traces)
        rows.append(row)
        wrong += len(mistakes)
        print(*mistakes, sep="\n", end="\n" if mistakes else "", flush=True)
    totals = [sum(int(row[column]) for row in rows[1:]) for column in range(1, len(HEAD))]
    print(applications.table([*rows, ("all", *map(str, totals))]))
    sys.exit(wrong > 0)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    applications.add_options(parser)
    parser.add_argument("--seeds", type=int, default=100, metavar="N", help="of each kind, in all (%(default)s)")
    parser.add_argument("--traces", type=Path, metavar="DIR", help="keep the traces of tests there, and use them")
    return parser.parse_args()


def judge(application: Application, count: int, traces: Path | None) -> tuple[tuple[str, ...], list[str]]:
    """Return the row of an application, and what was judged wrongly."""
    choose = random.Random(application.name)  # noqa: S311 (the same seeds in every run)
    with tempfile.TemporaryDirectory(prefix="vendorize-audit-") as scratch:
        folder = Path(scratch)
        functions, _ = recall.traced(application, traces or folder)
        site = applications.site_packages(application)
        request = Request(application.source, _analysed(application), layout="site")
        extract(request, out=folder / "out", smoke=False, force=True)
        owners = _owners(site)
        files = [one for one in recall._runtime_files(application) if one in owners]  # noqa: SLF001
        defined = {(owners[one], one): _functions(site / one) for one in files}
        runs = list(_running(functions, defined, {"app"}))
        every_run = list(_running(functions, defined, {"app", "import", "thread"}))
        gone = list(_removed(folder / "out", defined))
        chosen = [
            *(Seed("reachable", *one) for one in _some(choose, runs, count)),
            *(Seed("removed", *one) for one in _some(choose, gone, count)),
        ]
        kept = [Seed("kept", *one) for one in _some(choose, every_run, count)]
        keys = frozenset(key for key, _, _ in (*runs, *gone))
        whole = Request(application.source, _analysed(application, external=keys), layout="site")
        (every, over), misplaced = compare_every(request, folder / "out")
        answers = {**_judged(request, chosen, folder / "osv"), **_judged(whole, kept, folder / "osv-whole")}
    wrong = [
        f"{application.name}: {seed.kind} {seed.module}:{seed.name} of {seed.key}: {one.exposure}, {one.reason}"
        for seed, one in answers.items()
        if one.exposure != EXPECTED[seed.kind] or (seed.kind == "reachable" and one.symbols[0].state != "reachable")
    ]
    wrong += misplaced
    numbers = [sum(seed.kind == kind for seed in answers) for kind in EXPECTED]
    certain = sum(one.certain for seed, one in answers.items() if seed.kind == "reachable")
    return (application.name, *map(str, (len(answers), *numbers, every, over, len(wrong), certain))), wrong


def compare_every(request: Request, out: Path) -> tuple[tuple[int, int], list[str]]:
    """Return how many functions are installed, how many are taken for present and are not, and wrongly absent ones."""
    planned = decide(request, settings_of(request), Silent(), layout="site")
    count, over, wrong = 0, 0, []
    for one in planned.plan.distributions:
        found = planned.analysis.environment.distribution(one.key)
        code, symbols = HeldCode(found, one, planned.analysis, planned.analysis), InstalledSymbols(found)
        for module in found.modules:
            written = out / module.relative
            left = _functions(written) if written.is_file() else {}
            for name in _functions(module.path) if module.kind != "extension" else ():
                count += 1
                states = {code.judge(place).state for place in symbols.bound(f"{module.name}:{name}")}
                over += states != {"absent"} and name not in left
                if states == {"absent"} and name in left:
                    wrong.append(f"every: {module.name}:{name} of {one.key} is {states}")
    return (count, over), wrong


def _analysed(application: Application, **more: Any) -> AnalysisOptions:  # noqa: ANN401 (fields)
    return AnalysisOptions(python=application.python, extras=application.extras, use_cache=False, **more)


def _judged(request: Request, seeds: list[Seed], folder: Path) -> Mapping[Seed, AuditedAdvisory]:
    folder.mkdir()
    for number, seed in enumerate(seeds):
        package = {"ecosystem": "PyPI", "name": seed.key}
        affected = {"package": package, "versions": [], "ranges": [], "ecosystem_specific": seed.fields(number)}
        affected["ranges"] = [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}]}]
        record = {"schema_version": "1.6.0", "id": f"SEED-{number}", "affected": [affected]}
        (folder / f"{number}.json").write_text(json.dumps(record), encoding="utf-8")
    found = audit_result(request, AuditRequest(folder), Silent())
    for form in ("openvex", "cyclonedx"):
        vex_document(found, form)
    return {seeds[int(one.id.removeprefix("SEED-"))]: one for one in found.advisories}


def _some(choose: random.Random, found: list[tuple[str, str, str]], count: int) -> list[tuple[str, str, str]]:
    return choose.sample(sorted(found), min(count, len(found)))


def _running(
    functions: Mapping[recall.Function, recall.Entries],
    defined: Mapping[tuple[str, str], Mapping[str, int]],
    ways: set[str],
) -> Iterator[tuple[str, str, str]]:
    """Yield what was entered in one of these ways, in modules that not only the application's tests loaded."""
    modules = {one.file: entries for one, entries in functions.items() if one.name == "<module>"}
    entered = {
        (one.file, one.line) for one, entries in functions.items() if entries.function and ways & entries.ways.keys()
    }
    for (key, file), names in defined.items():
        if not recall._brought_by_tests(modules.get(file)):  # noqa: SLF001
            yield from ((key, _module(file), name) for name, line in names.items() if (file, line) in entered)


def _removed(out: Path, defined: Mapping[tuple[str, str], Mapping[str, int]]) -> Iterator[tuple[str, str, str]]:
    """Yield what a written module of the same place does not define, or is not written at all."""
    for (key, file), names in defined.items():
        left = _functions(out / file) if (out / file).is_file() else {}
        bound = _bound(out / file) if names.keys() - left.keys() and (out / file).is_file() else set()
        yield from ((key, _module(file), name) for name in names.keys() - left.keys() - bound)


def _bound(path: Path) -> set[str]:
    """Return all names that a written module assigns or imports somewhere."""
    nodes = list(ast.walk(ast.parse(path.read_bytes())))
    stored = {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    return stored | {node.asname or node.name for node in nodes if isinstance(node, ast.alias)}


def _owners(site: Path) -> dict[str, str]:
    """Return the normalised name of the distribution that each installed source file is of."""
    owners = {}
    for info in site.glob("*.dist-info"):
        for line in (info / "RECORD").read_text(encoding="utf-8").splitlines():
            file = line.rsplit(",", 2)[0].strip('"')
            if file.endswith(".py"):
                owners[file] = canonicalize_name(info.name.partition("-")[0])
    return owners


def _module(file: str) -> str:
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def _functions(path: Path) -> dict[str, int]:
    """Return the functions of a module that are in no other function, each with its first line, decorators included."""
    try:
        tree = ast.parse(path.read_bytes())
    except (SyntaxError, ValueError):
        return {}
    return dict(_in_body(tree, ""))


def _in_body(node: ast.AST, prefix: str) -> Iterator[tuple[str, int]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
            yield prefix + child.name, min([child.lineno, *(one.lineno for one in child.decorator_list)])
        elif isinstance(child, ast.ClassDef):
            yield from _in_body(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _in_body(child, prefix)


if __name__ == "__main__":
    main()
