"""Measure how much of what really runs the call graph reaches, and how much of everything that is.

Runs some commands of an application under a tracer, in its own interpreter, and looks up every third-party function
that they enter: is it reachable from the first-party code by certain edges of the call graph, by certain and possible
ones, by certain ones and what open places may lead to (members of the names that they ask for in classes that reached
code makes objects of, and what hazards there name), and is it kept by the analysis? A function inside a function counts
by its own name; what only runs while a module is imported counts like everything else. Definitions are the `def`s of
all run-time distributions, reached or not.
"""

from __future__ import annotations

import argparse
import ast
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

REPOSITORY = Path(__file__).resolve().parents[1]
sys.path[1:1] = [str(REPOSITORY), str(REPOSITORY / "analysis")]

import applications  # noqa: E402

from vendorize_analysis.graphing import draw_graph  # noqa: E402
from vendorize_analysis.model.options import AnalysisOptions  # noqa: E402
from vendorize_analysis.model.summary import ModuleSummary  # noqa: E402
from vendorize_analysis.pipeline import analyze  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.callgraph import CallGraph

Function = tuple[str, int]
"""File and first line, decorators included."""
HEAD = ("application", "definitions", "executed", "certain", "kept", "and possible", "kept", "and open", "kept",
        "analysis kept", "kept",
        "graph s", "parse s", "times")  # fmt: skip
TRACER = """
import atexit, json, runpy, sys, threading
seen = set()
def profile(frame, event, argument):
    if event == "call":
        code = frame.f_code
        seen.add((code.co_filename, code.co_firstlineno, code.co_name))
def save(out=sys.argv[1]):
    sys.setprofile(None)
    with open(out, "a", encoding="utf-8") as file:
        file.write(json.dumps(sorted(seen)) + "\\n")
atexit.register(save)
module = sys.argv[2]
del sys.argv[1:3]
threading.setprofile(profile)
sys.setprofile(profile)
runpy.run_module(module, run_name="__main__", alter_sys=True)
"""
TEMPLATE = {
    "cookiecutter.json": '{"name": "x", "pick": ["a", "b"]}',
    "{{cookiecutter.name}}/a.txt": "{{cookiecutter.pick|upper}}\n",
}
COMMANDS: dict[str, list[list[str]]] = {
    "cookiecutter": [["--help"], ["template", "--no-input", "-o", "out"]],
    "mkdocs": [["--help"], ["new", "site"], ["build", "-q", "-f", "site/mkdocs.yml"]],
    "httpie": [["--help"],
               ["--ignore-stdin", "--offline", "--pretty=all", "--print=HB", "POST", "http://example.org", "a=b",
                "c:=1"],
               ["--ignore-stdin", "--offline", "--print=HB", "--form", "PUT", "http://example.org", "a=b"]],
    "black": [["--help"], ["--version"], ["-q", "a.py"], ["--diff", "b.py"]],
}  # fmt: skip
MODULES = {"httpie": "httpie"}


class Shares(NamedTuple):
    """What a set of definitions holds."""

    executed: float
    kept: float


def main() -> None:
    """Print one line for each application."""
    options = _options()
    rows = [HEAD]
    for name in options.names or COMMANDS:
        folder = next((base / name for base in options.work if (base / name / "venv").is_dir()), None)
        if folder is None:
            print(f"{name} is not prepared in {' or '.join(map(str, options.work))}: left out")
            continue
        rows.append(_row(name, folder))
        print(applications.table(rows[-1:]), flush=True)
    print(applications.table(rows))


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", choices=[*COMMANDS, []], metavar="NAME", help=", ".join(COMMANDS))
    parser.add_argument(
        "--work",
        type=Path,
        action="append",
        metavar="DIR",
        help="prepared applications, DIR/NAME/src and DIR/NAME/venv; repeatable (default: the user's cache)",
    )
    options = parser.parse_args()
    options.work = options.work or [applications.default_work()]
    return options


def _row(name: str, folder: Path) -> tuple[str, ...]:
    executed = _trace(name, folder)
    analysis = analyze(folder / "src", AnalysisOptions(python=folder / "venv/bin/python", use_cache=False))
    started = time.process_time()
    graph = draw_graph(analysis, "all")
    seconds = time.process_time() - started
    started = time.process_time()
    for module in analysis.modules.values():
        ast.parse(module.path.read_bytes())
    floor = time.process_time() - started
    defined = _defined(analysis)
    ran = executed & defined.keys()
    reached = [_reach(analysis, graph, possible=possible) for possible in (False, True)]
    certain, both = ({place for place, dotted in defined.items() if dotted in names} for names in reached)
    alive = {place for place, dotted in defined.items() if _is_alive(analysis, place)}
    opened = {node.name for node in draw_graph(analysis, "all", opened=True).nodes if node.reached}
    met = {place for place, dotted in defined.items() if dotted in opened} & alive
    figures = [_shares(found, ran, defined) for found in (certain, both, met, alive)]
    if os.environ.get("CALLGRAPH_MISSING"):
        print(*sorted(f"{defined[place]}{' !' * (place not in both)}" for place in ran - certain), sep="\n")
    return (
        name,
        str(len(defined)),
        str(len(ran)),
        *(f"{100 * value:.1f}%" for shares in figures for value in shares),
        f"{seconds:.1f}",
        f"{floor:.1f}",
        f"{seconds / floor:.1f}",
    )


