"""Files beside the code: data and metadata (VZ5xx), and libraries that something loads."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description
from vendorize_analysis.model.patterns import ANYTHING, Pattern


class DataFileRead(NamedTuple):
    """Data files of a package are read, or the folder around a module or files of modules are asked for."""

    line: int
    package: str = ""
    """Dotted name of the package as the code has it, empty for the one around."""
    attribute: str = ""
    """The attribute or global name that leads to the folder (`__file__`), empty where a function reads the file."""
    handed: bool = False  # The package is a value that nothing is known of: that of a parameter, say.
    modules: Pattern = ANYTHING
    copied: bool = False
    listed: bool = False  # The folder is given to what lists its modules: that gives names, and what finds these.
    code: Literal["VZ501"] = "VZ501"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return f"reads {self.attribute}" if self.attribute else "reads data files beside the code"


class MetadataRead(NamedTuple):
    """The metadata of a distribution is read (`importlib.metadata`, `pkg_resources`)."""

    line: int
    distribution: str = ""
    """Name of the distribution as the code has it, empty where that is not literal."""
    computed: bool = False
    """The name is a value, or all distributions are listed."""
    code: Literal["VZ502"] = "VZ502"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "reads the metadata of a distribution"


class SourceRead(NamedTuple):
    """The source text of a module is asked for (`inspect.getsource`, `loader.get_source`, the file by its path)."""

    line: int
    of: Literal["named", "own", "unknown"] = "unknown"
    """A module or class that is named, the module around, or nobody knows what."""
    name: str = ""
    """Dotted name as the code has it, where it is named."""
    by_loader: bool = False
    """A loader is asked, which reads its file, and not `inspect`, which asks `linecache`."""
    by_file: bool = False
    """Only the path of its file is asked for (`module.__file__`), and not for the folder around it."""
    code: Literal["VZ503"] = "VZ503"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "asks for the file of a module" if self.by_file else "asks for the source text of a module"


class LibraryOpened(NamedTuple):
    """A shared library is opened by its name (`ctypes.CDLL(path)`), or what opens one is passed around."""

    line: int
    name: Pattern = ANYTHING
    """The name of its file, or the end of its path."""
    code: Literal["VZ504"] = "VZ504"

    @property
    def message(self) -> str:
        """Return what the report says."""
        if self.name.exact:
            return f"opens the shared library {self.name.text}"
        return "opens a shared library whose name is only known at run time"


class LoadedLibrary(NamedTuple):
    """A shared library that stays since something loads it, or may open it."""

    line: int = 0
    why: str = ""
    code: Literal["VZ604"] = "VZ604"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return f"is a shared library, and stays: {self.why}"


FileHazard = DataFileRead | MetadataRead | SourceRead | LibraryOpened


DESCRIPTIONS: Final[dict[type, Description]] = {
    DataFileRead: Description(
        title="data files read beside the code",
        construct="data files read",
        keeps="the distribution's data files; where it reads pickles, what pickles among these files name",
        page="""\
The code opens files that are installed next to it: by `__file__`, `importlib.resources` or `pkgutil.get_data`.

```python
os.path.join(os.path.dirname(__file__), "data", "table.txt")
importlib.resources.files("dep").joinpath("data")
```

## What vendorize does

- Files of the distribution that is named, else of that around the code, are copied as they are, but Python modules.
- Python files may be data as well. Those are kept as they are, with what they need, that lie in a folder without
  `__init__.py` inside a package, in a folder that the code names beside its own (`here / "runtime"`), whose name with
  `.py` stands in the distribution, or in a package that is copied (`copytree(dirname(dep.__file__), …)`).
- Where the package is handed in (`files(package)`, or `__path__` or `__file__` of a value, in a helper), also the files
  of those who may hand it over: code that imports the helper's distribution and says `__package__` or `__name__`, of
  packages that such code names in a text, and of those that it has as values. Where the helper's distribution also
  imports by computed names, texts of those that need it count without an import of it: settings name packages so.
- Of tests in such a folder that no code runs or imports, what their distribution does not require is not needed.
- Modules of the code's own package stay that `exists(join(HERE, name + ".py"))` or `glob(join(HERE, "*.py"))` finds.

## What you can do

