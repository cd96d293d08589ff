"""Modules that are imported or listed by a name that is a value (VZ1xx)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.modules import ComputedImport, ImportHook, ModuleListing
from vendorize_analysis.model.patterns import ANYTHING, MODULE_NAME, PACKAGE_NAME, Pattern, beginning, exactly
from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_name, literal
from vendorize_analysis.summarizing.hazards.elsewhere import is_own_module
from vendorize_analysis.summarizing.hazards.levels import by_level, levels
from vendorize_analysis.summarizing.references.computed_names import ask_by
from vendorize_analysis.summarizing.references.local_values import known_chain
from vendorize_analysis.summarizing.syntax.chains import chain_of
from vendorize_analysis.summarizing.syntax.folders import folders_in, is_current
from vendorize_analysis.summarizing.syntax.string_domain import fold, joins_names

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_FROMLIST = 3
"""Position of the list of names among the arguments of `__import__`."""


def import_call(collector: ReferenceCollector, node: ast.Call) -> None:
    """`import_module(x)`, `__import__(x)`: a literal is an import, anything else a pattern of names."""
    collector.settled = node.args[1:_FROMLIST]  # `globals()` and `locals()` only say where dots start from
    name = argument(node, 0, "name")
    pattern = fold(name) if name is not None else ANYTHING
    if pattern.prefix.startswith("."):
        _relative(collector, node, pattern)
    elif not (pattern.exact and _is_plain(pattern.prefix)):
        if callee_name(node) == "__import__" and pattern.exact and pattern.prefix:
            _computed_names(collector, node, pattern.prefix)
        joined = not pattern.useful and name is not None and joins_names(name)
        for known in by_level(node, pattern) if callee_name(node) == "__import__" else (pattern.known,):
            collector.hazard(ComputedImport(node.lineno, known, joined))
        if not _is_handed_in(collector, name):
            collector.joins = True
        if name is not None:
            ask_by(collector, name, ComputedImport(node.lineno))
            if not pattern.exact and is_own_module(collector, name):
                collector.hazard(ComputedImport(node.lineno, exactly(MODULE_NAME)))
        package = argument(node, 1, "package")
        anchor = fold(package) if package is not None and callee_name(node) != "__import__" else None
        if not pattern.useful and anchor is not None and anchor.exact and anchor.prefix:
            # Who gives a package expects names that are relative to it.
            collector.hazard(ComputedImport(node.lineno, beginning(f"{anchor.prefix}.")))
    elif callee_name(node) == "__import__":
        _built_in(collector, node, pattern.prefix)
    else:
        _use(collector, ImportRef(0, pattern.prefix, ".", "", node.lineno))


def _is_handed_in(collector: ReferenceCollector, name: ast.expr | None) -> bool:
    """Tell whether a name is a parameter, or a variable that no call gives a value: others have put it together."""
    if not isinstance(name, ast.Name):
        return False
    for scope in collector.inner_scopes():
        if name.id in scope.bound and not scope.is_class:
            return not (scope.values or {}).get(name.id)
    return False


def _is_plain(text: str) -> bool:
    return bool(text) and "<" not in text


def _use(collector: ReferenceCollector, reference: ImportRef) -> None:
    collector.imports.append(reference)
    if not reference.level:
        collector.strings.add(reference.module)


def _built_in(collector: ReferenceCollector, node: ast.Call, name: str) -> None:
    """`__import__("a.b")` gives `a`, with a list of names it gives `a.b`; the level counts dots."""
    names = argument(node, _FROMLIST, "fromlist")
    items = names.elts if isinstance(names, (ast.List, ast.Tuple)) else []
    for level in levels(node):
        _computed_names(collector, node, name, level)
        _use(collector, ImportRef(level, name, ".", "", node.lineno))
        for item in items:
            if literal(item):
                collector.imports.append(ImportRef(level, name, literal(item), "", node.lineno))
        if not items:
            collector.imports.append(ImportRef(level, name.partition(".")[0], ".", "", node.lineno))


def _computed_names(collector: ReferenceCollector, node: ast.Call, package: str, level: int = 0) -> None:
    """Names in the list that are no literals may be modules below the package."""
    above = ("", f"{PACKAGE_NAME}.")
    names = argument(node, _FROMLIST, "fromlist")
    if names is None or isinstance(names, ast.Constant):
        return
    for item in names.elts if isinstance(names, (ast.List, ast.Tuple)) else [names]:
        if not isinstance(item, ast.Constant):
            pattern = fold(item) if item is not names else ANYTHING
            known = pattern.after(f"{above[level]}{package}.") if level < len(above) else ANYTHING
            collector.hazard(ComputedImport(node.lineno, known))


def _relative(collector: ReferenceCollector, node: ast.Call, pattern: Pattern) -> None:
    """`import_module(".x", package)`: the dots start from the package that is given."""
    anchor_node = argument(node, 1, "package")
    anchor = fold(anchor_node) if anchor_node is not None else exactly(PACKAGE_NAME)
    level = len(pattern.prefix) - len(pattern.prefix.lstrip("."))
    rest = pattern.prefix[level:]
    if anchor.exact and anchor.prefix == PACKAGE_NAME and pattern.exact:
        collector.imports.append(ImportRef(level, rest, ".", "", node.lineno))
        return
    base = anchor.prefix.split(".")
    start = ".".join(base[: len(base) - level + 1]) if anchor.exact else anchor.prefix if level == 1 else ""
    if not start or (level > 1 and start == anchor.prefix):
        collector.hazard(ComputedImport(node.lineno, ANYTHING if pattern.exact or not rest else pattern))
    elif anchor.exact and pattern.exact and _is_plain(start):
        collector.imports.append(ImportRef(0, f"{start}.{rest}" if rest else start, ".", "", node.lineno))
    elif anchor.exact:
        absolute = f"{start}.{rest}"
        known = exactly(absolute) if pattern.exact else pattern._replace(prefix=absolute)
        collector.hazard(ComputedImport(node.lineno, known))
    else:
        collector.hazard(ComputedImport(node.lineno, Pattern(start, pattern.suffix, exact=False)))


def resolve_name(collector: ReferenceCollector, node: ast.Call) -> None:
    """`pkgutil.resolve_name("a.b:c")`: a literal names a module and what is taken from it."""
    text = literal(argument(node, 0, "name"))
    module, colon, names = text.partition(":")
    if not text or text.startswith("."):
        import_call(collector, node)
    elif colon:
        collector.imports.append(ImportRef(0, module, names or ".", "", node.lineno))
    else:
        _use(collector, ImportRef(0, text, ".", "", node.lineno))
        above, _, last = text.rpartition(".")
        if above:
            collector.imports.append(ImportRef(0, above, last, "", node.lineno))


def passed_importer(collector: ReferenceCollector, node: ast.Name | ast.Attribute) -> None:
    """`map(import_module, names)`: the import function is a value."""
    own = isinstance(node, ast.Name) and collector.is_local(node.id) and not collector.imported_as((node.id,))
    if node is not collector.callee and not own:
        collector.hazard(ComputedImport(node.lineno))


def logging_configuration(collector: ReferenceCollector, node: ast.Call) -> None:
    """`logging.config.dictConfig`: classes are named by strings."""
    collector.hazard(ComputedImport(node.lineno, form="configured"))


def listed_modules(collector: ReferenceCollector, node: ast.Call) -> None:
    """`pkgutil.iter_modules(path)`: every module of the listed package may be asked for."""
    path = argument(node, 0, "path")
    if isinstance(path, ast.Attribute) and path.attr == "__path__":
        collector.folders_only |= {path}
    names = [chain_of(item) for item in ast.walk(path) if isinstance(item, (ast.Name, ast.Attribute))] if path else []
    package = ""
    for chain in names:
        if chain in {("__path__",), ("__file__",)}:
            package = PACKAGE_NAME
        elif chain[-1:] in {("__path__",), ("__file__",)}:
            package = ".".join(chain[:-1])
    is_local = bool(package) and collector.is_local(package.partition(".")[0])
    imported = collector.imported_as(tuple(package.split("."))) if is_local else ""
    below = f"{package}." if (own := package == PACKAGE_NAME) and callee_name(node) == "walk_packages" else ""
    if imported or below:
        # The name is known here only, or more than the direct children are meant.
        collector.hazard(ComputedImport(node.lineno, beginning(below or f"{imported}."), form="listed"))
    if not imported:
        folder = not package and isinstance(path, (ast.List, ast.Tuple))
        everywhere = (
            path is None
            or (isinstance(path, ast.Constant) and path.value is None)
            or any(known_chain(collector, item) == ("sys", "path") for item in ast.walk(path))
        )
        if everywhere:  # the names may be looked for in the list
            collector.hazard(ComputedImport(node.lineno, form="listed"))
        collector.hazard(ModuleListing(node.lineno, "" if is_local or own else package, own, folder, everywhere))


def import_hook(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`sys.meta_path`, `sys.path_hooks`: from here on modules may come from anywhere."""
    collector.hazard(ImportHook(node.lineno, of_path=False))


