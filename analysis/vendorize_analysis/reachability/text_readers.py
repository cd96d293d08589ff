"""Modules that read files of Python as text, and the names by which such code is reached."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.code import DynamicCode, StartedProgram
from vendorize_analysis.reachability.loading import callers_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.state import State

_READ: Final = frozenset(
    {
        *("read", "read_text", "read_bytes", "readline", "readlines", "open", "open_code"),
        *("getline", "getlines", "get_data", "get_source", "resource_string", "read_binary"),
    }
)
"""Functions and methods that give the text of a file."""
_LISTED: Final = frozenset({"listdir", "scandir", "walk", "glob", "iglob", "rglob", "iterdir", "iter_modules"})
"""Functions and methods that list a folder: the names of files need not stand in the code then."""


def readers(state: State) -> Iterator[LinkedModule]:
    """Yield the modules that run and read files which may be Python: any of a folder, or with such an ending."""
    for name in sorted(state.executed):
        linked = state.program.module(name)
        if linked is not None:
            parts = [linked.parts[index] for index in state.live[name]]
            if any(map(_reads, parts)) and any(map(_tells_python, parts)):
                yield linked


def _reads(part: Part) -> bool:
    return not _READ.isdisjoint(mentioned_by(part))


def _tells_python(part: Part) -> bool:
    texts = (*part.texts.strings, *part.texts.words)
    return any(text == "py" or text.endswith(".py") for text in texts) or not _LISTED.isdisjoint(mentioned_by(part))


def entry_names(state: State, runner: LinkedModule) -> frozenset[str]:
    """Return the names of functions and classes whose code leads to that which runs files, in its distribution."""
    names = {name for part in runner.parts if _runs(part) for name in (part.name, *part.binds) if name}
    modules = (state.program.module(name) for name in callers_of(state, runner))
    waiting = [part for linked in modules if linked is not None for part in linked.parts]
    found = True
    while found:
        found = False
        for part in waiting:
            if not names.issuperset(part.binds) and not names.isdisjoint(mentioned_by(part)):
                names.update(part.binds)
                found = True
    return frozenset(names)


def _runs(part: Part) -> bool:
    return any(isinstance(hazard, DynamicCode | StartedProgram) for hazard in part.hazards) or _reads(part)


def mentioned_by(part: Part) -> frozenset[str]:
    """Return the names that the code of a part has, each by itself."""
    reads = part.reads
    names = {name for chain, _ in reads.refs for name in chain}
    names.update(name for name, _ in (*reads.attributes, *reads.own))
    return frozenset(names.union(*(reference.name.split(".") for reference in part.imports)))
