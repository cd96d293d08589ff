from __future__ import annotations

import ast
import random
import tracemalloc
import warnings
from typing import TYPE_CHECKING

import pytest

from vendorize_analysis.model.summary import Unreadable
from vendorize_analysis.scanning import source
from vendorize_analysis.scanning.source import LARGEST, Parsed, SourceFile, count_lines, decode, digest_of, parse, read

if TYPE_CHECKING:
    from pathlib import Path


def test_a_file_that_is_not_there_is_unreadable(tmp_path: Path) -> None:
    assert isinstance(read(tmp_path / "gone.py"), Unreadable)
    assert isinstance(read(tmp_path), Unreadable)


def test_reading_gives_bytes_digest_and_lines(tmp_path: Path) -> None:
    path = tmp_path / "m.py"
    path.write_bytes(b"a = 1\r\nb = 2")
    assert read(path) == SourceFile(b"a = 1\r\nb = 2", digest_of(b"a = 1\r\nb = 2"), 2)


def test_the_digest_is_32_hexadecimal_digits_and_knows_every_byte() -> None:
    assert len(digest_of(b"")) == 32
    assert digest_of(b"a\n") != digest_of(b"a\r\n")


def test_lazy_imports_keep_a_file_whole() -> None:
    """We would make ordinary ones of those that we change."""
    found = parse(b"'lazy'\nif a:\n    lazy import b\n", (3, 15))
    assert isinstance(found, Unreadable)
    assert (found.line, found.message) == (3, "it has lazy imports (PEP 810)")
    assert isinstance(parse(b"lazy = 1\nimport b\n", (3, 15)), Parsed)


