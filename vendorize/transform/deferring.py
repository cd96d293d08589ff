"""Imports that wait: each becomes a function that the first use of its names calls (docs/deferred-imports.md).

    import json                 def _vendorize_load_1(): global _vendorize_waits_1; import json; …

    def dump(shape):            def dump(shape):
        return json.dumps(…)        _vendorize_waits_1 and _vendorize_load_1(); return json.dumps(…)

Whoever asks the module for such a name from outside comes to its `__getattr__`, which loads too. Where Python itself
has lazy imports, they are written with its word instead (`lazily`).
"""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import TYPE_CHECKING, NamedTuple

from vendorize.transform.changes import Change, Changer, member_of, statements
from vendorize.transform.opening import opened, opening_edit
from vendorize.transform.proof import check_written, same
from vendorize.transform.source import Edit, Offsets, parse
from vendorize.transform.uses import bound_by, is_function, uses_in, why_none
from vendorize.transform.words import IMPORTER

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from vendorize.model.plan import ModulePlan
    from vendorize.transform.linemap import MappedText
    from vendorize.transform.uses import Uses
    from vendorize_analysis.model.deferral import Deferral


class _Waiting(NamedTuple):
    """A statement that waits."""

    number: int
    node: ast.Import | ast.ImportFrom
    names: tuple[str, ...]

    @property
    def call(self) -> str:
        return f"_vendorize_waits_{self.number} and {IMPORTER}{self.number}()"


def defer(
    mapped: MappedText, expected: ast.Module | None, plan: ModulePlan, *, newline: bytes, support: str
) -> tuple[MappedText, ast.Module | None, tuple[Deferral, ...]]:
    """Return the text with its imports waiting where they may, what it must be parsed to, and each import's reason."""
    if not any(not one.why for one in plan.deferrals):
        return mapped, expected, plan.deferrals
    tree = parse(mapped.text, plan.name)
    if expected is not None:
        check_written(expected, tree, plan.name)
    annotated = any(one.annotated for one in plan.deferrals)
    uses = uses_in(tree, annotated=annotated)
    whole = why_none(tree, uses, by_path=plan.by_path or plan.by_text)
    told, waiting = _judged(mapped, tree, uses, plan.deferrals, whole)
    if not waiting or (told[0].lazy and not any(map(_is_dotted, waiting))):
        return mapped, expected, told
    told = tuple(one._replace(lazy=False) for one in told)
    first = f"__getattr__ = {member_of(support, 'deferred')}({_table(waiting)})"
    text = mapped.edited([_first_edit(mapped.text, tree, first, newline)])
    tree = opened(tree, first)
    placed = parse(text.text, plan.name)
    check_written(tree, placed, plan.name)
    changes = list(_changes(placed, text.text, waiting, newline))
    done = text.edited([edit for change in changes for edit in change.edits])
    made = Changer(changes).visit(placed)
    if not isinstance(made, ast.Module) or not same(made, parse(done.text, plan.name)):
        return mapped, expected, tuple(one._replace(why=one.why or "of the form of its text") for one in told)
    return done, made, told


def _first_edit(text: bytes, tree: ast.Module, statement: str, newline: bytes) -> Edit:
    """Return what puts the statement first; nothing can stand before a function on its line, which that may become."""
    edit = opening_edit(text, tree, statement, newline=newline)
    if not edit.text.endswith(b"; "):
        return edit
    offsets = Offsets(text)
    if text[edit.start :].startswith((b"import", b"from")):
        start = offsets.starts[bisect_right(offsets.starts, edit.start) - 1]
        return Edit(start, start, statement.encode() + newline)
    return edit


def _judged(
    mapped: MappedText, tree: ast.Module, uses: Uses, deferrals: Sequence[Deferral], whole: str
) -> tuple[tuple[Deferral, ...], list[_Waiting]]:
    """Return each import with its reason, and those that wait."""
    offsets = Offsets(mapped.text)
    by_line = {mapped.lines[node.lineno - 1]: node for node in tree.body}
    told, waiting = [], list[_Waiting]()
    for one in deferrals:
        node = by_line.get(one.line)
        if not one.why:
            why = whole or _why_now(node, offsets, uses)
            one = one._replace(why=why)  # noqa: PLW2901 - the same, told more of
            if not why and isinstance(node, ast.Import | ast.ImportFrom):
                waiting.append(_Waiting(len(waiting) + 1, node, bound_by(node)))
        told.append(one)
    return tuple(told), waiting


