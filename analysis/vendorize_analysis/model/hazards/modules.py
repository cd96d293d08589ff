"""Modules that are imported, looked up or listed by a name that is a value (VZ1xx)."""

from __future__ import annotations

from typing import Final, Literal, NamedTuple

from vendorize_analysis.model.hazards.description import Description
from vendorize_analysis.model.patterns import ANYTHING, Pattern


class ComputedImport(NamedTuple):
    """An import function is called with a name that is not literal, or passed around."""

    line: int
    module: Pattern = ANYTHING
    """Absolute name of the module."""
    joined: bool = False
    """Nothing is known of the name but that dots join its pieces."""
    form: Literal["computed", "listed", "configured"] = "computed"
    """Where the name comes from: any expression, a listing of modules, a configuration of `logging`."""
    code: Literal["VZ101"] = "VZ101"

    @property
    def message(self) -> str:
        """Return what the report says."""
        match self.form:
            case "computed":
                return "imports a module whose name is only known at run time"
            case "listed":
                return "imports what a listing gives"
            case "configured":
                return "names classes in a logging configuration"


class ImportHook(NamedTuple):
    """The code changes how modules are found (`sys.meta_path`, `builtins.__import__`), or where."""

    line: int
    of_path: bool
    """It changes the search path only."""
    folders: tuple[str, ...] = ()
    """POSIX paths, from the folder of the module, that are known to be added; none where nothing is known."""
    current: bool = False
    """The working directory is added, and nothing else."""
    code: Literal["VZ102"] = "VZ102"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "changes where modules are looked for" if self.of_path else "changes how modules are found"


class EntryPointLookup(NamedTuple):
    """Entry points are asked for."""

    line: int
    group: Pattern = ANYTHING
    code: Literal["VZ103"] = "VZ103"

    @property
    def message(self) -> str:
        """Return what the report says."""
        return "loads plugins by entry points"


class ModuleListing(NamedTuple):
    """The modules of a package are listed."""

    line: int
    package: str = ""
    """Dotted name of the package as the code has it, empty where it is not known or the one around."""
    own: bool = False
    """The package is that of the module itself."""
    folder: bool = False
    """A folder is listed by its path, and not what a package says of itself."""
    everywhere: bool = False
    """What lies in the folders of the search path is listed: no path is given, or `sys.path`."""
    of_metadata: bool = False
    """The installed distributions are listed, by their metadata."""
    code: Literal["VZ104"] = "VZ104"

    @property
    def message(self) -> str:
        """Return what the report says."""
        if self.of_metadata:
            return "lists the distributions that are installed"
        return (
            "lists the modules on the search path" if self.everywhere else "lists the modules of a package at run time"
        )


ModuleHazard = ComputedImport | ImportHook | EntryPointLookup | ModuleListing


