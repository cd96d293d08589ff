"""What one module keeps: its live parts, the aliases of its imports that still mean something, its exports."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize.model.plan import ModulePlan
from vendorize_analysis.linking import ImportTarget, LinkedModule, link
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.summary import Chain, Part

_FUNCTION: Final = ""
_CALLABLE: Final = "callable"
_VALUE: Final = "value"
_UNKNOWN: Final = "unknown"
_DECORATORS: Final = frozenset({"classmethod", "property", "staticmethod"})
_OF_PROPERTIES: Final = frozenset({"deleter", "getter", "setter"})
_NOT_CALLED: Final = frozenset({"cached_property", "partialmethod", "singledispatchmethod"})
"""Decorators of the standard library that give what nobody can call."""


class Availability:
    """Knows which names of vendored modules still exist in the result."""

    def __init__(self, analysis: Analysis) -> None:
        self.analysis = analysis
        self._linked: dict[str, LinkedModule | None] = {}

    def linked(self, name: str) -> LinkedModule | None:
        """Return a module's tables; None when it has no source that was read."""
        if name not in self._linked:
            module = self.analysis.modules.get(name)
            readable = module is not None and isinstance(module.summary, ModuleSummary)
            self._linked[name] = link(module, module.summary) if readable else None  # type: ignore[arg-type,union-attr]
        return self._linked[name]

    def may_fail(self, target: ImportTarget) -> bool:
        """Tell whether an import takes a name that its module has lost."""
        if target.name in {"", ".", "*"} or not target.module:
            return False
        linked = self.linked(target.module)
        liveness = self.analysis.liveness
        if linked is None or target.module in liveness.whole:
            return False
        name = target.name.partition(".")[0]
        if name in liveness.names.get(target.module, ()) or f"{target.module}.{name}" in liveness.executed:
            return False
        return name in linked.names or any(self._gives(star, name) for star, _ in linked.stars)

    def _gives(self, module: str, name: str) -> bool:
        linked = self.linked(module)
        return linked is not None and (name in linked.names or any(self._gives(star, name) for star, _ in linked.stars))


def cut(analysis: Analysis, available: Availability, module: LoadedModule, summary: ModuleSummary) -> ModulePlan:
    """Return the plan of a module that loses parts (or, as it turns out, none)."""
    linked = available.linked(module.name)
    assert linked is not None  # noqa: S101 (its summary is here)
    live = analysis.liveness.parts.get(module.name, frozenset())
    keep = _with_passive(linked, live)
    names = _importable(linked, available, keep)
    below = set(_lost_below(linked, available, summary))
    removed = tuple(sorted({*_lost(linked, linked.names, keep, names), *_half_lost(linked, keep), *below}))
    exports = None
    if summary.exports is not None and not summary.open_exports:
        gone = set(removed)
        left = tuple(name for name in summary.exports if name not in gone)
        exports = left if left != summary.exports else None
    return ModulePlan(
        name=module.name,
        path=module.path,
        digest=module.digest,
        relative=module.relative,
        is_package=module.is_package,
        distribution=module.distribution,
        summary=summary,
        keep=keep,
        names=names,
        removed=removed,
        removed_members=tuple(_lost_members(linked, keep, names)),
        exports=exports,
    )


def _with_passive(linked: LinkedModule, live: frozenset[int]) -> frozenset[int]:
    """Add what does and binds nothing (docstrings, `pass`), where its container stays, and a literal `__all__`."""
    keep = set(live)
    for part in linked.parts:
        if part.dead or part.index in keep or (part.parent >= 0 and part.parent not in keep):
            continue
        if _is_passive(part) or (part.binds == ("__all__",) and not part.reads.refs and not part.reads.tested):
            keep.add(part.index)
    return frozenset(keep)


def _is_passive(part: Part) -> bool:
    reads = part.imports or part.reads.refs or part.reads.tested
    return part.kind == "statement" and not (
        part.binds or part.execution.acts or part.execution.calls or part.execution.mutates or reads
    )


def _importable(linked: LinkedModule, available: Availability, keep: frozenset[int]) -> frozenset[str]:
    """Return the names that the kept imports go on binding: all but those of which a target is gone.

    Aliases are cut by name, so that one which cannot be taken (in another branch, say) takes the others with it.
    """
    wanted = available.analysis.liveness.names.get(linked.name, frozenset())
    names: set[str] = set()
    gone: set[str] = set()
    for index in keep:
        for target in linked.imports.get(index, ()):
            if target.binds and linked.parts[index].kind == "import":
                (gone if available.may_fail(target) else names).add(target.binds)
    return frozenset((names - gone) | wanted)


