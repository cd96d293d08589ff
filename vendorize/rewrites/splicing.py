"""Put a function in the place of another of its name in the text of a module, and prove that nothing else moved."""

from __future__ import annotations

import ast
import codecs
import re
import warnings

_COOKIE = re.compile(rb"[ \t\f]*#.*?coding[:=][ \t]*([-\w.]+)")


class DoesNotSplice(Exception):  # noqa: N818 - it says what there is
    """A module whose function cannot be replaced; the message says why."""


def marker(model: str, distribution: str, place: str) -> str:
    """Return the comment that says who wrote the lines below it."""
    shown = "".join(one if one.isprintable() and one.isascii() else "?" for one in model)[:60]
    # A comment must not be read as an encoding (PEP 263); it never stands in the first two lines alone.
    shown = shown.replace("coding", "c0ding")
    return f"# Written by the language model {shown}, not by the authors of {distribution}: {place}"


def spliced(content: bytes, name: str, source: str, comment: str = "") -> bytes:
    """Return a module with the function `name` replaced by another one; `comment` becomes its first line inside.

    Raises `DoesNotSplice` for a module that is not UTF-8, and for a function that is bound twice, decorated,
    asynchronous, or not alone on its lines.
    """
    text = _decoded(content)
    tree = parsed(text)
    node = function_in(tree, name)
    lines = text.splitlines(keepends=True)
    if text.splitlines() != text.replace("\r\n", "\n").replace("\r", "\n").removesuffix("\n").split("\n"):
        raise DoesNotSplice("there are line separators in it that Python does not count")
    newline = "\r\n" if "\r\n" in text else "\n"
    new = [line + newline for line in _commented(source, comment)]
    end = node.end_lineno or node.lineno
    made = "".join([*lines[: node.lineno - 1], *new, *lines[end:]])
    _check(tree, parsed(made), node, parsed(source).body[0])
    mark = codecs.BOM_UTF8 if content.startswith(codecs.BOM_UTF8) else b""
    return mark + made.encode("utf-8")


def function_in(tree: ast.Module, name: str) -> ast.FunctionDef:
    """Return the one function of a name at the top of a module; raises `DoesNotSplice` where it is not the only one."""
    found = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name == name]
    if len(found) != 1 or _bindings(tree, name) != 1:
        raise DoesNotSplice(f"{name} is no function that is defined once, at the top of its module")
    if found[0].decorator_list or getattr(found[0], "type_params", None):
        raise DoesNotSplice(f"{name} is decorated, or generic")
    return found[0]


def parsed(text: str) -> ast.Module:
    """Return the syntax tree of a text; raises `DoesNotSplice` for what is no Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.parse(text)
        except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
            raise DoesNotSplice(f"no Python that we can read: {error}") from error


def _bindings(tree: ast.Module, name: str) -> int:
    """Return how often a name is bound at module level, or by a `global` anywhere."""
    count = 0
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            count += node.name == name and node in tree.body
        elif isinstance(node, ast.Global):
            count += name in node.names
        elif isinstance(node, ast.alias):
            count += (node.asname or node.name.partition(".")[0]) in {name, "*"}
        elif isinstance(node, ast.Name):
            count += node.id == name and not isinstance(node.ctx, ast.Load)
    return count


def _commented(source: str, comment: str) -> list[str]:
    body = parsed(source).body
    node = body[0] if len(body) == 1 else None
    if not isinstance(node, ast.FunctionDef):
        raise DoesNotSplice("it is not one function and nothing else")
    lines = source.rstrip("\n").split("\n")
    if comment:
        first = node.body[0]
        if first.lineno == node.lineno or lines[first.lineno - 1][: first.col_offset].strip():
            raise DoesNotSplice("its body must begin on a line of its own")
        lines.insert(first.lineno - 1, " " * first.col_offset + comment)
    return lines


def _check(before: ast.Module, after: ast.Module, old: ast.FunctionDef, new: ast.stmt) -> None:
    if len(before.body) != len(after.body):
        raise DoesNotSplice("the function is not alone on its lines")
    for one, other in zip(before.body, after.body, strict=True):
        if ast.dump(new if one is old else one) != ast.dump(other):
            raise DoesNotSplice("the function is not alone on its lines")


def _decoded(content: bytes) -> str:
    for line in content.splitlines()[:2]:
        cookie = _COOKIE.match(line)
        if cookie and cookie[1].lower().replace(b"_", b"-") not in {b"utf-8", b"utf8", b"ascii", b"us-ascii"}:
            raise DoesNotSplice("its module is not written in UTF-8")
    try:
        return content.removeprefix(codecs.BOM_UTF8).decode("utf-8")
    except UnicodeDecodeError as error:
        raise DoesNotSplice("its module is not written in UTF-8") from error
