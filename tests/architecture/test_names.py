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
MOST_GIVES = 20
"""How many docstrings begin with "Give" at most. Only ever lower it."""


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


def test_docstrings_that_begin_with_give_become_fewer() -> None:
    kinds = (ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef)
    texts = [
        ast.get_docstring(node) or "" for tree in trees().values() for node in ast.walk(tree) if isinstance(node, kinds)
    ]
    found = sum(text.split(maxsplit=1)[:1] in (["Give"], ["Gives"]) for text in texts)
    assert found <= MOST_GIVES, 'say what comes out: "Return", "Find", "Tell whether"'
