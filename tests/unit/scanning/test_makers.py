"""Whatever decides what a summary says is part of the key that it is stored under."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

import vendorize_analysis
from vendorize_analysis.scanning.cache import makers

PACKAGE = Path(vendorize_analysis.__file__).parent


def imported_by(path: Path) -> set[Path]:
    """Return the files of the package that a file imports when it runs."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    late = {id(each) for node in ast.walk(tree) if isinstance(node, ast.If) for each in ast.walk(node)}
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and node.module and id(node) not in late:
            parts = node.module.split(".")
            for names in (parts, *([*parts, alias.name] for alias in node.names)):
                below = PACKAGE.parent.joinpath(*names)
                found |= {below.with_suffix(".py"), below / "__init__.py"}
    return {file for file in found if file.is_file()}


@pytest.mark.slow
def test_the_key_of_a_summary_holds_all_code_that_makes_and_stores_it() -> None:
    needed = {PACKAGE / "summarizing/__init__.py", PACKAGE / "scanning/codec.py"}
    while more := {each for path in needed for each in imported_by(path)} - needed:
        needed |= more
    marks = {path for path in needed if path.name == "__init__.py" and path.parent.name in {"model", PACKAGE.name}}
    assert needed - marks <= set(makers(PACKAGE))
