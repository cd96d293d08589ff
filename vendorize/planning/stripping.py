"""Which text that does not run goes from which distribution, and whether somebody asks for signatures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize.model.settings import Strip
    from vendorize_analysis.model.summary import Part

_ASKING: Final = "get_overloads"


def with_strip(plan: Plan, strip: Strip) -> Plan:
    """Return the plan with what goes from each vendored distribution, as it is configured."""
    distributions = tuple(
        replace(one, strip=strip.of(one.key)) if one.verdict == "extract" else one for one in plan.distributions
    )
    return replace(plan, distributions=distributions, signatures=any(map(_asks, _modules(plan))))


def _modules(plan: Plan) -> Iterator[ModulePlan]:
    yield from plan.first_party
    for one in plan.distributions:
        yield from one.modules


def _asks(module: ModulePlan) -> bool:
    """Tell whether a module asks for signatures, which `typing` remembers; not one that only hands that on."""
    parts = module.kept_parts()
    if any(_ASKING in part.binds and part.kind != "import" for part in parts):
        return False
    return any(_names_it(part) for part in parts if not part.dead)


def _names_it(part: Part) -> bool:
    reads = part.reads
    chains = [chain for chain, _ in (*reads.refs, *reads.lazy)]
    return (
        any(one.name == _ASKING for one in part.imports)
        or any(_ASKING in chain for chain in chains)
        or any(name == _ASKING for name, _ in reads.attributes)
    )
