"""Compare what is extracted with the hashes that were written down when it was installed."""

from __future__ import annotations

from collections import defaultdict
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING

from vendorize.lock.files import relative_to
from vendorize.lock.plain import plain
from vendorize.lock.recorded import changed_files
from vendorize.model.lock import ChangedFile
from vendorize_analysis.errors import UserError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from vendorize.lock.recorded import Hash
    from vendorize.model.bundle import Bundle
    from vendorize.model.plan import Plan
    from vendorize.model.settings import ChangeRule
    from vendorize_analysis.model.analysis import Analysis

    Recorded = Mapping[str, Mapping[str, Hash | None]]

_SHOWN = 10


def changed_by_rule(
    analysis: Analysis, plan: Plan, bundle: Bundle, rules: tuple[ChangeRule, ...], *, recorded: Recorded
) -> tuple[ChangedFile, ...]:
    """Return the files that differ from their RECORD and may, each with the reason, sorted.

    `recorded` has the hashes of each distribution. Looked at is every file that the analysis read or that the result is
    made from. Raises `UserError` with the names of those that no rule allows.
    """
    installed = {found.key: found for found in analysis.environment.distributions}
    found = []
    for key, paths in sorted(_read_files(analysis, plan, bundle).items()):
        for path in changed_files(installed[key], paths, recorded[key]):
            reason = next((plain(rule.reason) for rule in rules if fnmatchcase(path, rule.file)), "")
            found.append(ChangedFile(key, path, reason))
    refused = [f"{installed[one.distribution].location / one.path}" for one in found if not one.reason]
    if refused:
        more = f"\n  and {len(refused) - _SHOWN} more" if len(refused) > _SHOWN else ""
        names = "".join(f"\n  {one}" for one in refused[:_SHOWN])
        raise UserError(
            f"VZ806: changed after installation (not what RECORD says):{names}{more}",
            hint="reinstall the distribution; or allow it, with a reason, in [[tool.vendorize.changed]]",
        )
    return tuple(found)


def _read_files(analysis: Analysis, plan: Plan, bundle: Bundle) -> dict[str, set[str]]:
    """Return for each distribution the paths, as seen from its location, of what was read of it."""
    homes = {one.key: one.location for one in plan.distributions}
    found: defaultdict[str, set[str]] = defaultdict(set)
    for module in analysis.modules.values():
        if module.distribution in homes:
            path = analysis.environment.replaced.get(module.path, module.path)
            found[module.distribution].add(relative_to(path, homes[module.distribution]))
    for file in bundle.parts():
        source = file.made_from or file.content
        if file.distribution in homes and isinstance(source, Path):
            found[file.distribution].add(relative_to(source, homes[file.distribution]))
    for one in plan.distributions:
        if one.verdict == "extract" and one.info:
            found[one.key] |= {f"{one.info}/{name}" for name in ("METADATA", "entry_points.txt", "top_level.txt")}
    return found
