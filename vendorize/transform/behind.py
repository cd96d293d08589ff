"""Functions that count frames beyond who called them, and who calls these: the first call of a stub has one more frame.

`_getframe(2)` and `warn(text, stacklevel=3)` mean who called the function that called. So does a helper whose parameter
says how far. Code that goes up the stack until it finds something is left out: it passes by a frame of the same file.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import lru_cache
from typing import TYPE_CHECKING

from vendorize.transform.counting import CALLERS, MOST, WORDS, Far, calls_of, far_of, far_through, functions_with
from vendorize.transform.documented import is_kept
from vendorize_analysis.model.closure import closure
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from pathlib import Path

    from vendorize.model.plan import ModulePlan, Plan

_Names = dict[str, dict[str, Far]]
"""By distribution functions that look further than at who called them, by their names."""


def counted_behind(plan: Plan) -> Mapping[str, frozenset[str]]:
    """Return for each distribution the names that a function of it may not say which becomes a stub.

    What these are called by is looked at beyond the function that calls. Nobody asks where nothing is cold.
    """
    if all(one.cold == "drop" for one in plan.distributions):
        return {}
    requires = _needed(plan)
    modules = [(one.key, each) for one in plan.distributions if one.verdict == "extract" for each in one.modules]
    found: _Names = defaultdict(dict)
    fresh = _begun(modules, found)
    while fresh:
        seen = {key: _seen_by(key, found, requires) for key in requires}
        fresh = _add(found, _callers(modules, seen, fresh))
    return {key: frozenset(_seen_by(key, found, requires)) for key in requires}


def _needed(plan: Plan) -> dict[str, frozenset[str]]:
    """Return for each distribution those that it requires, and those that its code imports of, declared or not."""
    tops: dict[str, set[str]] = defaultdict(set)
    for one in plan.distributions:
        for each in one.modules:
            tops[each.name.partition(".")[0]].add(one.key)
    return {
        one.key: frozenset(one.requires).union(
            *(tops.get(name, ()) for each in one.modules for name in _imported(each))
        )
        for one in plan.distributions
    }


def _imported(module: ModulePlan) -> set[str]:
    """Return the top-level names that a module imports."""
    imports = (item for part in module.kept_parts() for item in part.imports)
    return {item.module.partition(".")[0] for item in imports if not item.level}


def _begun(modules: Iterable[tuple[str, ModulePlan]], found: _Names) -> set[str]:
    known = (
        (key, names, far)
        for key, module in modules
        if module.summary is not None
        for names, line, far in _counters(module.path, module.digest, module.name)
        if is_kept(module, line)
    )
    return _add(found, known)


@lru_cache(maxsize=16384)
def _counters(path: Path, digest: str, name: str) -> tuple[tuple[tuple[str, ...], int, Far], ...]:
    """Return the functions of a module that count frames themselves: names, line, and how far they look."""
    content = read_again(path, digest)
    known = ((one, far_of(one)) for one in deeply(functions_with, content, name, WORDS))
    return tuple((one.names, one.node.lineno, far) for one, far in known if far.by or far.frames >= CALLERS)


def _callers(
    modules: Iterable[tuple[str, ModulePlan]], seen: Mapping[str, Mapping[str, Far]], fresh: set[str]
) -> Iterator[tuple[str, tuple[str, ...], Far]]:
    """Yield functions that call some `fresh` names, with how far they look by that."""
    pattern = re.compile(rb"\b(?:%s)\(" % b"|".join(re.escape(name.encode()) for name in sorted(fresh)))
    for key, module in modules:
        known = {name: far for name, far in seen[key].items() if name in fresh}
        content = read_again(module.path, module.digest) if known and module.summary is not None else b""
        for one in deeply(functions_with, content, module.name, pattern):
            calls = calls_of(one.node, known.keys()) if is_kept(module, one.node.lineno) else {}
            for name, made in sorted(calls.items()):
                far = far_through(one, made, known[name])
                if far.by or far.frames >= CALLERS:
                    yield key, one.names, far


def _add(found: _Names, known: Iterable[tuple[str, tuple[str, ...], Far]]) -> set[str]:
    """Note functions, and return the names of which more is known than before."""
    fresh = set[str]()
    for key, names, far in list(known):
        for name in names:
            before = found[key].get(name, Far())
            by = tuple(one for one in far.by if abs(one[-1]) <= MOST)
            after = _both(before, Far(min(far.frames, MOST), by))
            if after != before:
                found[key][name] = after
                fresh.add(name)
    return fresh


def _seen_by(key: str, found: _Names, requires: Mapping[str, Iterable[str]]) -> dict[str, Far]:
    """Return those that code of a distribution may call: its own, and those of what it needs, but by special names."""
    seen = dict(found.get(key, {}))
    for other in closure({key}, requires) - {key}:
        for name, far in found.get(other, {}).items():
            if not name.startswith("__") and name != "warn":  # that is the one of `warnings`
                seen[name] = _both(seen.get(name, Far()), far)
    return seen


def _both(one: Far, other: Far) -> Far:
    return Far(max(one.frames, other.frames), tuple(sorted({*one.by, *other.by})))
