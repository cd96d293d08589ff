"""What one module says: its parts, what they bind, need and do. Pure data, independent of the module's name.

Summaries are stored and read back by the thousand, so these types are named tuples of plain values (`marshal` knows
them once they are made plain tuples) where other boundaries use dataclasses.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

if TYPE_CHECKING:
    from vendorize_analysis.model.hazards import SiteHazard
    from vendorize_analysis.model.hazards.unread import UnreadCode

Chain = tuple[str, ...]
"""A dotted name as read from source: the first item is a name, the others attributes (`os.path.join` has three)."""


Branch = tuple[tuple[str, ...], int, int]
"""Code of a hook that runs for some names alone: these, and its first and last line."""


MADE_BY_CALL = "()"
"""Last item of the chain of a base class that is the result of a call."""


ALWAYS: Final = ("*",)
"""Names for which a hook acts that may act for every class."""
SUBSCRIPTED: Final = "[]"
"""Last item of the chain of a value that is a subscript of what the chain names."""


PLAIN: Final = ("{}",)
"""Value of an assignment that is a constant, or a collection that is made on the spot."""


class ImportRef(NamedTuple):
    """One alias of an import statement, or one literal call of an import function."""

    level: int
    """Leading dots."""
    module: str
    """Dotted name after the dots; may be empty."""
    name: str
    """What is taken from the module, as a dotted name. Empty: the module is only loaded, and its top-level package
    bound (`import a.b`); `.`: the module itself is the value (`import a.b as c`); `*`: a star."""
    binds: str
    """The name it gives a value to; empty for a star, a call, and the use of a name that a function imported."""
    line: int


class Span(NamedTuple):
    """Where a part stands, decorators included. Lines from 1, columns in UTF-8 bytes from 0, as `ast` counts."""

    line: int
    column: int
    end_line: int
    end_column: int


class Reads(NamedTuple):
    """Facet of a part: the names and attributes that its code reads. Names come with the first line that has them."""

    refs: tuple[tuple[Chain, int], ...] = ()
    """Names read that are global (or a built-in) with the attributes that follow directly."""
    siblings: tuple[str, ...] = ()
    """Names read that the class body around the part may bind."""
    lazy: tuple[tuple[Chain, int], ...] = ()
    """As `refs`, in annotations that only somebody who asks for them evaluates."""
    attributes: tuple[tuple[str, int], ...] = ()
    """Attributes read, written or deleted on receivers that are not known."""
    own: tuple[tuple[str, int], ...] = ()
    """Attributes of the first parameter of the method around it, or of `super()`."""
    tested: tuple[tuple[str, int], ...] = ()
    """Global names that are tested for their truth or for None; `refs` has what else is read."""


class Texts(NamedTuple):
    """Facet of a part: what stands in its string constants."""

    strings: tuple[str, ...] = ()
    """String constants that look like a name, a dotted name or `module:name`."""
    words: tuple[str, ...] = ()
    """Identifiers and dotted names inside all other strings that are not docstrings (kept for generated code)."""
    joins: bool = False
    """Texts are put together here, or may come from code that does so."""

    @property
    def all(self) -> tuple[str, ...]:
        """Whatever may be a name, by itself or inside of another text."""
        return (*self.strings, *self.words)


class Execution(NamedTuple):
    """Facet of a part: what running it does beyond binding its names."""

    effect: bool = False
    """It does, or may do, more than bind its names (beyond `calls` and `mutates`)."""
    calls: tuple[Chain, ...] = ()
    """Callees that run with it at import time: it is free of effects only if all of these are."""
    mutates: tuple[str, ...] = ()
    """Module-level names whose values it changes; this matters only where these are live."""
    fails: bool = False
    """It reads a name that nothing binds, so that it raises: somebody may catch that, and go another way."""
    risks: tuple[Chain, ...] = ()
    """Of what is no effect: operations that may raise. A dotted name may lack an attribute, one that ends in
    `SUBSCRIPTED` an item, and the empty chain is any other operation."""
    catches: bool = False
    """It imports something in a `try` that goes on where that raises more than an ImportError."""

    @property
    def acts(self) -> bool:
        """Tell whether more than `calls` and `mutates` decides that it runs."""
        return self.effect or self.fails


class Definition(NamedTuple):
    """Facet of a function or class: its header."""

    bases: tuple[Chain, ...] = ()
    """Of a class: base classes. A base that is no dotted name is written as an empty chain."""
    decorators: tuple[Chain, ...] = ()
    """Outermost first; one with arguments is named by its callee; as for `bases`."""
    metaclass: Chain = ()
    whole: bool = False
    """Of a class: its body must not be cut, whatever its bases and decorators are."""


class Assigned(NamedTuple):
    """Facet of an assignment: what is known of its value."""

    alias: bool = False
    """The value may be an object that exists already, not one made here."""
    value: Chain = ()
    """Of an assignment to one name: the dotted name that it gives this name to, too. Of `Base = Mapping[str, int]` what
    is subscripted, which is right for classes only; it then ends in `SUBSCRIPTED`. `None` for None, `PLAIN` for other
    constants and for collections that are made here."""
    table: tuple[tuple[str, tuple[str, ...]], ...] = ()
    """Of a dictionary of plain data with literal keys: for each key the strings in its value."""


class Hook(NamedTuple):
    """Facet of a function that Python itself calls: `__init_subclass__` and the like, `__getattr__`, a constructor."""

    closed: bool = False
    """Called with a class while it is made, it asks its body only for names that it mentions."""
    triggers: tuple[str, ...] = ()
    """Called with a class, it changes more than that class only where it binds one of these names (to something but
    None, unless the name ends in `?`); `*` where nothing is known."""
    keyed: tuple[str, ...] = ()
    """Of a hook for missing names: global names of which it asks for keys and the entry of the name, and no more."""
    branches: tuple[Branch, ...] = ()
    """Of a module's `__getattr__`: what a branch imports is used nowhere else in it."""
    initializer_calls: tuple[Chain, ...] = ()
    """Of a constructor that does no more than fill its object: callees that run in it. Nothing is known without any."""


