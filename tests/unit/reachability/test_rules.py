"""Each rule that keeps less: what goes with it, and stays without it."""

from __future__ import annotations

import pytest

from tests.unit.reachability.programs import alive_in
from vendorize_analysis.model.rules import (
    ACCESSORS,
    ALIASES,
    ANNOTATIONS,
    BRANCHES,
    CLASS_DATA,
    CONSTRUCTORS,
    DOTTED,
    FOR_EFFECTS,
    HOOKS,
    LISTINGS,
    LITERALS,
    MEMBERS,
    NAMESPACES,
    OVERLOADS,
    QUIET,
    RULES,
    TABLES,
    TESTS,
)

USE = "import dep; dep.use(dep.make())"
PROGRAMS: dict[str, tuple[str, str, str]] = {
    # rule: first-party code, module, a symbol that only the rule lets go
    MEMBERS: ("import dep; dep.A()", "class A:\n    def f(self): pass", "A.f"),
    ANNOTATIONS: (
        "import dep; dep.f",
        "from __future__ import annotations\nclass T: pass\ndef f(x: T): pass",
        "T",
    ),
    OVERLOADS: (
        "import dep; dep.f",
        "from typing import overload\nclass T: pass\n@overload\ndef f(x: T): ...\ndef f(x): pass",
        "T",
    ),
    ALIASES: (
        "import dep; dep.A()",
        "from typing import Mapping\nBase = Mapping[str, int]\nclass A(Base):\n    def f(self): pass",
        "A.f",
    ),
    ACCESSORS: (
        "import dep",
        "class A:\n    @property\n    def f(self): pass\n    @f.setter\n    def f(self, value): pass",
        "A",
    ),
    FOR_EFFECTS: (
        "import dep; x.f",
        "def note(f): return f\nclass A:\n    @note\n    def g(self): pass\n    def f(self): pass",
        "A.f",
    ),
    CLASS_DATA: (
        "import dep; dep.f(); x.g",
        "class A:\n    table = {}\n    def g(self): pass\ndef f(): return A.table",
        "A.g",
    ),
    CONSTRUCTORS: (
        "import dep",
        "class A:\n    def __init__(self, x): self.x = x\nmade = A(1)",
        "A",
    ),
    DOTTED: (
        "import dep; dep.use(); x.other",
        "def use(): exec('lib.name')",
        "lib:other",
    ),
    HOOKS: (
        "import dep; dep.A()",
        (
            "class M(type):\n    def __new__(m, name, bases, body):\n        body['made'] = run(body.get('g'))\n"
            "        return super().__new__(m, name, bases, body)\n"
            "class A(metaclass=M):\n    def f(self): pass\n    def g(self): pass"
        ),
        "A.f",
    ),
    QUIET: (
        "import dep",
        (
            "class M(type):\n    def __init__(cls, name, bases, body):\n        super().__init__(name, bases, body)\n"
            "        if 'tag' in body: note(cls)\n"
            "class A(metaclass=M): pass"
        ),
        "A",
    ),
    LITERALS: (
        "import dep; dep.use(); x.other",
        "import lib\ndef use(): return getattr(lib, 'name')",
        "lib:other",
    ),
    NAMESPACES: ("import dep; dep.use(1)", "def use(x): globals()[x] = 1\ndef f(): pass", "f"),
    TABLES: (
        "import dep; dep.first",
        (
            "from importlib import import_module\nTABLE = {'first': 'lib.first', 'second': 'lib.second'}\n"
            "def __getattr__(name): return getattr(import_module(TABLE[name]), name)"
        ),
        "lib.second:second",
    ),
    TESTS: (
        "import dep; dep.use(); x.other",
        "import lib\nREADY = lib is not None\ndef use():\n    if not lib or READY: return lib.name",
        "lib:other",
    ),
    LISTINGS: (
        "import dep; dep.use(dep.A())",
        (
            "def use(x): return [getattr(x, name) for name in dir(x) if name.startswith('on_')]\n"
            "class A:\n    def f(self): pass"
        ),
        "A.f",
    ),
}
LIBRARY = {
    "lib/__init__.py": "name = 1\ndef other(): pass",
    "lib/first.py": "def first(): pass",
    "lib/second.py": "def second(): pass",
}


def test_every_rule_has_a_program() -> None:
    # Folding of branches belongs to the target: its tests are those of `folding`.
    assert PROGRAMS.keys() == RULES.keys() - {BRANCHES}


@pytest.mark.parametrize("rule", PROGRAMS)
def test_a_rule_lets_go_what_stays_without_it(rule: str) -> None:
    app, text, symbol = PROGRAMS[rule]
    symbol = symbol if ":" in symbol else f"dep:{symbol}"
    files = {"app.py": app, "dep.py": text, **LIBRARY}
    assert symbol not in alive_in(files).symbols
    assert symbol in alive_in(files, without=frozenset({rule})).symbols


ACTS = """
def note(f): return f
class Base:
    def __init_subclass__(cls): cls.level = cls.weight
    weight = 1
    def f(self): pass
class A(Base):
    @note
    def g(self): pass
"""


