"""Follow the names that first-party code uses to the functions of distributions that they stand for."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.rewrites.splicing import DoesNotSplice, parsed
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.names import distribution_key
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.reading import read_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from vendorize_analysis.model.analysis import Analysis

_HOPS = 20


def used_functions(analysis: Analysis, wanted: str) -> tuple[tuple[str, str], ...]:
    """Return module and name of functions that first-party code uses, asked for by symbol or distribution.

    Raises `UserError` where there is none.
    """
    key = distribution_key(wanted)
    dotted = wanted.replace(":", ".")
    found: dict[tuple[str, str], None] = {}
    for names in (analysis.liveness.used.get(key, ()),) if key in analysis.liveness.used else ((dotted,),):
        for name in sorted(names):
            place = resolved(analysis, name)
            if place is not None:
                found[place] = None
    if not found:
        used = sorted(name for names in analysis.liveness.used.values() for name in names)
        shown = ", ".join(used[:8]) or "nothing"
        raise UserError(
            f"{wanted!r} is no function that first-party code uses of a distribution, and no distribution with one",
            hint=f"`vendorize rewrite --suggest` lists those that may be rewritten; used are {shown}",
        )
    return tuple(found)


def resolved(analysis: Analysis, dotted: str) -> tuple[str, str] | None:
    """Return module and name of a third-party function, its re-exports followed; None for anything else."""
    for _ in range(_HOPS):
        module, _, name = dotted.rpartition(".")
        loaded = analysis.modules.get(module)
        if loaded is None or not loaded.distribution or not isinstance(loaded.summary, ModuleSummary):
            return None
        tree = tree_of(loaded.path)
        if any(isinstance(one, ast.FunctionDef) and one.name == name for one in tree.body):
            return module, name
        found = next(
            (imported_from(one, name, module, is_package=loaded.is_package) for one in tree.body if _binds(one, name)),
            "",
        )
        if not found:
            return None
        dotted = found
    return None


def tree_of(path: Path) -> ast.Module:
    """Return the syntax tree of a file; an empty one for what cannot be read."""
    try:
        return parsed(read_bytes(path).decode("utf-8-sig"))
    except (DoesNotSplice, UnicodeDecodeError):
        return ast.Module([], [])


def _binds(node: ast.stmt, name: str) -> bool:
    return isinstance(node, ast.ImportFrom) and any((one.asname or one.name) == name for one in node.names)


def imported_from(node: ast.stmt, name: str, module: str, *, is_package: bool) -> str:
    """Return the dotted name that a `from` import in a module binds to a name."""
    assert isinstance(node, ast.ImportFrom)  # noqa: S101 - `_binds` has seen to that
    original = next(one.name for one in node.names if (one.asname or one.name) == name)
    parts = module.split(".") if is_package else module.split(".")[:-1]
    base = parts[: len(parts) - node.level + 1] if node.level else []
    return ".".join([*base, *([node.module] if node.module else []), original])
