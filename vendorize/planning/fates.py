"""Which live functions and modules are hot, and stay where they are, and which are cold, and leave their files."""

from __future__ import annotations

from dataclasses import replace
from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, NamedTuple

from vendorize.model.cold import OLDEST
from vendorize.model.executed import OPENED
from vendorize_analysis.errors import UserError
from vendorize_analysis.model.symbols import qualified_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from vendorize.model.cold import Temperature
    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize_analysis.model.environment import Interpreter
    from vendorize_analysis.model.summary import Part


class _Hot(NamedTuple):
    """What keeps code where it is."""

    traced: bool
    """Somebody has looked what runs."""
    functions: frozenset[tuple[str, str, str]]
    """Those that ran: key of the distribution, file under its import root, qualified name."""
    believed: frozenset[tuple[str, str]]
    """Those that are believed to run, where nobody has looked: module, qualified name."""
    files: frozenset[tuple[str, str]]
    """Those of which anything ran."""
    kept: tuple[str, ...]
    """Patterns of symbols, with dots alone."""
    opened: frozenset[tuple[str, str]] | None
    """Files that were opened; None where nobody has noted that."""


def with_fates(plan: Plan, temperature: Temperature, interpreter: Interpreter) -> Plan:
    """Return the plan with the live functions of vendored code told apart; those of the program itself are all hot.

    `interpreter` is what the result is for. Raises `UserError` for one that cannot load cold code.
    """
    if not temperature.cold.any:
        return plan
    if interpreter.version[:2] < OLDEST:
        message = f"cold code needs Python 3.11 or newer, and the environment has {interpreter.version_text}"
        raise UserError(message, hint='set cold = "drop"')
    hot = _hot(temperature)
    distributions = tuple(_distribution(one, temperature, hot) for one in plan.distributions)
    return replace(plan, distributions=distributions, marks_kinds=interpreter.implementation == "cpython")


def _hot(temperature: Temperature) -> _Hot:
    code = temperature.executed.code if temperature.executed is not None else ()
    complete = temperature.executed is not None and temperature.executed.complete
    return _Hot(
        temperature.executed is not None,
        frozenset((one.owner, one.file, one.name) for one in code),
        temperature.believed,
        frozenset((one.owner, one.file) for one in code),
        dotted(temperature.kept),
        frozenset((one.owner, one.file) for one in code if one.name == OPENED) if complete else None,
    )


def _distribution(planned: DistributionPlan, temperature: Temperature, hot: _Hot) -> DistributionPlan:
    policy = temperature.cold.of(planned.key)
    if planned.verdict != "extract" or policy == "drop":
        return planned
    known = planned.modules if policy != "deny" else tuple(_unread(one, hot) for one in planned.modules)
    modules = tuple(replace(one, cold=frozenset(_cold(one, hot)), cold_whole=_is_cold(one, hot)) for one in known)
    level = frozenset(one.name for one in modules if _only_level(one, hot))
    return replace(planned, modules=modules, cold=policy, level=level)


def _unread(module: ModulePlan, hot: _Hot) -> ModulePlan:
    """Return a module whose file may be read, or run by its path, as one of which that is not so if no run did it.

    That is for code that is denied: whoever does it after all gets a text that says so when it runs.
    """
    if hot.opened is None or (module.distribution, module.relative) in hot.opened or not module.functions_stay("deny"):
        return module
    return replace(module, by_path=module.by_loader, by_text=False)


def _is_cold(module: ModulePlan, hot: _Hot) -> bool:
    """Tell whether a module is cold itself: there are traces, none ran anything of it, and nobody asks that it stays.

    Without a trace it is not: most modules that are live run when the program starts.
    """
    if not hot.traced or module.summary is None or module.stays:
        return False
    if module.summary.keeps or (module.distribution, module.relative) in hot.files:
        return False
    return not is_kept(module.name, hot.kept)


def _only_level(module: ModulePlan, hot: _Hot) -> bool:
    """Tell whether a module runs, as traces say, but none of its functions does, and nobody asks that it stays."""
    if not hot.traced or module.summary is None or module.stays or module.summary.keeps:
        return False
    functions = (one for one in module.kept_parts() if one.kind == "def" and not one.dead)
    return not is_kept(module.name, hot.kept) and all(one.index in module.cold for one in functions)


def dotted(kept: Iterable[str]) -> tuple[str, ...]:
    """Return patterns of symbols with dots alone."""
    return tuple(pattern.replace(":", ".") for pattern in kept)


def is_kept(module: str, kept: Sequence[str]) -> bool:
    """Tell whether a keep rule, with dots alone, names a module, something in it, or what it is in."""
    return any(_fits(module, one) or fnmatchcase(one, f"{module}.*") for one in kept)


def _cold(module: ModulePlan, hot: _Hot) -> Iterator[int]:
    """Yield the parts that are cold, as far as their module may change."""
    if module.summary is None:
        return
    parts = module.summary.parts
    said = {index for index, _ in module.summary.keeps}
    for part in parts:
        gone = part.dead or (module.keep is not None and part.index not in module.keep)
        if part.kind != "def" or gone or _is_in(parts, part.index, said):
            continue
        name = qualified_name(parts, part.index)
        if (module.distribution, module.relative, name) in hot.functions or (module.name, name) in hot.believed:
            continue
        if not any(_fits(f"{module.name}.{name}", pattern) for pattern in hot.kept):
            yield part.index


def _is_in(parts: Sequence[Part], index: int, said: set[int]) -> bool:
    while index >= 0 and index not in said:
        index = parts[index].parent
    return index >= 0


def _fits(symbol: str, pattern: str) -> bool:
    return fnmatchcase(symbol, pattern) or fnmatchcase(symbol, f"{pattern}.*")
