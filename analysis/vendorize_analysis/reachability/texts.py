"""Strings that may name things: followed where some hazard asks for it, and no further."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.code import DoctestExamples
from vendorize_analysis.model.rules import DOTTED
from vendorize_analysis.reachability.state import Edge

if TYPE_CHECKING:
    from vendorize_analysis.linking import LinkedModule
    from vendorize_analysis.model.analysis import Node
    from vendorize_analysis.model.summary import Part
    from vendorize_analysis.reachability.engine import Engine

ATTRIBUTES: Final = "attributes"
"""Single names in strings are attributes."""
MODULES: Final = "modules"
"""Dotted names in strings are modules or symbols."""
CODE: Final = "code"
"""Strings are code."""
NAMES_OF_CODE: Final = "names of code"
"""Strings that are names end up in code."""
GROUPS: Final = "groups"
"""Strings are groups of entry points."""
PIECES: Final = "pieces"
"""Strings are joined with underscores to names of attributes."""
ENDINGS: Final = "endings"
"""Single names in strings are put behind the names of packages."""
PROGRAMS: Final = "programs"
"""Dotted names in strings are modules that run as the program."""
ANNOTATIONS: Final = "annotations"
"""Annotations that are kept as text are evaluated."""
EXAMPLES: Final = "examples"
"""Docstrings hold code that is run."""
TELLING_NAMES: Final = frozenset({"__match_args__", "__getattr__"})
"""Names that say what the strings in their values mean."""


class Texts:
    """Collects the strings of live parts by distribution and reads them in the ways that hazards demand."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.program = engine.program
        self.modes: dict[str, dict[str, Node | None]] = defaultdict(dict)
        self._pieces: set[str] = set()
        self._readers = {
            ATTRIBUTES: self._attributes,
            MODULES: self._modules,
            CODE: self._all_code,
            NAMES_OF_CODE: self._names_of_code,
            ANNOTATIONS: self._annotations,
            EXAMPLES: self._examples,
            PROGRAMS: self._programs,
            GROUPS: self._groups,
            PIECES: self._collect_pieces,
            ENDINGS: self._endings,
        }
        self._demanded: dict[str, set[str]] = defaultdict(set)
        self._dependents: dict[str, set[str]] = defaultdict(set)
        for key, dependents in engine.state.boundaries.dependents.items():
            self._dependents[key] = set(dependents)
        self._pool: dict[str, list[tuple[LinkedModule, Part]]] = defaultdict(list)

    def demand(self, mode: str, distribution: str) -> None:
        """Read the strings of a distribution in a certain way, and those of all that need it.

        Code that a distribution runs is put together from its own strings and from names that others hand in; what
        they hand in as code would be any text at all, and is left to keep rules.
        """
        if mode in self._demanded[distribution]:
            return
        self._demanded[distribution].add(mode)
        self._set(mode, distribution)
        for key in sorted(self.dependents(distribution)):
            self._set(NAMES_OF_CODE if mode == CODE else mode, key)

    def _set(self, mode: str, distribution: str) -> None:
        if mode not in self.modes[distribution]:
            self.modes[distribution][mode] = self.engine.state.current
            for linked, part in list(self._pool[distribution]):
                self._apply(mode, linked, part)

    def dependents(self, distribution: str) -> set[str]:
        """Give the distributions whose code can hand something to a distribution: those that need or import it."""
        return self._dependents[distribution]

    def relate(self, user: str, used: str) -> None:
        """Note that a distribution imports another one, whatever its metadata says."""
        if user == used or user in self._dependents[used]:
            return
        more = {user, *self._dependents[user]}
        for key in [key for key, dependents in self._dependents.items() if key == used or used in dependents]:
            fresh = more - self._dependents[key] - {key}
            self._dependents[key] |= fresh
            for mode in sorted(self._demanded[key]):
                for other in sorted(fresh):
                    self._set(NAMES_OF_CODE if mode == CODE else mode, other)

    def read(self, linked: LinkedModule, part: Part) -> None:
        """Take up the strings of a part that has become alive."""
        if not (part.texts.strings or part.texts.words or part.reads.lazy or part.hazards):
            return
        if part.assigned.table and self.engine.tables.take(linked, part):
            return
        self._pool[linked.distribution].append((linked, part))
        if linked.name in self.engine.state.first_party:
            self._modules(linked, part)
        for mode in list(self.modes[linked.distribution]):
            self._apply(mode, linked, part)

    def read_by_name(self, linked: LinkedModule, part: Part) -> None:
        """Follow strings whose meaning is fixed by the name that they are assigned to."""
        if "__match_args__" in part.binds:
            for text in part.texts.strings:
                self.engine.insist(text)
        if "__getattr__" in part.binds and linked.around[part.index] < 0 and part.kind != "def":
            # Made by a helper (`__getattr__, … = attach(__name__, …)`): it loads the submodules that it is told.
            for text in part.texts.strings:
                if self.program.exists(f"{linked.package}.{text}"):
                    self.engine.dynamic.load(f"{linked.package}.{text}", linked.distribution)

    def _apply(self, mode: str, linked: LinkedModule, part: Part) -> None:
        self._readers[mode](linked, part)

    def _annotations(self, linked: LinkedModule, part: Part) -> None:
        for chain, _line in part.reads.lazy:
            self.engine.references.follow(linked, chain)

    def _all_code(self, linked: LinkedModule, part: Part) -> None:
        packages = sorted({linked.package, linked.name.partition(".")[0]} - {""})
        for text in (*part.texts.strings, *part.texts.words):
            self._code(linked, text)
            for package in packages:
                # Code that is made may say `from package import text`.
                if self.program.kind(f"{package}.{text}") == "source":
                    self.engine.execute(f"{package}.{text}", Edge("hazard", f"named in code: {text}", certain=False))
                    self.engine.modules.escape(f"{package}.{text}")

    def _names_of_code(self, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            self._code(linked, text)

    def _programs(self, _linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            if self.program.exists(text):
                self.engine.run_as_program(text, Edge("hazard", f"started as `-m {text}`"))

    def _groups(self, linked: LinkedModule, part: Part) -> None:
        for entry in self.engine.state.boundaries.entry_points if part.texts.strings else ():
            if entry.group in part.texts.strings:
                self.engine.dynamic.load_entry(entry, linked.distribution)

    def _collect_pieces(self, _linked: LinkedModule, part: Part) -> None:
        self._pieces.update(text for text in part.texts.strings if text.isidentifier())

    def _endings(self, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            self.engine.dynamic.joined.name_ending(text, linked.distribution, linked.name)

    def join_pieces(self) -> None:
        """Mention every name of a member that can be joined from the strings of who joins names."""
        state, narrowed = self.engine.state, self.engine.narrowed
        waiting = {*state.waiting, *state.offered, *narrowed.names()} if self._pieces else ()
        for name in sorted(waiting):
            if "_" in name.strip("_") and self._pieces.issuperset(name.split("_")):
                self.engine.insist(name)

    def _attributes(self, _linked: LinkedModule, part: Part) -> None:
        mentioned, narrowed = self.engine.state.mentioned, self.engine.narrowed.active
        for text in part.texts.strings:
            if narrowed or text not in mentioned:
                for name in text.replace(":", ".").split("."):
                    if name:
                        self.engine.insist(name)

    def _modules(self, linked: LinkedModule, part: Part) -> None:
        for text in part.texts.strings:
            if "." in text.strip(".") or ":" in text:
                self.name_in(linked, text)

    def _examples(self, linked: LinkedModule, part: Part) -> None:
        for hazard in part.hazards:
            if isinstance(hazard, DoctestExamples):
                for word in hazard.names:
                    self._code(linked, word)

    def _code(self, linked: LinkedModule, text: str) -> None:
        """Read a name as generated code would: an attribute, a global of the module, an imported module."""
        names = [name for name in text.replace(":", ".").split(".") if name]
        for name in names:
            self.engine.insist(name)
        if names and names[0] in linked.names:
            self.engine.references.follow(linked, tuple(names))
        if len(names) > 1 and self.program.exists(names[0]):
            self.name_in(linked, ".".join(names), escaping=DOTTED in self.engine.state.boundaries.without)

    def name_in(self, linked: LinkedModule, text: str, *, escaping: bool = False) -> None:
        """Follow a string that may be `package.module`, `package.module.name` or `package.module:name`.

        Where code asks the same module for something else, it says the module's name once more.
        """
        module, _, attribute = text.partition(":")
        names = tuple(name for name in attribute.split(".") if name)
        parts = module.split(".")
        if not all(parts) or not self.program.exists(parts[0]):
            return
        length = next((size for size in range(len(parts), 0, -1) if self.program.exists(".".join(parts[:size]))), 0)
        found = ".".join(parts[:length])
        names = (*parts[length:], *names)
        if names and not self.program.look_up(found, names[0]):
            return
        state = self.engine.state
        state.strings[linked.name].add(text)
        edge = Edge("hazard", f"the string {text!r}", certain=False)
        self.engine.execute(found, edge)
        self.engine.dynamic.joined.name_package(found)
        if names:
            self.engine.references.descend(self.program.as_module(found), names, linked.distribution)
        else:
            self.engine.modules.escape(found)
        if escaping:
            self.engine.modules.escape(found)