def test_the_base_of_a_class_without_objects_has_none_either() -> None:
    symbols = alive_in({"app.py": "import dep; x.f", "dep.py": ACTS}).symbols
    assert "dep:Base.f" not in symbols
    assert {"dep:Base.weight", "dep:Base.__init_subclass__"} <= symbols


@pytest.mark.parametrize("use", ["dep.A", "dep.Base"])
def test_the_base_has_members_as_soon_as_somebody_refers_to_one_of_them(use: str) -> None:
    assert "dep:Base.f" in alive_in({"app.py": f"import dep; x.f; {use}", "dep.py": ACTS}).symbols


@pytest.mark.parametrize(
    "body",
    [
        "class A:\n    table = make()",
        "class M(type):\n    @property\n    def table(cls): return cls()\nclass A(metaclass=M):\n    table = {}",
        "from lib import note\n@note\nclass A:\n    table = {}",
        "from enum import Enum\nclass A(Enum):\n    table = 1",
    ],
)
def test_data_that_may_give_an_object_of_its_class_is_a_use_of_the_class(body: str) -> None:
    text = f"{body}\n    def g(self): pass\ndef f(): return A.table"
    assert "dep:A.g" in alive_in({"app.py": "import dep; dep.f(); x.g", "dep.py": text, **LIBRARY}).symbols


OLD_NAMES = """
OLD = {'First': 'first', 'Second': 'second'}
def __getattr__(name): return getattr(A(), OLD[name])
class A:
    def first(self): pass
    def second(self): pass
"""


def test_a_table_of_old_names_counts_by_the_name_that_is_asked_for() -> None:
    symbols = alive_in({"app.py": "import dep; dep.First; dep.A()", "dep.py": OLD_NAMES}).symbols
    assert "dep:A.first" in symbols
    assert "dep:A.second" not in symbols


def test_a_table_of_old_names_that_somebody_reads_counts_as_a_whole() -> None:
    text = f"{OLD_NAMES}\ndef every(): return OLD.values()"
    assert "dep:A.second" in alive_in({"app.py": "import dep; dep.every(); dep.A()", "dep.py": text}).symbols


@pytest.mark.parametrize(
    "use",
    [
        "def use(): return lib or 1",
        "def use(x): return x if x is lib else 1",
        "def use(): return lib if lib else 1",
        "def use():\n    if (found := lib): return found",
    ],
)
def test_a_module_that_is_more_than_tested_is_passed_around(use: str) -> None:
    files = {"app.py": "import dep; dep.use(1).other", "dep.py": f"import lib\n{use}", **LIBRARY}
    assert "lib:other" in alive_in(files).symbols


@pytest.mark.parametrize(
    "use",
    [
        "def use():\n    import lib\n    if lib is not None: return lib.name",
        "def use():\n    def inner():\n        if lib: return lib.name\n    return inner",
        "def use():\n    class A:\n        if lib: name = lib.name\n    return A",
    ],
)
def test_a_module_that_is_tested_somewhere_inside_is_not_passed_around(use: str) -> None:
    files = {"app.py": "import dep; dep.use; x.other", "dep.py": f"import lib\n{use}", **LIBRARY}
    alive = alive_in(files)
    assert "lib:other" not in alive.symbols
    assert "lib" in alive.liveness.executed


def test_a_name_of_a_class_body_that_is_tested_there_is_read() -> None:
    text = "class A:\n    flag = make()\n    if flag: other = 1"
    assert "dep:A.flag" in alive_in({"app.py": "import dep; dep.A()", "dep.py": text}).symbols


def test_what_is_tested_stays() -> None:
    text = "def flag(): pass\ndef use():\n    if flag: return 1"
    assert "dep:flag" in alive_in({"app.py": "import dep; dep.use()", "dep.py": text}).symbols


@pytest.mark.parametrize(
    ("value", "kept"), [("f'{dir(self)}'", False), ("f'{[getattr(self, n) for n in dir(self)]}'", True)]
)
def test_names_that_only_become_text_need_no_members(value: str, kept: bool) -> None:  # noqa: FBT001
    text = f"class A:\n    def g(self): pass\n    def __str__(self): return {value}"
    assert ("dep:A.g" in alive_in({"app.py": "import dep; dep.A()", "dep.py": text}).symbols) is kept


def test_what_is_done_when_a_base_is_made_is_not_done_for_its_subclasses() -> None:
    text = (
        "class M(type):\n    def __init__(cls, name, bases, body):\n        if 'tag' in body: note(cls)\n"
        "class A(metaclass=M):\n    tag = 1\nclass B(A): pass\nclass C(A):\n    tag = 2"
    )
    symbols = alive_in({"app.py": "import dep", "dep.py": text}).symbols
    assert {"dep:A", "dep:C"} <= symbols
    assert "dep:B" not in symbols


def test_a_signature_that_acts_stays() -> None:
    text = "from typing import overload\n@overload\ndef f(x: int = note()): ...\ndef f(x): pass\ndef note(): pass"
    assert "dep:note" in alive_in({"app.py": "import dep", "dep.py": text}).symbols
