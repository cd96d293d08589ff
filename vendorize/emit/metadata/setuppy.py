"""Requirements in `setup.py`, where they are literal; it is read, never run."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from vendorize.emit.metadata.edit import Edited, MetadataEdit
from vendorize_analysis.environment.requirements import key_of
from vendorize_analysis.recursion import deeply

if TYPE_CHECKING:
    from collections.abc import Iterator

Literal = ast.List | ast.Tuple
Cut = tuple[int, int, bytes]
"""Start and end in bytes, and what comes in its place."""


def edit_setup_py(text: str, edit: MetadataEdit) -> Edited:
    """Return the text without the requirements that are gone; a list that is not literal is left alone, and named."""
    return deeply(_edit, text, edit)


def _edit(text: str, edit: MetadataEdit) -> Edited:
    try:
        tree = ast.parse(text)
    except SyntaxError as error:
        return Edited(text, problems=(f"line {error.lineno}: {error.msg}; it is left alone",))
    content = text.encode("utf-8")
    starts = _line_starts(content)
    removed, cuts, problems, added = set[str](), list[Cut](), list[str](), False
    for name, value in _declarations(tree):
        if not isinstance(value, Literal):
            problems.append(f"line {value.lineno}: {name} is not a literal list; edit it by hand")
            continue
        for element in value.elts:
            if _key(element) in edit.gone:
                removed.add(_key(element))
                cuts.append(_cut(content, starts, element))
        if name == "install_requires" and edit.added:
            at = _offset(starts, value.lineno, value.col_offset) + 1
            cuts.append((at, at, "".join(f'"{one}", ' for one in map(_quotable, edit.added)).encode()))
            added = True
    after = _apply(content, cuts).decode("utf-8")
    if cuts and not _holds(text, after, edit):
        return Edited(text, problems=("its requirements are written in a way that cannot be edited; do it by hand",))
    return Edited(after, frozenset(removed), added, tuple(problems))


def _declarations(tree: ast.Module) -> Iterator[tuple[str, ast.expr]]:
    """Return the values of `install_requires`, and each list in `extras_require`, of the call of `setup`."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and _last_name(node.func) == "setup":
            for keyword in node.keywords:
                if keyword.arg == "install_requires":
                    yield keyword.arg, _resolved(keyword.value, tree)
                elif keyword.arg == "extras_require":
                    extras = _resolved(keyword.value, tree)
                    values = extras.values if isinstance(extras, ast.Dict) else [extras]
                    yield from (("extras_require", _resolved(value, tree)) for value in values)


def _resolved(value: ast.expr, tree: ast.Module) -> ast.expr:
    """Return what a name at module level stands for, when it is bound once and never changed by a method call."""
    if not isinstance(value, ast.Name):
        return value
    bound = [
        node.value
        for node in tree.body
        if isinstance(node, ast.Assign) and any(_last_name(target) == value.id for target in node.targets)
    ]
    uses = [node for node in ast.walk(tree) if isinstance(node, ast.Name) and node.id == value.id]
    return bound[0] if len(bound) == 1 and len(uses) == 2 else value  # noqa: PLR2004 - the binding and the keyword


def _last_name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else node.attr if isinstance(node, ast.Attribute) else ""


def _key(element: ast.expr) -> str:
    return key_of(element.value) if isinstance(element, ast.Constant) and isinstance(element.value, str) else ""


def _quotable(requirement: str) -> str:
    return requirement.replace('"', "'")


def _line_starts(content: bytes) -> list[int]:
    return [0, *(match.end() for match in re.finditer(rb"\r\n|\r|\n", content))]


def _offset(starts: list[int], line: int, column: int) -> int:
    return starts[line - 1] + column


def _cut(content: bytes, starts: list[int], element: ast.expr) -> Cut:
    """Cut an element with its comma, and its whole line when it has one of its own."""
    start = _offset(starts, element.lineno, element.col_offset)
    end = _offset(starts, element.end_lineno or element.lineno, element.end_col_offset or 0)
    comma = re.compile(rb"[ \t]*,?[ \t]*").match(content, end)
    end = comma.end() if comma else end
    line = starts[element.lineno - 1]
    rest = re.compile(rb"(?:#[^\r\n]*)?(?:\r\n|\r|\n)").match(content, end)
    if rest and not content[line:start].strip():
        return line, rest.end(), b""
    return start, end, b""


def _apply(content: bytes, cuts: list[Cut]) -> bytes:
    for start, end, text in sorted(cuts, reverse=True):
        content = content[:start] + text + content[end:]
    return content


def _holds(before: str, after: str, edit: MetadataEdit) -> bool:
    """Tell whether exactly the wanted requirements changed."""
    try:
        old, new = _read(ast.parse(before)), _read(ast.parse(after))
    except SyntaxError:
        return False
    wanted = [(name, [one for one in values if key_of(one) not in edit.gone]) for name, values in old]
    first = [_quotable(one) for one in edit.added]
    return new == [(name, (first if name == "install_requires" else []) + values) for name, values in wanted]


def _read(tree: ast.Module) -> list[tuple[str, list[str]]]:
    return [
        (name, [ast.literal_eval(one) if isinstance(one, ast.Constant) else ast.dump(one) for one in value.elts])
        for name, value in _declarations(tree)
        if isinstance(value, Literal)
    ]
