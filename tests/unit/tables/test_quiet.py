"""What the table says that the import of a standard module does not show, it does not show in a fresh interpreter."""

from __future__ import annotations

import ast
import importlib
import importlib.util
import inspect
import json
import subprocess
import sys

import pytest

from vendorize_analysis.deferral.facts import facts_of
from vendorize_analysis.tables.data import written
from vendorize_analysis.tables.quiet import (
    effects_of_import,
    is_quiet_compiled,
    loads_submodule,
    may_change,
    plain_compiled,
    watched_by,
)

# Each module is imported in a process of its own; what may be noticed is compared, and what was loaded with it told.
_PROBE = """
import atexit, builtins, json, os, signal, sys, _thread, _warnings
def seen():
    return [
        atexit._ncallbacks(), len(sys.meta_path), len(sys.path_hooks), list(sys.path), str(_warnings.filters),
        dict(os.environ), os.getcwd(), sorted(vars(builtins)), [str(signal.getsignal(one)) for one in (2, 13, 15)],
        str(sys.excepthook), str(sys.displayhook), _thread._count(), sys.getrecursionlimit(), str(sys.stdout),
    ]
for name in sys.argv[1].split():
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        before, loaded = seen(), set(sys.modules)
        try:
            __import__(name)
            told = [before == seen(), sorted(set(sys.modules) - loaded)]
        except ImportError:
            told = [True, []]
        os.write(writing, json.dumps(told).encode())
        os._exit(0)
    os.close(writing)
    with open(reading) as stream:
        print(json.dumps([name, *json.load(stream)]))
    os.waitpid(child, 0)
"""
_ACTING = {
    "asyncio",
    "concurrent.futures",
    "ctypes",
    "hashlib",
    "logging",
    "multiprocessing",
    "ssl",
    "sysconfig",
    "threading",
}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="each module in a fork")
def test_quiet_modules_show_nothing_and_load_what_the_table_says() -> None:
    names = [name for names in written("quiet.toml")["quiet"].values() for name in names.split()]
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", _PROBE, " ".join(names)], capture_output=True, text=True, check=True
    )
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, *_ in told] == names
    assert [name for name, same, _ in told if not same] == []
    wrong = {name: _ACTING.intersection(loaded) - effects_of_import(name) for name, _, loaded in told}
    assert {name: more for name, more in wrong.items() if more} == {}


def test_a_module_that_the_table_does_not_have_acts_itself() -> None:
    assert effects_of_import("json.decoder") == frozenset()
    assert effects_of_import("subprocess") == {"threading"}
    assert effects_of_import("logging") == {"logging", "threading"}
    assert effects_of_import("zoneinfo") == {"zoneinfo"}


def test_submodules_come_with_modules_that_load_them() -> None:
    assert loads_submodule("pkgutil", "importlib.util")
    assert loads_submodule("email.message", "email.utils")
    assert not loads_submodule("json", "importlib.util")


def test_names_below_what_changes_change_too() -> None:
    assert may_change("os.environ.get")
    assert may_change("sys.argv")
    assert not may_change("os.sep")


def test_a_known_module_that_looks_at_all_modules_cares_for_some_packages() -> None:
    # requests 2.32.3, requests/packages.py
    text = 'import sys\nfor package in ("urllib3", "idna"):\n    for mod in list(sys.modules):\n        print(mod)\n'
    assert facts_of(ast.parse(text), "requests").walks == 3
    assert watched_by("requests.packages") == ("urllib3", "idna", "chardet", "charset_normalizer")
    assert watched_by("other") == ()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="each module in a fork")
def test_known_compiled_modules_show_nothing_when_they_are_imported() -> None:
    names = [name for name in written("quiet.toml")["compiled"] if importlib.util.find_spec(name.partition(".")[0])]
    assert "yaml._yaml" in names
    done = subprocess.run([sys.executable, "-c", _PROBE, " ".join(names)], capture_output=True, text=True, check=True)
    told = [json.loads(line) for line in done.stdout.splitlines()]
    assert [name for name, same, _ in told if not same] == []
    assert [_ACTING.intersection(loaded) for *_, loaded in told] == [set()] * len(names)
    assert is_quiet_compiled("yaml._yaml")
    assert not is_quiet_compiled("yaml.reader")


@pytest.mark.parametrize("name", sorted(plain_compiled()))
def test_known_compiled_classes_run_nothing_for_those_that_derive_from_them(name: str) -> None:
    module, _, attribute = name.rpartition(".")
    value = getattr(pytest.importorskip(module), attribute)
    if isinstance(value, type):
        assert type(value) is type
        assert "__init_subclass__" not in {key for one in value.__mro__[:-1] for key in vars(one)}


def test_known_methods_fill_a_table_of_their_class_and_do_nothing_else() -> None:
    """They copy the table first where the class has none of its own; whatever they set is below `cls`."""
    yaml = pytest.importorskip("yaml")
    for module, names in written("quiet.toml")["fills"].items():
        tree = ast.parse(inspect.getsource(importlib.import_module(module)))
        methods = [one for one in ast.walk(tree) if isinstance(one, ast.FunctionDef) and one.name in names.split()]
        assert sorted(one.name for one in methods) == sorted(names.split()), yaml.__version__
        for method in methods:
            for node in ast.walk(method):
                if isinstance(node, ast.Attribute | ast.Subscript) and isinstance(node.ctx, ast.Store):
                    assert ast.unparse(node).startswith(("cls.", "implicit_resolvers["))
                if isinstance(node, ast.Call):
                    assert isinstance(node.func, ast.Attribute)
                    assert node.func.attr in {"append", "copy", "setdefault"}


def test_known_functions_fill_a_table_of_their_module_and_do_nothing_else() -> None:
    """They check what they are given, and raise an error or put it into one table, whose name is private."""
    pytest.importorskip("pathspec")
    for module, names in written("quiet.toml")["registers"].items():
        tree = ast.parse(inspect.getsource(importlib.import_module(module)))
        functions = [one for one in tree.body if isinstance(one, ast.FunctionDef) and one.name in names.split()]
        assert sorted(one.name for one in functions) == sorted(names.split())
        for function in functions:
            assert not function.decorator_list
            *checks, last = function.body[1:]
            assert all(isinstance(one, ast.If) and isinstance(one.body[-1], ast.Raise) for one in checks)
            assert isinstance(last, ast.Assign)
            assert isinstance(last.targets[0], ast.Subscript)
            assert ast.unparse(last.targets[0].value).startswith("_")
            assert isinstance(last.value, ast.Name)


def test_some_names_below_what_changes_stay() -> None:
    assert may_change("warnings.filters")
    assert not may_change("warnings.deprecated")
