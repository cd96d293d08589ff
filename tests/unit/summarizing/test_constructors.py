"""What constructors call beside initializer_calls their object."""

from __future__ import annotations

import ast

import pytest

from vendorize_analysis.summarizing.effects.constructors import initializer_calls


def _calls(text: str) -> tuple[tuple[str, ...], ...]:
    (node,) = ast.parse(text).body
    assert isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
    return initializer_calls(node)


def test_a_constructor_that_fills_its_object_calls_no_more_than_stands_in_it() -> None:
    text = (
        "def __init__(self, a, *, b=None):\n    'Doc.'\n    super().__init__(a)\n    self.a = self.b = a\n"
        "    c: int = len(b or ())\n    if c: self.c = Other(c)\n    else: pass"
    )
    assert _calls(text) == (("object",), ("len",), ("Other",))


@pytest.mark.parametrize(
    "body",
    [
        "a.b = 1",
        "self[0] = 1",
        "self.a.b = 1",
        "self.a += 1",
        "self = a",
        "a()",
        "self.run()",
        "self.b = a()",
        "self.b = a.make()",
        "self.b = [f() for f in a]",
        "self.b = (lambda f: f())(a)",
        "for each in a: self.b = each",
        "raise ValueError",
        "global x; x = self",
        "import dep",
        "del self.a",
        "return a",
        "self.b = yield",
    ],
)
def test_of_a_constructor_that_may_do_more_nothing_is_known(body: str) -> None:
    assert _calls(f"def __init__(self, a):\n    {body}") == ()


@pytest.mark.parametrize(
    "text", ["def __init__(): pass", "async def __init__(self): pass", "@note\ndef __init__(self): pass"]
)
def test_of_a_constructor_that_is_no_plain_method_nothing_is_known(text: str) -> None:
    assert _calls(text) == ()
