"""Who calls whom when a folder's `main.py` runs: the truth that a call graph is compared with.

The program runs in a child interpreter under `sys.setprofile`. Names are those of the call graph: dotted, lambdas
numbered in their scope, comprehensions counted as the scope around them. What code outside of the folder calls back is
credited to the nearest caller inside of it, and told apart. A generator runs when it is advanced, and not where it is
called, so whoever calls it counts.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from pathlib import Path

_CHILD = r'''
import ast, json, os, runpy, sys
FOLDER = os.path.realpath(sys.argv[1]) + os.sep
SCOPES = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda, ast.ClassDef)
tables, names, edges = {}, {}, set()

def body_of(node):
    return node.body if isinstance(node.body, list) else [node.body]

def collect(node, name, table):
    """Put functions in a table by first line, lambdas by the span of their body."""
    count, waiting = 0, list(body_of(node))
    found = []
    while waiting:
        each = waiting.pop(0)
        if isinstance(each, SCOPES):
            found.append(each)
            inside = set(map(id, body_of(each)))
            waiting[:0] = [child for child in ast.iter_child_nodes(each) if id(child) not in inside]
        else:
            waiting[:0] = list(ast.iter_child_nodes(each))
    for each in sorted(found, key=lambda it: (it.lineno, it.col_offset)):
        if isinstance(each, ast.Lambda):
            count += 1
            dotted = f"{name}.<lambda{count}>"
            span = (each.body.lineno, each.body.col_offset, each.body.end_lineno, each.body.end_col_offset)
            table.append(("<lambda>", span, dotted))
        else:
            dotted = f"{name}.{each.name}"
            first = min([each.lineno, *(it.lineno for it in each.decorator_list)])
            table.append((each.name, first, dotted))
        collect(each, dotted, table)

def module_of(path):
    parts = path[len(FOLDER):-3].split(os.sep)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)

def name_of(code):
    """Give the dotted name of code of the folder, an empty one where it belongs to the scope around it."""
    key = (code.co_filename, code)  # code of two files may be equal
    if key not in names:
        names[key] = find_name(code)
    return names[key]

def find_name(code):
    path = code.co_filename
    if path not in tables:
        tables[path] = table = []
        with open(path, encoding="utf-8") as file:
            collect(ast.parse(file.read()), module_of(path), table)
    if code.co_name == "<module>":
        return module_of(path)
    if code.co_name == "<lambda>":
        places = [(line, column) for line, _, column, _ in code.co_positions() if column is not None]
        best = (0, 0, "")
        for number, (kind, span, dotted) in enumerate(tables[path]):
            if kind == "<lambda>":  # the innermost of those that hold most of it
                best = max(best, (sum(span[:2] <= place < span[2:] for place in places), number, dotted))
        return best[2]
    if code.co_name.startswith("<"):
        return ""
    for kind, first, dotted in tables[path]:
        if kind == code.co_name and first == code.co_firstlineno:
            return dotted
    return ""

def caller_of(frame):
    """Give the nearest caller in the folder, and whether there was other code in between."""
    direct = True
    frame = frame.f_back
    while frame is not None:
        code = frame.f_code
        if code.co_filename.startswith(FOLDER):
            name = name_of(code)
            if name:
                return name, direct
        elif code.co_filename != "<string>":
            direct = False
        frame = frame.f_back
    return "", direct

def profile(frame, event, argument):
    code = frame.f_code
    if event == "call" and code.co_filename.startswith(FOLDER) and not code.co_name == "<module>":
        callee = name_of(code)
        caller, direct = caller_of(frame)
        if callee and caller and frame.f_code.co_flags & 2:  # a class body is no optimised code: it has no such flag
            how = "paused" if code.co_flags & 0x2A0 else "direct" if direct else "indirect"
            edges.add((caller, callee, how))

sys.path.insert(0, FOLDER[:-1])
out = open(sys.argv[2], "w", encoding="utf-8")
del sys.argv[1:]
error = ""
sys.setprofile(profile)
try:
    runpy.run_path(FOLDER + "main.py", run_name="main")
except BaseException as problem:
    error = f"{type(problem).__name__}: {problem}"
sys.setprofile(None)
json.dump({"edges": sorted(edges), "error": error}, out)
out.close()
'''


class Calls(NamedTuple):
    """What was called."""

    direct: frozenset[tuple[str, str]]
    indirect: frozenset[tuple[str, str]]
    """By code outside of the folder, on behalf of its caller."""
    paused: frozenset[str]
    """Generators and coroutines."""
    error: str


def trace(folder: Path, scratch: Path) -> Calls:
    """Run a folder's `main.py`; give the calls that happen."""
    out = scratch / "calls.json"
    variables = {"PATH": os.environ.get("PATH", ""), "PYTHONDONTWRITEBYTECODE": "1", "PYTHONHASHSEED": "0"}
    command = [sys.executable, "-c", _CHILD, str(folder), str(out)]
    subprocess.run(command, cwd=folder, env=variables, check=True, capture_output=True, timeout=60)
    found = json.loads(out.read_text(encoding="utf-8"))
    edges = [(caller, callee, how) for caller, callee, how in found["edges"]]
    return Calls(
        frozenset((caller, callee) for caller, callee, how in edges if how == "direct"),
        frozenset((caller, callee) for caller, callee, how in edges if how == "indirect"),
        frozenset(callee for _, callee, how in edges if how == "paused"),
        found["error"],
    )


class Comparison(NamedTuple):
    """A call graph beside the truth."""

    missing: tuple[tuple[str, str], ...]
    """Calls that happened and are not certain."""
    unseen: tuple[tuple[str, str], ...]
    """Calls by code outside of the folder that are not even possible."""
    extra: tuple[tuple[str, str], ...]
    """Certain edges that never happened, of callers that ran."""
    exact: int


def compare(calls: Calls, certain: set[tuple[str, str]], possible: set[tuple[str, str]]) -> Comparison:
    """Compare the calls that happened with the certain edges between functions of the program."""
    happened = calls.direct
    missing = sorted(happened - certain)
    called = {callee for _, callee in certain}
    missing += [("", callee) for callee in sorted(calls.paused - called)]
    ran = {caller for caller, _ in happened | calls.indirect} | {callee for _, callee in happened | calls.indirect}
    ran |= calls.paused | {"main"}
    own = {edge for edge in certain if edge[1].partition(".")[0] in {name.partition(".")[0] for name in ran}}
    extra = {edge for edge in own - happened - calls.indirect if edge[0] in ran and edge[1] not in calls.paused}
    unseen = calls.indirect - certain - possible
    return Comparison(tuple(missing), tuple(sorted(unseen)), tuple(sorted(extra)), len(happened & certain))
