"""Source text by byte offsets, and the nodes that `ast` makes of pieces of it, at their places in the whole."""

from __future__ import annotations

import ast
from bisect import bisect_right
from typing import Final

_BREAKS: Final = b"\r\n"
_SPACE: Final = 0x20


class Text:
    """UTF-8 source with the places that `ast` gives: lines from 1, columns in bytes."""

    __slots__ = ("_starts", "data")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self._starts = [0]
        for line in data.splitlines(keepends=True):
            self._starts.append(self._starts[-1] + len(line))

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a byte."""
        line = min(bisect_right(self._starts, offset), len(self._starts) - 1) or 1
        return line, offset - self._starts[line - 1]

    def put(self, node: ast.AST, start: int, end: int) -> ast.AST:
        """Say of a node that it stands between two bytes; return it."""
        (line, column), (end_line, end_column) = self.place(start), self.place(end)
        vars(node).update(lineno=line, col_offset=column, end_lineno=end_line, end_col_offset=end_column)
        return node

    def expression(self, piece: bytes, start: int) -> ast.expr:
        """Return the expression that a piece is, which stands at `start`; raise `SyntaxError` where it is none."""
        line, column = self.place(start)
        found = ast.parse(b"(\n" + b" " * column + piece + b"\n)", mode="eval").body
        ast.increment_lineno(found, line - 2)
        if found.lineno < line:  # a tuple, whose brackets are ours
            self.put(found, start, start + len(piece))
        return found


def blank(piece: bytes) -> bytes:
    """Return as many spaces, with the line ends where they are."""
    return bytes(byte if byte in _BREAKS else _SPACE for byte in piece)


def stand_in(piece: bytes) -> bytes:
    """Return an expression `(0)` of the same extent; raise `SyntaxError` where there is no room for one."""
    inner = blank(piece[1:-1])
    if b" " not in inner:
        raise SyntaxError("no room for a stand-in")
    return b"(" + inner.replace(b" ", b"0", 1) + b")"
