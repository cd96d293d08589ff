"""Collect the uses of capabilities: in live code with their places, and in each module as it is installed."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.capabilities.mentions import Mentions, makers_of
from vendorize_analysis.capabilities.plain import capabilities_of_module
from vendorize_analysis.model.capabilities import Capabilities, Use
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.tables import powers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.capabilities.mentions import Mention
    from vendorize_analysis.linking import Program
    from vendorize_analysis.model.analysis import Liveness, LoadedModule
    from vendorize_analysis.model.summary import Part


def find_capabilities(program: Program, modules: Mapping[str, LoadedModule], liveness: Liveness) -> Capabilities:
    """Return what live code can do, and what the modules that were read can as they are installed."""
    uses: dict[str, set[Use]] = defaultdict(set)
    for owner, use in _Search(program, modules, liveness).uses():
        uses[owner].add(use)
    installed: dict[str, dict[str, frozenset[str]]] = defaultdict(dict)
    for module in modules.values():
        installed[module.distribution][module.name] = capabilities_of_module(module)
    return Capabilities(uses={key: tuple(sorted(found)) for key, found in sorted(uses.items())}).joined(installed)


class _Search:
    """Looks at the live parts of all modules."""

    def __init__(self, program: Program, modules: Mapping[str, LoadedModule], liveness: Liveness) -> None:
        self._program = program
        self._modules = modules
        self._liveness = liveness
        self._mentions = Mentions(program, modules, makers_of(liveness.stdlib))
        self._pointed: dict[str, set[str]] = defaultdict(set)
        for _, _, target, name in liveness.pointed:
            self._pointed[target].add(name)

    def uses(self) -> Iterator[tuple[str, Use]]:
        """Yield the uses, each with the distribution that has it."""
        for module in self._modules.values():
            if isinstance(module.summary, ModuleSummary):
                yield from self._in(module)
            elif module.name in self._liveness.executed:
                for each in powers.capabilities_of_unread():
                    yield module.distribution, Use(each, module.name, -1, 1, module.relative, certain=True)
        for name in sorted(self._liveness.escaped & self._modules.keys()):
            yield from self._of_aliases(self._modules[name])

    def _in(self, module: LoadedModule) -> Iterator[tuple[str, Use]]:
        linked = self._program.module(module.name)
        for index in sorted(self._liveness.parts.get(module.name, ())) if linked is not None else ():
            for mention in self._mentions.of_part(linked, linked.parts[index]) if linked is not None else ():
                yield from _as_uses(mention, module, index)

    def _of_aliases(self, module: LoadedModule) -> Iterator[tuple[str, Use]]:
        """Yield what a module imports that is passed around: whoever has it may ask it for that."""
        linked = self._program.module(module.name)
        live = self._liveness.parts.get(module.name, frozenset())
        asked = self._mentions.asked | self._pointed.get(module.name, frozenset())
        read = {name for part in (linked.parts if linked is not None else ()) for name in _read_by(part)}
        # What is required and not read here is asked for by others, by whatever name.
        required = {name for name in self._liveness.names.get(module.name, ()) if name in asked or name not in read}
        for index, targets in linked.imports.items() if linked is not None and required else ():
            if linked is not None and index in live and linked.parts[index].kind == "import":
                for target in targets:
                    for mention in self._mentions.of_alias(target) if target.binds in required else ():
                        yield from _as_uses(mention, module, index)


def _read_by(part: Part) -> Iterator[str]:
    """Yield the names that a part reads or tests."""
    yield from (chain[0] for chain, _ in part.reads.refs)
    yield from (name for name, _ in part.reads.tested)


def _as_uses(mention: Mention, module: LoadedModule, index: int) -> Iterator[tuple[str, Use]]:
    owner = module.distribution if mention.owner is None else mention.owner
    for capability in mention.capabilities:
        yield owner, Use(capability, module.name, index, mention.line, mention.name, mention.certain)
