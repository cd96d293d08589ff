from __future__ import annotations

import ast

import pytest

from vendorize_analysis.deferral.makers import makers_in

WRAPPING = """\
def mark(word):
    def decorator(f):
        {}
        def inner(*a): return f(*a)
        return inner
    return decorator
"""


def found(text: str) -> list[tuple[int, int, list[str]]]:
    return [(one.line, one.calls, sorted(one.names)) for one in makers_in(ast.parse(text))]


@pytest.mark.parametrize(
    ("text", "makers"),
    [
        ("def same(f): return f\n", [(1, 1, [])]),
        ("def same(f):\n    '''Gives back.'''\n    return f\n", [(1, 1, [])]),
        ("try: pass\nexcept ImportError:\n    def same(f, /): return f\n", [(3, 1, [])]),
        ("import functools\n" + WRAPPING.format("@functools.wraps(f)"), [(2, 2, ["functools", "functools.wraps"])]),
        ("from functools import wraps\n" + WRAPPING.format("@wraps(f)"), [(2, 2, ["functools.wraps", "wraps"])]),
        ("def typed(f):\n    def inner(a: Kind): return f(a)\n    return inner\n", [(1, 1, ["Kind"])]),
        (
            "from __future__ import annotations\ndef typed(f):\n    def inner(a: Kind): return f\n    return inner\n",
            [(2, 1, [])],
        ),
    ],
)
def test_functions_that_make_functions(text: str, makers: list[tuple[int, int, list[str]]]) -> None:
    assert found(text) == makers


@pytest.mark.parametrize(
    "text",
    [
        "def noted(f):\n    known.append(f)\n    return f\n",
        "def other(f): return g\n",
        "def called(f): return f()\n",
        "def made(f):\n    def inner(a=WORD): return f(a)\n    return inner\n",
        "def made(f):\n    def inner(a: dict[K, V]): return f(a)\n    return inner\n",
        "def made(f):\n    @noted\n    def inner(a): return f(a)\n    return inner\n",
        "import functools\ndef made(f):\n    @functools.wraps(f, updated=g)\n    def i(a): return f(a)\n    return i\n",
        "import functools\ndef made(f):\n    @functools.wraps(g)\n    def inner(a): return f(a)\n    return inner\n",
        "from own import wraps\ndef made(f):\n    @wraps(f)\n    def inner(a): return f(a)\n    return inner\n",
        "from functools import wraps\ndef wraps(f): 1\ndef made(f):\n    @wraps(f)\n    def i(): f\n    return i\n",
        "@noted\ndef same(f): return f\n",
        "async def same(f): return f\n",
        "def same(f):\n    yield\n    return f\n",
        "class K:\n    def same(f): return f\n",
        "def outer():\n    def same(f): return f\n",
    ],
)
def test_what_may_do_more(text: str) -> None:
    assert found(text) == []


def test_what_a_made_function_does_is_not_done_when_it_is_made() -> None:
    text = "def mark(word):\n    def decorator(f):\n        known.append(f)\n        return f\n    return decorator\n"
    assert found(text) == [(1, 1, [])]
