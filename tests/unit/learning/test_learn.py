"""What a traced run proposes, and what it leaves alone."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.unit.learning.runs import known, learned, run, symbols
from vendorize.learning import dead_code, learn

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.reachability.programs import Texts
    from vendorize.model.plan import Plan

WALKER = """
    def helper():
        return 1

    class Walker:
        def walk(self, first, second):
            return getattr([self][0], first + second)()
        def see_a(self):
            return helper()
        def see_b(self): pass
        def see_c(self): pass
        def see_d(self): pass
        def hear_a(self): pass
        see = 1
"""
APP = "import dep\ndef run(first, second):\n    return dep.Walker().walk(first, second)\n"


def test_a_method_that_kept_code_reaches_by_a_computed_name_is_proposed_with_its_hazard(tmp_path: Path) -> None:
    found = learned(tmp_path, {"app.py": APP, "dep.py": WALKER}, "import app\napp.run('se', 'e_a')")
    (rule,) = found.proposals
    assert (rule.symbol, rule.code) == ("dep.Walker.see_a", "VZ201")
    assert rule.reason.startswith("VZ201 in dep.Walker.walk (dep.py:7): ")
    assert rule.seen_in == "tests/run.py"


def test_what_the_analysis_finds_from_a_rule_is_not_proposed_too(tmp_path: Path) -> None:
    found = learned(tmp_path, {"app.py": APP, "dep.py": WALKER}, "import app\nassert app.run('se', 'e_a') == 1")
    assert symbols(found) == ["dep.Walker.see_a"]  # it is helper's caller


@pytest.mark.parametrize("tests", ["import dep\ndep.helper()", "import dep\ndep.Walker().see_a()", "import dep"])
def test_what_only_tests_reach_is_not_proposed(tmp_path: Path, tests: str) -> None:
    found = learned(tmp_path, {"app.py": APP, "dep.py": WALKER}, tests)
    assert (found.proposals, found.handed_over) == ((), ())


def test_kept_code_that_a_test_calls_counts_as_the_program(tmp_path: Path) -> None:
    found = learned(tmp_path, {"app.py": APP, "dep.py": WALKER}, "import dep\ndep.Walker().walk('hear', '_a')")
    assert symbols(found) == ["dep.Walker.hear_a"]


def test_siblings_that_one_place_computes_become_a_pattern(tmp_path: Path) -> None:
    tests = "import app\nfor end in 'abc': app.run('see_', end)\napp.run('hear', '_a')"
    found = learned(tmp_path, {"app.py": APP, "dep.py": WALKER}, tests)
    assert symbols(found) == ["dep.Walker.hear_a", "dep.Walker.see_*"]


def test_a_pattern_that_would_match_something_of_another_kind_is_none(tmp_path: Path) -> None:
    tests = "import app\nfor end in 'abc': app.run('see_', end)"
    found = learned(tmp_path, {"app.py": APP, "dep.py": f"{WALKER}        see_all = False\n"}, tests)
    assert symbols(found) == ["dep.Walker.see_a", "dep.Walker.see_b", "dep.Walker.see_c"]


BACKENDS: Texts = {
    "app.py": """
        import dep
        def run(name, attribute):
            return dep.load(name, attribute)
    """,
    "dep/__init__.py": """
        from importlib import import_module
        def load(name, attribute):
            module = import_module(name[::-1])
            return getattr(module, attribute[::-1])() if attribute else module
    """,
    "dep/low/__init__.py": "",
    "dep/low/one.py": "def open(): pass\ndef close(): pass",
    "dep/low/two.py": "def open(): pass",
    "dep/low/three.py": "def open(): pass",
    "dep/low/four.py": "def open(): pass",
    "other.py": "def open(): pass",
}


def test_a_module_that_kept_code_imports_by_a_computed_name_is_proposed(tmp_path: Path) -> None:
    found = learned(tmp_path, BACKENDS, "import app\napp.run('rehto', '')")
    (rule,) = found.proposals
    assert (rule.symbol, rule.code) == ("other", "VZ101")


def test_a_rule_for_a_function_loads_its_module(tmp_path: Path) -> None:
    assert symbols(learned(tmp_path, BACKENDS, "import app\napp.run('rehto', 'nepo')")) == ["other.open"]


CALLBACK: Texts = {
    "app.py": "import dep\ndef run(stream):\n    return dep.copy(stream)",
    "dep/__init__.py": "def copy(stream):\n    return stream.fill()",
    "dep/testing.py": "class Stream:\n    def fill(self): return 1",
    "dep/doubles.py": "def unused(): pass",
}


def test_an_object_that_a_test_hands_over_needs_no_rule(tmp_path: Path) -> None:
    tests = "import app, dep.testing\napp.run(dep.testing.Stream())"
    found = learned(tmp_path, CALLBACK, tests)
    assert (symbols(found), found.handed_over) == ([], ("dep.testing.Stream.fill",))


def test_an_object_of_a_class_that_only_a_test_makes_needs_no_rule(tmp_path: Path) -> None:
    made = "class Made:\n    def __init__(self): pass\n    def fill(self): return 1\n"
    files = {**CALLBACK, "dep/__init__.py": f"{CALLBACK['dep/__init__.py']}\n{made}"}
    found = learned(tmp_path, files, "import app, dep\napp.run(dep.Made())")
    assert (symbols(found), found.handed_over) == ([], ("dep.Made.fill",))


def test_a_method_of_a_class_that_stays_needs_a_rule_whoever_makes_its_objects(tmp_path: Path) -> None:
    text = "class Kept:\n    def __init__(self): pass\n    def fill(self): return 1\n"
    start = known(tmp_path, {"app.py": "import dep\ndef run(x):\n    return x.fill(), dep.Kept", "dep.py": text})
    start = replace(start, plan=dropping(start.plan, lines=(2, 3)))
    watched = {"watched": dead_code(start.plan, start.analysis.environment)}
    found = learn(start, run(tmp_path, watched, "import app, dep\napp.run(dep.Kept())"), lambda _: start)
    assert (symbols(found), found.handed_over) == (["dep.Kept.fill"], ())


def dropping(plan: Plan, lines: tuple[int, ...]) -> Plan:
    """Drop what begins at some lines of the only module of the only distribution."""
    (distribution,) = plan.distributions
    (module,) = distribution.modules
    assert module.summary is not None
    keep = frozenset(part.index for part in module.summary.parts if part.span.line not in lines)
    changed = replace(distribution, modules=(replace(module, keep=keep),))
    return replace(plan, distributions=(changed,))


def test_a_thread_of_the_program_and_a_child_process_are_seen(tmp_path: Path) -> None:
    tests = """
        import subprocess, sys, threading
        import app
        thread = threading.Thread(target=app.run, args=('hear', '_a'))
        thread.start(); thread.join()
        subprocess.run([sys.executable, '-c', 'import app; app.run("see", "_d")'], check=True)
    """
    found = learned(tmp_path, {"app.py": APP, "dep.py": WALKER}, tests)
    assert symbols(found) == ["dep.Walker.hear_a", "dep.Walker.see_d"]


def test_a_statement_that_extraction_drops_is_no_caller(tmp_path: Path) -> None:
    dep = "def used(): pass\ndef make(): return 1\nTABLE = [make()]\n"
    found = learned(tmp_path, {"app.py": "import dep\ndep.used()", "dep.py": dep}, "import app")
    assert found.proposals == ()


def test_a_call_that_no_hazard_explains_says_so(tmp_path: Path) -> None:
    dep = "import gc\ndef used():\n    return [f for f in gc.get_objects() if callable(f) and 'hid' in repr(f)][0]()\n"
    files = {"app.py": "import dep\ndef run(): dep.used()", "dep.py": f"{dep}def hidden(): pass\n"}
    (rule,) = learned(tmp_path, files, "import app, dep\napp.run()").proposals
    assert (rule.symbol, rule.code) == ("dep.hidden", "")
    assert "no hazard there explains it" in rule.reason
