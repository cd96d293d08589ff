"""Code and annotations that are evaluated from text, and code that is run as a program (VZ301, VZ303, VZ304, VZ403)."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description
from vendorize_analysis.model.patterns import ANYTHING, Pattern


class DynamicCode(NamedTuple):
    """`exec`, `eval` or `compile` is called, or passed around."""

    line: int
    text: Literal["made", "file", "mixed", "given"] = "made"
    """Where the code comes from: strings of this code, a file that it reads, both, or a place that is not known."""
    bare: bool = False
    """It runs in the namespace of the module around, and its text is not literal."""
    code: Literal["VZ301"] = "VZ301"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "makes code at run time"


class DoctestExamples(NamedTuple):
    """A docstring has examples that `doctest` can run."""

    line: int
    names: tuple[str, ...] = ()
    """Identifiers and dotted names in the docstring, sorted."""
    code: Literal["VZ303"] = "VZ303"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "has doctest examples"


class EvaluatedAnnotations(NamedTuple):
    """Annotations that may be text are asked for."""

    line: int
    code: Literal["VZ304"] = "VZ304"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "evaluates annotations at run time"


class StartedProgram(NamedTuple):
    """A module or file is run as a program, in this process or another one."""

    line: int
    module: Pattern = ANYTHING
    """Absolute name of the module; nothing is known where a file is run."""
    form: Literal["run", "file", "script", "started", "text", "given", "code"] = "run"
    """`runpy.run_module`; `runpy.run_path` or a loader of files; a script that an interpreter is started with;
    `python -m` in a command line; `python -c` with the text of a file, with one that is not known, or with one that is
    put together."""
    asked: tuple[str, ...] = ()
    """Dotted name of what was asked for its module (`function.__module__`)."""
    whole: bool = False
    """What the module binds is given to who runs it (`runpy.run_module`), and that one takes it."""
    code: Literal["VZ403"] = "VZ403"

    @property
    def message(self) -> str:
        """Return what the report says."""
        match self.form:
            case "run":
                return "runs a module as a program"
            case "file" | "script":
                return "runs a file as a program"
            case "started":
                return "starts a module as a program"
            case "text" | "given" | "code":
                return "starts another Python with text"


CodeHazard = DynamicCode | DoctestExamples | EvaluatedAnnotations | StartedProgram


DESCRIPTIONS: Final[dict[type, Description]] = {
    DynamicCode: Description(
        title="code made at run time",
        construct="`exec`, `eval`, `compile`",
        keeps="identifiers in all strings of the distribution, and in those strings of its dependents that are names "
        "(`package.module.name` takes that name of the module); of code that is read from a file, the files of the "
        "folder that is named, else all below the package",
        page="""\
The code compiles or runs Python that is text until then: `exec`, `eval`, `compile`.

```python
exec(compile(TEMPLATE.format(name=name), "<generated>", "exec"), namespace)
```

## What vendorize does

- A literal text is parsed and read like any other code of the module.
- Code that is read from a file (`exec(stream.read())`) may be that of modules, if the program asks where they lie: of
  those in a folder that the reader names, else of all in its package; those of a package whose place it asks for; and
  the same of a module that uses the reader's functions and knows where it is itself. So it is where the text was handed
  in, if code that may hand it over reads Python files.
- Otherwise strings in the live code of that distribution count as code: the names in them are attributes, globals of
  their module and modules of their package, and `package.module.name` takes that name from its module. In
  distributions that need it, only strings that are names count.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- If text from outside is run (settings, user scripts), only you know what it needs. Keep that:

```toml
[[tool.vendorize.keep]]
symbol = "dep.functions.*"
reason = "formulas in the users' files call these"
```

- `vendorize analyze --fail-on VZ301` keeps such code out of a program.
- If the text needs nothing but built-ins, write `# vendorize: ignore[VZ301]` on the line, in your own code or in a
  copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    DoctestExamples: Description(
        title="doctest examples",
        construct="doctest examples",
        keeps="their names, only where `doctest` runs",
        page='''\
A docstring has examples that `doctest` can run. An example can use any name of its module.

```python
def double(number):
    """Return twice the number.

    >>> double(half(4))
    4
    """
    return 2 * number
```

## What vendorize does

- Examples are only text as long as nothing alive uses `doctest`: then they keep nothing, and are not in the report.
- Where live code does use it, modules that are passed around as values are kept whole, and the names in the examples of
  their distributions count as code.
- Docstrings are never shortened, so that the examples stay as they are.

## What you can do

- In released code doctests are rarely wanted: move the call of `doctest` to the tests, which are no root.
- If the examples of a docstring shall not count, write `# vendorize: ignore[VZ303]` behind its last line, or on a
  line of its own above it.
''',
    ),
    EvaluatedAnnotations: Description(
        title="annotations evaluated at run time",
        construct="annotations evaluated",
        keeps="annotations of that distribution, its dependents and what it needs",
        page="""\
The code asks for annotations as values. Names that otherwise only type checkers read are then needed.

```python
hints = typing.get_type_hints(cls)
inspect.signature(function, eval_str=True)
```

## What vendorize does

- The annotations in the live code of that distribution, of those that need it and of those that it needs count as code.
- Names under `if TYPE_CHECKING:` are not needed at run time, as in the original program.
- Annotations that are evaluated when they are defined (no `from __future__ import annotations`) always count, without a
  hazard.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- If a library asks for the annotations of your classes in a way the tool does not see, keep the types:

```toml
[[tool.vendorize.keep]]
symbol = "dep.types.*"
reason = "named in annotations of our models"
```

- If the names in the annotations are not needed, write `# vendorize: ignore[VZ304]` on the line, in your own code or
  in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    StartedProgram: Description(
        title="program started as `python -m` by name",
        construct="a module started as a program",
        keeps="that module with its `__main__` part; else modules that strings name",
        page="""\
The code starts another Python with a module to run, or runs a module or a file itself. It runs as `__main__`, and
nothing imports it.

```python
subprocess.run([sys.executable, "-m", "dep.tool"])
runpy.run_module("dep.tool", run_name="__main__")
runpy.run_path(script)
```

## What vendorize does

- A literal name, or modules that match a literal beginning or end, are kept with what they do as `__main__`.
- Otherwise the package around the code counts, modules that strings name in the live code of that distribution and of
  those that need it, and modules of the distribution whose file is named in the same module. Files that are run by a
  path of which nothing is known are those of the folders that the module names; without one, all below its package, if
  live code asks where files of its distribution are; and those of folders that other modules name which use it and know
  where they are. A process that starts itself again (`[sys.executable, *sys.argv]`) runs none, nor does one
  with a long option that Python refuses (`[sys.executable, "--fork"]`, for programs that are frozen).
- Command lines in one text count (`f"{python} -m dep.tool"`), options before (`-um`), and arguments of a call. Code
  after `-c` is read where it is literal; else what the texts of that module name is imported, and asked for its words.
- In the layout `site` the module is there under its name, if the child process has the result on its path.
- In the layout `package` the module has another name. Lists of arguments are changed so that the child begins with it:
  the name after `-m`, literal or asked of a class or function (`self.__module__`), and code after `-c` that imports
  it. A child process that asks for the original name in another way does not find it.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- Use `layout = "site"` when a program starts parts of its libraries this way.
- Make sure that the child gets `PYTHONPATH`, or starts in the folder of the result.
- If that module is never started, or is there anyway, write `# vendorize: ignore[VZ403]` on the line, in your own
  code or in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
}
