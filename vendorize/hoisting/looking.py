"""Whether anybody looks at a module as an object, by its name, or at where its functions are."""

from __future__ import annotations

import ast
from functools import cached_property
from typing import TYPE_CHECKING

from vendorize.hoisting.holding import LOADERS, loads_by_text, why_held
from vendorize_analysis.summarizing.syntax.chains import chain_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from vendorize.hoisting.world import ClosedWorld, ModuleText

_LISTING = frozenset(
    {"exec_module", "iter_modules", "load_module", "meta_path", "path_hooks", "reload", "walk_packages"}
)
"""Names of what lists modules, finds them otherwise, or runs them again."""
_FRAMES = frozenset(
    {"StackSummary", "_getframe", "_getframemodulename", "co_filename", "currentframe", "extract_stack", "extract_tb"}
    | {"f_back", "f_code", "f_globals", "findCaller", "getframeinfo", "getinnerframes", "getouterframes", "setprofile"}
    | {"settrace", "tb_frame", "tb_lineno", "walk_stack", "walk_tb"}
)
"""Names of what says in which file, or with which globals, a function runs."""
_HOMES = frozenset(
    {"__globals__", "__module__", "get_annotations", "get_type_hints", "getabsfile", "getfile", "getmodule"}
    | {"getsource", "getsourcefile", "getsourcelines", "singledispatch", "whichmodule"}
)
"""Names of what says which module a function or class is of, or looks there."""
_SENDING = frozenset(
    {"_pickle", "cPickle", "cloudpickle", "copyreg", "dill", "doctest", "joblib", "multiprocessing", "pdb", "pickle"}
    | {"ProcessPoolExecutor", "pydoc", "shelve", "unittest"}
)
"""Modules that write down functions and classes as names in modules, or go through modules."""
_SHOWN = tuple(f"{mark}{name}" for name in ("filename", "module", "pathname") for mark in ("%(", "{", "$", "${"))
"""In forms of log records: which file called."""
_RECORDED = frozenset({"filename", "module", "pathname"})
"""The same as attributes of log records."""
_TELLING = _FRAMES | _HOMES | _SENDING


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
            return f"modules are listed or found otherwise: {found}"
        return next(filter(None, map(_of_table, self.world.modules.values())), "")

    @cached_property
    def _computed(self) -> tuple[tuple[str, str], ...]:
        """Return the beginnings of the names that modules are imported by which code computes, with where."""
        return tuple(found for module in self.world.modules.values() for found in _computed_in(module))

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
        if any(name.encode() in content for content in self.world.files):
            return "a file that is no module names it"
        if name in self.world.reloading:
            return "a test of the project imports it and loads modules again"
        return why_held(self.world, name.rpartition(".")[0]) or self._why_asked(module)

    def _why_asked(self, module: ModuleText) -> str:
        """Return who has the name of a module in its text; empty where nobody has."""
        name, stem = module.name, module.name.rpartition(".")[2]
        around = self.world.modules.get(name.rpartition(".")[0])
        for other in self.world.modules.values():
            asks = any(
                f"{dotted}.".startswith(f"{name}.") and f"{name}.".startswith(f"{bound}.")
                for bound, dotted in other.used
            )
            if other is not module and (asks or (other is around and stem in other.identifiers)):
                return f"{other.name} asks for {stem}"
            alone = other is around or loads_by_text(other)
            if any(_names(text, name, stem, alone=alone) for text in other.strings):
                return f"{other.name} has its name in a text"
        return ""

    def why_opened(self, host: ModuleText, names: frozenset[str]) -> str:
        """Return who may see that a module has more names (`names`) than before; empty where nobody may."""
        for other in self.world.modules.values():
            for dotted in other.values:
                if dotted == host.name or dotted.startswith(f"{host.name}.__dict__"):
                    return f"{other.name} looks at {host.name} as an object"
                rest = dotted.removeprefix(f"{host.name}.").partition(".")[0]
                if dotted != rest and dotted.startswith(f"{host.name}.") and rest in names:
                    return f"{other.name} asks {host.name} for {rest}"
            if other is not host and host.name in other.strings:
                return f"{other.name} has the name of {host.name} in a text"
        for one in self.world.importing.get(host.name, ()):
            if one.module == host.name and "*" in one.names:
                return f"{one.importer} takes all names of {host.name}"
        asked = next((name for name in sorted(names) if self.world.importing.get(f"{host.name}.{name}")), "")
        if asked:
            return f"{asked} is asked of {host.name}"
        return next(
            (f"{where} imports by a computed name" for text, where in self._computed if host.name.startswith(text)), ""
        )

    def is_set(self, name: str) -> bool:
        """Tell whether code may give an attribute of some module another value."""
        return any(name in module.stored for module in self.world.modules.values()) or self._sets

    @cached_property
    def _sets(self) -> bool:
        return any(
            isinstance(node, ast.Call)
            and chain_of(node.func)[-1:] in {("setattr",), ("delattr",)}
            and bool(node.args)
            and any(target in self.world.modules for target in _targets(module, node.args[0]))
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
    filters = [node for node in called if chain_of(node.func)[-1:] == ("filterwarnings",)]
    by_module = any(
        len(one.args) > _MODULE or any(key.arg in {"module", None} for key in one.keywords) for one in filters
    )
    return f"filterwarnings ({module.name})" if by_module else ""


def _targets(module: ModuleText, node: ast.expr) -> Iterator[str]:
    chain = chain_of(node)
    for target in module.named.get(chain[0], ()) if chain else ():
        yield ".".join((target, *chain[1:]))


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


def _of_table(module: ModuleText) -> str:
    """Return where a module looks at `sys.modules` otherwise than by a constant or its own name."""
    allowed = {id(node) for found in ast.walk(module.tree) for node in _plain_looks(found)}
    for node in ast.walk(module.tree):
        if (
            isinstance(node, ast.ImportFrom)
            and node.module == "sys"
            and any(one.name == "modules" for one in node.names)
        ):
            return f"{module.name}:{node.lineno} looks at sys.modules"
        if isinstance(node, ast.Attribute) and node.attr == "modules" and id(node) not in allowed:
            base = chain_of(node.value)
            if not base or base[-1].lstrip("_") == "sys":
                return f"{module.name}:{node.lineno} looks at sys.modules"
    return ""


def _plain_looks(node: ast.AST) -> Iterator[ast.AST]:
    match node:
        case ast.Subscript(value=table, slice=key) if _is_plain(key):
            yield table
        case ast.Call(func=ast.Attribute(value=table, attr="get" | "pop"), args=[key, *_]) if _is_plain(key):
            yield table
        case ast.Compare(left=key, ops=[ast.In() | ast.NotIn()], comparators=[table]) if _is_plain(key):
            yield table
        case _:
            pass


def _is_plain(key: ast.expr) -> bool:
    return isinstance(key, ast.Constant) or chain_of(key) == ("__name__",)


def _computed_in(module: ModuleText) -> Iterator[tuple[str, str]]:
    called = {id(node.func): node for node in ast.walk(module.tree) if isinstance(node, ast.Call)}
    for node in ast.walk(module.tree):
        if not isinstance(node, ast.Name | ast.Attribute) or chain_of(node)[-1:] == ():
            continue
        if chain_of(node)[-1] not in LOADERS:
            continue
        call = called.get(id(node))
        where = f"{module.name}:{node.lineno}"
        if call is None or not call.args:
            yield "", where
        elif not isinstance(call.args[0], ast.Constant):
            yield _beginning(call.args[0]), where
        elif str(call.args[0].value).startswith("."):
            continue  # its text is seen as any other


def _beginning(node: ast.expr) -> str:
    """Return what the name that an expression computes begins with: a package, or nothing."""
    match node:
        case ast.JoinedStr(values=[ast.Constant(value=str(text)), *_]) | ast.BinOp(left=ast.Constant(value=str(text))):
            text = text.partition("%")[0]
        case ast.Call(func=ast.Attribute(value=ast.Constant(value=str(text)), attr="format")):
            text = text.partition("{")[0]
        case _:
            text = ""
    return text if "." in text and not text.startswith(".") else ""
