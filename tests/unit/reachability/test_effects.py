"""What runs on import stays; what only binds or changes values goes with these."""

from __future__ import annotations

import pytest

from tests.unit.reachability.programs import alive_in

USES_NOTHING = "import dep"


def lines_alive(text: str, app: str = USES_NOTHING) -> list[int]:
    """Return the lines of a module on which a live top-level part begins."""
    found = alive_in({"app.py": app, "dep.py": text})
    linked = found.program.module("dep")
    assert linked is not None
    live = found.liveness.parts.get("dep", frozenset())
    return sorted(part.span.line for part in linked.parts if part.index in live and linked.around[part.index] < 0)


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("a = 1\ndef f(): pass\nclass A: pass", []),
        ("print(1)\na = 2", [1]),
        ("def register(x): pass\nregister(1)\ndef other(): pass", [1, 2]),
        ("def make(): pass\na = make()", [1, 2]),
        ("import re\na = re.compile('x')\nb = len([])", [1]),
        ("import functools\n@functools.lru_cache\ndef f(): pass", [1]),
        ("def deco(f): return f\n@deco\ndef f(): pass", [1, 2]),
        ("from dataclasses import dataclass\n@dataclass\nclass A:\n    x: int = 1", [1]),
        ("import functools\n@functools.lru_cache(maxsize=None)\ndef f(): pass", [1]),
        ("import lib\n@getattr(lib, 'on')\ndef f(): pass", [1, 2]),
        ("import lib\n@getattr(lib, 'on')('key')\ndef f(): pass", [1, 2]),
        ("import lib\nclass A(getattr(lib, 'Base')): pass", [1, 2]),
        ("import collections\nclass A(collections.namedtuple('A', 'b')): pass", [1]),
        ("class A: pass\nclass B(A): pass", []),
        ("class A:\n    def __init_subclass__(cls): pass\nclass B(A): pass", []),
        ("class A:\n    def __init_subclass__(cls): note(cls)\nclass B(A): pass", [1, 3]),
        ("class M(type): pass\nclass A(metaclass=M): pass", []),
        ("class M(type):\n    def __init__(cls, *args): note(cls)\nclass A(metaclass=M): pass", [1, 3]),
        ("class M(type):\n    def __setattr__(cls, name, value): pass\nclass A(metaclass=M): pass", [1, 3]),
        ("class N(type): pass\nclass M(type, metaclass=N): pass\nclass A(metaclass=M): pass", [1, 2, 3]),
        ("class A:\n    print(1)", [1]),
        ("class A:\n    x = 1\n    x += 1", []),
        ("T = []\nclass A:\n    T.append(1)", [1, 2]),
        ("try:\n    import json\nexcept ImportError:\n    json = None", [1, 2]),
        ("try:\n    a = b\nexcept NameError:\n    a = 1", [1, 2]),
        ("import os\nif os.name == 'x':\n    a = 1", [1]),
        ("import os\nif os.name == 'x':\n    print(1)\nelse:\n    a = 1", [1, 2, 3]),
        ("if __name__ == '__main__':\n    print(1)", []),
        ("assert 1", [1]),
        ("__path__ = []", [1]),
    ],
)
def test_only_effects_run_when_nobody_asks_for_a_name(text: str, lines: list[int]) -> None:
    assert lines_alive(text) == lines


@pytest.mark.parametrize(
    "change",
    [
        "table['a'] = first",
        "table.update(a=first)",
        "for k in 'ab': table[k] = first",
        "table |= {'a': first}",
        "table.setdefault('a', first)",
    ],
)
def test_a_table_is_filled_only_where_it_is_asked_for(change: str) -> None:
    text = f"table = {{}}\ndef first(): pass\n{change}\nother = 1"
    assert lines_alive(text) == []
    assert lines_alive(text, "import dep\ndep.table") == [1, 2, 3]
    assert lines_alive(text, "import dep\ndep.other") == [4]


