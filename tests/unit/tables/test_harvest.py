from __future__ import annotations

import textwrap

import pytest

from vendorize_analysis.tables.harvest import ModuleFacts, harvest

_KNOWN = frozenset({"os", "os.path", "sys", "package", "package.inner", "package.other", "operator"})


def _read(source: str, module: str = "package.inner", *, is_package: bool = False) -> ModuleFacts:
    return harvest(textwrap.dedent(source).encode(), module, is_package=is_package, known=_KNOWN)


@pytest.mark.parametrize(
    ("source", "asked"),
    [
        ("def f(x): x.read()", {"read"}),
        ("def f(x): x.setting = 1", {"setting"}),
        ("def f(x): x().y.z", {"y", "z"}),
        ("import os\ndef f(): os.path.join()", set()),
        ("import sys\ndef f(): sys.stdout.write()", {"write"}),
        ("import os as system\ndef f(): system.getcwd()", set()),
        ("def f():\n import os\n os.getcwd()", set()),
        ("import os\ndef f(os): os.getcwd()", {"getcwd"}),
        ("from . import other\ndef f(): other.g().h", {"h"}),
        ("from os import path\ndef f(): path.join", set()),
        ("def f(x): getattr(x, 'first', None)", {"first"}),
        ("def f(x): hasattr(x, 'one') or setattr(x, 'two', 2)", {"one", "two"}),
        ("def f(x): x.__iter__", set()),
        ("def f(x):\n for n in ('a', 'b'): getattr(x, n)", {"a", "b"}),
        ("def f(x): return [getattr(x, n) for n in ['a', 'b']]", {"a", "b"}),
        ("def f(x):\n n = 'a' if x else 'b'\n return getattr(x, n)", {"a", "b"}),
        ("from operator import attrgetter\nk = attrgetter('a.b', 'c')", {"a", "b", "c"}),
        ("import operator\nk = operator.methodcaller('go', 'argument')", {"go"}),
        ("class C: pass\ndef f(): C.made", set()),
        ("class C: pass\ndef f(C): C.made", {"made"}),
        ("class C:\n @staticmethod\n def f(x): x.seen", {"seen"}),
        ("class C:\n def f(self): self.held.seen", {"seen"}),
        ("class C:\n def f(self):\n  def g(self): self.seen", {"seen"}),
    ],
)
def test_these_names_are_asked_of_others(source: str, asked: set[str]) -> None:
    assert _read(source).others.names == asked


@pytest.mark.parametrize(
    ("body", "own"),
    [
        ("def f(self): self.hook()", {"f", "hook"}),
        ("@classmethod\n def f(cls): cls.hook", {"f", "hook"}),
        ("def f(self): super().hook()", {"f", "hook"}),
        ("def f(self): type(self).hook, self.__class__.other", {"f", "hook", "other"}),
        ("def f(self): return lambda: self.hook", {"f", "hook"}),
        ("def f(self):\n  def inner(): self.hook", {"f", "hook"}),
        ("def __init__(self): getattr(self, 'hook')", {"hook"}),
        ("table = None\n class Inner: pass", {"table", "Inner"}),
        ("if True:\n  def f(self): pass\n else:\n  g = 1", {"f", "g"}),
        ("a, (b, c) = 1, (2, 3)", {"a", "b", "c"}),
        ("annotated: int = 1", {"annotated"}),
    ],
)
def test_these_names_are_the_class_s_own(body: str, own: set[str]) -> None:
    facts = _read(f"class C:\n {body}")
    assert facts.classes["C"].own.names == own
    assert facts.others.names == set()


@pytest.mark.parametrize(
    ("expression", "prefixes", "suffixes"),
    [
        ("'do_' + x", {"do_"}, set()),
        ("f'do_{x}'", {"do_"}, set()),
        ("'do_%s' % x", {"do_"}, set()),
        ("'do_%(name)s' % x", {"do_"}, set()),
        ("'do_{}'.format(x)", {"do_"}, set()),
        ("x + '_open'", set(), {"_open"}),
        ("'%s_open' % x", set(), {"_open"}),
        ("f'{x}_open'", set(), {"_open"}),
        ("'get_' + x + '_open'", {"get_"}, set()),
        ("'_' + x", set(), set()),
        ("'no name ' + x", set(), set()),
        ("x", set(), set()),
        ("1 + 2", set(), set()),
    ],
)
def test_the_end_of_a_computed_name_is_kept(expression: str, prefixes: set[str], suffixes: set[str]) -> None:
    direct = _read(f"class C:\n def f(self, x): getattr(self, {expression})").classes["C"].own
    local = _read(f"class C:\n def f(self, x):\n  n = {expression}\n  getattr(self, n)").classes["C"].own
    other = _read(f"def f(y, x): getattr(y, {expression})").others
    for found in (direct, local, other):
        assert (found.prefixes, found.suffixes) == (prefixes, suffixes)


def test_imports_are_followed_at_any_level() -> None:
    facts = _read("def f():\n from . import other\nimport os.path, elsewhere.deep\nfrom sys import *", "package.inner")
    assert facts.imports == {"package", "package.other", "os.path", "sys"}
    assert facts.foreign == {"elsewhere"}
    assert facts.stars == {"sys"}


def test_a_relative_import_of_a_package_starts_at_itself() -> None:
    facts = _read("from .inner import C\nfrom . import other", "package", is_package=True)
    assert facts.binds["C"] == {"package.inner.C"}
    assert "package.other" in facts.imports


def test_bases_are_named_without_their_parameters() -> None:
    facts = _read("import os\nclass C(Generic[T], os.thing.Base, call()): pass\nclass D:\n class E(C): pass")
    assert facts.classes["C"].bases == {"Generic", "os.thing.Base"}
    assert facts.classes["D.E"].bases == {"C"}


def test_assignments_of_classes_are_aliases() -> None:
    facts = _read("class _C: pass\nC = _C\nM = _alias(os.Base, 2)\nx = 1")
    assert facts.binds["C"] == {"_C"}
    assert facts.binds["M"] == {"os.Base"}
    assert "x" not in facts.binds
