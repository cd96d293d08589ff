"""Make records that speak of the same weakness one: databases describe it each for themselves, as aliases."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize.model.advisory import Advisory

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

_CVE = "CVE-"
_PREFERRED = ("PYSEC-", "GHSA-", _CVE)
"""Of several records the one whose name and summary are shown."""


def without_aliases(advisories: Iterable[Advisory]) -> tuple[Advisory, ...]:
    """Return the advisories that hold, those that are aliases of each other as one; withdrawn ones are left out.

    What any of them says to be affected is: databases differ, and in doubt a release is affected. Two numbers of CVE
    are two weaknesses: a record with both as aliases joins none, for the symbols of one are not those of the other.
    """
    held = [one for one in advisories if not one.withdrawn]
    names = _SameNames()
    for one in held:
        names.join([one.id, *one.aliases])
    groups: dict[str, list[Advisory]] = defaultdict(list)
    for one in held:
        groups[names.first(one.id)].append(one)
    apart = (part for group in groups.values() for part in _weaknesses(group))
    return tuple(sorted(map(_as_one, apart), key=lambda one: one.id))


def _weaknesses(group: Sequence[Advisory]) -> Iterable[Sequence[Advisory]]:
    """Return records that are aliases of each other as one group; by their own identifiers where they mean several."""
    if len({name for one in group for name in (one.id, *one.aliases) if name.startswith(_CVE)}) < 2:  # noqa: PLR2004
        return [group]
    found: dict[str, list[Advisory]] = defaultdict(list)
    for one in group:
        found[one.id].append(one)
    return found.values()


def _as_one(group: Sequence[Advisory]) -> Advisory:
    ordered = sorted(group, key=lambda one: (_rank(one.id), one.id, one.place))
    first = ordered[0]
    names = {name for one in ordered for name in (one.id, *one.aliases)}
    return Advisory(
        id=first.id,
        aliases=tuple(sorted(names - {first.id})),
        summary=next((one.summary for one in ordered if one.summary), ""),
        severity=next((one.severity for one in ordered if one.severity), ""),
        urls=tuple(dict.fromkeys(url for one in ordered for url in one.urls)),
        affected=tuple(dict.fromkeys(package for one in ordered for package in one.affected)),
        place=first.place,
    )


def _rank(number: str) -> int:
    return next((rank for rank, prefix in enumerate(_PREFERRED) if number.startswith(prefix)), len(_PREFERRED))


class _SameNames:
    """Identifiers that mean the same, as a forest: each leads to another one, the first of all to itself."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def first(self, name: str) -> str:
        """Return the one that stands for all that mean the same."""
        path = []
        while (above := self._above.setdefault(name, name)) != name:
            path.append(name)
            name = above
        self._above.update(dict.fromkeys(path, name))
        return name

    def join(self, names: Sequence[str]) -> None:
        """Note that names mean the same."""
        for name in names[1:]:
            self._above[self.first(name)] = self.first(names[0])
