"""Find in a written module the lines that a model wrote."""

from __future__ import annotations

import ast
import re
from typing import TYPE_CHECKING

from vendorize.rewrites.splicing import DoesNotSplice, parsed

if TYPE_CHECKING:
    from collections.abc import Iterator

MARKED = re.compile(
    r"^[ \t]+# (Written by the language model (.{1,60}), not by the authors of \S+: (\S+))\r?$", re.MULTILINE
)


def written_lines(content: bytes) -> Iterator[tuple[int, int, str]]:
    """Yield first and last line of each function that is marked as a model's, with the text of the mark."""
    yield from ((node.lineno, node.end_lineno or node.lineno, found[1]) for node, found in _marked(content))


def written_functions(content: bytes) -> Iterator[tuple[int, int, str, str, str]]:
    """Yield first and last line, name, model and place in the project of each function that is marked as a model's."""
    for node, found in _marked(content):
        yield node.lineno, node.end_lineno or node.lineno, node.name, found[2], found[3]


def _marked(content: bytes) -> Iterator[tuple[ast.FunctionDef, re.Match[str]]]:
    if b"# Written by the language model " not in content:
        return
    text = content.decode("utf-8", "replace")
    try:
        tree = parsed(text.removeprefix("\ufeff"))
    except DoesNotSplice:
        return
    for found in MARKED.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        for node in tree.body:
            if isinstance(node, ast.FunctionDef) and node.lineno < line <= (node.end_lineno or 0):
                yield node, found
