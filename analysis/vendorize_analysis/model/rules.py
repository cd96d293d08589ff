"""Rules that keep less: each can be left out, to measure what it is worth or to see whether it is at fault."""

from __future__ import annotations

from typing import Final

ACCESSORS: Final = "accessors"
ALIASES: Final = "aliases"
ANNOTATIONS: Final = "annotations"
BRANCHES: Final = "dead-branches"
CLASS_DATA: Final = "class-data"
CONSTRUCTORS: Final = "constructors"
DOTTED: Final = "dotted-code"
FOR_EFFECTS: Final = "held-classes"
HOOKS: Final = "hooks"
LISTINGS: Final = "listings"
LITERALS: Final = "literal-names"
MEMBERS: Final = "members"
QUIET: Final = "quiet-hooks"
NAMESPACES: Final = "namespaces"
TABLES: Final = "lazy-tables"
TESTS: Final = "tests"
OVERLOADS: Final = "overloads"

RULES: Final = {
    MEMBERS: "members of a live class wait until their name is used",
    ANNOTATIONS: "annotations that are kept as text are read only where somebody evaluates them",
    BRANCHES: "branches for other versions and platforms are left out",
    CONSTRUCTORS: "an object whose constructor only fills it is made without an effect",
    DOTTED: "`package.module.name` in code that is made takes that name, and does not pass the module around",
    OVERLOADS: "`@overload` signatures are left out, unless `get_overloads` is used",
    ALIASES: "bases, metaclasses and decorators are followed through other names, subscripted ones too",
    ACCESSORS: "`@name.setter` in a class body is known to extend a property",
    FOR_EFFECTS: "a class that stays only for what its body does has no objects, nor has a base of only such classes",
    CLASS_DATA: "`Class.name` reads what stands in the body, and makes no object of the class",
    HOOKS: "a metaclass or `__init_subclass__` that asks only for names that it spells out sees no other members",
    QUIET: "a class whose metaclass and `__init_subclass__` change nothing but that class is made without an effect",
    LITERALS: '`getattr(module, "name")` reads one name, and does not pass the module around',
    TESTS: "`if module` and `module is None` do not pass the module around",
    NAMESPACES: "a namespace that is written to, or asked for names that are known, is not read as a whole",
    TABLES: "a table that only `__getattr__` looks into names the modules of the names that are asked for",
    LISTINGS: "listed members are those of classes that somebody has, confined by the receiver and by their names",
}
"""By name; what each means."""