@pytest.mark.parametrize(
    "text",
    [
        "import os\nfirst = 1\nos.x = first",
        "from os import environ\nfirst = 1\nenviron['x'] = first",
        "import os\nfirst = 1\nos.environ['x'] = first",
        "def make(): return {}\ntable = make()\ntable['x'] = 1",
        "import os\ntable = os.environ\ntable['x'] = 1",
        "import sys\ntables = [{}]\ntables[0]['x'] = 1",
    ],
)
def test_what_others_can_see_is_changed_in_any_case(text: str) -> None:
    assert lines_alive(text)[-1] == 3


def test_two_names_of_one_table_are_one_table() -> None:
    text = "a = b = {}\nb['x'] = 1"
    assert lines_alive(text, "import dep\ndep.a") == [1, 2]


def test_a_change_made_elsewhere_by_name_counts() -> None:
    found = alive_in(
        {
            "app.py": "import dep.plugin\nfrom dep.table import table\ntable",
            "dep/__init__.py": "",
            "dep/table.py": "table = {}",
            "dep/plugin.py": "from dep.table import table\ndef f(): pass\ntable['f'] = f",
        }
    )
    assert "dep.plugin:f" in found.symbols


def test_packages_run_before_their_modules() -> None:
    found = alive_in(
        {"app.py": "import dep.sub.leaf", "dep/__init__.py": "", "dep/sub/__init__.py": "", "dep/sub/leaf.py": ""}
    )
    assert {"dep", "dep.sub", "dep.sub.leaf"} <= found.liveness.executed


def test_modules_that_nobody_imports_do_not_run() -> None:
    found = alive_in({"app.py": "import dep", "dep/__init__.py": "", "dep/other.py": "print(1)"})
    assert "dep.other" not in found.liveness.executed


def test_an_import_runs_though_its_name_is_not_used() -> None:
    found = alive_in(
        {"app.py": "import dep", "dep/__init__.py": "from .a import f", "dep/a.py": "print(1)\ndef f(): pass"}
    )
    assert found.part("dep.a", 1)
    assert "dep.a:f" in found.dead


def test_a_name_taken_in_a_guarded_import_must_be_there() -> None:
    found = alive_in(
        {
            "app.py": "import dep",
            "dep/__init__.py": "try:\n    from .a import f\nexcept ImportError:\n    f = None",
            "dep/a.py": "def f(): pass\ndef g(): pass",
        }
    )
    assert "dep.a:f" in found.symbols
    assert "dep.a:g" in found.dead


def test_a_main_block_runs_only_where_it_is_the_program() -> None:
    files = {
        "app.py": "import dep.tool",
        "dep/__init__.py": "",
        "dep/tool.py": "if __name__ == '__main__':\n    go()\ndef go(): pass",
    }
    assert "dep.tool:go" in alive_in(files).dead
    assert "dep.tool:go" in alive_in(files, roots=("dep.tool",)).symbols
    started = files | {"app.py": "import subprocess, sys\nsubprocess.run([sys.executable, '-m', 'dep.tool'])"}
    assert "dep.tool:go" in alive_in(started).symbols


def test_a_missing_module_is_no_error() -> None:
    found = alive_in({"app.py": "import gone\nfrom gone.sub import x\nx.y"})
    assert found.liveness.executed == {"app"}


def test_source_that_cannot_be_read_is_kept_and_nothing_follows_from_it() -> None:
    found = alive_in({"app.py": "import dep\ndep.f()", "dep.py": "def f(:"})
    assert "dep" in found.liveness.executed


@pytest.mark.parametrize(("call", "runs"), [("lib.tell()", True), ("len(())", False)])
def test_the_test_of_an_if_runs_where_what_it_calls_has_an_effect(call: str, *, runs: bool) -> None:
    files = {
        "app.py": "import dep",
        "lib.py": "def tell(): print()",
        "dep.py": f"import lib\nif {call}:\n    flag = 1",
    }
    assert alive_in(files).part("dep", 2) is runs
