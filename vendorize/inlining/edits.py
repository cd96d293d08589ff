"""Find what has to change in a module of the project so that its names of what moves mean the new place."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import libcst as cst
from libcst import metadata as meta

from vendorize.inlining.capture import find_shadows, reads_built_in
from vendorize.inlining.imported import alias_of, statements_on_lines

if TYPE_CHECKING:
    from vendorize.inlining.ground import Ground
    from vendorize.inlining.references import ImportSite, Scanned, SymbolUse
    from vendorize.model.inlined import Obstacle


@dataclass(slots=True)
class Edits:
    """What happens to the nodes of one module."""

    target: str
    """Dotted name of the module that the code moves to."""
    scanned: Scanned
    renamed: dict[cst.CSTNode, str] = field(default_factory=dict)
    """Expressions that become a name."""
    taken: dict[cst.CSTNode, list[cst.ImportAlias]] = field(default_factory=dict)
    """Aliases that leave an import statement."""
    added: dict[cst.CSTNode, list[str]] = field(default_factory=dict)
    """Names, with ` as ` where they need it, that an import from the target gives behind a statement."""
    obstacles: list[Obstacle] = field(default_factory=list)

    @property
    def is_target(self) -> bool:
        """Tell whether the module is the one that the code moves to."""
        return self.scanned.name == self.target


def plan_edits(ground: Ground, target: str, scanned: Scanned) -> Edits:
    """Return what has to change in one module."""
    edits = Edits(target, scanned)
    _move_imports(ground, edits)
    for use in scanned.uses:
        if use.is_direct:
            edits.renamed[use.node] = use.moved.name
            edits.obstacles += find_shadows(ground, scanned, use, use.moved.name)
            if not edits.is_target:
                _bind(ground, edits, use)
    for name in sorted(
        {one.partition(" as ")[0] for names in edits.added.values() for one in names if " as " not in one}
    ):
        new = any(use.is_direct and use.moved.name == name for use in scanned.uses)
        if new and reads_built_in(scanned, name):
            edits.obstacles.append(
                ground.obstacle(scanned.name, 1, f"reads the built-in {name}, which would be captured")
            )
    if not ground.analysis.modules[scanned.name].is_package:
        # Of a package, anybody outside may ask for what it imports.
        _tidy(ground, edits)
    own_lines = statements_on_lines(scanned.wrapper.module)
    for statement in dict.fromkeys([*edits.taken, *edits.added]):
        if statement not in own_lines:
            reason = "the import stands on the line of its block: give it one of its own"
            edits.obstacles.append(ground.obstacle(scanned.name, scanned.line(statement), reason))
    return edits


def _move_imports(ground: Ground, edits: Edits) -> None:
    """Take what moves out of `from module import name`: other modules import it from the target instead."""
    scanned = edits.scanned
    for site in scanned.imports:
        if not site.is_direct:
            continue
        edits.taken.setdefault(site.statement, []).append(site.alias)
        name = site.moved.name
        if not edits.is_target:
            added = name if site.binds == name else f"{name} as {site.binds}"
            edits.added.setdefault(site.statement, []).append(added)
            continue
        edits.obstacles += _of_binding(ground, scanned, site)
        for use in scanned.uses:
            if use.moved == site.moved and isinstance(use.node, cst.Name) and use.node.value == site.binds:
                edits.obstacles += find_shadows(ground, scanned, use, name)
                if site.binds != name:
                    edits.renamed[use.node] = name
        if site.binds != name and _is_asked_for(ground, scanned.name, site.binds):
            line = scanned.line(site.statement)
            edits.obstacles.append(
                ground.obstacle(scanned.name, line, f"others know {name} as {scanned.name}.{site.binds}")
            )


def _of_binding(ground: Ground, scanned: Scanned, site: ImportSite) -> list[Obstacle]:
    """Refuse an import in the target that cannot go: it binds a member of a class, or a name that is bound again."""
    scope = scanned.scopes.get(site.statement)
    line = scanned.line(site.statement)
    if isinstance(scope, meta.ClassScope):
        return [ground.obstacle(scanned.name, line, f"{site.binds} is a member of a class here")]
    bound = scope[site.binds] if scope is not None else ()
    if all(isinstance(one, meta.ImportAssignment) for one in bound):
        return []
    return [ground.obstacle(scanned.name, line, f"{site.binds} is bound to something else, too")]


def _is_asked_for(ground: Ground, module: str, name: str) -> bool:
    """Tell whether anybody may ask a module for a name: other modules by imports and attributes, it itself by text."""
    own = ground.linked(module)
    if (
        own.open_exports
        or name in (own.exports or ())
        or name in {text for part in own.parts for text in part.texts.all}
    ):
        return True
    return name in names_asked_of(ground, module)


def names_asked_of(ground: Ground, module: str) -> frozenset[str]:
    """Return the names that the project's other modules ask a module for."""
    found: set[str] = set()
    for other in ground.own():
        linked = ground.program.module(other)
        if linked is None or other == module:
            continue
        for star, _ in linked.stars:
            if star == module:
                found |= ground.linked(module).names.keys()
        for targets in linked.imports.values():
            found |= {target.name.partition(".")[0] for target in targets if target.module == module}
        for part in linked.parts:
            for chain, _ in (*part.reads.refs, *part.reads.lazy):
                for length in range(1, len(chain)):
                    start, rest = ground.program.follow(other, chain[:length])
                    if not rest and any(one.kind == "module" and one.module == module for one in start):
                        found.add(chain[length])
    return frozenset(found)


def _bind(ground: Ground, edits: Edits, use: SymbolUse) -> None:
    """Import what is used behind the import of the module that it was an attribute of."""
    name = use.moved.name
    known = any(site.is_direct and site.binds == name and site.moved == use.moved for site in edits.scanned.imports)
    for binder in use.binders[:1] if not known else ():
        if isinstance(binder.scope, meta.ClassScope):
            reason = f"{name} would be a new member of the class that imports its module here"
            edits.obstacles.append(ground.obstacle(edits.scanned.name, edits.scanned.line(binder.node), reason))
        names = edits.added.setdefault(binder.node, [])
        if name not in names:
            names.append(name)


def _tidy(ground: Ground, edits: Edits) -> None:
    """Take away the imports of modules that nothing uses any more."""
    binders = {binder for use in edits.scanned.uses if use.is_direct for binder in use.binders}
    for binder in sorted(binders, key=lambda one: edits.scanned.line(one.node)):
        left = [access for access in binder.references if access.node not in _roots(edits)]
        several = {one.node for one in binder.scope[binder.name] if isinstance(one, meta.ImportAssignment)}
        if left or len(several) > 1 or not isinstance(binder.node, cst.Import | cst.ImportFrom):
            continue
        if isinstance(binder.scope, meta.ClassScope) or _is_asked_for(ground, edits.scanned.name, binder.name):
            continue
        alias = alias_of(edits.scanned.package, binder)
        taken = edits.taken.setdefault(binder.node, [])
        if alias is not None and alias not in taken:
            taken.append(alias)


def _roots(edits: Edits) -> set[cst.CSTNode]:
    found: set[cst.CSTNode] = set()
    for use in edits.scanned.uses:
        if use.node in edits.renamed:
            inner: cst.BaseExpression = use.node
            found.add(inner)
            while isinstance(inner, cst.Attribute):
                inner = inner.value
                found.add(inner)
    return found
