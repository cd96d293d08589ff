"""The collector is off while modules are written: no tree may wait for it."""

from __future__ import annotations

import ast
import gc

from vendorize.transform.cut import cut
from vendorize.transform.numbering import number
from vendorize.transform.proof import check_cut
from vendorize_analysis.scanning import collection_paused

TEXT = "class A:\n    def f(self):\n        return 1\n\n\nif x:\n    y = 1\n" * 60


def test_a_module_that_is_written_leaves_nothing_to_collect() -> None:
    gc.collect()
    with collection_paused():
        tree = ast.parse(TEXT)
        parts = number(tree)
        keep = frozenset(part.index for part in parts if isinstance(part.node, ast.ClassDef | ast.FunctionDef))
        written = cut(TEXT.encode("utf-8"), keep, len(parts))
        assert written is not None
        assert check_cut(tree, parts, keep, ast.parse(written), "m")
        del tree, parts, written
        assert gc.collect() < 500
