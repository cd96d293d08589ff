"""Rules about code whose needs cannot be read off it: one function for one idea, keyed by the name that gives it away.

A rule turns what is literal into plain references, and the rest into a `Hazard` whose argument confines it. What the
arguments mean is said at `MEANING`; the linker is their only reader.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.summary import ImportRef
from vendorize_analysis.summarizing.chains import chain_of
from vendorize_analysis.summarizing.prefixes import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from vendorize_analysis.summarizing.gathering import Gatherer

MEANING: Final = {
    "VZ101": "pattern `prefix*suffix` of the module's name, empty when nothing is known",
    "VZ104": "dotted name of the package that is listed, `<package>` for the one around, empty when not known",
    "VZ103": "group of entry points, empty when not literal",
    "VZ201": "`own:` for the object itself, then the pattern of the attribute's name",
    "VZ202": "empty: the module's own namespace; else the dotted name of the module whose namespace is read",
    "VZ203": "`own`, or the dotted name of the object whose members are listed, empty when not known",
    "VZ502": "name of the distribution, empty when not literal",
    "VZ403": "name of the module",
}

_RESOURCE_MODULES: Final = frozenset({"resources", "importlib_resources", "pkgutil", "pkg_resources"})


def inspect_call(gatherer: Gatherer, name: str, node: ast.Call) -> None:
    """Apply the rules for calls of something named `name`."""
    _CALLS[name](gatherer, node)


def _argument(node: ast.Call, position: int, keyword: str) -> ast.expr | None:
    if len(node.args) > position:
        found = node.args[position]
        return None if isinstance(found, ast.Starred) else found
    return next((item.value for item in node.keywords if item.arg == keyword), None)


def _literal(node: ast.expr | None) -> str:
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else ""


def _import(gatherer: Gatherer, node: ast.Call) -> None:
    """`import_module(x)`, `__import__(x)`: a literal is an import, anything else a pattern of names."""
    argument = _argument(node, 0, "name")
    if argument is None:
        gatherer.hazard("VZ101", node.lineno, "", "imports a module whose name is only known at run time")
        return
    pattern = fold(argument)
    text = pattern.encode()
    if pattern.exact and "<" not in text:
        level = len(text) - len(text.lstrip("."))
        anchor = fold(anchor_node) if (anchor_node := _argument(node, 1, "package")) is not None else None
        if level and anchor is not None and anchor.exact and "<" not in anchor.prefix:
            base = anchor.prefix.split(".")
            base = base[: len(base) - level + 1]
            gatherer.imports.append(ImportRef(0, ".".join([*base, text[level:]]), ".", "", node.lineno))
            return
        if not level:
            _literal_import(gatherer, node, text)
            return
    if text.startswith("."):
        anchor = fold(anchor_node) if (anchor_node := _argument(node, 1, "package")) is not None else None
        base_text = anchor.prefix if anchor is not None and anchor.prefix else "<package>"
        text = base_text.rstrip(".") + text
    if pattern.exact and "<" not in text:
        gatherer.imports.append(ImportRef(0, text, ".", "", node.lineno))
        return
    gatherer.hazard(
        "VZ101", node.lineno, text if text != "*" else "", "imports a module whose name is only known at run time"
    )


def _literal_import(gatherer: Gatherer, node: ast.Call, text: str) -> None:
    plain = getattr(node.func, "id", "") == "__import__" and len(node.args) < 4 and not node.keywords  # noqa: PLR2004 (fromlist)
    gatherer.imports.append(ImportRef(0, text, ".", "", node.lineno))
    if plain:
        gatherer.imports.append(ImportRef(0, text.partition(".")[0], ".", "", node.lineno))
    gatherer.strings.add(text)


def _iterate_modules(gatherer: Gatherer, node: ast.Call) -> None:
    """`pkgutil.iter_modules(path)`: every module of the listed package may be asked for."""
    path = _argument(node, 0, "path")
    names = [chain_of(item) for item in ast.walk(path) if isinstance(item, (ast.Name, ast.Attribute))] if path else []
    argument = ""
    for chain in names:
        if chain == ("__path__",) or "__file__" in chain:
            argument = "<package>"
        elif chain[-1:] == ("__path__",):
            argument = ".".join(chain[:-1])
    gatherer.hazard("VZ104", node.lineno, argument, "lists the modules of a package at run time")


def _entry_points(gatherer: Gatherer, node: ast.Call) -> None:
    """`entry_points(group=…)`: the targets of the group may be loaded."""
    group = _literal(_argument(node, 9, "group")) or _literal(_argument(node, 0, "group"))
    gatherer.hazard("VZ103", node.lineno, group, "loads plugins by entry points")


def _attribute_by_name(gatherer: Gatherer, node: ast.Call) -> None:
    """`getattr(x, name)`: a literal is an attribute, the rest a pattern of names."""
    if len(node.args) < 2:  # noqa: PLR2004 (not the built-in function)
        return
    receiver, name = node.args[0], node.args[1]
    text = _literal(name)
    if text:
        _literal_attribute(gatherer, receiver, text, node.lineno)
        return
    own = isinstance(receiver, ast.Name) and bool(gatherer.owner) and receiver.id == gatherer.owner
    chain = chain_of(receiver)
    pattern = fold(name)
    where = "own:" if own else f"{'.'.join(chain)}:" if chain and not gatherer.is_local(chain[0]) else ":"
    gatherer.hazard(
        "VZ201",
        node.lineno,
        where + (pattern.encode() if pattern.useful else ""),
        "reads an attribute by a computed name",
    )


def _literal_attribute(gatherer: Gatherer, receiver: ast.expr, text: str, line: int) -> None:
    chain = chain_of(receiver)
    if chain:
        gatherer.load((*chain, text), line)
    else:
        gatherer.attribute(text, line)


def _attribute_getter(gatherer: Gatherer, node: ast.Call) -> None:
    """`operator.attrgetter("a.b")`, `methodcaller("a")`: the names are attributes."""
    for argument in node.args:
        for name in filter(None, _literal(argument).split(".")):
            gatherer.attribute(name, node.lineno)
    if any(not _literal(argument) for argument in node.args[:1]):
        gatherer.hazard("VZ302", node.lineno, "", "reads an attribute by a computed name")


def _globals(gatherer: Gatherer, node: ast.Call) -> None:
    """`globals()` and, outside functions, `locals()` and `vars()`: the namespace as a dictionary."""
    name = getattr(node.func, "id", "")
    if name == "vars" and node.args:
        _members(gatherer, node)
    elif name == "globals" or (name in {"locals", "vars"} and not gatherer.depth):
        gatherer.hazard("VZ202", node.lineno, "", "reads a namespace as a dictionary")


def _members(gatherer: Gatherer, node: ast.Call) -> None:
    """`dir(x)`, `vars(x)`, `inspect.getmembers(x)`: every member may be asked for."""
    if not node.args:
        return
    receiver = node.args[0]
    name = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
    chain = chain_of(receiver)
    if chain and chain[0] == gatherer.owner:
        if name != "vars":
            gatherer.hazard("VZ203", node.lineno, "own", "lists members at run time")
    elif chain and not gatherer.is_local(chain[0]):
        gatherer.hazard("VZ203", node.lineno, ".".join(chain), "lists members at run time")
    elif not chain and "modules" in _attributes_in(receiver):
        gatherer.hazard("VZ202", node.lineno, "", "reads a namespace as a dictionary")
    elif name != "vars":
        gatherer.hazard("VZ203", node.lineno, "", "lists members at run time")


def _attributes_in(node: ast.expr) -> set[str]:
    return {item.attr for item in ast.walk(node) if isinstance(item, ast.Attribute)}


def _execute(gatherer: Gatherer, node: ast.Call) -> None:
    """`exec`, `eval`, `compile`: names inside strings are code."""
    if isinstance(node.func, ast.Attribute) and (chain_of(node.func)[:1] or ("",))[0] != "builtins":
        return
    text = _literal(_argument(node, 0, "source"))
    if text:
        gatherer.code(text, node.lineno)
    gatherer.hazard("VZ301", node.lineno, "", "makes code at run time")


def _metadata(gatherer: Gatherer, node: ast.Call) -> None:
    """`importlib.metadata.version("x")` and its like read the distribution's metadata."""
    chain = chain_of(node.func)
    if len(chain) == 1 and node.keywords:
        return
    text = _literal(_argument(node, 0, "distribution_name"))
    if (
        len(chain) > 1
        and "metadata" not in chain[-2]
        and chain[-2] not in {"pkg_resources", "importlib_metadata"}
        and not text
    ):
        return
    gatherer.hazard("VZ502", node.lineno, text, "reads the metadata of a distribution")


