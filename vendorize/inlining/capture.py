"""Names that would mean something else in the module that the code moves to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from libcst import metadata as meta

from vendorize.inlining.imported import names_in
from vendorize.inlining.values import global_names

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

    import libcst as cst

    from vendorize.inlining.ground import Ground
    from vendorize.inlining.references import Scanned, SymbolUse
    from vendorize.model.inlined import MovedCode, NeededImport, Obstacle
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part


def find_captures(ground: Ground, closure: MovedCode, scanned: Scanned) -> list[Obstacle]:
    """Return the reasons why the names of the closure cannot be bound at the top of a module, nor read there."""
    target = scanned.name
    linked = ground.linked(target)
    found = (
        [ground.obstacle(target, 1, "it has a star import, so that its names are not known")] if linked.stars else []
    )
    removed = {site.binds for site in scanned.imports if site.is_direct}
    free = global_names(ground.text(target).decode("utf-8-sig", "replace")) - linked.names.keys()
    for name in sorted(closure.names):
        bound = [linked.parts[index] for index in linked.names.get(name, ())]
        own = [part for part in bound if not (name in removed and part.kind == "import")]
        if own:
            found.append(ground.obstacle(target, own[0].span.line, f"{target} binds {name} already"))
        elif name in free and name not in removed:
            found.append(
                ground.obstacle(target, 1, f"{target} reads {name}, which is not bound there: it would be captured")
            )
    for name in sorted(closure.builtins & linked.names.keys()):
        part = linked.parts[linked.names[name][0]]
        reason = f"{target} binds {name}, for which the moved code needs the built-in"
        found.append(ground.obstacle(target, part.span.line, reason))
    found += _of_imports(ground, closure, linked, free)
    found += _of_stars(ground, target)
    return found


def missing_imports(ground: Ground, closure: MovedCode, target: str, below: int) -> tuple[NeededImport, ...]:
    """Return the imports of the closure that a module does not have in the very same form above a line."""
    linked = ground.program.module(target)
    has = {
        (found.module, found.name, found.binds)
        for index, targets in (linked.imports.items() if linked else ())
        if linked is not None and _is_above(linked.parts[index], below)
        for found in targets
    }
    return tuple(one for one in closure.imports if (one.module, one.name, one.binds) not in has)


def _is_above(part: Part, line: int) -> bool:
    return part.parent < 0 and part.kind == "import" and part.span.end_line < line


def _of_imports(ground: Ground, closure: MovedCode, linked: LinkedModule, free: Collection[str]) -> Iterator[Obstacle]:
    """Compare what names of imports mean in the module with what the moved code takes them for."""
    for needed in closure.imports:
        if needed.binds in free:
            reason = (
                f"{linked.name} reads {needed.binds}, which is not bound there: the import of it would capture that"
            )
            yield ground.obstacle(linked.name, 1, reason)
        for index in linked.names.get(needed.binds, ()):
            targets = [one for one in linked.imports.get(index, ()) if one.binds == needed.binds]
            same = targets and all(_is_same(needed, one.module, one.name) for one in targets)
            if not same or linked.parts[index].kind != "import":
                reason = f"{linked.name} binds {needed.binds}, which is `{needed.source()}` in the moved code"
                yield ground.obstacle(linked.name, linked.parts[index].span.line, reason)


def _is_same(needed: NeededImport, module: str, name: str) -> bool:
    if not needed.name and not name:
        return needed.module.partition(".")[0] == module.partition(".")[0]
    return (needed.module, needed.name) == (module, name)


def _of_stars(ground: Ground, target: str) -> Iterator[Obstacle]:
    """Find modules that would have the new names by a star import."""
    linked = ground.linked(target)
    if linked.exports is not None and not linked.open_exports:
        return
    for module in ground.own():
        found = ground.program.module(module)
        for star, index in found.stars if found else ():
            if found is not None and star == target:
                reason = f"a star import of {target} would give the new names here too"
                yield ground.obstacle(module, found.parts[index].span.line, reason)


def find_shadows(ground: Ground, scanned: Scanned, use: SymbolUse, name: str) -> list[Obstacle]:
    """Return the reasons why a name cannot stand for what moves at a place: another thing of that name is near."""
    scope = scanned.scopes.get(use.root)
    near = list(scope[name]) if scope is not None else []
    others = [
        one
        for one in near
        if not isinstance(one, meta.BuiltinAssignment)
        and not (isinstance(one, meta.ImportAssignment) and _gives(scanned, one.node, name, use))
    ]
    if not others:
        return []
    line = scanned.line(use.node)
    return [ground.obstacle(scanned.name, line, f"{name} is something else here, and would be shadowed or captured")]


def _gives(scanned: Scanned, node: cst.CSTNode, name: str, use: SymbolUse) -> bool:
    return any(site.statement is node and site.binds == name and site.moved == use.moved for site in scanned.imports)


def reads_built_in(scanned: Scanned, name: str) -> bool:
    """Tell whether a module reads a name that nothing in it binds: a new binding would capture it."""
    for node in names_in(scanned.wrapper.module):
        if node.value == name and scanned.contexts.get(node) is meta.ExpressionContext.LOAD:
            scope = scanned.scopes.get(node)
            if scope is not None and all(isinstance(one, meta.BuiltinAssignment) for one in scope[name]):
                return True
    return False
