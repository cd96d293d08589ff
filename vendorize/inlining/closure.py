"""A symbol with all that it needs: statements that move along, imports for the new place, and what forbids it."""

from __future__ import annotations

import ast
import builtins
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import TYPE_CHECKING, Final

from vendorize.inlining.eligible import MOVABLE, family, judge, misplaced, sees_place, unfit
from vendorize.inlining.ground import defining
from vendorize.inlining.values import global_names, has_annotations, inner_bindings, statement_at
from vendorize.model.inlined import MovedCode, MovedPart, NeededImport
from vendorize_analysis.summarizing.syntax.checking import Checking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.inlining.ground import Ground
    from vendorize.model.inlined import Obstacle
    from vendorize_analysis.linking import Entity, ImportTarget, LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.purity import Purity

_BUILT_IN: Final = frozenset(dir(builtins))
_Key = tuple[str, int]


def find_closure(ground: Ground, symbol: Entity) -> tuple[MovedCode | None, list[Obstacle]]:
    """Return a function or class with all that it needs, or the reasons why it cannot move."""
    search = _ClosureSearch(ground, judge(ground.program), ground.analysis.modules[symbol.module].distribution)
    search.run((symbol.module, symbol.part))
    order = search.ordered()
    if search.obstacles:
        return None, sorted(set(search.obstacles))
    parts = tuple(search.parts[key] for key in order)
    futures = search.futures
    return (
        MovedCode(
            symbol=search.parts[symbol.module, symbol.part],
            parts=parts,
            imports=tuple(sorted(search.imports, key=lambda one: (one.name not in {"", "."}, one))),
            builtins=frozenset(search.builtins),
            future_annotations=next(iter(futures)) if futures else None,
            needs={key: frozenset(found) for key, found in search.needs.items()},
        ),
        [],
    )


