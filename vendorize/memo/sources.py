"""What an answer depends on in the text of first-party modules, so that an edit which adds nothing costs no analysis.

Their facts (`vendorize_analysis/facts.py`) are stored with the answer, as far as only these were read: what anybody
opened for more counts with its stamps, as any other file does.
"""

from __future__ import annotations

import os
from array import array
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, NamedTuple
from zlib import crc32

from vendorize.memo.stamps import stamps_of
from vendorize_analysis.facts import Standing, facts_of
from vendorize_analysis.model.summary import ModuleSummary
from vendorize_analysis.reading import read_bytes
from vendorize_analysis.scanning.making import make_summary
from vendorize_analysis.scanning.source import SourceFile, read
from vendorize_analysis.summarizing import Target

if TYPE_CHECKING:
    from collections.abc import Iterable

_MOST: Final = 20
"""Files that have changed: of more it is as quick to ask anew."""


class PackedNames:
    """A set of names in little space: of a name that is not in it, one in some hundred thousand seems to be."""

    def __init__(self, sums: Iterable[int]) -> None:
        self._sums = frozenset(sums)

    @classmethod
    def of(cls, names: Iterable[str]) -> PackedNames:
        """Return the set of some names."""
        return cls(crc32(name.encode("utf-8", "surrogatepass")) for name in names)

    @classmethod
    def from_stored(cls, data: bytes) -> PackedNames:
        """Return the set that was stored."""
        return cls(array("I", data))

    def stored(self) -> bytes:
        """Return the set as it is stored."""
        return array("I", sorted(self._sums)).tobytes()

    def __contains__(self, name: object) -> bool:
        return isinstance(name, str) and crc32(name.encode("utf-8", "surrogatepass")) in self._sums


class RememberedModule(NamedTuple):
    """A first-party module of which only the facts count."""

    path: str
    stamp: str
    digest: str
    facts: str
    idle: tuple[str, ...]
    """Functions that the facts leave out: none of them may go, for data may name it."""
    lines: int
    rooted: bool
    """All of it is a root."""
    openers: tuple[str, ...]
    """As in `Standing`, and so the next one."""
    by_endings: bool


class FirstPartyText(NamedTuple):
    """The modules of an answer, and what their facts are told by."""

    modules: tuple[RememberedModule, ...] = ()
    target: tuple[tuple[int, int], tuple[str, ...], tuple[int, int]] = ((3, 0), (), (3, 0))
    """Lowest version, platforms, and version of the analysed interpreter."""
    asked: bytes = b""
    """All that first-party code names and installed code binds, as `PackedNames` stores it."""
    patterns: tuple[tuple[str, str], ...] = ()
    """Beginnings and ends of attribute names that are computed."""


class HarmlessEdit(NamedTuple):
    """What has changed since an answer was stored that says the same all the same."""

    sources: tuple[Any, ...]
    """Those of now, as they are stored."""
    lines: int
    """How many more there are."""
    files: int
    """How many are not as they were."""
    youngest: int
    """When the last of them changed, in nanoseconds."""


def stored_form(sources: FirstPartyText) -> tuple[Any, ...]:
    """Return sources as plain values."""
    return tuple(map(tuple, sources.modules)), *sources[1:]


def edited_since(stored: tuple[Any, ...], files: Iterable[str]) -> HarmlessEdit | None:
    """Return what has changed in the modules of a stored answer; None where the answer may be another one now.

    `files` are others of the project, which may name what is new.
    """
    sources = FirstPartyText(tuple(RememberedModule(*one) for one in stored[0]), *stored[1:])
    stamps = {one.path: stamps_of([one.path], ()) for one in sources.modules}
    changed = [one for one in sources.modules if stamps[one.path].digest != one.stamp]
    now = _all_anew(changed, sources) if len(changed) <= _MOST else None
    if now is None or _may_be_asked({name for one in now for name in one.fresh}, sources, files):
        return None
    known = {one.module.path: one.module._replace(stamp=stamps[one.module.path].digest) for one in now}
    modules = tuple(known.get(one.path, one) for one in sources.modules)
    return HarmlessEdit(
        stored_form(sources._replace(modules=modules)),
        sum(new.lines - old.lines for old, new in zip(sources.modules, modules, strict=True)),
        sum(new.digest != old.digest for old, new in zip(sources.modules, modules, strict=True)),
        max((stamps[path].youngest for path in known), default=0),
    )


class _Anew(NamedTuple):
    """A module as it is now, its facts being those of then."""

    module: RememberedModule
    fresh: frozenset[str] = frozenset()
    """Functions that were not among those left out."""


def _all_anew(changed: Iterable[RememberedModule], sources: FirstPartyText) -> list[_Anew] | None:
    asked = PackedNames.from_stored(sources.asked)
    found = []
    for one in changed:
        now = _read_anew(one, sources, asked)
        if now is None:
            return None
        found.append(now)
    return found


def _may_be_asked(names: set[str], sources: FirstPartyText, files: Iterable[str]) -> bool:
    """Tell whether somebody may ask for one of some names that are new: by a pattern, or by a text of the project."""
    if any(name.startswith(begin) and name.endswith(end) for name in names for begin, end in sources.patterns):
        return True
    return bool(names) and _are_named(names, files)


def _read_anew(one: RememberedModule, sources: FirstPartyText, asked: PackedNames) -> _Anew | None:
    """Return a module as it is now; None where its facts are not those of then."""
    source = read(Path(one.path))
    if not isinstance(source, SourceFile) or os.path.islink(one.path):  # noqa: PTH114 - plain text
        return None
    if source.digest == one.digest:
        return _Anew(one)
    python, platforms, newest = sources.target
    summary = make_summary(source, Target(python, frozenset(platforms), newest=newest)).summary
    if not isinstance(summary, ModuleSummary):
        return None
    found = facts_of(source.data, summary, Standing(asked if one.rooted else None, one.openers, one.by_endings))
    if not found.digest or found.digest != one.facts or not found.idle.issuperset(one.idle):
        return None
    return _Anew(one._replace(digest=source.digest, lines=source.lines), found.idle.difference(one.idle))


def _are_named(names: Iterable[str], files: Iterable[str]) -> bool:
    """Tell whether a file has one of some names in it, or cannot be read."""
    wanted = [name.encode() for name in names]
    for path in files:
        try:
            data = read_bytes(path)
        except OSError:
            continue
        if any(name in data for name in wanted):
            return True
    return False
