"""Distributions of which something stays as it is installed, because what is compiled in them is reached.

Who reaches it does not matter: first-party code, another distribution, a string, an entry point. A compiled module is
never replaced by a readable one of the same name, nor by the fallback for its absence: that is another implementation,
of another speed, and often with other results (`native = "pure"` asks for it). Nor is it moved: what it loads is found
relative to it.

Compiled code may import what requires it: an accelerator is made for the library that uses it. The names in it tell
(`scanning/compiled_text.py`); but names do not move below it, so such a library stays as installed too, where names
move or the text cannot be read, if the accelerator's own Python code names it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.names import is_library

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Iterator, Mapping

    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.environment import Distribution, Native
    from vendorize_analysis.model.options import AnalysisOptions
    from vendorize_analysis.model.summary import Part

_TAGGED: Final = re.compile(r"\.(?:cpython-\d+|cp\d+|pypy\d+|graalpy\d+)[^.]*\.(?:so|pyd|dylib)$")


def stays_compiled(relative: str, module: str, liveness: Liveness) -> bool:
    """Tell whether a file of compiled code stays in a distribution of which some is reached.

    One that carries the tag of an interpreter can only be imported, under one name; any other may be opened too.
    """
    return not is_tagged(relative, module) or module in liveness.executed


def is_tagged(relative: str, module: str) -> bool:
    """Tell whether the file of a compiled module carries the tag of an interpreter; no other file does."""
    base = relative.rpartition("/")[2]
    return bool(module) and base.startswith(module.rpartition(".")[2] + ".") and bool(_TAGGED.search(base))


def reached_compiled(
    distributions: Iterable[Distribution], liveness: Liveness, *, settled: Collection[str]
) -> dict[str, str]:
    """Return the keys of the distributions whose compiled code is reached, each with the reason; not the settled ones.

    A shared library is reached where the distribution's code may open files beside itself; a program is, because who
    starts it needs no import.
    """
    found: dict[str, str] = {}
    for distribution in distributions:
        if distribution.key in settled:
            continue
        compiled = (module.name for module in distribution.modules if module.kind == "extension")
        name = next((name for name in compiled if name in liveness.executed), "")
        if name:
            found[distribution.key] = f"its compiled module {name} is reached"
        elif distribution.key in liveness.data and (library := next(filter(is_library, distribution.files), "")):
            found[distribution.key] = f"its code may open {library}, a shared library"
        elif distribution.programs:
            found[distribution.key] = f"anything may start its program {distribution.programs[0].name}"
    return found


def imported_back(
    distributions: Collection[Distribution],
    compiled: Collection[str],
    named_by: Callable[[str], frozenset[str]],
) -> dict[str, str]:
    """Return the keys of the distributions that compiled code which they require may import, each with the reason.

    `compiled` are the keys of the distributions whose compiled code is reached; `named_by` gives what `tops_named`
    finds in a module, by its name.
    """
    found: dict[str, str] = {}
    for one in distributions:
        users = [other for other in distributions if one.key in other.requires and other.key not in compiled]
        if one.key not in compiled or not users:
            continue
        named = frozenset[str]().union(*(named_by(module.name) for module in one.modules))
        for other in users:
            if not named.isdisjoint(other.top_level) and other.key != one.key:
                found[other.key] = f"{one.name} names it, and has compiled code that may import it"
    return found


def tops_named(parts: Iterable[Part]) -> frozenset[str]:
    """Return the top-level names that parts import, or that a string of them may name."""
    names = {one.module for part in parts if part.imports for one in part.imports if not one.level}
    names.update(*(part.texts.strings for part in parts))
    return frozenset(name.partition(":")[0].partition(".")[0] for name in names)


def asked_to_be_pure(distributions: Iterable[Distribution], options: AnalysisOptions) -> Iterator[Distribution]:
    """Yield the distributions with compiled modules that the user wants to do without them."""
    chosen = dict(options.natives)
    for one in distributions:
        if chosen.get(one.key, options.native) == "pure" and any(each.kind == "extension" for each in one.modules):
            yield one


def natives_of(distributions: Iterable[Distribution], reasons: Mapping[str, str]) -> dict[str, Native]:
    """Return for each distribution whether it has compiled code, and whether the program needs that."""
    return {
        one.key: ("required" if one.key in reasons else "optional") if any(map(is_library, one.files)) else "none"
        for one in distributions
    }
