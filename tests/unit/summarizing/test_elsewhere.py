"""Namespaces around what is handed in and around callers: which uses may ask for any name, and which do not."""

from __future__ import annotations

import pytest

from tests.unit.summarizing.sources import summary_of
from vendorize_analysis.model.hazards.members import MemberListing

IMPORTS = "import sys, inspect\nfrom sys import modules as loaded\nfrom importlib import import_module as load\n"


def found(body: str) -> set[str]:
    """Return whose names a function `f(x, name, out)` goes through."""
    text = f"{IMPORTS}def f(x, name, out):\n" + "".join(f"    {line}\n" for line in body.split("\n"))
    hazards = (one for part in summary_of(text).parts for one in part.hazards)
    return {one.of for one in hazards if isinstance(one, MemberListing)} & {"given", "caller"}


@pytest.mark.parametrize(
    "body",
    [
        "return [n for n in x.__globals__]",
        "return sorted(x.__globals__)",
        "return {k: v for k, v in x.__globals__.items()}",
        "return list(vars(sys.modules[x.__module__]))",
        "return list(vars(loaded[x.__module__]).values())",
        "return dir(load(x.__module__))",
        "return inspect.getmembers(inspect.getmodule(x))",
        "scope = {**x.__globals__}\nfor n in scope: out(n)",
        "key = getattr(x, '__module__')\nmodule = sys.modules[key]\nreturn dir(module)",
        "return x.__globals__[name]",
        "return [*x.__globals__]",
        "return sorted(x.__globals__.keys() - {'a'})",
        "return [n for n in x.__globals__ or ()]",
        "return name in x.__globals__",
        "for v in x.__globals__.values():\n    v.__module__ = name\n    out(v)",
    ],
)
def test_what_is_handed_in(body: str) -> None:
    assert found(body) == {"given"}


@pytest.mark.parametrize(
    "body",
    [
        "return [n for n in sys._getframe(1).f_globals]",
        "scope = inspect.currentframe().f_back.f_globals\nreturn sorted(scope)",
        "return sys._getframe(1).f_globals.get(name)",
        "return dir(sys.modules[sys._getframe(1).f_globals['__name__']])",
    ],
)
def test_a_caller(body: str) -> None:
    assert found(body) == {"caller"}


@pytest.mark.parametrize(
    "body",
    [
        "return eval(name, x.__globals__)",
        "return x.__globals__['one']",
        "return out(vars(sys.modules[x.__module__]))",
        "x.__globals__[name] = out",
        "del sys._getframe(1).f_globals[name]",
        "return sorted(sys._getframe().f_globals)",
        "return sorted(f.__globals__)",
        "return sys._getframe(1).f_globals.get('__name__')",
        "for v in x.__globals__.values():\n    if getattr(v, '__module__', '') == name: v.__module__ = name",
        "return dict(x.__globals__)",
    ],
)
def test_nothing_is_asked_by_a_name_that_is_not_known(body: str) -> None:
    assert found(body) == set()
