"""Files beside the code: data and metadata (VZ5xx)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.files import DataFileRead, MetadataRead, SourceRead
from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_chain, literal
from vendorize_analysis.summarizing.syntax.chains import chain_of, last_name
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector
    from vendorize_analysis.summarizing.references.scope import Scope

_RESOURCE_MODULES: Final = frozenset({"resources", "importlib_resources", "pkgutil", "pkg_resources"})
_METADATA_MODULES: Final = frozenset({"pkg_resources", "importlib_metadata", "Distribution"})


def metadata(collector: ReferenceCollector, node: ast.Call) -> None:
    """`importlib.metadata.version("x")` and its like read the distribution's metadata."""
    chain = callee_chain(collector, node)
    if len(chain) == 1 and node.keywords:
        return
    text = literal(argument(node, 0, "distribution_name"))
    if len(chain) > 1 and "metadata" not in chain[-2] and chain[-2] not in _METADATA_MODULES and not text:
        return
    name = argument(node, 0, "distribution_name")
    computed = not text and name is not None and not fold(name).exact
    collector.hazard(MetadataRead(node.lineno, text, computed))


def listed_metadata(collector: ReferenceCollector, node: ast.Call) -> None:
    """`importlib.metadata.distributions()`, `packages_distributions()`: somebody looks for names in the list."""
    chain = callee_chain(collector, node)
    if len(chain) == 1 or "metadata" in chain[-2] or chain[-2] in _METADATA_MODULES:
        collector.hazard(MetadataRead(node.lineno, computed=True))


def resource(collector: ReferenceCollector, node: ast.Call) -> None:
    """`importlib.resources.files`, `pkgutil.get_data`: data files of a package."""
    chain = callee_chain(collector, node)
    if "metadata" in "".join(chain[-2:-1]):  # `importlib.metadata.files`
        metadata(collector, node)
        return
    if len(chain) != 1 and (chain[-2:-1] or ("",))[0] not in _RESOURCE_MODULES:
        return
    package = argument(node, 0, "package")
    text = literal(package)
    named = chain_of(package)
    known = text or (collector.imported_as(named) if named and collector.is_local(named[0]) else ".".join(named))
    handed = not known and len(named) == 1 and collector.is_local(named[0])
    collector.hazard(DataFileRead(node.lineno, "" if known[:2] == "__" else known, handed=handed))
    if text:
        collector.imports.append(ImportRef(0, text, ".", "", node.lineno))


