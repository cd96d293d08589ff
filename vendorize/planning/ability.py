"""By which way code comes to a capability: witnesses walked back from a use, or names followed from a symbol to one."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from packaging.utils import canonicalize_name

from vendorize.model.ability import Ability, Way
from vendorize.model.report import Step
from vendorize.planning.explain import describe, locate, nodes_of, path_to, text_at
from vendorize.planning.nearest import did_you_mean
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.analysis import Node
from vendorize_analysis.tables.powers import meaning_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from vendorize_analysis.capabilities import Authority, Reach
    from vendorize_analysis.model.analysis import Analysis
    from vendorize_analysis.model.capabilities import Use


def explain_capability(analysis: Analysis, capability: str, about: str, authority: Authority) -> Ability:
    """Return the ways to a capability: of everything that is kept, of one distribution, or from one symbol.

    Raises `UserError` for a name that is neither a distribution nor a symbol of what was read.
    """
    uses = {
        key: [use for use in found if use.capability == capability] for key, found in analysis.capabilities.uses.items()
    }
    uses = {key: found for key, found in uses.items() if found}
    keys = {found.key for found in analysis.environment.distributions}
    key = canonicalize_name(about)
    if about and key not in keys:
        ways = _from_symbol(analysis, about, uses, authority)
        return Ability(capability, meaning_of(capability), about, ways)
    chosen = {key: uses[key]} if about and key in uses else {} if about else uses
    lost = [
        one
        for one, found in analysis.capabilities.installed.items()
        if one and capability in found and one not in {*uses, *analysis.external} and (not about or one == key)
    ]
    ways = tuple(_way(analysis, one, found) for one, found in sorted(chosen.items()))
    return Ability(capability, meaning_of(capability), about, ways, tuple(sorted(_name(analysis, one) for one in lost)))


def _way(analysis: Analysis, key: str, uses: Sequence[Use]) -> Way:
    """Return the shortest way from a root to a use of a distribution, one that is certain before others."""
    ways = [(use, tuple(path_to(analysis, _node(use)))) for use in _one_a_part(uses)]
    use, steps = min(ways, key=lambda way: (not way[0].certain, len(way[1]), way[0]))
    others = tuple(_as_step(analysis, one) for one in sorted(uses, key=_place) if one != use)
    return Way(_name(analysis, key), (*steps, _end(analysis, use)), others)


def _from_symbol(analysis: Analysis, symbol: str, uses: dict[str, list[Use]], authority: Authority) -> tuple[Way, ...]:
    """Return the shortest way by names from a symbol to a use, if there is any."""
    starts = list(nodes_of(analysis, symbol))
    if not starts:
        raise UserError(
            f"no distribution and no symbol {symbol!r} in the project or in what it reaches",
            hint=did_you_mean(
                analysis, symbol, "name a distribution, or write package.module.name or package.module:name"
            ),
        )
    owners: dict[Node, list[tuple[str, Use]]] = defaultdict(list)
    for key, found in uses.items():
        for use in found:
            owners[_node(use)].append((key, use))
    path = authority.path(starts, owners)
    if path is None:
        return ()
    key, use = min(owners[path[-1].node], key=lambda owner: (not owner[1].certain, owner))
    return (Way(_name(analysis, key), (*_steps(analysis, path, symbol), _end(analysis, use))),)


def _steps(analysis: Analysis, path: Sequence[Reach], symbol: str) -> Iterable[Step]:
    """Yield the steps of a way; the first one has the name that was asked about."""
    before: Node | None = None
    for node, kind, detail in path:
        path_name, line, text = locate(analysis, before or node, detail)
        name = describe(analysis, node, detail or symbol.replace(":", "."))
        yield Step(name, path_name, line, kind, certain=True, text=text, detail=detail)
        before = node


def _one_a_part(uses: Iterable[Use]) -> Iterable[Use]:
    """Return the first use of each part, a certain one before others."""
    first: dict[Node, Use] = {}
    for use in sorted(uses, key=lambda use: (not use.certain, use)):
        first.setdefault(_node(use), use)
    return first.values()


def _place(use: Use) -> tuple[bool, str, int, str]:
    return not use.certain, use.module, use.line, use.name


def _node(use: Use) -> Node:
    return Node(use.module, use.part)


def _end(analysis: Analysis, use: Use) -> Step:
    """Return the step to what is used."""
    step = _as_step(analysis, use)
    return Step(use.name, step.path, step.line, step.kind, step.certain, step.text, use.capability)


def _as_step(analysis: Analysis, use: Use) -> Step:
    module = analysis.modules[use.module]
    symbol, text = describe(analysis, _node(use)), text_at(module, use.line)
    return Step(symbol, str(module.path), use.line, "capability", use.certain, text, use.name)


def _name(analysis: Analysis, key: str) -> str:
    return analysis.environment.distribution(key).name if key else analysis.project.name
