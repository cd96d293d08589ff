"""Modules that are imported or listed by a name that is a value (VZ1xx)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize_analysis.model.hazards.modules import ComputedImport, EntryPointLookup, ImportHook, ModuleListing
from vendorize_analysis.model.patterns import ANYTHING, PACKAGE_NAME, Pattern, beginning, exactly
from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_name, literal
from vendorize_analysis.summarizing.prefixes import fold, joins_names
from vendorize_analysis.summarizing.variables import ask_by

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer

_FROMLIST, _LEVEL = 3, 4
"""Positions of the arguments of `__import__`."""


def import_call(gatherer: Gatherer, node: ast.Call) -> None:
    """`import_module(x)`, `__import__(x)`: a literal is an import, anything else a pattern of names."""
    gatherer.settled = node.args[1:_FROMLIST]  # `globals()` and `locals()` only say where dots start from
    name = argument(node, 0, "name")
    pattern = fold(name) if name is not None else ANYTHING
    if pattern.prefix.startswith("."):
        _relative(gatherer, node, pattern)
    elif not (pattern.exact and _is_plain(pattern.prefix)):
        if callee_name(node) == "__import__" and pattern.exact and pattern.prefix:
            _computed_names(gatherer, node, pattern.prefix)
        joined = not pattern.useful and name is not None and joins_names(name)
        gatherer.hazard(ComputedImport(node.lineno, pattern.known, joined))
        if name is not None:
            ask_by(gatherer, name, ComputedImport(node.lineno))
        package = argument(node, 1, "package")
        anchor = fold(package) if package is not None and callee_name(node) != "__import__" else None
        if not pattern.useful and anchor is not None and anchor.exact and anchor.prefix:
            # Who gives a package expects names that are relative to it.
            gatherer.hazard(ComputedImport(node.lineno, beginning(f"{anchor.prefix}.")))
    elif callee_name(node) == "__import__":
        _built_in(gatherer, node, pattern.prefix)
    else:
        _use(gatherer, ImportRef(0, pattern.prefix, ".", "", node.lineno))


def _is_plain(text: str) -> bool:
    return bool(text) and "<" not in text


def _use(gatherer: Gatherer, reference: ImportRef) -> None:
    gatherer.imports.append(reference)
    if not reference.level:
        gatherer.strings.add(reference.module)


def _built_in(gatherer: Gatherer, node: ast.Call, name: str) -> None:
    """`__import__("a.b")` gives `a`, with a list of names it gives `a.b`; the level counts dots."""
    names = argument(node, _FROMLIST, "fromlist")
    items = names.elts if isinstance(names, (ast.List, ast.Tuple)) else []
    for level in _levels(argument(node, _LEVEL, "level")):
        _computed_names(gatherer, node, name, level)
        _use(gatherer, ImportRef(level, name, ".", "", node.lineno))
        for item in items:
            if literal(item):
                gatherer.imports.append(ImportRef(level, name, literal(item), "", node.lineno))
        if not items:
            gatherer.imports.append(ImportRef(level, name.partition(".")[0], ".", "", node.lineno))


def _computed_names(gatherer: Gatherer, node: ast.Call, package: str, level: int = 0) -> None:
    """Names in the list that are no literals may be modules below the package."""
    above = ("", f"{PACKAGE_NAME}.")
    names = argument(node, _FROMLIST, "fromlist")
    if names is None or isinstance(names, ast.Constant):
        return
    for item in names.elts if isinstance(names, (ast.List, ast.Tuple)) else [names]:
        if not isinstance(item, ast.Constant):
            pattern = fold(item) if item is not names else ANYTHING
            known = pattern.after(f"{above[level]}{package}.") if level < len(above) else ANYTHING
            gatherer.hazard(ComputedImport(node.lineno, known))


def _levels(node: ast.expr | None) -> tuple[int, ...]:
    match node:
        case None:
            return (0,)
        case ast.Constant(value=int(level)):
            return (level,)
        case _:
            return (0, 1)


def _relative(gatherer: Gatherer, node: ast.Call, pattern: Pattern) -> None:
    """`import_module(".x", package)`: the dots start from the package that is given."""
    anchor_node = argument(node, 1, "package")
    anchor = fold(anchor_node) if anchor_node is not None else exactly(PACKAGE_NAME)
    level = len(pattern.prefix) - len(pattern.prefix.lstrip("."))
    rest = pattern.prefix[level:]
    if anchor.exact and anchor.prefix == PACKAGE_NAME and pattern.exact:
        gatherer.imports.append(ImportRef(level, rest, ".", "", node.lineno))
        return
    base = anchor.prefix.split(".")
    start = ".".join(base[: len(base) - level + 1]) if anchor.exact else anchor.prefix if level == 1 else ""
    if not start or (level > 1 and start == anchor.prefix):
        gatherer.hazard(ComputedImport(node.lineno))
    elif anchor.exact and pattern.exact and _is_plain(start):
        gatherer.imports.append(ImportRef(0, f"{start}.{rest}" if rest else start, ".", "", node.lineno))
    elif anchor.exact:
        absolute = f"{start}.{rest}"
        known = exactly(absolute) if pattern.exact else pattern._replace(prefix=absolute)
        gatherer.hazard(ComputedImport(node.lineno, known))
    else:
        gatherer.hazard(ComputedImport(node.lineno, Pattern(start, pattern.suffix, exact=False)))


def resolve_name(gatherer: Gatherer, node: ast.Call) -> None:
    """`pkgutil.resolve_name("a.b:c")`: a literal names a module and what is taken from it."""
    text = literal(argument(node, 0, "name"))
    module, colon, names = text.partition(":")
    if not text or text.startswith("."):
        import_call(gatherer, node)
    elif colon:
        gatherer.imports.append(ImportRef(0, module, names or ".", "", node.lineno))
    else:
        _use(gatherer, ImportRef(0, text, ".", "", node.lineno))
        above, _, last = text.rpartition(".")
        if above:
            gatherer.imports.append(ImportRef(0, above, last, "", node.lineno))


def find_spec(gatherer: Gatherer, node: ast.Call) -> None:
    """`importlib.util.find_spec("x")`: whether the module is there decides what the code does."""
    chain = chain_of(node.func)
    if chain == ("find_spec",) or chain[-2:-1] == ("util",):
        import_call(gatherer, node)


def passed_importer(gatherer: Gatherer, node: ast.Name | ast.Attribute) -> None:
    """`map(import_module, names)`: the import function is a value."""
    if node is not gatherer.callee and not (isinstance(node, ast.Name) and gatherer.is_local(node.id)):
        gatherer.hazard(ComputedImport(node.lineno))


def logging_configuration(gatherer: Gatherer, node: ast.Call) -> None:
    """`logging.config.dictConfig`: classes are named by strings."""
    gatherer.hazard(ComputedImport(node.lineno, form="configured"))


def listed_modules(gatherer: Gatherer, node: ast.Call) -> None:
    """`pkgutil.iter_modules(path)`: every module of the listed package may be asked for."""
    path = argument(node, 0, "path")
    names = [chain_of(item) for item in ast.walk(path) if isinstance(item, (ast.Name, ast.Attribute))] if path else []
    package = ""
    for chain in names:
        if chain == ("__path__",) or "__file__" in chain:
            package = PACKAGE_NAME
        elif chain[-1:] == ("__path__",):
            package = ".".join(chain[:-1])
    is_local = bool(package) and gatherer.is_local(package.partition(".")[0])
    imported = gatherer.imported_as(tuple(package.split("."))) if is_local else ""
    below = f"{package}." if package == PACKAGE_NAME and callee_name(node) == "walk_packages" else ""
    if imported or below:
        # The name is known here only, or more than the direct children are meant.
        gatherer.hazard(ComputedImport(node.lineno, beginning(below or f"{imported}."), form="listed"))
    if not imported:
        own = package == PACKAGE_NAME
        gatherer.hazard(ModuleListing(node.lineno, "" if is_local or own else package, own))


def entry_points(gatherer: Gatherer, node: ast.Call) -> None:
    """`entry_points(group=…)`: the targets of the group may be loaded."""
    position = 1 if callee_name(node) == "load_entry_point" else 0
    group = next((item.value for item in node.keywords if item.arg == "group"), argument(node, position, "group"))
    pattern = fold(group) if group is not None else ANYTHING
    gatherer.hazard(EntryPointLookup(node.lineno, ANYTHING if "<" in pattern.text else pattern.known))


def listed_entry_points(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`distribution.entry_points`: whoever goes through them picks a group by a string."""
    if node is not gatherer.callee:
        gatherer.hazard(EntryPointLookup(node.lineno))


def import_hook(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`sys.meta_path`, `sys.path_hooks`: from here on modules may come from anywhere."""
    gatherer.hazard(ImportHook(node.lineno, of_path=False))


def search_path(gatherer: Gatherer, node: ast.Call) -> None:
    """`sys.path.insert(0, folder)`, `site.addsitedir(folder)`: what lies there can be imported."""
    chain = chain_of(node.func)
    if chain[-1:] == ("addsitedir",) or chain[:-1] == ("sys", "path"):
        gatherer.hazard(ImportHook(node.lineno, of_path=True))


def replaced_importer(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`builtins.__import__ = function`: from here on an import may give anything."""
    if isinstance(node.ctx, ast.Store):
        import_hook(gatherer, node)
