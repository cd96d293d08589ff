"""Modules whose namespace is used as a dictionary, or is more than its statements say (VZ202, VZ401, VZ402)."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description
from vendorize_analysis.model.patterns import ANYTHING, Pattern


class NamespaceRead(NamedTuple):
    """The namespace of a module is read as a dictionary."""

    line: int
    names: Pattern = ANYTHING
    """The keys that are asked for; any of them where nothing is known."""
    elsewhere: bool = False
    """It is the namespace around a class or function that was handed in, most likely of another module."""
    form: Literal["dictionary", "frame", "module", "loaded"] = "dictionary"
    """How the code gets at it: `globals()` and its like, a frame or function, `sys.modules[__name__]`, or a module
    that is found among those that are loaded and may be this one."""
    code: Literal["VZ202"] = "VZ202"

    @property
    def message(self) -> str:
        """Return what the report says."""
        match self.form:
            case "dictionary":
                return "reads a namespace as a dictionary"
            case "frame":
                return "reads the globals of a frame or function"
            case "module":
                return "reads the module's own namespace"
            case "loaded":
                return "looks a loaded module up, which may be its own"


class ReplacedModule(NamedTuple):
    """Something is put into `sys.modules`."""

    line: int
    code: Literal["VZ401"] = "VZ401"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "replaces a module in sys.modules"


class ModuleGetattr(NamedTuple):
    """A module has a `__getattr__` (PEP 562)."""

    line: int
    code: Literal["VZ402"] = "VZ402"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "answers for names that the module does not bind"


NamespaceHazard = NamespaceRead | ReplacedModule | ModuleGetattr


DESCRIPTIONS: Final[dict[type, Description]] = {
    NamespaceRead: Description(
        title="namespace read as a dictionary",
        construct="`globals()`, `vars()`",
        keeps="that module's namespace; names that match where the key is a literal or a pattern; nothing where it is "
        "only written to; annotations where it is that of a function or class that was handed in",
        page="""\
The code takes the names of a module as a dictionary: `globals()`, `vars()` and `locals()` outside functions,
`sys.modules[__name__]`, `f_globals` of a frame or `__globals__` of a function.

```python
handler = globals()[f"handle_{kind}"]
public = [name for name in globals() if not name.startswith("_")]
```

## What vendorize does

- Where one key is asked for, and has a literal beginning or end, the names that match are kept.
- Otherwise all names of that module are kept: it may ask for each of them. Of a frame or a function it is the module
  around the code.
- A namespace that is only written to (`globals()[name] = value`, `globals().update(…)`) keeps nothing more, and neither
  does the one that a module's `__dir__` lists.
- The namespace of a function or class that was handed in (`function.__globals__`, `sys.modules[cls.__module__]`) is
  needed to evaluate annotations: these are kept.
- `locals()` inside a function holds only what the function binds itself, and keeps nothing more.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- In your own code, name the functions in a table.
- If the namespace is never asked for what was cut, write `# vendorize: ignore[VZ202]` on the line, in your own code
  or in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    ReplacedModule: Description(
        title="module replaced",
        construct="`sys.modules[…] = x`",
        keeps="`__getattr__` and `__dir__` of a module that runs; reported",
        page="""\
The module puts another object in its own place in `sys.modules`, or enters modules under further names. What its
importers get is not what its source binds.

```python
sys.modules[__name__] = _Callable()
sys.modules["dep.packages.inner"] = inner
```

## What vendorize does

- The statement is kept with all that it refers to, and runs as before. Nothing more is kept for it: it is reported.
- A name that importers ask for, and that the module does not bind, counts as an attribute that is asked of any object.
- A module that only appears under a made-up name is taken for missing: the packages above it are kept, and what is
  taken from it counts as an attribute.

## What you can do

- Prefer `layout = "site"`: names stay as they are.
- Add modules that are only reachable under a made-up name as roots.
- If it does not matter, write `# vendorize: ignore[VZ401]` on the line, and it is reported no more.
""",
    ),
    ModuleGetattr: Description(
        title="module-level `__getattr__`",
        construct="`__getattr__` of a module",
        keeps="`__getattr__` and `__dir__` of a module that runs; reported",
        page="""\
The module defines `__getattr__` (PEP 562): names that it does not bind are made when they are asked for.

```python
def __getattr__(name):
    if name in _LAZY:
        return getattr(importlib.import_module(_LAZY[name], __name__), name)
    raise AttributeError(name)
```

## What vendorize does

- The function, and `__dir__` beside it, are kept with the module, and read like any others: a computed import in it
  is a hazard of its own (VZ101), and so is a computed attribute (VZ201).
- A name that importers ask for, and that the module does not bind, counts as an attribute that is asked of any object.
- Names that were cut are reported by an error of ours that calls the module's own function first.

## What you can do

- If a lazy name comes from elsewhere, add what it stands for: `--root dep._impl:thing`, or a keep rule.
- The line itself costs nothing; see what the lines in the function cost: `vendorize analyze --hazard-costs`.
- `# vendorize: ignore[VZ402]` on the line of the `def` takes it out of the report.
""",
    ),
}
