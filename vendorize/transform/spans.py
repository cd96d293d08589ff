"""Cutting statements by their lines, for the few files that libcst does not reproduce exactly.

It is simple on purpose: a statement that does not have its lines to itself is replaced by `pass`.
"""

from __future__ import annotations

import ast
import re

from vendorize.transform.numbering import branches, number
from vendorize.transform.source import Edit, Offsets, apply, parse

_REST = re.compile(rb"[ \t\f]*(#[^\r\n]*)?(\r\n|\n|\r)?\Z")
_COMMENT = re.compile(rb"[ \t\f]*#")


def cut_by_spans(text: bytes, keep: frozenset[int], name: str) -> bytes:
    """Return the text without the parts that are not in `keep`."""
    tree = parse(text, name)
    offsets = Offsets(text)
    kept = {id(part.node) for part in number(tree) if part.index in keep}
    edits: list[Edit] = []

    def visit(body: list[ast.stmt], *, needed: bool) -> None:
        stand_in = needed and not any(id(node) in kept for node in body)
        above = 0
        for node in body:
            if id(node) not in kept:
                above = offsets.first_line(node) if node is tree.body[0] else above
                edits.append(_cut_one(offsets, node, above, stand_in=stand_in))
                stand_in = False
            else:
                for branch in branches(node):
                    visit(branch, needed=not _is_elif(offsets, branch))
            above = (node.end_lineno or node.lineno) + 1

    visit(tree.body, needed=False)
    return apply(text, edits)


def _is_elif(offsets: Offsets, branch: list[ast.stmt]) -> bool:
    return bool(branch) and isinstance(branch[0], ast.If) and offsets.segment(branch[0]).startswith(b"elif")


def _cut_one(offsets: Offsets, node: ast.stmt, above: int, *, stand_in: bool) -> Edit:
    """Return the edit that removes a statement with the comments over it, but no line before `above`."""
    start, end = offsets.start(node), offsets.end(node)
    line = offsets.first_line(node)
    for decorator in getattr(node, "decorator_list", [])[:1]:
        start = offsets.text.rindex(b"@", 0, offsets.start(decorator))
    before = offsets.text[offsets.starts[line - 1] : start]
    last = node.end_lineno or node.lineno
    rest = offsets.text[end : offsets.starts[last]]
    if stand_in or before.strip(b" \t\f") or not _REST.match(rest):
        return Edit(start, end, b"pass")
    while line > max(above, 1) and _COMMENT.match(offsets.line(line - 1)):
        line -= 1
    while line > max(above, 1) and not offsets.line(line - 1).strip():
        line -= 1
    return Edit(offsets.starts[line - 1], offsets.starts[last], b"")
