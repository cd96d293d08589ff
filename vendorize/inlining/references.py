"""Find where a module of the project names what moves, scope by scope."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

import libcst as cst
from libcst import metadata as meta

from vendorize.inlining.imported import absolute_module, pieces_of, target_of
from vendorize_analysis.linking import ImportTarget

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.inlining.ground import Ground
    from vendorize.model.inlined import MovedPart, Obstacle
    from vendorize_analysis.linking import Entity

Key = tuple[str, int]


class ImportSite(NamedTuple):
    """An alias of `from module import name` that gives what moves."""

    statement: cst.ImportFrom
    alias: cst.ImportAlias
    moved: MovedPart
    is_direct: bool
    """It asks a dependency, not another module of the project."""
    binds: str


class SymbolUse(NamedTuple):
    """An expression that is what moves."""

    node: cst.Name | cst.Attribute
    root: cst.Name
    """The name that it begins with."""
    moved: MovedPart
    is_direct: bool
    """It is an attribute of a module of a dependency, which the module itself has imported."""
    binders: tuple[meta.ImportAssignment, ...]


@dataclass(slots=True)
class Scanned:
    """A module of the project with its scopes, and all that names what moves."""

    name: str
    package: str
    wrapper: meta.MetadataWrapper
    scopes: Mapping[cst.CSTNode, meta.Scope | None]
    positions: Mapping[cst.CSTNode, meta.CodeRange]
    contexts: Mapping[cst.CSTNode, meta.ExpressionContext | None]
    imports: list[ImportSite] = field(default_factory=list)
    uses: list[SymbolUse] = field(default_factory=list)
    called: set[cst.CSTNode] = field(default_factory=set)
    """Expressions that are called."""
    obstacles: list[Obstacle] = field(default_factory=list)

    def line(self, node: cst.CSTNode) -> int:
        """Return the line on which something begins."""
        return self.positions[node].start.line

    @property
    def touched(self) -> bool:
        """Tell whether the module has to change."""
        return any(site.is_direct for site in self.imports) or any(use.is_direct for use in self.uses)

    def places(self, moved: MovedPart) -> set[tuple[int, int, str]]:
        """Return where names of something that moves stand, and which: lines from 1, columns from 0."""
        key = (moved.module, moved.name)
        nodes: list[cst.CSTNode] = [
            site.alias.name for site in self.imports if (site.moved.module, site.moved.name) == key
        ]
        nodes += [
            use.node.attr if isinstance(use.node, cst.Attribute) else use.node
            for use in self.uses
            if (use.moved.module, use.moved.name) == key
        ]
        return {
            (self.line(node), self.positions[node].start.column, node.value)
            for node in nodes
            if isinstance(node, cst.Name)
        }


def scan(ground: Ground, module: str, moved: Mapping[Key, MovedPart]) -> Scanned:
    """Return a module of the project with all that names what moves.

    Raises `libcst.ParserSyntaxError` for what cannot be parsed.
    """
    loaded = ground.analysis.modules[module]
    wrapper = meta.MetadataWrapper(cst.parse_module(ground.text(module)), unsafe_skip_copy=True)
    found = Scanned(
        name=module,
        package=module if loaded.is_package else module.rpartition(".")[0],
        wrapper=wrapper,
        scopes=wrapper.resolve(meta.ScopeProvider),
        positions=wrapper.resolve(meta.PositionProvider),
        contexts=wrapper.resolve(meta.ExpressionContextProvider),
    )
    wrapper.module.visit(_Finder(ground, found, moved))
    return found


class _Finder(cst.CSTVisitor):
    """Follows each import and each dotted name."""

    def __init__(self, ground: Ground, found: Scanned, moved: Mapping[Key, MovedPart]) -> None:
        super().__init__()
        self._ground, self._found, self._moved = ground, found, moved

    def visit_ImportFrom(self, node: cst.ImportFrom) -> bool:  # noqa: N802 - as libcst names it
        """Look at each name that is taken from a module."""
        module = absolute_module(self._found.package, node)
        if isinstance(node.names, cst.ImportStar):
            given = self._given_by_star(module)
            if given:
                self._refuse(node, f"a star import gives {', '.join(sorted(given))}")
            return False
        for alias in node.names:
            name = str(alias.evaluated_name)
            moved = self._hit(self._ground.program.imported(ImportTarget(module, name, name, 0)))
            if moved is not None:
                direct = self._ground.is_foreign(module)
                binds = str(alias.evaluated_alias or name)
                self._found.imports.append(ImportSite(node, alias, moved, direct, binds))
        return False

    def visit_Import(self, node: cst.Import) -> bool:  # noqa: N802, ARG002 - as libcst names it
        """Pass over the names of modules."""
        return False

    def visit_Attribute(self, node: cst.Attribute) -> bool:  # noqa: N802 - as libcst names it
        """Look at dotted names as a whole."""
        names = pieces_of(node)
        if names is None:
            return True
        self._look(names)
        return False

    def visit_Name(self, node: cst.Name) -> None:  # noqa: N802 - as libcst names it
        """Look at a name that stands alone."""
        self._look([node])

    def visit_Call(self, node: cst.Call) -> None:  # noqa: N802 - as libcst names it
        """Note what is called."""
        self._found.called.add(node.func)

    def visit_Arg(self, node: cst.Arg) -> bool:  # noqa: N802 - as libcst names it
        """Pass over the keyword."""
        node.value.visit(self)
        return False

    def _look(self, chain: list[cst.Name | cst.Attribute]) -> None:
        root = chain[0]
        scope = self._found.scopes.get(root)
        if scope is None or not isinstance(root, cst.Name) or self._found.contexts.get(root) is None:
            return
        binders = tuple(one for one in scope[root.value] if isinstance(one, meta.ImportAssignment))
        for binder in binders:
            hit = self._follow(binder, chain)
            if hit is not None:
                if hit[0] and any(self._follow(other, chain) != hit for other in binders):
                    self._refuse(root, f"{root.value} may be another module here")
                self._note(chain, hit, root, tuple(binders), len(scope[root.value]))
                return
            self._refuse_value(binder, chain)

    def _refuse_value(self, binder: meta.ImportAssignment, chain: list[cst.Name | cst.Attribute]) -> None:
        """Refuse a module that has what moves and is no more than a value here: who has it may set its attributes."""
        target = self._target(binder)
        attributes = tuple(one.attr.value for one in chain[1:] if isinstance(one, cst.Attribute))
        found = self._ground.program.imported(target) if target is not None else ()
        found, rest = self._ground.program.attributes(found, attributes)
        for one in found if not rest else ():
            if one.kind == "module" and self._ground.is_foreign(one.module) and self._has(one.module):
                names = ", ".join(sorted({part.name for part in self._moved.values()}))
                reason = f"the module {one.module}, which has {names}, is handed around as a value"
                self._refuse(chain[0], reason)

    def _has(self, module: str) -> bool:
        linked = self._ground.program.module(module)
        names = {part.name for part in self._moved.values()} | set(linked.names if linked else ())
        return any(self._hit(self._ground.program.look_up(module, name)) for name in names)

    def _note(
        self,
        chain: list[cst.Name | cst.Attribute],
        hit: tuple[int, MovedPart, bool],
        root: cst.Name,
        binders: tuple[meta.ImportAssignment, ...],
        bound: int,
    ) -> None:
        position, moved, direct = hit
        node = chain[position]
        if self._found.contexts.get(node) is not meta.ExpressionContext.LOAD and (position or bound == len(binders)):
            self._refuse(node, f"{moved.name} is set or deleted here")
        if position and bound != len(binders):
            self._refuse(node, f"{root.value} may be something else than the module here")
        self._found.uses.append(SymbolUse(node, root, moved, direct, binders))

    def _follow(
        self, binder: meta.ImportAssignment, chain: list[cst.Name | cst.Attribute]
    ) -> tuple[int, MovedPart, bool] | None:
        """Return the position in a dotted name at which it is what moves, and whether a dependency was asked for it."""
        target = self._target(binder)
        found = self._ground.program.imported(target) if target is not None else ()
        direct = target is not None and self._is_module_of_dependency(found)
        for position in range(len(chain)):
            if position:
                attribute = chain[position]
                assert isinstance(attribute, cst.Attribute)  # noqa: S101 - narrows
                found, rest = self._ground.program.attributes(found, (attribute.attr.value,))
                if rest:
                    return None
            moved = self._hit(found)
            if moved is not None:
                return position, moved, direct and position > 0
        return None

    def _is_module_of_dependency(self, found: tuple[Entity, ...]) -> bool:
        return bool(found) and all(one.kind == "module" and self._ground.is_foreign(one.module) for one in found)

    def _target(self, binder: meta.ImportAssignment) -> ImportTarget | None:
        return target_of(self._found.package, binder)

    def _given_by_star(self, module: str) -> set[str]:
        linked = self._ground.program.module(module)
        if linked is None:
            return set()
        names = {*linked.names, *(part.name for part in self._moved.values())}
        return {
            name
            for name in names
            if self._ground.program.stars.exports(module, name)
            and self._hit(self._ground.program.look_up(module, name)) is not None
        }

    def _hit(self, found: tuple[Entity, ...]) -> MovedPart | None:
        return next((self._moved[one.module, one.part] for one in found if (one.module, one.part) in self._moved), None)

    def _refuse(self, node: cst.CSTNode, reason: str) -> None:
        self._found.obstacles.append(self._ground.obstacle(self._found.name, self._found.line(node), reason))
