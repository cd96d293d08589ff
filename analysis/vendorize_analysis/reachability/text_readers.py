"""Modules that read files of Python as text, and the names by which such code is reached."""

from __future__ import annotations

from io import IOBase
from pathlib import Path
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.attributes import ComputedAttribute
from vendorize_analysis.model.hazards.code import DynamicCode, StartedProgram
from vendorize_analysis.model.hazards.files import DataFileRead

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from collections.abc import Set as AbstractSet

    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.patterns import Pattern
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.state import State

_READ: Final = frozenset(
    {
        *("read", "read_text", "read_bytes", "readline", "readlines", "open_code"),
        *("getline", "getlines", "get_data", "get_source", "resource_string", "read_binary"),
    }
)
"""Functions and methods that give the text of a file."""
_TOKENIZE: Final = frozenset({"tokenize"})
_READING: Final = _READ | _TOKENIZE
_LISTED: Final = frozenset({"listdir", "scandir", "walk", "glob", "iglob", "rglob", "iterdir", "iter_modules"})
"""Functions and methods that list a folder: the names of files need not stand in the code then."""
_PLAIN_DECORATORS: Final = frozenset(
    ("abstractmethod", "cache", "classmethod", "contextmanager", "lru_cache", "property", "staticmethod")
)
"""Decorators after which a function has its name alone, by their last names."""
_COMMON: Final = frozenset(
    {name for kind in (str, dict, list, set, Path, IOBase) for name in dir(kind)} | {"path", "load", "find", "main"}
)
"""Names that objects of the standard library have, or very many modules: they lead nowhere."""


