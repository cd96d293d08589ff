"""Search for arguments that tell a function from what shall replace it, by symbolic execution (CrossHair).

The library runs both functions, so it does that in a child process, where it also refuses side effects. It speaks of
its own interpreter, which is ours: a text for another Python version is not searched. What it cannot follow (code in
C, arguments without annotations) it searches less well, and says nothing: "no difference found" is no proof.
"""

from __future__ import annotations

import json
import os
import re
import sys
import tempfile
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.model.beyond import Comparison
from vendorize.verify.child import Place, run_child

if TYPE_CHECKING:
    from collections.abc import Sequence

_MODULES = ("vendorize_original", "vendorize_rewritten")
_SLACK = 60.0
"""Seconds for the start and for the last path, which the library does not interrupt."""
_GIVEN = re.compile(r"^Given: \((.*)\),\n *\S+ : (.*)\n *\S+ : (.*)$", re.MULTILINE)
_AGAIN = """\
import ast, copy, importlib, json, sys
modules, name, text = sys.argv[1:3], sys.argv[3], sys.argv[4]
try:
    call = ast.parse(f"f({text})", mode="eval").body
    given = {each.arg: ast.literal_eval(each.value) for each in call.keywords}
except (ValueError, SyntaxError):
    print(json.dumps("unknown"))
    sys.exit()
ends = []
for module in modules:
    mine = copy.deepcopy(given)
    try:
        value = getattr(importlib.import_module(module), name)(**mine)
    except Exception as error:
        ends.append([type(error).__name__, None, repr(mine)])
    else:
        ends.append([None, repr(value), repr(mine)])
print(json.dumps("same" if ends[0] == ends[1] else "different"))
"""


@dataclass(frozen=True, slots=True)
class FunctionText:
    """A function in the text of a module of its own."""

    module: str
    """Source text that can be imported; the function is annotated as far as its types are known."""
    name: str


def compare_functions(
    original: FunctionText,
    rewritten: FunctionText,
    limit: float,
    *,
    python: tuple[int, int] = sys.version_info[:2],
    search_path: Sequence[Path] = (),
) -> Comparison:
    """Give what tells two functions apart, after at most `limit` seconds of search.

    `python` is the version that the texts are for; `search_path` has what they import.
    """
    if find_spec("crosshair") is None:
        return Comparison("unsupported", why="CrossHair is not installed: pip install 'vendorize-cli[crosshair]'")
    if python != sys.version_info[:2]:
        ours = ".".join(map(str, sys.version_info[:2]))
        return Comparison("unsupported", why=f"CrossHair runs on Python {ours} here, the code is for another version")
    if not (original.name.isidentifier() and original.name == rewritten.name):
        return Comparison("unsupported", why="CrossHair compares functions of a module, of one name")
    with tempfile.TemporaryDirectory(prefix="vendorize-crosshair-", ignore_cleanup_errors=True) as name:
        folder = Path(name).resolve()
        for module, text in zip(_MODULES, (original.module, rewritten.module), strict=True):
            (folder / f"{module}.py").write_text(text, encoding="utf-8")
        return _search(original.name, limit, _place(folder, search_path, limit))


def _place(folder: Path, search_path: Sequence[Path], limit: float) -> Place:
    paths = os.pathsep.join(map(str, (folder, *search_path)))
    variables = {**os.environ, "PYTHONPATH": paths, "PYTHONDONTWRITEBYTECODE": "1"}
    return Place(folder, variables, folder, limit + _SLACK)


def _search(name: str, limit: float, place: Place) -> Comparison:
    names = [f"{module}.{name}" for module in _MODULES]
    options = ["--per_condition_timeout", f"{limit:g}", "--exception_equivalence", "SAME_TYPE"]
    finished = run_child([sys.executable, "-P", "-m", "crosshair", "diffbehavior", *names, *options], place)
    if finished.timed_out:
        return Comparison("no difference found", why="CrossHair did not end in time")
    found = _GIVEN.findall(finished.stdout)
    if not found and finished.exit_code:
        lines = finished.stderr.strip().splitlines() or finished.stdout.strip().splitlines()
        return Comparison("unsupported", why=lines[-1] if lines else f"CrossHair ended with {finished.exit_code}")
    examples = tuple(
        f"{name}({given}): original {before}, rewritten {after}"
        for given, before, after in found
        if _stays_different(name, given, place)
    )
    if examples:
        return Comparison("different", examples)
    if found:
        return Comparison("no difference found", why="what CrossHair found does not differ when it is run")
    exhausted = "All paths exhausted" in finished.stdout
    return Comparison("equal" if exhausted else "no difference found")


def _stays_different(name: str, given: str, place: Place) -> bool:
    """Call both functions for real: the library's model of Python is not Python. What cannot be repeated counts."""
    finished = run_child([sys.executable, "-P", "-c", _AGAIN, *_MODULES, name, given], place)
    try:
        return bool(json.loads(finished.stdout.splitlines()[-1]) != "same")
    except (ValueError, IndexError):
        return True
