"""Modules that somebody asks for without importing them: by finders (VZ101), or by paths of their files (VZ501)."""

from __future__ import annotations

import ast
import itertools
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.files import DataFileRead
from vendorize_analysis.model.hazards.modules import ComputedImport, ImportHook
from vendorize_analysis.model.patterns import PACKAGE_NAME, beginning
from vendorize_analysis.summarizing.hazards.arguments import callee_chain, callee_name, literal
from vendorize_analysis.summarizing.hazards.modules import import_call
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_FINDERS: Final = frozenset({"FileFinder", "find_importer", "get_importer"})
"""What gives a finder of the modules in one folder: at most those of the code's own package are known."""
_PLACES: Final = frozenset({"__file__", "__path__"})


def _is_finder(collector: ReferenceCollector, chain: tuple[str, ...]) -> bool:
    return len(chain) > 1 and any(isinstance(found, ImportHook) and not found.of_path for found in collector.hazards)


def find_spec(collector: ReferenceCollector, node: ast.Call) -> None:
    """`importlib.util.find_spec("x")`, `finder.find_spec("x")`: whether the module is there decides what is done."""
    chain = callee_chain(collector, node)
    if chain == ("find_spec",) or chain[-2:-1] in {("util",), ("PathFinder",)} or _is_finder(collector, chain):
        import_call(collector, node)
    else:
        _finder_asked(collector, node)


def _finder_asked(collector: ReferenceCollector, node: ast.Call) -> None:
    """`get_importer(folder).find_spec("x")`: a finder of one's own folder."""
    if isinstance(node.func, ast.Attribute) and last_name(getattr(node.func.value, "func", node)) in _FINDERS:
        collector.hazard(ComputedImport(node.lineno, beginning(f"{PACKAGE_NAME}.")))


def find_loader(collector: ReferenceCollector, node: ast.Call) -> None:
    """`pkgutil.find_loader("x")`, `importlib.find_loader("x")`: the same in older code."""
    chain = callee_chain(collector, node)
    if len(chain) == 1 or chain[-2:-1] in {("pkgutil",), ("importlib",)}:
        import_call(collector, node)
    else:
        _finder_asked(collector, node)


def file_asked_for(collector: ReferenceCollector, node: ast.Call) -> None:
    """`exists(join(HERE, name + ".py"))`, `(HERE / f"{name}.py").is_file()`: whether a module is there."""
    given = node.args[0] if node.args else node.func.value if isinstance(node.func, ast.Attribute) else None
    pieces = list(_pieces(given)) if given is not None else []
    if len(pieces) < 2 or not _is_place(collector, pieces[0]):  # noqa: PLR2004 - a place, and something in it
        return
    last = literal(pieces[-1])
    of_module = last.endswith(".py") and "/" not in last and not literal(pieces[-2])
    if of_module or (callee_name(node) in {"isdir", "is_dir"} and not last):
        _own_modules(collector, node.lineno, filter(str.isidentifier, _words(pieces[1:-1])))


def files_listed(collector: ReferenceCollector, node: ast.Call) -> None:
    """`glob(join(HERE, "*.py"))`, `HERE.rglob("*.py")`: which modules lie in a folder of the code's own package."""
    receiver = [node.func.value] if isinstance(node.func, ast.Attribute) else []
    given = [*receiver, *node.args[:1]]
    pieces = [piece for each in given for piece in _pieces(each) if chain_of(piece) != ("glob",)]
    if len(pieces) > 1 and literal(pieces[-1]).endswith("*.py") and _is_place(collector, pieces[0]):
        _own_modules(collector, node.lineno, itertools.takewhile(str.isidentifier, filter(None, _words(pieces[1:]))))


def _words(pieces: Iterable[ast.expr]) -> Iterator[str]:
    """Yield the parts of a path that literals say."""
    return (part for piece in pieces for part in literal(piece).split("/"))


def _own_modules(collector: ReferenceCollector, line: int, folders: Iterable[str]) -> None:
    """Note that code looks for modules in a folder of its own package."""
    collector.hazard(DataFileRead(line, modules=beginning(".".join((PACKAGE_NAME, *folders, "")))))


def folder_copied(collector: ReferenceCollector, node: ast.Call) -> None:
    """`copytree(dirname(package.__file__), target)`: all files of a package, as they are.

    A folder below it is one that the code names beside its own, or holds data.
    """
    whole = (given for given in node.args if len(list(_pieces(given))) == 1)
    for each in (inside for given in whole for inside in ast.walk(given)):
        chain = chain_of(each)
        if chain and chain[-1] in _PLACES:
            package = collector.imported_as(chain[:-1]) or ".".join(chain[:-1]) if chain[1:] else PACKAGE_NAME
            collector.hazard(
                DataFileRead(node.lineno, package, chain[-1], modules=beginning(f"{package}."), copied=True)
            )


def _pieces(node: ast.expr) -> Iterator[ast.expr]:
    """Yield what a path is put together of, from its beginning."""
    match node:
        case ast.Call(func=function, args=[_, *_] as args) if last_name(function) in {"join", "Path", "PurePath"}:
            parts = list(args)
        case ast.Call(func=ast.Attribute(value=value, attr="joinpath"), args=args):
            parts = [value, *args]
        case ast.Call(func=ast.Attribute(value=value, attr="with_suffix"), args=[suffix]):
            parts = [value, suffix]
        case ast.BinOp(op=ast.Div() | ast.Add(), left=left, right=right):
            parts = [left, right]
        case ast.JoinedStr(values=values):
            parts = [each.value if isinstance(each, ast.FormattedValue) else each for each in values]
        case _:
            yield node
            return
    for part in parts:
        yield from _pieces(part)


def _is_place(collector: ReferenceCollector, node: ast.expr) -> bool:
    """Tell whether an expression may be the folder of the module: it asks for that, or is a name of the module."""
    if isinstance(node, ast.Name):
        return node.id in _PLACES or not collector.is_local(node.id)
    return any(chain_of(each) in {("__file__",), ("__path__",)} for each in ast.walk(node))


CALLS: Final = {
    "find_spec": find_spec,
    "find_loader": find_loader,
    "get_loader": find_loader,
    **dict.fromkeys(("exists", "lexists", "isfile", "is_file", "isdir", "is_dir", "stat", "access"), file_asked_for),
    **dict.fromkeys(("glob", "iglob", "rglob"), files_listed),
    **dict.fromkeys(("copytree", "make_archive", "copy_tree", "writepy", "create_archive"), folder_copied),
}
"""By the last name of the callee."""
