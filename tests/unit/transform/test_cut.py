# ruff: noqa: ANN401 - the type of the fixture lives in conftest

from __future__ import annotations

import ast
import textwrap
from pathlib import Path
from typing import Any

import pytest

import vendorize.transform.cutters
from vendorize.transform.cut import cut
from vendorize.transform.lines import cut_by_lines
from vendorize.transform.numbering import number
from vendorize.transform.spans import cut_by_spans

CASES = {
    "a function goes with its decorators and the comments above it": (
        """\
        import os

        # about f
        @deco
        def f():
            pass


        def g():
            pass
        """,
        {1},
        """\
        import os


        def g():
            pass
        """,
    ),
    "a free-standing comment stays": (
        """\
        import os

        # Section one

        # about f
        def f():
            pass


        def g():
            pass
        """,
        {1},
        """\
        import os

        # Section one


        def g():
            pass
        """,
    ),
    "the comments at the head of the file stay": (
        "#!/usr/bin/env python\n# coding: utf-8\n# about x\nx = 1\ny = 2\n",
        {0},
        "#!/usr/bin/env python\n# coding: utf-8\n# about x\ny = 2\n",
    ),
    "a trailing comment goes with its statement": ("x = 1  # one\ny = 2  # two\n", {0}, "y = 2  # two\n"),
    "a group keeps the blank line before it": (
        "import a\n\nimport b\nimport c\n",
        {1},
        "import a\n\nimport c\n",
    ),
    "a line with semicolons stays one line": ("x = 1; y = 2; z = 3  # note\n", {1}, "x = 1; z = 3  # note\n"),
    "the last of a line with semicolons goes": ("x = 1; y = 2  # note\n", {1}, "x = 1  # note\n"),
    "a semicolon at the end of a line stays": ("x = 1; y = 2;\n", {0}, "y = 2;\n"),
    "a class that becomes empty gets a pass": (
        """\
        class A:
            # about f
            def f(self): ...
        """,
        {1},
        """\
        class A:
            pass
        """,
    ),
    "a one-line class that becomes empty gets a pass": ("class A: x = 1; y = 2\n", {1, 2}, "class A: pass\n"),
    "the first member of a class goes with the blank lines around it": (
        """\
        class A:
            def f(self): ...

            def g(self): ...
        """,
        {1},
        """\
        class A:
            def g(self): ...
        """,
    ),
    "an empty else goes, an empty if gets a pass": (
        """\
        if x:
            a = 1
        else:
            b = 2
        """,
        {1, 2},
        """\
        if x:
            pass
        """,
    ),
    "an elif goes with everything in it": (
        """\
        if x:
            a = 1
        elif y:
            b = 2
        else:
            c = 3
        z = 1
        """,
        {2, 3, 4},
        """\
        if x:
            a = 1
        z = 1
        """,
    ),
    "an elif that stays keeps its number": (
        """\
        if x:
            a = 1
        elif y:
            b = 2
        else:
            c = 3
        """,
        {1, 3},
        """\
        if x:
            pass
        elif y:
            pass
        else:
            c = 3
        """,
    ),
    "an if in an else is no elif": (
        """\
        if x:
            a = 1
        else:
            if y:
                b = 2
            c = 3
        """,
        {2, 3},
        """\
        if x:
            a = 1
        else:
            c = 3
        """,
    ),
    "all the branches of a try are cut": (
        """\
        try:
            import fast
        except ImportError:
            import slow
        except ValueError:
            log()
        else:
            quick = True
        finally:
            done()
        """,
        {2, 4},
        """\
        try:
            import fast
        except ImportError:
            pass
        except ValueError:
            log()
        finally:
            done()
        """,
    ),
    "a string does not become the docstring": (
        "x = 1\n'''No docstring.'''\ny = 2\n",
        {0},
        "y = 2\n",
    ),
    "the docstring is a part like others": ('"""Doc."""\n\nx = 1\n', {0}, "x = 1\n"),
    "everything may go": ("# head\nx = 1\n", {0}, "# head\n"),
    "nested classes are cut": (
        """\
        class A:
            class B:
                x = 1

                def f(self): ...

            y = 2
        """,
        {3},
        """\
        class A:
            class B:
                x = 1

            y = 2
        """,
    ),
    "functions are atoms": (
        """\
        def f():
            if x:
                a = 1
        y = 1
        z = 2
        """,
        {1},
        """\
        def f():
            if x:
                a = 1
        z = 2
        """,
    ),
}


@pytest.mark.parametrize(("source", "drop", "wanted"), CASES.values(), ids=CASES.keys())
def test_cutting(workshop: Any, source: str, drop: set[int], wanted: str) -> None:
    assert workshop.text(textwrap.dedent(source), drop=drop) == textwrap.dedent(wanted)


