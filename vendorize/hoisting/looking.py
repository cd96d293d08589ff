"""Whether anybody looks at a module as an object, by its name, or at where its functions are."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.hoisting.holding import SCOPES_OF, why_held
from vendorize.hoisting.loading import RUNNING, computed_in, why_table
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.hoisting.texts import ModuleText
    from vendorize.hoisting.world import ClosedWorld

_LISTING = frozenset(
    {"addaudithook", "exec_module", "get_objects", "get_referents", "get_referrers", "iter_modules", "load_module"}
    | {"meta_path", "monitoring", "path_hooks", "reload", "setprofile", "settrace", "walk_packages"}
)
"""Names of what lists modules, finds them otherwise, watches them run, or runs them again."""
_FRAMES = frozenset(
    {"StackSummary", "_getframe", "_getframemodulename", "co_filename", "currentframe", "extract_stack", "extract_tb"}
    | {"f_back", "f_code", "f_globals", "findCaller", "getframeinfo", "getinnerframes", "getouterframes"}
    | {"tb_frame", "tb_lineno", "walk_stack", "walk_tb"}
)
"""Names of what says in which file, or with which globals, a function runs."""
_HOMES = frozenset(
    {"__globals__", "__module__", "get_annotations", "get_type_hints", "getabsfile", "getfile", "getmodule"}
    | {"getsource", "getsourcefile", "getsourcelines", "global_enum", "singledispatch"}
    | {"_convert_", "eval_str", "singledispatchmethod", "whichmodule"}
)
"""Names of what says which module a function or class is of, or looks there."""
_CODE = frozenset({"co_firstlineno", "co_lines", "co_linetable", "co_names", "co_positions", "dis"})
"""Names of what tells the lines of a function, and the names in it."""
_SENDING = frozenset(
    {"_pickle", "cPickle", "cloudpickle", "copyreg", "dill", "doctest", "joblib", "multiprocessing", "pdb", "pickle"}
    | {"ProcessPoolExecutor", "pydoc", "shelve", "unittest"}
)
"""Modules that write down functions and classes as names in modules, or go through modules."""
_BY_MODULE = frozenset({"filterwarnings", "simplefilter"})
_FOLDERS = frozenset({"glob", "iglob", "iterdir", "listdir", "rglob", "scandir", "walk"})
"""Names of what lists files; those of a module that is merged is not there."""
_PLACES = frozenset({"__file__", "__path__", "__spec__"})
_SHOWN = tuple(f"{mark}{name}" for name in ("filename", "module", "pathname") for mark in ("%(", "{", "$", "${"))
"""In forms of log records: which file called."""
_RECORDED = frozenset({"filename", "module", "pathname"})
"""The same as attributes of log records."""
_TELLING = _FRAMES | _HOMES | _CODE | _SENDING


_MODULE = 3
"""Place of the module among the arguments of `warnings.filterwarnings`."""


class Looks:
    """What the code of a world looks at; remembers its answers."""

    def __init__(self, world: ClosedWorld) -> None:
        self.world = world

    @cached_property
    def everywhere(self) -> str:
        """Return why nothing can be proved of any module; empty where something can."""
        if self.world.beside:
            return f"{self.world.beside} stays as it is installed, and may ask for any module"
        if self.world.unread:
            return f"{self.world.unread} cannot be read"
        if found := self.world.naming(_LISTING):
            return f"modules are listed, watched or found otherwise: {found}"
        return next(filter(None, map(why_table, self.world.modules.values())), "")

    @cached_property
    def _computed(self) -> tuple[tuple[str, str], ...]:
        """Return the beginnings of the names that modules are imported by which code computes, with where."""
        return tuple(found for module in self.world.modules.values() for found in computed_in(module))

    @cached_property
    def callers(self) -> str:
        """Return what can tell which file or scope called it; empty where nothing can."""
        return self.world.naming(_FRAMES | {"stacklevel"})

    @cached_property
    def functions(self) -> str:
        """Return what can tell of which module a function or class is; empty where nothing can."""
        found = self.world.naming(_TELLING)
        return found or next(filter(None, map(_positions_of, self.world.modules.values())), "") or self._configured

    @cached_property
    def _configured(self) -> str:
        shown = next((mark for mark in _SHOWN for content in self.world.files if mark.encode() in content), "")
        return shown and f"{shown} (in a file)"

    def why_known(self, module: ModuleText) -> str:
        """Return who may ask for a module by its name, its import statements left out; empty where nobody may."""
        name = module.name
        computed = next((where for beginning, where in self._computed if name.startswith(beginning)), "")
        if computed:
            return f"{computed} imports by a computed name"
        if name in self.world.names.objects:
            return self.world.names.objects[name]
        if any(name.encode() in content for content in self.world.files):
            return "a file that is no module names it"
        if name in self.world.reloading:
            return "a test of the project imports it and loads modules again"
        if why := self._why_listed(name.partition(".")[0]):
            return why
        return why_held(self.world, name.rpartition(".")[0]) or self._why_asked(module)

    def _why_listed(self, top: str) -> str:
        """Return who may list the files beside those of a package; empty where nobody may."""
        lists = self.world.naming(_FOLDERS)
        for other in self.world.modules.values() if lists else ():
            own = not other.identifiers.isdisjoint(_PLACES) and other.name.partition(".")[0] == top
            if own or not (other.attributes | (other.told - other.words)).isdisjoint(_PLACES | {"files"}):
                return f"{other.name} may have the place of its file, and files are listed: {lists}"
        return ""

    def _why_asked(self, module: ModuleText) -> str:
        """Return who has the name of a module in its text; empty where nobody has."""
        name, stem = module.name, module.name.rpartition(".")[2]
        around = self.world.modules.get(name.rpartition(".")[0])
        for other in self.world.modules.values():
            asks = any(
                f"{dotted}.".startswith(f"{name}.") and f"{name}.".startswith(f"{bound}.")
                for bound, dotted in self.world.names.used[other.name]
            )
            if other is not module and (asks or (other is around and stem in other.identifiers)):
                return f"{other.name} asks for {stem}"
            alone = other is around or other.loads_by_text
            if any(_names(text, name, stem, alone=alone) for text in other.strings):
                return f"{other.name} has its name in a text"
        return ""

    def why_opened(self, host: ModuleText, names: frozenset[str]) -> str:
        """Return who may see that a module has more names (`names`) than before; empty where nobody may."""
        found = self.world.naming(SCOPES_OF) if names else ""
        by_scope = f"code asks for the global names of functions: {found}" if found else ""
        why = by_scope or self.world.names.objects.get(host.name, "") or self._why_of_others(host, names)
        star = (one for one in self.world.importing.get(host.name, ()) if one.module == host.name and "*" in one.names)
        why = why or next((f"{one.importer} takes all names of {host.name}" for one in star), "")
        asked = (name for name in sorted(names) if self.world.importing.get(f"{host.name}.{name}"))
        why = why or next((f"{name} is asked of {host.name}" for name in asked), "")
        computed = (where for text, where in self._computed if host.name.startswith(text))
        return why or next((f"{where} imports by a computed name" for where in computed), "")

    def _why_of_others(self, host: ModuleText, names: frozenset[str]) -> str:
        for other in self.world.modules.values():
            for dotted in self.world.names.values[other.name]:
                rest = dotted.removeprefix(f"{host.name}.").partition(".")[0]
                if dotted != rest and dotted.startswith(f"{host.name}.") and rest in names:
                    return f"{other.name} asks {host.name} for {rest}"
            if other is not host and any(_tells(text, host.name, other) for text in other.strings):
                return f"{other.name} has the name of {host.name} in a text"
        return ""

    def is_set(self, name: str) -> bool:
        """Tell whether code may give an attribute of some module another value."""
        return any(name in module.stored for module in self.world.modules.values()) or self._sets

    def _targets(self, module: ModuleText, node: ast.expr) -> Iterator[str]:
        chain = chain_of(node)
        for target in self.world.names.bound_in(module.name).get(chain[0], ()) if chain else ():
            yield from (dotted for _, dotted in self.world.names.meant(".".join((target, *chain[1:])), target))

    @cached_property
    def _sets(self) -> bool:
        return any(
            isinstance(node, ast.Call)
            and chain_of(node.func)[-1:] in {("setattr",), ("delattr",)}
            and bool(node.args)
            and any(target in self.world.modules for target in self._targets(module, node.args[0]))
            for module in self.world.modules.values()
            for node in ast.walk(module.tree)
        )


def _positions_of(module: ModuleText) -> str:
    """Return what in a module shows, or goes by, the files and modules that functions are of."""
    for text in module.strings:
        if shown := next((mark for mark in _SHOWN if mark in text), ""):
            return f"{shown} ({module.name})"
    if "logging" in module.words and (found := module.attributes & _RECORDED):
        return f"{min(found)} of a log record ({module.name})"
    if "inspect" in module.words and (found := module.attributes & {"stack", "trace"}):
        return f"inspect.{min(found)} ({module.name})"
    called = (node for node in ast.walk(module.tree) if isinstance(node, ast.Call))
    filters = [node for node in called if not _BY_MODULE.isdisjoint(chain_of(node.func)[-1:])]
    # One text is shown once in each module (`"module"`), or in those of some names.
    by_module = any(
        len(one.args) > _MODULE
        or any(key.arg in {"module", None} for key in one.keywords)
        or not all(isinstance(each, ast.Constant) and each.value != "module" for each in _action(one))
        for one in filters
    )
    return f"filters of warnings ({module.name})" if by_module else ""


def _action(node: ast.Call) -> list[ast.expr]:
    return [*node.args[:1], *(one.value for one in node.keywords if one.arg == "action")]


def _tells(text: str, name: str, module: ModuleText) -> bool:
    """Tell whether a text may have somebody look at a module of that name: that of code has it somewhere."""
    return text == name or (not module.words.isdisjoint(RUNNING) and name.rpartition(".")[2] in text)


def _names(text: str, name: str, stem: str, *, alone: bool) -> bool:
    """Tell whether a text may be handed to somebody who imports a module, or asks a package for it.

    `alone`: the last part of the name says which, where the text stands.
    """
    if name in text and len(name) > len(stem):
        return True
    if any(character.isspace() for character in text):
        return "import" in text and stem in text
    if f"{stem}.py" in text:
        return True
    return (alone and text == stem) or text.endswith((f".{stem}", f":{stem}")) or text.startswith(f"{name}:")
