"""Keep rules from a traced run of the tests: what the program reached there and the analysis does not keep."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.learning.dead import dead_code
from vendorize.learning.known import KnownCode
from vendorize.learning.patterns import widen
from vendorize.learning.proposing import propose
from vendorize.learning.stores import learn_data
from vendorize.model.trace import Learned, Proposal

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize.model.extracted import PlannedAnalysis
    from vendorize.model.trace import Entry

__all__ = ["dead_code", "learn", "learn_data"]

_ROUNDS = 5
"""What a rule keeps may reach more that only the tests show; that goes on for a few rounds, if at all."""


def learn(
    planned: PlannedAnalysis, entries: Sequence[Entry], again: Callable[[tuple[Proposal, ...]], PlannedAnalysis]
) -> Learned:
    """Return the rules that make the analysis keep what ran; `again` analyses with further rules.

    A rule is proposed for the first thing on the way that is not kept; the analysis finds what that needs, as a rule.
    """
    known = KnownCode(planned)
    rules: dict[str, Proposal] = {}
    tried: set[str] = set()
    handed: set[str] = set()
    for _ in range(_ROUNDS):
        found = propose(known, entries)
        handed |= found.handed
        new = {rule.symbol: rule for rule in widen(known, found.proposals) if rule.symbol not in tried}
        if not new:
            break
        tried |= new.keys()
        rules.update(new)
        known = KnownCode(again(tuple(rules.values())))
        unmatched = set(known.planned.analysis.liveness.unmatched) & new.keys()
        for symbol in sorted(unmatched):
            rules.update(_whole_module(known, rules.pop(symbol)))
        if unmatched:
            known = KnownCode(again(tuple(rules.values())))
    return Learned(tuple(sorted(rules.values())), tuple(sorted(handed)))


def _whole_module(known: KnownCode, rule: Proposal) -> dict[str, Proposal]:
    """Keep the module of a symbol that no rule can name (its branch is never taken on the platforms asked for)."""
    module = known.module_of(rule.symbol)
    return {module: Proposal(module, rule.reason, rule.code, rule.seen_in)} if module else {}