def _shares(found: set[Function], ran: set[Function], defined: Mapping[Function, str]) -> Shares:
    return Shares(len(found & ran) / max(1, len(ran)), len(found) / max(1, len(defined)))


def _trace(name: str, folder: Path) -> set[Function]:
    """Run the commands; give the functions that they enter."""
    with tempfile.TemporaryDirectory(prefix="vendorize-callgraph-") as scratch:
        work = Path(scratch)
        files: dict[str, str] = {f"template/{path}": text for path, text in TEMPLATE.items()}
        code = "import os\nx = {'a':1,\n 'b':[1,2]}\ndef f(a,b = 2): return lambda q:(a+b)\n"
        files |= {"a.py": code, "b.py": code}
        for relative, text in files.items():
            (work / relative).parent.mkdir(parents=True, exist_ok=True)
            (work / relative).write_text(text, encoding="utf-8")
        for arguments in COMMANDS[name]:
            command = [str(folder / "venv/bin/python"), "-c", TRACER, str(work / "trace"), MODULES.get(name, name)]
            variables = {"HOME": scratch, "PATH": os.environ["PATH"], "PYTHONDONTWRITEBYTECODE": "1"}
            done = subprocess.run(
                [*command, *arguments], cwd=work, env=variables, capture_output=True, text=True, check=False
            )
            if done.returncode:
                print(f"{name} {' '.join(arguments)}: ended with {done.returncode}: {done.stderr[-300:]}")
        lines = (work / "trace").read_text(encoding="utf-8").splitlines()
    return {(os.path.realpath(file), line) for text in lines for file, line, _ in json.loads(text)}


def _defined(analysis: Analysis) -> dict[Function, str]:
    """Return the functions of all run-time distributions by place, with their dotted names."""
    found: dict[Function, str] = {}
    for distribution in analysis.environment.distributions:
        if distribution.key not in analysis.environment.closure:
            continue
        for module in distribution.modules:
            if module.kind != "extension":
                try:
                    tree = ast.parse(module.path.read_bytes())
                except (SyntaxError, ValueError):
                    continue
                _collect(tree, module.name, os.path.realpath(module.path), found)
    return found


def _collect(node: ast.AST, name: str, path: str, found: dict[Function, str]) -> None:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
            dotted = f"{name}.{child.name}"
            if not isinstance(child, ast.ClassDef):
                found[path, min([child.lineno, *(each.lineno for each in child.decorator_list)])] = dotted
            _collect(child, dotted, path, found)
        else:
            _collect(child, name, path, found)


def _reach(analysis: Analysis, graph: CallGraph, *, possible: bool) -> set[str]:
    """Return the names that edges lead to from the first-party code."""
    first = {module.name for module in analysis.project.modules}
    edges: dict[str, list[str]] = {}
    for edge in graph.edges:
        if edge.certain or possible:
            edges.setdefault(edge.caller, []).append(edge.callee)
    seen = {node.name for node in graph.nodes if node.module in first} | first
    waiting = sorted(seen)
    while waiting:
        fresh = [callee for callee in edges.get(waiting.pop(), ()) if callee not in seen]
        seen.update(fresh)
        waiting += fresh
    return seen


def _is_alive(analysis: Analysis, place: Function) -> bool:
    """Tell whether the analysis keeps a function."""
    modules: dict[str, Any] = _by_path(analysis)
    module = modules.get(place[0])
    if module is None or module.name not in analysis.liveness.executed:
        return False
    if module.name in analysis.liveness.whole or not isinstance(module.summary, ModuleSummary):
        return True
    holders = [part.index for part in module.summary.parts if part.span.line <= place[1] <= part.span.end_line]
    return not holders or holders[-1] in analysis.liveness.parts.get(module.name, frozenset())


_paths: dict[int, dict[str, Any]] = {}


def _by_path(analysis: Analysis) -> dict[str, Any]:
    if id(analysis) not in _paths:
        _paths[id(analysis)] = {os.path.realpath(module.path): module for module in analysis.modules.values()}
    return _paths[id(analysis)]


if __name__ == "__main__":
    main()