@dataclass(slots=True)
class _ClosureSearch:
    """Follows what a symbol needs."""

    ground: Ground
    purity: Purity
    distribution: str
    """Key of the distribution of the symbol."""
    parts: dict[_Key, MovedPart] = field(default_factory=dict)
    imports: set[NeededImport] = field(default_factory=set)
    builtins: set[str] = field(default_factory=set)
    futures: set[bool] = field(default_factory=set)
    """Whether the modules of parts with annotations have these as text."""
    needs: dict[_Key, set[_Key]] = field(default_factory=dict)
    """For each part those that it names."""
    obstacles: list[Obstacle] = field(default_factory=list)
    waiting: list[_Key] = field(default_factory=list)
    seen: set[_Key] = field(default_factory=set)

    def run(self, first: _Key) -> None:
        """Follow everything from the first part on."""
        linked = self.ground.linked(first[0])
        self.waiting += [first, *((first[0], index) for index in linked.names.get(linked.parts[first[1]].name, ()))]
        while self.waiting:
            key = self.waiting.pop()
            if key not in self.seen:
                self.seen.add(key)
                self._take(*key)
        if len({part.name for part in self.parts.values()}) < len(
            {(key[0], part.name) for key, part in self.parts.items()}
        ):
            self._refuse(first[0], 1, "two modules that it needs bind the same name")
        if len(self.futures) > 1:
            self._refuse(
                first[0], 1, "what it needs is of modules with and without `from __future__ import annotations`"
            )

    def ordered(self) -> list[_Key]:
        """Return the parts so that what one needs comes before it."""
        graph: dict[str, set[str]] = {}
        for (module, _), needed in self.needs.items():
            graph.setdefault(module, set()).update({name for name, _ in needed} - {module})
        try:
            modules = list(TopologicalSorter({name: sorted(graph[name]) for name in sorted(graph)}).static_order())
        except CycleError as error:
            circle = " and ".join(sorted(set(error.args[1])))
            self._refuse(error.args[1][0], 1, f"what it needs is spread over modules that need each other: {circle}")
            return []
        return sorted(self.parts, key=lambda key: (modules.index(key[0]), key[1]))

    def _refuse(self, module: str, line: int, reason: str) -> None:
        self.obstacles.append(self.ground.obstacle(module, line, reason))

    def _take(self, module: str, index: int) -> None:
        """Move a part, and look at what it needs."""
        self.needs.setdefault((module, index), set())
        linked = self.ground.linked(module)
        part = linked.parts[index]
        node = statement_at(self.ground.tree(module), part.span.line)
        if node is None or not self._stands_alone(module, part, node):
            return
        self.parts[module, index] = MovedPart(
            module, index, part.binds[0], part.kind, self.ground.analysis.modules[module].path,
            part.span.line, node.end_lineno or part.span.line,
        )  # fmt: skip
        self.obstacles += unfit(self.ground, self.purity, module, index, node)
        if has_annotations(node):
            loaded = self.ground.analysis.modules[module].summary
            self.futures.add(bool(getattr(loaded, "future_annotations", False)))
        for name in sorted(self._names(linked, part, node)):
            self._need(linked, part, name, inner_bindings(node))

    def _stands_alone(self, module: str, part: Part, node: ast.stmt) -> bool:
        """Tell whether a part is one statement at the top of its module, on lines of its own, that binds one name."""
        name = part.binds[0] if part.binds else "a statement"
        line = part.span.line
        if part.kind not in MOVABLE or len(part.binds) != 1:
            self._refuse(module, line, f"{name} is no function, class or value of a statement of its own")
            return False
        if part.parent >= 0:
            self._refuse(module, line, f"{name} is bound in a branch, so that it may be something else")
            return False
        shares = [
            one
            for one in self.ground.tree(module).body
            if one is not node and one.lineno <= (node.end_lineno or line) and (one.end_lineno or one.lineno) >= line
        ]
        if shares:
            self._refuse(module, line, f"{name} shares its line with another statement")
        return not shares

    def _names(self, linked: LinkedModule, part: Part, node: ast.stmt) -> frozenset[str]:
        lines = self.ground.text(linked.name).decode("utf-8-sig", "replace").splitlines()
        code = "\n".join(lines[part.span.line - 1 : node.end_lineno])
        try:
            names = global_names(code)
        except (SyntaxError, ValueError) as error:
            self._refuse(
                linked.name, part.span.line, f"{part.binds[0]} is of a Python that cannot be read here: {error}"
            )
            return frozenset()
        read = (chain[0] for inner in family(linked, part.index) for chain, _ in (*inner.reads.refs, *inner.reads.lazy))
        return names | frozenset(read)

    def _need(self, linked: LinkedModule, part: Part, name: str, inner: frozenset[str]) -> None:
        """Find what a global name of a part is bound by."""
        line, who = part.span.line, part.binds[0]
        if self.ground.program.stars_giving(linked, name):
            self._refuse(linked.name, line, f"{who} needs {name}, which a star import may give")
            return
        bound = [index for index in linked.names.get(name, ()) if index not in linked.overloads]
        typed = [one for one in linked.parts if one.dead and one.kind == "import" and name in one.binds]
        if not bound and any(self._is_for_types(linked, one) for one in typed):
            for one in typed:
                self._need_import(linked, part, one, name)
            return
        if not bound:
            wrong = misplaced(name)
            if wrong or (name not in _BUILT_IN and name not in inner):
                self._refuse(linked.name, line, f"{who} {wrong or f'needs {name}, which nothing binds'}")
            elif name in _BUILT_IN:
                self.builtins.add(name)
            return
        if all(linked.parts[index].kind == "import" for index in bound):
            for index in bound:
                self._need_import(linked, part, linked.parts[index], name)
        elif len(bound) > 1:
            lines = ", ".join(str(linked.parts[index].span.line) for index in bound)
            self._refuse(linked.name, line, f"{who} needs {name}, which is bound on lines {lines}")
        else:
            overloads = [index for index in linked.names[name] if index in linked.overloads]
            self._follow(linked, part, *((linked.name, index) for index in (*bound, *overloads)))

    def _need_import(self, linked: LinkedModule, part: Part, imported: Part, name: str) -> None:
        targets = [target for target in linked.imports.get(imported.index, ()) if target.binds == name]
        for target in targets:
            found = self.ground.program.imported(target)
            if found and all(entity.kind == "stdlib" for entity in found):
                self._need_standard(linked, part, imported, target)
            elif imported.parent >= 0:
                self._refuse(
                    linked.name, imported.span.line, f"{name} is bound in a branch, so that it may be something else"
                )
            else:
                self._need_foreign(linked, part, target, found)

    def _need_standard(self, linked: LinkedModule, part: Part, imported: Part, target: ImportTarget) -> None:
        if imported.parent >= 0 and not self._is_for_types(linked, imported):
            self._refuse(
                linked.name,
                imported.span.line,
                f"{target.binds} is bound in a branch, so that it may be something else",
            )
            return
        self.imports.add(NeededImport(target.module, target.name, target.binds))
        for dotted, line in self._dotted(linked, part, target.binds):
            if wrong := sees_place(dotted):
                self._refuse(linked.name, line, f"{part.binds[0]} {wrong}")

    def _dotted(self, linked: LinkedModule, part: Part, name: str) -> Iterator[tuple[str, int]]:
        """Yield what of the standard library a part reads by a name, with the line."""
        for inner in family(linked, part.index):
            for chain, line in (*inner.reads.refs, *inner.reads.lazy):
                if chain[0] == name:
                    found, rest = self.ground.program.follow(linked.name, chain)
                    yield from ((".".join((entity.module, *rest)), line) for entity in found)

    def _is_for_types(self, linked: LinkedModule, imported: Part) -> bool:
        """Tell whether an import stands right below `if TYPE_CHECKING`: run or not, it changes nothing."""
        if imported.parent < 0:
            return False
        block = linked.parts[imported.parent]
        tree = self.ground.tree(linked.name)
        node = statement_at(tree, block.span.line)
        return isinstance(node, ast.If) and not node.orelse and Checking(tree).never(node.test)

    def _need_foreign(self, linked: LinkedModule, part: Part, target: ImportTarget, found: tuple[Entity, ...]) -> None:
        name, who, line = target.binds, part.binds[0], target.line
        found = defining(self.ground.program, found)
        owners = {self.ground.program.catalogue.owner(entity.module) for entity in found}
        direct = self.ground.analysis.environment.direct - {self.distribution}
        if found and owners <= direct and all(self.ground.is_foreign(one.module) for one in found):
            self.imports.add(NeededImport(target.module, target.name, name))
        elif len(found) != 1 or found[0].kind in {"missing", "opaque"}:
            self._refuse(
                linked.name, line, f"{who} needs {name} of {target.module}, which was not read: compiled, or not there"
            )
        elif found[0].kind == "module":
            self._refuse(linked.name, line, f"{who} uses the module {found[0].module} by the name {name}")
        elif self.ground.linked(found[0].module).parts[found[0].part].binds != (name,):
            self._refuse(linked.name, line, f"{who} needs {target.module}.{target.name} under another name, {name}")
        else:
            self._follow(linked, part, (found[0].module, found[0].part))

    def _follow(self, linked: LinkedModule, part: Part, *keys: _Key) -> None:
        self.needs[linked.name, part.index].update(keys)
        self.waiting += keys
