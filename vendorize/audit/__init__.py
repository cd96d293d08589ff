"""Judge advisories by what a result really has of the code that they are about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize.audit.cold import cold_files
from vendorize.audit.copies import judge_copies
from vendorize.audit.grouping import without_aliases
from vendorize.audit.importing import run_on_import
from vendorize.audit.installed import about_releases
from vendorize.audit.judging import Judge
from vendorize.audit.reaching import HeldCode
from vendorize.audit.records import read_advisories
from vendorize.audit.userfile import read_symbols
from vendorize.model.audit import Audit

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from vendorize.model.advisory import Advisory, NamedSymbols
    from vendorize.model.audit import AuditedAdvisory
    from vendorize.model.extracted import PlannedAnalysis
    from vendorize_analysis.model.analysis import Analysis

__all__ = ["about_releases", "audit", "read_advisories", "read_symbols"]

_ORDER = {"reachable": 0, "unreachable": 1, "absent": 2}


def audit(
    planned: PlannedAnalysis,
    finest: Analysis,
    advisories: Sequence[Advisory],
    told: Sequence[NamedSymbols] = (),
    artefacts: Path | None = None,
) -> Audit:
    """Return what the advisories mean for the result of a plan.

    `finest` is the analysis that keeps nothing whole unless it must, which says what is reachable; `told` what the user
    says about symbols; `artefacts` a folder of releases to derive them from. Raises `UserError` for an unreadable one.
    """
    used: set[str] = set()
    held, imported = without_aliases(advisories), run_on_import(planned.analysis, finest)
    judged: list[AuditedAdvisory] = []
    for one in planned.plan.distributions:
        cold = cold_files(planned.bundle, one.key)
        code = HeldCode(finest.environment.distribution(one.key), one, finest, planned.analysis, imported, cold)
        judged += (*Judge(code, told, artefacts, used).judge_all(held), *judge_copies(code, held, told, used))
    return Audit(
        project=planned.analysis.project.name,
        version=planned.analysis.project.version,
        advisories=tuple(sorted(judged, key=lambda one: (_ORDER[one.exposure], one.key, one.id))),
        records=len(advisories),
        distributions=len(planned.plan.distributions),
        notes=tuple(
            f"the symbols file names {name}: no advisory about an installed release is that and lacks symbols"
            for name in sorted({one.advisory for one in told} - used)
        ),
    )