def search_path(collector: ReferenceCollector, node: ast.Call) -> None:
    """`sys.path.insert(0, folder)`, `site.addsitedir(folder)`: what lies there can be imported."""
    chain = known_chain(collector, node.func)
    if chain[-1:] == ("addsitedir",) or chain[:-1] == ("sys", "path"):
        folders = tuple(sorted({folder for given in node.args for folder in folders_in(given)}))
        current = bool(node.args) and is_current(node.args[-1])
        collector.hazard(ImportHook(node.lineno, of_path=True, folders=folders, current=current))


def replaced_path(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`sys.path += [folder]`, `sys.path = folders`: what lies there can be imported."""
    if isinstance(node.ctx, ast.Store) and known_chain(collector, node) == ("sys", "path"):
        collector.hazard(ImportHook(node.lineno, of_path=True))


def replaced_importer(collector: ReferenceCollector, node: ast.Attribute) -> None:
    """`builtins.__import__ = function`: from here on an import may give anything."""
    if isinstance(node.ctx, ast.Store):
        import_hook(collector, node)


CALLS: Final = {
    "__import__": import_call,
    "import_module": import_call,
    "load_module": import_call,
    "resolve_name": resolve_name,
    "dictConfig": logging_configuration,
    "iter_modules": listed_modules,
    "walk_packages": listed_modules,
    "addsitedir": search_path,
    "append": search_path,
    "extend": search_path,
    "insert": search_path,
}
"""By the last name of the callee."""

ATTRIBUTES: Final = {
    "meta_path": import_hook,
    "__import__": replaced_importer,
    "path": replaced_path,
    "path_hooks": import_hook,
    "import_module": passed_importer,
}
"""By the attribute's name."""

NAMES: Final = {
    "__import__": passed_importer,
    "import_module": passed_importer,
}
"""Functions by whose name a rule knows a call, where they are no callee but a value."""
