"""Read off a syntax tree what a module defines, how it is called, and by which other names things are known in it."""

from __future__ import annotations

import ast
import hashlib
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from vendorize_analysis.model.names import absolute

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_CALLED_OTHERWISE = frozenset({"property", "classmethod", "staticmethod", "cached_property", "abstractmethod"})
"""Decorators that say how something is used."""
_ACCESSORS = frozenset({"setter", "deleter", "getter"})

Function = ast.FunctionDef | ast.AsyncFunctionDef


class DefinedName(NamedTuple):
    """What a name of a module stands for."""

    signature: str
    """Without annotations; empty for what is neither function nor class."""
    code: str
    """A digest of the rest, without docstrings."""


@dataclass(slots=True)
class Definitions:
    """The names of one module."""

    found: dict[str, DefinedName] = field(default_factory=dict)
    """By qualified name; members of classes included, what is inside of functions left out."""
    aliases: dict[str, str] = field(default_factory=dict)
    """Dotted names of what is imported, by the name that it has here."""
    stars: list[str] = field(default_factory=list)
    """Modules all of whose names are imported."""


def definitions_of(tree: ast.Module, package: str) -> Definitions:
    """Return what a module defines; `package` is where its relative imports start. The tree is changed by that."""
    names = Definitions()
    _read(tree.body, "", names, package)
    return names


def _read(body: Sequence[ast.stmt], prefix: str, names: Definitions, package: str) -> None:
    for node in body:
        if isinstance(node, Function):
            _add(names, prefix + node.name, DefinedName(signature_of(node), _digest(node.body)))
        elif isinstance(node, ast.ClassDef):
            own = [one for one in node.body if not isinstance(one, Function | ast.ClassDef)]
            _add(names, prefix + node.name, DefinedName(_class_signature(node), _digest(own)))
            _read(node.body, f"{prefix}{node.name}.", names, package)
        elif isinstance(node, ast.Import | ast.ImportFrom):
            if not prefix:
                _import(node, names, package)
        elif isinstance(node, ast.Assign | ast.AnnAssign | ast.AugAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            for name in (one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)):
                _add(names, prefix + name, DefinedName("", _digest([node])))
        else:
            for inner in _bodies(node):
                _read(inner, prefix, names, package)


def _bodies(node: ast.stmt) -> Iterator[Sequence[ast.stmt]]:
    """Yield the blocks of a statement that opens no scope."""
    for name in ("body", "orelse", "finalbody"):
        if block := getattr(node, name, None):
            yield block
    for handler in (*getattr(node, "handlers", ()), *getattr(node, "cases", ())):
        yield handler.body


def _add(names: Definitions, name: str, found: DefinedName) -> None:
    """Note a definition; where there are several (branches, overloads), all of them count."""
    before = names.found.get(name)
    if before is not None:
        signatures = dict.fromkeys([*before.signature.split(" or "), found.signature])
        code = hashlib.sha256((before.code + found.code).encode()).hexdigest()
        found = DefinedName(" or ".join(filter(None, signatures)), code)
    names.found[name] = found


def _import(node: ast.Import | ast.ImportFrom, names: Definitions, package: str) -> None:
    if isinstance(node, ast.Import):
        for alias in node.names:
            top = alias.name.partition(".")[0]
            names.aliases[alias.asname or top] = alias.name if alias.asname else top
        return
    source = absolute(package, node.level, node.module or "")
    for alias in node.names:
        if alias.name == "*":
            names.stars.append(source)
        else:
            names.aliases[alias.asname or alias.name] = f"{source}.{alias.name}"


def signature_of(node: Function) -> str:
    """Return how a function is called: names, kinds and defaults of its parameters, not their annotations."""
    arguments = node.args
    for one in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs, arguments.vararg, arguments.kwarg):
        if one is not None:
            one.annotation = None
    marks = [f"@{name} " for one in node.decorator_list if (name := _mark(one))]
    kind = "async " if isinstance(node, ast.AsyncFunctionDef) else ""
    return f"{''.join(marks)}{kind}({ast.unparse(arguments)})"


def _mark(decorator: ast.expr) -> str:
    last = decorator.attr if isinstance(decorator, ast.Attribute) else getattr(decorator, "id", "")
    return last if last in _CALLED_OTHERWISE | _ACCESSORS else ""


def _class_signature(node: ast.ClassDef) -> str:
    """Return the bases of a class, and the fields that it declares: those of named tuples and data classes."""
    bases = ", ".join(ast.unparse(one) for one in (*node.bases, *node.keywords))
    declared = [one for one in node.body if isinstance(one, ast.AnnAssign) and isinstance(one.target, ast.Name)]
    fields = [f"{ast.unparse(one.target)}{f'={ast.unparse(one.value)}' if one.value else ''}" for one in declared]
    return f"class({bases})" + (f" with {', '.join(fields)}" if fields else "")


def _digest(body: Sequence[ast.stmt]) -> str:
    text = "\n".join(ast.dump(one) for one in body if not _is_docstring(one))
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _is_docstring(node: ast.stmt) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
