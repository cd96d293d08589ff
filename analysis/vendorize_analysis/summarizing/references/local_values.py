"""What names hold, where that says more than they do: namespaces, imported modules, what has another name by itself."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.namespaces import NamespaceRead
from vendorize_analysis.model.rules import NAMESPACES
from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.syntax.chains import LOADED, chain_of, last_name

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector
    from vendorize_analysis.summarizing.references.scope import Scope

HELD: Final = frozenset({ast.Call, ast.Attribute, ast.IfExp, ast.Subscript})
"""Values of assignments that are looked at."""
_GLOBALS: Final = frozenset({"f_globals", "__globals__"})
_BUILTINS: Final = "builtins"
_IMPORTERS: Final = frozenset({"__import__", "import_module"})


def hold(collector: ReferenceCollector, name: str, value: ast.expr) -> None:
    """Note what an assignment gives to a variable."""
    scope = collector.scope
    if isinstance(value, ast.Call) or (
        isinstance(value, ast.Subscript) and key_of_loaded(collector, value) is not None
    ):
        scope.assign(name, value)
        return
    of_loaded = isinstance(value, ast.Attribute) and scope is not collector.top and is_loaded(collector, value)
    if of_loaded and name not in scope.bound:
        scope.bound.add(name)
        scope.imported[name] = [ImportRef(0, "sys", "modules", name, value.lineno)]
        return
    scope.bind(name)
    found = _globals_in(value)
    if found is not None and scope is not collector.top and NAMESPACES not in collector.target.without:
        collector.looked_up.append(found)
        scope.namespaces = {**(scope.namespaces or {}), name: found}


def _globals_in(value: ast.expr) -> ast.Attribute | None:
    """Find `frame.f_globals` in a value that is this or None."""
    if isinstance(value, ast.IfExp):
        one, other = value.body, value.orelse
        if isinstance(one, ast.Constant):
            one, other = other, one
        value = one if isinstance(other, ast.Constant) else value
    return value if isinstance(value, ast.Attribute) and value.attr in _GLOBALS else None


def is_none_test(collector: ReferenceCollector, node: ast.Compare) -> bool:
    """Recognise `namespace is None`, which reads no name of it."""
    match node:
        case ast.Compare(left=ast.Name(id=name), ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant()]):
            return name in (collector.scope.namespaces or ())
        case _:
            return False


def reveal(collector: ReferenceCollector, scope: Scope) -> None:
    """Note the namespaces in variables that are used for more than a look at literal names."""
    for name, node in (scope.namespaces or {}).items():
        uses = [chain for chain in scope.loads if chain[0] == name]
        if name in (scope.revealed or ()) or any(chain[1:] != ("get",) for chain in uses):
            found_globals(collector, node)


def found_globals(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """Note that the globals of a frame or function are read: this module's most likely, unless they were handed in."""
    chain = chain_of(node)
    given = (
        NAMESPACES not in collector.target.without
        and node.attr == "__globals__"
        and bool(chain)
        and collector.is_local(chain[0])
    )
    collector.hazard(NamespaceRead(node.lineno, elsewhere=given, form="frame"))


def is_imported(collector: ReferenceCollector, name: str) -> bool:
    """Tell whether a variable holds nothing but a module that this code imports by a computed name.

    A look in some table under the same name, before the import, gives what was imported then; `sys.modules["a.b"]` is
    as good as an import.
    """
    values = held_by(collector, name)
    keys = {_key(one.args[0]) for one in values if isinstance(one, ast.Call) and _imports(collector, one)}
    named = [one for one in values if isinstance(key_of_loaded(collector, one), ast.Constant)]
    return bool(keys or named) and all(one in named or _looks_up(collector, one, keys) for one in values)


def held_by(collector: ReferenceCollector, name: str) -> list[ast.Call | ast.Subscript]:
    """Return what gives a variable of this code its values: calls and `sys.modules[x]`; none where others may."""
    for scope in collector.inner_scopes():
        if name in scope.bound and not scope.is_class:
            known = name not in scope.given and name not in scope.imported
            return list((scope.values or {}).get(name, ())) if known else []
    return []