@pytest.mark.parametrize(("data", "lines"), [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\n\nb", 3), (b"a\rb\r\nc\r", 3)])
def test_physical_lines_are_counted(data: bytes, lines: int) -> None:
    assert count_lines(data) == lines


@pytest.mark.parametrize(
    ("data", "value"),
    [
        (b"\xef\xbb\xbfx = '\xc3\xa9'\r\n", "é"),
        (b"# -*- coding: latin-1 -*-\nx = '\xe9'\n", "é"),
        (b"#!/usr/bin/python\n# vim: set fileencoding=cp1252 :\nx = '\x80'\n", "€"),
        ("x = 'é'".encode(), "é"),
    ],
)
def test_the_declared_encoding_counts(data: bytes, value: str) -> None:
    parsed = parse(data)
    assert isinstance(parsed, Parsed)
    assert ast.literal_eval(parsed.tree.body[0].value) == value  # type: ignore[attr-defined]
    text = decode(data)
    assert isinstance(text, str)
    assert f"'{value}'" in text
    assert not text.startswith("\ufeff")


@pytest.mark.parametrize(
    ("data", "line"),
    [
        (b"x = 1\ndef f(:\n", 2),
        (b"print 'old'\n", 1),
        (b"# coding: no-such-code\n", None),
        (b"x = 1\n\ny = '\xff'\n", None),
        (b"x = 1\ny = '\x00'\n", None),
        (b"(" * 5000 + b")" * 5000, None),
        (b"x = " + b"-" * 100000 + b"1", None),
    ],
)
def test_what_python_cannot_read_is_a_value(data: bytes, line: int | None) -> None:
    found = parse(data)
    assert isinstance(found, Unreadable)
    assert found.message
    assert line is None or found.line == line


@pytest.mark.parametrize("data", [b"# coding: no-such-code\n", b"a\nb\nc = '\xff'\n", b"# coding: ascii\nx = '\xe9'"])
def test_text_that_cannot_be_decoded_is_a_value(data: bytes) -> None:
    assert isinstance(decode(data), Unreadable)


def test_warnings_about_the_code_are_not_ours() -> None:
    # Every warning is an error in these tests.
    assert isinstance(parse(b"x = '\\d'\ny = 1 is 1\nz = 0x1for x in y\n"), Parsed)


@pytest.mark.parametrize(
    ("data", "broken"),
    [
        (b"import a_module\ndef (:\n", True),
        (b"x = '\xe9' # a_module\n", True),
        (b"a_module\0", True),
        (b"# coding: klingon\nimport a_module\n", False),
        (b"a_module = " + b"-" * 100_000 + b"1\n", False),
    ],
)
def test_whether_the_same_python_can_import_a_file_elsewhere_is_told(data: bytes, broken: bool) -> None:  # noqa: FBT001
    found = parse(data)
    assert isinstance(found, Unreadable)
    assert found.broken is broken
    assert "a_module" in found.words


def test_a_file_beyond_the_limit_is_not_parsed() -> None:
    within, beyond = (b"import a_b\nx = [" + b"1," * ((LARGEST - 24) // 2) + b"]" + b" " * more for more in (0, 30))
    assert isinstance(parse(b"import a_b" + b" " * (LARGEST - 10)), Parsed)
    assert len(within) < LARGEST < len(beyond)
    tracemalloc.start()
    try:
        found = parse(beyond)
        assert tracemalloc.get_traced_memory()[1] < 1_000_000
    finally:
        tracemalloc.stop()
    assert isinstance(found, Unreadable)
    assert (found.code, found.line, found.broken) == ("VZ702", 0, False)
    assert found.words == {"import", "a_b", "x"}
    assert "at most 3,000,000" in found.message


SNIPPETS = (
    b"def f(a):\n    return a\n",
    b"@one\n@two(\n    3)\ndef g(): pass\n",
    b"@one\n\n\nclass G:\n    x = 1\n\n    def m(self): return '\xc3\xa9'\n",
    b'"""Text\n\ndef not_code(:\n"""\n',
    b'x = """\n\ndef code():\n    pass\n\n"""\n',
    b"if x:\n    pass\n\n\nelse:\n    pass\n",
    b"try:\n    pass\nfinally:\n\n    y = [\n\n    1]\n",
    b"x = (\n\n(yield))\n",
    b"x = 1 + \\\n2; y = 3;\n",
    b"async def h():\n\n    await x  # coding: latin-1\n",
    b"# -*- coding: latin-1 -*-\n",
    b"# coding: utf-8\n",
    b"from __future__ import annotations\n",
    b"from __future__ import barry_as_FLUFL\n",
    b"x <> y\n",
    b"x = '\\d'\n",
    b"x = '\xff'\n",
    b"def broken(:\n",
    b"x = (\n\ndef f(): pass\n",
    b"  indented = 1\n",
    b"x\r\n\r\ndef f(): pass\r\n",
    b"\x0c\n\ndef f(): pass",
    b"\x00\n",
    b"class A:\n    pass\n\ndef z(): ...\n\n\n",
)


@pytest.mark.parametrize("seed", range(60))
def test_a_file_that_is_parsed_in_pieces_gives_the_tree_of_the_whole(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "_PIECE", 30)
    chance, cut = random.Random(seed), 0  # noqa: S311
    usual = SNIPPETS[:3] if seed % 2 else SNIPPETS[:10]
    for _ in range(20):
        texts = [chance.choice(usual if chance.random() < 0.9 else SNIPPETS) for _ in range(chance.randint(4, 30))]
        data = chance.choice([b"", b"", b"\xef\xbb\xbf"]) + chance.choice([b"\n\n", b"\n"]).join(texts)
        cut += bool(source._starts_of_pieces(data))
        assert told(data, in_pieces=True) == told(data, in_pieces=False), data
    assert cut > 3


def told(data: bytes, *, in_pieces: bool) -> object:
    """Return what a text says, with all positions, or why it is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return ast.dump((source._tree_of if in_pieces else ast.parse)(data), include_attributes=True)
        except (SyntaxError, ValueError) as error:
            return type(error), str(error)


def test_a_large_file_takes_less_memory_than_its_parser_would() -> None:
    data = b"\n\n".join(b"def f%d(a, b):\n    return [a, b, (%d, a.b.c(b))]\n" % (at, at) for at in range(2000))
    peaks = []
    for read_tree in (ast.parse, source._tree_of):
        tracemalloc.start()
        read_tree(data)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < 0.7 * peaks[0]
