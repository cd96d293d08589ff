"""Whether a distribution works without its compiled modules.

It does when each of them has a readable twin of the same name, or is imported only where the failure of the import is
expected (inside `try`, or inside an `if` of a module that tries the same import), or by nobody but other compiled
modules (what mypyc makes has such helpers).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.names import absolute, package_of
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from vendorize_analysis.model.environment import Distribution, Native
    from vendorize_analysis.model.summary import ImportRef, Part
    from vendorize_analysis.scanning.scanner import Scanner


def judge_native(distribution: Distribution, scanner: Scanner) -> Native:
    """Return `none`, `optional` or `required` for the compiled modules of a distribution."""
    compiled = {module.name for module in distribution.modules if module.kind == "extension"}
    if not compiled:
        return "none"
    readable = {module.name for module in distribution.modules if module.kind != "extension"}
    alone = {name for name in compiled - readable if not name.endswith("__mypyc")}
    if not alone:
        return "optional"
    hard, soft = _importers(distribution, scanner)
    lost = set(alone)
    while grown := {importer for importer, target in hard if target in lost} - lost:
        lost |= grown
    if any(target in lost and importer not in lost for importer, target in soft):
        return "required"
    tops = {name.partition(".")[0] for name in alone}
    return "required" if tops & lost or not readable else "optional"


def _importers(distribution: Distribution, scanner: Scanner) -> tuple[set[tuple[str, str]], set[tuple[str, str]]]:
    """Find who imports whom when it is run, and who does when a function is called; guarded imports left out."""
    hard: set[tuple[str, str]] = set()
    soft: set[tuple[str, str]] = set()
    scanner.prefetch(module.name for module in distribution.modules)
    for module in distribution.modules:
        loaded = scanner.load(module.name) if module.kind != "extension" else None
        if loaded is None or not isinstance(loaded.summary, ModuleSummary):
            continue
        package = package_of(loaded.name, is_package=loaded.is_package)
        parts = loaded.summary.parts
        tried = {target for part in parts if _is_inside(parts, part, "try") for target in _named(package, part.imports)}
        for part in parts:
            targets = set(_named(package, part.imports))
            # A module that tries an import remembers how it went (`HAS_SPEEDUPS`), and asks that flag later.
            if _is_inside(parts, part, "try") or (_is_inside(parts, part, "") and targets & tried):
                continue
            into = hard if part.kind == "import" else soft
            into |= {(loaded.name, target) for target in targets}
    return hard, soft


def _is_inside(parts: tuple[Part, ...], part: Part, block: str) -> bool:
    """Tell whether a part stands in a block of that name; an `if` has none."""
    parent = part.parent
    while parent >= 0:
        if parts[parent].kind == "block" and parts[parent].name == block:
            return True
        parent = parts[parent].parent
    return False


def _named(package: str, references: Iterable[ImportRef]) -> Iterable[str]:
    """Return every module that imports may name: the module, and what is taken from it."""
    for item in references:
        module = absolute(package, item.level, item.module)
        if module:
            yield module
        if module and item.name and item.name not in {".", "*"}:
            yield f"{module}.{item.name.partition('.')[0]}"
