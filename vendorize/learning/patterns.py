"""One rule for a family of names that the same place computes."""

from __future__ import annotations

import fnmatch
import re
from collections import defaultdict
from typing import TYPE_CHECKING

from vendorize.model.trace import Proposal

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from vendorize.learning.known import KnownCode

_FEWEST = 3
"""So many siblings make a family: two may have a common beginning by chance."""
_BEGINNING = re.compile(r"_*[^_]+_")
_END = re.compile(r"_[^_]+_*$")
_MODULE = "module"


def widen(known: KnownCode, proposals: Iterable[Proposal]) -> Iterator[Proposal]:
    """Yield the proposals with a pattern in the place of siblings that one hazard reached.

    A pattern is right only where all that it matches is of one kind (`visit_*` must not be a flag among methods).
    """
    families: dict[tuple[str, str], list[Proposal]] = defaultdict(list)
    for rule in proposals:
        # Without a hazard there is no reason to think that other names are computed at the same place.
        families[(rule.symbol.rpartition(".")[0] if rule.code else rule.symbol, rule.reason)].append(rule)
    for (scope, _), rules in sorted(families.items()):
        names = {rule.symbol.rpartition(".")[2]: rule for rule in rules}
        patterns = _patterns(known, scope, list(names)) if len(names) >= _FEWEST else {}
        for name, rule in names.items():
            if name not in patterns:
                yield rule
        for pattern in sorted(set(patterns.values())):
            first = next(rule for name, rule in names.items() if patterns.get(name) == pattern)
            yield Proposal(f"{scope}.{pattern}", first.reason, first.code, first.seen_in)


def _patterns(known: KnownCode, scope: str, names: Sequence[str]) -> dict[str, str]:
    """Return the pattern of each name that has one: a word that it begins or ends with, or all modules of a package."""
    kinds = known.members(scope) | dict.fromkeys(known.submodules(scope), _MODULE)
    modules = {name for name, kind in kinds.items() if kind == _MODULE}
    if modules.issuperset(names) and 2 * len(names) >= len(modules) and len(modules) == len(kinds):
        return dict.fromkeys(names, "*")
    found: dict[str, str] = {}
    for affix, form in ((_BEGINNING, "{}*"), (_END, "*{}")):
        groups: dict[str, list[str]] = defaultdict(list)
        for name in names:
            if name not in found and (match := affix.search(name)) and match[0] != name:
                groups[form.format(match[0])].append(name)
        for pattern, members in groups.items():
            if len(members) >= _FEWEST and _is_right(kinds, pattern):
                found.update(dict.fromkeys(members, pattern))
    return found


def _is_right(kinds: Mapping[str, str], pattern: str) -> bool:
    return len({kind for name, kind in kinds.items() if fnmatch.fnmatchcase(name, pattern)}) == 1
