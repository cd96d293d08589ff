"""Comments that say nothing which has to stay: which these are, and the lines of a module that have nothing else."""

from __future__ import annotations

import ast
import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from vendorize.transform.blank import texts_in
from vendorize.transform.compiling import compiled
from vendorize.transform.notices import AT_HEAD, RIGHTS
from vendorize.transform.source import Edit, apply

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence
    from types import CodeType

    from vendorize.transform.source import Offsets

_FIRST = re.compile(rb"(?:\xef\xbb\xbf)?(?:#!|[ \t\f]*#.*?coding[:=])")
"""A line for the system, or one that says the encoding."""
_FIRST_LINES = 2
"""The encoding is said in one of these (PEP 263)."""
_TOLD = re.compile(
    rb"(?i)#[ \t]*(?:-\*-|noqa|nosec|(?:type|mypy|pyright|pylint|ruff|flake8|isort|fmt|yapf|pragma|cython)[ \t]*:)"
)
"""What tools read that look at files: people may ask them about vendored code beside their own."""


def comments(tree: ast.Module, offsets: Offsets, spans: Sequence[tuple[int, int]]) -> Iterator[Edit]:
    """Yield the comments that may go, without the blanks before them; those of a file without statements stay.

    `spans` are sorted places in which a `#` begins none: texts.
    """
    if not tree.body:
        return
    text = offsets.text
    head = offsets.starts[offsets.first_line(tree.body[0]) - 1]
    block: list[Edit] = []
    at = 0
    for number in range(1, len(offsets.starts)):
        begin, end = offsets.starts[number - 1], offsets.starts[number]
        position = text.find(b"#", begin, end)
        while position >= 0:
            while at < len(spans) and spans[at][1] <= position:
                at += 1
            if at >= len(spans) or spans[at][0] > position:
                break
            position = text.find(b"#", min(spans[at][1], end), end)
        found = Edit(position, begin + len(text[begin:end].rstrip(b"\r\n")), b"") if position >= 0 else None
        if number <= _FIRST_LINES and _FIRST.match(text, begin, end):
            found = None
        if found is None or begin == head or text[begin:position].strip():
            yield from _without_rights(block, text, head)
            block = []
        block += [found] if found else []
    yield from _without_rights(block, text, head)


def _without_rights(block: list[Edit], text: bytes, head: int) -> list[Edit]:
    """Return the comments of adjacent lines, which stay together; `head` is where the first statement begins."""
    if not block:
        return []
    staying = AT_HEAD if block[0].start < head else RIGHTS
    return [] if any(staying.search(text, one.start, one.end) for one in block) else list(block)


def comments_unseen(tree: ast.Module, offsets: Offsets, code: CodeType) -> frozenset[int]:
    """Return the numbers of the lines with nothing but comments that may go where nobody reads text around lines.

    Tracebacks print the lines of what runs, and comments in the midst of it.
    """
    inside = set[int]()
    for node in ast.walk(tree):
        if isinstance(node, ast.expr | ast.stmt) and not hasattr(node, "body"):
            inside |= set(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return frozenset(comments_that_leave(tree, offsets, code, ()).keys() - inside)


def comments_that_leave(tree: ast.Module, offsets: Offsets, code: CodeType, stubs: Iterable[Edit]) -> dict[int, Edit]:
    """Return, by its number, what empties each line with nothing but a comment that leaves a module for the archive.

    `stubs` are edits of the same text, whose lines are left to them; the first line is not for comments in the archive.
    None leaves where Python would make another code of what is left.
    """
    text, starts = offsets.text, offsets.starts
    others = {
        number
        for one in stubs
        for number in range(bisect_right(starts, one.start), bisect_right(starts, max(one.start, one.end - 1)) + 1)
    }
    found = dict[int, Edit]()
    for edit in comments(tree, offsets, sorted(texts_in(ast.walk(tree), offsets))):
        number = bisect_right(starts, edit.start)
        begin = starts[number - 1]
        is_alone = not text[begin : edit.start].strip()
        continues = number > 1 and offsets.line(number - 1).rstrip(b"\r\n").endswith(b"\\")
        if number > 1 and number not in others and is_alone and not continues and not _TOLD.match(text, edit.start):
            found[number] = Edit(begin, edit.end, b"")
    return found if compiled(apply(text, found.values())) == code else {}
