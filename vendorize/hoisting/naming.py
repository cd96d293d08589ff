"""Which global names a module has, and which they become in the scope of another."""

from __future__ import annotations

import ast
import re
import symtable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from vendorize.hoisting.binding import Bound
from vendorize.hoisting.classes import read_in_classes
from vendorize.hoisting.forms import deleted
from vendorize.hoisting.ours import removed_names
from vendorize.hoisting.words import BUILTINS, bound_at, identifiers

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from vendorize.hoisting.texts import ImportStatement, ModuleText

_WORD = re.compile(r"[^\W\d]\w*")


@dataclass(frozen=True, slots=True)
class Bindings:
    """The global names of a module."""

    names: frozenset[str]
    rebound: frozenset[str]
    """Those that functions give another value."""
    fixed: Mapping[str, str]
    """Those that cannot have another name, each with the reason."""


@dataclass(frozen=True, slots=True)
class Merging:
    """A module on its way into the scope of another one."""

    module: ModuleText
    host: ModuleText
    statements: tuple[ImportStatement, ...]
    """Those of the host that import it, in order: the module runs at the first."""
    below: frozenset[str]
    """Modules in the host, if that is a package: their import binds their names there."""
    alike: frozenset[str]
    """Names that both have from the same place."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What the names of a module become."""

    names: Mapping[str, str]
    why: str = ""
    """Why there is no way; the names are no answer then."""


def bindings_of(module: ModuleText) -> Bindings:
    """Return the global names of a module, ours for removed ones left out."""
    tree = module.tree
    table = symtable.symtable(ast.unparse(tree), module.name, "exec")
    names = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
    rebound = set(_rebound(table))
    names.discard("__name__")  # a merge gives it a value, and it is that of the module around again
    return Bindings(frozenset(names | rebound), frozenset(rebound), dict(_fixed(tree, names | rebound)))


def _rebound(table: symtable.SymbolTable) -> Iterator[str]:
    for child in table.get_children():
        for one in child.get_symbols():
            if one.is_declared_global() and (one.is_assigned() or one.is_imported()):
                yield one.get_name()
        yield from _rebound(child)


def _fixed(tree: ast.Module, names: set[str]) -> Iterator[tuple[str, str]]:
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef(name=name) | ast.AsyncFunctionDef(name=name) | ast.ClassDef(name=name):
                yield name, "is the name of a function or class"
            case ast.Import(names=aliases):
                dotted = (one.name for one in aliases if "." in one.name and not one.asname)
                yield from ((name.partition(".")[0], "is bound by `import` of a dotted name") for name in dotted)
            case _:
                pass
        yield from ((name, why) for why, shown in _shown(node) for name in names & shown)


def _shown(node: ast.AST) -> Iterator[tuple[str, frozenset[str]]]:
    """Yield the names that somebody may see, or that have two meanings, with what that is."""
    match node:
        case ast.ClassDef(name=name, body=body):
            yield "is a name in a class too", _bound_in(ast.Module(body, []), name)
        case ast.JoinedStr(values=parts):
            if any(isinstance(one, ast.Constant) and str(one.value).rstrip().endswith("=") for one in parts):
                yield "may be shown by an f-string", identifiers(node)
        case ast.arg(annotation=ast.expr() as inner) | ast.AnnAssign(annotation=inner):
            yield "is in an annotation", _told(inner)
        case ast.FunctionDef(returns=ast.expr() as inner) | ast.AsyncFunctionDef(returns=ast.expr() as inner):
            yield "is in an annotation", _told(inner)
        case _:
            pass


