"""Where each line of a written module is from."""

from __future__ import annotations

import ast
import random
from pathlib import Path
from textwrap import dedent

import pytest

from vendorize.transform.linemap import cut_lines, edited, runs, unchanged
from vendorize.transform.lines import cut_by_lines
from vendorize.transform.numbering import number
from vendorize.transform.proof import check_cut
from vendorize.transform.source import Edit, Offsets, apply
from vendorize.transform.spans import cut_by_spans

EDITS = {
    "nothing": ("a\nb\n", [], [1, 2]),
    "a line of ours before the first": ("a\nb\n", [(0, 0, "# ours\n")], [0, 1, 2]),
    "a line of ours at the end": ("a\nb\n", [(4, 4, "\nours\n")], [1, 2, 0, 0]),
    "text without a last line end, and a line of ours": ("a\nb", [(3, 3, "\n\nours\n")], [1, 2, 0, 0]),
    "more on a line": ("a\nb\n", [(2, 2, "x; ")], [1, 2]),
    "more at the end of a text without a line end": ("a\nb", [(3, 3, "; x")], [1, 2]),
    "a name in a line": ("a\nb c\nd\n", [(4, 5, "longer")], [1, 2, 3]),
    "three lines become one": ("a\nb(\n  c,\n)\nd\n", [(2, 11, "b(c)")], [1, 2, 5]),
    "one line becomes two": ("a\nb\nc\n", [(2, 3, "x\ny")], [1, 2, 2, 3]),
    "a line goes": ("a\nb\nc\n", [(2, 4, "")], [1, 3]),
    "two lines are joined": ("a\nb\nc\n", [(1, 2, "; ")], [1, 3]),
    "two edits on one line": ("a b c\nd\n", [(0, 1, "x"), (4, 5, "y\nz")], [1, 1, 2]),
    "line ends of other systems": ("a\r\nb\rc\n", [(3, 3, "o\r\n")], [1, 0, 2, 3]),
    "an empty text": ("", [(0, 0, "ours\n")], [0]),
}


@pytest.mark.parametrize("name", EDITS)
def test_edits(name: str) -> None:
    source, changes, wanted = EDITS[name]
    text = source.encode()
    edits = [Edit(start, end, new.encode()) for start, end, new in changes]
    assert edited(unchanged(text), text, apply(text, edits), edits) == wanted


def test_a_cut_keeps_the_lines_of_what_stays() -> None:
    text = dedent(
        """\
        import os


        def gone():
            return 1


        class Kept(
            object,
        ):
            gone = 1

            @property
            def stays(self):
                return os.sep

        try:
            import json
        except (
            ImportError,
        ):
            json = None
        """
    ).encode()
    tree = ast.parse(text)
    parts = number(tree)
    keep = frozenset(part.index for part in parts if not getattr(part.node, "name", "").startswith("gone"))
    keep -= {part.index for part in parts if isinstance(part.node, ast.Assign) and part.node.lineno == 11}
    written = cut_by_lines(text, tree, parts, keep, b"\n")
    assert written is not None
    nodes = check_cut(tree, parts, keep, ast.parse(written), "m")
    lines = cut_lines(text, written, parts, nodes)
    assert [line for line in lines if line] == [1, 8, 9, 13, 14, 15, 17, 18, 19, 20, 21, 22]
    assert runs([0, 1, 2, 0, 7, 8, 3]) == ((2, 1, 2), (5, 7, 2), (7, 3, 1))


@pytest.mark.parametrize("file", sorted(Path(ast.__file__).parent.glob("[a-f]*.py"))[::3], ids=lambda path: path.stem)
def test_every_statement_of_real_modules_is_found_again(file: Path) -> None:
    text = file.read_bytes()
    tree = ast.parse(text)
    parts = number(tree)
    luck = random.Random(file.name)  # noqa: S311 - the same choice every time
    keep: set[int] = set()
    for part in parts:
        if (part.parent < 0 or part.parent in keep) and luck.random() < 0.8:
            keep.add(part.index)
    chosen = frozenset(keep)
    written = cut_by_lines(text, tree, parts, chosen, b"\n") or cut_by_spans(text, chosen, file.name)
    new = ast.parse(written)
    lines = cut_lines(text, written, parts, check_cut(tree, parts, chosen, new, file.name))
    old, now = Offsets(text), Offsets(written)
    found = [node for node in ast.walk(new) if isinstance(node, ast.stmt) and not isinstance(node, ast.Pass)]
    assert {node.lineno for node in found if not lines[node.lineno - 1]} == set()
    for node in found:
        assert now.line(node.lineno).strip() == old.line(lines[node.lineno - 1]).strip()
