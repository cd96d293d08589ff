"""Print what a whole stage, or a command, makes of the program of a case, for documents that follow one through.

The files of the case that begin with `app`, `test`, `pyproject` or `patches` are the project; all others are installed
beside it, one distribution for each top-level name that has no `dist-info`. Those in `later` replace them in the end.
"""

from __future__ import annotations

import json
import re
import shlex
import shutil
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

from click.testing import CliRunner

from vendorize.cli.main import main
from vendorize_analysis.discovery import discover
from vendorize_analysis.environment import inspect
from vendorize_analysis.linking import Program
from vendorize_analysis.model.events import Silent
from vendorize_analysis.model.options import AnalysisOptions
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.model.symbols import symbol_at
from vendorize_analysis.pipeline import analyze
from vendorize_analysis.policy import considered_distributions, target_of
from vendorize_analysis.scanning import NoCache, index_modules, open_scanner

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking.entities import Entity
    from vendorize_analysis.model.environment import Environment
    from vendorize_analysis.model.project import Project

COMMAND = "vendorize "
PROJECT = re.compile(r"(app|test|pyproject|patches)")
LATER = "later"
CHANGES = (
    ("nothing was known", ""),
    ("nothing changed", ""),
    ("a comment more", "# a comment\n"),
    ("a statement more", "changed = 1\n"),
)


def world(folder: Path) -> tuple[Path, Path]:
    """Lay the files of a case out; returns what to start from, and the folder of what is installed."""
    made = folder.with_name(f"{folder.name}-world")
    shutil.rmtree(made, ignore_errors=True)
    project, packages = made / "project", made / "packages"
    project.mkdir(parents=True)
    packages.mkdir()
    for path in sorted(one for one in folder.iterdir() if one.name != LATER):
        target = project if PROJECT.match(path.name) else packages
        (shutil.copytree if path.is_dir() else shutil.copyfile)(path, target / path.name)
    return (project if (project / "pyproject.toml").exists() else project / "app.py"), packages


def print_command(words: str, folder: Path) -> str:
    """Return what a command says on standard output; the project and the packages are given to it as further words."""
    start, packages = world(folder)
    name, *rest = shlex.split(words)
    end = rest.index("--") if "--" in rest else len(rest)
    project = [str(start), "--search-path", str(packages), "--no-cache", "--no-color", *rest[end:]]
    done = CliRunner().invoke(main, [name, *rest[:end], *project], terminal_width=100)
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    text = done.stdout
    for around in (start.parent, packages.parent) if start.is_file() else (start, packages.parent):
        text = text.replace(f"{around.as_posix()}/", "").replace(str(around), ".")
    text = re.sub(r"Python \d+\.\d+\.\d+\S*", "Python 3", text)
    text = re.sub(r"\b\d+\.\d s\b", "0.1 s", text)
    return text.strip("\n") + "\n"


def print_project(folder: Path) -> str:
    """Return what discovery has found out about the project."""
    found = discover(world(folder)[0])
    points = ", ".join(f"{each.group}: {each.name} = {each.module}:{each.attribute}" for each in found.entry_points)
    rows = (
        ("name", f"{found.name} {found.version}".strip()),
        ("kind", found.kind),
        ("modules", ", ".join(module.name for module in found.modules)),
        ("entry points", points),
        ("requirements", ", ".join(found.requirements)),
        ("requires-python", found.requires_python),
        ("tests", ", ".join(path.name for path in found.tests)),
    )
    return "".join(f"{name:<16}{text or '-'}\n" for name, text in rows)


def print_environment(folder: Path) -> str:
    """Return which distributions there are, who asks for them, and what each brings."""
    _, environment = _look(folder)
    lines = []
    for found in environment.distributions:
        asked = "direct" if found.key in environment.direct else "needed"
        asked = asked if found.key in environment.closure else "not needed"
        needs = f", needs {', '.join(found.requires)}" if found.requires else ""
        lines.append(f"{found.name} {found.version}: {asked}{needs}; {', '.join(each.name for each in found.modules)}")
    lines += [f"missing: {requirement}" for requirement in environment.missing]
    return "".join(f"{line}\n" for line in lines)


