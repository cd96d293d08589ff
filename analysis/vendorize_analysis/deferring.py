"""Which imports may wait, asked of a search that has ended: texts are read again, with what the search knows."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING

from vendorize_analysis.deferral import Searched, find_deferrals
from vendorize_analysis.deferral.remembering import RememberedFacts
from vendorize_analysis.errors import first_of
from vendorize_analysis.model.names import distribution_key
from vendorize_analysis.model.options import defers
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.reachability import judge_effects
from vendorize_analysis.recursion import deeply

_MOST = 3
"""Places that a warning names."""

if TYPE_CHECKING:
    from vendorize_analysis.deferral.record import Facts
    from vendorize_analysis.linking import Program
    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.deferral import Deferral
    from vendorize_analysis.model.options import AnalysisOptions
    from vendorize_analysis.scanning import Scanner


def with_deferrals(found: Analysis, program: Program, options: AnalysisOptions, scanner: Scanner) -> Analysis:
    """Return an analysis that says of each import statement whether it may wait, where that is asked for.

    Warn of what nobody can judge. What was read off texts before is taken from the cache of the scanner.
    """
    project = distribution_key(found.project.name)
    remembered = RememberedFacts(scanner.cache, scanner.context)

    @cache
    def facts(name: str) -> Facts | None:
        module = found.modules.get(name)
        return None if module is None else deeply(_facts, module, found, remembered)

    def stays(name: str) -> bool:
        module = found.modules.get(name)
        return module is None or module.distribution in found.external

    short = frozenset(name for one in found.environment.distributions for name in one.short_names)
    around = Searched(program, found.liveness, facts, judge_effects(program), stays, short)
    told, asking = find_deferrals(around)
    told = [one for one in told if defers(options, found.modules[one.module].distribution, project)]
    if asking and any(not one.why for one in told):
        scanner.progress.warned(
            "imports wait (defer-imports), and what is not used yet is not in sys.modules, where computed names"
            f" are looked for at {first_of(asking, _MOST)}; prove the result with `vendorize verify`"
        )
    return replace(found, deferrals=tuple(_annotated(one, found, program) for one in told))


def _annotated(one: Deferral, found: Analysis, program: Program) -> Deferral:
    """Return the same, told whether the search found somebody who evaluates annotations there, or cannot know."""
    known = bool(found.external) or program.catalogue.owner(one.module) in found.liveness.annotated
    return one._replace(annotated=one.annotated or known)


def _facts(module: LoadedModule, found: Analysis, remembered: RememberedFacts) -> Facts | None:
    if not isinstance(module.summary, ModuleSummary):
        return None
    gone = set[int]()
    if module.name not in found.liveness.whole:
        live = found.liveness.parts.get(module.name, frozenset())
        kept = {part.span.line for part in module.summary.parts if part.index in live}
        gone = {part.span.line for part in module.summary.parts if part.index not in live} - kept
    return remembered.of(module, gone)
