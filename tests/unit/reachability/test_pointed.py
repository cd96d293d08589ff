"""What hazards ask for by its name is remembered though something else reached it first: a call graph follows it."""

from __future__ import annotations

from tests.unit.reachability.programs import alive_in

PROGRAM = {
    "app.py": "import dep, dep.plain",
    "dep/__init__.py": """
        from importlib import import_module
        from dep import one
        def load(end): return import_module('dep.on' + end)
        def named(end): return import_module('dep.tw' + end)
        load, named
        """,
    "dep/one.py": "def f(): pass",
    "dep/two.py": "def f(): pass",
    "dep/plain.py": "",
}


def test_a_module_that_is_alive_already_is_pointed_at_by_a_computed_import() -> None:
    pointed = alive_in({**PROGRAM, "app.py": "import dep.one, dep\n"}).liveness.pointed
    assert {wanted for _module, _part, wanted, name in pointed if not name} >= {"dep.one"}


def test_what_is_only_imported_is_not_pointed_at() -> None:
    pointed = alive_in(PROGRAM).liveness.pointed
    assert "dep.plain" not in {wanted for _module, _part, wanted, _name in pointed}


def test_where_the_hazard_stands_is_remembered() -> None:
    pointed = alive_in(PROGRAM).liveness.pointed
    assert {module for module, _part, wanted, _name in pointed if wanted == "dep.two"} == {"dep"}
