"""What happens in any case: which modules every start of the project runs, and which names a module gives."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.linking import ImportTarget, Program
    from vendorize_analysis.reachability.boundaries import Boundaries

_SCRIPTS: Final = frozenset({"console_scripts", "gui_scripts"})


def surely_run(program: Program, boundaries: Boundaries) -> frozenset[str]:
    """Return the modules that every start of the project imports by statements that run in any case.

    The starts are its scripts; without any the modules with a part for `__main__`, or its only module. Where nothing
    says where it starts, nothing is sure.
    """
    known = frozenset(boundaries.first_party)
    scripts = frozenset(entry.module for entry in boundaries.entry_points if entry.group in _SCRIPTS) & known
    starts = scripts or frozenset(module for module in known if _is_started(program, module)) or known
    if not starts or (starts == known and len(known) > 1):
        return frozenset()
    return frozenset.intersection(*(_run_by(program, start) for start in starts))


def _is_started(program: Program, module: str) -> bool:
    linked = program.module(module)
    return module.endswith("__main__") or (linked is not None and bool(linked.mains))


def _run_by(program: Program, start: str) -> frozenset[str]:
    """Return what a module imports outside of branches, `try` and functions, and what that imports, and so on."""
    found = set(with_packages(start))
    waiting = list(found)
    while waiting:
        fresh = [module for module in _imported(program, waiting.pop()) if module not in found]
        found.update(fresh)
        waiting += fresh
    return frozenset(found)


def _imported(program: Program, module: str) -> Iterator[str]:
    linked = program.module(module)
    if linked is None:
        return
    for part in linked.parts:
        if part.kind == "import" and part.parent < 0 and not part.dead:
            for target in linked.imports.get(part.index, ()):
                yield from loaded_by(program, target)


def loaded_by(program: Program, target: ImportTarget) -> Iterable[str]:
    """Return the modules that an import runs: what it names, the packages around that, and what it takes from it."""
    below = f"{target.module}.{target.name.partition('.')[0]}"
    return [*with_packages(target.module), *([below] if program.exists(below) else [])]


def surely_gives(program: Program, target: ImportTarget) -> bool:
    """Tell whether nothing says that a module may lack what an import takes from it.

    It may where the name is bound in one branch and no other, there or on the way. What a branch that never runs binds
    as well, the other one gives.
    """
    seen = set[tuple[str, str]]()
    while target.name not in {"", ".", "*"} and (target.module, target.name) not in seen:
        seen.add((target.module, target.name))
        linked = program.module(target.module)
        bound = linked.names.get(target.name, ()) if linked else ()
        if linked is None or len(bound) != 1 or program.exists(f"{target.module}.{target.name}"):
            return True
        part = linked.parts[bound[0]]
        if part.parent >= 0:
            return any(one.dead and target.name in one.binds for one in linked.parts)
        through = [one for one in linked.imports.get(part.index, ()) if one.binds == target.name]
        if part.kind != "import" or not through:
            return True
        target = through[0]
    return True
