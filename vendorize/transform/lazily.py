"""Imports that wait in Python's own form: `lazy import json` (PEP 810), the last edit of a text.

It says the same as the form of `deferring`, without a line in any function. Our own Python may not read the word; what
does it is `newer`.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from vendorize.transform.proof import check_written
from vendorize.transform.source import Edit, Offsets, parse
from vendorize_analysis.newer.nodes import as_lazy

if TYPE_CHECKING:
    from collections.abc import Sequence

    from vendorize.transform.linemap import MappedText
    from vendorize_analysis.model.deferral import Deferral


def lazily(mapped: MappedText, deferrals: Sequence[Deferral], name: str) -> MappedText:
    """Return a text in which those imports wait that do so in Python's form; proved against the text without.

    Raises `InternalError` where that cannot be read.
    """
    lines = {one.line for one in deferrals if one.lazy and not one.why}
    if not lines:
        return mapped
    tree, offsets = parse(mapped.text, name), Offsets(mapped.text)
    edits = []
    for place, node in enumerate(tree.body):
        if isinstance(node, ast.Import | ast.ImportFrom) and mapped.lines[node.lineno - 1] in lines:
            edits.append(Edit(offsets.start(node), offsets.start(node), b"lazy "))
            tree.body[place] = as_lazy(node)
    done = mapped.edited(edits)
    check_written(tree, parse(done.text, name), name)
    return done
