"""Members and subclasses that are listed, and classes that are made by a call (VZ203 to VZ205)."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description


class MemberListing(NamedTuple):
    """The members of an object are listed: `dir(x)`, `vars(x)`, `x.__dict__` of a class or module."""

    line: int
    of: Literal["unknown", "own", "named", "class", "imported", "given", "caller"]
    """What is known of the object: nothing, it is the class around the code, it has a dotted name, it is some class,
    it is a module that the code around imports by a computed name, it is the module around something that was handed
    in, it is the module around a caller."""
    receiver: str = ""
    """The dotted name, where it has one."""
    code: Literal["VZ203"] = "VZ203"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "lists members at run time"


class SubclassListing(NamedTuple):
    """`__subclasses__` of a class is asked for."""

    line: int
    base: str = ""
    """Dotted name of the class, empty where it is not known."""
    code: Literal["VZ204"] = "VZ204"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "lists subclasses at run time"


class DynamicClass(NamedTuple):
    """A class is made by a call whose bases are not written down."""

    line: int
    code: Literal["VZ205"] = "VZ205"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "makes a class at run time"


MemberHazard = MemberListing | SubclassListing | DynamicClass


DESCRIPTIONS: Final[dict[type, Description]] = {
    MemberListing: Description(
        title="members listed at run time",
        construct="members listed",
        keeps="nothing where `dir(self)` only becomes text; else, of classes that somebody has, the module or class "
        "that is listed; members with the beginning that is asked for; modules that the code around has just "
        "imported by a computed name, or that texts name for such an import; modules around what may have been handed "
        "in, or around callers, whose names are gone through; of an unknown class the classes of the "
        "module around it, and those named where the function is; of an unknown object these, and modules that the "
        "distribution or its dependents hand around as values",
        page="""\
The code lists the members of a module, class or object: `dir(x)`, `inspect.getmembers(x)`, `cls.__dict__`, `vars(cls)`.

```python
commands = [name for name in dir(self) if name.startswith("do_")]
fields = {name: value for name, value in cls.__dict__.items() if isinstance(value, Field)}
```

## What vendorize does

- When the object is a known module, all its names are kept.
- When it is `self`, its class or a known class, all members that an object of that class may have are kept.
- When only names with a certain beginning are taken from the list (`for name in dir(x) if name.startswith("on_")`),
  members with that beginning are kept.
- When the object is a module that the same code has just imported by a computed name, or looked up in `sys.modules`,
  the modules that it may have imported are kept whole: where the name is handed in, those that texts of this
  distribution and of those that need it name.
- When code goes through the names of the module around a function or class that it was handed (`function.__globals__`,
  `vars(sys.modules[cls.__module__])`, `dir(inspect.getmodule(x))`) or around its caller (`frame.f_back.f_globals`), the
  modules that use the code are kept whole; in the first case those from which these import something, too.
- When it is a class, and nobody knows which, the classes of that module are kept with all their members, and so are
  those that stand beside the name of the function that lists them, in a statement or function that may hand them over
  (`commands(Status)`, `status = Status(); commands(status)`); two functions of that distribution may lie in between.
- When nothing is known about the object, these classes are kept with all their members, and every module
  that code of this distribution, or of those that need it, hands around as a value, or names in a text for an import
  (`config.from_object("dep.defaults")`), is kept whole.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- If a listing reaches classes elsewhere (a framework that inspects yours), keep these whole:

```toml
[[tool.vendorize.keep]]
symbol = "dep.models.*"
reason = "the framework lists their fields"
```

- `granularity = "symbol"` for a distribution never cuts members out of a class.
- If the list is only looked at (a help text, a check), write `# vendorize: ignore[VZ203]` on the line, in your own
  code or in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    SubclassListing: Description(
        title="subclasses listed at run time",
        construct="`__subclasses__()`",
        keeps="subclasses in modules that run",
        page="""\
The code asks a class for its subclasses. They register themselves by being defined; nothing else names them.

```python
for codec in Codec.__subclasses__():
    registry[codec.name] = codec
```

## What vendorize does

- Subclasses of that class in modules that run anyway are kept; where the class cannot be read off, those of the class
  around the code, or of any class of the module.
- A module that nothing imports stays out: in the original program its classes would not be registered either.
- Classes that register themselves by `__init_subclass__`, a metaclass or a decorator are kept too. That is no hazard:
  defining them has an effect.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- If a module with subclasses is imported by something that the tool cannot see, add it: `--root dep.codecs.gzip`.
- If the subclasses are not needed, write `# vendorize: ignore[VZ204]` on the line, in your own code or in a copy of the
  library that you maintain: then nothing is kept for it.
""",
    ),
    DynamicClass: Description(
        title="class made at run time",
        construct="classes made by a call",
        keeps="what is asked of `self` in that distribution and its dependents counts as asked of anybody",
        page="""\
The code makes a class by a call: `type(name, bases, namespace)` or `types.new_class`, with bases that are not written
down there. Which classes it inherits from, and so which methods meet each other on `self`, is only known when it
runs.

```python
def with_mixins(base, *mixins):
    return type(base.__name__, (*mixins, base), {})
```

## What vendorize does

- In that distribution and in those that need it, what a method asks of `self` counts as asked of any object: a member
  of that name stays in every live class, related or not.
- A call with a single base that is written down (`type("Row", (Base,), {})`) is read like a class statement, and is no
  hazard.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- Where members are found by names that are made at run time too, keep the classes that are mixed in:

```toml
[[tool.vendorize.keep]]
symbol = "dep.mixins.*"
reason = "classes are put together from these at run time"
```

- If the bases do not call each other's methods on `self`, write `# vendorize: ignore[VZ205]` on the line, in your own
  code or in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
}
