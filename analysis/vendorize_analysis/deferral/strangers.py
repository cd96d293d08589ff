"""What code does to modules that it has under other names than those of their imports: told by the names it says."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.deferral.expressions import ANY, SETTERS, dotted, gives_module, namespace_of, text
from vendorize_analysis.deferral.known import (
    evaluated,
    filled_names,
    is_only_read,
    is_own_key,
    known_names,
)
from vendorize_analysis.deferral.scopes import local_names, names_of_outer
from vendorize_analysis.summarizing.syntax.below import children_of, first_line
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_called, last_name

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

_ASKERS = frozenset({"delattr", "dir", "getattr", "hasattr", "isinstance", "repr", "setattr", "str", "vars"})
_DUNDER_SETTERS = frozenset({"__delattr__", "__setattr__"})
_PLACES = frozenset({"sys.meta_path", "sys.path", "sys.path_hooks"})
_FIELD = re.compile(r"\{\w*((?:\.\w+)+)")


class Strangers(NamedTuple):
    """What a module does to what it may have of others without their names."""

    sets: frozenset[str] = frozenset()
    """Attributes that it sets or deletes of objects which may be modules; `*` for computed ones."""
    deletes: frozenset[str] = frozenset()
    """Attributes that it deletes of whatever may be a module, by its own name too; `*` for computed ones."""
    given: frozenset[tuple[str, str]] = frozenset()
    """Imported names whose namespace it hands over, with the attribute that it sets there."""
    own: frozenset[str] = frozenset()
    """Its own names that it sets through `globals()`."""
    reads: frozenset[str] = frozenset()
    """Attributes that it reads of objects which may be modules."""
    values: frozenset[str] = frozenset()
    """Imported names, dotted, that it hands over, keeps or gives another name."""
    finds: bool = False
    """It changes where modules are found, or puts some into `sys.modules` whose names it computes."""


def strangers_in(tree: ast.Module, imported: Mapping[str, Collection[str]], gone: Collection[int]) -> Strangers:
    """Return the doings of a module; `imported` are its imported names, `gone` lines of what is not kept."""
    reader = _StrangersReader(tree, imported)
    reader.look(tree, gone)
    return Strangers(
        frozenset(reader.sets),
        frozenset(reader.deletes),
        frozenset(reader.given),
        frozenset(reader.own),
        frozenset(reader.reads),
        frozenset(reader.values),
        reader.finds,
    )


class _StrangersReader:
    """Walks one tree; mutable, never leaves this module."""

    def __init__(self, tree: ast.Module, imported: Mapping[str, Collection[str]]) -> None:
        self.imported = imported
        self.known, self.others = known_names(tree)
        self.filled = set(filled_names(tree))
        self.sets: set[str] = set()
        self.deletes: set[str] = set()
        self.given: set[tuple[str, str]] = set()
        self.own: set[str] = set()
        self.reads: set[str] = set()
        self.values: set[str] = set()
        self.finds = False

    def look(self, tree: ast.AST, gone: Collection[int]) -> None:
        waiting = [(tree, tree, frozenset[str]())]
        while waiting:
            node, parent, local = waiting.pop()
            if isinstance(node, ast.stmt) and first_line(node) in gone:
                continue
            self._node(node, parent)
            if isinstance(node, ast.expr) and not (local and local.intersection(chain_of(node)[:1])):
                self._value(node, parent)
            own, around = local_names(node), names_of_outer(node)
            inner = local | own if own else local
            waiting += [(one, node, local if one in around else inner) for one in children_of(node)]
            waiting += [(one, node, local) for one in evaluated(node)]

    def _node(self, node: ast.AST, parent: ast.AST) -> None:
        match node:
            case ast.Attribute(ctx=ast.Store() | ast.Del() as context, value=value, attr=attribute):
                self._set(value, attribute)
                self._delete(value, attribute if isinstance(context, ast.Del) else "")
            case ast.Constant(value=str(words)):
                self.reads.update(name for found in _FIELD.findall(words) for name in found.split(".") if name)
            case ast.Call():
                self._call(node)
            case _:
                pass
        if isinstance(node, ast.Attribute) and not self._is_known(node.value, imports=True):
            self.reads.add(node.attr)
        if isinstance(node, ast.expr):
            self._space(node, parent)
            self._place(node, parent)

    def _value(self, node: ast.expr, parent: ast.AST) -> None:
        """Note an imported name that becomes the value of something else."""
        asked = isinstance(parent, ast.Call) and last_called(parent) in _ASKERS and node not in parent.args[1:]
        tested = isinstance(parent, ast.If | ast.IfExp) and parent.test is node
        if asked or tested or isinstance(parent, ast.Attribute | ast.Compare | ast.Expr | ast.Delete):
            return
        first, *rest = chain_of(node) or ("",)
        self.values.update(".".join((one, *rest)) for one in self.imported.get(first, ()) if one != ANY)

    def _call(self, node: ast.Call) -> None:
        names = dotted(node.func).split(".")
        last = node.func.attr if isinstance(node.func, ast.Attribute) else names[-1]
        match node.args:
            case [ast.Constant(value=str(target)), *_] if last in {*SETTERS, "patch"} and "." in target:
                self.sets.add(target.rpartition(".")[2])
            case [receiver, key, *_] if last in SETTERS or (last == "object" and "patch" in names):
                self._set(receiver, text(key))
                self._delete(receiver, text(key) if last == "delattr" else "")
            case [receiver, *_] if last == "multiple" and "patch" in names:
                for keyword in node.keywords:
                    self._set(receiver, keyword.arg or ANY)
            case [receiver, key, _, *_] if last in _DUNDER_SETTERS:
                self._set(receiver, text(key))
            case [key, *_] if last in _DUNDER_SETTERS and isinstance(node.func, ast.Attribute):
                self._set(node.func.value, text(key))
                self._delete(node.func.value, text(key) if last == "__delattr__" else "")
            case [_, ast.Constant(value=str(name)), *_] if last in {"getattr", "hasattr"}:
                self.reads.add(name)
            case [_] if names == ["exec"]:
                self.own.add(ANY)
            case _:
                pass
        replaces = last == "dict" and bool(node.args) and text(node.args[0]) == "sys.modules"
        self.finds |= replaces or last == "addsitedir"

    def _set(self, receiver: ast.expr, attribute: str, *, space: bool = False) -> None:
        if gives_module(receiver):
            self.given.update({(ANY, attribute)} if space else ())
            return
        chain = chain_of(receiver)
        targets = self.imported.get(chain[0], ()) if chain else ()
        self.given.update((ANY if one == ANY else ".".join((one, *chain[1:])), attribute) for one in targets)
        if not self._is_known(receiver) and not (targets and chain[0] not in self.others):
            self.sets.add(attribute)

    def _delete(self, receiver: ast.expr, attribute: str) -> None:
        if attribute and not self._is_known(receiver):
            self.deletes.add(attribute)

    def _is_known(self, node: ast.expr, *, imports: bool = False) -> bool:
        """Tell whether an expression is an object that is no module; `imports`: or what an import gives."""
        match node:
            case ast.Name(id=name):
                return (name in self.known or (imports and name in self.imported)) and name not in self.others
            case ast.Call(func=ast.Name(id="super" | "type" as name)):
                return name not in self.others
            case ast.Constant() | ast.JoinedStr() | ast.List() | ast.Dict() | ast.Set() | ast.Tuple():
                return True
            case _:
                return False

    def _space(self, node: ast.expr, parent: ast.AST) -> None:
        """Note what happens to a namespace."""
        owner = namespace_of(node)
        own = isinstance(node, ast.Call) and dotted(node.func) == "globals"
        foreign = isinstance(node, ast.Attribute) and node.attr in {"__globals__", "f_globals"}
        if not (own or owner or foreign) or is_only_read(node, parent):
            return
        sets = isinstance(parent, ast.Subscript | ast.Attribute) or (
            isinstance(parent, ast.Call) and last_called(parent) in {"exec", "setitem"}
        )
        key = text(parent.slice) if isinstance(parent, ast.Subscript) else ANY
        if own:
            self.own.add(key)
        elif owner is None:
            self.sets.update({key} if sets else ())
        elif sets or self._is_imported(owner) or self._names_filled(parent):
            self._set(owner, key, space=True)

    def _is_imported(self, node: ast.expr) -> bool:
        first = next(iter(chain_of(node)), "")
        return ANY not in self.imported.get(first, {ANY})

    def _names_filled(self, node: ast.AST) -> bool:
        """Tell whether a statement gives something a name whose items code sets."""
        return isinstance(node, ast.Assign) and not self.filled.isdisjoint(map(last_name, node.targets))

    def _place(self, node: ast.expr, parent: ast.AST) -> None:
        """Note what happens to the lists that say where modules are found, and to `sys.modules`."""
        first, *rest = chain_of(node) or ("",)
        meant = {".".join((one, *rest)) for one in self.imported.get(first, ())}
        if not meant.isdisjoint(_PLACES):
            self.finds |= not is_only_read(node, parent)
        elif "sys.modules" in meant and not is_only_read(node, parent):
            match parent:
                case ast.Subscript(slice=key):
                    self.finds |= not is_own_key(key)
                case ast.Attribute(attr="pop"):
                    pass
                case _:
                    self.finds = True