def _resource(gatherer: Gatherer, node: ast.Call) -> None:
    """`importlib.resources.files`, `pkgutil.get_data`: data files of a package."""
    chain = chain_of(node.func)
    if len(chain) != 1 and (chain[-2:-1] or ("",))[0] not in _RESOURCE_MODULES:
        return
    text = _literal(_argument(node, 0, "package"))
    gatherer.hazard("VZ501", node.lineno, text, "reads data files beside the code")
    if text:
        gatherer.imports.append(ImportRef(0, text, ".", "", node.lineno))


def _annotations(gatherer: Gatherer, node: ast.Call) -> None:
    gatherer.hazard("VZ304", node.lineno, "", "evaluates annotations at run time")


def _signature(gatherer: Gatherer, node: ast.Call) -> None:
    if any(keyword.arg == "eval_str" for keyword in node.keywords):
        _annotations(gatherer, node)


def _make_class(gatherer: Gatherer, node: ast.Call) -> None:
    """`type(name, bases, namespace)`, `types.new_class`: a class whose bases are not written down."""
    name = getattr(node.func, "id", "") or getattr(node.func, "attr", "")
    if name != "type" or (len(node.args) == 3 and isinstance(node.func, ast.Name)):  # noqa: PLR2004 (the other form asks)
        bases = node.args[1] if len(node.args) > 1 else None
        if not (isinstance(bases, ast.Tuple) and len(bases.elts) <= 1):
            gatherer.hazard("VZ205", node.lineno, "", "makes a class at run time")


