"""Say of affected symbols that they are cold, and of denied ones whether anything of them is left in the result."""

from __future__ import annotations

import ast
from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize_analysis.model.names import with_packages
from vendorize_analysis.newer import parse_any
from vendorize_analysis.recursion import deeply
from vendorize_analysis.summarizing.syntax.below import first_line

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.audit.locating import SourcePlace
    from vendorize.model.audit import AffectedSymbol
    from vendorize.model.bundle import Bundle, BundleFile

_Function = ast.FunctionDef | ast.AsyncFunctionDef
_DOES = (ast.Call, ast.Await, ast.NamedExpr, ast.Yield, ast.YieldFrom)


def cold_files(bundle: Bundle | None, key: str) -> dict[str, BundleFile]:
    """Return the modules of a distribution that have cold code, by the paths of their sources."""
    files = bundle.files if bundle is not None else ()
    return {one.source.relative: one for one in files if one.distribution == key and one.cold and one.source}


def with_cold(found: AffectedSymbol, place: SourcePlace, file: BundleFile | None) -> AffectedSymbol:
    """Return what became of a symbol, with the policy for it if it is cold; denied and with nothing left it is absent.

    What is loaded when it is used is in the result, and reached as it was. Of a denied function the head stays: its
    decorators, defaults and annotations run. It counts as absent only where none of these can do anything.
    """
    cold = file.cold if file is not None else None
    if file is None or cold is None or found.state == "absent":
        return found
    if cold.whole:
        left = False
    else:
        names = {one.name for one in cold.functions}
        name = next((one for one in with_packages(place.name) if one in names), "")
        if not name:
            return found
        lines = {one.line for one in cold.functions}
        left = any(line not in lines or _does_something(node) for line, node in deeply(_heads, file, name))
    if cold.policy != "deny" or left:
        return replace(found, cold=cold.policy)
    what = "module" if cold.whole else "body"
    reason = f"it is cold, and denied: the result does not have its {what}, and using it is an error"
    return replace(found, state="absent", cold="deny", reason=reason, steps=())


def _heads(file: BundleFile, name: str) -> list[tuple[int, _Function]]:
    """Return the functions of a written module that have this qualified name, each with its first line."""
    text = file.content if file.packed is None else file.packed.text
    assert isinstance(text, bytes)  # noqa: S101 - what has a stub is not copied
    return [(first_line(node), node) for found, node in _functions(parse_any(text), "") if found == name]


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, _Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, _Function):
            yield prefix + child.name, child
        elif isinstance(child, ast.ClassDef):
            yield from _functions(child, f"{prefix}{child.name}.")
        elif isinstance(child, ast.stmt | ast.excepthandler | ast.match_case):
            yield from _functions(child, prefix)


def _does_something(node: _Function) -> bool:
    """Tell whether the head of a function runs more than the names of what is there already."""
    heads = [*node.decorator_list, node.args, *([node.returns] if node.returns else [])]
    return bool(node.decorator_list) or any(isinstance(one, _DOES) for head in heads for one in ast.walk(head))
