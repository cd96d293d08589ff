"""Modules that are imported, listed or run by a name that is a value (VZ1xx, VZ401, VZ403)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import DOTTED, ImportRef
from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.prefixes import PACKAGE_NAME, Pattern, fold, joins_names
from vendorize_analysis.summarizing.rules.arguments import argument, callee_name, literal
from vendorize_analysis.summarizing.variables import ask_by

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.gathering import Gatherer

_COMPUTED: Final = "imports a module whose name is only known at run time"
_FROMLIST, _LEVEL = 3, 4
"""Positions of the arguments of `__import__`."""


def import_call(gatherer: Gatherer, node: ast.Call) -> None:
    """`import_module(x)`, `__import__(x)`: a literal is an import, anything else a pattern of names."""
    gatherer.settled = node.args[1:_FROMLIST]  # `globals()` and `locals()` only say where dots start from
    name = argument(node, 0, "name")
    pattern = fold(name) if name is not None else Pattern("", "", exact=False)
    if pattern.prefix.startswith("."):
        _relative(gatherer, node, pattern)
    elif not (pattern.exact and _is_plain(pattern.prefix)):
        if callee_name(node) == "__import__" and pattern.exact and pattern.prefix:
            _computed_names(gatherer, node, pattern.prefix)
        unknown = DOTTED if name is not None and joins_names(name) else ""
        gatherer.hazard("VZ101", node.lineno, pattern.encode() if pattern.useful else unknown, _COMPUTED)
        if name is not None:
            ask_by(gatherer, name, "VZ101", "", _COMPUTED)
        package = argument(node, 1, "package")
        anchor = fold(package) if package is not None and callee_name(node) != "__import__" else None
        if not pattern.useful and anchor is not None and anchor.exact and anchor.prefix:
            # Who gives a package expects names that are relative to it.
            gatherer.hazard("VZ101", node.lineno, f"{anchor.prefix}.*", _COMPUTED)
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
            pattern = fold(item) if item is not names else Pattern("", "", exact=False)
            known = f"{above[level]}{package}.{pattern.encode()}" if level < len(above) else ""
            gatherer.hazard("VZ101", node.lineno, known, _COMPUTED)


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
    anchor = fold(anchor_node) if anchor_node is not None else Pattern(PACKAGE_NAME, PACKAGE_NAME, exact=True)
    level = len(pattern.prefix) - len(pattern.prefix.lstrip("."))
    rest = pattern.prefix[level:]
    if anchor.exact and anchor.prefix == PACKAGE_NAME and pattern.exact:
        gatherer.imports.append(ImportRef(level, rest, ".", "", node.lineno))
        return
    base = anchor.prefix.split(".")
    start = ".".join(base[: len(base) - level + 1]) if anchor.exact else anchor.prefix if level == 1 else ""
    if not start or (level > 1 and start == anchor.prefix):
        gatherer.hazard("VZ101", node.lineno, "", _COMPUTED)
    elif anchor.exact and pattern.exact and _is_plain(start):
        gatherer.imports.append(ImportRef(0, f"{start}.{rest}" if rest else start, ".", "", node.lineno))
    elif anchor.exact:
        gatherer.hazard("VZ101", node.lineno, pattern._replace(prefix=f"{start}.{rest}").encode(), _COMPUTED)
    else:
        gatherer.hazard("VZ101", node.lineno, f"{start}*{pattern.suffix}", _COMPUTED)


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
        gatherer.hazard("VZ101", node.lineno, "", _COMPUTED)


def logging_configuration(gatherer: Gatherer, node: ast.Call) -> None:
    """`logging.config.dictConfig`: classes are named by strings."""
    gatherer.hazard("VZ101", node.lineno, "", "names classes in a logging configuration")


def listed_modules(gatherer: Gatherer, node: ast.Call) -> None:
    """`pkgutil.iter_modules(path)`: every module of the listed package may be asked for."""
    path = argument(node, 0, "path")
    names = [chain_of(item) for item in ast.walk(path) if isinstance(item, (ast.Name, ast.Attribute))] if path else []
    package = ""
    for chain in names:
        if chain == ("__path__",) or "__file__" in chain:
            package = "<package>"
        elif chain[-1:] == ("__path__",):
            package = ".".join(chain[:-1])
    is_local = bool(package) and gatherer.is_local(package.partition(".")[0])
    imported = gatherer.imported_as(tuple(package.split("."))) if is_local else ""
    below = f"{package}." if package == "<package>" and callee_name(node) == "walk_packages" else ""
    if imported or below:
        # The name is known here only, or more than the direct children are meant.
        gatherer.hazard("VZ101", node.lineno, f"{below or imported + '.'}*", "imports what a listing gives")
    if not imported:
        gatherer.hazard("VZ104", node.lineno, "" if is_local else package, "lists the modules of a package at run time")


def entry_points(gatherer: Gatherer, node: ast.Call) -> None:
    """`entry_points(group=…)`: the targets of the group may be loaded."""
    position = 1 if callee_name(node) == "load_entry_point" else 0
    group = next((item.value for item in node.keywords if item.arg == "group"), argument(node, position, "group"))
    pattern = fold(group) if group is not None else Pattern("", "", exact=False)
    known = pattern.encode() if pattern.useful and "<" not in pattern.encode() else ""
    gatherer.hazard("VZ103", node.lineno, known, "loads plugins by entry points")


def listed_entry_points(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`distribution.entry_points`: whoever goes through them picks a group by a string."""
    if node is not gatherer.callee:
        gatherer.hazard("VZ103", node.lineno, "", "loads plugins by entry points")