NO_READS: Final = Reads()
NO_TEXTS: Final = Texts()
NO_EXECUTION: Final = Execution()
NO_DEFINITION: Final = Definition()
NOT_ASSIGNED: Final = Assigned()
NO_HOOK: Final = Hook()


class Part(NamedTuple):
    """The smallest thing that is kept or dropped.

    What most parts have nothing of stands in facets; a part without one shares the empty facet of that type.
    """

    index: int  # type: ignore[assignment]  # hides `tuple.index`, which nobody asks of a part
    """Position in the summary: source order, a container before its children."""
    parent: int
    """Index of the class or block around it, -1 at the top level."""
    kind: str
    """`def`, `class`, `import`, `assign`, `annotation` (`x: T = v`), `block` (an `if` or `try` whose branches hold
    parts) or `statement`."""
    span: Span
    name: str
    """Name of a function or class, else empty."""
    binds: tuple[str, ...]
    """Names that get a value in the scope around it (module, or class body), its children's not included."""
    functions: int
    """`def` and `async def` nodes in it, nested ones included, its child parts' not."""
    dead: bool
    """It stands in a branch that is never taken on the versions and platforms asked for."""
    imports: tuple[ImportRef, ...] = ()
    hazards: tuple[SiteHazard, ...] = ()
    reads: Reads = NO_READS
    texts: Texts = NO_TEXTS
    execution: Execution = NO_EXECUTION
    definition: Definition = NO_DEFINITION
    assigned: Assigned = NOT_ASSIGNED
    hook: Hook = NO_HOOK


class ModuleSummary(NamedTuple):
    """One source file."""

    parts: tuple[Part, ...]
    exports: tuple[str, ...] | None
    """Literal value of `__all__`, None without one."""
    open_exports: bool
    """`__all__` is built in a way that is not literal: everything counts as exported."""
    stars: tuple[ImportRef, ...]
    """Star imports at module level, in order."""
    lines: int
    functions: int
    size: int
    """Bytes of the file."""
    docstring: bool
    future_annotations: bool
    keeps: tuple[tuple[int, str], ...] = ()
    """Parts that stay with all that is in them because a comment says so, each with its reason."""
    ignored: tuple[tuple[int, str], ...] = ()
    """Lines and codes of the hazards that need nothing because a comment says so. The parts still have them: what is
    written must not depend on the user's word about what is needed."""
    complaints: tuple[tuple[int, str], ...] = ()
    """Comments to us that have no effect: line and what is wrong."""


class Unreadable(NamedTuple):
    """A file that holds no Python we can read: kept whole, and reported."""

    line: int
    message: str
    broken: bool = False
    """A Python of the same version refuses it too, so that its import fails."""
    words: frozenset[str] = frozenset()
    """Whatever looks like a name in its text; it may be the name of a module."""
    code: UnreadCode = "VZ701"
    """Of the hazard that it is."""
