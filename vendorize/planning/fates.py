"""Which live functions are hot, and stay in their modules, and which are cold, and leave them."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

from vendorize.model.cold import OLDEST
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.symbols import qualified_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.cold import Temperature
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize_analysis.model.environment import Interpreter
    from vendorize_analysis.model.summary import Part

Hot = frozenset[tuple[str, str, str]]
"""Functions that ran: key of the distribution, file under its import root, qualified name."""


def with_fates(plan: Plan, temperature: Temperature, interpreter: Interpreter) -> Plan:
    """Return the plan with the live functions of vendored code told apart; those of the program itself are all hot.

    `interpreter` is what the result is for. Raises `UserError` for one that cannot load cold code.
    """
    if not temperature.cold.any:
        return plan
    if interpreter.version[:2] < OLDEST:
        message = f"cold code needs Python 3.11 or newer, and the environment has {interpreter.version_text}"
        raise UserError(message, hint='set cold = "drop"')
    code = temperature.executed.code if temperature.executed is not None else ()
    hot = frozenset((one.owner, one.file, one.name) for one in code)
    return replace(plan, distributions=tuple(_distribution(one, temperature, hot) for one in plan.distributions))


def _distribution(planned: DistributionPlan, temperature: Temperature, hot: Hot) -> DistributionPlan:
    policy = temperature.cold.of(planned.key)
    if planned.verdict != "extract" or policy == "drop":
        return planned
    modules = tuple(replace(one, cold=frozenset(_cold(one, temperature, hot))) for one in planned.modules)
    return replace(planned, modules=modules, cold=policy)


def _cold(module: ModulePlan, temperature: Temperature, hot: Hot) -> Iterator[int]:
    """Yield the parts that are cold; a module that stays as it is, because its text may be read, has none."""
    if module.summary is None or module.keep is None or module.by_path:
        return
    parts = module.summary.parts
    said = {index for index, _ in module.summary.keeps}
    for part in parts:
        if part.kind != "def" or part.index not in module.keep or part.dead or _is_in(parts, part.index, said):
            continue
        name = qualified_name(parts, part.index)
        if (module.distribution, module.relative, name) in hot:
            continue
        if not any(_fits(f"{module.name}.{name}", pattern.replace(":", ".")) for pattern in temperature.kept):
            yield part.index


def _is_in(parts: Sequence[Part], index: int, said: set[int]) -> bool:
    while index >= 0 and index not in said:
        index = parts[index].parent
    return index >= 0


def _fits(symbol: str, pattern: str) -> bool:
    return fnmatchcase(symbol, pattern) or fnmatchcase(symbol, f"{pattern}.*")
