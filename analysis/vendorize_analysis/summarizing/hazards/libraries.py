"""Shared libraries that code opens itself (VZ504)."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Final

from vendorize_analysis.model.hazards.files import LibraryOpened
from vendorize_analysis.model.patterns import ANYTHING, Pattern
from vendorize_analysis.summarizing.hazards.arguments import argument, callee_name
from vendorize_analysis.summarizing.syntax.chains import last_name
from vendorize_analysis.summarizing.syntax.string_domain import fold

if TYPE_CHECKING:
    from vendorize_analysis.summarizing.references.collector import ReferenceCollector

_SECOND: Final = frozenset({"load_dynamic", "ExtensionFileLoader"})
"""What takes the name of a module before the path of its library."""
_JOINS: Final = frozenset({"join", "joinpath"})
_TEXT_OF: Final = frozenset({"str", "fspath", "abspath", "realpath", "normpath", "fsdecode", "fsencode", "Path"})


def library(collector: ReferenceCollector, node: ast.Call) -> None:
    """`ctypes.CDLL(path)`; `CDLL(None)` opens what the process has already."""
    if isinstance(node.func, ast.Attribute):
        # `ctypes.cdll.LoadLibrary(path)` says which one; `ctypes.cdll.name` is another way.
        collector.folders_only |= {node.func.value}
    path = argument(node, 1 if callee_name(node) in _SECOND else 0, "name")
    known = _end_of(path) if path is not None else ANYTHING
    found = isinstance(path, ast.Call) and callee_name(path) == "find_library"  # says which one by itself
    if not found and not (isinstance(path, ast.Constant) and path.value is None):
        collector.hazard(LibraryOpened(node.lineno, known.known))


def passed_opener(collector: ReferenceCollector, node: ast.Name | ast.Attribute) -> None:
    """`loader = ctypes.CDLL`, `ctypes.cdll.name`: nothing is known of what is opened."""
    if node is not collector.callee and node not in collector.folders_only:
        collector.hazard(LibraryOpened(node.lineno))


def _end_of(node: ast.expr) -> Pattern:
    """Return what is known of the end of a path: of what is joined, the last piece."""
    match node:
        case ast.BinOp(op=ast.Div(), right=right):
            return _end_of(right)
        case ast.Call(func=function, args=[*_, last]) if _is_text_of(function):
            return ANYTHING if isinstance(last, ast.Starred) else _end_of(last)
        case _:
            return fold(node)


def _is_text_of(function: ast.expr) -> bool:
    name = last_name(function)
    joins = name in _JOINS and not (isinstance(function, ast.Attribute) and isinstance(function.value, ast.Constant))
    return joins or name in _TEXT_OF


_LIBRARIES: Final = ("CDLL", "PyDLL", "WinDLL", "OleDLL", "LoadLibrary", "dlopen", "load_library", "load_dynamic")
_LIBRARIES_OF_TOOLS: Final = ("ExtensionFileLoader", "load_op_library", "find_library", "add_dll_directory")
_LOADERS: Final = ("cdll", "pydll", "windll", "oledll")

CALLS: Final = dict.fromkeys((*_LIBRARIES, *_LIBRARIES_OF_TOOLS), library)
"""By the last name of the callee."""


ATTRIBUTES: Final = dict.fromkeys((*_LIBRARIES, *_LIBRARIES_OF_TOOLS, *_LOADERS), passed_opener)
"""By the attribute's name."""


NAMES: Final = ATTRIBUTES
"""Functions that open libraries, by their own names."""
