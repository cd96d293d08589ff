"""Who reads text that does not run: what users are told where it goes, and whose docstrings stay for it."""

from __future__ import annotations

import re
from functools import lru_cache, partial
from typing import TYPE_CHECKING, NamedTuple

from vendorize.transform.docnames import prefixes_in
from vendorize.transform.docowners import DocOwners
from vendorize.transform.docreads import (
    FILE_NAMES,
    READ_BY,
    READERS,
    SOURCE_READERS,
    Read,
    asserting_in,
    assertions_caught_in,
    read_in,
    sources_read_in,
)
from vendorize.transform.source import parse, read_source
from vendorize.transform.typingnames import sets_checking, stores_checking
from vendorize_analysis.errors import more_than_first
from vendorize_analysis.model.closure import closure
from vendorize_analysis.recursion import deeply
from vendorize_analysis.scanning.source import read_again

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Sequence
    from pathlib import Path

    from vendorize.model.plan import ModulePlan, Plan
    from vendorize.model.settings import StripKind

_WORDS = (b"__doc__", b"help", *(name.encode() for name in (*FILE_NAMES, *READERS, *READ_BY, *SOURCE_READERS)))
"""One of them stands in each text that reads docstrings or source text."""
_SET = re.compile(rb"[.'\"]TYPE_CHECKING|TYPE_CHECKING[ \t]*=")
"""Stands in each text that sets TYPE_CHECKING of something."""
_TESTED = re.compile(rb"\bif[ \t]+[\w.]+\.TYPE_CHECKING[ \t]*:[ \t]*(?:#.*)?\r?$", re.MULTILINE)
"""Lines that are conditions and no more: many files have such, and are not to be parsed for that."""
_CAUGHT = re.compile(rb"except\b[^:]*AssertionError")
_KINDS: tuple[StripKind, ...] = ("docstrings", "comments")
_SAID = {
    "docstrings": ("reads docstrings", "None, and help made of it empty", '["comments", "typing"]'),
    "comments": ("reads source text", "without comments", "[]"),
}
"""By kind of text: what somebody does, what that of a distribution is now, and what to say where it shall stay."""


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
    if not (_goes(plan, "docstrings") or (plan.unread is not None and plan.unread.docstrings)):
        return frozenset()
    read = _TextReader(plan)
    return frozenset(name for module in _modules(plan) for name in read(module).names)


def caught(plan: Plan) -> frozenset[str]:
    """Return the keys of the distributions whose failing assertions somebody may catch, where docstrings go.

    That is the project, or code of distributions that need them. That of their own is looked at by the module: a
    distribution that tests itself has handlers which are about that.
    """
    needed = {one.key: one.requires for one in plan.distributions}
    if not _goes(plan, "docstrings"):
        return frozenset()
    if any(map(_catches, plan.first_party)):
        return frozenset(needed)
    catching = (one for one in plan.distributions if any(map(_catches, one.modules)))
    return frozenset(key for one in catching for key in closure(one.requires, needed))


def _catches(module: ModulePlan) -> bool:
    content = read_again(module.path, module.digest) if module.summary is not None else b""
    if not _CAUGHT.search(content):
        return False
    return any(is_kept(module, line) for line in assertions_caught_in(_parsed(module, content)))


def checking_is_set(plan: Plan) -> bool:
    """Tell whether code sets TYPE_CHECKING of a module, where what stands under it goes somewhere."""
    return bool(_goes(plan, "typing")) and any(
        one.summary is not None and deeply(_sets_checking, one) for one in _modules(plan)
    )


def checking_notes(plan: Plan) -> Iterator[str]:
    """Yield what there is to say of the first kept code that sets TYPE_CHECKING, where anything is vendored.

    What stands under it is cut. Documentation builders have it run at run time, to evaluate annotations.
    """
    known = (one for one in _modules(plan) if one.summary is not None)
    setting = ((one, line) for one in known if (line := deeply(_stores_checking, one)))
    place = next((f"{one.relative}:{line}" for one, line in setting if is_kept(one, line)), "")
    if place and any(one.verdict == "extract" for one in plan.distributions):
        yield (
            f"{place} sets TYPE_CHECKING, and what stands under that is not in the vendored modules: annotations that "
            "need it cannot be evaluated there (NameError); leave distributions whose annotations matter as they are "
            "(external)"
        )


def _stores_checking(module: ModulePlan) -> int:
    content = read_again(module.path, module.digest)
    # Looking for the word alone is much faster, and most files lack it.
    is_there = b"TYPE_CHECKING" in content and len(_SET.findall(content)) > len(_TESTED.findall(content))
    return stores_checking(_parsed(module, content)) if is_there else 0


def _sets_checking(module: ModulePlan) -> bool:
    content = read_again(module.path, module.digest)
    return _SET.search(content) is not None and sets_checking(_parsed(module, content))


