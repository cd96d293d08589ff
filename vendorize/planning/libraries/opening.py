"""Shared libraries that live Python code opens by their names (VZ504), or names in a text."""

from __future__ import annotations

import re
from functools import cached_property
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.closure import closure
from vendorize_analysis.model.hazards.code import StartedProgram
from vendorize_analysis.model.hazards.files import LibraryOpened
from vendorize_analysis.model.patterns import ANYTHING
from vendorize_analysis.sought import live_parts

if TYPE_CHECKING:
    from collections.abc import Collection

    from vendorize.planning.libraries.files import Library
    from vendorize_analysis.model.analysis import Analysis, LoadedModule
    from vendorize_analysis.model.patterns import Pattern
    from vendorize_analysis.model.summary import Part

_OPENERS: Final = frozenset({"CDLL", "PyDLL", "WinDLL", "OleDLL", "LoadLibrary", "cdll", "pydll", "windll", "oledll"})
_STEM: Final = re.compile(r"[A-Za-z_]\w*")
_UNKNOWN: Final = "a path of which nothing is known"


class Opening:
    """Knows which libraries live code may open."""

    def __init__(self, analysis: Analysis) -> None:
        self._analysis = analysis
        self._needs = {one.key: set(one.requires) for one in analysis.environment.distributions}
        self._named: dict[str, str] = {}
        self._patterns: list[tuple[Pattern, str]] = []
        self._anything: dict[str, str] = {}
        """For each distribution whose code opens a library of an unknown name the place."""
        self._files: dict[str, str] = {}
        """The same for what loads a module by the path of its file."""
        self._owners: dict[str, list[str]] = {}
        """The distributions that have modules below a top-level name."""
        for one in analysis.environment.distributions:
            for top in one.top_level:
                self._owners.setdefault(top, []).append(one.key)
        for module, parts in live_parts(analysis.modules, analysis.liveness):
            self._note(module, parts)

    def by_whom(self, library: Library, *, named: bool) -> str:
        """Return the reason to keep a library; empty where no live code opens it, nor has its name if `named` asks."""
        for pattern, place in self._patterns:
            if _fits(pattern, library.relative):
                return f"{place} opens {pattern.text}"
        if named and stem_of(library.relative) in self._named:
            return f"{self._named[stem_of(library.relative)]} names it"
        related = self.related(library.key)
        openers = (self._anything, self._files) if library.module else (self._anything,)
        for found in openers:
            place = next((found[key] for key in sorted(related & found.keys())), "")
            if place:
                return f"{place} opens {_UNKNOWN}"
        return ""

    def related(self, key: str) -> frozenset[str]:
        """Return the distributions whose code may know where one is: its own, users and helpers, and the program."""
        return frozenset({"", key, *closure([key], self._needs), *closure([key], self._users)})

    @cached_property
    def _users(self) -> dict[str, set[str]]:
        users: dict[str, set[str]] = {key: set() for key in self._needs}
        for user, needed in self._needs.items():
            for one in needed & users.keys():
                users[one].add(user)
        return users

    def _note(self, module: LoadedModule, parts: Collection[Part]) -> None:
        place = f"{module.relative}:"
        for part in parts:
            for text in part.texts.all:
                if match := _STEM.match(text):
                    self._named.setdefault(match[0], f"{place}{part.span.line}")
            if any(one.name in _OPENERS and one.binds not in {"", one.name} for one in part.imports) or (
                not _OPENERS.isdisjoint(part.texts.strings)
            ):
                self._anything.setdefault(module.distribution, f"{place}{part.span.line}")
            self._needs.setdefault(module.distribution, set()).update(self._imported(part) - {module.distribution})
        for hazard in self._analysis.liveness.hazards.get(module.name, ()):
            if isinstance(hazard, LibraryOpened):
                if hazard.name == ANYTHING or not _end(hazard.name):
                    self._anything.setdefault(module.distribution, f"{place}{hazard.line}")
                else:
                    self._patterns.append((hazard.name, f"{place}{hazard.line}"))
            elif isinstance(hazard, StartedProgram) and hazard.form == "file":  # a script that is started is Python
                self._files.setdefault(module.distribution, f"{place}{hazard.line}")

    def _imported(self, part: Part) -> set[str]:
        """Return the distributions that a part imports from."""
        tops = {one.module.partition(".")[0] for one in part.imports if not one.level}
        return {key for top in tops for key in self._owners.get(top, ())}


def stem_of(relative: str) -> str:
    """Return the identifier that the name of a library begins with."""
    match = _STEM.match(relative.rpartition("/")[2])
    return match[0] if match else relative


def _end(pattern: Pattern) -> str:
    """Return what a path of such a form surely says of the name of the file."""
    known = pattern.prefix if pattern.exact else pattern.suffix or pattern.prefix
    return known.rstrip("/").rpartition("/")[2]


def _fits(pattern: Pattern, relative: str) -> bool:
    """Tell whether a library may be meant; who asks the linker for `dep` gets `libdep.so`, and endings may be added."""
    base = relative.rpartition("/")[2]
    if pattern.exact:
        name = _end(pattern)
        return base in {name, f"lib{name}"} or base.startswith((f"{name}.", f"lib{name}."))
    if pattern.suffix:
        end = pattern.suffix.rpartition("/")[2]
        if not base.endswith(end) and end not in base:
            return False
    pieces = relative.split("/")
    tails = ("/".join(pieces[at:]) for at in range(len(pieces)))
    beginning = pattern.prefix
    return not beginning or "/" in beginning or any(tail.startswith(beginning) for tail in tails)
