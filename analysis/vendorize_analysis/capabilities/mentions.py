"""What of the standard library, and of compiled modules, a part names."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from vendorize_analysis.capabilities import modes
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.tables import powers
from vendorize_analysis.tables.callbacks import is_standard_module

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.linking import Entity, ImportTarget, LinkedModule, Program
    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.summary import Chain, Part

_LOADED: Final = ("", "*")
"""Names of an import that take nothing of the module."""


class Mention(NamedTuple):
    """Something with a capability that a part names."""

    capabilities: tuple[str, ...]
    name: str
    line: int
    certain: bool
    owner: str | None = None
    """Distribution of the compiled module that is named; None for the part's own."""


class Mentions:
    """Follows the names of live parts through imports to what has a capability."""

    def __init__(self, program: Program, modules: Mapping[str, LoadedModule], makers: frozenset[str]) -> None:
        self._program = program
        self._modules = modules
        self._makers = makers
        """Modules and names of the standard library that live code refers to: whose objects there may be."""
        self.asked: set[str] = set()
        """Names that the parts looked at so far ask unknown objects for."""

    def of_part(self, linked: LinkedModule, part: Part) -> Iterator[Mention]:
        """Yield what a part names, in itself; not what is in the parts inside of it."""
        for chain, line in part.reads.refs:
            found, rest = self._program.follow(linked.name, chain)
            if found:
                yield from self._of_entities(linked, part, (found, rest), (chain, line))
            else:
                # A name that nothing binds is a built-in one, or belongs to the class around.
                if chain[0] not in linked.names and not is_standard_module(chain[0]):
                    yield from self._named(linked, part, (".".join(chain), line), chain)
                yield from self._of_members(chain[1:], line)
        for target in linked.imports.get(part.index, ()):
            yield from self._of_import(linked, part, target)
        for name, line in part.reads.attributes:
            yield from self._of_members((name,), line)
        for hazard in part.hazards:
            if given := powers.capabilities_of_hazard(hazard.code):
                yield Mention(given, hazard.code, hazard.line, certain=True)

    def _of_import(self, linked: LinkedModule, part: Part, target: ImportTarget) -> Iterator[Mention]:
        """Yield what an import takes: in a function what is used of it, in a class what the class then has."""
        in_function = part.kind != "import"
        if not target.module or (target.name in _LOADED and (in_function or not target.binds)):
            return
        if target.binds and (in_function or linked.around[part.index] < 0):
            return
        chain = () if target.name in {"", "."} else tuple(target.name.split("."))
        start = self._program.as_module(target.module)
        found = self._program.attributes(start, chain) if chain else (start, ())
        yield from self._of_entities(linked, part, found, (chain, target.line))

    def of_alias(self, target: ImportTarget) -> Iterator[Mention]:
        """Yield what a module-level import gives to those who ask the module for it, as far as they ask for more."""
        for entity in self._program.imported(target):
            if entity.kind != "stdlib":
                continue
            given = {*powers.capabilities(entity.module)}
            for name, more in self._inside(entity.module):
                if self.asked.issuperset(name.split(".")):
                    given.update(more)
            if given:
                yield Mention(tuple(sorted(given)), entity.module, target.line, certain=False)

    def _of_entities(
        self,
        linked: LinkedModule,
        part: Part,
        followed: tuple[tuple[Entity, ...], Chain],
        place: tuple[Chain, int],
    ) -> Iterator[Mention]:
        found, rest = followed
        chain, line = place
        for entity in found:
            if entity.kind == "stdlib":
                yield from self._named(linked, part, (".".join((entity.module, *rest)), line), chain)
            elif entity.kind == "opaque":
                yield self._compiled(entity.module, line)
        yield from self._of_members(rest, line)

    def _named(self, linked: LinkedModule, part: Part, place: tuple[str, int], chain: Chain) -> Iterator[Mention]:
        """Yield what a dotted name of the standard library can do."""
        dotted, line = place
        given = modes.of_part(self._modules[linked.name], part, (chain or (dotted,), dotted))
        if given:
            yield Mention(tuple(sorted(given)), dotted, line, certain=True)
        more = {each for _, under in self._inside(dotted) for each in under} - {*given}
        if more:
            yield Mention(tuple(sorted(more)), dotted, line, certain=False)

    def _inside(self, dotted: str) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield the names with capabilities in a module: whoever has it has all of it that somebody has loaded."""
        for name, given in powers.named_under(dotted) if is_standard_module(dotted) else ():
            below = f"{dotted}.{name.partition('.')[0]}"
            if below in self._makers or below == "os.path" or not is_standard_module(below):
                yield name, given

    def _of_members(self, names: Chain, line: int) -> Iterator[Mention]:
        self.asked.update(names)
        for name in names:
            for capability, makers in powers.capabilities_of_member(name):
                if not makers or not self._makers.isdisjoint(makers):
                    yield Mention((capability,), f".{name}", line, certain=False)

    def _compiled(self, dotted: str, line: int) -> Mention:
        module = next((one for one in with_packages(dotted) if self._program.kind(one) == "extension"), "")
        given = powers.capabilities_of_compiled(dotted)
        return Mention(given, module or dotted, line, certain=True, owner=self._program.catalogue.owner(module))


def makers_of(used: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return the names of the standard library that are used, with all their beginnings."""
    heads: set[str] = set()
    for dotted in {name for names in used.values() for name in names}:
        head = dotted
        while head and head not in heads:
            heads.add(head)
            head = head.rpartition(".")[0]
    return frozenset(heads)
