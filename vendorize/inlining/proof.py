"""Compare the changed project with the project as it was, name by name: every reference means what it meant."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vendorize.inlining.eligible import family
from vendorize.inlining.ground import ReadModules, defining
from vendorize.inlining.staying import moved_keys
from vendorize_analysis.linking import Program
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize.inlining.ground import Ground
    from vendorize.model.inlined import MovedCode, Obstacle
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.summary import Part

Label = tuple[str, str, str, int]
"""Kind, module, name and position among the parts that bind it: the same before and after."""
Meaning = tuple[frozenset[Label], tuple[str, ...]]
"""What a dotted name may be, and the attributes that lead further."""


@dataclass(slots=True)
class Relinked:
    """Two programs: before, and with some modules changed."""

    ground: Ground
    closure: MovedCode
    target: str
    changed: Mapping[str, LoadedModule]
    after: Program = field(init=False)

    def __post_init__(self) -> None:
        self.after = Program(ReadModules(self.ground.analysis, self.changed))

    def find_faults(self) -> list[Obstacle]:
        """Return what would mean something else."""
        found = list(self._of_moved())
        for module in sorted({*self.ground.own(), self.target}):
            before, after = self.ground.program.module(module), self.after.module(module)
            if before is None or after is None:
                continue
            found += self._of_names(before, after)
            found += self._of_parts(before, after)
        return sorted(set(found))

    def _of_moved(self) -> Iterator[Obstacle]:
        """Compare what the moved code reads with what it read where it was."""
        after = self.after.module(self.target)
        for (module, index), part in moved_keys(self.closure).items():
            if index in self.ground.linked(module).overloads:
                continue
            found = defining(self.after, self.after.look_up(self.target, part.name))
            if after is None or len(found) != 1 or found[0].module != self.target:
                yield self.ground.obstacle(module, part.line, f"{part.name} would not be found in {self.target}")
                continue
            old = self._meanings(self.ground.program, self.ground.linked(module), index)
            new = self._meanings(self.after, after, found[0].part)
            for chain in sorted(old.keys() | new.keys()):
                if old.get(chain) != new.get(chain) and not self._is_for_types(old.get(chain), chain):
                    yield self.ground.obstacle(
                        module, part.line, f"{'.'.join(chain)} would be another thing in {self.target}"
                    )

    def _is_for_types(self, old: Meaning | None, chain: tuple[str, ...]) -> bool:
        """Tell whether a name was there for type checkers alone, and now is imported."""
        return old == (frozenset(), chain) and chain[0] in {one.binds for one in self.closure.imports}

    def _meanings(self, program: Program, linked: LinkedModule, index: int) -> dict[tuple[str, ...], Meaning]:
        return {
            chain: self._meaning(program, linked.name, chain)
            for inner in family(linked, index)
            for chain, _ in (*inner.reads.refs, *inner.reads.lazy)
        }

    def _of_names(self, before: LinkedModule, after: LinkedModule) -> Iterator[Obstacle]:
        """Compare what the names at the top of a module are."""
        for name in sorted(before.names.keys() & after.names.keys()):
            old = self._labels(self.ground.program, self.ground.program.look_up(before.name, name))
            new = self._labels(self.after, self.after.look_up(before.name, name))
            if old != new:
                line = before.parts[before.names[name][0]].span.line
                yield self.ground.obstacle(before.name, line, f"{name} would be another thing")

    def _of_parts(self, before: LinkedModule, after: LinkedModule) -> Iterator[Obstacle]:
        """Compare what the statements of a module need, one by one; imports and moved code are looked at elsewhere."""
        old, new = list(_compared(before, frozenset())), list(_compared(after, self._placed(after)))
        if [(part.kind, part.binds) for part in old] != [(part.kind, part.binds) for part in new]:
            yield self.ground.obstacle(before.name, 1, "other statements would change than those that have to")
            return
        for one, other in zip(old, new, strict=True):
            was, now = self._needed(self.ground.program, before, one), self._needed(self.after, after, other)
            if was != now:
                what = ", ".join(sorted(map(_spelled, was ^ now)))
                yield self.ground.obstacle(before.name, one.span.line, f"a reference would mean another thing: {what}")

    def _placed(self, after: LinkedModule) -> frozenset[int]:
        """Return the indexes of the parts of the target that were moved there."""
        if after.name != self.target:
            return frozenset()
        return frozenset(
            part.index
            for name in self.closure.names
            for index in after.names.get(name, ())
            for part in family(after, index)
        )

    def _needed(self, program: Program, linked: LinkedModule, part: Part) -> frozenset[Meaning]:
        found = {self._meaning(program, linked.name, chain) for chain, _ in (*part.reads.refs, *part.reads.lazy)}
        for target in linked.imports.get(part.index, ()):
            entities = program.imported(target)
            if not all(one.kind == "module" for one in entities):
                found.add((self._labels(program, entities), ()))
        return frozenset(found)

    def _meaning(self, program: Program, module: str, chain: tuple[str, ...]) -> Meaning:
        found, rest = program.follow(module, chain)
        return self._labels(program, found), rest if found else chain

    def _labels(self, program: Program, found: Iterable[Entity]) -> frozenset[Label]:
        return frozenset(self._label(program, one) for one in defining(program, tuple(found)))

    def _label(self, program: Program, entity: Entity) -> Label:
        """Name an entity so that it has one name before and after; what moves has that of its new place."""
        if entity.part < 0:
            return entity.kind, entity.module, "", 0
        moved = moved_keys(self.closure).get((entity.module, entity.part)) if program is self.ground.program else None
        linked = program.module(entity.module)
        name = linked.parts[entity.part].binds[0] if linked and linked.parts[entity.part].binds else ""
        if moved is not None:
            return entity.kind, self.target, moved.name, 0
        if program is self.after and entity.module == self.target and name in self.closure.names:
            return entity.kind, self.target, name, 0
        bound = linked.names.get(name, ()) if linked else ()
        return entity.kind, entity.module, name, bound.index(entity.part) if entity.part in bound else 0


def _compared(linked: LinkedModule, placed: frozenset[int]) -> Iterator[Part]:
    return (part for part in linked.parts if part.kind != "import" and part.index not in placed)


def _spelled(meaning: Meaning) -> str:
    labels, rest = meaning
    return "/".join(sorted(".".join(filter(None, (module, name))) for _, module, name, _ in labels)) + "".join(
        f".{one}" for one in rest
    )


def same_statements(
    before: ast.Module, after: ast.Module, renamed: Mapping[tuple[int, tuple[str, ...]], str], moved: list[ast.stmt]
) -> bool:
    """Tell whether two modules have the same statements but for imports, renamed references, and those that moved."""
    arrived = [ast.dump(node) for node in moved]
    left = []
    for node in after.body:
        if ast.dump(node) in arrived:
            arrived.remove(ast.dump(node))
        else:
            left.append(node)
    old = [_plain(node, renamed) for node in before.body]
    new = [_plain(node, {}) for node in left]
    return not arrived and [one for one in old if one] == [one for one in new if one]


def _plain(node: ast.stmt, renamed: Mapping[tuple[int, tuple[str, ...]], str]) -> str:
    """Return a statement without imports and `pass`; empty for one that is nothing else."""
    plain = _Plain(renamed).visit(node)
    return ast.dump(plain) if plain is not None else ""


class _Plain(ast.NodeTransformer):
    """Leaves imports out, and writes references in their new form."""

    def __init__(self, renamed: Mapping[tuple[int, tuple[str, ...]], str]) -> None:
        self._renamed = renamed

    def visit(self, node: ast.AST) -> ast.AST | None:
        """Return the node in its plain form."""
        if isinstance(node, ast.Import | ast.ImportFrom | ast.Pass):
            return None
        if isinstance(node, ast.Name | ast.Attribute):
            name = self._renamed.get((node.lineno, chain_of(node)))
            if name is not None:
                return ast.Name(name, node.ctx)
        visited: ast.AST | None = self.generic_visit(node)
        return visited
