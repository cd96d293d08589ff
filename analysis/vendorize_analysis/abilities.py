"""What a program and its dependencies can do: found with an analysis, and asked for afterwards."""

from __future__ import annotations

import marshal
from typing import TYPE_CHECKING, Any

from vendorize_analysis.capabilities import Authority, find_capabilities
from vendorize_analysis.linking import Program
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.model.capabilities import Capabilities, Use
from vendorize_analysis.model.names import with_packages
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.scanning import analyser, index_modules
from vendorize_analysis.scanning.source import digest_of
from vendorize_analysis.tables import powers

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.scanning import ModuleIndex, Scanner
    from vendorize_analysis.unread import UnreadFiles


def capabilities_of(found: Analysis, program: Program, scanner: Scanner, files: UnreadFiles) -> Capabilities:
    """Return what the code of an analysis can do, and what its dependencies can as they are installed."""
    cache = scanner.cache
    unread: dict[str, dict[str, frozenset[str]]] = {}
    for distribution in found.environment.distributions:
        if distribution.key not in found.environment.closure:
            continue
        compiled = [module for module in distribution.modules if module.kind == "extension"]
        inside = {module.name: frozenset(powers.capabilities_of_compiled(module.name)) for module in compiled}
        sources = [
            module for module in distribution.modules if module.kind != "extension" and module.name not in found.modules
        ]
        unread[distribution.key] = inside | files.capabilities(distribution, sources)
    key = _key(found, scanner)
    stored = cache.get(key)
    if stored is not None:
        read = _thawed(marshal.loads(stored))  # noqa: S302 (our own cache, checked by its digest)
    else:
        read = find_capabilities(program, found.modules, found.liveness)
        cache.put(key, marshal.dumps(_frozen(read)))
    return read.with_uses(_compiled(found, read)).joined(unread)


def _compiled(found: Analysis, read: Capabilities) -> Iterator[tuple[str, Use]]:
    """Yield what compiled modules can do that stay where they are while the code around them is cut.

    Where one has a readable twin, or nothing is taken from it, no code that was read says that it uses compiled code.
    """
    used = {above for uses in read.uses.values() for use in uses for above in with_packages(use.name)}
    keys = found.compiled.keys() - found.external
    modules = [(one.key, each) for one in found.environment.distributions if one.key in keys for each in one.modules]
    for key, module in modules:
        user = _user_of(module.name, found) if module.kind == "extension" and module.name not in used else None
        if user is not None:
            for capability in powers.capabilities_of_compiled(module.name):
                yield key, Use(capability, user.module, user.part, _line_of(user, found), module.name, certain=True)


def _line_of(node: Node, found: Analysis) -> int:
    summary = found.modules[node.module].summary
    return summary.parts[node.part].span.line if isinstance(summary, ModuleSummary) and node.part >= 0 else 1


def _user_of(module: str, found: Analysis) -> Node | None:
    """Return the first code on the way back from a module that was read; None where the module does not run."""
    node: Node | None = Node(module, -1)
    seen = set()
    while node is not None and node not in seen and (node.module == module or node.module not in found.modules):
        seen.add(node)
        witness = found.liveness.witnesses.get(node)
        node = witness.source if witness else None
    return node if node is not None and node.module != module else None


def _key(found: Analysis, scanner: Scanner) -> str:
    """Return what the capabilities of the modules that were read depend on, as a key."""
    live = found.liveness
    said = (
        analyser(),
        scanner.context,
        [(name, module.digest, module.relative) for name, module in found.modules.items()],
        [(name, sorted(parts)) for name, parts in sorted(live.parts.items())],
        [(name, sorted(live.names.get(name, ()))) for name in sorted(live.escaped)],
        [(name, module.kind) for name, module in scanner.index.modules.items() if module.kind == "extension"],
    )
    return f"able-{digest_of(repr(said).encode())}"


def _frozen(found: Capabilities) -> Any:  # noqa: ANN401 (plain values)
    uses = {key: [tuple(use) for use in uses] for key, uses in found.uses.items()}
    return uses, {key: {each: sorted(names) for each, names in one.items()} for key, one in found.installed.items()}


def _thawed(stored: Any) -> Capabilities:  # noqa: ANN401 (what `_frozen` gave)
    uses, installed = stored
    return Capabilities(
        uses={key: tuple(Use(*use) for use in one) for key, one in uses.items()},
        installed={key: {each: frozenset(names) for each, names in one.items()} for key, one in installed.items()},
    )


def authority_of(analysis: Analysis) -> Authority:
    """Return who names whom in what an analysis has found live."""
    index = index_modules(analysis.project, analysis.environment, analysis.absent)
    return Authority(Program(_Read(analysis, index)), analysis.liveness)


class _Read:
    """The modules that an analysis has read, as a catalogue: no other one is."""

    def __init__(self, analysis: Analysis, index: ModuleIndex) -> None:
        self._modules: Mapping[str, LoadedModule] = analysis.modules
        self._index = index

    def load(self, name: str) -> LoadedModule | None:
        """Return a module that was read."""
        return self._modules.get(name)

    def kind(self, name: str) -> str:
        """Tell what a dotted name is."""
        return self._index.kind(name)

    def exists(self, name: str) -> bool:
        """Tell whether it is a module of the project or of a distribution."""
        return self._index.exists(name)

    def owner(self, name: str) -> str:
        """Return the key of the distribution that a module belongs to."""
        return self._index.distribution_of(name)

    def submodules(self, package: str) -> tuple[str, ...]:
        """Return the modules directly inside a package that were read."""
        return tuple(name for name in self._modules if name.rpartition(".")[0] == package)

    def matching(self, prefix: str) -> tuple[str, ...]:
        """Return the modules that were read whose dotted name begins with a text."""
        return tuple(name for name in self._modules if name.startswith(prefix))
