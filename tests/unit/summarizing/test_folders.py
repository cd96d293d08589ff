"""Folders that expressions name relative to the file they stand in."""

from __future__ import annotations

import ast

import pytest

from vendorize_analysis.summarizing.syntax.folders import folders_in

KNOWN = {
    "os.path.join(os.path.dirname(__file__), '_own')": ["_own"],
    "os.path.dirname(__file__)": ["."],
    "os.path.dirname(os.path.dirname(os.path.abspath(__file__)))": [".."],
    "os.path.join(os.path.dirname(__file__), '..', 'a/b')": ["../a/b"],
    "os.path.join(os.path.dirname(__file__), 'a', '..', 'b')": ["b"],
    "os.path.dirname(__file__) + '/x'": ["x"],
    "f'{os.path.dirname(__file__)}/x/y'": ["x/y"],
    "str(Path(__file__).resolve().parent / 'x')": ["x"],
    "str(pathlib.Path(__file__).parents[1].joinpath('x', 'y'))": ["../x/y"],
    "[os.path.join(__path__[0], 'x')]": ["x"],
    "((place := join(dirname(__file__), 'x')) not in sys.path) * [place]": ["x"],
    "[dirname(__file__) + '/a', dirname(__file__) + '/b']": ["a", "b"],
}
UNKNOWN = (
    "here",
    "os.path.join(here, 'x')",
    "os.path.join(os.path.dirname(__file__), name)",
    "f'{dirname(__file__)}/{name}'",
    "os.environ['X']",
    "'lib'",
    "__file__",
    "Path(other.__file__).parent",
)


@pytest.mark.parametrize(("source", "wanted"), KNOWN.items())
def test_a_folder_is_named_from_that_of_the_module(source: str, wanted: list[str]) -> None:
    assert list(folders_in(ast.parse(source, mode="eval").body)) == wanted


@pytest.mark.parametrize("source", UNKNOWN)
def test_what_does_not_start_from_the_file_is_not_known(source: str) -> None:
    assert list(folders_in(ast.parse(source, mode="eval").body)) == []