def print_read(folder: Path) -> str:
    """Return which modules an analysis has read, and which it has not."""
    start, packages = world(folder)
    found = analyze(start, AnalysisOptions(search_path=(packages,), use_cache=False, jobs=1))
    installed = [module.name for each in found.environment.distributions for module in each.modules]
    lines = [f"read: {', '.join(found.modules)}"]
    lines += [f"not read: {', '.join(sorted(set(installed) - found.modules.keys())) or '-'}"]
    return "".join(f"{line}\n" for line in lines)


def print_names(folder: Path) -> str:
    """Return what each name in the first-party modules is found to be, followed through imports."""
    project, environment = _look(folder)
    considered = considered_distributions(environment, with_tests=False)
    index = index_modules(project, considered, frozenset())
    target = target_of(project, environment.interpreter, AnalysisOptions())
    with closing(open_scanner(index, NoCache(), target, progress=Silent(), jobs=1)) as scanner:
        program = Program(scanner)
        return "".join(f"{line}\n" for module in project.modules for line in _followed(program, module.name))


def _followed(program: Program, name: str) -> Iterator[str]:
    linked = program.module(name)
    assert linked is not None
    for chain in sorted({chain for part in linked.parts for chain, _ in part.reads.refs}):
        entities, rest = program.follow(name, chain)
        ends = ", ".join(sorted({_end(program, entity) for entity in entities}))
        yield _line(chain, ends, rest) if ends else f"{'.'.join(chain)} -> built-in"


def _line(chain: tuple[str, ...], ends: str, rest: tuple[str, ...]) -> str:
    asked = f", asked for {'.'.join(rest)}" if rest else ""
    return f"{'.'.join(chain)} -> {ends}{asked}"


def _end(program: Program, entity: Entity) -> str:
    linked = program.module(entity.module) if entity.part >= 0 else None
    where = f"part {entity.part} of {entity.module}, line {linked.parts[entity.part].span.line}" if linked else ""
    return f"{entity.kind} {where or entity.module}".strip()


def print_cached(folder: Path) -> str:
    """Return how many modules are read and how many are known, run after run, with changes of `app.py` between them."""
    start, packages = world(folder)
    options = AnalysisOptions(search_path=(packages,), cache_dir=folder.with_name(f"{folder.name}-cache"), jobs=1)
    lines = []
    for title, text in CHANGES:
        path = start if start.is_file() else start / "app.py"
        path.write_text(text + path.read_text(encoding="utf-8"), encoding="utf-8")
        found = analyze(start, options)
        lines.append(f"{title:<18} {found.files_read} files read, {found.files_cached} of them known")
    return "".join(f"{line}\n" for line in lines)


def print_result(words: str, folder: Path) -> str:
    """Return a file of a result, `LAYOUT PATH`, or the paths of all files, `LAYOUT`."""
    layout, _, path = words.partition(" ")
    start, packages = world(folder)
    out = packages.parent / "out"
    options = ["--search-path", str(packages), "--no-cache", "--layout", layout, "--out", str(out)]
    done = CliRunner().invoke(main, ["extract", str(start), *options])
    assert done.exit_code == 0, done.output
    if path:
        return (out / path).read_text(encoding="utf-8")
    return "".join(f"{each.relative_to(out).as_posix()}\n" for each in sorted(out.rglob("*")) if each.is_file())


def print_lock(layout: str, folder: Path) -> str:
    """Return the lock of a result, with hashes cut short and without what is of this interpreter and this version."""
    text = print_result(f"{layout} vendorize.lock", folder)
    text = re.sub(r"\b([0-9a-f]{6})[0-9a-f]{58}\b", r"\1…", text)
    return re.sub(r'^(tool|python|platform) = ".*"$', r'\1 = "…"', text, flags=re.MULTILINE)