def _lost(linked: LinkedModule, table: object, keep: frozenset[int], names: frozenset[str]) -> Iterator[str]:
    for name, parts in table.items():  # type: ignore[attr-defined]
        if not any(_still_binds(linked, part, keep, names, name) for part in parts):
            yield name


def _lost_below(linked: LinkedModule, available: Availability, summary: ModuleSummary) -> Iterator[str]:
    """Yield the names in `__all__` that a module has by star imports, and that nobody asks it for: they may be gone."""
    for name in () if summary.open_exports else summary.exports or ():
        if name not in linked.names and available.may_fail(ImportTarget(linked.name, name, name, 0)):
            yield name


def _half_lost(linked: LinkedModule, keep: frozenset[int]) -> Iterator[str]:
    """Yield the names that only some branches go on binding: at run time another one may be taken.

    Whatever binds a name that somebody asks for is kept, so that these are asked for by nobody.
    """
    for name, parts in linked.names.items():
        if not keep.issuperset(parts) and any(linked.parts[index].parent >= 0 for index in parts):
            yield name


def _still_binds(linked: LinkedModule, index: int, keep: frozenset[int], names: frozenset[str], name: str) -> bool:
    if index not in keep:
        return False
    part = linked.parts[index]
    return part.kind != "import" or part.execution.acts or linked.around[index] >= 0 or name in names


def _lost_members(
    linked: LinkedModule, keep: frozenset[int], names: frozenset[str]
) -> Iterator[tuple[int, tuple[str, ...]]]:
    for index, table in sorted(linked.members.items()):
        if index in keep and (lost := tuple(sorted(_lost(linked, table, keep, names)))):
            yield index, tuple(described(linked, index, name) for name in lost)


def described(linked: LinkedModule, owner: int, name: str) -> str:
    """Return the name of a member of a class, and behind a colon what it was if that is no plain function.

    Of a `callable` no more is known, a `value` is neither function nor class, and of the `unknown` nothing is known.
    """
    kind = _kind(linked, owner, linked.members[owner].get(name, ()), depth=3)
    return f"{name}:{kind}" if kind else name


def _kind(linked: LinkedModule, owner: int, binders: Sequence[int], depth: int) -> str:
    kinds = {_kind_of(linked, owner, index, depth) for index in binders}
    return kinds.pop() if len(kinds) == 1 else _UNKNOWN


def _kind_of(linked: LinkedModule, owner: int, index: int, depth: int) -> str:
    part = linked.parts[index]
    if part.kind == "def":
        return _kind_of_function(linked, owner, part.definition.decorators)
    if part.kind == "class":
        return _CALLABLE
    return _kind_of_assigned(linked, owner, part, depth) if part.kind == "assign" else _UNKNOWN


def _kind_of_function(linked: LinkedModule, owner: int, decorators: Sequence[Chain]) -> str:
    if not decorators:
        return _FUNCTION
    first = decorators[0]
    if len(decorators) == 1 and (built_in := _built_in(linked, owner, first)):
        return built_in
    if len(decorators) == 1 and first[-1:] and first[0] in linked.members[owner] and first[-1] in _OF_PROPERTIES:
        return "property"
    return _UNKNOWN if not first or first[-1] in _NOT_CALLED else _CALLABLE


def _kind_of_assigned(linked: LinkedModule, owner: int, part: Part, depth: int) -> str:
    same, calls = part.assigned.value, part.execution.calls
    if len(same) == 1 and depth and (known := linked.members[owner].get(same[0])):
        return _kind(linked, owner, known, depth - 1)  # `run = go`
    if part.functions and not calls and not same:
        return _CALLABLE  # a lambda
    if len(calls) == 1 and not same:
        return _built_in(linked, owner, calls[0]) or _VALUE  # `size = property(_size)`
    return _VALUE if calls and not same else _UNKNOWN


def _built_in(linked: LinkedModule, owner: int, callee: Chain) -> str:
    """Return the name of the built-in descriptor that a callee is, if it is one."""
    if len(callee) != 1 or callee[0] not in _DECORATORS or linked.stars:
        return ""
    return "" if callee[0] in linked.names or callee[0] in linked.members[owner] else callee[0]