class TextReaders:
    """Answers what names the code of parts has; each part is looked at once."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._mentioned: dict[int, frozenset[str]] = {}
        """By the identity of the part: parts live as long as the program."""
        self._looked: dict[str, int] = {}
        """How many live parts a module had when it was no reader; live parts only become more."""
        self._may_read: dict[str, bool] = {}
        """Whether a module would be one with all of its parts; of the others nobody has to look at the parts again."""

    def readers(self) -> Iterator[LinkedModule]:
        """Yield the modules that run and read files which may be Python: any of a folder, or with such an ending."""
        for name in sorted(self._state.executed):
            linked = self._state.program.module(name)
            if linked is None or not self._may_be_reader(linked):
                continue
            live = self._state.live[name]
            if self._looked.get(name) != len(live):
                parts = [linked.parts[index] for index in live]
                if any(map(self._reads, parts)) and any(map(self._tells_python, parts)):
                    yield linked
                else:
                    self._looked[name] = len(live)

    def _may_be_reader(self, linked: LinkedModule) -> bool:
        if linked.name not in self._may_read:
            read = any(name in _READING for part in linked.parts for name in _names_in(part))
            self._may_read[linked.name] = read and any(
                _has_ending(part) or any(name in _LISTED for name in _names_in(part)) for part in linked.parts
            )
        return self._may_read[linked.name]

    def entry_names(self, runner: LinkedModule) -> frozenset[str]:
        """Return the names of functions and classes of a runner whose code leads to what it runs, in its module."""
        starts = [part for part in runner.parts if _runs_files(part)] or filter(self._reads, runner.parts)
        return frozenset(self._leading_to(runner, starts) - _COMMON)

    def sure_entry_names(self, runner: LinkedModule) -> frozenset[str] | None:
        """Return these names of a runner of text; None where some may be missing, or no name is needed.

        Names that very many modules have lead nowhere, what a module takes from others of its distribution may give it
        a text as it runs, and what is registered somewhere needs no name.
        """
        starts = [part for part in runner.parts if _runs_files(part)]
        names, direct = self._leading_to(runner, starts), {name for part in starts for name in _names_of(runner, part)}
        targets = (target for found in runner.imports.values() for target in found)
        if not names or names & _COMMON or any(self._is_beside(runner, target.module) for target in targets):
            return None
        return None if any(self._hands_on(part, names, direct) for part in runner.parts) else frozenset(names)

    def _hands_on(self, part: Part, names: AbstractSet[str], direct: AbstractSet[str]) -> bool:
        """Tell whether a part may give away what has one of some names, as it runs: by a decorator, or as a value.

        It may call what is `direct`, which runs text; what leads to that may do anything with it.
        """
        if not names.isdisjoint(part.binds) and part.kind in {"class", "def"}:
            return any(not chain or chain[-1] not in _PLAIN_DECORATORS for chain in part.definition.decorators)
        if part.kind in {"class", "def", "import"} or not self.mention(part, names):
            return False
        return self.mention(part, names - direct) or any(chain[0] not in names for chain, _ in part.reads.refs)

    def _is_beside(self, runner: LinkedModule, module: str) -> bool:
        return self._state.distribution(module) == runner.distribution

    def has_any(self, user: LinkedModule, names: AbstractSet[str]) -> bool:
        """Tell whether live code of a module has one of some names, in a text too, or puts it together."""
        live = [user.parts[index] for index in self._state.live[user.name]]
        return any(
            self.mention(part, names)
            or not names.isdisjoint(part.texts.strings)
            or any(pattern.matches(name) for pattern in _put_together(part) for name in names)
            for part in live
        )

    def _leading_to(self, runner: LinkedModule, starts: Iterable[Part]) -> set[str]:
        names, fresh = set[str](), {name for part in starts for name in _names_of(runner, part)}
        while fresh - names:
            names |= fresh
            fresh = {name for part in runner.parts if self.mention(part, names) for name in _names_of(runner, part)}
        return names

    def hand(self, user: LinkedModule, names: AbstractSet[str], distribution: str) -> bool:
        """Tell whether live code of a module that may have a place has one of some names from a distribution.

        It asks for the place itself, has what such code gives a name to, or stands in the same class.
        """
        taken = {
            bound
            for index, targets in user.imports.items()
            if any(self._state.distribution(target.module) == distribution for target in targets)
            for bound in user.parts[index].binds
        }
        return any(not names.isdisjoint(_taken_by(part, taken)) for part in self._placed(user))

    def _placed(self, user: LinkedModule) -> Iterator[Part]:
        live = [user.parts[index] for index in sorted(self._state.live[user.name])]
        asking = [part for part in live if any(isinstance(hazard, DataFileRead) for hazard in part.hazards)]
        bound = {name for part in asking for name in part.binds if part.parent < 0}
        classes = {part.parent for part in asking if part.parent >= 0}
        for part in live:
            if part in asking or part.parent in classes or self.mention(part, bound):
                yield part

    def mention(self, part: Part, names: AbstractSet[str]) -> bool:
        """Tell whether the code of a part has one of some names, each by itself."""
        if id(part) not in self._mentioned:
            self._mentioned[id(part)] = _mentioned_by(part)
        return not names.isdisjoint(self._mentioned[id(part)])

    def _reads(self, part: Part) -> bool:
        """Tell whether a part gets text from files; `tokenize.open` is for Python alone."""
        if self.mention(part, _READ):
            return True
        return self.mention(part, _TOKENIZE) and any(chain[:2] == ("tokenize", "open") for chain, _ in part.reads.refs)

    def _tells_python(self, part: Part) -> bool:
        return self.mention(part, _LISTED) or _has_ending(part)


def _has_ending(part: Part) -> bool:
    return any(text == "py" or text.endswith(".py") for text in part.texts.all)


def _runs_files(part: Part) -> bool:
    """Tell whether a part runs files by their path, or text that it has from a file, or from nobody knows where."""
    return any(
        isinstance(hazard, StartedProgram) or (isinstance(hazard, DynamicCode) and hazard.text != "made")
        for hazard in part.hazards
    )


def _put_together(part: Part) -> Iterator[Pattern]:
    """Yield what is known of names that a part asks objects for and puts together; nothing is known of others."""
    for hazard in part.hazards:
        if isinstance(hazard, ComputedAttribute) and hazard.name.useful:
            yield hazard.name


def _names_of(linked: LinkedModule, part: Part) -> Iterator[str]:
    """Yield the names by which code of a part is reached; of what the language calls, that of the class around it."""
    for name in part.binds:
        if not name.startswith("__"):
            yield name
        elif part.parent >= 0:
            yield from linked.parts[part.parent].binds


def _taken_by(part: Part, taken: AbstractSet[str]) -> set[str]:
    """Return the attributes and imports of a part, and all names of chains that begin with what was `taken`."""
    names = {name for name, _ in (*part.reads.attributes, *part.reads.own)}
    names.update(name for chain, _ in part.reads.refs if chain[0] in taken for name in chain)
    return names.union(one.name for one in part.imports)


def _mentioned_by(part: Part) -> frozenset[str]:
    return frozenset(_names_in(part))


def _names_in(part: Part) -> Iterator[str]:
    """Yield the names that the code of a part has, each by itself."""
    reads = part.reads
    for chain, _ in reads.refs:
        yield from chain
    for name, _ in reads.attributes:
        yield name
    for name, _ in reads.own:
        yield name
    for reference in part.imports:
        yield from reference.name.split(".")
