"""Functions are counted without a syntax tree, and the count is that of the tree."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from vendorize_analysis.scanning import NoCache, count

SOURCES = {
    "nothing": "x = 1\n",
    "nested, async and in classes": "class A:\n  def f(self):\n    async def g(): pass\n\nasync  def h(): ...\n",
    "in branches": "if x:\n    def f(): pass\nelse:\n\tdef g(): pass\n",
    "in strings": 'x = """\n  def no(): pass \'q\' \\\\"""\ny = \'it\\\'s\'\ndef yes(): pass\n',
    "in comments": "# def no(): it's\n  # def no()\ndef yes(): pass  # def no\n",
    "names that begin alike": "define = default = 1\ndefer(def_=2)\n",
    "a line that goes on": "def \\\n  f(): pass\n",
}


@pytest.mark.parametrize("source", SOURCES.values(), ids=SOURCES)
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"], ids=["LF", "CRLF", "CR"])
def test_functions_are_counted_as_the_tree_has_them(source: str, ending: str, tmp_path: Path) -> None:
    file = tmp_path / "module.py"
    file.write_bytes(source.replace("\n", ending).encode())
    figures = count([file], NoCache())[file]
    assert figures.functions == in_tree(source.encode())
    assert figures.size == len(file.read_bytes())


@pytest.mark.slow
def test_the_count_of_the_standard_library_is_that_of_its_trees() -> None:
    for file in sorted(Path(ast.__file__).parent.glob("[a-m]*.py")):
        assert count([file], NoCache())[file].functions == in_tree(file.read_bytes()), file


def test_a_file_that_is_not_there_counts_as_empty(tmp_path: Path) -> None:
    assert count([tmp_path / "gone.py"], NoCache()) == {tmp_path / "gone.py": (0, 0, 0)}


def in_tree(source: bytes) -> int:
    tree = ast.parse(source)
    return sum(isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)) for node in ast.walk(tree))
