"""Which functions may not be called with made-up arguments: those whose code leads to processes or the network.

Followed by names, through modules and imports, not through methods of objects; what slips through is refused while it
runs. Reading and writing files cannot be told apart here: writing is refused at run time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.tables.stdlib import capabilities

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize_analysis.model.summary import Chain, ImportRef, Part

DANGEROUS = frozenset({"network", "subprocess"})


def dangers(plan: Plan, module: str, name: str) -> tuple[str, ...]:
    """Return the dangerous capabilities that a function or class leads to, sorted."""
    modules = {one.name: one for distribution in plan.distributions for one in distribution.modules}
    found: set[str] = set()
    todo = [f"{module}.{name}"]
    seen = set(todo)
    while todo:
        for dotted in _mentions(modules, todo.pop()):
            found.update(DANGEROUS.intersection(capabilities(dotted)))
            if dotted not in seen and dotted.partition(".")[0] in _tops(modules):
                seen.add(dotted)
                todo.append(dotted)
    return tuple(sorted(found))


def split_name(modules: object, dotted: str) -> tuple[str, str]:
    """Return (module, rest) of a dotted name, by the longest module that is known; empty where none is."""
    module = dotted
    while module and module not in modules:  # type: ignore[operator]
        module = module.rpartition(".")[0]
    return module, dotted[len(module) :].strip(".") if module else ""


def _tops(modules: dict[str, ModulePlan]) -> frozenset[str]:
    return frozenset(name.partition(".")[0] for name in modules)


def _mentions(modules: dict[str, ModulePlan], dotted: str) -> Iterator[str]:
    """Yield the dotted names that the code of a name mentions."""
    module, rest = split_name(modules, dotted)
    plan = modules.get(module)
    if plan is None or plan.summary is None or not rest:
        return
    parts = plan.summary.parts
    imported = {each.binds: _origin(plan, each) for part in parts for each in part.imports if each.binds}
    for part in _parts_of(parts, rest.split(".")[0]):
        for chain in (*(chain for chain, _ in part.reads.refs), *((name,) for name, _ in part.reads.tested)):
            yield _resolve(plan, imported, chain)
        for each in part.imports:
            yield _origin(plan, each)


def _parts_of(parts: tuple[Part, ...], name: str) -> Iterator[Part]:
    """Yield the parts that bind a module-level name, with everything inside them."""
    inside: set[int] = set()
    for part in parts:
        if part.parent in inside or (name in part.binds and not _in_class(parts, part)):
            inside.add(part.index)
            yield part


def _in_class(parts: tuple[Part, ...], part: Part) -> bool:
    while part.parent >= 0:
        part = parts[part.parent]
        if part.kind == "class":
            return True
    return False


def _resolve(plan: ModulePlan, imported: dict[str, str], chain: Chain) -> str:
    if chain[0] in imported:
        return ".".join((imported[chain[0]], *chain[1:]))
    bound = plan.summary is not None and any(chain[0] in part.binds for part in plan.summary.parts)
    return ".".join((plan.name, *chain) if bound else chain)


def _origin(plan: ModulePlan, each: ImportRef) -> str:
    """Return the dotted name that an import takes."""
    base = plan.name.split(".")
    if each.level:
        base = base[: len(base) - each.level + plan.is_package]
    words = [*(base if each.level else ()), *filter(None, each.module.split("."))]
    if each.name in ("", ".", "*"):
        return ".".join(words) if each.name else words[0] if words else ""
    return ".".join([*words, each.name])
