"""Read source of a newer Python than ours: libcst reads the text, our own parser all of it that it can."""

from __future__ import annotations

import ast
import io
import tokenize
from typing import Final, NamedTuple

from vendorize_analysis.newer.limits import is_risky
from vendorize_analysis.recursion import deeply, with_room

UNREADABLE: Final = (SyntaxError, ValueError, RecursionError, MemoryError)
"""What reading a text as Python raises where it is none, or too much."""


class Lowered(NamedTuple):
    """A file in the words of our own `ast`."""

    tree: ast.Module
    """With the nodes of newer Pythons where the file has them; `nodes` defines those that we have not."""
    text: bytes
    """UTF-8 of the same lines that our own `tokenize` reads: what is too new for it is blank."""
    needs: tuple[int, int]
    """The first Python that reads the file."""


def reader() -> str:
    """Return the version of what reads newer source: what it reads depends on that."""
    from importlib.metadata import PackageNotFoundError, version  # noqa: PLC0415 - slow, and nearly never needed

    try:
        return version("libcst")
    except PackageNotFoundError:
        return ""


def lower(text: str) -> Lowered | None:
    """Return the tree of source that our own parser refuses; None where that is not for being too new.

    Positions are those in the text, as bytes of UTF-8. May raise `RecursionError`.
    """
    return None if is_risky(text) else with_room(_lower, text)


def parse_any(source: bytes | str) -> ast.Module:
    """Return the syntax tree of source that some Python reads, ours or one after it.

    Raises `SyntaxError` or another `ValueError`, as `ast.parse` does, where none is known that does.
    """
    try:
        return deeply(ast.parse, source)
    except SyntaxError as error:
        try:
            text = source if isinstance(source, str) else _decoded(source)
            lowered = lower(text.removeprefix("\ufeff"))
        except (RecursionError, MemoryError, LookupError, ValueError):
            raise error from None
        if lowered is None:
            raise
        return lowered.tree


def _decoded(source: bytes) -> str:
    """Return a text by its byte-order mark or declared encoding (PEP 263)."""
    encoding, _ = tokenize.detect_encoding(io.BytesIO(source).readline)
    return source.decode(encoding)


def _lower(text: str) -> Lowered | None:
    # Nearly never needed: importing these takes as long as parsing a thousand files.
    import libcst  # noqa: PLC0415
    from libcst.metadata import ByteSpanPositionProvider, MetadataWrapper  # noqa: PLC0415

    from vendorize_analysis.newer.extents import Extents  # noqa: PLC0415
    from vendorize_analysis.newer.lowering import Lowering  # noqa: PLC0415
    from vendorize_analysis.newer.text import Text  # noqa: PLC0415

    # Newer versions of it raise that for the few things that they do not know, adjacent template strings among them.
    logic = getattr(libcst, "CSTLogicError", libcst.ParserSyntaxError)
    try:
        wrapper = MetadataWrapper(libcst.parse_module(text), unsafe_skip_copy=True)
        if wrapper.module.code != text:
            return None
        lowering = Lowering(Extents(Text(text.encode()), wrapper.resolve(ByteSpanPositionProvider)))
        tree, patched = lowering.module(wrapper.module)
    except (libcst.ParserSyntaxError, logic, SyntaxError, ValueError):
        return None
    return Lowered(tree, patched, lowering.needs) if lowering.needs > (3, 0) else None
