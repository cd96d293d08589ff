"""Attributes that are asked for by a name that is a value (VZ201, VZ302)."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description
from vendorize_analysis.model.patterns import ANYTHING, Pattern


class ComputedAttribute(NamedTuple):
    """`getattr` and its like with a name that is not literal, or passed around."""

    line: int
    name: Pattern = ANYTHING
    own: bool = False
    """The receiver is the object itself, or its class."""
    joined: bool = False
    """The name is joined from strings (`"_".join(…)`)."""
    receiver: str = ""
    """Dotted name of a receiver that is global; it tells places on one line apart, and may name a class."""
    unbounded: bool = False
    """The receiver is the object itself, and nothing is known of the name, what a variable is given included."""
    definition: bool = False
    """The name is asked of a function or class (`getattr(base, method.__name__)`)."""
    respelled: bool = False
    """The name is written in another way than the text it comes from (`getattr(view, verb.upper())`)."""
    code: Literal["VZ201"] = "VZ201"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "reads an attribute by a computed name"


class AttributeGetter(NamedTuple):
    """`attrgetter` and `methodcaller` with names that are not literal."""

    line: int
    respelled: bool = False
    """As of `ComputedAttribute`."""
    code: Literal["VZ302"] = "VZ302"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "reads an attribute by a computed name"


AttributeHazard = ComputedAttribute | AttributeGetter


DESCRIPTIONS: Final[dict[type, Description]] = {
    ComputedAttribute: Description(
        title="attribute by computed name",
        construct="attribute by computed name",
        keeps="members that match a literal prefix or suffix, of the expression or of what the function assigns to the "
        "variable; all members of `self`, or of a class that is named, where nothing bounds the name; else attributes "
        "that strings of the distribution and its dependents name",
        page="""\
The code reads or sets an attribute whose name is only known when it runs.

```python
getattr(self, "visit_" + node.kind, self.generic)()
setattr(sys.modules[__name__], name, function)
```

## What vendorize does

- A literal name is an ordinary reference, and no hazard.
- A literal beginning or end is a pattern: `visit_*` keeps the members of that form; of `self` those in the classes that
  it may be an instance of, else in all live classes and in modules that are passed around.
- Without a pattern, strings in the live code of that distribution and of those that need it count as names of
  attributes; where the name is joined from pieces, so do the strings joined by underscores. Where it is that of a
  function or class (`getattr(base, method.__name__)`), the names of their functions and classes count as well.
- Where the function changes how the name is written (`getattr(view, verb.upper())`, `name.replace("-", "_")`), names
  that differ from a string in nothing but case, hyphens and underscores count.
- Where the object is known and the name is not bounded by anything (`getattr(self, verb.upper())`), all members that
  the object may have stay, and so do those of a class that is asked (`getattr(Handlers, name)`).
- Else members that no such string names are cut like any others.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone. Lines that ask for the same strings
  cost nothing one by one, and something together.
- Keep the members that come from outside, from a settings file for example:

```toml
[[tool.vendorize.keep]]
symbol = "dep.Visitor.visit_*"
reason = "node kinds come from the grammar file"
```

- In your own code, a table of functions says the same and can be read: `{"num": visit_num}[kind]`.
- If only attributes are asked for that are there anyway, write `# vendorize: ignore[VZ201]` on the line, in your own
  code or in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    AttributeGetter: Description(
        title="names inside format strings",
        construct="attributes in format strings, `attrgetter`",
        keeps="as VZ201",
        page="""\
Something that is no code names attributes: the argument of `operator.attrgetter` or `operator.methodcaller`, when it is
not a literal.

```python
sort_key = operator.attrgetter(order)
start = operator.methodcaller(action, 1)
```

## What vendorize does

- The names in literal arguments, and in literal format strings (`"{task.percentage:>3.0f}%"`), are read: they count as
  attributes in use, and are no hazard.
- Where the argument is computed, strings in the live code of that distribution and of those that need it count as names
  of attributes.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- When the names come from outside (a template file, the command line), keep the attributes that they may name:

```toml
[[tool.vendorize.keep]]
symbol = "dep.progress.Task.*"
reason = "named in users' column formats"
```

- If only attributes are asked for that are there anyway, write `# vendorize: ignore[VZ302]` on the line, in your own
  code or in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
}
