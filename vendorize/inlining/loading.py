"""Which modules a module loads, before and after: circles, and effects of what is loaded now or loaded no more."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from vendorize.inlining.eligible import judge
from vendorize_analysis.model.names import with_packages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize.inlining.ground import Ground
    from vendorize.model.inlined import Obstacle
    from vendorize_analysis.linking import ImportTarget, LinkedModule, Program
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.purity import Purity


@dataclass(slots=True)
class Loads:
    """Follows the imports of a program."""

    program: Program
    late: bool = False
    """Those inside of functions count too."""
    _direct: dict[str, frozenset[str]] = field(default_factory=dict)

    def direct(self, module: str) -> frozenset[str]:
        """Return the modules that a module's own imports load, without the packages around them."""
        if module not in self._direct:
            linked = self.program.module(module)
            self._direct[module] = frozenset(self._imports(linked)) if linked else frozenset()
        return self._direct[module]

    def _imports(self, linked: LinkedModule) -> Iterator[str]:
        for index, targets in linked.imports.items():
            if linked.parts[index].dead or (not self.late and _is_late(linked, index)):
                continue
            for target in targets:
                yield from self._loaded(target)
        for module, _ in linked.stars:
            yield module

    def _loaded(self, target: ImportTarget) -> Iterator[str]:
        if not target.module:
            return
        yield target.module
        if target.name not in {"", ".", "*"}:
            below = f"{target.module}.{target.name.partition('.')[0]}"
            if self.program.exists(below):
                yield below

    def reach(self, modules: Iterable[str]) -> frozenset[str]:
        """Return all that is loaded with modules: these, the packages around them, and what each of them loads."""
        found: set[str] = set()
        waiting = list(modules)
        while waiting:
            for name in with_packages(waiting.pop()):
                if name not in found:
                    found.add(name)
                    waiting.extend(self.direct(name))
        return frozenset(found)


def _is_late(linked: LinkedModule, index: int) -> bool:
    part = linked.parts[index]
    return part.kind == "def"


def find_circles(ground: Ground, changed: Iterable[str], target: str, needed: Iterable[str]) -> list[Obstacle]:
    """Return the modules whose new import of the target would lead back to them.

    `needed` are the modules that the moved code imports.
    """
    loads = Loads(ground.program, late=True)
    found = []
    for module in sorted(changed):
        around = set(with_packages(module))
        packages = [name for name in with_packages(target) if name == target or name not in around]
        onward = {name for package in packages for name in loads.direct(package)} | set(needed)
        if module in _explicit(loads, onward):
            reason = f"importing {target} here would be a circle: it imports {module}, if not at once"
            found.append(ground.obstacle(module, 1, reason))
    return found


def _explicit(loads: Loads, modules: Iterable[str]) -> set[str]:
    """Return all that imports lead to; the packages around a module do not count as imported by it."""
    found: set[str] = set()
    waiting = list(modules)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting.extend(loads.direct(name))
    return found


def find_effects(ground: Ground, after: Program, changed: Iterable[str]) -> list[Obstacle]:
    """Return the effects at module level that changed modules would start, or start no more, when they are imported."""
    before, now = Loads(ground.program), Loads(after)
    judges = judge(ground.program), judge(after)
    found: set[Obstacle] = set()
    for module in sorted(changed):
        old, new = before.reach([module]), now.reach([module])
        for name in sorted(old ^ new):
            known = ground.program.module(name)
            linked, purity = (known, judges[0]) if known else (after.module(name), judges[1])
            acting = _acting(ground, linked, purity) if linked is not None else 0
            if acting:
                runs = "loads it no more" if name in old else "loads it now"
                said = f"{name} does something when it is imported, and {module} {runs}"
                found.add(ground.obstacle(name, acting, said))
    return sorted(found)


def _acting(ground: Ground, linked: LinkedModule, purity: Purity) -> int:
    """Return the first line of a module that does more than bind its names when it is imported; 0 without any.

    What extraction has written serves vendored modules, which load it themselves, and asks nothing of others.
    """
    if ground.namespace and linked.name in {ground.namespace, f"{ground.namespace}._support"}:
        return 0
    for part in linked.parts:
        outside = linked.around[part.index] < 0 and part.index not in linked.mains
        if outside and purity.has_effect(linked, part) and not _is_of_extraction(ground, linked, part):
            return part.span.line
    return 0


def _is_of_extraction(ground: Ground, linked: LinkedModule, part: Part) -> bool:
    """Tell whether a statement is one that says what extraction has taken out of a vendored module."""
    if not ground.is_vendored(linked.name) or part.kind in {"def", "class"}:
        return False
    line = ground.text(linked.name).splitlines()[part.span.line - 1][part.span.column :]
    written = f'__import__("{ground.namespace}._support", fromlist=["removed'.encode()
    return line.removeprefix(b"__getattr__ = ").startswith(written)


def find_lost(ground: Ground, after: Program, changed: Iterable[str]) -> list[Obstacle]:
    """Return the names that count on a submodule which some changed module has loaded, and loads no more."""
    before, now = Loads(ground.program, late=True), Loads(after, late=True)
    lost = {name for module in changed for name in before.reach([module]) - now.reach([module])}
    found = []
    for own in ground.own() if lost else ():
        linked = after.module(own)
        loaded = now.reach([own])
        for part in linked.parts if linked else ():
            for chain, line in part.reads.refs:
                for name in sorted(_passed(after, own, chain) & (lost - loaded)):
                    reason = f"{'.'.join(chain)} counts on {name}, which would be loaded no more"
                    found.append(ground.obstacle(own, line, reason))
    return found


def _passed(program: Program, module: str, chain: tuple[str, ...]) -> set[str]:
    """Return the modules that a dotted name goes through."""
    names: set[str] = set()
    for length in range(1, len(chain) + 1):
        found, rest = program.follow(module, chain[:length])
        if not rest:
            names |= {one.module for one in found if one.kind == "module"}
    return names
