"""Random modules, randomly cut: the proof inside of the transform must never object, and comments never hide code."""

from __future__ import annotations

import ast
import textwrap

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from vendorize.transform.cut import cut
from vendorize.transform.numbering import number, without_new_docstrings
from vendorize.transform.proof import check_cut
from vendorize.transform.source import parse
from vendorize.transform.spans import cut_by_spans

SIMPLE = st.sampled_from(
    [
        "x = 1",
        "import os",
        "'text'",
        "pass",
        "y = [\n    1,  # one\n]",
        "z = '''a\n# b'''",
        "p = 1; q = 2",
        "r = 1;",
        "s  # t",
    ]
)
LEAD = st.sampled_from(["", "\n", "# note\n", "\n\n# free\n\n# note\n", "\n# free\n\n"])


def _indented(blocks: list[str]) -> str:
    return textwrap.indent("".join(blocks) or "pass\n", "    ", lambda line: bool(line.strip()))


def _containers(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    body = st.lists(inner, min_size=1, max_size=3).map(_indented)
    return st.one_of(
        body.map("class A:\n{}".format),
        body.map("@deco\n# between\ndef f():\n{}".format),
        st.tuples(body, body).map(lambda it: f"if a:\n{it[0]}else:\n{it[1]}"),
        st.tuples(body, body, body).map(lambda it: f"if a:\n{it[0]}elif b:  # or\n{it[1]}else:\n{it[2]}"),
        st.tuples(body, body, body).map(lambda it: f"try:\n{it[0]}except E:\n{it[1]}finally:\n{it[2]}"),
        st.just("class B: x = 1; y = 2\n"),
    )


STATEMENT = st.recursive(SIMPLE.map("{}\n".format), _containers, max_leaves=6)
MODULES = st.lists(st.tuples(LEAD, STATEMENT).map("".join), min_size=1, max_size=6).map("".join)


@pytest.mark.slow
@settings(max_examples=120, deadline=None, derandomize=True)
@given(source=MODULES, data=st.data())
def test_both_cutters_leave_exactly_the_kept_parts(source: str, data: st.DataObject) -> None:
    text = source.replace("    '''a", "'''a").encode()
    tree = parse(text, "mod")
    parts = number(tree)
    chosen: set[int] = set()
    for part in parts:
        if (part.parent == -1 or part.parent in chosen) and data.draw(st.booleans()):
            chosen.add(part.index)
    keep = without_new_docstrings(tree, frozenset(chosen))
    by_tree = cut(text, keep, len(parts))
    assert by_tree is not None
    by_spans = cut_by_spans(text, keep, "mod")
    for written in (by_tree, by_spans):
        result = parse(written, "mod")
        check_cut(tree, parts, keep, result, "mod")
        assert ast.get_docstring(result) in (ast.get_docstring(tree), None)
