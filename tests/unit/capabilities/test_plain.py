from __future__ import annotations

import pytest

from vendorize_analysis.capabilities import capabilities_in
from vendorize_analysis.capabilities.lexical import chains_in, stretches, without_texts


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
    plain = without_texts(data)
    assert plain is not None
    assert plain.split() == [b"a", b"=", b"b", b"=", b"f", b"c.d", b"+"]
    assert len(plain) == len(data)


def test_nested_f_strings_are_left_to_the_parser() -> None:
    assert without_texts(b"""x = f"{a["b"]}"\n""") is None
    assert without_texts(b"x = 'unfinished\n") is None


def test_more_names_are_found_rather_than_fewer() -> None:
    assert chains_in(b"x = 1.\nos.system\n") >= {b"x", b"os.system"}
    assert chains_in(b"f().os.system\n") == {b"f"}


def test_statements_are_left_out_whole() -> None:
    data = b"# header\nimport os\n@a\ndef one(\nx\n):\n    pass\n\n\ndef two():\n    pass\n"
    assert stretches(data, data, lambda piece: b"two" in piece) == b"# header\ndef two():\n    pass\n"
    assert stretches(data, data, lambda piece: b"one" in piece) == b"# header\n@a\ndef one(\nx\n):\n    pass\n\n\n"