def run_module(gatherer: Gatherer, node: ast.Call) -> None:
    """`runpy.run_module("x")` runs a module as the program."""
    _program(gatherer, argument(node, 0, "mod_name"), node.lineno, "runs a module as a program")


def run_path(gatherer: Gatherer, node: ast.Call) -> None:
    """`runpy.run_path(path)` runs a file as the program."""
    gatherer.hazard("VZ403", node.lineno, "", "runs a file as a program")


def _program(gatherer: Gatherer, node: ast.expr | None, line: int, message: str) -> None:
    for choice in node.values if isinstance(node, ast.BoolOp) else (node,):
        pattern = fold(choice) if choice is not None else Pattern("", "", exact=False)
        gatherer.hazard("VZ403", line, pattern.encode() if pattern.useful else "", message)


def inspect_pair(gatherer: Gatherer, node: ast.expr) -> None:
    """`[sys.executable, "-m", "package"]` starts a module as a program; this is what follows `-m`."""
    _program(gatherer, node, node.lineno, "starts a module as a program")


def import_hook(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`sys.meta_path`, `sys.path_hooks`: from here on modules may come from anywhere."""
    gatherer.hazard("VZ102", node.lineno, "", "changes how modules are found")


def search_path(gatherer: Gatherer, node: ast.Call) -> None:
    """`sys.path.insert(0, folder)`, `site.addsitedir(folder)`: what lies there can be imported."""
    chain = chain_of(node.func)
    if chain[-1:] == ("addsitedir",) or chain[:-1] == ("sys", "path"):
        gatherer.hazard("VZ102", node.lineno, "", "changes where modules are looked for")


def replaced_importer(gatherer: Gatherer, node: ast.Attribute) -> None:
    """`builtins.__import__ = function`: from here on an import may give anything."""
    if isinstance(node.ctx, ast.Store):
        import_hook(gatherer, node)


def inspect_subscript(gatherer: Gatherer, node: ast.Subscript) -> None:
    """`sys.modules[x]`: the module as an object, or a replacement for it."""
    if chain_of(node.value)[-2:] != ("sys", "modules"):
        return
    if isinstance(node.ctx, ast.Store):
        gatherer.hazard("VZ401", node.lineno, "", "replaces a module in sys.modules")
    else:
        _loaded(gatherer, node.slice)


def loaded_module(gatherer: Gatherer, node: ast.Call) -> None:
    """`sys.modules.get(x)`: as `sys.modules[x]`."""
    if isinstance(node.func, ast.Attribute) and node.args and chain_of(node.func.value)[-2:] == ("sys", "modules"):
        _loaded(gatherer, node.args[0])


def _loaded(gatherer: Gatherer, name: ast.expr) -> None:
    if chain_of(name) == ("__name__",):
        gatherer.hazard("VZ202", name.lineno, "", "reads the module's own namespace")
    elif literal(name):
        gatherer.imports.append(ImportRef(0, literal(name), ".", "", name.lineno))