def _told(node: ast.expr) -> frozenset[str]:
    texts = [one.value for one in ast.walk(node) if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return identifiers(node) | {word for text in texts for word in _WORD.findall(text)}


def rename(merging: Merging, *, is_set: Callable[[str], bool]) -> Naming:
    """Return the name that each global name of a module has in its host; names change only where they have to."""
    module, host, statements = merging.module, merging.host, merging.statements
    bound, stem = bindings_of(module), module.name.rpartition(".")[2].strip("_")
    imported = _imported(statements)
    values = Bound(module.tree)
    if missing := sorted(imported.keys() - values.certain):
        return Naming({}, f"{missing[0]} is no name that it binds itself, whatever happens")
    nodes = {id(one.node) for one in statements}
    around = ast.Module([node for node in host.tree.body if id(node) not in nodes], [])
    theirs, taking = identifiers(around) | removed_names(host.whole), set[str]().union(*imported.values())
    alike = merging.alike - merging.below - imported.keys() - taking
    own = (_bound_in(around, host.name) - alike) | merging.below | _early(merging, imported)
    # A merge gives `__name__` its value.
    if lent := sorted(free_in(module) & (own | removed_names(host.whole)) - {"__name__"}):
        return Naming({}, f"it uses {lent[0]}, which {host.name} has too")
    taken = theirs | bound.names | module.identifiers | BUILTINS | taking
    found = {}
    for name in sorted(bound.names):
        comes = name in imported.get(name, ())
        clash = name in own or (not (comes or name in alike) and (name in theirs or name in taking))
        apart = comes and (name in bound.rebound or is_set(name))
        found[name] = name
        if clash or apart or name.startswith("__"):
            unsure = "may have no value, and an error would say its name" if name in values.risky else ""
            if fixed := bound.fixed.get(name) or _of_builtin(name, module) or unsure:
                return Naming({}, f"{name} {fixed}, and {_reason(name, host.name, clash=clash)}")
            found[name] = _free(f"{name.strip('_')}_of_{stem}", taken)
            taken = taken | {found[name]}
    return Naming(found)


def _of_builtin(name: str, module: ModuleText) -> str:
    """Return that a name is a built-in one at first, or on some Pythons; empty where nothing can ask for it before.

    That is so where an import in the module's own body binds it for good, and nothing that stands before has it, or a
    definition that does not use it itself.
    """
    for node in module.tree.body if name in BUILTINS else ():
        there = [one.id for one in ast.walk(node) if isinstance(one, ast.Name)]
        if _binds(node, name) and name not in there and name not in deleted(module):
            return ""
        if name in identifiers(node):
            return "is built in, until it is bound"
    return ""


def _binds(node: ast.stmt, name: str) -> bool:
    binding = node.names if isinstance(node, ast.Import | ast.ImportFrom) else [node]
    return name in map(bound_at, binding)


def _imported(statements: Iterable[ImportStatement]) -> dict[str, set[str]]:
    """Return the names that a host takes, each with those that it has for it."""
    found: dict[str, set[str]] = {}
    for statement in statements:
        for name, here in statement.taken():
            found.setdefault(name, set()).add(here)
    return found


def _early(merging: Merging, imported: Mapping[str, set[str]]) -> set[str]:
    """Return the names of the host that a module cannot bind where it runs.

    A later statement gives them to something else, or is the first that binds them, and somebody may see that before.
    """
    sources: dict[str, set[str]] = {}
    for name, others in imported.items():
        for other in others:
            sources.setdefault(other, set()).add(name)
    found = {other for other, names in sources.items() if len(names) > 1}
    first, *later = merging.statements
    bound = {here for _, here in first.taken()}
    for statement in later:
        new = {here for _, here in statement.taken()} - bound
        between = [node for node in merging.host.tree.body if first.node.lineno < node.lineno < statement.node.lineno]
        found |= new & (identifiers(ast.Module(between, [])) | BUILTINS)
        bound |= new
    return found


def _bound_in(tree: ast.Module, name: str) -> frozenset[str]:
    table = symtable.symtable(ast.unparse(tree), name, "exec")
    names = {one.get_name() for one in table.get_symbols() if one.is_assigned() or one.is_imported()}
    return frozenset(names | set(_rebound(table)))


def free_in(module: ModuleText) -> frozenset[str]:
    """Return the names that a module reads and never binds: those of built-ins."""
    bound = bindings_of(module).names
    table = symtable.symtable(ast.unparse(module.tree), module.name, "exec")
    waiting, found = [table], set[str]()
    while waiting:
        one = waiting.pop()
        own = one.get_type() == "module"
        found |= {each.get_name() for each in one.get_symbols() if each.is_global() or (own and each.is_referenced())}
        waiting += one.get_children()
    return (frozenset(found) | read_in_classes(module.tree)) - bound


def _reason(name: str, host: str, *, clash: bool) -> str:
    return f"{host} has that name" if clash else f"{name} may be given another value"


def _free(name: str, taken: frozenset[str] | set[str]) -> str:
    found, count = f"_{name}", 1
    while found in taken:
        count += 1
        found = f"_{name}_{count}"
    return found
