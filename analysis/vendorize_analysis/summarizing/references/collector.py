"""Walk the code of one part and collect what it mentions: names, attributes, imports, strings, hazards.

This is the hot loop of a cold analysis. What to do with each class of node stands in the table of `walking`; here is
what all of these functions share.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.code import DoctestExamples
from vendorize_analysis.model.hazards.files import DataFileRead
from vendorize_analysis.model.hazards.modules import ComputedImport
from vendorize_analysis.model.patterns import PACKAGE_NAME, beginning
from vendorize_analysis.summarizing.references.imports import use_import
from vendorize_analysis.summarizing.references.scope import Scope
from vendorize_analysis.summarizing.syntax.strings import (
    format_attributes,
    handed_names,
    imported_below,
    is_hyphenated,
    is_name,
    names_in,
)

if TYPE_CHECKING:
    import ast
    from collections.abc import Iterable, Iterator, Mapping

    from vendorize_analysis.model.hazards import SiteHazard
    from vendorize_analysis.model.summary import Chain, ImportRef
    from vendorize_analysis.summarizing.references.visitor import Visitor
    from vendorize_analysis.summarizing.syntax.folding import Target

_FILES: Final = frozenset({"__file__", "__path__", "__spec__", "__loader__"})


class ReferenceCollector:
    """Collects what the code of one part mentions; mutable, never leaves the summarizing stage."""

    # What few parts change stands here: setting it for each would take as long as all else for most of them.
    functions = 0
    depth = 0  # functions around the current node, inside the part
    callee: ast.expr | None = None
    """What a rule about calls has dealt with already, so that it is no value that is passed around."""
    unused: ast.expr | None = None
    """Expression that is a statement: nobody takes its value."""
    followed: ast.expr | None = None
    """Receiver of an attribute that a rule has followed, so that the receiver itself is no value."""
    folders_only: frozenset[ast.AST] = frozenset()
    """Expressions of which only the folder around a file is asked for."""
    lists_itself = False
    """The part is a module's `__dir__`: whoever lists the module keeps all its names anyway."""
    missing_name = ""
    """Parameter of a module's `__getattr__`."""
    is_annotation = False
    """The current node stands in an annotation: strings are annotations too."""
    reads_exports = False
    """`__all__` is mentioned."""
    joins = False
    """Texts are put together."""
    exports_change = False
    """Code that is no plain statement about `__all__` changes it."""

    def __init__(
        self, target: Target, visitor: Visitor, *, future_annotations: bool, class_names: tuple[str, ...] = ()
    ) -> None:
        self.target = target
        self.future_annotations = future_annotations
        self.class_names = class_names
        """Classes around the node, outermost first: names with two leading underscores are mangled with the last."""
        self.attributes: dict[str, int] = {}
        self.own: dict[str, int] = {}
        self.imports: list[ImportRef] = []
        self.strings: set[str] = set()
        self.words: set[str] = set()
        self.hazards: dict[SiteHazard, None] = {}
        self.lazy: dict[Chain, int] = {}
        self.spellings: Mapping[str, Chain] = {}
        self.deferred: dict[Chain, int] = {}
        """Global names read by code that runs later, when it is called."""
        self.handlers = visitor.handlers
        self.at_end = visitor.at_end
        self.top = self.scope = Scope()
        """The scope that the part stands in; its `loads` are read when the part runs."""
        self.stack: list[Scope] = []
        """Scopes around the current one; the first is `top`."""
        self.settled: list[ast.expr] = []
        """Arguments of a call that say no more than its rule has read already."""
        self.looked_up: list[ast.expr] = []
        """Namespaces of which one name is asked for, by a literal: these are not read as a whole."""

    # -- walking --------------------------------------------------------------------------------------------

    def visit(self, node: ast.AST | None) -> None:
        """Collect from a node and everything below it."""
        self.handlers[node.__class__](self, node)

    def visit_all(self, nodes: Iterable[ast.AST | None]) -> None:
        """Collect from each node that is there."""
        handlers = self.handlers
        for node in nodes:
            handlers[node.__class__](self, node)

    # -- what is found --------------------------------------------------------------------------------------

    def hazard(self, found: SiteHazard) -> None:
        """Note code whose needs cannot be read off it."""
        self.hazards[found] = None

    def load(self, chain: Chain, line: int) -> None:
        """Note that a dotted name is read."""
        loads = self.scope.loads
        if chain not in loads:
            loads[chain] = line
            # Names without these are noted where they stand: calling us for each would take as long as all the rest.
            if chain[0][:2] == "__":
                self._load_special(chain, line)

    def _load_special(self, chain: Chain, line: int) -> None:
        """Mangle a private name inside a class (language reference, "Private name mangling")."""
        root = chain[0]
        if root[-2:] != "__":
            if self.class_names:
                self.scope.loads[f"_{self.class_names[-1].lstrip('_')}{root}", *chain[1:]] = line
        elif root == "__all__":
            self.reads_exports = True
        elif root in _FILES:
            self.hazard(DataFileRead(line, attribute=root))

    def attribute(self, name: str, line: int) -> None:
        """Note an attribute of a receiver that is not known."""
        if name not in self.attributes:
            self.attributes[name] = line

    def own_attribute(self, name: str, line: int) -> None:
        """Note an attribute of the object itself, a mangled one under its plain name too."""
        self.own.setdefault(name, line)
        if name[0] == "_" and name[1:2] != "_" and "__" in name:
            self.own.setdefault(name[name.index("__") :], line)

    def text(self, value: str, line: int) -> None:
        """Note a string: a name by itself, or text with names in it."""
        if is_name(value):
            self.strings.add(value)
        elif value:
            if is_hyphenated(value) or (value[-1] == "." and is_name(value[:-1])):
                self.strings.add(value)
            self.words.update(names_in(value))
            self.strings.update(handed_names(value))
            for prefix in imported_below(value):
                self.hazard(ComputedImport(line, beginning(prefix)))
                for word in names_in(value):  # what the code asks the module for
                    self.attribute(word.rpartition(".")[2], line)
            if "{" in value:
                for name in format_attributes(value):
                    self.attribute(name, line)

    def docstring(self, text: str, line: int) -> None:
        """Note a docstring: only its examples can ever run."""
        if ">>>" in text:
            self.hazard(DoctestExamples(line, tuple(sorted(set(names_in(text))))))

    # -- scopes ---------------------------------------------------------------------------------------------

    def open(self, scope: Scope) -> None:
        """Enter a scope."""
        self.stack.append(self.scope)
        self.scope = scope

    def close(self, *, deferred: bool) -> None:
        """Close a scope: what it did not bind itself is read from the scope around it."""
        scope = self.scope
        if scope.namespaces or scope.asked or scope.tested or scope.sources:
            for conclude in self.at_end:
                conclude(self, scope)
        self.scope = outer = self.stack.pop()
        into = self.deferred if deferred else outer.loads
        bound, elsewhere = scope.bound, scope.elsewhere
        if elsewhere:
            bound.difference_update(elsewhere)
        # A variable that holds what nothing is known about, by itself: most names are.
        telling = scope.imported or scope.is_class
        owner = scope.owner
        for chain, line in scope.loads.items():
            root = chain[0]
            if root in bound:
                if telling or root == owner or len(chain) > 1:
                    self._close_bound(scope, chain, line)
                    if scope.is_class:
                        into.setdefault(chain, line)
            elif elsewhere.get(root):
                self.deferred.setdefault(chain, line)
            elif chain not in into:
                into[chain] = line

    def _close_bound(self, scope: Scope, chain: Chain, line: int) -> None:
        """Say what a use of a local name means: of an import, of the object itself, of anything."""
        root = chain[0]
        if root in scope.imported:
            for reference in scope.imported[root]:
                self.imports.append(use_import(reference, chain, line))
            if root not in scope.rebound:
                return
        elif root == scope.owner and root not in scope.rebound:
            names = chain[2:] if chain[1:2] == ("__class__",) else chain[1:]
            if names:
                self.own_attribute(names[0], line)
            for name in names[1:]:
                self.attribute(name, line)
            return
        for name in chain[1:]:
            self.attribute(name, line)

    def inner_scopes(self) -> Iterator[Scope]:
        """Yield the scopes of functions, classes and comprehensions around the node, the nearest first."""
        if self.stack:
            yield self.scope
            yield from reversed(self.stack[1:])

    def is_local(self, name: str) -> bool:
        """Tell whether a name is known to be a variable made by this part (as far as it was read)."""
        if any(name in scope.elsewhere for scope in self.inner_scopes()):
            return False
        return name in self.top.bound or any(name in scope.bound for scope in self.inner_scopes() if not scope.is_class)

    def imported_as(self, chain: Chain) -> str:
        """Return the absolute name (or one from `<package>`) of what a function imported; empty if it is not sure."""
        for scope in self.inner_scopes():
            if chain[0] in scope.bound and not scope.is_class:
                references = scope.imported.get(chain[0], [])
                if len(references) != 1 or chain[0] in scope.rebound or references[0].level > 1:
                    return ""
                used = use_import(references[0], chain, 0)
                return ".".join(filter(None, (PACKAGE_NAME * used.level, used.module, used.name.strip("."))))
        return ""

    def is_owner(self, name: str) -> bool:
        """Tell whether a name is the first parameter of the method that the part is, and still holds it."""
        for scope in self.inner_scopes():
            if name in scope.bound and not scope.is_class:
                return name == scope.owner and name not in scope.rebound
        return False

    def in_method(self) -> bool:
        """Tell whether `super()` here means the class around the part."""
        for scope in self.inner_scopes():
            if scope.is_class or scope.owner:
                return not scope.is_class
        return False