DESCRIPTIONS: Final[dict[type, Description]] = {
    ComputedImport: Description(
        title="import by computed name",
        construct="import by computed name",
        keeps="the literal; modules that match a literal prefix or suffix; else strings of that distribution and its "
        "dependents that name modules (a single word: a package that they need themselves), "
        "what lies below the package that the call names, and modules whose names "
        "can be put together from such a string and a name beside the call (anywhere in these distributions, if "
        "the call joins pieces by a dot)",
        page="""\
The code imports a module whose name is only known when it runs. Nothing in the source says for certain which
modules these are.

```python
importlib.import_module(f"dep.plugins.{name}")
__import__(module_name)
```

## What vendorize does

- A name that can be worked out (a literal, a constant, a join of both) is an ordinary import, and no hazard.
- A literal beginning such as `dep.plugins.`, or a literal end, confines the import: the modules that match are kept, no
  others. Where their contents are asked for by a computed name too, they are kept whole.
- Otherwise strings decide: dotted names of modules in the live code of that distribution and of those that need it, and
  any module that a string of the same file names, from the top or from the package around it. A dotted name may also
  start at the package where it stands, or at one around that (`"readers.csv.Reader"`), in a module that reads its own
  name (`__name__`).
- A literal beginning in code that is put together (`"import dep.kinds.%s" % kind`) counts as one.
- It never keeps modules that match nothing of this, and never everything.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- Name what your program really loads, when that is outside these limits, or give the tool another place to start:
  `--root dep.plugins.json_`.

```toml
[[tool.vendorize.keep]]
symbol = "dep.plugins.json_"
reason = "chosen in our settings"
```

- If the name can only be what is kept already, write `# vendorize: ignore[VZ101]` on the line, in your own code or in
  a copy of the library that you maintain: then nothing is kept for it.
""",
    ),
    ImportHook: Description(
        title="import hook or meta path change",
        construct="import hooks, `sys.path`",
        keeps="nothing more; reported; where a distribution puts a folder of its own on `sys.path`, all in that folder",
        page="""\
The code changes how imports themselves work: it uses `sys.meta_path` or `sys.path_hooks`, adds a folder to `sys.path`,
or replaces `builtins.__import__`. Modules may then come from places that the source does not show.

```python
sys.meta_path.append(LazyFinder())
sys.path.insert(0, os.path.join(os.path.dirname(__file__), "bundled"))
builtins.__import__ = traced_import
```

## What vendorize does

- The code that does it is kept and runs as before. Nothing more is kept for a hook: it is reported.
- What only a hook can give is not followed: the analysis reads installed files, it does not run them.
- A folder of the distribution that is added (literals joined to `__file__`, or a name in a text of that code) is
  searched for modules: whoever imports them by their short names gets them, and all that is in it stays.
- The folder of the code itself, or one above it, counts where something that runs imports a short name that it gives.
- The working directory (`os.getcwd()`, `""`) is the user's, and no folder of the distribution, unless the module calls
  `chdir`.
- Where two folders give a short name in use, the distribution stays external: the order of the search path says which
  is meant.
- In the layout `package` such a distribution is external if somebody else has a module of the same name: the short name
  has to mean the one in the folder, and the other has moved.

## What you can do

- Add what the hook loads as roots (`--root bundled.module`) or keep rules.
- Prefer `layout = "site"`: names do not change there, and a hook sees the names that it expects.
- Leave the distribution as it is: `external = ["dep"]`.
- If it does not matter, write `# vendorize: ignore[VZ102]` on the line, and it is reported no more.
""",
    ),
    EntryPointLookup: Description(
        title="plugins by entry points",
        construct="entry points read",
        keeps="the targets of the groups that match; else of groups that strings of the distribution and its "
        "dependents name, or that begin as its package is called",
        page="""\
The code asks which plugins are installed for a group of entry points, and loads them. The plugin is named in
`entry_points.txt`, not in the code.

```python
for entry_point in importlib.metadata.entry_points(group="dep.plugins"):
    entry_point.load()
```

## What vendorize does

- Where the group is a literal, or has a literal beginning or end, the targets of the groups that match are kept, in all
  distributions that the project needs.
- Otherwise the groups count that strings name, in the live code of that distribution and of those that need it, and
  groups that begin with the name of the package around the code.
- A plugin in a distribution that the project does not need is not added: the result would then have more than the
  original requires.

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- Make the plugin's distribution a dependency of the project, if users are to have it; leave it out if not.
- Keep a plugin by name with a keep rule.
- If no plugin is wanted, write `# vendorize: ignore[VZ103]` on the line, in your own code or in a copy of the
  library that you maintain: then nothing is kept for it.
""",
    ),
    ModuleListing: Description(
        title="submodules listed at run time",
        construct="submodules listed",
        keeps="the modules below that package; where it is a value, those below the packages that somebody has as "
        "values, or that who imports the code, or whose distribution needs it, names for an import or asks for their "
        "folder",
        page="""\
The code lists the modules of a package while it runs and usually imports each of them.

```python
for info in pkgutil.iter_modules(__path__):
    importlib.import_module(f"{__name__}.{info.name}")
```

## What vendorize does

- All modules below the listed package are kept with what they need.
- Which package that is is read from the argument: `__path__`, `package.__path__`, a folder made from `__file__`. When
  it cannot be read off, it is the package around the code, the packages that the same statement imports, and those
  that may be handed to it: code of other distributions, or beside who imports this code, has them as values; modules
  that import the code, and distributions that need its own, ask for their folder (`plugins.__file__`), or name them
  where the code or its callers import by a computed name.
- A listing without a path (`pkgutil.iter_modules()`), or of distributions (`importlib.metadata.distributions()`,
  `pkg_resources.working_set`, where the same module imports by computed names), finds plugins by the beginning of
  their names: kept are the top modules of distributions that the project needs and that need the one with the code,
  and those whose names begin as a string of that module does (`"flask_"`, `"^pyexcel_.+$"`).

## What you can do

- `vendorize analyze --hazard-costs` says what is kept because of such a line alone.
- If only some of the modules matter, import these by literal names in your own code.
- A large family of modules (lexers, locales, codecs) may be cheap to keep: see the bytes in `vendorize analyze`.
- If none of them is needed, write `# vendorize: ignore[VZ104]` on the line, in your own code or in a copy of the
  library that you maintain: then nothing is kept for it.
""",
    ),
}
