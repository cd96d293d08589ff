"""Which branches of a module's `__getattr__` run for names that they spell out, and import what nothing else uses."""

from __future__ import annotations

import ast

import pytest

from vendorize_analysis.summarizing.effects.lookups import branches, told_apart

PLAIN = "if name == 'a':\n  import x.y as z\n  return z"


@pytest.mark.parametrize(
    ("body", "keys"),
    [
        (PLAIN, {"a"}),
        ("if name in ('a', 'b'):\n  from x import y\n  return y.z", {"a", "b"}),
        ("if name == 'n':\n  raise AttributeError\nelif name == 'a':\n  import x\n  return x", {"a"}),
        ("if other == 'a':\n  import x\n  return x", set()),
        ("if name in ('a', other):\n  import x\n  return x", set()),
        ("if name != 'a':\n  import x\n  return x", set()),
        ("if name == 'a':\n  return 1", set()),
        ("if name == 'a':\n  import x\nreturn 1", set()),
        ("if name == 'a':\n  import x\n  return getattr(x, name)", set()),
        ("if name == 'a':\n  global x\n  import x\n  return x", set()),
        ("name = change(name)\nif name == 'a':\n  import x\n  return x", set()),
        ("if name == 'a':\n  import x\n  return x\nreturn x", set()),
        ("if name == 'a':\n  import x\n  return x\nif name == 'b':\n  import x\n  return x", set()),
    ],
)
def test_a_branch_counts_where_its_imports_are_its_own(body: str, keys: set[str]) -> None:
    lines = "".join(f"  {line}\n" for line in body.splitlines())
    (node,) = ast.parse(f"def __getattr__(name):\n{lines}").body
    assert isinstance(node, ast.FunctionDef)
    found = branches(node)
    assert {key for each, _, _ in found for key in each} == keys
    assert told_apart(node, found) == keys


def test_a_name_that_stands_elsewhere_too_is_a_text_like_any_other() -> None:
    (node,) = ast.parse("def __getattr__(name):\n if name == 'a':\n  import x\n  return x\n load('a')").body
    assert isinstance(node, ast.FunctionDef)
    assert not told_apart(node, branches(node))
