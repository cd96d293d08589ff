"""Who reads text that does not run: what users are told where it goes, and whose docstrings stay for it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from vendorize.transform.docstrings import SOURCE_READERS, prefixes_in, read_in, sources_read_in
from vendorize.transform.source import parse, read_source
from vendorize_analysis.errors import more_than_first
from vendorize_analysis.model.closure import closure
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize.model.settings import StripKind

_WORDS = (b"__doc__", b"getdoc", b"doctest", b"pydoc", b"help(", *(name.encode() for name in SOURCE_READERS))
"""One of them stands in each text that reads docstrings or source text."""
_KINDS: tuple[StripKind, ...] = ("docstrings", "comments")
_SAID = {
    "docstrings": ("reads docstrings", "which are None now", '["comments", "typing"]'),
    "comments": ("reads source text", "which has no comments now", "[]"),
}
"""By kind of text: what somebody does, what comes of it, and what to say of those that shall keep theirs."""


class _Found(NamedTuple):
    """What kept code of a module reads of others."""

    names: frozenset[str]
    """Whose docstrings; what ends in a star is the beginning of several."""
    docstrings: tuple[str, ...]
    """Where it reads one of which is not known whose it is."""
    comments: tuple[str, ...]
    """Where it reads source text."""


def documented(plan: Plan) -> frozenset[str]:
    """Return the names of modules, classes and functions whose docstrings are asked for by name, wherever these go.

    One that ends in a star is the beginning of names.
    """
    if not _goes(plan, "docstrings"):
        return frozenset()
    found = (each for modules in (plan.first_party, *(one.modules for one in plan.distributions)) for each in modules)
    return frozenset(name for one in map(_read, found) for name in one.names)


def text_notes(plan: Plan) -> Iterator[str]:
    """Yield what there is to say, once for the project and for each distribution that reads text which has gone.

    That is so where kept code reads a docstring of which is not known whose it is, or source text, of what may have
    lost it: its own distribution, and those that need it.
    """
    if not any(_goes(plan, kind) for kind in _KINDS):
        return
    needed = {one.key: one.requires for one in plan.distributions}
    own = frozenset(needed)
    yield from _notes(plan, "the project", plan.first_party, own)
    for one in plan.distributions:
        owners = frozenset(key for key in needed if one.key in closure({key}, needed))
        yield from _notes(plan, f"{one.name} {one.version}", one.modules, owners)


def _notes(plan: Plan, who: str, modules: tuple[ModulePlan, ...], owners: frozenset[str]) -> Iterator[str]:
    found = list(map(_read, modules))
    for kind in _KINDS:
        places = [place for one in found for place in getattr(one, kind)]
        if places and (lost := sorted(owners & _goes(plan, kind))):
            does, comes, rule = _SAID[kind]
            yield (
                f"{who} {does} ({places[0]}{more_than_first(len(places))}), {comes}: keep what matters by "
                f"[tool.vendorize.distribution.NAME] strip = {rule}, for {lost[0]}{more_than_first(len(lost))}"
            )


def _goes(plan: Plan, kind: StripKind) -> frozenset[str]:
    """Return the keys of the distributions that lose text of a kind."""
    return frozenset(one.key for one in plan.distributions if kind in one.strip)


def _read(module: ModulePlan) -> _Found:
    content = read_again(module.path, module.digest) if module.summary is not None else b""
    if not any(word in content for word in _WORDS):
        return _Found(frozenset(), (), ())
    return deeply(_found_in, module, content)


def _found_in(module: ModulePlan, content: bytes) -> _Found:
    tree = parse(read_source(content, module.name).text, module.name)
    reads = [one for one in read_in(tree) if _is_kept(module, one.line)]
    places = tuple(f"{module.relative}:{one.line}" for one in reads if not one.receiver)
    names = {one.receiver for one in reads if one.receiver}
    if places:
        names |= {f"{one}*" for one in prefixes_in(tree)}
    lines = (line for line in sources_read_in(tree) if _is_kept(module, line))
    return _Found(frozenset(names), places, tuple(f"{module.relative}:{line}" for line in lines))


def _is_kept(module: ModulePlan, line: int) -> bool:
    """Tell whether the innermost part with a line stays."""
    parts = module.summary.parts if module.summary is not None else ()
    around = [part.index for part in parts if part.span.line <= line <= part.span.end_line]
    return module.keep is None or not around or around[-1] in module.keep