def print_findings(words: str, folder: Path) -> str:
    """Return what `check` says once a line was added to a file of the result: `LAYOUT PATH`."""
    layout, _, path = words.partition(" ")
    print_result(layout, folder)
    out = folder.with_name(f"{folder.name}-world") / "out"
    with (out / path).open("a", encoding="utf-8") as file:
        file.write("# edited\n")
    start = out.parent / "project"
    start = start if (start / "pyproject.toml").exists() else start / "app.py"
    options = ["--result", str(out), "--search-path", str(out.parent / "packages")]
    return CliRunner().invoke(main, ["check", str(start), *options]).stdout.replace(f"{out.parent.as_posix()}/", "")


def print_update(words: str, folder: Path) -> str:
    """Return what `update` says once later versions are installed: `LAYOUT`; or a file then: `LAYOUT PATH`."""
    layout, _, path = words.partition(" ")
    print_result(layout, folder)
    out = folder.with_name(f"{folder.name}-world") / "out"
    packages, project = out.parent / "packages", out.parent / "project"
    shutil.rmtree(packages)
    shutil.copytree(folder / LATER, packages)
    start = project if (project / "pyproject.toml").exists() else project / "app.py"
    options = ["--result", str(out), "--search-path", str(packages), "--no-cache", "--no-smoke", "-v"]
    done = CliRunner().invoke(main, ["update", "--project", str(start), *options], terminal_width=100)
    if path:
        return ((out if (out / path).exists() else project) / path).read_text(encoding="utf-8")
    return (done.stdout if done.exit_code == 0 else done.stderr).replace(f"{out.parent.as_posix()}/", "")


def print_verdict(words: str, folder: Path) -> str:
    """Return what `verify` says of `LAYOUT COMMAND`, but for what it measures."""
    layout, _, command = words.partition(" ")
    start, packages = world(folder)
    options = ["--search-path", str(packages), "--no-cache", "--layout", layout, "--output-format", "json"]
    said = json.loads(CliRunner().invoke(main, ["verify", str(start), *options, "--", *shlex.split(command)]).stdout)
    for side in ("baseline", "result"):
        said[side] = " ".join(f"{said[side][outcome]} {outcome}" for outcome in ("passed", "failed", "skipped"))
    rows = ("baseline", "result", "differences", "leaks", "absent", "foreign_imports", "same")
    return "".join(f"{name:<16}{_shown(said[name])}\n" for name in rows)


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) or "none" if isinstance(value, list) else str(value).replace("True", "true")


def _look(folder: Path) -> tuple[Project, Environment]:
    start, packages = world(folder)
    project = discover(start)
    return project, inspect(project, Path(sys.executable), search_path=(packages,))


def print_capabilities(folder: Path) -> str:
    """Return what each distribution can do (first-party code: `app`), with each use; `?` where it may be another."""
    start, packages = world(folder)
    found = analyze(start, AnalysisOptions(search_path=(packages,), use_cache=False, jobs=1))
    able, lines = found.capabilities, list[str]()
    for key in sorted({*able.uses, *able.installed}):
        gone = [f"no longer {name}" for name in able.before(key) if name not in able.of(key)]
        lines.append(f"{key or 'app'}: {', '.join((*able.of(key), *gone)) or 'nothing'}")
        for use in able.uses.get(key, ()):
            module = found.modules[use.module]
            symbol = symbol_at(module.summary.parts, use.line) if isinstance(module.summary, ModuleSummary) else ""
            where = f"{module.relative}:{use.line}"
            certain = "" if use.certain else "?"
            lines.append(f"  {use.capability:<22} {where:<12} {f'{use.name}{certain}':<32} in {symbol or use.module}")
    return "".join(f"{line}\n" for line in lines) or "nothing\n"
