"""Who imports whom among the distributions, and where: what advice is made of."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.advice import Usage
from vendorize_analysis.linking import link
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.linking import ImportTarget
    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.summary import Part


class _Importing(NamedTuple):
    """One live import of a distribution."""

    importer: str
    """Key of a distribution; empty for first-party code."""
    place: str
    """`path:line`, the path from the project's root where it lies there."""
    guarded: bool
    """It stands in a `try` at the top level of its module."""


def usages(analysis: Analysis) -> dict[str, Usage]:
    """Return for each distribution of the closure who imports it and what it imports, by live code."""
    found: defaultdict[str, list[_Importing]] = defaultdict(list)
    owners = _owners(analysis)
    for name, live in analysis.liveness.parts.items():
        loaded = analysis.modules.get(name)
        if loaded is None or not isinstance(loaded.summary, ModuleSummary):
            continue
        for key, one in _imports(analysis, loaded, live, owners):
            found[key].append(one)
    imports: defaultdict[str, set[str]] = defaultdict(set)
    for key, ones in found.items():
        for one in ones:
            imports[one.importer].add(key)
    undeclared = {one.key: one.importer for one in reversed(analysis.undeclared)}
    return {
        each.key: Usage(
            installed=each.size,
            places=tuple(sorted({one.place for one in found[each.key] if not one.importer}, key=_by_line)),
            imports=tuple(sorted(imports[each.key])),
            guarded=bool(found[each.key]) and all(one.guarded for one in found[each.key]),
            undeclared=undeclared.get(each.key),
        )
        for each in analysis.environment.distributions
        if each.key in analysis.environment.closure
    }


def _by_line(place: str) -> tuple[str, int]:
    path, _, line = place.rpartition(":")
    return path, int(line)


def _owners(analysis: Analysis) -> dict[str, str]:
    """Return for each module of the closure the key of its distribution.

    The standard library comes before what is installed: what has one of its names is another module's second name.
    """
    standard = analysis.environment.interpreter.stdlib_names
    return {
        module.name: each.key
        for each in analysis.environment.distributions
        if each.key in analysis.environment.closure
        for module in each.modules
        if module.name.partition(".")[0] not in standard
    }


def _imports(
    analysis: Analysis, loaded: LoadedModule, live: frozenset[int], owners: Mapping[str, str]
) -> Iterator[tuple[str, _Importing]]:
    """Yield the imports of other distributions by live parts of a module, each with the key of the imported one."""
    assert isinstance(loaded.summary, ModuleSummary)  # noqa: S101 (the caller knows)
    linked = link(loaded, loaded.summary)
    root = analysis.project.root
    path = loaded.path.relative_to(root) if loaded.path.is_relative_to(root) else loaded.path
    for index in sorted(live):
        targets = linked.imports.get(index, ())
        bound = {target.module for target in targets if target.binds}
        for target in targets:
            # What a function does with a name that it has imported is no second import.
            is_use = not target.binds and target.name not in {"", "*", "."} and target.module in bound
            key = None if is_use else _owner(target, owners)
            if key is not None and key != loaded.distribution:
                guarded = _is_tried(loaded, linked.parts, linked.parts[index])
                yield key, _Importing(loaded.distribution, f"{path.as_posix()}:{target.line}", guarded)


def _owner(target: ImportTarget, owners: Mapping[str, str]) -> str | None:
    """Return the distribution that has what is imported; None for the standard library and first-party code."""
    name = f"{target.module}.{target.name}".rstrip(".*")
    while name:
        if name in owners:
            return owners[name]
        name = name.rpartition(".")[0]
    return None


def _is_tried(module: LoadedModule, parts: tuple[Part, ...], part: Part) -> bool:
    """Tell whether an import stands in a `try` outside of functions: the module can be imported without it."""
    if part.kind != "import" or part.parent < 0:
        return False
    from vendorize.planning.explain import text_at  # noqa: PLC0415 - few imports stand in a block

    while part.parent >= 0:
        part = parts[part.parent]
        if part.kind == "block" and text_at(module, part.span.line).startswith("try"):
            return True
    return False
