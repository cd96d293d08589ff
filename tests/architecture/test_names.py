"""One name of a class means one thing in the whole repository, and docstrings say more than "Give"."""

from __future__ import annotations

import ast
from collections import defaultdict
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
MODULES = [
    path for folder in ("vendorize", "analysis/vendorize_analysis") for path in sorted((ROOT / folder).rglob("*.py"))
]


@cache
def trees() -> dict[str, ast.Module]:
    return {path.relative_to(ROOT).as_posix(): ast.parse(path.read_text(encoding="utf-8")) for path in MODULES}


def test_one_class_name_means_one_thing() -> None:
    """Classes inside of functions and classes count, and so do probes, which stand alone."""
    places = defaultdict(list)
    for relative, tree in trees().items():
        for node in ast.walk(tree):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(f"{relative}:{node.lineno}")
    assert {name: found for name, found in sorted(places.items()) if len(found) > 1} == {}


def test_no_docstring_begins_with_give() -> None:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    found = [
        f"{relative}: {node.name}"
        for relative, tree in trees().items()
        for node in ast.walk(tree)
        if isinstance(node, kinds) and (ast.get_docstring(node) or "").split(maxsplit=1)[:1] in (["Give"], ["Gives"])
    ]
    assert found == [], 'say what comes out: "Return", "Find", "Tell whether"'
