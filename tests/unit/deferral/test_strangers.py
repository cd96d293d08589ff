"""What code does to modules that it has under other names."""

from __future__ import annotations

import ast

import pytest

from vendorize_analysis.deferral.strangers import Strangers, strangers_in
from vendorize_analysis.deferral.trying import caught_in


def strangers(text: str) -> Strangers:
    return strangers_in(ast.parse(text), {"dep": {"dep"}, "sys": {"sys"}}, ())


@pytest.mark.parametrize(
    ("text", "sets"),
    [
        ("def f(m): m.A = 1", {"A"}),
        ("def f(m): m.A += 1", {"A"}),
        ("def f(m): del m.A", {"A"}),
        ("for m in ms: m.A = 1", {"A"}),
        ("class C:\n    def f(self): self.A = 1", set()),
        ("class C:\n    def f(self): self.m.A = 1", {"A"}),
        ("class C:\n    @staticmethod\n    def f(m): m.A = 1", {"A"}),
        ("def f(): pass\nf.A = 1", set()),
        ("def f(m, k): setattr(m, k, 1)", {"*"}),
        ("def f(m): setattr(m, 'A', 1)", {"A"}),
        ("def f(m): vars(m)['A'] = 1", {"A"}),
        ("def f(m, k): m.__dict__.update(k)", {"*"}),
        ("def f(m):\n    ns = vars(m)\n    ns['A'] = 1", {"*"}),
        ("def f(m): return m.__dict__", set()),
        ("def f(m): return dict(vars(m), **vars(m))", set()),
        ("patch.object(m, 'A', 1)", {"A"}),
        ("patch('dep.low.A')", {"A"}),
        ("monkeypatch.setattr('dep.A', 1)", {"A"}),
        ("dep.A = 1", set()),
    ],
)
def test_attributes_that_are_set_of_what_may_be_a_module(text: str, sets: set[str]) -> None:
    assert strangers(text).sets == sets


@pytest.mark.parametrize(
    ("text", "own"),
    [
        ("globals()['A'] = 1", {"A"}),
        ("globals().update(x)", {"*"}),
        ("f(globals())", {"*"}),
        ("exec(x)", {"*"}),
        ("globals().get('A')", set()),
        ("x = dict(globals())", set()),
    ],
)
def test_own_names_that_are_set_through_globals(text: str, own: set[str]) -> None:
    assert strangers(text).own == own


@pytest.mark.parametrize(
    ("text", "finds"),
    [
        ("sys.path.append(x)", True),
        ("sys.path[0] = x", True),
        ("sys.meta_path = x", True),
        ("for one in sys.path: pass", False),
        ("x = sys.path[0]", False),
        ("sys.modules[name] = x", True),
        ("sys.modules['name'] = x", False),
        ("sys.modules[__name__] = x", False),
        ("sys.modules[f'{__name__}.a'] = x", False),
        ("site.addsitedir(x)", True),
    ],
)
def test_places_where_modules_are_found(text: str, *, finds: bool) -> None:
    assert strangers(text).finds == finds


def test_modules_as_values() -> None:
    assert strangers("f(dep)").values == {"dep"}
    assert strangers("dep.x; getattr(dep, 'x'); dep is None").values == set()
    assert {"late", "value"} <= strangers("eval('dep.low.late.value')").reads


@pytest.mark.parametrize(
    ("handler", "caught"),
    [
        ("except ImportError: pass", True),
        ("except (AttributeError, ModuleNotFoundError): pass", True),
        ("except: pass", True),
        ("except AttributeError: pass", False),
        ("finally: pass", False),
    ],
)
def test_what_catches_that_a_module_is_not_there(handler: str, *, caught: bool) -> None:
    assert list(caught_in(ast.parse(f"try:\n    import dep\n{handler}"))) == [(2, 2)] * caught
