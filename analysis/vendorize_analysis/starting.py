"""What runs or counts because Python reads `.pth` files when it starts, though no code of the program asks for it.

Source: the documentation of the module `site`. A line that begins with `import` is code, run in every process of the
environment; any other line is a folder that is searched for modules.
"""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.names import absence, with_packages

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator

    from vendorize_analysis.model.analysis import Liveness
    from vendorize_analysis.model.environment import Distribution, Environment, PathLine


class StartUp(NamedTuple):
    """What the start of the interpreter runs."""

    modules: tuple[tuple[str, str], ...]
    """Modules that start-up code names, each with the place of the line that does."""
    reasons: dict[str, str]
    """For each distribution whose start-up code runs, or whose modules such code names, why it stays as it is."""


def start_up(environment: Environment, absent: frozenset[str]) -> StartUp:
    """Return what lines of code in the `.pth` files of the closure start.

    Every word of a line that names a module counts as imported, in texts too: `exec` is usual there. A line does
    nothing where all that it names of its own distribution is declared absent.
    """
    owners = {
        module.name: found.key
        for found in environment.distributions
        if found.key in environment.closure
        for module in found.modules
    }
    modules: list[tuple[str, str]] = []
    reasons: dict[str, str] = {}
    for found in environment.distributions:
        for line in found.path_lines if found.key in environment.closure else ():
            names = list(_named(line, owners)) if line.runs else []
            if not line.runs or (names and all(absence(name, absent) for name in names)):
                continue
            place = f"{line.relative}:{line.line}"
            reasons[found.key] = f"{place} is code that runs when Python starts"
            for name in names:
                modules.append((name, place))
                reasons.setdefault(owners[name], f"{place} of {found.name} imports it when Python starts")
    return StartUp(tuple(modules), reasons)


def _named(line: PathLine, owners: Collection[str]) -> Iterator[str]:
    """Yield the longest name of a module that each word begins with."""
    for word in line.words:
        yield from islice((name for name in with_packages(word) if name in owners), 1)


def reached_folders(distributions: Iterable[Distribution], liveness: Liveness) -> dict[str, str]:
    """Return the keys of the distributions that run and have a `.pth` file which adds folders, each with the reason."""
    found: dict[str, str] = {}
    for one in distributions:
        line = next((line for line in one.path_lines if not line.runs), None)
        if line is not None and any(module.name in liveness.executed for module in one.modules):
            found[one.key] = f"{line.relative}:{line.line} has its modules found in a folder of its own"
    return found
