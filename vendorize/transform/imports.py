"""Import statements: aliases that go, and names that move under the namespace."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from vendorize.transform.absence import before_failing, fail, failing_import
from vendorize.transform.aliases import UNUSED, unguarded
from vendorize.transform.changes import Change, Context, statements
from vendorize.transform.scopes import imports_in
from vendorize.transform.sequences import Items
from vendorize.transform.source import Edit, Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_SPACE = rb"(?:[ \t\f]|\\(?:\r\n|\n|\r))*"
_FROM = re.compile(
    rb"from" + _SPACE + rb"(?P<module>[^#()]*?)" + _SPACE + rb"\bimport\b(?P<space>" + _SPACE + rb")(?P<open>\(?)"
)


def rewrite_imports(
    tree: ast.Module, offsets: Offsets, trimmed: Mapping[ast.stmt, list[ast.alias]], context: Context
) -> Iterator[Change]:
    """Yield the changes of all import statements, nested ones included."""
    everywhere = bool(context.moved or context.absent)
    for node in imports_in(tree) if everywhere else _module_level(tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom) and (failing := failing_import(node, context)):
            before = import_text(before_failing(node, context), context) if isinstance(node, ast.Import) else ""
            yield fail(node, before, failing, offsets)
        elif isinstance(node, ast.Import):
            names = trimmed.get(node, node.names)
            if names is not node.names or any(context.moves(alias.name) for alias in names):
                yield _plain(node, names, offsets, context)
        elif isinstance(node, ast.ImportFrom):
            names = trimmed.get(node, node.names)
            moves = node.level == 0 and context.moves(node.module or "")
            if names is not node.names or moves:
                yield _from(node, names, offsets, context.namespace if moves else "")


def _module_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    for node in body:
        yield node
        if isinstance(node, ast.If | ast.Try | ast.TryStar):
            yield from _module_level(unguarded(node))


def _plain(node: ast.Import, names: list[ast.alias], offsets: Offsets, context: Context) -> Change:
    text = import_text(names, context)
    return Change(
        node,
        (Edit(offsets.start(node), offsets.end(node), text.encode("utf-8")),),
        lambda _: statements(text),
    )


def import_text(names: list[ast.alias], context: Context) -> str:
    """Return the statements, on one line, for the aliases of an `import` statement."""
    pieces: list[str] = []
    pending: list[str] = []
    for alias in names:
        if context.moves(alias.name):
            pieces += [f"import {', '.join(pending)}"] if pending else []
            pieces.append(moved_import(alias.name, alias.asname, context.namespace))
            pending = []
        else:
            pending.append(f"{alias.name} as {alias.asname}" if alias.asname else alias.name)
    pieces += [f"import {', '.join(pending)}"] if pending else []
    return "; ".join(pieces)


def moved_import(name: str, asname: str | None, namespace: str) -> str:
    """Return what `import name [as asname]` becomes when its top-level name moves.

    `import a.b.c` binds `a` alone, but loads `a.b.c`. The first statement loads it without looking any attribute up on
    the way, because `a.b` may be shadowed, or half initialised in a circular import; it asks for what every object has,
    because any object may stand in for a module. The second statement puts the name right.
    """
    top, _, rest = name.partition(".")
    if asname:
        return f"import {namespace}.{name} as {asname}" if rest else f"from {namespace} import {top} as {asname}"
    simple = f"from {namespace} import {top}"
    return f"from {namespace}.{name} import __doc__ as {top}; {simple}" if rest else simple


def _from(node: ast.ImportFrom, names: list[ast.alias], offsets: Offsets, prefix: str) -> Change:
    start, end = offsets.start(node), offsets.end(node)
    found = _FROM.match(offsets.text, start, offsets.start(node.names[0]))
    assert found is not None  # noqa: S101 - the grammar allows nothing else
    edits: list[Edit] = []
    if prefix:
        edits.append(Edit(found.start("module"), found.start("module"), prefix.encode("utf-8") + b"."))
    kept = {(alias.lineno, alias.col_offset): alias for alias in names}
    removed = frozenset(n for n, alias in enumerate(node.names) if (alias.lineno, alias.col_offset) not in kept)
    spans = [(offsets.start(alias), offsets.end(alias)) for alias in node.names]
    if names is not node.names and [(alias.name, alias.asname) for alias in names] == [("__doc__", UNUSED)]:
        gap = b"" if found.start("space") < found.end("space") else b" "
        edits.append(Edit(found.start("open"), end, gap + b"__doc__ as " + UNUSED.encode()))
    else:
        bracketed = bool(found.group("open"))
        items = Items(offsets.text, spans, end - 1 if bracketed else spans[-1][1], found.end())
        edits += items.without(removed)
        for old, span in zip(node.names, spans, strict=True):
            new = kept.get((old.lineno, old.col_offset), old)
            if new is not old:
                edits.append(Edit(*span, f"{new.name} as {new.asname}".encode()))
    module = f"{prefix}.{node.module}" if prefix else node.module
    return Change(node, tuple(edits), lambda _: ast.ImportFrom(module, list(names), node.level))