def location(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`package.__file__`: a way to the files beside it; who gives a module its `__path__` asks for nothing."""
    chain = chain_of(node.value)
    if chain and isinstance(node.ctx, ast.Load):
        listed = node.attr == "__path__" and node in collector.folders_only
        handed = _ask_for_place(collector, chain, node.attr, node.lineno, listed=listed)
        if node.attr == "__file__" and node not in collector.folders_only and not handed:
            known = collector.imported_as(chain) or ".".join(chain)
            collector.hazard(SourceRead(node.lineno, "named", known, by_file=True))


def location_by_name(collector: ReferenceCollector, chain: tuple[str, ...], attribute: str, line: int) -> None:
    """`getattr(package, "__path__", [])`: the same, of what may be no package."""
    if chain and attribute in ("__file__", "__path__"):
        _ask_for_place(collector, chain, attribute, line)


def _ask_for_place(
    collector: ReferenceCollector, chain: tuple[str, ...], attribute: str, line: int, *, listed: bool = False
) -> bool:
    """Note that the place of a module is asked for; tell whether it is a value that nothing is known of."""
    imported = collector.imported_as(chain)
    handed = not imported and collector.is_local(chain[0])
    collector.hazard(DataFileRead(line, imported or ".".join(chain), attribute, handed=handed, listed=listed))
    return handed


def folder_call(collector: ReferenceCollector, node: ast.Call) -> None:
    """`dirname(module.__file__)`: the folder is asked for, not the file."""
    collector.folders_only |= _files_in(*node.args)


def folder_of(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`Path(module.__file__).parent` asks for a folder as well."""
    collector.folders_only |= _files_in(node.value)


def _files_in(*nodes: ast.expr) -> frozenset[ast.AST]:
    """Return what asks for the file of a module, as `location` and `source_file` know it, inside of expressions."""
    inside = (each for node in nodes for each in ast.walk(node))
    return frozenset(each for each in inside if isinstance(each, ast.Call) or getattr(each, "attr", "") == "__file__")


def source(collector: ReferenceCollector, node: ast.Call) -> None:
    """`inspect.getsource(module)`: its text; that of a class too."""
    if node.args:
        _source_of(collector, node.args[0], SourceRead(node.lineno))


def source_file(collector: ReferenceCollector, node: ast.Call) -> None:
    """`inspect.getsourcefile(module)`: the path of its file."""
    chain = chain_of(node.args[0]) if node.args else ()
    if chain and node not in collector.folders_only:
        known = collector.imported_as(chain) or ("" if collector.is_local(chain[0]) else ".".join(chain))
        if known:
            collector.hazard(SourceRead(node.lineno, "named", known, by_file=True))


def source_by_loader(collector: ReferenceCollector, node: ast.Call) -> None:
    """`loader.get_source("module")`; what takes more than a name is no loader of modules but of templates.

    Nor is what takes a number, as `get_source(line - 1)`. What a variable of that name is, its assignments say; these
    are read at their end.
    """
    if len(node.args) == 1 and not node.keywords and not _is_number(node.args[0]):
        scope = collector.scope
        name = node.func.id if isinstance(node.func, ast.Name) else ""
        if name in scope.bound - scope.elsewhere.keys() and scope is not collector.top:
            scope.sources = [*(scope.sources or ()), node]
        else:
            _source_of(collector, node.args[0], SourceRead(node.lineno, by_loader=True))


def _is_number(node: ast.expr) -> bool:
    """Tell whether a value is no text since no text is made so: texts have `+`, `*` and `%` alone."""
    match node:
        case ast.BinOp(op=op):
            return not isinstance(op, ast.Add | ast.Mult | ast.Mod)
        case ast.UnaryOp():
            return True
        case _:
            return isinstance(node, ast.Constant) and isinstance(node.value, int | float)


def sources_at_end(collector: ReferenceCollector, scope: Scope) -> None:
    """Note where a variable gives the text of a module, unless it is something else: `getattr(x, "other", None)`."""
    for node in scope.sources or ():
        name = last_name(node.func)
        values = (scope.values or {}).get(name, [])
        if name in scope.given or not values or not all(_is_other(value, name) for value in values):
            _source_of(collector, node.args[0], SourceRead(node.lineno, by_loader=True))


def _is_other(value: ast.expr, name: str) -> bool:
    """Tell whether a value is an attribute of another name, or nothing."""
    match value:
        case ast.Call(func=ast.Name(id="getattr"), args=[_, ast.Constant(value=str() as asked), *default], keywords=[]):
            return asked != name and all(isinstance(one, ast.Constant) for one in default)
        case _:
            return False


def _source_of(collector: ReferenceCollector, node: ast.expr, found: SourceRead) -> None:
    """Note whose text is asked for: a module, its name, or `sys.modules[name]`."""
    text = literal(node)
    match node:
        case ast.Subscript(value=ast.Attribute(attr="modules"), slice=key):
            _source_of(collector, key, found)
            return
        case ast.Call(
            func=ast.Attribute(attr="import_module") | ast.Name(id="import_module"), args=[ast.Constant() as key]
        ):
            text = literal(key)
        case _:
            pass
    chain = chain_of(node)
    if chain[-1:] == ("__name__",) and len(chain) > 1:
        chain = chain[:-1]
    known = text or collector.imported_as(chain) if text or chain else ""
    if chain == ("__name__",) or (chain and collector.is_owner(chain[0])):
        collector.hazard(found._replace(of="own"))
    elif known or (chain and not collector.is_local(chain[0])):
        collector.hazard(found._replace(of="named", name=known or ".".join(chain)))
    else:
        collector.hazard(found)


CALLS: Final = {
    "version": metadata,
    "metadata": metadata,
    "distribution": metadata,
    "packages_distributions": listed_metadata,
    "requires": metadata,
    "from_name": metadata,
    "get_distribution": metadata,
    "files": resource,
    "as_file": resource,
    "contents": resource,
    "get_data": resource,
    "open_text": resource,
    "open_binary": resource,
    "read_text": resource,
    "read_binary": resource,
    "is_resource": resource,
    "resource_filename": resource,
    "resource_string": resource,
    "resource_stream": resource,
    "resource_exists": resource,
    "dirname": folder_call,
    "getsource": source,
    "getsourcelines": source,
    "findsource": source,
    "getsourcefile": source_file,
    "getfile": source_file,
    "get_source": source_by_loader,
}
"""By the last name of the callee."""


ATTRIBUTES: Final = {
    "__file__": location,
    "__path__": location,
    "__spec__": location,
    "__loader__": location,
    "parent": folder_of,
    "parents": folder_of,
    "with_name": folder_of,
}
"""By the attribute's name."""
