"""What code that stays where it is has to do with what moves: state that both have, identity, names in text."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from vendorize.inlining.eligible import family
from vendorize.inlining.ground import is_readable
from vendorize.inlining.values import holds_state, is_only_called, statement_at
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.inlining.ground import Ground
    from vendorize.model.inlined import MovedCode, MovedPart, Obstacle
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.summary import Chain, Part

Key = tuple[str, int]
_PICKLERS: Final = frozenset(
    {"cloudpickle", "copyreg", "dill", "joblib", "jsonpickle", "multiprocessing", "pickle", "shelve"}
)
_PICKLED: Final = frozenset(
    {"__getnewargs__", "__getnewargs_ex__", "__getstate__", "__reduce__", "__reduce_ex__", "__setstate__"}
)

_MEDDLING: Final = frozenset(
    {"__import__", "builtins.__import__", "meta_path", "modules", "sys.meta_path", "sys.modules"}
)


def find_shared(ground: Ground, closure: MovedCode) -> list[Obstacle]:
    """Return the reasons why a copy of the closure would not be what its original is for everybody else."""
    shared = _Shared(ground, closure)
    return sorted({*shared.used(), *shared.rebound(), *shared.named(), *shared.computed(), *shared.pickled()})


def moved_keys(closure: MovedCode) -> dict[Key, MovedPart]:
    """Return the parts that move, by module and index."""
    return {(part.module, part.index): part for part in closure.parts}


@dataclass(slots=True)
class _Shared:
    ground: Ground
    closure: MovedCode
    moved: dict[Key, MovedPart] = field(init=False)
    inside: frozenset[Key] = field(init=False)
    """The parts that move, with all in them."""

    def __post_init__(self) -> None:
        self.moved = moved_keys(self.closure)
        self.inside = frozenset(
            (module, part.index) for module, index in self.moved for part in family(self.ground.linked(module), index)
        )

    def hit(self, found: tuple[Entity, ...]) -> MovedPart | None:
        """Return what moves among the things that a name may be."""
        return next((self.moved[one.module, one.part] for one in found if (one.module, one.part) in self.moved), None)

    def stateful(self, part: MovedPart) -> bool:
        """Tell whether a copy of a part may come to differ from it."""
        linked = self.ground.linked(part.module)

        def meaning(node: ast.expr) -> str:
            chain = chain_of(node)
            if not chain:
                return ""
            if chain[0] not in linked.names:
                return ".".join(chain)
            found, rest = self.ground.program.follow(part.module, chain)
            return ".".join((found[0].module, *rest)) if found and found[0].kind == "stdlib" else ""

        node = statement_at(self.ground.tree(part.module), part.line)
        return node is None or holds_state(node, meaning)

    def used(self) -> Iterator[Obstacle]:
        """Find live code that stays and uses what may come to differ, or hands a function on."""
        for module in sorted(self.ground.analysis.modules):
            if self.ground.is_foreign(module) and is_readable(self.ground, module):
                yield from self._used_in(self.ground.linked(module))

    def _used_in(self, linked: LinkedModule) -> Iterator[Obstacle]:
        live = self.ground.analysis.liveness.parts.get(linked.name, frozenset())
        whole = linked.name in self.ground.analysis.liveness.whole
        for part in linked.parts:
            if (linked.name, part.index) in self.inside or part.dead or not (whole or part.index in live):
                continue
            for chain, line in (*part.reads.refs, *part.reads.lazy):
                found = self.hit(self.ground.program.follow(linked.name, chain)[0])
                if found is not None:
                    yield from self._judge_use(linked, found, chain, line)

    def _judge_use(self, linked: LinkedModule, found: MovedPart, chain: Chain, line: int) -> Iterator[Obstacle]:
        by = "is used by code that stays"
        reached = self._reached(found)
        if found.kind == "class":
            yield self.ground.obstacle(
                linked.name, line, f"the class {found.name} {by}: its copy would be another class"
            )
        elif self.stateful(found):
            yield self.ground.obstacle(linked.name, line, f"{found.name}, which can hold state, {by}")
        elif reached is not None:
            what = "a class" if reached.kind == "class" else "can hold state"
            reason = (
                f"{found.name} {by}, and needs {reached.name}, which {'is ' if reached.kind == 'class' else ''}{what}"
            )
            yield self.ground.obstacle(linked.name, line, reason)
        elif found.kind == "def" and not is_only_called(self.ground.tree(linked.name), chain):
            yield self.ground.obstacle(linked.name, line, f"{found.name} is handed on by code that stays")

    def _reached(self, part: MovedPart) -> MovedPart | None:
        """Return a class or a thing with state that a function needs: its original and its copy have one each."""
        seen: set[Key] = set()
        waiting = [(part.module, part.index)]
        while waiting:
            key = waiting.pop()
            if key in seen or key not in self.moved:
                continue
            seen.add(key)
            waiting += sorted(self.closure.needs.get(key, ()))
            if self.moved[key] != part and (self.moved[key].kind == "class" or self.stateful(self.moved[key])):
                return self.moved[key]
        return None

    def rebound(self) -> Iterator[Obstacle]:
        """Find functions that bind a name anew that moves."""
        for module in sorted({part.module for part in self.closure.parts}):
            names = {part.name for part in self.closure.parts if part.module == module}
            for node in ast.walk(self.ground.tree(module)):
                if isinstance(node, ast.Global):
                    for name in sorted(names.intersection(node.names)):
                        yield self.ground.obstacle(module, node.lineno, f"{name} is bound anew when the program runs")

    def named(self) -> Iterator[Obstacle]:
        """Find text that names what moves: patches of tests, settings, tables of what is imported late."""
        for module in sorted(self.ground.analysis.modules):
            if not is_readable(self.ground, module):
                continue
            for part in self.ground.linked(module).parts:
                for text in part.texts.all if (module, part.index) not in self.inside else ():
                    found = self._in_text(text)
                    if found is not None:
                        line = _line_of(self.ground.tree(module), part, text)
                        yield self.ground.obstacle(module, line, f"text names {found.name}: {text!r}")
        yield from self._replaced()
        for entry in self.ground.analysis.project.entry_points:
            found = self._in_text(f"{entry.module}.{entry.attribute}")
            if found is not None:
                own = self.ground.obstacle(self.closure.symbol.module, found.line, "")
                yield type(own)(own.path, own.line, f"{found.name} is the entry point {entry.name}")

    def _replaced(self) -> Iterator[Obstacle]:
        """Find code of the project that puts something else in the place of a module, or hides it."""
        giving = self._giving()
        for module in self.ground.own():
            linked = self.ground.program.module(module)
            for part in linked.parts if linked else ():
                named = sorted(giving.keys() & set(part.texts.all))
                if named and _meddles(part):
                    line = _line_of(self.ground.tree(module), part, named[0])
                    yield self.ground.obstacle(module, line, f"may put something else in the place of {named[0]}")

    def _in_text(self, text: str) -> MovedPart | None:
        names = tuple(text.replace(":", ".").split("."))
        for cut in range(len(names) - 1, 0, -1):
            if ".".join(names[:cut]) in self.ground.analysis.modules:
                found = self.ground.program.as_module(".".join(names[:cut]))
                for name in names[cut:]:
                    found, _ = self.ground.program.attributes(found, (name,))
                    part = self.hit(found)
                    if part is not None:
                        return part
                return None
        return None

    def computed(self) -> Iterator[Obstacle]:
        """Find modules that have what moves and that are handed around, or asked for computed names."""
        liveness = self.ground.analysis.liveness
        giving = self._giving()
        for module in sorted(liveness.escaped & giving.keys()):
            names = ", ".join(sorted(giving[module]))
            place = self._witness(module)
            yield self.ground.obstacle(*place, f"the module {module}, which has {names}, is handed around as a value")
        for site, index, module, name in liveness.pointed:
            if module in giving and (site, index) not in self.inside and (name in {"", "*"} or name in giving[module]):
                linked = self.ground.linked(site)
                yield self.ground.obstacle(
                    site, linked.parts[index].span.line, f"asks {module} for names that are computed"
                )

    def _giving(self) -> dict[str, frozenset[str]]:
        """Return the modules of dependencies that have what moves, with its names there."""
        names = {part.name for part in self.closure.parts}
        found = {}
        for module in self.ground.analysis.modules:
            if self.ground.is_foreign(module) and is_readable(self.ground, module):
                linked = self.ground.linked(module)
                asked = {*names, *linked.names}
                has = {name for name in asked if self.hit(self.ground.program.look_up(module, name))}
                if has:
                    found[module] = frozenset(has)
        return found

    def _witness(self, module: str) -> tuple[str, int]:
        """Return a line of the project that uses a module as a value; without one, its own first line."""
        for own in self.ground.own():
            linked = self.ground.program.module(own)
            for part in linked.parts if linked else ():
                for chain, line in part.reads.refs:
                    found, rest = self.ground.program.follow(own, chain)
                    if not rest and any(one.kind == "module" and one.module == module for one in found):
                        return own, line
        return module, 1

    def pickled(self) -> Iterator[Obstacle]:
        """Find what is written down by the name of its module."""
        classes = [part for part in self.closure.parts if part.kind == "class"]
        for part in classes:
            members = self.ground.linked(part.module).members.get(part.index, {})
            for name in sorted(_PICKLED & members.keys()):
                yield self.ground.obstacle(part.module, part.line, f"{part.name} says how it is pickled ({name})")
        for own in self.ground.own() if classes else ():
            linked = self.ground.program.module(own)
            for targets in linked.imports.values() if linked else ():
                for target in targets:
                    if target.module.partition(".")[0] in _PICKLERS:
                        said = f"pickles ({target.module}): objects of {classes[0].name} may be known by its module"
                        yield self.ground.obstacle(own, target.line, said)


def _meddles(part: Part) -> bool:
    """Tell whether a part has to do with how modules are found."""
    chains = {chain[:2] for chain, _ in part.reads.refs}
    words = {*part.texts.all, *(name for name, _ in part.reads.attributes), *(chain[-1] for chain in chains)}
    return ("sys", "modules") in chains or not _MEDDLING.isdisjoint(words)


def _line_of(tree: ast.Module, part: Part, text: str) -> int:
    """Return the line of a part that has a text; where none has it, its first one."""
    for node in ast.walk(tree):
        if not (isinstance(node, ast.Constant) and isinstance(node.value, str)):
            continue
        if text in node.value and part.span.line <= node.lineno <= part.span.end_line:
            return node.lineno
    return part.span.line