def key_of_loaded(collector: ReferenceCollector, value: ast.expr) -> ast.expr | None:
    """Return the key of `sys.modules[key]` and `sys.modules.get(key)`; None for all else."""
    match value:
        case ast.Subscript(value=container, slice=key):
            pass
        case ast.Call(func=ast.Attribute(value=container, attr="get"), args=[key, *_]):
            pass
        case _:
            return None
    return key if is_loaded(collector, container) else None


def _imports(collector: ReferenceCollector, value: ast.Call) -> bool:
    return _called(collector, value) in _IMPORTERS and bool(value.args)


def _called(collector: ReferenceCollector, value: ast.Call) -> str:
    """Return the last name of a function, by which its own module knows it."""
    chain = known_chain(collector, value.func)
    return chain[-1] if chain else last_name(value.func)


def _looks_up(collector: ReferenceCollector, value: ast.Call | ast.Subscript, keys: set[str]) -> bool:
    if isinstance(value, ast.Subscript):
        return _key(value.slice) in keys
    called = _called(collector, value)
    position = {"getattr": 1, "get": 0}.get(called, 0 if called in _IMPORTERS else len(value.args))
    return len(value.args) > position and _key(value.args[position]) in keys


def _key(node: ast.expr) -> str:
    return ast.dump(node)


# -- what has another name: `import sys as s`, `from sys import modules` ------------------------------


def known_as(collector: ReferenceCollector, name: str) -> Chain:
    """Return the absolute dotted name of what a name was imported as; empty where nothing says so, or not for sure."""
    for scope in collector.inner_scopes():
        if name in scope.bound and not scope.is_class:
            references = scope.imported.get(name, ())
            return absolute(references[0]) if len(references) == 1 and name not in scope.rebound else ()
    return collector.spellings.get(name, ()) if name != _BUILTINS else (_BUILTINS,)


def absolute(reference: ImportRef) -> Chain:
    """Return the dotted name of what an import binds; empty for one with dots in front."""
    names = reference.module.split(".")
    if reference.level or not reference.module:
        return ()
    if reference.name:
        return tuple(names if reference.name == "." else [*names, reference.name])
    return (names[0],)


def known_chain(collector: ReferenceCollector, node: ast.AST | None) -> Chain:
    """Return a dotted name as `chain_of`, from the absolute name of what its first name was imported as."""
    chain = chain_of(node)
    return (*(known_as(collector, chain[0]) or chain[:1]), *chain[1:]) if chain else ()


def is_loaded(collector: ReferenceCollector, node: ast.AST | None) -> bool:
    """Tell whether an expression is the table of loaded modules, under whatever name."""
    return known_chain(collector, node)[-2:] == LOADED


def respelled(collector: ReferenceCollector, node: ast.Call) -> ast.Call:
    """Return a call of what has another name here as one by its own name; any other call as it is.

    Built-in functions get their bare name, so that no rule has to know `builtins`.
    """
    chain = chain_of(node.func)
    known = known_as(collector, chain[0]) if chain and is_renamed(collector, chain[0]) else ()
    if not known or (chain == known and known[0] != _BUILTINS):
        return node
    names = (*known, *chain[1:])
    names = names[1:] if names[0] == _BUILTINS and len(names) > 1 else names
    function: ast.expr = ast.Name(names[0], ast.Load())
    for name in names[1:]:
        function = ast.Attribute(function, name, ast.Load())
    for each in ast.walk(function):
        ast.copy_location(each, node.func)
    return ast.copy_location(ast.Call(function, node.args, node.keywords), node)


def is_renamed(collector: ReferenceCollector, name: str) -> bool:
    """Tell whether an import may have given a name; asked for most calls."""
    if name in collector.spellings or name == _BUILTINS:
        return True
    return any(name in scope.imported for scope in collector.inner_scopes())


def is_variable_of_sys(collector: ReferenceCollector, node: ast.AST) -> bool:
    """Tell whether a name by itself is a member of `sys` (`from sys import modules, executable`)."""
    if not isinstance(node, ast.Name) or not is_renamed(collector, node.id):
        return False
    known = known_as(collector, node.id)
    return len(known) > 1 and known[0] == "sys"