def _run_module(gatherer: Gatherer, node: ast.Call) -> None:
    """`runpy.run_module("x")` runs a module as the program."""
    text = _literal(_argument(node, 0, "mod_name"))
    gatherer.hazard("VZ403", node.lineno, text, "runs a module as a program")


def inspect_sequence(gatherer: Gatherer, node: ast.List | ast.Tuple) -> None:
    """`[sys.executable, "-m", "package"]` starts a module as a program."""
    texts = [_literal(item) for item in node.elts]
    for flag, name in zip(texts, texts[1:], strict=False):
        if flag == "-m" and name:
            gatherer.hazard("VZ403", node.lineno, name, "starts a module as a program")


def inspect_subscript(gatherer: Gatherer, node: ast.Subscript) -> None:
    """`sys.modules[__name__]`: the module as an object, or a replacement for it."""
    if chain_of(node.value)[-2:] != ("sys", "modules"):
        return
    if isinstance(node.ctx, ast.Store):
        gatherer.hazard("VZ401", node.lineno, "", "replaces a module in sys.modules")
    elif chain_of(node.slice) == ("__name__",):
        gatherer.hazard("VZ202", node.lineno, "", "reads the module's own namespace")


def inspect_attribute(gatherer: Gatherer, name: str, node: ast.Attribute) -> None:
    """Apply the rules for attributes that give themselves away by their name."""
    chain = chain_of(node)
    if name == "__subclasses__":
        gatherer.hazard("VZ204", node.lineno, ".".join(chain[:-1]), "lists subclasses at run time")
    elif name in {"f_globals", "__globals__"}:
        gatherer.hazard("VZ202", node.lineno, "", "reads the globals of a frame or function")
    elif name in {"meta_path", "path_hooks"}:
        gatherer.hazard("VZ102", node.lineno, "", "changes how modules are found")
    elif name == "__dict__":
        _dictionary(gatherer, node, chain)
    elif name in {"__annotations__", "ForwardRef"}:
        gatherer.hazard("VZ304", node.lineno, "", "reads annotations at run time")
    elif name in {"__file__", "__path__", "__spec__", "__loader__"} and chain:
        gatherer.hazard("VZ501", node.lineno, ".".join(chain[:-1]), f"reads {name}")