- `vendorize analyze --hazard-costs` says how many bytes are kept because of such a line alone, or of all of them.
- If the line reads no file that is installed (it only finds the version, say), write `# vendorize: ignore[VZ501]` on
  the line, in your own code or in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    MetadataRead: Description(
        title="metadata of a distribution read at run time",
        construct="metadata read",
        keeps="the distribution's `dist-info`",
        page="""\
The code asks for the version, the files or the entry points of an installed distribution.

```python
__version__ = importlib.metadata.version("dep-dist")
```

## What vendorize does

- The `dist-info` folder of the distribution that a literal names, or else of the one around the code, travels along.
  Where the name is a value, or all distributions are listed, so do those that strings name in the distribution and in
  those that need it. Other files in such a folder go along, but those of installers.
  What it says about files, requirements and entry points is made true for the result.
- Where the module asks for the list of its files (`distribution("dep-dist").files`), its data files are kept, as VZ501
  keeps them.
- In the layout `package`, `importlib.metadata` finds it where the distribution itself is not installed.

## What you can do

- To read the metadata of a distribution that the tool does not think of, use `layout = "site"`, or leave that
  distribution external.
- `# vendorize: ignore[VZ502]` on the line takes it out of the report.
""",
    ),
    SourceRead: Description(
        title="source text of a module asked for",
        construct="source text of modules read",
        keeps="the module that is named, byte for byte; else modules that somebody who imports the code, or whose "
        "distribution needs it, has as values, and those that the code has just imported by a computed name",
        page="""\
The code asks for the source text of a module, or for the file it is in: to send it to another interpreter, which knows
nothing of what was cut, or to read it.

```python
subprocess.run([python, "-c", inspect.getsource(worker)])
gateway.remote_exec(loader.get_source(worker.__name__))
Path(worker.__file__).read_text()
```

## What vendorize does

- The module that is named, or that of a class that is named, is kept whole, as a program and as it is: no line of ours
  stands in it, not even one that says where it is from.
- Where it cannot be read off, these are the modules that may be handed to the code: modules that import it, and
  distributions that need its own, have them as values. So are modules that it has imported by a computed name.
- Functions have no lines of ours in them: their text is what it was.
- In the layout `package` the text has the changed names of vendored modules in its imports, if it has such imports.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- Classes that are handed to such code as values are cut like others: keep theirs with a keep rule for the module, or
  leave the distribution external.
- If the text is only shown (in a traceback, say), write `# vendorize: ignore[VZ503]` on the line, in your own code or
  in a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    LibraryOpened: Description(
        title="shared library opened by name",
        construct="shared libraries opened by name",
        keeps="in the layout `site` shared libraries with such a name; where nothing is known of it, those of the "
        "distribution, of what it needs, and of what needs it",
        page="""\
The code opens a shared library: by `ctypes`, `cffi`, `numpy.ctypeslib` or a loader of modules, by a literal name, or by
one that it puts together, or finds.

```python
ctypes.CDLL(os.path.join(HERE, f"libdep{suffix}"))
```

## What vendorize does

- Of a distribution with compiled code that is reached, libraries stay in the layout `site` where a file that stays
  loads them (VZ604), or where live code opens them. A literal name keeps the libraries that are called so, and so does
  one in any text of live code (`LD_PRELOAD`); of a computed one its beginning and end count.
- Where nothing is known of the name, all libraries stay of the distribution around the code, of those that it needs or
  imports, and of those that need or import it, which may hand it a path.

## What you can do

- `vendorize analyze` says of each library that stays why it does.
- `data.drop = ["dep.libs/libunused*"]` takes libraries out that you know nobody opens; `data.keep` keeps what goes.
- If the line opens no library that is installed, write `# vendorize: ignore[VZ504]` on the line, in your own code or in
  a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    LoadedLibrary: Description(
        title="shared library that stays",
        construct="shared libraries that something loads",
        keeps="the library, with those that it loads in turn, in the layout `site`",
        page="""\
The distribution has shared libraries that are no modules (`dep.libs/`, `libdep.so.1`), or compiled modules that nothing
imports and that carry no tag of an interpreter. One stays, and the report says why.

```
_core.cpython-311-x86_64-linux-gnu.so: NEEDED libdep-1a2b3c4d.so.1, RPATH $ORIGIN/../dep.libs
```

## What vendorize does

- A library stays where a module or library that stays loads it: that is read from the files (ELF: `DT_NEEDED`,
  `DT_RPATH`, `DT_RUNPATH`, `DT_SONAME`) by pyelftools, which the extra `elf` installs. It may lie in a distribution of
  which nothing else is used. A name that no path leads to counts for each library that is called so.
- It stays where live code opens it by its name (VZ504), and where a compiled file that stays calls `dlopen` and has its
  name, or puts names of libraries together.
- Where a file cannot be read, since it is cut off, is no ELF (Mach-O, PE), or pyelftools is missing, all libraries of
  its distribution and of what that requires stay.
- What goes is counted as *unloaded libraries* ([data files](data-files.md)).

## What you can do

- `data.keep = ["dep.libs/*"]` keeps libraries, with what they load; `data.drop` takes them out.
""",
    ),
}
