"""How much is in each module, read or not, and where the time of a search went."""

from __future__ import annotations

from typing import TYPE_CHECKING

from vendorize_analysis.model.analysis import Figures, Seconds
from vendorize_analysis.model.summary import ModuleSummary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from vendorize_analysis.model.analysis import LoadedModule
    from vendorize_analysis.model.environment import Distribution, ModuleFile


def figures_of(
    distributions: Iterable[Distribution],
    loaded: Mapping[str, LoadedModule | None],
    count: Callable[[Distribution, Sequence[ModuleFile]], Mapping[str, Figures]],
) -> dict[str, Figures]:
    """Return how much is in each Python module of the distributions, by its dotted name.

    Of modules that were read the summary says it; all others of a distribution are handed to `count` at once. A file
    that is hidden by another of its name, which was read, has no figures.
    """
    figures: dict[str, Figures] = {}
    counted: dict[str, Figures] = {}
    for distribution in distributions:
        unread: list[ModuleFile] = []
        for module in distribution.modules:
            read = loaded.get(module.name)
            if module.kind == "extension" or (
                read is not None and (distribution.key, module.relative) != (read.distribution, read.relative)
            ):
                continue
            if read is not None and isinstance(read.summary, ModuleSummary):
                figures[module.name] = Figures(read.summary.functions, read.summary.lines, read.summary.size)
            else:
                unread.append(module)
        counted.update(count(distribution, unread))
    return {**figures, **counted}


def seconds_of(*, parse: float, summarize: float, link: float, searching: float) -> Seconds:
    """Divide the `searching` seconds of a search, which reads and links on demand: what is left is its own."""
    return Seconds(parse=parse, summarize=summarize, link=link, reach=max(0.0, searching - parse - summarize - link))
