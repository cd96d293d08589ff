"""Whole files that cannot be read or cut (VZ6xx, VZ7xx): no line of source stands for them."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description


class CompiledModule(NamedTuple):
    """A compiled module that its distribution cannot do without."""

    line: int = 0
    code: Literal["VZ601"] = "VZ601"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "is compiled: the distribution stays as it is"


class ReplacedAccelerator(NamedTuple):
    """A compiled module that is left out, because something else takes its place."""

    line: int = 0
    code: Literal["VZ602"] = "VZ602"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "is compiled: its pure Python twin, or the fallback for its absence, takes its place"


class UnreadableSource(NamedTuple):
    """A source file that is no Python that we can read."""

    line: int
    problem: str
    code: Literal["VZ701"] = "VZ701"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return self.problem


UnreadHazard = CompiledModule | ReplacedAccelerator | UnreadableSource


DESCRIPTIONS: Final[dict[type, Description]] = {
    CompiledModule: Description(
        title="compiled module",
        construct="compiled modules",
        keeps="the distribution stays external",
        page="""\
The distribution holds a module that is compiled (`.so`, `.pyd`) and does not work without it. Its needs cannot be read,
and neither can it be cut nor moved to another name.

```python
from dep._speedups import escape
```

## What vendorize does

- A distribution that needs its compiled module is external: it stays an ordinary dependency. In the layout `site` it
  is copied whole, in the layout `package` the project goes on requiring it.
- What an external distribution requires stays external too, because its compiled code may import it.
- A compiled module beside a pure Python twin, or whose absence is expected, is another case: see VZ602.
- The report names each compiled module; there is no line.

## What you can do

- Look for a pure Python release of the library, or for a lighter one that does the job.
- Build results with compiled parts on the platform where they are to run.
- `vendorize analyze --fail-on VZ601` keeps such distributions out of a program.
""",
    ),
    ReplacedAccelerator: Description(
        title="compiled accelerator replaced by its pure Python twin",
        construct="compiled modules with a pure twin",
        keeps="the pure twin is taken",
        page="""\
The library has a compiled module for speed and the same in Python for when that is absent. The result uses the Python
one: it behaves the same, and may be slower.

```python
try:
    from dep._speedups import escape
except ImportError:
    from dep._native import escape
```

## What vendorize does

- The compiled module is left out, so that the import fails as the library expects and the fallback is taken.
- This happens only where a readable module has the same name, or where the import stands in a `try`; otherwise the
  distribution is external (VZ601).
- The report names each compiled module that is left out; there is no line.

## What you can do

- If the speed matters, keep the library as it is: `external = ["dep"]`.
- Compare the times in `vendorize verify`.
- `vendorize analyze --fail-on VZ602` ends with 1 if any is left out.
""",
    ),
    UnreadableSource: Description(
        title="source that cannot be read as Python",
        construct="source that cannot be read",
        keeps="the file as it is, with a warning; where the target reads it and we do not, all of its distribution, of "
        "what that requires, and of distributions that it names",
        page="""\
A `.py` file that runs has syntax or an encoding that the running Python cannot read: a template, code for another
version, or a damaged file.

```python
class {{ name }}:          # a template that is called .py
    pass
```

## What vendorize does

- The file is copied byte for byte and never cut.
- Where the analysed interpreter is another version of Python, it is asked whether it reads the file. If it does, what
  the file needs cannot be told, and a warning says so: its distribution, all that this requires, and every distribution
  of which an import name stands in the file are kept whole. The same holds for encodings that a program may register
  itself, and for files that are nested too deeply for the tool.
- If it does not, the import fails as it does in the original, and nothing more is kept.

## What you can do

- Run vendorize with the Python that the code is written for (3.11 or newer): then it is read and cut as usual.
- Or leave its distribution external.
- `vendorize analyze --fail-on VZ701` ends with 1 if there is one.
""",
    ),
}
