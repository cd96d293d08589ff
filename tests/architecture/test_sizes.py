"""Modules and functions stay small enough to be read at once; CONTRIBUTING.md says the same figures.

What was longer when the limits were set stands in a table of exceptions with its size. The tables only shrink: nothing
is added, no figure grows, and what is within the limit again is taken out.
"""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
MODULES = sorted(
    path.relative_to(ROOT).as_posix()
    for folder in ("vendorize", "analysis/vendorize_analysis")
    for path in (ROOT / folder).rglob("*.py")
)
MOST_LINES = 250
MOST_LINES_OF_A_FUNCTION = 30
MOST_PARAMETERS = 5
LONGER_MODULES = {
    "analysis/vendorize_analysis/reachability/engine.py": 368,
    "analysis/vendorize_analysis/summarizing/effects/effect.py": 323,
    "analysis/vendorize_analysis/summarizing/parts/partitioner.py": 316,
    "vendorize/transform/dynamic.py": 315,
}
LONGER_FUNCTIONS = {
    "analysis/vendorize_analysis/environment/inspection.py: inspect": 44,
    "analysis/vendorize_analysis/linking/linked.py: link": 40,
    "analysis/vendorize_analysis/reachability/hierarchy.py: _read": 32,
    "analysis/vendorize_analysis/reachability/receivers.py: __init__": 31,
    "analysis/vendorize_analysis/reachability/state.py: __init__": 38,
    "analysis/vendorize_analysis/summarizing/handlers/expressions.py: attribute": 31,
    "analysis/vendorize_analysis/summarizing/hazards/namespaces.py: inspect_key": 34,
    "analysis/vendorize_analysis/summarizing/parts/partitioner.py: _finish": 40,
    "vendorize/cli/analyze.py: analyze": 47,
    "vendorize/cli/extract.py: extract": 61,
    "vendorize/cli/verify.py: verify": 57,
    "vendorize/cli/why.py: why": 34,
    "vendorize/planning/measuring.py: _distribution": 45,
    "vendorize/verify/differential/fuzzing.py: fuzz": 33,
    "vendorize/verify/differential/replaying.py: _run": 40,
    "vendorize/verify/differential/replaying.py: replay": 36,
    "vendorize/verify/smoke.py: _try": 37,
    "vendorize/workflow.py: extract": 37,
}
MORE_PARAMETERS = {
    "analysis/vendorize_analysis/scanning/scanner.py: __init__": 6,
    "vendorize/cli/extract.py: check_destination": 7,
    "vendorize/verify/smoke.py: _try": 6,
    "vendorize/workflow.py: extract": 8,
}
Function = ast.FunctionDef | ast.AsyncFunctionDef


@cache
def tree(relative: str) -> ast.Module:
    return ast.parse((ROOT / relative).read_text(encoding="utf-8"))


def functions(relative: str) -> list[tuple[str, Function]]:
    """Find the functions of a module, each with its path and name; several of one name count as one."""
    return [(f"{relative}: {node.name}", node) for node in ast.walk(tree(relative)) if isinstance(node, Function)]


def length(function: Function) -> int:
    first = min([function.lineno, *(node.lineno for node in function.decorator_list)])
    return (function.end_lineno or first) - first + 1


def parameters(function: Function) -> int:
    """Count the parameters that a caller names or passes; the object itself is none."""
    given = [each.arg for each in (*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs)]
    return len([name for name in given if name not in {"self", "cls"}])


def check(sizes: dict[str, int], limit: int, exceptions: dict[str, int]) -> None:
    """Fail for what is above the limit without an exception, or has grown, and for exceptions that are not needed."""
    above = {name: size for name, size in sizes.items() if size > limit}
    assert {name: size for name, size in above.items() if size > exceptions.get(name, limit)} == {}, "too long"
    assert sorted(exceptions.keys() - above.keys()) == [], "within the limit, or gone: take it out of the exceptions"


def largest(pairs: list[tuple[str, int]]) -> dict[str, int]:
    return dict(sorted(pairs, key=lambda pair: pair[1]))


def test_there_are_modules_to_look_at() -> None:
    assert len(MODULES) > 100


def test_modules_keep_to_the_limit() -> None:
    lines = {relative: len((ROOT / relative).read_text(encoding="utf-8").splitlines()) for relative in MODULES}
    check(lines, MOST_LINES, LONGER_MODULES)


def test_functions_keep_to_the_limit() -> None:
    found = largest([(name, length(node)) for relative in MODULES for name, node in functions(relative)])
    check(found, MOST_LINES_OF_A_FUNCTION, LONGER_FUNCTIONS)


def test_functions_have_few_parameters() -> None:
    found = largest([(name, parameters(node)) for relative in MODULES for name, node in functions(relative)])
    check(found, MOST_PARAMETERS, MORE_PARAMETERS)


@pytest.mark.parametrize("relative", MODULES)
def test_a_module_says_what_it_is_for(relative: str) -> None:
    assert ast.get_docstring(tree(relative))


def test_contributing_says_these_limits() -> None:
    text = " ".join((ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8").split())
    said = re.search(r"at most (\d+) lines, functions at most (\d+), with at most (\d+) parameters", text)
    assert said is not None
    assert tuple(map(int, said.groups())) == (MOST_LINES, MOST_LINES_OF_A_FUNCTION, MOST_PARAMETERS)
