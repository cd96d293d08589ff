"""Follow dotted names to what they mean."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import Entity, LinkedModule
    from vendorize_analysis.model.summary import Chain, Part
    from vendorize_analysis.reachability.engine import Engine
    from vendorize_analysis.reachability.state import ClassId


class References:
    """Turns a dotted name into live names, members and mentions."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.program = engine.program
        self._followed: dict[ClassId, set[Chain]] = defaultdict(set)
        """For each module, and each class in it, what its code has referred to."""

    def follow_all(self, linked: LinkedModule, part: Part) -> None:
        """Follow what a part reads.

        What a dotted name leads to depends on the module and on the class around it (`Base.method` in a subclass is
        not passed around), so that the second part there which reads it adds nothing.
        """
        followed = self._followed[linked.name, linked.around[part.index]]
        held = part.kind == "class" and (linked.name, part.index) in self.engine.classes.held
        for chain, _line in part.reads.refs:
            if held and chain in part.definition.bases and self.engine.holding.as_base(linked, chain):
                continue
            if chain[0] == "__class__":
                self.engine.holding.use_around(linked, part)
            # A hook that looks one name up in a table does not read it as others do.
            said = (*chain, "[]") if chain[0] in part.hook.keyed else chain
            if said not in followed:
                followed.add(said)
                self.follow(linked, chain)

    def follow_tests(self, linked: LinkedModule, part: Part) -> None:
        """Follow what a part only tests: a module is not passed around by that."""
        for name, _line in part.reads.tested:
            if name not in linked.names and not self.program.stars_giving(linked, name):
                continue
            found = self.program.look_up(linked.name, name)
            if any(entity.kind == "module" for entity in found):
                self.engine.want(linked.name, name, Edge("reference", name))
                found = tuple(entity for entity in found if entity.kind != "module")
                self.descend(found, (), linked.distribution, name)
            else:
                self.follow(linked, (name,))

    def follow(self, linked: LinkedModule, chain: Chain) -> None:
        """Follow a dotted name as a module reads it."""
        root = chain[0]
        if root in linked.names or self.program.stars_giving(linked, root):
            if len(chain) > 1 and self.engine.holding.as_data(linked, chain):
                self._unknown(chain[2:])
                return
            if root not in self.engine.state.wanted[linked.name]:
                self.engine.want(linked.name, root, Edge("reference", ".".join(chain)))
            self.descend(self.program.look_up(linked.name, root), chain[1:], linked.distribution, root)
        elif len(chain) > 1:
            self._unknown(chain[1:])

    def descend(self, found: tuple[Entity, ...], rest: Chain, distribution: str, root: str = "") -> None:
        """Follow attributes from where a name has led; `root` is that name as it stands in code."""
        if not found:
            self._unknown(rest)
        for entity in found:
            if entity.kind == "stdlib":
                self._standard(entity, rest, distribution)
            elif entity.kind == "value":
                self.engine.tables.read(entity, root)
                self._unknown(rest)
            elif not rest:
                if entity.kind == "module":
                    self.engine.modules.escape(entity.module)
                    self.engine.modules.hand_out(entity.module, distribution)
            elif entity.kind == "module":
                self._attribute(entity.module, rest, distribution)
            elif entity.kind == "class":
                if not self.engine.classes.ask_class((entity.module, entity.part), rest[0]):
                    self.engine.mention(rest[0])
                self._unknown(rest[1:])
            else:
                self._unknown(rest)

    def _attribute(self, module: str, rest: Chain, distribution: str) -> None:
        """Follow `module.name`."""
        name = rest[0]
        edge = Edge("reference", f"{module}.{name}")
        found = self.program.look_up(module, name)
        linked = self.program.module(module)
        if linked is not None and (name in linked.names or self.program.stars_giving(linked, name)):
            self.engine.want(module, name, edge)
        elif self.program.exists(f"{module}.{name}"):
            self.engine.execute(f"{module}.{name}", edge)
            self.engine.want(module, name, edge)
        elif name in {"__file__", "__path__", "__spec__", "__loader__"}:
            self.engine.state.data.add(self.engine.state.distribution(module))
        elif name == "__dict__":
            self.engine.keep_whole(module, edge)
        else:
            self.engine.want(module, name, edge)
            self._unknown(rest)
            return
        self.descend(found, rest[1:], distribution)

    def _standard(self, entity: Entity, rest: Chain, distribution: str) -> None:
        self.engine.use_standard(".".join((entity.module, *rest)), distribution)
        self._unknown(rest[1:])

    def _unknown(self, names: Chain) -> None:
        mentioned = self.engine.state.mentioned
        for name in names:
            if name not in mentioned:
                self.engine.mention(name)