def _why_now(node: ast.stmt | None, offsets: Offsets, uses: Uses) -> str:
    """Return why the module around a statement cannot do without its names."""
    if not isinstance(node, ast.Import | ast.ImportFrom) or not _is_alone(node, offsets):
        return "it does not stand alone on its lines"
    for name in bound_by(node):
        if why := uses.why_now(name):
            return why
    return ""


def _is_alone(node: ast.stmt, offsets: Offsets) -> bool:
    start, end = offsets.start(node), offsets.end(node)
    before = offsets.text[offsets.starts[node.lineno - 1] : start]
    after = offsets.line(node.end_lineno or node.lineno)
    rest = offsets.text[end : offsets.starts[(node.end_lineno or node.lineno) - 1] + len(after)].strip()
    return not before.strip() and (not rest or rest.startswith(b"#"))


def _is_dotted(waiting: _Waiting) -> bool:
    """Tell whether a statement is `import a.b`: as a lazy import it would load `a` alone where `a` is first used."""
    return isinstance(waiting.node, ast.Import) and any("." in one.name for one in waiting.node.names)


def _table(waiting: Sequence[_Waiting]) -> str:
    return ", ".join(repr(" ".join((str(one.number), *one.names))) for one in waiting)


def _changes(tree: ast.Module, text: bytes, waiting: Sequence[_Waiting], newline: bytes) -> Iterator[Change]:
    """Yield the changes of a text that has one statement more than that of the nodes: the first."""
    offsets = Offsets(text)
    numbered = iter(waiting)
    wanted = next(numbered, None)
    for node in tree.body:
        if wanted is not None and same(node, wanted.node):
            yield _loader(node, wanted, offsets)
            wanted = next(numbered, None)
    uses = uses_in(tree)
    for function, names in uses.functions:
        calls = [one.call for one in waiting if not names.isdisjoint(one.names)]
        if calls:
            yield _head(function, "; ".join(calls), offsets, newline)


def _loader(node: ast.stmt, waiting: _Waiting, offsets: Offsets) -> Change:
    """Return the change of an import statement into a function that runs it; names that are bound by then stay."""
    flag = f"_vendorize_waits_{waiting.number}"
    head = f"def {IMPORTER}{waiting.number}(): global {flag}; "
    binds = "".join(f"; globals().setdefault({name!r}, {name})" for name in waiting.names)
    tail = f"{binds}; {flag} = False"
    start, end = offsets.start(node), offsets.end(node)

    def becomes(old: ast.AST) -> list[ast.stmt]:
        made = statements(f"{head}pass{tail}")
        assert isinstance(made[0], ast.FunctionDef) and isinstance(old, ast.stmt)  # noqa: S101, PT018 - as written
        made[0].body[1] = old
        return made

    return Change(node, (Edit(start, start, head.encode()), Edit(end, end, tail.encode())), becomes)


def _head(function: ast.FunctionDef | ast.AsyncFunctionDef, call: str, offsets: Offsets, newline: bytes) -> Change:
    """Return the change of a function that loads what it uses before anything else, on a line that is there."""
    count = int(ast.get_docstring(function, clean=False) is not None)
    first = function.body[count] if count < len(function.body) else None
    if first is not None and not hasattr(first, "body") and not isinstance(first, ast.Match):
        at, text = offsets.start(first), f"{call}; ".encode()
    elif count:
        at, text = offsets.end(function.body[0]), f"; {call}".encode()
    else:
        at = offsets.starts[offsets.first_line(function.body[0]) - 1]
        line = offsets.line(offsets.first_line(function.body[0]))
        text = line[: len(line) - len(line.lstrip())] + call.encode() + newline

    def becomes(old: ast.AST) -> ast.AST:
        assert is_function(old)  # noqa: S101 - the caller gave one
        old.body[count:count] = statements(call)
        return old

    return Change(function, (Edit(at, at, text),), becomes)
