"""What has another name where it is used: `import sys as s`, `from sys import modules`, `modules = sys.modules`."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.summarizing.syntax.chains import LOADED, chain_of

if TYPE_CHECKING:
    from vendorize_analysis.model.summary import Chain, ImportRef
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_BUILTINS: Final = "builtins"


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
