"""Who reads docstrings: what users are told of where these go, and the names of those that stay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize.transform.docstrings import read_in
from vendorize.transform.source import parse, read_source
from vendorize_analysis.errors import more_than_first
from vendorize_analysis.model.closure import closure
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import DistributionPlan, ModulePlan, Plan
    from vendorize.transform.docstrings import Read

_WORDS = (b"__doc__", b"getdoc", b"doctest", b"pydoc", b"help(")
"""What stands in each text that reads docstrings."""
_KIND = "docstrings"


class _Found(NamedTuple):
    """A module with the places where kept code of it reads docstrings."""

    module: ModulePlan
    reads: tuple[Read, ...]


def documented(plan: Plan) -> frozenset[str]:
    """Return the names of classes and functions whose docstrings are asked for by name, wherever these go."""
    if not _goes(plan):
        return frozenset()
    found = (each for modules in (plan.first_party, *(one.modules for one in plan.distributions)) for each in modules)
    return frozenset(read.receiver for one in map(_read, found) for read in one.reads if read.receiver)


def docstring_notes(plan: Plan) -> Iterator[str]:
    """Yield what there is to say, once for the project and for each distribution that reads docstrings of others.

    That is so where kept code reads one of which is not known whose it is, and docstrings go that it may be.
    """
    going = _goes(plan)
    if not going:
        return
    if places := _places(plan.first_party):
        yield _note("the project", places, sorted(going))
    for one in plan.distributions:
        if one.verdict != "unused" and (owners := _owners(plan, one) & going) and (places := _places(one.modules)):
            yield _note(f"{one.name} {one.version}", places, sorted(owners))


def _note(who: str, places: list[str], owners: list[str]) -> str:
    shown = f"{', '.join(owners[:3])}{f' and {len(owners) - 3} more' if len(owners) > 3 else ''}"  # noqa: PLR2004
    return (
        f"{who} reads docstrings ({places[0]}{more_than_first(len(places))}), which are None now: keep those that "
        f'matter by [tool.vendorize.distribution.NAME] strip = ["comments", "typing"], for {shown}'
    )


def _goes(plan: Plan) -> frozenset[str]:
    """Return the keys of the distributions whose docstrings go."""
    return frozenset(one.key for one in plan.distributions if _KIND in one.strip)


def _owners(plan: Plan, reader: DistributionPlan) -> frozenset[str]:
    """Return the keys of a distribution and of those that need it: what hands it functions and classes."""
    needed = {one.key: one.requires for one in plan.distributions}
    return frozenset(key for key in needed if reader.key in closure({key}, needed))


def _places(modules: tuple[ModulePlan, ...]) -> list[str]:
    return [
        f"{one.module.relative}:{read.line}" for one in map(_read, modules) for read in one.reads if not read.receiver
    ]


def _read(module: ModulePlan) -> _Found:
    content = read_again(module.path, module.digest) if module.summary is not None else b""
    if not any(word in content for word in _WORDS):
        return _Found(module, ())
    reads = deeply(_reads_of, content, module.name)
    return _Found(module, tuple(read for read in reads if _is_kept(module, read.line)))


def _reads_of(content: bytes, name: str) -> tuple[Read, ...]:
    return read_in(parse(read_source(content, name).text, name))


def _is_kept(module: ModulePlan, line: int) -> bool:
    """Tell whether the innermost part with a line stays."""
    parts = module.summary.parts if module.summary is not None else ()
    around = [part.index for part in parts if part.span.line <= line <= part.span.end_line]
    return module.keep is None or not around or around[-1] in module.keep
