from __future__ import annotations

import ast
import os
import sys
from pathlib import Path

import pytest

from vendorize_analysis.capabilities import capabilities_in, plain
from vendorize_analysis.capabilities.lexical import chains_in, places_of, statements, without_texts


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("import os\n\n\ndef go():\n    os.system('')\n", {"subprocess"}),
        ("import os as o\n\n\ndef go():\n    o.system('')\n", {"subprocess"}),
        ("from os import (\n    path,  # )\n    system as s,\n)\n\n\ndef go():\n    s('')\n", {"subprocess"}),
        ("if True:\n    import \\\n        os\n\nos.system('')\n", {"subprocess"}),
        ("import os\r\n\r\nos.system('')\r\n", {"subprocess"}),
        ("import os\r# a comment\ros.system('')\r", {"subprocess"}),
        ("import os\n\n(os\n    .system)('')\n", {"subprocess"}),
        ("import os\n\nclass A: ...\n...\nos.system\n", {"subprocess"}),
        ("import os\n\nx = f'a {os.system} b'\n", {"subprocess"}),
        ("import os\n\nx = rF'''a\n{os.system}'''\n", {"subprocess"}),
        ("import os\n\nx = '''\n#''', os.system, '#'\n", {"subprocess"}),
        ("import logging\n\nlogging.os.system('')\n", {"subprocess"}),
        ("import posix\n\nposix.system('')\n", {"subprocess"}),
        ("import os\n\nx = 'os.system'  # os.system\n", set()),
        ("import os\n\nsystem = os.path\n", set()),
        ("from . import os\n\nos.system('')\n", set()),
        ("exec('')\n", {"dynamic-code"}),
        ("exec('')\n\n\ndef exec(x):\n    return x\n", set()),
        ("exec('')\n\n\ndef go(exec):\n    return exec\n", set()),
        ("exec('')\n\nfrom odd import exec\n", set()),
        ("from builtins import exec\n\nexec('')\n", {"dynamic-code"}),
        ("open('a')\n", {"read-files"}),
        ("open('a')\n\n\ndef go():\n    open('a', 'w')\n", {"read-files", "write-files"}),
        (
            "import gzip as g\n\ng.open('a')\n\n\ndef go(gzip):\n    gzip.open('a', 'w')\n",
            {"read-files", "write-files"},
        ),
        ("@exec\ndef go(): pass\n", {"dynamic-code"}),
        ("x = [\nexec,\n]\n", {"dynamic-code"}),
        ("if x:\n    pass\nelse:\n    exec('')\n", {"dynamic-code"}),
        ("x = 1 + \\\nexec('')\n", {"dynamic-code"}),
        ("import os\nos.system('', )\ndef go(:\n    os.system\n", {"unanalyzed"}),
        ("def go(:\n    pass\n", set()),
    ],
)
def test_what_source_names_is_found_though_not_all_of_it_is_parsed(source: str, expected: set[str]) -> None:
    assert capabilities_in(source.encode(), (3, 9)) == expected


def test_a_declared_encoding_counts_for_what_is_parsed() -> None:
    source = "# coding: latin-1\nx = 'ä'\nexec('ä')\n".encode("latin-1")
    assert capabilities_in(source, (3, 9)) == {"dynamic-code"}


def test_texts_and_comments_are_blank_and_names_of_f_strings_stay() -> None:
    data = b"a = 'it''s' # it's\nb = f'{c.d}(' + \"\"\"\n\"\"\"\n"
    blank = without_texts(data)
    assert blank is not None
    assert blank.split() == [b"a", b"=", b"b", b"=", b"f", b"c.d", b"+"]
    assert len(blank) == len(data)


def test_nested_f_strings_are_left_to_the_parser() -> None:
    assert without_texts(b"""x = f"{a["b"]}"\n""") is None
    assert without_texts(b"x = 'unfinished\n") is None


def test_more_names_are_found_rather_than_fewer() -> None:
    assert chains_in(b"x = 1.\nos.system\n") >= {b"x", b"os.system"}
    assert chains_in(b"f().os.system\n") == {b"f"}


def test_a_word_is_found_where_it_stands_alone() -> None:
    assert places_of({b"run", b"os"}, b"run os.run(runs, rerun, osx, run_, 1run)\nrun") == [0, 4, 7, 41]
    assert places_of({"é".encode()}, "x = é(é)".encode()) == [4, 7]


@pytest.mark.parametrize(
    ("source", "alone"),
    [
        ("if a:\n    wanted()\n", "wanted()"),
        ("if wanted:  # why\n    pass\n", "if wanted:  # why\n  pass"),
        ("if a:\n    pass\nelif wanted:\n    pass\n", "if wanted:\n  pass"),
        ("if a:\n    pass\nelse: wanted()\n", "wanted()"),
        ("try:\n    pass\nexcept wanted as e:\n    pass\n", "try:\n  pass\nexcept wanted as e:\n  pass"),
        ("try: wanted()\nfinally:\n    pass\n", "wanted()"),
        ("match a:\n    case wanted():\n        pass\n", "match 0:\n case wanted():\n  pass"),
        ("match wanted:\n    case 1:\n        pass\n", "match wanted:\n case _:\n  pass"),
        ("case = wanted\nmatch(a)\n", "case = wanted"),
        ("class A:\n    @wanted\n    def b(self):\n        pass\n", "wanted"),
        ("async def a(\n    b=wanted,\n):\n    return 1\n", "async def a(\n    b=wanted,\n):\n  pass"),
        ("def a():\n    x = 1 + \\\n        wanted\n    y = 2\n", "x = 1 + \\\n        wanted"),
        ('x = """\n(\n""", wanted\ny = 1\n', 'x = """\n(\n""", wanted'),
        ("a(\n    [\n        wanted\n    ]\n)\nb\n", "a(\n    [\n        wanted\n    ]\n)"),
        ("def a(wanted): pass\n", "def a(wanted): pass"),
        ("a; wanted; b\nc\n", "a; wanted; b"),
        ("def a():\n    return wanted\n", "return wanted"),
        ("def a(x:\n    wanted\n", "def a(x:\n    wanted"),
    ],
)
def test_a_line_that_is_wanted_stands_alone(source: str, alone: str) -> None:
    data = source.encode()
    blank = without_texts(data)
    assert blank is not None
    found = statements(data, blank, lambda begin, end: b"wanted" in blank[begin:end])
    assert found.strip() == alone.encode()


def test_what_stands_before_the_first_line_of_code_stays() -> None:
    data = b"#!/usr/bin/env python\n# coding: latin-1\n\nimport os\nwanted()\n"
    blank = without_texts(data)
    assert blank is not None
    assert statements(data, blank, lambda begin, end: b"wanted" in blank[begin:end]) == data.replace(b"import os", b"")


def test_lines_say_what_the_whole_file_says() -> None:
    found = set[str]()
    for file in sorted(Path(os.__file__).parent.glob("*.py"))[::4]:
        data = file.read_bytes()
        able = capabilities_in(data, sys.version_info[:2])
        assert able == plain._in_tree(ast.parse(data)), file
        found |= able
    assert len(found) > 8
