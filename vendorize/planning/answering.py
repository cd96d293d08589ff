"""Modules that say at run time why a data file is missing which a rule of the user has dropped."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from vendorize.planning.file_kinds import BY_RULE
from vendorize.planning.globs import as_regular, fits

if TYPE_CHECKING:
    from vendorize.model.plan import DistributionPlan, ModulePlan


def with_answers(one: DistributionPlan, drop: tuple[str, ...]) -> DistributionPlan:
    """Return an extracted distribution whose first modules speak for the files that rules have dropped.

    These are the modules with the shortest names, which are imported before others. Text that something may read has
    no line of ours.
    """
    gone = [file.relative for file in one.dropped if file.kind == BY_RULE]
    rules = tuple(as_regular(rule) for rule in drop if any(fits(path, (rule,)) for path in gone))
    able = [module for module in one.modules if module.summary is not None and not module.by_path]
    if not rules or not able or one.verdict != "extract":
        return one
    depth = min(module.name.count(".") for module in able)

    def speaking(module: ModulePlan) -> ModulePlan:
        first = module in able and module.name.count(".") == depth
        return replace(module, dropped_files=rules) if first else module

    return replace(one, modules=tuple(map(speaking, one.modules)))
