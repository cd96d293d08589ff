"""What each hazard keeps live by itself: the search again, as if it stood not there.

The cost of a site is what would not be live if the user wrote `# vendorize: ignore[CODE]` on its line, everything
else equal. Sites that ask for the same thing therefore cost nothing one by one; what they cost together stands with
their group (the sites of one code in one distribution) or with their code. Searches are few because hazards only add:
where nothing is lost without a set of sites, nothing is lost without any of them, so that a set is divided only while
it costs something.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize_analysis.model.costs import HazardCosts, Lost, Site

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from vendorize_analysis.model.analysis import Liveness

    SearchWithout = Callable[[frozenset[Site]], Liveness]
    """Returns what is live without the hazards of some sites."""


def hazard_costs(found: Liveness, search: SearchWithout, owner: Callable[[str], str]) -> HazardCosts:
    """Return what is live because of each hazard alone; `owner` gives the distribution of a module."""
    codes: dict[str, dict[str, list[Site]]] = defaultdict(lambda: defaultdict(list))
    for site in sorted({Site(name, one.line, one.code) for name, met in found.hazards.items() for one in met}):
        codes[site.code][owner(site.module)].append(site)
    by_site: dict[Site, Lost] = {}
    by_code: dict[str, Lost] = {}
    by_group: dict[tuple[str, str], Lost] = {}
    for code, groups in sorted(codes.items()):
        everywhere = [site for members in groups.values() for site in members]
        lost = by_code[code] = _without(found, search, everywhere)
        for key, members in sorted(groups.items()):
            # Where there is only one group, it is all sites of the code: no need to search again.
            known = lost if not lost or len(groups) == 1 else None
            by_group[key, code] = _divide(found, search, members, by_site, known)
    return HazardCosts(by_site, by_code, by_group)


def _without(found: Liveness, search: SearchWithout, members: Sequence[Site]) -> Lost:
    return difference(found, search(frozenset(members)))


def _divide(
    found: Liveness, search: SearchWithout, members: Sequence[Site], sites: dict[Site, Lost], known: Lost | None = None
) -> Lost:
    """Return what a set of sites costs together, and note what each of them costs."""
    lost = _without(found, search, members) if known is None else known
    if not lost or len(members) == 1:
        sites.update(dict.fromkeys(members, lost))
        return lost
    middle = len(members) // 2
    _divide(found, search, members[:middle], sites)
    _divide(found, search, members[middle:], sites)
    return lost


def difference(more: Liveness, less: Liveness) -> Lost:
    """Return what one search found live and another one did not."""
    parts = {module: live - less.parts.get(module, frozenset()) for module, live in more.parts.items()}
    return Lost(
        modules=more.executed - less.executed,
        parts={module: gone for module, gone in parts.items() if gone},
        data=more.data - less.data,
    )
