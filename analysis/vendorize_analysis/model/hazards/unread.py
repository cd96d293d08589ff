"""Whole files that cannot be read or cut (VZ6xx, VZ7xx): no line of source stands for them."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description
from vendorize_analysis.model.hazards.files import LoadedLibrary


class CompiledModule(NamedTuple):
    """A compiled module of a distribution whose compiled code is reached."""

    line: int = 0
    code: Literal["VZ601"] = "VZ601"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "is compiled: it stays as it is"


class CompiledLeftOut(NamedTuple):
    """A compiled module that the result lacks."""

    line: int = 0
    reached: bool = False
    """Something that runs imports it, and is to take what stands in its place."""
    code: Literal["VZ602"] = "VZ602"

    @property
    def message(self) -> str:
        """Return what the report says."""
        if self.reached:
            return "is compiled: its pure Python twin, or the fallback for its absence, takes its place, and is slower"
        return "is compiled, and left out: nothing that runs imports it"


class StartUpCode(NamedTuple):
    """A line of a `.pth` file that Python runs when it starts."""

    line: int
    code: Literal["VZ603"] = "VZ603"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "runs when Python starts: the distribution stays as it is"


class UnreadableSource(NamedTuple):
    """A source file that is no Python that we can read."""

    line: int
    problem: str
    code: Literal["VZ701"] = "VZ701"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return self.problem


class LargeSource(NamedTuple):
    """A source file that is too large to be analysed."""

    line: int
    problem: str
    code: Literal["VZ702"] = "VZ702"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return self.problem


UnreadHazard = CompiledModule | CompiledLeftOut | StartUpCode | LoadedLibrary | UnreadableSource | LargeSource
UnreadCode = Literal["VZ701", "VZ702"]
UNREAD: Final[dict[UnreadCode, type[UnreadableSource | LargeSource]]] = {
    "VZ701": UnreadableSource,
    "VZ702": LargeSource,
}
"""What a module has that was found and not read, by its code."""

DESCRIPTIONS: Final[dict[type, Description]] = {
    CompiledModule: Description(
        title="compiled module",
        construct="compiled modules",
        keeps="what the texts of a compiled module name, in its distribution, what that requires, and what needs it; "
        "in the layout `package` the distribution stays external",
        page="""\
The distribution holds a module that is compiled (`.so`, `.pyd`), or a shared library that its code may open, and the
program reaches it. What is compiled can neither be cut nor moved to another name; what it imports and asks objects for
stands in it as text.

```python
from dep._speedups import escape
```

## What vendorize does

- Compiled code that is reached stays where it is. In the layout `site` the Python around it is cut like any other; a
  compiled module that carries the tag of an interpreter, and that nothing imports, goes, and so does any other compiled
  file that nothing loads (VZ604). In the layout `package` such a distribution is external: the project goes on
  requiring it.
- The names in a compiled module are read from its data, also where Cython has compressed them. A module that one of
  them names counts as imported, and every name as asked of anything, in the distribution, in what that requires, and in
  what needs it. A text that ends in an underscore (`"visit_%s"`) begins such names, and where functions import, one
  that ends in a dot those of modules. Where one asks for `__subclasses__`, those of all classes near it that run stay.
- Symbols and debugging information say nothing, nor does `cffi` inside the name of another module, `_cffi_backend`.
- Where these texts cannot be read, the distribution counts as run in full, and so does what it requires and what its
  Python code names of those that require it; it is external, in the layout `site` copied whole.
- Who reaches it does not matter: the program, another distribution, a name in a string. An import in a `try` counts,
  too, and so does a module beside a readable one of the same name: what takes its place is another implementation.
- What an external distribution requires stays external too; so does a library that requires it and that its Python
  code names.
- A compiled program that a distribution installs beside the interpreter (`bin/tool`) counts as compiled code that is
  reached: who starts it needs no import. In the layout `site` it lies in `bin` of the result.
- The report names each compiled module; there is no line.

## What you can do

- `native = "pure"` in `[tool.vendorize]`, or in `[tool.vendorize.distribution.NAME]`, asks for the readable modules in
  the place of the compiled ones. It counts only where these are shown to import (VZ602).