def _parsed(module: ModulePlan, content: bytes) -> ast.Module:
    return parse(read_source(content, module.name).text, module.name)


def _modules(plan: Plan) -> Iterator[ModulePlan]:
    yield from plan.first_party
    for one in plan.distributions:
        yield from one.modules


def text_notes(plan: Plan) -> Iterator[str]:
    """Yield what there is to say, once for the project and for each distribution that reads text which has gone.

    That is so where kept code reads a docstring of which is not known whose it is, or source text. Anything may be
    handed to it: all distributions that lost text are counted, its own and those that need it first.
    """
    if not any(_goes(plan, kind) for kind in _KINDS):
        return
    needed = {one.key: one.requires for one in plan.distributions}
    read = _TextReader(plan)
    yield from _notes(plan, "the project", map(read, plan.first_party), sorted(needed))
    for one in plan.distributions:
        near = {key for key in needed if one.key in closure({key}, needed)}
        order = sorted(needed, key=partial(_distance, one.key, near))
        yield from _notes(plan, f"{one.name} {one.version}", map(read, one.modules), order)


def _distance(own: str, near: set[str], key: str) -> tuple[bool, bool, str]:
    return key != own, key not in near, key


def _notes(plan: Plan, who: str, read: Iterable[_Found], order: Sequence[str]) -> Iterator[str]:
    """Yield the notes on one reader; `order` has all distributions, what may be handed to it first."""
    found = list(read)
    for kind in _KINDS:
        places = [place for one in found for place in getattr(one, kind)]
        goes = _goes(plan, kind)
        if places and (lost := [key for key in order if key in goes]):
            does, state, rule = _SAID[kind]
            whose = f"{lost[0]}{more_than_first(len(lost))}"
            yield (
                f"{who} {does} ({places[0]}{more_than_first(len(places))}); that of {whose} is {state}."
                f" To keep it where it matters: [tool.vendorize.distribution.{lost[0]}] strip = {rule}"
            )


def _goes(plan: Plan, kind: StripKind) -> frozenset[str]:
    """Return the keys of the distributions that lose text of a kind."""
    return frozenset(one.key for one in plan.distributions if kind in one.strip)


class _Readings(NamedTuple):
    """What the text of one module says, whatever of it is kept."""

    reads: tuple[Read, ...]
    sources: tuple[int, ...]
    """Lines where it reads source text."""
    asserting: frozenset[str]
    """Names that it asserts docstrings of where somebody catches that."""
    prefixes: frozenset[str]


@lru_cache(maxsize=4096)
def _readings(path: Path, digest: str, name: str, *, caught: bool) -> _Readings:
    """Return what a module says: who warns asks before a result is made, and who makes it asks again."""
    tree = parse(read_source(read_again(path, digest), name).text, name)
    is_caught = caught or bool(assertions_caught_in(tree))
    asserting = asserting_in(tree) if is_caught else frozenset[str]()
    return _Readings(read_in(tree, caught=is_caught), sources_read_in(tree), asserting, prefixes_in(tree))


class _TextReader:
    """Finds what kept code of modules of a plan reads."""

    def __init__(self, plan: Plan) -> None:
        self._owners = DocOwners({one.name: one for one in _modules(plan)})
        self._caught = caught(plan)

    def __call__(self, module: ModulePlan) -> _Found:
        """Return what a module reads."""
        content = read_again(module.path, module.digest) if module.summary is not None else b""
        if not any(word in content for word in _WORDS):
            return _Found(frozenset(), (), ())
        return deeply(self._found, module)

    def _found(self, module: ModulePlan) -> _Found:
        text = _readings(module.path, module.digest, module.name, caught=module.distribution in self._caught)
        reads = [one for one in text.reads if is_kept(module, one.line)]
        whose = [self._owners.whose(module.name, one.receiver) for one in reads]
        pairs = zip(reads, whose, strict=True)
        unknown = {one.line for one, found in pairs if not (found.is_known or one.is_copy)}
        names = {one.name for one in whose if one.name} | {f"@{name}" for name in text.asserting}
        if unknown:
            names |= {f"{one}*" for one in text.prefixes}
        lines = (line for line in text.sources if is_kept(module, line))
        return _Found(frozenset(names), _places(module, unknown), _places(module, lines))


def _places(module: ModulePlan, lines: Iterable[int]) -> tuple[str, ...]:
    return tuple(f"{module.relative}:{line}" for line in sorted(lines))


def is_kept(module: ModulePlan, line: int) -> bool:
    """Tell whether an innermost part with a line stays: statements may share it."""
    parts = module.summary.parts if module.summary is not None else ()
    around = [part for part in parts if part.span.line <= line <= part.span.end_line]
    outer = {part.parent for part in around}
    return (
        module.keep is None or not around or any(one.index in module.keep for one in around if one.index not in outer)
    )
