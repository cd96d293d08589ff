"""Imports that fail because the user has declared their modules absent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.model.report import AbsentImport
from vendorize_analysis.linking import link
from vendorize_analysis.model.names import absence
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.summary import Part


def absent_imports(analysis: Analysis) -> tuple[AbsentImport, ...]:
    """Return the live imports of modules that are declared absent, by name and place."""
    return tuple(sorted(set(_imports(analysis)))) if analysis.absent else ()


def _imports(analysis: Analysis) -> Iterator[AbsentImport]:
    for name, live in analysis.liveness.parts.items():
        loaded = analysis.modules.get(name)
        if loaded is None or not isinstance(loaded.summary, ModuleSummary) or loaded.distribution in analysis.external:
            continue
        linked = link(loaded, loaded.summary)
        for index in sorted(live):
            for target in linked.imports.get(index, ()):
                below = f"{target.module}.{target.name}".rstrip(".*")
                if found := absence(below, analysis.absent):
                    caught = _may_be_caught(linked.parts, linked.parts[index])
                    yield AbsentImport(found, str(loaded.path), target.line, caught=caught)


def _may_be_caught(parts: tuple[Part, ...], part: Part) -> bool:
    """Tell whether an import may fail, or not run, without further harm: it stands in a `try`, an `if`, a function."""
    if part.kind != "import":
        return True
    while part.parent >= 0:
        part = parts[part.parent]
        if part.kind == "block":
            return True
    return False