- Look for a pure Python release of the library, or for a lighter one that does the job.
- Build results with compiled parts on the platform where they are to run.
- `vendorize analyze --fail-on VZ601` keeps such distributions out of a program.
""",
    ),
    CompiledLeftOut: Description(
        title="compiled module left out",
        construct="compiled modules that nothing imports, or that are not wanted",
        keeps="nothing",
        page="""\
The distribution has a compiled module that the result lacks: nothing that runs imports it, or you asked for the Python
in its place, which may be many times slower.

```python
try:
    from dep._speedups import escape
except ImportError:
    from dep._native import escape
```

## What vendorize does

- Without being asked it leaves out only what nothing that runs imports.
- With `native = "pure"` the import fails as the library expects and the fallback is taken, or a readable module of the
  same name is. This happens only where the distribution imports without its compiled modules, which is tried in a child
  process of the program's interpreter, and where every import of a module that has no readable form stands in a `try`;
  otherwise it stays external (VZ601), with a warning that says why.
- The report names each compiled module that is left out; there is no line.

## What you can do

- If the speed matters, leave `native` as it is.
- Compare the times in `vendorize verify`.
- `vendorize analyze --fail-on VZ602` ends with 1 if any is left out.
""",
    ),
    StartUpCode: Description(
        title="code that runs when Python starts",
        construct="lines of code in `.pth` files",
        keeps="the distribution stays external, and so does each whose modules the line names",
        page="""\
A distribution has installed a `.pth` file with a line that begins with `import`. Python runs such a line whenever it
starts, in every process of the environment: no import of the program leads there.

```
import dep_patch; dep_patch.install()
```

## What vendorize does

- A line of a distribution that the project needs is a root. Every word in it that names a module counts as imported,
  in texts for `exec` too.
- What the code does cannot be confined to what the program imports. So its distribution is external: in the layout
  `site` it is copied whole, with the `.pth` file; in the layout `package` the project goes on requiring it.
- Python does not look for `.pth` files on `PYTHONPATH`, nor with `-S`. So first-party modules of a `site` result have
  these files read before they do anything else, once, unless the result lies in site-packages.
- Lines that setuptools writes to declare namespace packages (`*-nspkg.pth`) are no start-up code: these folders are
  namespace packages without them. Files that no distribution lists are left alone.

## What you can do

- If the program does without it, declare the module that the line imports `absent`, or do not require the distribution.
- Call what the line calls where your program begins, if the library allows that, and declare it `absent` as above.
- `vendorize analyze --fail-on VZ603` keeps such distributions out of a program.
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

- Where the analysed interpreter is newer than the one that runs vendorize, libcst reads what is new to the latter, and
  the file is analysed and cut like any other. What is left here is what libcst does not read either.
- The file is copied byte for byte and never cut.
- Where the analysed interpreter is another version of Python, it is asked whether it reads the file. If it does, what
  the file needs cannot be told, and a warning says so (for a newer version one, at the start): its distribution, all
  that this requires, and every distribution of which an import name stands in the file are kept whole. The same holds
  for encodings that a program may register itself, and for files that are nested too deeply for the tool.
- If it does not, the import fails as it does in the original, and nothing more is kept.

## What you can do

- Run vendorize with the Python that the code is written for (3.11 or newer): then it is read and cut as usual.
- Or leave its distribution external.
- `vendorize analyze --fail-on VZ701` ends with 1 if there is one.
""",
    ),
    LargeSource: Description(
        title="source that is too large to be analysed",
        construct="source of more than 3 MB",
        keeps="the file as it is, with a warning; all of its distribution, of what that requires, and of distributions "
        "that it names",
        page="""\
A `.py` file of more than three million bytes that runs: nearly always a table that a program wrote. The syntax tree of
such a literal takes 500 times the memory of its text.

```python
TABLE = {"0000": (17, 4), "0001": (17, 5)}  # and a hundred thousand lines more
```

## What vendorize does

- The file is not parsed. It is copied byte for byte and never cut.
- What it needs cannot be told, and a warning says so: its distribution, all that this requires, and every distribution
  of which an import name stands in the file are kept whole.
- What is compared between results, or watched while tests run, does not look into the file either.

## What you can do

- Move the table to a data file, if the code is yours, or let its module hold the table alone.
- Or leave its distribution external.
- `vendorize analyze --fail-on VZ702` ends with 1 if there is one.
""",
    ),
}
