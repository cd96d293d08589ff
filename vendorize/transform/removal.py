"""Generated lines that answer for removed names."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from vendorize.transform.changes import Change, Context, member, statements
from vendorize.transform.numbering import branches
from vendorize.transform.source import Edit, Offsets

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from vendorize.model.plan import ModulePlan
    from vendorize.transform.numbering import Numbered

_OF_THE_LANGUAGE = frozenset(
    {"__annotations__", "__class__", "__classcell__", "__dict__", "__doc__", "__module__", "__qualname__", "__slots__"}
)
"""Names in a class body that Python itself reads while it makes the class."""
_ANNOTATED = "(__annotations__): 0"
"""Gives a class a table of annotations, as those in it do that never run; in parentheses it adds none."""
_INDENT = re.compile(rb"[ \t\f]*")
_REST = re.compile(rb"[ \t\f]*;?[ \t\f]*(?:#[^\r\n]*)?(?P<end>\r\n|\n|\r|\Z)")
_REST_OF_BLOCK = re.compile(rb"(?:[ \t\f]*;?[ \t\f]*\\(?:\r\n|\n|\r))*" + _REST.pattern)
"""Nothing of ours can stand behind a block on its last line, so that what a backslash joins to it is passed over."""


def trailer(plan: ModulePlan, origin: str, context: Context) -> str:
    """Return the last line of a module that lost names, or modules below it; empty if it lost none."""
    lines = []
    if plan.removed_modules and plan.name not in context.asked_early:
        lines.append(removed_modules(plan, origin, context))
    if plan.dropped_files:
        patterns = ascii("\n".join(plan.dropped_files))
        lines.append(f"{member(context, 'dropped_files')}({_arguments(plan.name, origin)}, {patterns})")
    if plan.removed:
        lines.append(f"__getattr__ = {member(context, 'removed')}({_arguments(plan.name, origin, plan.removed)})")
    return "; ".join(lines)


def removed_modules(plan: ModulePlan, origin: str, context: Context) -> str:
    """Return the statement by which a package answers for its modules that went."""
    return f"{member(context, 'removed_modules')}({_arguments(origin, plan.removed_modules)})"


def trailer_edit(text: bytes, line: str, newline: bytes) -> Edit:
    """Return what puts the trailer at the end of a text, after a blank line."""
    above = newline if text else b""
    if text and not text.endswith((b"\n", b"\r")):
        above += newline
    return Edit(len(text), len(text), above + line.encode() + newline)


def mark_classes(
    plan: ModulePlan, origin: str, context: Context, *, nodes: Mapping[int, ast.stmt], parts: Sequence[Numbered]
) -> Iterator[tuple[ast.ClassDef, str]]:
    """Yield each class that lost members or its last annotation, and the line that its body is to end with."""
    removed = dict(plan.removed_members)
    for index, node in sorted(nodes.items(), reverse=True):  # inner classes end before outer ones
        if not isinstance(node, ast.ClassDef):
            continue
        was = parts[index].node
        lines = [_ANNOTATED] if was is not node and _annotates(was) and not _annotates(node) else []
        if gone := [name for name in removed.get(index, ()) if name.partition(":")[0] not in _OF_THE_LANGUAGE]:
            owner = ".".join([plan.name, *_qualified(index, parts)])
            mangled = [_mangled(node.name, name) for name in gone]
            lines.append(f"{member(context, 'removed_members')}({_arguments(owner, origin, mangled)})")
        if lines:
            yield node, "; ".join(lines)


def _annotates(node: ast.stmt) -> bool:
    """Tell whether the body of a class has an annotation, in a branch too: so that the class has a table of them."""
    waiting = list(getattr(node, "body", ()))
    while waiting:
        one = waiting.pop()
        if isinstance(one, ast.AnnAssign):
            return True
        waiting += [inner for branch in branches(one) for inner in branch] if not isinstance(one, ast.ClassDef) else []
    return False


def _qualified(index: int, parts: Sequence[Numbered]) -> list[str]:
    names: list[str] = []
    while index >= 0:
        node = parts[index].node
        if isinstance(node, ast.ClassDef):
            names.insert(0, node.name)
        index = parts[index].parent
    return names


def _mangled(owner: str, name: str) -> str:
    """Return the name as the class holds it (language reference, "Private name mangling"), with what is behind it."""
    stripped = owner.lstrip("_")
    private = name.startswith("__") and not name.partition(":")[0].endswith("__")
    return f"_{stripped}{name}" if private and stripped else name


def _arguments(*texts: str | Sequence[str]) -> str:
    return ", ".join(ascii(text if isinstance(text, str) else " ".join(sorted(text))) for text in texts)


def class_line(node: ast.ClassDef, line: str, offsets: Offsets, newline: bytes) -> Change:
    """Return the change that ends a class body with a line."""
    first, last = node.body[0], node.body[-1]
    decorators: list[ast.expr] = getattr(first, "decorator_list", [])
    number = offsets.first_line(first)
    begin = _INDENT.match(offsets.text, offsets.starts[number - 1])
    end, is_block = offsets.end(last), hasattr(last, "body")
    on_own_line = begin is not None and (bool(decorators) or begin.end() == offsets.start(first))
    rest = (_REST_OF_BLOCK if is_block else _REST).match(offsets.text, end)
    if begin is None or not on_own_line or not rest:
        edit = Edit(end, end, b"; " + line.encode())
    else:
        while offsets.line(number - 1).strip() == b"\\":  # the indentation is that of the first one of joined lines
            number -= 1
            begin = _INDENT.match(offsets.text, offsets.starts[number - 1]) or begin
        above = newline * ((not rest["end"]) + is_block)  # a blank line after a method
        edit = Edit(rest.end(), rest.end(), above + begin.group() + line.encode() + newline)
    return Change(node, (edit,), lambda old: _ending(old, line))


def _ending(old: ast.AST, line: str) -> ast.AST:
    assert isinstance(old, ast.ClassDef)  # noqa: S101 - the caller gave one
    old.body += statements(line)
    return old