@pytest.mark.parametrize(("source", "drop"), [case[:2] for case in CASES.values()], ids=CASES.keys())
def test_cutting_by_spans_leaves_the_same_program(
    workshop: Any, source: str, drop: set[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    code = textwrap.dedent(source)
    faithful = workshop.text(code, drop=drop)
    for name in ("cut", "cut_by_lines"):
        monkeypatch.setattr(vendorize.transform.cutters, name, lambda *_: None)
    by_spans = workshop.transform().files[0].content
    assert _without_pass(by_spans.decode()) == _without_pass(faithful)


@pytest.mark.parametrize(("source", "drop"), [case[:2] for case in CASES.values()], ids=CASES.keys())
def test_cutting_by_lines_leaves_the_same_bytes_or_nothing(source: str, drop: set[int]) -> None:
    _compare(textwrap.dedent(source).encode(), drop)


def _compare(text: bytes, drop: set[int]) -> bool:
    """Tell whether the lines were clear; then both cutters give the same."""
    tree = ast.parse(text)
    parts = number(tree)
    keep = frozenset(range(len(parts))) - drop
    newline = b"\r\n" if b"\r\n" in text else b"\n"
    by_lines = cut_by_lines(text, tree, parts, keep, newline)
    assert by_lines in {None, cut(text, keep, len(parts))}
    return by_lines is not None


@pytest.mark.slow
@pytest.mark.parametrize("ending", [b"\n", b"\r\n"])
def test_cutting_real_files_by_lines_leaves_the_same_bytes(ending: bytes) -> None:
    """Of each file whatever comes first in some order goes; parts inside of it go with it."""
    clear = 0
    files = sorted(Path(vendorize.transform.cutters.__file__).parent.glob("*.py"))
    for step, path in enumerate(files):
        text = path.read_bytes().replace(b"\n", ending)
        gone: set[int] = set()
        for part in number(ast.parse(text)):
            if part.parent in gone or part.index % (step % 5 + 2) == 1:
                gone.add(part.index)
        clear += _compare(text, gone)
    assert clear > len(files) * 0.8


@pytest.mark.parametrize(
    "text",
    [
        "a = 1; b = 2\n",
        "a = 1\nb = 2;\n",
        "if a:\n    pass\nelse:\n    b = 2\n",
        "def a():\n    pass\n    # inside\nb = 2\n",
        "a = 1\nb = 2",
        "a = 1\nb = 2\n\x0c\n",
        "a = 1\\\n\nb = 2\n",
    ],
)
def test_what_is_not_clear_from_the_lines_is_left_to_the_concrete_tree(text: str) -> None:
    tree = ast.parse(text)
    parts = number(tree)
    last = {part.index for part in parts if part.node.lineno == parts[-1].node.lineno and part.index}
    assert cut_by_lines(text.encode(), tree, parts, frozenset(range(len(parts))) - last, b"\n") is None


def _without_pass(code: str) -> str:
    lines = ast.unparse(ast.parse(code)).splitlines()
    return "\n".join(line for line in lines if line.strip() not in {"pass", "else:"} and line)


@pytest.mark.parametrize("ending", ["\n", "\r\n"], ids=["lf", "crlf"])
@pytest.mark.parametrize(
    "cutter",
    [lambda text, keep: cut(text, keep, 3), lambda text, keep: cut_by_spans(text, keep, "mod")],
    ids=["libcst", "spans"],
)
def test_line_ends_survive(ending: str, cutter: Any) -> None:
    source = ending.join(["x = 1", "# about y", "y = 2", "z = '''a", "b'''"]).encode()
    assert cutter(source, frozenset({0, 2})) == ending.join(["x = 1", "z = '''a", "b'''"]).encode()


def test_a_byte_order_mark_survives(workshop: Any) -> None:
    assert workshop.bytes(b"\xef\xbb\xbfx = 1\r\ny = 2", drop={0}) == b"\xef\xbb\xbfy = 2"


@pytest.mark.parametrize("ending", [b"\n", b"\r"])
def test_latin_1_survives(workshop: Any, ending: bytes) -> None:
    source = ending.join([b"# -*- coding: latin-1 -*-", b"x = 1", b"y = '\xe9'; z = 1", b""])
    wanted = ending.join([b"# -*- coding: latin-1 -*-", b"y = '\xe9'", b""])
    assert workshop.bytes(source, drop={0, 2}).replace(b"; pass", b"") == wanted


def test_tabs_and_form_feeds_survive(workshop: Any) -> None:
    source = "class A:\n\tx = 1\n\ty = 2\n\x0c\ndef f():\n\treturn 1\n"
    assert workshop.text(source, drop={1}) == "class A:\n\ty = 2\n\x0c\ndef f():\n\treturn 1\n"


def test_text_that_libcst_does_not_reproduce_is_cut_by_spans(workshop: Any) -> None:
    source = "try:\n    x = 1\nexcept (A, B) :\n    x = 2\ny = 3\n"
    assert workshop.text(source, drop={3}) == "try:\n    x = 1\nexcept (A, B) :\n    x = 2\n"


def test_cutting_by_spans_does_not_take_a_string_for_a_comment() -> None:
    source = b"x = '''\n# no comment'''\ny = 1\n"
    assert cut_by_spans(source, frozenset({0}), "mod") == b"x = '''\n# no comment'''\n"


def test_numbers_go_through_containers_in_source_order() -> None:
    tree = ast.parse("class A:\n  if x:\n    a = 1\n  elif y: b = 2\nwith f: c = 3\nd = 4; e = 5\n")
    assert [(part.parent, type(part.node).__name__) for part in number(tree)] == [
        (-1, "ClassDef"),
        (0, "If"),
        (1, "Assign"),
        (1, "If"),
        (3, "Assign"),
        (-1, "With"),
        (-1, "Assign"),
        (-1, "Assign"),
    ]