def _dictionary(gatherer: Gatherer, node: ast.Attribute, chain: tuple[str, ...]) -> None:
    """`x.__dict__`: of an instance it holds no member of a class; of a class or module it holds them all."""
    receiver = chain[:-1]
    if not receiver:
        if isinstance(node.value, ast.Subscript) and "modules" in _attributes_in(node.value):
            gatherer.hazard("VZ202", node.lineno, "", "reads a namespace as a dictionary")
        elif isinstance(node.value, ast.Call) and getattr(node.value.func, "id", "") == "type":
            gatherer.hazard("VZ203", node.lineno, "own", "lists members at run time")
    elif receiver[0] == gatherer.owner:
        if receiver[0] == "cls" or receiver[1:] == ("__class__",):
            gatherer.hazard("VZ203", node.lineno, "own", "lists members at run time")
    elif not gatherer.is_local(receiver[0]):
        gatherer.hazard("VZ203", node.lineno, ".".join(receiver), "lists members at run time")
    elif receiver in {("cls",), ("klass",), ("class_",), ("base",), ("typ",), ("module",), ("mod",)}:
        gatherer.hazard("VZ203", node.lineno, "", "lists members at run time")


_CALLS: Final[dict[str, Callable[[Gatherer, ast.Call], None]]] = {
    "import_module": _import,
    "__import__": _import,
    "load_module": _import,
    "resolve_name": _import,
    "iter_modules": _iterate_modules,
    "walk_packages": _iterate_modules,
    "contents": _resource,
    "entry_points": _entry_points,
    "iter_entry_points": _entry_points,
    "load_entry_point": _entry_points,
    "getattr": _attribute_by_name,
    "hasattr": _attribute_by_name,
    "setattr": _attribute_by_name,
    "delattr": _attribute_by_name,
    "getattr_static": _attribute_by_name,
    "attrgetter": _attribute_getter,
    "methodcaller": _attribute_getter,
    "globals": _globals,
    "locals": _globals,
    "vars": _globals,
    "dir": _members,
    "getmembers": _members,
    "getmembers_static": _members,
    "classify_class_attrs": _members,
    "exec": _execute,
    "eval": _execute,
    "compile": _execute,
    "version": _metadata,
    "metadata": _metadata,
    "distribution": _metadata,
    "requires": _metadata,
    "get_distribution": _metadata,
    "files": _resource,
    "as_file": _resource,
    "get_data": _resource,
    "open_text": _resource,
    "open_binary": _resource,
    "read_text": _resource,
    "read_binary": _resource,
    "is_resource": _resource,
    "resource_filename": _resource,
    "resource_string": _resource,
    "resource_stream": _resource,
    "resource_exists": _resource,
    "get_type_hints": _annotations,
    "get_annotations": _annotations,
    "signature": _signature,
    "run_module": _run_module,
    "type": _make_class,
    "new_class": _make_class,
}
WATCHED_CALLS: Final = frozenset(_CALLS)
WATCHED_ATTRIBUTES: Final = frozenset(
    {
        "__subclasses__",
        "f_globals",
        "__globals__",
        "meta_path",
        "path_hooks",
        "__dict__",
        "__annotations__",
        "ForwardRef",
        "__file__",
        "__path__",
        "__spec__",
        "__loader__",
    }
)
